/* The list of questions on the screen: what it shows at three sizes, and every way to narrow, sort and leave it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "tests/screen/drive.h"

static struct drive *start(const char *home, int rows, int cols)
{
	struct drive *drive = drive_new(&(struct drive_spec){.home = home, .rows = rows, .cols = cols});
	drive_see(drive, "Ctrl-C Quit");
	drive_see(drive, "Product of the others");
	return drive;
}

static void stop(struct drive *drive)
{
	drive_send(drive, "\003");
	assert_int_equal(drive_end(drive), 0);
	drive_free(drive);
}

static unsigned attributes_at(struct drive *drive, const char *text)
{
	int row, col;
	struct term_cell cell;
	assert_true(drive_finds(drive, text, &row, &col));
	drive_cell(drive, row, col, &cell);
	return cell.style.attributes;
}

static void test_small(void **state)
{
	struct drive *drive = start(*state, 24, 80);
	drive_see(drive, "title");
	drive_see(drive, "category");
	drive_see(drive, "last");
	drive_see(drive, "· new  foundations/product-of-the-others");
	assert_false(drive_finds(drive, "Statement", NULL, NULL));
	assert_true(attributes_at(drive, "Product of the others") & STYLE_REVERSE);
	stop(drive);
}

/* From some width on the statement stands beside the list, and follows the cursor. */
static void test_middle(void **state)
{
	struct drive *drive = start(*state, 40, 120);
	drive_see(drive, "─ Statement ─");
	drive_see(drive, "easy · Arrays · 15 min");
	drive_send(drive, K_SEND_DOWN);
	drive_see(drive, "A sensor reports far more often");
	drive_see(drive, "foundations/debounce-readings");
	drive_resize(drive, 24, 80);
	drive_see_gone(drive, "─ Statement ─");
	stop(drive);
}

static void test_large(void **state)
{
	struct drive *drive = start(*state, 60, 200);
	drive_see(drive, "─ Statement ─");
	static const char *const names[] = {"title", "level", "category", "languages", "tags", "best", "last"};
	int row, col, before, first;
	assert_true(drive_finds(drive, "   title", &first, &before));
	for (size_t i = 1; i < COUNT_OF(names); i++) {
		assert_true(drive_finds(drive, names[i], &row, &col));
		assert_int_equal(row, first);
		assert_true(col > before);
		before = col;
	}
	drive_see(drive, "python +5");
	drive_send(drive, K_SEND_F5); /* tags hidden: in the list and below it */
	drive_see_gone(drive, "prefix sums");
	assert_false(drive_finds(drive, "tags", NULL, NULL));
	stop(drive);
	drive = start(*state, 60, 200); /* and stay so */
	assert_false(drive_finds(drive, "prefix sums", NULL, NULL));
	drive_send(drive, K_SEND_F5);
	drive_see(drive, "prefix sums");
	stop(drive);
}

static void test_search(void **state)
{
	struct drive *drive = start(*state, 24, 80);
	drive_send(drive, "fewco");
	drive_see(drive, "1 of 23");
	int row, col;
	struct term_cell cell;
	assert_true(drive_finds(drive, "Fewest coins", &row, &col));
	drive_send(drive, "\025" "metric");
	drive_see(drive, "NDCG at k");
	assert_true(drive_finds(drive, "Ranking metrics", &row, &col));
	drive_cell(drive, row, col + 8, &cell);
	assert_true(cell.style.attributes & STYLE_UNDERLINE);
	drive_cell(drive, row, col + 2, &cell);
	assert_false(cell.style.attributes & STYLE_UNDERLINE);
	drive_send(drive, "xyzzy");
	drive_see(drive, "Nothing matches. Esc clears the search.");
	drive_send(drive, K_SEND_ESC);
	drive_see(drive, "Product of the others");
	stop(drive);
}

static void filter_by(struct drive *drive, const char *words)
{
	drive_send(drive, K_SEND_F3);
	drive_see(drive, "─ Filter ─");
	drive_send(drive, words);
	drive_see(drive, words);
	drive_send(drive, K_SEND_ENTER);
	drive_see_gone(drive, "─ Filter ─");
}

static void test_filters(void **state)
{
	struct drive *drive = start(*state, 24, 80);
	filter_by(drive, "difficulty hard");
	drive_see(drive, "[difficulty: hard]");
	drive_see(drive, "4 of 23");
	drive_see_gone(drive, "Product of the others");
	filter_by(drive, "foundations");
	drive_see(drive, "[difficulty: hard] [pack: foundations]");
	drive_see(drive, "2 of 23");
	drive_send(drive, "\003");
	assert_int_equal(drive_end(drive), 0);
	drive_free(drive);
	drive = drive_new(&(struct drive_spec){.home = *state}); /* kept */
	drive_see(drive, "[difficulty: hard] [pack: foundations]");
	drive_see(drive, "2 of 23");
	drive_send(drive, K_SEND_ESC); /* one key */
	drive_see_gone(drive, "[difficulty: hard]");
	drive_see(drive, "Product of the others");
	stop(drive);
}

static void sort_by(struct drive *drive, const char *word)
{
	drive_send(drive, K_SEND_F4);
	drive_see(drive, "─ Sort by ─");
	drive_send(drive, word);
	drive_send(drive, K_SEND_ENTER);
	drive_see_gone(drive, "─ Sort by ─");
}

static void test_orders(void **state)
{
	struct drive *drive = start(*state, 24, 80);
	int row, col;
	sort_by(drive, "title");
	drive_see(drive, "title ▲");
	drive_see(drive, "A sliding rate limit");
	assert_true(drive_finds(drive, "A sliding rate limit", &row, &col));
	assert_int_equal(row, 3);
	sort_by(drive, "title");
	drive_see(drive, "title ▼");
	drive_see(drive, "Words of the same letters");
	assert_true(drive_finds(drive, "Words of the same letters", &row, &col));
	assert_true(row < 5);
	drive_send(drive, "\003");
	assert_int_equal(drive_end(drive), 0);
	drive_free(drive);
	drive = drive_new(&(struct drive_spec){.home = *state});
	drive_see(drive, "title ▼");
	sort_by(drive, "place");
	drive_see(drive, "Product of the others");
	stop(drive);
}

/* From within a question: its neighbours in the list as it is filtered, not as the pack has them. */
static void test_neighbours(void **state)
{
	struct drive *drive = start(*state, 24, 80);
	filter_by(drive, "dynamic");
	drive_see(drive, "2 of 23");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "def fewest_coins");
	drive_send(drive, K_SEND_PREFIX ">");
	drive_see(drive, "Cheapest tokenisation");
	drive_see_gone(drive, "def fewest_coins");
	drive_see(drive, "def ");
	drive_send(drive, K_SEND_PREFIX ">");
	drive_see(drive, "the last question of the list");
	drive_send(drive, K_SEND_PREFIX "<");
	drive_see(drive, "def fewest_coins");
	drive_send(drive, K_SEND_PREFIX "a");
	drive_see(drive, "Cheapest tokenisation"); /* there is no other */
	drive_see(drive, "def ");
	drive_send(drive, K_SEND_F2);
	drive_see(drive, "2 of 23");
	drive_see(drive, "foundations/cheapest-tokenisation"); /* the cursor came along */
	stop(drive);
}

/* A study plan that ships, in its own order; and a star, which is a list of one's own. */
static void test_lists(void **state)
{
	struct drive *drive = start(*state, 24, 80);
	int row, col;
	filter_by(drive, "warm-up");
	drive_see(drive, "[list: Interview warm-up: one of each kind]");
	drive_see(drive, "8 of 23");
	filter_by(drive, "ground up");
	drive_see(drive, "19 of 23"); /* of one or the other */
	assert_true(drive_finds(drive, "Words of the same letters", &row, &col));
	assert_int_equal(row, 5);
	drive_send(drive, K_SEND_ESC);
	drive_see_gone(drive, "[list: ");
	drive_send(drive, "fewest coi");
	drive_see(drive, "1 of 23");
	drive_send(drive, K_SEND_PREFIX "*");
	drive_see(drive, "starred: ");
	drive_see(drive, "·*Fewest coins");
	drive_send(drive, K_SEND_ESC);
	drive_see_gone(drive, "1 of 23");
	filter_by(drive, "starred");
	drive_see(drive, "[list: Starred]");
	drive_see(drive, "1 of 23");
	drive_send(drive, K_SEND_PREFIX "*");
	drive_see(drive, "No question passes the filters. Esc clears them.");
	stop(drive);
}

static void test_day_and_palette(void **state)
{
	struct drive *drive = start(*state, 24, 80);
	drive_send(drive, K_SEND_PREFIX "d");
	drive_see(drive, "the question of the day, ");
	drive_send(drive, K_SEND_F1);
	drive_see(drive, "─ Commands ─");
	drive_see(drive, "nothing to do now"); /* Clear */
	drive_send(drive, "sort any");
	drive_see_gone(drive, "Redraw");
	drive_see(drive, "once more by the same turns it round."); /* whole, below the rows */
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "─ Sort by ─");
	drive_send(drive, K_SEND_ESC);
	drive_see_gone(drive, "─ Sort by ─");
	drive_send(drive, K_SEND_F1);
	drive_see(drive, "─ Commands ─");
	drive_send(drive, K_SEND_F1);
	drive_see_gone(drive, "─ Commands ─");
	stop(drive);
}

/* With a name (* and ? stand for anything) only the tests of that name. */
int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_small, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_middle, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_large, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_search, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_filters, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_orders, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_neighbours, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_lists, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_day_and_palette, drive_setup, drive_teardown),
	};
	return cmocka_run_group_tests_name("browser", tests, NULL, NULL);
}
