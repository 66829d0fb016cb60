/* Languages and the scratch terminal on the screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tests/screen/drive.h"

static bool file_holds(const char *path, const char *text)
{
	AUTO_BUF data = {0};
	return file_read(path, 1 << 20, &data, NULL) && strstr(buf_text(&data), text);
}

static struct drive *open_question(const char *home, const char *question)
{
	const char *args[] = {question, NULL};
	struct drive *drive = drive_new(&(struct drive_spec){.home = home, .args = args, .rows = 40, .cols = 130});
	drive_see(drive, "1 Statement");
	return drive;
}

/* The list shows what there is, takes what is typed, and a click outside closes it. */
static void test_list(void **state)
{
	struct drive *drive = open_question(*state, "fewest-coins");
	drive_see(drive, "def fewest_coins");
	drive_send(drive, K_SEND_PREFIX "l");
	drive_see(drive, "open now");
	drive_see(drive, "Java");
	drive_send(drive, "nothing of the kind");
	drive_see(drive, "nothing of that name");
	drive_send(drive, K_SEND_ENTER); /* takes nothing */
	drive_send(drive, "\025");
	drive_see(drive, "Java");
	drive_send(drive, K_SEND_ESC);
	drive_see_gone(drive, "open now");
	drive_send(drive, K_SEND_PREFIX "l");
	drive_see(drive, "open now");
	drive_send(drive, "\033[<0;3;3M\033[<0;3;3m");
	drive_see_gone(drive, "open now");
	drive_quit(drive);
	drive_free(drive);
}

/* What is typed in one language is there when one comes back to it, and the last language is where one goes on. */
static void test_each_language_keeps_its_draft(void **state)
{
	const char *home = *state;
	struct drive *drive = open_question(home, "fewest-coins");
	drive_see(drive, "def fewest_coins");
	drive_type_into_vim(drive, "# mine, unsaved\n");
	drive_see(drive, "# mine, unsaved");
	drive_send(drive, K_SEND_PREFIX "l");
	drive_see(drive, "open now");
	drive_send(drive, "javascript");
	drive_see_gone(drive, "open now");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "solution.js");
	drive_see(drive, "function fewestCoins");
	drive_send(drive, K_SEND_F5); /* the starter runs, and fails */
	drive_see(drive, "run: ✗ wrong answer");
	drive_quit(drive);
	drive_free(drive);

	drive = open_question(home, "fewest-coins");
	drive_see(drive, "function fewestCoins");
	drive_send(drive, K_SEND_PREFIX "l");
	drive_see(drive, "has a draft");
	drive_send(drive, "python");
	drive_see_gone(drive, "open now");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "# mine, unsaved");
	drive_quit(drive);
	drive_free(drive);
	AUTO_FREE char *draft = drive_draft(home, "foundations", "fewest-coins");
	assert_true(file_holds(draft, "# mine, unsaved"));
}

static void test_one_language_only(void **state)
{
	struct drive *drive = open_question(*state, "ml/causal-self-attention");
	drive_send(drive, K_SEND_PREFIX "l");
	drive_see(drive, "this question is not offered in Java");
	drive_quit(drive); /* the prefix closes the list */
	drive_free(drive);
}

/* A shell beside the draft: what is typed goes to it, a run brings the results back, it lives on behind them. */
static void test_scratch(void **state)
{
	struct drive *drive = open_question(*state, "fewest-coins");
	drive_see(drive, "def fewest_coins");
	drive_send(drive, K_SEND_PREFIX "x");
	drive_see(drive, "scratch");
	drive_see(drive, ">>>");
	drive_send(drive, "21 * 2\r");
	drive_see(drive, "42");
	/* It sees nothing of its person's files. */
	AUTO_FREE char *look = mem_format("import os; 'found: ' + str(os.path.exists('%s'))\r", (const char *)*state);
	drive_send(drive, look);
	drive_see(drive, "'found: False'");
	drive_send(drive, K_SEND_F5);
	drive_see(drive, "run: ✗ wrong answer");
	drive_send(drive, K_SEND_PREFIX "x");
	drive_see(drive, "42");
	drive_resize(drive, 30, 100);
	drive_see(drive, "'found: False'");
	drive_send(drive, "exit()\r");
	drive_see(drive, "run: ✗ wrong answer");
	drive_quit(drive);
	drive_free(drive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_list, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_each_language_keeps_its_draft, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_one_language_only, drive_setup, drive_teardown),
	    cmocka_unit_test_setup_teardown(test_scratch, drive_setup, drive_teardown),
	};
	return cmocka_run_group_tests_name("languages on the screen", tests, NULL, NULL);
}
