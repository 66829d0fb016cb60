#include "engine/base/string_list.h"

#include <string.h>

#include "engine/base/mem.h"

void string_list_add(struct string_list *list, const char *text)
{
	/* The struct has no capacity: it doubles whenever the count is a power of two. */
	if ((list->count & (list->count - 1)) == 0)
		list->items = mem_grow(list->items, list->count ? list->count * 2 : 1, sizeof *list->items);
	list->items[list->count++] = mem_dup(text);
}

void string_list_unite(struct string_list *list, const char *text)
{
	if (!string_list_has(list, text))
		string_list_add(list, text);
}

bool string_list_has(const struct string_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		/* The first letter settles most: keyword lists are asked about every name of a signature. */
		if (list->items[i][0] == text[0] && strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

bool string_list_same(const struct string_list *a, const struct string_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

void string_list_release(struct string_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct string_list){0};
}
