/* Lists of questions: one's own, and the study plans that ship.
 *
 * A list is a text file, DATA/lists/NAME.list or plans/NAME.list: its first comment is the title, every other line
 * "pack/slug".  A question that is not installed is passed over, so that a plan may name more than one has.  Whoever has
 * a file of the name of a plan has that one instead.  The stars are the list "starred".
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/base/places.h"
#include "tui/listing_internal.h"

enum { LIST_MAX = 256 * 1024, LISTS_MAX = 200 };
#define STARRED "starred"
#define ENDING ".list"

static char *own_folder(const struct listing *listing)
{
	return path_join(store_folder(listing->store), "lists");
}

static struct question_list *find_list(const struct listing *listing, const char *name)
{
	for (size_t i = 0; i < listing->list_count; i++)
		if (strcmp(listing->lists[i].name, name) == 0)
			return &listing->lists[i];
	return NULL;
}

static struct question_list *add_list(struct listing *listing, const char *name)
{
	listing->lists = mem_grow(listing->lists, listing->list_count + 1, sizeof *listing->lists);
	struct question_list *list = &listing->lists[listing->list_count++];
	*list = (struct question_list){
	    .name = mem_dup(name),
	    .title = mem_dup(name),
	    .places = mem_zero(listing->catalogue->question_count + 1, sizeof *list->places),
	};
	return list;
}

size_t listing_place_in(const struct listing *listing, const char *name, size_t index)
{
	const struct question_list *list = find_list(listing, name);
	return list ? list->places[index] : 0;
}

const char *listing_list_title(const struct listing *listing, const char *name)
{
	const struct question_list *list = find_list(listing, name);
	return list ? list->title : name;
}

/* ---- reading */

static void take_line(struct listing *listing, struct question_list *list, char *line, bool *titled)
{
	line += strspn(line, " \t\r");
	size_t len = strlen(line);
	while (len && strchr(" \t\r", line[len - 1]))
		line[--len] = '\0';
	if (*line == '#' && !*titled) {
		*titled = true;
		free(list->title);
		list->title = mem_dup(line + 1 + strspn(line + 1, " \t#"));
	}
	char *slash = strchr(line, '/');
	if (*line == '#' || !slash)
		return;
	*slash = '\0';
	size_t index = listing_index_of(listing, line, slash + 1);
	if (index < listing->catalogue->question_count && !list->places[index])
		list->places[index] = ++list->count;
}

static void read_list(struct listing *listing, const char *path, const char *name)
{
	struct err err = {0};
	AUTO_BUF text = {0};
	if (!file_read(path, LIST_MAX, &text, &err)) {
		free(listing->problem);
		listing->problem = mem_format("a list is left out: %s", err.text);
		return;
	}
	struct question_list *list = add_list(listing, name);
	bool titled = false;
	char *rest = text.data, *line;
	while (rest && (line = strtok_r(NULL, "\n", &rest)))
		take_line(listing, list, line, &titled);
}

static int compare_lists(const void *a, const void *b)
{
	return strcmp(((const struct question_list *)a)->name, ((const struct question_list *)b)->name);
}

static void read_folder(struct listing *listing, const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	while (dir && (entry = readdir(dir))) {
		size_t len = strlen(entry->d_name), ending = strlen(ENDING);
		if (entry->d_name[0] == '.' || len <= ending || strcmp(entry->d_name + len - ending, ENDING) != 0)
			continue;
		AUTO_FREE char *path = path_join(folder, entry->d_name);
		AUTO_FREE char *name = mem_dup_n(entry->d_name, len - ending);
		if (!find_list(listing, name) && listing->list_count < LISTS_MAX)
			read_list(listing, path, name);
	}
	if (dir)
		closedir(dir);
}

void listing_read_lists(struct listing *listing)
{
	AUTO_FREE char *own = own_folder(listing);
	read_folder(listing, own);
	read_folder(listing, places_plans());
	if (listing->list_count)
		qsort(listing->lists, listing->list_count, sizeof *listing->lists, compare_lists);
}

void listing_free_lists(struct listing *listing)
{
	for (size_t i = 0; i < listing->list_count; i++) {
		free(listing->lists[i].name);
		free(listing->lists[i].title);
		free(listing->lists[i].places);
	}
	free(listing->lists);
	free(listing->problem);
}

/* ---- stars */

static bool is_line_of(const char *line, size_t len, const char *name)
{
	while (len && strchr(" \t\r", line[len - 1]))
		len--;
	while (len && strchr(" \t", *line)) {
		line++;
		len--;
	}
	return strlen(name) == len && memcmp(line, name, len) == 0;
}

/* The text without the lines of that name: all else, what is not installed too, stays as it was. */
static void copy_without(const char *text, const char *name, struct buf *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n"), whole = len + (text[len] == '\n');
		if (!is_line_of(text, len, name))
			buf_put(out, text, whole);
		text += whole;
	}
	if (out->len && out->data[out->len - 1] != '\n')
		buf_putc(out, '\n');
}

static bool write_stars(const struct listing *listing, const char *name, bool on, struct err *err)
{
	AUTO_FREE char *folder = own_folder(listing);
	AUTO_FREE char *path = path_join(folder, STARRED ENDING);
	AUTO_BUF before = {0};
	AUTO_BUF after = {0};
	if (file_exists(path) && !file_read(path, LIST_MAX, &before, err))
		return false;
	copy_without(before.len ? buf_text(&before) : "# Starred\n", name, &after);
	if (on)
		buf_printf(&after, "%s\n", name);
	return folder_make(folder, err) && file_replace(path, after.data, after.len, 0600, err);
}

bool listing_is_starred(const struct listing *listing, size_t index)
{
	return listing_place_in(listing, STARRED, index) != 0;
}

bool listing_toggle_star(struct listing *listing, size_t index, struct err *err)
{
	const struct question *question = &listing->catalogue->questions[index];
	struct question_list *list = find_list(listing, STARRED);
	bool on = !list || !list->places[index];
	AUTO_FREE char *name = mem_format("%s/%s", question->pack, question->slug);
	if (!write_stars(listing, name, on, err))
		return false;
	if (!list) {
		list = add_list(listing, STARRED);
		free(list->title);
		list->title = mem_dup("Starred");
	}
	list->places[index] = on ? ++list->count : 0;
	return true;
}
