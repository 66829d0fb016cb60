/* The listing: what search and filters let through, in which order, and what is kept for the next start. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/pack_maker.h"
#include "tui/listing.h"

static const struct {
	const char *slug, *title, *difficulty, *category, *tags;
} rows[] = {
    {"a-coins", "Fewest coins", "medium", "Dynamic programming", "\"recursion\", \"money\""},
    {"b-trees", "Balanced trees", "hard", "Trees", "\"recursion\""},
    {"c-sum", "Sum of two", "easy", "Arrays", "\"arrays\", \"money\""},
    {"d-wide", "A street \\u001b[31m of trees", "easy", "Arrays", "\"arrays\""},
};

struct room {
	struct catalogue *catalogue;
	struct store *store;
	struct listing *listing;
};

static struct room enter(const char *scratch)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_FREE char *named = changed(SOUND_QUESTION, "\"two-sum\"", "\"SLUG\"");
		AUTO_FREE char *slugged = changed(named, "SLUG", rows[i].slug);
		AUTO_FREE char *titled = changed(slugged, "Two sum", rows[i].title);
		AUTO_FREE char *graded = changed(titled, "easy", rows[i].difficulty);
		AUTO_FREE char *sorted = changed(graded, "\"category\": \"Arrays\"", "\"category\": \"CATEGORY\"");
		AUTO_FREE char *placed = changed(sorted, "CATEGORY", rows[i].category);
		AUTO_FREE char *text = changed(placed, "[\"arrays\"]", "[TAGS]");
		AUTO_FREE char *whole = changed(text, "TAGS", rows[i].tags);
		AUTO_FREE char *question = mem_format("pack/%s/question.json", rows[i].slug);
		AUTO_FREE char *statement = mem_format("pack/%s/statement.md", rows[i].slug);
		AUTO_FREE char *tests = mem_format("pack/%s/tests.json", rows[i].slug);
		AUTO_FREE char *hidden = mem_format("pack/%s/tests.hidden.json", rows[i].slug);
		put(scratch, question, whole);
		put(scratch, statement, "# One\n");
		put(scratch, tests, SOUND_TESTS);
		put(scratch, hidden, SOUND_HIDDEN);
	}
	struct err err = {0};
	AUTO_FREE char *data = path_join(scratch, "data");
	struct room room = {.catalogue = load(scratch, "pack"), .store = store_open(data, &err)};
	assert_non_null(room.store);
	room.listing = listing_new(room.catalogue, room.store, "practice");
	return room;
}

static void come_again(struct room *room)
{
	listing_free(room->listing);
	room->listing = listing_new(room->catalogue, room->store, "practice");
}

static void leave(struct room *room)
{
	listing_free(room->listing);
	store_close(room->store);
	catalogue_free(room->catalogue);
}

/* The first letters of the slugs, in their order. */
static void assert_shown(const struct room *room, const char *wanted)
{
	AUTO_BUF got = {0};
	for (size_t i = 0; i < room->listing->shown_count; i++)
		buf_putc(&got, room->catalogue->questions[room->listing->shown[i]].slug[0]);
	assert_string_equal(buf_text(&got), wanted);
}

static void searches(void **state)
{
	struct room room = enter(*state);
	assert_shown(&room, "abcd");
	listing_search(room.listing, "tree");
	assert_shown(&room, "bd"); /* the title that begins nearer to it, and has it in one piece, first */
	listing_search(room.listing, "MONEY easy");
	assert_shown(&room, "c");
	listing_search(room.listing, "fewco");
	assert_shown(&room, "a");
	listing_search(room.listing, "c-sum");
	assert_shown(&room, "c");
	listing_search(room.listing, "xyzzy");
	assert_shown(&room, "");
	listing_search(room.listing, "  ");
	assert_shown(&room, "abcd");
	leave(&room);
}

static void marks(void **state)
{
	struct room room = enter(*state);
	bool marked[240] = {0};
	listing_search(room.listing, "coin");
	assert_true(listing_mark(room.listing, &room.listing->entries[0].title, marked));
	assert_true(marked[7] && marked[10]);
	assert_false(marked[0] || marked[11]);
	assert_false(listing_mark(room.listing, &room.listing->entries[1].title, marked));
	/* what is shown was escaped, and the marks fit that */
	assert_null(strchr(room.listing->entries[3].title.shown, '\033'));
	leave(&room);
}

static void filters(void **state)
{
	struct room room = enter(*state);
	listing_toggle_filter(room.listing, FILTER_DIFFICULTY, "easy");
	assert_shown(&room, "cd");
	listing_toggle_filter(room.listing, FILTER_DIFFICULTY, "hard"); /* one of them */
	assert_shown(&room, "bcd");
	listing_toggle_filter(room.listing, FILTER_TAG, "arrays"); /* and */
	assert_shown(&room, "cd");
	listing_toggle_filter(room.listing, FILTER_TAG, "money"); /* both tags */
	assert_shown(&room, "c");
	listing_toggle_filter(room.listing, FILTER_TAG, "arrays");
	listing_toggle_filter(room.listing, FILTER_DIFFICULTY, "easy");
	assert_shown(&room, "");
	come_again(&room); /* kept */
	assert_int_equal(room.listing->filter_count, 2);
	assert_shown(&room, "");
	listing_clear_filters(room.listing);
	assert_shown(&room, "abcd");
	come_again(&room);
	assert_int_equal(room.listing->filter_count, 0);
	leave(&room);
}

/* Whatever stands in the store: what cannot be is left out. */
static void odd_notes(void **state)
{
	struct room room = enter(*state);
	store_set(room.store, "practice", "browser_filters", "tag nowhere\nnonsense\n\ndifficulty\npack pack\npack pack\nstatus solved\n");
	store_set(room.store, "practice", "browser_sort", "-colour");
	come_again(&room);
	assert_int_equal(room.listing->filter_count, 2);
	assert_int_equal(room.listing->sort, COLUMN_PLACE);
	assert_false(room.listing->reversed);
	leave(&room);
}

static void add_attempt_on(struct room *room, const char *slug, enum verdict verdict, int64_t ended_ms, int64_t wall_us)
{
	struct err err = {0};
	const struct draft_key key = {"practice", room->catalogue->packs[0].name, slug, "python", "solution.py"};
	const struct run_report report = {
	    .mode = RUN_SUBMIT, .verdict = verdict, .started_ms = ended_ms, .ended_ms = ended_ms, .wall_us = wall_us};
	if (!attempt_add(room->store, &key, "x", 1, &report, &err))
		fail_msg("%s", err.text);
}

static void orders(void **state)
{
	struct room room = enter(*state);
	listing_sort(room.listing, COLUMN_TITLE);
	assert_shown(&room, "dbac");
	listing_sort(room.listing, COLUMN_TITLE);
	assert_shown(&room, "cabd");
	listing_sort(room.listing, COLUMN_DIFFICULTY);
	assert_shown(&room, "cdab");
	come_again(&room);
	assert_shown(&room, "cdab");
	add_attempt_on(&room, "b-trees", VERDICT_ACCEPTED, 2000, 50);
	add_attempt_on(&room, "c-sum", VERDICT_ACCEPTED, 1000, 90);
	add_attempt_on(&room, "d-wide", VERDICT_WRONG_ANSWER, 3000, 10);
	listing_refresh(room.listing);
	listing_sort(room.listing, COLUMN_LAST);
	assert_shown(&room, "dbca"); /* never tried: last */
	listing_sort(room.listing, COLUMN_LAST);
	assert_shown(&room, "cbda"); /* and still last */
	listing_sort(room.listing, COLUMN_BEST);
	assert_shown(&room, "bcad");
	listing_sort(room.listing, COLUMN_STATUS);
	assert_shown(&room, "adbc");
	listing_toggle_filter(room.listing, FILTER_STATUS, "solved");
	assert_shown(&room, "bc");
	leave(&room);
}

static void lists(void **state)
{
	struct err err = {0};
	put(*state, "data/lists/plan.list", "# My plan\n# not the title\n  pack/d-wide \r\npack/gone\nnonsense\npack/a-coins\npack/d-wide");
	put(*state, "data/lists/other.txt", "pack/b-trees\n");
	struct room room = enter(*state);
	listing_toggle_filter(room.listing, FILTER_LIST, "plan");
	assert_shown(&room, "da"); /* the plan's order */
	assert_string_equal(filter_title(room.listing, &room.listing->filters[0]), "My plan");
	listing_sort(room.listing, COLUMN_TITLE);
	assert_shown(&room, "da");
	listing_sort(room.listing, COLUMN_TITLE);
	assert_shown(&room, "ad");
	listing_sort(room.listing, COLUMN_PLACE);
	come_again(&room);
	assert_shown(&room, "da");
	listing_clear_filters(room.listing);
	assert_shown(&room, "abcd");
	assert_null(room.listing->problem);
	AUTO_FREE char *large = mem_zero(1, 300 * 1024 + 1);
	memset(large, '#', 300 * 1024);
	put(*state, "data/lists/large.list", large);
	come_again(&room);
	assert_non_null(strstr(room.listing->problem, "large.list"));
	assert_true(listing_toggle_star(room.listing, 1, &err));
	leave(&room);
}

/* What stands in the file by hand stays. */
static void stars(void **state)
{
	struct err err = {0};
	struct room room = enter(*state);
	assert_false(listing_is_starred(room.listing, 1));
	assert_true(listing_toggle_star(room.listing, 1, &err));
	assert_true(listing_toggle_star(room.listing, 0, &err));
	assert_true(listing_is_starred(room.listing, 1));
	come_again(&room);
	listing_toggle_filter(room.listing, FILTER_LIST, "starred");
	assert_shown(&room, "ba");
	put(*state, "data/lists/starred.list", "# Mine\npack/b-trees\n# a word\nelsewhere/x\npack/a-coins");
	come_again(&room);
	assert_true(listing_toggle_star(room.listing, 1, &err));
	listing_refresh(room.listing);
	assert_shown(&room, "a");
	AUTO_BUF text = {0};
	AUTO_FREE char *path = path_join(*state, "data/lists/starred.list");
	assert_true(file_read(path, 1000, &text, &err));
	assert_string_equal(buf_text(&text), "# Mine\n# a word\nelsewhere/x\npack/a-coins\n");
	/* where it cannot be written nothing changes */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(listing_toggle_star(room.listing, 2, &err));
	assert_false(listing_is_starred(room.listing, 2));
	leave(&room);
}

static const struct filter_choice *choice(const struct filter_choice *choices, size_t count, enum filter_kind kind, const char *value)
{
	for (size_t i = 0; i < count; i++)
		if (choices[i].filter.kind == kind && strcmp(choices[i].filter.value, value) == 0)
			return &choices[i];
	fail_msg("%s cannot be chosen", value);
	return NULL;
}

static void choices(void **state)
{
	struct room room = enter(*state);
	size_t count;
	listing_toggle_filter(room.listing, FILTER_TAG, "money");
	listing_toggle_filter(room.listing, FILTER_STATUS, "solved");
	struct filter_choice *list = listing_choices(room.listing, &count);
	assert_int_equal(choice(list, count, FILTER_TAG, "money")->count, 2);
	assert_true(choice(list, count, FILTER_TAG, "money")->on);
	assert_int_equal(choice(list, count, FILTER_STATUS, "solved")->count, 0);
	assert_true(choice(list, count, FILTER_STATUS, "solved")->on);
	assert_int_equal(choice(list, count, FILTER_LANGUAGE, "python")->count, 4);
	assert_int_equal(choice(list, count, FILTER_DIFFICULTY, "easy")->count, 2);
	assert_false(choice(list, count, FILTER_DIFFICULTY, "easy")->on);
	free(list);
	leave(&room);
}

static void one_of_many(void **state)
{
	struct room room = enter(*state);
	const char *pack = room.catalogue->packs[0].name;
	const struct question *today = listing_of_the_day(room.catalogue, pack, "2026-11-21");
	assert_non_null(today);
	assert_ptr_equal(today, listing_of_the_day(room.catalogue, pack, "2026-11-21"));
	bool differs = false;
	for (int day = 1; day < 28; day++) {
		AUTO_FREE char *date = mem_format("2026-02-%02d", day);
		differs = differs || listing_of_the_day(room.catalogue, pack, date) != today;
	}
	assert_true(differs);
	assert_null(listing_of_the_day(room.catalogue, "elsewhere", "2026-11-21"));
	for (int i = 0; i < 40; i++)
		assert_ptr_not_equal(listing_random(room.listing, today), today);
	listing_search(room.listing, "fewest");
	assert_ptr_equal(listing_random(room.listing, NULL), &room.catalogue->questions[0]);
	assert_null(listing_random(room.listing, &room.catalogue->questions[0]));
	leave(&room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(searches, make_scratch, drop_scratch),
	    cmocka_unit_test_setup_teardown(marks, make_scratch, drop_scratch),
	    cmocka_unit_test_setup_teardown(filters, make_scratch, drop_scratch),
	    cmocka_unit_test_setup_teardown(odd_notes, make_scratch, drop_scratch),
	    cmocka_unit_test_setup_teardown(orders, make_scratch, drop_scratch),
	    cmocka_unit_test_setup_teardown(lists, make_scratch, drop_scratch),
	    cmocka_unit_test_setup_teardown(stars, make_scratch, drop_scratch),
	    cmocka_unit_test_setup_teardown(choices, make_scratch, drop_scratch),
	    cmocka_unit_test_setup_teardown(one_of_many, make_scratch, drop_scratch),
	};
	return cmocka_run_group_tests_name("listing", tests, NULL, NULL);
}
