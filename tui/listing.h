/* The listing: which questions the browser shows, and in which order.  It draws nothing and reads no key.
 *
 * A question is shown where every filter and every word of the search lets it through.  Filters of one kind are
 * alternatives (easy or medium), those of different kinds must all hold; tags must all be there, since a question
 * has several.  With a search the best matches come first, else the chosen order.  Whatever it gives out as
 * text is escaped.  Made for 20,000 questions; a search of 5,000 takes a few milliseconds.
 */
#ifndef GREENROOM_TUI_LISTING_H
#define GREENROOM_TUI_LISTING_H

#include "engine/packs/catalogue.h"
#include "engine/store/store.h"
#include "tui/style.h"

enum listing_status { STATUS_NEW, STATUS_TRIED, STATUS_SOLVED, STATUS_UNAVAILABLE, STATUS_BROKEN, STATUS_COUNT };
struct listing_look {
	const char *mark, *word;
	enum role role;
};
extern const struct listing_look listing_looks[STATUS_COUNT];

enum listing_column {
	COLUMN_PLACE, /* in the pack */
	COLUMN_STATUS,
	COLUMN_TITLE,
	COLUMN_DIFFICULTY,
	COLUMN_CATEGORY,
	COLUMN_LANGUAGES,
	COLUMN_TAGS,
	COLUMN_BEST, /* the fastest accepted submit */
	COLUMN_LAST, /* the last attempt, newest first */
	COLUMN_COUNT,
};
const char *listing_column_name(enum listing_column column); /* "title": the head of the column */

enum filter_kind { FILTER_DIFFICULTY, FILTER_STATUS, FILTER_LIST, FILTER_PACK, FILTER_LANGUAGE, FILTER_TAG, FILTER_KINDS };
const char *filter_kind_name(enum filter_kind kind); /* "difficulty", ... */

struct filter {
	enum filter_kind kind;
	char *value; /* as the question has it; a word of listing_looks for a status */
};

/* A text as it is shown, and as it is searched. */
struct listing_text {
	char *shown, *folded;
	uint64_t letters;
};

struct listing_entry {
	struct attempt_summary summary;
	struct listing_text title, category;
	struct listing_text *tags;
	size_t tag_count;
	char *tags_shown, *languages_shown; /* with ", " between */
	char *languages_short;              /* "python +5": the first, and how many more */
};

/* A list of one's own, or a study plan (listing_lists.c). */
struct question_list {
	char *name;     /* the file's, without its ending */
	char *title;
	size_t *places; /* one a question: its place in the list from 1, 0 where it is not there */
	size_t count;   /* the last place given */
};

struct listing {
	const struct catalogue *catalogue;
	struct store *store;
	char *session;
	struct listing_entry *entries; /* one a question */
	const struct question **by_name;
	struct buf query;
	struct filter *filters;
	size_t filter_count, filter_capacity;
	struct question_list *lists;
	size_t list_count;
	char *problem; /* NULL, or why a list is left out */
	enum listing_column sort;
	bool reversed;
	size_t *order; /* all questions in the chosen order */
	size_t *shown; /* those that are let through, as they stand in the list */
	size_t shown_count;
};

/* Borrows catalogue and store; reads the attempts, and the filters and the order that were kept last. */
struct listing *listing_new(const struct catalogue *catalogue, struct store *store, const char *session);
void listing_free(struct listing *listing);

/* Reads the attempts again, and what became unavailable.  The list changes with it. */
void listing_refresh(struct listing *listing);

void listing_search(struct listing *listing, const char *query);
/* Adds the filter, or takes it away where it is there; kept for the next start. */
void listing_toggle_filter(struct listing *listing, enum filter_kind kind, const char *value);
void listing_clear_filters(struct listing *listing);
/* Sorts by the column; a second time the other way round.  Kept for the next start. */
void listing_sort(struct listing *listing, enum listing_column column);

/* What a filter can be set to: all values that some question has, by kind, the most frequent first. */
struct filter_choice {
	struct filter filter; /* the value is borrowed from the catalogue, or static */
	size_t count;         /* questions that have it */
	bool on;
};
struct filter_choice *listing_choices(const struct listing *listing, size_t *count); /* yours: one free() */

/* What a person calls the value: a list by its title, all else by itself.  Borrowed. */
const char *filter_title(const struct listing *listing, const struct filter *filter);

/* The list "starred".  False and err where its file cannot be written.  The list shown changes with the next refresh. */
bool listing_toggle_star(struct listing *listing, size_t index, struct err *err);
bool listing_is_starred(const struct listing *listing, size_t index);

enum listing_status listing_status(const struct listing *listing, size_t index);
/* Marks the bytes of the text that the search matches (FUZZY_TEXT_MAX of them); false where it matches none. */
bool listing_mark(const struct listing *listing, const struct listing_text *text, bool *marks);

/* The question of that day ("2026-11-21") in a pack: the same on every machine that can open it.  NULL: none can be opened. */
const struct question *listing_of_the_day(const struct catalogue *catalogue, const char *pack, const char *date);
/* Any question that is shown and can be opened, another than `but` where there is one; NULL: none. */
const struct question *listing_random(const struct listing *listing, const struct question *but);

#endif
