/* The settings through a terminal: the first start, other keys, other borders, a change while the program runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "tests/screen/drive.h"

static void settings(const char *home, const char *text)
{
	struct err err = {0};
	if (!drive_settings(home, text, &err))
		fail_msg("%s", err.text);
}

static void test_first_start(void **state)
{
	settings(*state, "");
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state});
	drive_see(drive, "Three keys to know:");
	drive_see(drive, "F5");
	drive_see(drive, "Press Ctrl-\\ now");
	drive_send(drive, K_SEND_PREFIX);
	drive_see(drive, "Ctrl-\\ arrives.");
	drive_send(drive, K_SEND_ENTER); /* goes on, and opens nothing */
	drive_see_gone(drive, "Three keys");
	drive_see(drive, "Search:");
	drive_quit(drive);
	drive_free(drive);
	drive = drive_new(&(struct drive_spec){.home = *state});
	drive_see(drive, "Ctrl-C Quit");
	assert_false(drive_finds(drive, "Three keys", NULL, NULL));
	drive_quit(drive);
	drive_free(drive);
}

/* Who types on is not held up: the key closes the page and does its work. */
static void test_first_start_typed_through(void **state)
{
	settings(*state, "[keys]\nprefix = Ctrl-G\n");
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state});
	drive_see(drive, "Press Ctrl-G now");
	drive_send(drive, "fewest coi");
	drive_see(drive, "1 of ");
	assert_false(drive_finds(drive, "Three keys", NULL, NULL));
	drive_send(drive, "\003");
	assert_int_equal(drive_end(drive), 0);
	drive_free(drive);
}

static void test_keys(void **state)
{
	const char *args[] = {"fewest-coins", NULL};
	settings(*state, "[screen]\nwelcome = no\n[keys]\nprefix = Ctrl-G\nzoom = F8 prefix:y\nrun = F6\n");
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state, .args = args, .rows = 40, .cols = 160});
	drive_see(drive, "def fewest_coins");
	drive_see(drive, "Ctrl-G q Quit");
	drive_see(drive, "F6 Run");
	drive_send(drive, "\007y");
	drive_see_gone(drive, "vending");
	drive_send(drive, "\033[19~"); /* F8 */
	drive_see(drive, "vending");
	drive_send(drive, "\007q");
	assert_int_equal(drive_end(drive), 0);
	drive_free(drive);
}

static void test_ascii(void **state)
{
	const char *args[] = {"fewest-coins", NULL};
	settings(*state, "[screen]\nwelcome = no\nborders = ascii\n");
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state, .args = args});
	drive_see(drive, "def fewest_coins");
	drive_see(drive, "- 1 Statement");
	drive_see(drive, "+- 3 Results");
	static const char *const drawn[] = {"─", "│", "┬", "├"};
	for (size_t i = 0; i < COUNT_OF(drawn); i++)
		assert_false(drive_finds(drive, drawn[i], NULL, NULL));
	drive_quit(drive);
	drive_free(drive);
}

static void test_no_mouse(void **state)
{
	settings(*state, "[screen]\nwelcome = no\nmouse = no\n");
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state});
	drive_see(drive, "Ctrl-C Quit");
	assert_true(drive_wrote(drive, "\033[?1003l\033[?1002l"));
	drive_quit(drive);
	drive_free(drive);
}

/* A file that was changed counts at once, one with a slip is told of and counts but for that line. */
static void test_change(void **state)
{
	const char *args[] = {"fewest-coins", NULL};
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state, .args = args, .rows = 40, .cols = 160});
	drive_see(drive, "├─ 3");
	drive_see(drive, "F5 Run");
	settings(*state, "[screen]\nborders = ascii\n[keys]\nrun = F7\n");
	drive_see(drive, "the settings have changed");
	drive_see(drive, "+- 3");
	drive_send(drive, K_SEND_PREFIX "1");
	drive_see(drive, "F7 Run");
	settings(*state, "[screen]\nbroders = ascii\n[keys]\nrun = Ctrl-R\nsubmit = Hyper-F1\n");
	drive_see(drive, "greenroom.ini:2: broders: 'broders' is no setting of [screen] (did you mean 'borders'?) (and 1 more");
	drive_see(drive, "├─ 3");
	drive_send(drive, K_SEND_PREFIX "2");
	drive_see(drive, "Ctrl-R Run");
	drive_quit(drive);
	drive_free(drive);
}

static colour background_of(struct drive *drive, const char *text)
{
	int row, col;
	struct term_cell cell;
	assert_true(drive_finds(drive, text, &row, &col));
	drive_cell(drive, row, col, &cell);
	return cell.style.bg;
}

/* Of a pair the side that suits what the terminal says of its background. */
static void test_light_and_dark(void **state)
{
	settings(*state, "[screen]\nwelcome = no\ntheme = harbour\n");
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state});
	drive_see(drive, "Ctrl-C Quit");
	assert_true(drive_wrote(drive, "\033]11;?\033\\"));
	drive_send(drive, "fewest coi");
	drive_see(drive, "1 of ");
	colour dark = background_of(drive, "medium");
	drive_send(drive, "\033]11;rgb:ffff/ffff/ffff\033\\");
	drive_send(drive, "n");
	drive_see(drive, "fewest coin"); /* the answer was not typed into the search */
	assert_int_not_equal(background_of(drive, "medium"), dark);
	drive_quit(drive);
	drive_free(drive);
}

static void test_an_editor_that_is_not_there(void **state)
{
	const char *args[] = {"fewest-coins", NULL};
	settings(*state, "[screen]\nwelcome = no\n[editor]\ncommand = no-such-editor -x\n");
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state, .args = args, .cols = 120});
	drive_see(drive, "the settings' editor is not to be");
	drive_quit(drive);
	drive_free(drive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_first_start, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_first_start_typed_through, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_keys, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_ascii, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_no_mouse, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_change, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_light_and_dark, drive_setup, drive_teardown),
		cmocka_unit_test_setup_teardown(test_an_editor_that_is_not_there, drive_setup, drive_teardown),
	};
	return cmocka_run_group_tests_name("preferences", tests, NULL, NULL);
}
