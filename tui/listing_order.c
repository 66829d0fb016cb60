/* Filters and orders of the listing, and how they are kept from one start to the next. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "tui/listing_internal.h"

static const char *const column_names[COLUMN_COUNT] = {
    [COLUMN_PLACE] = "place in the pack", [COLUMN_STATUS] = "status",       [COLUMN_TITLE] = "title",
    [COLUMN_DIFFICULTY] = "difficulty",   [COLUMN_CATEGORY] = "category",   [COLUMN_LANGUAGES] = "languages",
    [COLUMN_TAGS] = "tags",               [COLUMN_BEST] = "best time",      [COLUMN_LAST] = "last tried",
};

static const char *const kind_names[FILTER_KINDS] = {
    [FILTER_DIFFICULTY] = "difficulty", [FILTER_STATUS] = "status",     [FILTER_LIST] = "list",
    [FILTER_PACK] = "pack",             [FILTER_LANGUAGE] = "language", [FILTER_TAG] = "tag",
};

const char *listing_column_name(enum listing_column column)
{
	return column_names[column];
}

const char *filter_kind_name(enum filter_kind kind)
{
	return kind_names[kind];
}

const char *filter_title(const struct listing *listing, const struct filter *filter)
{
	return filter->kind == FILTER_LIST ? listing_list_title(listing, filter->value) : filter->value;
}

/* ---- orders */

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Is there nothing to sort by?  Such questions stand last, whichever way round. */
static bool is_blank(const struct listing *listing, size_t index)
{
	const struct listing_entry *entry = &listing->entries[index];
	switch (listing->sort) {
	case COLUMN_DIFFICULTY: return listing->catalogue->questions[index].difficulty == DIFFICULTY_UNKNOWN;
	case COLUMN_CATEGORY: return !*entry->category.shown;
	case COLUMN_LANGUAGES: return !*entry->languages_shown;
	case COLUMN_TAGS: return !*entry->tags_shown;
	case COLUMN_BEST: return !entry->summary.best_wall_us;
	case COLUMN_LAST: return !entry->summary.last_ms;
	default: return false;
	}
}

/* By a list where the person looks at one, since a plan is made to be followed; else as the packs have them. */
static int compare_places(const struct listing *listing, size_t x, size_t y)
{
	for (size_t i = 0; i < listing->filter_count; i++) {
		const struct filter *filter = &listing->filters[i];
		if (filter->kind != FILTER_LIST)
			continue;
		size_t a = listing_place_in(listing, filter->value, x), b = listing_place_in(listing, filter->value, y);
		if (a != b)
			return !a || !b ? (a ? -1 : 1) : compare_numbers((int64_t)a, (int64_t)b);
	}
	return compare_numbers((int64_t)x, (int64_t)y);
}

static int compare_columns(const struct listing *listing, size_t x, size_t y)
{
	const struct listing_entry *a = &listing->entries[x], *b = &listing->entries[y];
	const struct question *questions = listing->catalogue->questions;
	switch (listing->sort) {
	case COLUMN_STATUS: return compare_numbers(listing_status(listing, x), listing_status(listing, y));
	case COLUMN_TITLE: return strcmp(a->title.folded, b->title.folded);
	case COLUMN_DIFFICULTY: return compare_numbers(questions[x].difficulty, questions[y].difficulty);
	case COLUMN_CATEGORY: return strcmp(a->category.folded, b->category.folded);
	case COLUMN_LANGUAGES: return strcmp(a->languages_shown, b->languages_shown);
	case COLUMN_TAGS: return strcmp(a->tags_shown, b->tags_shown);
	case COLUMN_BEST: return compare_numbers(a->summary.best_wall_us, b->summary.best_wall_us);
	case COLUMN_LAST: return compare_numbers(b->summary.last_ms, a->summary.last_ms);
	default: return compare_places(listing, x, y);
	}
}

static int in_order(const void *a, const void *b, void *context)
{
	const struct listing *listing = context;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	bool x_blank = is_blank(listing, x), y_blank = is_blank(listing, y);
	if (x_blank != y_blank)
		return x_blank ? 1 : -1;
	int by_value = compare_columns(listing, x, y);
	if (by_value)
		return listing->reversed ? -by_value : by_value;
	return compare_numbers((int64_t)x, (int64_t)y);
}

void listing_put_in_order(struct listing *listing)
{
	size_t count = listing->catalogue->question_count;
	for (size_t i = 0; i < count; i++)
		listing->order[i] = i;
	if (count)
		qsort_r(listing->order, count, sizeof *listing->order, in_order, listing);
}

static void keep_order(const struct listing *listing)
{
	AUTO_FREE char *text = mem_format("%s%s", listing->reversed ? "-" : "", column_names[listing->sort]);
	store_set(listing->store, listing->session, "browser_sort", text);
}

static void restore_order(struct listing *listing)
{
	AUTO_FREE char *kept = store_get(listing->store, listing->session, "browser_sort");
	bool reversed = kept && kept[0] == '-';
	for (size_t i = 0; kept && i < COLUMN_COUNT; i++)
		if (strcmp(kept + reversed, column_names[i]) == 0) {
			listing->sort = (enum listing_column)i;
			listing->reversed = reversed;
		}
}

void listing_sort(struct listing *listing, enum listing_column column)
{
	listing->reversed = listing->sort == column && !listing->reversed;
	listing->sort = column;
	listing_put_in_order(listing);
	listing_narrow(listing);
	keep_order(listing);
}

/* ---- filters */

static bool has(const struct listing *listing, size_t index, const struct filter *filter)
{
	const struct question *question = &listing->catalogue->questions[index];
	switch (filter->kind) {
	case FILTER_DIFFICULTY: return strcmp(question_difficulty_name(question->difficulty), filter->value) == 0;
	case FILTER_STATUS: return strcmp(listing_looks[listing_status(listing, index)].word, filter->value) == 0;
	case FILTER_TAG: return string_list_has(&question->tags, filter->value);
	case FILTER_LANGUAGE: return string_list_has(&question->languages, filter->value);
	case FILTER_LIST: return listing_place_in(listing, filter->value, index) != 0;
	case FILTER_PACK: return strcmp(question->pack, filter->value) == 0;
	case FILTER_KINDS: break;
	}
	return false;
}

bool listing_filters_pass(const struct listing *listing, size_t index)
{
	bool asked[FILTER_KINDS] = {0}, met[FILTER_KINDS] = {0};
	for (size_t i = 0; i < listing->filter_count; i++) {
		const struct filter *filter = &listing->filters[i];
		bool holds = has(listing, index, filter);
		if (filter->kind == FILTER_TAG && !holds)
			return false;
		asked[filter->kind] = true;
		met[filter->kind] = met[filter->kind] || holds;
	}
	for (size_t kind = 0; kind < FILTER_KINDS; kind++)
		if (asked[kind] && !met[kind])
			return false;
	return true;
}

static struct filter *find_filter(const struct listing *listing, enum filter_kind kind, const char *value)
{
	for (size_t i = 0; i < listing->filter_count; i++)
		if (listing->filters[i].kind == kind && strcmp(listing->filters[i].value, value) == 0)
			return &listing->filters[i];
	return NULL;
}

static void add_filter(struct listing *listing, enum filter_kind kind, const char *value)
{
	MEM_ROOM(listing->filters, listing->filter_count, listing->filter_capacity);
	listing->filters[listing->filter_count++] = (struct filter){kind, mem_dup(value)};
}

static void drop_filter(struct listing *listing, struct filter *filter)
{
	size_t at = (size_t)(filter - listing->filters);
	free(filter->value);
	listing->filter_count--;
	memmove(filter, filter + 1, (listing->filter_count - at) * sizeof *filter);
}

/* One a line; a value that holds a newline itself is not worth keeping. */
static void keep_filters(const struct listing *listing)
{
	AUTO_BUF text = {0};
	for (size_t i = 0; i < listing->filter_count; i++)
		if (!strchr(listing->filters[i].value, '\n'))
			buf_printf(&text, "%s %s\n", kind_names[listing->filters[i].kind], listing->filters[i].value);
	store_set(listing->store, listing->session, "browser_filters", buf_text(&text));
}

static bool is_held(const struct listing *listing, const struct filter *filter)
{
	for (size_t i = 0; i < listing->catalogue->question_count; i++)
		if (has(listing, i, filter))
			return true;
	return false;
}

/* A filter that no question can pass any more (its pack is gone, say) is left out; what a status says may change by itself. */
static void restore_filter(struct listing *listing, const char *line)
{
	for (size_t kind = 0; kind < FILTER_KINDS; kind++) {
		size_t len = strlen(kind_names[kind]);
		if (strncmp(line, kind_names[kind], len) != 0 || line[len] != ' ')
			continue;
		AUTO_FREE char *value = mem_dup(line + len + 1);
		const struct filter filter = {(enum filter_kind)kind, value};
		if ((kind == FILTER_STATUS || is_held(listing, &filter)) && !find_filter(listing, filter.kind, value))
			add_filter(listing, filter.kind, value);
	}
}

void listing_restore(struct listing *listing)
{
	restore_order(listing);
	AUTO_FREE char *kept = store_get(listing->store, listing->session, "browser_filters");
	char *rest = kept, *line;
	while (rest && (line = strtok_r(NULL, "\n", &rest)))
		restore_filter(listing, line);
}

void listing_toggle_filter(struct listing *listing, enum filter_kind kind, const char *value)
{
	struct filter *there = find_filter(listing, kind, value);
	if (there)
		drop_filter(listing, there);
	else
		add_filter(listing, kind, value);
	listing_put_in_order(listing);
	listing_narrow(listing);
	keep_filters(listing);
}

void listing_clear_filters(struct listing *listing)
{
	while (listing->filter_count)
		drop_filter(listing, &listing->filters[listing->filter_count - 1]);
	listing_put_in_order(listing);
	listing_narrow(listing);
	keep_filters(listing);
}

/* ---- what can be filtered by */

struct choices {
	struct filter_choice *items;
	size_t count, capacity;
};

/* The entry of a value, made where there is none; NULL for one that says nothing. */
static struct filter_choice *choice_of(struct choices *choices, enum filter_kind kind, const char *value)
{
	for (size_t i = 0; i < choices->count; i++)
		if (choices->items[i].filter.kind == kind && strcmp(choices->items[i].filter.value, value) == 0)
			return &choices->items[i];
	if (!*value)
		return NULL;
	MEM_ROOM(choices->items, choices->count, choices->capacity);
	/* Borrowed, and never written through. */
	choices->items[choices->count] = (struct filter_choice){.filter = {kind, (char *)(uintptr_t)value}};
	return &choices->items[choices->count++];
}

static void count_value(struct choices *choices, enum filter_kind kind, const char *value)
{
	struct filter_choice *choice = choice_of(choices, kind, value);
	if (choice)
		choice->count++;
}

static void count_question(const struct listing *listing, size_t index, struct choices *choices)
{
	const struct question *question = &listing->catalogue->questions[index];
	count_value(choices, FILTER_DIFFICULTY, question_difficulty_name(question->difficulty));
	count_value(choices, FILTER_STATUS, listing_looks[listing_status(listing, index)].word);
	for (size_t i = 0; i < question->tags.count; i++)
		count_value(choices, FILTER_TAG, question->tags.items[i]);
	for (size_t i = 0; i < question->languages.count; i++)
		count_value(choices, FILTER_LANGUAGE, question->languages.items[i]);
	count_value(choices, FILTER_PACK, question->pack);
	for (size_t i = 0; i < listing->list_count; i++)
		if (listing->lists[i].places[index])
			count_value(choices, FILTER_LIST, listing->lists[i].name);
}

static int by_kind_and_count(const void *a, const void *b)
{
	const struct filter_choice *x = a, *y = b;
	if (x->filter.kind != y->filter.kind)
		return compare_numbers(x->filter.kind, y->filter.kind);
	if (x->count != y->count)
		return compare_numbers((int64_t)y->count, (int64_t)x->count);
	return strcmp(x->filter.value, y->filter.value);
}

struct filter_choice *listing_choices(const struct listing *listing, size_t *count)
{
	struct choices choices = {0};
	for (size_t i = 0; i < listing->catalogue->question_count; i++)
		count_question(listing, i, &choices);
	/* A filter can be taken away even where nothing has its value any more. */
	for (size_t i = 0; i < listing->filter_count; i++)
		choice_of(&choices, listing->filters[i].kind, listing->filters[i].value);
	for (size_t i = 0; i < choices.count; i++)
		choices.items[i].on = find_filter(listing, choices.items[i].filter.kind, choices.items[i].filter.value) != NULL;
	if (choices.count)
		qsort(choices.items, choices.count, sizeof *choices.items, by_kind_and_count);
	*count = choices.count;
	return choices.items;
}
