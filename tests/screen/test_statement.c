/* The statement's pane: search, examples, wide tables, coloured code, links, the solution, related questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tests/screen/drive.h"

static struct drive *open_at(const char *home, int rows, int cols, const char *question, const char *const *env)
{
	const char *args[] = {"--pack", SOURCE_DIR "/tests/fixtures/reading", question, NULL};
	struct drive *drive = drive_new(&(struct drive_spec){.home = home, .args = args, .rows = rows, .cols = cols, .env = env});
	drive_see(drive, "1 Statement");
	/* Where one pane is seen at a time the statement has the focus at once; 1 is a pane's key after the prefix anyway. */
	drive_send(drive, K_SEND_PREFIX "1");
	drive_see(drive, "A statement with everything");
	return drive;
}

static struct drive *open_widest(const char *home, int rows, int cols)
{
	return open_at(home, rows, cols, "reading/widest", NULL);
}

static struct term_cell cell_of(struct drive *drive, const char *text)
{
	int row, col;
	struct term_cell cell;
	assert_true(drive_finds(drive, text, &row, &col));
	drive_cell(drive, row, col, &cell);
	return cell;
}

/* / finds, n goes on and around, N goes back; what is found is marked. */
static void test_search(void **state)
{
	struct drive *drive = open_widest(*state, 24, 80);
	drive_send(drive, "/");
	drive_see(drive, "/");
	drive_send(drive, "needle");
	drive_see(drive, "/needle");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "picture of a needle");
	struct term_cell cell = cell_of(drive, "needle");
	assert_true(cell.style.attributes & STYLE_UNDERLINE);
	drive_send(drive, "n");
	drive_see(drive, "A needle stands here");
	drive_send(drive, "nn");
	drive_see(drive, "picture of a needle");
	drive_send(drive, "N");
	drive_see(drive, "The last needle.");
	drive_send(drive, "/xyzzy" K_SEND_ENTER);
	drive_see(drive, "not found: xyzzy");
	drive_send(drive, K_SEND_ESC);
	drive_see_gone(drive, "not found");
	drive_quit(drive);
	drive_free(drive);
}

/* Letters that are commands elsewhere belong to the search while it is typed. */
static void test_search_takes_letters(void **state)
{
	struct drive *drive = open_widest(*state, 24, 80);
	drive_send(drive, K_SEND_PREFIX "/");
	drive_send(drive, "q123$");
	drive_see(drive, "/q123$");
	drive_send(drive, K_SEND_ESC);
	drive_see_gone(drive, "/q123$");
	drive_quit(drive);
	drive_free(drive);
}

static void test_examples(void **state)
{
	struct drive *drive = open_widest(*state, 16, 80);
	int row, col;
	drive_send(drive, "x");
	drive_see(drive, "# -> 6");
	assert_true(drive_finds(drive, "# -> 6", &row, &col));
	assert_true(row <= 4);
	drive_send(drive, "x");
	drive_see_gone(drive, "# -> 6");
	drive_see(drive, "# -> 0");
	drive_send(drive, "X");
	drive_see(drive, "# -> 6");
	drive_send(drive, "X"); /* around the end */
	drive_see_gone(drive, "# -> 6");
	drive_quit(drive);
	drive_free(drive);
}

/* Words of a table stay whole; what does not fit is reached sideways, and the text beside it stays. */
static void test_wide_table(void **state)
{
	struct drive *drive = open_widest(*state, 40, 80);
	drive_see(drive, "addition_of_two_numbers");
	drive_see(drive, "›");
	assert_false(drive_finds(drive, "cost_of_it_in_operations", &(int){0}, &(int){0}));
	drive_send(drive, "llllllllllll");
	drive_see(drive, "cost_of_it_in_operations");
	drive_see(drive, "Add up the numbers");
	drive_send(drive, "hhhhhhhhhhhh");
	drive_see(drive, "operation_with_a_long_name");
	drive_resize(drive, 60, 200);
	drive_send(drive, K_SEND_F4);
	drive_see(drive, "cost_of_it_in_operations");
	drive_see_gone(drive, "›");
	drive_quit(drive);
	drive_free(drive);
}

/* Comments, numbers and plain code look different. */
static void test_colours(void **state)
{
	struct drive *drive = open_widest(*state, 40, 120);
	drive_send(drive, "x");
	drive_see(drive, "# -> 6");
	struct term_cell name = cell_of(drive, "total([1"), number = cell_of(drive, "1, 2, 3]"), comment = cell_of(drive, "# -> 6");
	assert_int_not_equal(name.style.fg, number.style.fg);
	assert_true(comment.style.attributes & STYLE_DIM || comment.style.fg != name.style.fg);
	drive_quit(drive);
	drive_free(drive);
}

/* A browser of our own that writes down what it was given. */
static char *make_browser(const char *home)
{
	AUTO_FREE char *path = path_join(home, "browser");
	AUTO_FREE char *script = mem_format("#!/bin/sh\nprintf '%%s|' \"$@\" >'%s/opened'\n", home);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(script, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0755), 0);
	return mem_format("BROWSER=%s --new %%s", path);
}

static void wait_for_file(struct drive *drive, const char *path, const char *text)
{
	AUTO_BUF data = {0};
	for (int i = 0; i < 1000; i++) {
		buf_clear(&data);
		if (file_exists(path) && file_read(path, 4096, &data, NULL) && strcmp(buf_text(&data), text) == 0)
			return;
		drive_see(drive, "opening https://"); /* takes what comes */
		struct timespec pause = {.tv_nsec = 10000000};
		nanosleep(&pause, NULL);
	}
	fail_msg("%s holds '%s'", path, buf_text(&data));
}

static void test_links(void **state)
{
	const char *home = *state;
	AUTO_FREE char *browser = make_browser(home);
	AUTO_FREE char *opened = path_join(home, "opened");
	struct drive *drive = open_at(home, 30, 120, "reading/widest", (const char *[]){browser, NULL});
	drive_send(drive, K_SEND_PREFIX "o");
	drive_see(drive, "Open in the browser");
	drive_see(drive, "http://example.org/plain");
	drive_see(drive, "only http and https addresses are opened");
	assert_false(file_exists(opened));
	drive_send(drive, "definition");
	drive_see_gone(drive, "http://example.org/plain ");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "opening https://example.org/definition?of=sum");
	wait_for_file(drive, opened, "--new|https://example.org/definition?of=sum|");
	drive_quit(drive);
	drive_free(drive);
}

/* Asked for first; Esc leads back; once seen it is there at once. */
static void test_solution(void **state)
{
	struct drive *drive = open_widest(*state, 40, 120);
	drive_send(drive, K_SEND_PREFIX "S");
	drive_see(drive, "Show the solution?");
	drive_send(drive, K_SEND_ESC);
	drive_see(drive, "A statement with everything");
	drive_send(drive, K_SEND_PREFIX "S");
	drive_see(drive, "Show the solution?");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "In Python (solutions/python.py)");
	drive_see(drive, "one number after the other");
	assert_false(drive_finds(drive, "\\sum", &(int){0}, &(int){0}));
	struct term_cell plain = cell_of(drive, "total(items)"), keyword = cell_of(drive, "return result");
	assert_true(keyword.style.attributes & STYLE_BOLD);
	assert_false(plain.style.attributes & STYLE_BOLD);
	drive_send(drive, K_SEND_PREFIX "S");
	drive_see_gone(drive, "In Python (solutions/python.py)");
	drive_send(drive, K_SEND_PREFIX "S");
	drive_see(drive, "In Python (solutions/python.py)");
	drive_quit(drive);
	drive_free(drive);
}

static void test_related(void **state)
{
	struct drive *drive = open_widest(*state, 30, 120);
	drive_send(drive, K_SEND_PREFIX "j");
	drive_see(drive, "Related questions");
	drive_see(drive, "not in the packs that are loaded");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "Without links, examples");
	/* That one has none of these. */
	drive_send(drive, K_SEND_PREFIX "j");
	drive_see(drive, "no other question is named as related");
	drive_send(drive, K_SEND_PREFIX "o");
	drive_see(drive, "there are no links in it");
	drive_send(drive, K_SEND_PREFIX "S");
	drive_see(drive, "this question comes without a solution");
	drive_send(drive, K_SEND_PREFIX "X");
	drive_see(drive, "there are no examples in it");
	drive_quit(drive);
	drive_free(drive);
}

/* Hints come one at a time, and lead back from the solution. */
static void test_hints(void **state)
{
	struct drive *drive = open_widest(*state, 60, 200);
	drive_send(drive, K_SEND_PREFIX "S");
	drive_see(drive, "Show the solution?");
	drive_send(drive, K_SEND_PREFIX "h");
	drive_see(drive, "Hint 1 of 2");
	assert_false(drive_finds(drive, "Hint 2 of 2", &(int){0}, &(int){0}));
	drive_send(drive, K_SEND_PREFIX "h");
	drive_see(drive, "Hint 2 of 2");
	drive_send(drive, K_SEND_PREFIX "h");
	drive_see(drive, "these were all the hints");
	drive_quit(drive);
	drive_free(drive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_search, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_search_takes_letters, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_examples, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_wide_table, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_colours, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_links, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_solution, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_related, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_hints, drive_setup, drive_teardown),
	};
	return cmocka_run_group_tests_name("the statement on the screen", tests, NULL, NULL);
}
