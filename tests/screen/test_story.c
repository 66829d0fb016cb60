/* The whole story through a terminal, with vim: open a question, type, run what is unsaved, submit, quit, come back. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tests/screen/drive.h"

static const char solution[] = "def fewest_coins(coins, amount):\n"
                               "    best = [0] + [None] * amount\n"
                               "    for total in range(1, amount + 1):\n"
                               "        ways = [best[total - c] for c in coins if c <= total]\n"
                               "        ways = [w for w in ways if w is not None]\n"
                               "        best[total] = min(ways) + 1 if ways else None\n"
                               "    return best[amount]  # done\n";

static void open_question(struct drive *drive)
{
	drive_see(drive, "Search:");
	drive_see(drive, "Ctrl-C Quit");
	drive_send(drive, "fewest coi");
	drive_see(drive, "1 of ");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "1 Statement");
	drive_see(drive, "2 Editor");
	drive_see(drive, "3 Results");
	drive_see(drive, "def fewest_coins");
	drive_see(drive, "Ctrl-\\ q Quit");
}

static void assert_colour(struct drive *drive, const char *text, colour wanted)
{
	int row, col;
	struct term_cell cell;
	assert_true(drive_finds(drive, text, &row, &col));
	drive_cell(drive, row, col, &cell);
	assert_int_equal(cell.style.fg, wanted);
}

static bool file_holds(const char *path, const char *text)
{
	AUTO_BUF data = {0};
	return file_read(path, 1 << 20, &data, NULL) && strstr(buf_text(&data), text);
}

static void run_what_is_unsaved(struct drive *drive, const char *draft)
{
	drive_type_into_vim(drive, solution);
	drive_see(drive, "# done");
	drive_send(drive, K_SEND_F5);
	drive_see(drive, "run: ✓ accepted");
	drive_see(drive, "the text saved 0.");
	drive_see(drive, "4 of 4 tests passed");
	drive_see(drive, "-- INSERT --"); /* the editor was not disturbed */
	assert_colour(drive, "✓ accepted", COLOUR_PALETTE(2));
	assert_true(file_holds(draft, "# done"));
}

static void submit(struct drive *drive)
{
	drive_send(drive, K_SEND_F6);
	drive_see(drive, "submit: ✓ accepted");
	drive_see(drive, "public 4 of 4, hidden");
	drive_see(drive, "submitted just now");
	assert_false(drive_finds(drive, "h-", NULL, NULL)); /* how the ids of hidden tests begin */
}

static void come_back(const char *home)
{
	struct drive *drive = drive_new(&(struct drive_spec){.home = home});
	drive_see(drive, "1 solved");
	drive_see(drive, "solved, ");
	int row, col;
	struct term_cell cell;
	assert_true(drive_finds(drive, "Fewest coins", &row, &col));
	drive_cell(drive, row, col, &cell);
	assert_true(cell.style.attributes & STYLE_REVERSE); /* the cursor is where we left */
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "# done");
	drive_quit(drive);
	drive_free(drive);
}

static void test_story(void **state)
{
	const char *home = *state;
	AUTO_FREE char *draft = drive_draft(home, "foundations", "fewest-coins");
	struct drive *drive = drive_new(&(struct drive_spec){.home = home});
	open_question(drive);
	run_what_is_unsaved(drive, draft);
	submit(drive);
	drive_quit(drive);
	assert_true(drive_wrote(drive, "\033[?1049l")); /* the main screen again */
	drive_free(drive);
	come_back(home);
}

/* The names on the command line open at once; F2 saves what is unsaved and goes to the list. */
static void test_question_by_name(void **state)
{
	const char *home = *state;
	AUTO_FREE char *draft = drive_draft(home, "foundations", "stable-softmax");
	const char *args[] = {"stable-softmax", NULL};
	struct drive *drive = drive_new(&(struct drive_spec){.home = home, .args = args, .rows = 40, .cols = 120});
	drive_see(drive, "def ");
	drive_type_into_vim(drive, "# typed and never saved\n");
	drive_see(drive, "# typed and never saved");
	drive_send(drive, K_SEND_F2);
	drive_see(drive, "Search:");
	assert_true(file_holds(draft, "# typed and never saved"));
	drive_send(drive, "\003");
	assert_int_equal(drive_end(drive), 0);
	drive_free(drive);
}

static void test_panes(void **state)
{
	const char *args[] = {"fewest-coins", NULL};
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state, .args = args});
	drive_see(drive, "def fewest_coins");
	drive_send(drive, K_SEND_F4); /* zoom: the editor alone */
	drive_see_gone(drive, "vending");
	drive_see(drive, "def fewest_coins");
	drive_send(drive, K_SEND_F4);
	drive_see(drive, "vending");
	drive_send(drive, K_SEND_PREFIX "1");
	drive_send(drive, "G"); /* to the statement, not to vim */
	drive_see(drive, "Constraints");
	drive_send(drive, "g");
	drive_see(drive, "Dynamic programming");
	drive_send(drive, K_SEND_PREFIX "h");
	drive_see(drive, "Hint 1 of");
	for (int i = 0; i < 6; i++)
		drive_send(drive, K_SEND_PREFIX "h");
	drive_see(drive, "these were all the hints");
	drive_send(drive, "g");
	drive_see(drive, "Dynamic programming");
	drive_send(drive, K_SEND_F1);
	drive_see(drive, "Commands");
	drive_send(drive, "all keys"); /* words of what it does */
	drive_see_gone(drive, "Theme");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "Help: ");
	drive_send(drive, "q");
	drive_see_gone(drive, "Help: ");
	drive_send(drive, K_SEND_PREFIX); /* and nothing: the box opens by itself */
	drive_see(drive, "The next key");
	drive_send(drive, K_SEND_ESC);
	drive_see_gone(drive, "The next key");
	drive_send(drive, "2i" K_SEND_PREFIX K_SEND_PREFIX);
	drive_see(drive, "-- INSERT --");
	drive_send(drive, K_SEND_ESC);
	drive_see_gone(drive, "-- INSERT --");
	drive_quit(drive);
	drive_free(drive);
}

/* At the cell (row, col) from 1, as the terminal tells it. */
static void click(struct drive *drive, int row, int col)
{
	AUTO_FREE char *bytes = mem_format("\033[<0;%d;%dM\033[<0;%d;%dm", col, row, col, row);
	drive_send(drive, bytes);
}

static void test_mouse(void **state)
{
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state});
	int row, col;
	drive_see(drive, "Ctrl-C Quit");
	assert_true(drive_finds(drive, "Fewest coins", &row, &col));
	click(drive, row + 1, col + 1);
	drive_see(drive, "foundations/fewest-coins");
	click(drive, row + 1, col + 1);
	drive_see(drive, "def fewest_coins");
	click(drive, 5, 5);
	drive_send(drive, "\033[<65;5;5M\033[<65;5;5M\033[<65;5;5M\033[<65;5;5M\033[<65;5;5M");
	drive_see(drive, "Examples");
	/* the border, dragged to the right */
	assert_true(drive_finds(drive, "┬", &row, &col));
	AUTO_FREE char *drag = mem_format("\033[<0;%d;8M\033[<32;50;8M\033[<0;50;8m", col + 1);
	drive_send(drive, drag);
	drive_see(drive, "The values come in no particular order, and");
	assert_true(drive_finds(drive, "F2 Questions", &row, &col));
	click(drive, row + 1, col + 1);
	drive_see(drive, "Ctrl-C Quit");
	assert_true(drive_finds(drive, "Ctrl-C Quit", &row, &col));
	click(drive, row + 1, col + 1);
	assert_int_equal(drive_end(drive), 0);
	drive_free(drive);
}

static void test_resizes(void **state)
{
	const char *args[] = {"fewest-coins", NULL};
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state, .args = args});
	drive_see(drive, "def fewest_coins");
	drive_type_into_vim(drive, "one_line = 1\n");
	drive_see(drive, "one_line = 1");
	drive_resize(drive, 3, 10);
	drive_see(drive, "too small");
	drive_resize(drive, 40, 60);
	drive_see(drive, "3 Results");
	drive_see(drive, "vending");
	drive_see(drive, "one_line = 1");
	drive_resize(drive, 20, 60);
	drive_see(drive, "1 Statement  2 Editor  3 Results");
	drive_see(drive, "one_line = 1");
	drive_resize(drive, 60, 200);
	drive_see(drive, "F4 Zoom  F2 Questions");
	drive_see(drive, "one_line = 1");
	drive_quit(drive);
	drive_free(drive);
}

/* The editor ends by its own keys: its pane offers it again, and the saved file still runs. */
static void test_editor_ends(void **state)
{
	const char *args[] = {"fewest-coins", NULL};
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state, .args = args});
	drive_see(drive, "def fewest_coins");
	drive_type_into_vim(drive, solution);
	drive_see(drive, "# done");
	drive_send(drive, K_SEND_ESC);
	drive_see_gone(drive, "-- INSERT --");
	drive_send(drive, ":wq\r");
	drive_see(drive, "vim has ended");
	drive_send(drive, K_SEND_F5);
	drive_see(drive, "run: ✓ accepted");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "# done");
	drive_quit(drive);
	drive_free(drive);
}

/* Being told to go, and a connection that drops, lose nothing. */
static void check_going(const char *home, bool hang_up)
{
	const char *args[] = {"fewest-coins", NULL};
	AUTO_FREE char *draft = drive_draft(home, "foundations", "fewest-coins");
	struct drive *drive = drive_new(&(struct drive_spec){.home = home, .args = args});
	drive_see(drive, "def fewest_coins");
	drive_type_into_vim(drive, "# in the middle of a thought");
	drive_see(drive, "# in the middle of a thought");
	if (hang_up)
		drive_hang_up(drive);
	else
		kill(drive_pid(drive), SIGTERM);
	int status = drive_end(drive);
	assert_true(WIFEXITED(status));
	if (!hang_up)
		assert_true(drive_wrote(drive, "\033[?1049l"));
	assert_true(file_holds(draft, "# in the middle of a thought"));
	drive_free(drive);
}

static void test_terminated(void **state)
{
	check_going(*state, false);
}

static void test_hung_up(void **state)
{
	check_going(*state, true);
}

/* Our own crash gives the terminal back. */
static void test_crash(void **state)
{
	const char *args[] = {"fewest-coins", NULL};
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state, .args = args});
	drive_see(drive, "def fewest_coins");
	kill(drive_pid(drive), SIGBUS);
	drive_end(drive);
	assert_true(drive_wrote(drive, "\033[?2004l"));
	assert_true(drive_wrote(drive, "\033[?1049l"));
	drive_free(drive);
}

/* With a name (* and ? stand for anything) only the tests of that name. */
int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	if (access("/usr/bin/vim", X_OK) != 0) {
		print_message("vim is not installed: the story cannot be told\n");
		return 77;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_story, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_question_by_name, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_panes, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_mouse, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_resizes, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_editor_ends, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_terminated, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_hung_up, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_crash, drive_setup, drive_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
