/* Lists of strings that own them.  Zero-initialise; the count is all that is public. */
#ifndef GREENROOM_BASE_STRING_LIST_H
#define GREENROOM_BASE_STRING_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct string_list {
	char **items;
	size_t count;
};

/* Copies the text. */
void string_list_add(struct string_list *list, const char *text);
/* The same for a text that the list does not have yet. */
void string_list_unite(struct string_list *list, const char *text);
bool string_list_has(const struct string_list *list, const char *text);
/* Same strings in the same order? */
bool string_list_same(const struct string_list *a, const struct string_list *b);
void string_list_release(struct string_list *list);

#endif
