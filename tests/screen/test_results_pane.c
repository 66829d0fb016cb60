/* The results through a terminal: failing tests one after the other, their lines, own cases, pins, live tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/screen/drive.h"

#define K_SEND_F7 "\033[18~"
#define K_SEND_F8 "\033[19~"

/* Right for the first of the four public tests alone. */
static const char four[] = "def fewest_coins(coins, amount):\n    return 4  # four\n";
static const char broken[] = "def fewest_coins(coins, amount):\n    coins = None\n    return coins[0]  # broken\n";

static struct drive *open_at(const char *home, int rows, int cols)
{
	static const char *const args[] = {"fewest-coins", NULL};
	struct drive *drive = drive_new(&(struct drive_spec){.home = home, .args = args, .rows = rows, .cols = cols});
	drive_see(drive, "def fewest_coins");
	return drive;
}

static void run_source(struct drive *drive, const char *source, const char *last)
{
	drive_type_into_vim(drive, source);
	drive_see(drive, last);
	drive_send(drive, K_SEND_F5);
}

static bool marked(struct drive *drive, const char *text)
{
	int row, col;
	struct term_cell cell;
	assert_true(drive_finds(drive, text, &row, &col));
	drive_cell(drive, row, col + (int)strlen(text) - 1, &cell);
	return cell.style.attributes & STYLE_UNDERLINE;
}

/* F8 goes round; the difference is marked; what is not in sight is brought there. */
static void next_failure(const char *home, int rows, int cols)
{
	struct drive *drive = open_at(home, rows, cols);
	run_source(drive, four, "# four");
	drive_see(drive, "run: ✗ wrong answer");
	drive_see(drive, "▸✗   2");
	drive_see(drive, "coins = [1, 3, 4]");
	drive_see(drive, "expected  2");
	drive_see(drive, "got       4");
	assert_true(marked(drive, "expected  2"));
	assert_true(marked(drive, "got       4"));
	drive_send(drive, K_SEND_F8);
	drive_see(drive, "▸✗   3");
	drive_see(drive, "expected  null");
	drive_send(drive, K_SEND_F8);
	drive_see(drive, "▸✗   4");
	drive_send(drive, K_SEND_F8);
	drive_see(drive, "▸✗   2");
	drive_see(drive, "-- INSERT --"); /* the focus did not move */
	drive_quit(drive);
	drive_free(drive);
}

static void test_next_failure_120(void **state)
{
	next_failure(*state, 40, 120);
}

static void test_next_failure_200(void **state)
{
	next_failure(*state, 60, 200);
}

/* Where one pane is seen the results come with F8. */
static void test_next_failure_80(void **state)
{
	next_failure(*state, 24, 80);
}

static void test_to_the_line(void **state)
{
	struct drive *drive = open_at(*state, 40, 120);
	run_source(drive, broken, "# broken");
	drive_see(drive, "run: ✗ runtime error");
	drive_send(drive, K_SEND_ESC "gg:set ruler\r");
	drive_see(drive, "1,1");
	drive_send(drive, K_SEND_PREFIX "g");
	drive_see(drive, "3,1"); /* before that, keys would overtake the word to go there */
	drive_send(drive, "A# here");
	drive_see(drive, "return coins[0]  # broken# here");
	drive_quit(drive);
	drive_free(drive);
}

static void test_copy(void **state)
{
	struct drive *drive = open_at(*state, 40, 120);
	run_source(drive, four, "# four");
	drive_see(drive, "▸✗   2");
	drive_send(drive, K_SEND_PREFIX "c");
	drive_see(drive, "Copy from test 2");
	drive_send(drive, "input");
	drive_see_gone(drive, "What was expected");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "copied");
	assert_true(drive_wrote(drive, "\033]52;c;W1sxLCAzLCA0XSwgNl0=")); /* [[1, 3, 4], 6] */
	drive_quit(drive);
	drive_free(drive);
}

/* Edited in the results' place, run unsaved, kept; a failing test is pinned beside them. */
static void test_own_cases(void **state)
{
	struct drive *drive = open_at(*state, 40, 120);
	drive_type_into_vim(drive, four);
	drive_see(drive, "# four");
	drive_send(drive, K_SEND_F7);
	drive_see(drive, "your own cases");
	drive_see(drive, "\"coins\": [1,5,10,25]");
	drive_send(drive, ":2s/\"expected\": 4/\"expected\": 77/\r");
	drive_see(drive, "\"expected\": 77");
	drive_send(drive, K_SEND_F5);
	drive_see(drive, "0 of 1 own cases");
	drive_send(drive, K_SEND_F8);
	drive_see(drive, "▸✗   3");
	drive_send(drive, K_SEND_PREFIX "p");
	drive_see(drive, "pinned");
	drive_send(drive, K_SEND_F7);
	drive_see(drive, "pinned: cannot-be-paid");
	drive_see(drive, "\"expected\": 77");
	/* the pack's solution says what a case expects */
	drive_send(drive, ":2s/, \"expected\": 77//\r");
	drive_see(drive, "\"amount\": 41}"); /* with nothing behind it */
	drive_see_gone(drive, "77}");
	drive_send(drive, K_SEND_PREFIX "E");
	drive_see(drive, "filled in: 1 expected value");
	drive_see(drive, "\"expected\": 4}");
	/* a mistake is told, and costs only the cases */
	drive_send(drive, ":2s/amount/amuont/\r");
	drive_see(drive, "amuont");
	drive_send(drive, K_SEND_F5);
	drive_see(drive, "there is no parameter \"amuont\"");
	drive_see(drive, "1 of 4 tests passed");
	drive_see_gone(drive, "of 1 own cases");
	drive_quit(drive);
	drive_free(drive);
}

/* What was typed into the cases is saved when one leaves. */
static void test_own_cases_are_kept(void **state)
{
	struct drive *drive = open_at(*state, 40, 120);
	drive_send(drive, K_SEND_F7);
	drive_see(drive, "\"coins\": [1,5,10,25]");
	drive_send(drive, ":2s/four-values/never saved/\r");
	drive_see(drive, "never saved");
	drive_quit(drive);
	drive_free(drive);
	drive = open_at(*state, 40, 120);
	drive_send(drive, K_SEND_F7);
	drive_see(drive, "never saved");
	drive_quit(drive);
	drive_free(drive);
}

static void test_live(void **state)
{
	struct drive *drive = open_at(*state, 40, 140);
	drive_send(drive, K_SEND_PREFIX "v");
	drive_see(drive, "live tests: every save");
	drive_type_into_vim(drive, four);
	drive_see(drive, "1 of 4 tests passed"); /* nobody asked for it */
	drive_see(drive, "-- INSERT --");
	drive_send(drive, "#");
	drive_see(drive, "live ✗ 1 of 4: wrong answer");
	drive_quit(drive);
	drive_free(drive);
	/* the switch stays as it was */
	drive = open_at(*state, 40, 140);
	drive_see(drive, "live: waits for a save");
	drive_send(drive, K_SEND_PREFIX "v");
	drive_see(drive, "live tests are off");
	drive_quit(drive);
	drive_free(drive);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, drive_setup, drive_teardown)

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	const struct CMUnitTest tests[] = {
		TEST(test_next_failure_80), TEST(test_next_failure_120), TEST(test_next_failure_200),
		TEST(test_to_the_line),     TEST(test_copy),             TEST(test_own_cases),
		TEST(test_own_cases_are_kept), TEST(test_live),
	};
	return cmocka_run_group_tests_name("results pane", tests, NULL, NULL);
}
