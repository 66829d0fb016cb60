/* Every packaged editor in the real program: what is typed runs unsaved, follows to the disk, and survives kills. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tests/screen/drive.h"

/* Right but for its first line. */
static const char almost[] = "OFF = 1\n"
                             "def fewest_coins(coins, amount):\n"
                             "    best = [0] + [None] * amount\n"
                             "    for total in range(1, amount + 1):\n"
                             "        ways = [best[total - c] for c in coins if c <= total]\n"
                             "        ways = [w for w in ways if w is not None]\n"
                             "        best[total] = min(ways) + 1 if ways else None\n"
                             "    return best[amount] + OFF if best[amount] is not None else None\n";

struct editor_case {
	const char *program, *command;
	const char *insert; /* from its start to typing before the first character */
	const char *mode;   /* on the screen while typing, or NULL */
	bool leaves;        /* what it holds when its terminal goes away */
};
static const struct editor_case cases[] = {
	{"vim", "vim -u NONE -i NONE --cmd set\\ showmode\\ nocompatible", "i", "-- INSERT --", true},
	{"nvim", "nvim --clean", "i", "-- INSERT --", true},
	{"nano", "nano --ignorercfiles", "", NULL, true},
	{"emacs", "emacs -Q", "", NULL, true},
	{"micro", "micro", "", NULL, false},
	{"kak", "kak -n", "i", "insert", true},
};

static const char *const fewest_coins[] = {"fewest-coins", NULL};

static const struct editor_case *case_of(const char *program)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (strcmp(cases[i].program, program) == 0)
			return &cases[i];
	fail_msg("no case for %s", program);
	return NULL;
}

static bool installed(const char *program)
{
	AUTO_FREE char *path = path_join("/usr/bin", program);
	if (access(path, X_OK) == 0)
		return true;
	print_message("skipped: %s is not installed\n", program);
	return false;
}

/* ---- the draft */

static char *draft_in(const char *home, const char *text)
{
	struct err err = {0};
	char *draft = drive_draft(home, "foundations", "fewest-coins");
	if (!file_replace(draft, text, strlen(text), 0600, &err))
		fail_msg("%s", err.text);
	return draft;
}

static bool file_holds(const char *path, const char *text)
{
	AUTO_BUF data = {0};
	return file_read(path, 1 << 20, &data, NULL) && strstr(buf_text(&data), text);
}

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Takes what the program writes meanwhile. */
static void await_file(struct drive *drive, const char *path, const char *text)
{
	int64_t end = now_ms() + DRIVE_WAIT_MS;
	while (!file_holds(path, text)) {
		if (now_ms() >= end)
			fail_msg("\"%s\" does not come into %s", text, path);
		drive_finds(drive, text, NULL, NULL);
		usleep(5000);
	}
}

/* How many snapshots hold the text. */
static int snapshots(const char *home, const char *text)
{
	AUTO_FREE char *command = mem_format("grep -rlF -- '%s' '%s/data/greenroom/snapshots' 2>/dev/null", text, home);
	FILE *pipe = popen(command, "r");
	char line[512];
	int count = 0;
	while (pipe && fgets(line, sizeof line, pipe))
		count++;
	if (pipe)
		pclose(pipe);
	return count;
}

/* ---- steps */

static struct drive *open_with(const char *home, const char *editor)
{
	return drive_new(&(struct drive_spec){.home = home, .args = fewest_coins, .editor = editor, .rows = 40, .cols = 140});
}

static struct drive *open_case(const char *home, const struct editor_case *editor)
{
	struct drive *drive = open_with(home, editor->command);
	drive_see(drive, "OFF = 1");
	return drive;
}

static void type_first(struct drive *drive, const struct editor_case *editor)
{
	drive_send(drive, editor->insert);
	drive_send(drive, "OFF = 0 #");
	drive_see(drive, "OFF = 0 #OFF = 1");
}

/* The editor says nothing of it. */
static void see_nothing_in_the_way(struct drive *drive)
{
	static const char *const questions[] = {"E325", "ATTENTION", "swap file", "being edited", "recover-this-file",
	                                        "backup was detected", "locked by"};
	for (size_t i = 0; i < COUNT_OF(questions); i++)
		assert_false(drive_finds(drive, questions[i], NULL, NULL));
}

/* ---- type, F5, type on */

static void run_unsaved(void **state, const char *program)
{
	const char *home = *state;
	const struct editor_case *editor = case_of(program);
	AUTO_FREE char *draft = draft_in(home, almost);
	struct drive *drive = open_case(home, editor);
	type_first(drive, editor);
	drive_send(drive, K_SEND_F5);
	drive_see(drive, "run: ✓ accepted");
	drive_see(drive, "the text saved 0.");
	assert_true(file_holds(draft, "OFF = 0 #OFF = 1"));
	if (editor->mode)
		drive_see(drive, editor->mode);
	drive_send(drive, "on ");
	drive_see(drive, "OFF = 0 #on OFF = 1");
	await_file(drive, draft, "OFF = 0 #on OFF = 1"); /* by itself */
	see_nothing_in_the_way(drive);
	drive_quit(drive);
	drive_free(drive);
}

/* Nothing is pressed: the draft follows within two seconds of a pause, and the terminal's loss loses nothing. */
static void follow_and_hang_up(void **state, const char *program)
{
	const char *home = *state;
	const struct editor_case *editor = case_of(program);
	AUTO_FREE char *draft = draft_in(home, almost);
	struct drive *drive = open_case(home, editor);
	type_first(drive, editor);
	int64_t typed = now_ms();
	await_file(drive, draft, "OFF = 0 #OFF = 1");
	assert_in_range(now_ms() - typed, 0, 10000); /* two seconds, and a busy machine's share */
	drive_send(drive, "on ");
	drive_see(drive, "OFF = 0 #on OFF = 1");
	drive_hang_up(drive);
	assert_true(WIFEXITED(drive_end(drive)));
	drive_free(drive);
	assert_true(file_holds(draft, "OFF = 0 #on OFF = 1"));
}

/* ---- kills */

/* The text is in the editor, at once or by taking what is offered. */
static void see_recovered(struct drive *drive, const char *text)
{
	int64_t end = now_ms() + DRIVE_WAIT_MS;
	while (!drive_finds(drive, "never saved", NULL, NULL)) {
		if (drive_finds(drive, text, NULL, NULL) && !drive_finds(drive, "never saved", NULL, NULL))
			return;
		if (now_ms() >= end)
			fail_msg("\"%s\" is not offered", text);
		usleep(5000);
	}
	drive_see(drive, text);
	drive_send(drive, K_SEND_ENTER);
	drive_see_gone(drive, "never saved");
	drive_see(drive, text);
}

static void kill_greenroom(void **state, const char *program)
{
	const char *home = *state;
	const struct editor_case *editor = case_of(program);
	AUTO_FREE char *draft = draft_in(home, almost);
	struct drive *drive = open_case(home, editor);
	type_first(drive, editor);
	if (!editor->leaves)
		await_file(drive, draft, "OFF = 0 #OFF = 1");
	kill(drive_pid(drive), SIGKILL);
	drive_end(drive);
	drive_free(drive);
	drive = open_with(home, editor->command);
	see_recovered(drive, "OFF = 0 #OFF = 1");
	see_nothing_in_the_way(drive);
	drive_send(drive, K_SEND_F5);
	drive_see(drive, "run: ✓ accepted");
	drive_quit(drive);
	drive_free(drive);
}

/* A child of Greenroom's that is the program; 0: none. */
static pid_t child_named(pid_t parent, const char *program)
{
	AUTO_FREE char *command = mem_format("pgrep -P %ld -x '%s'", (long)parent, program);
	FILE *pipe = popen(command, "r");
	long pid = 0;
	if (!pipe || fscanf(pipe, "%ld", &pid) != 1)
		pid = 0;
	if (pipe)
		pclose(pipe);
	return (pid_t)pid;
}

static void kill_editor(void **state, const char *program)
{
	const char *home = *state;
	const struct editor_case *editor = case_of(program);
	AUTO_FREE char *draft = draft_in(home, almost);
	struct drive *drive = open_case(home, editor);
	type_first(drive, editor);
	await_file(drive, draft, "OFF = 0 #OFF = 1");
	pid_t pid = child_named(drive_pid(drive), program);
	assert_true(pid > 0);
	kill(pid, SIGKILL);
	drive_see(drive, "was ended by signal 9");
	drive_send(drive, K_SEND_ENTER);
	drive_see_gone(drive, "was ended by signal 9");
	see_recovered(drive, "OFF = 0 #OFF = 1");
	see_nothing_in_the_way(drive);
	drive_quit(drive);
	drive_free(drive);
}

#define EDITOR_TESTS(name, program)                                                                                    \
	static void name##_runs_what_is_unsaved(void **state)                                                          \
	{                                                                                                              \
		if (!installed(program))                                                                               \
			skip();                                                                                        \
		run_unsaved(state, program);                                                                           \
	}                                                                                                              \
	static void name##_is_followed(void **state)                                                                   \
	{                                                                                                              \
		if (!installed(program))                                                                               \
			skip();                                                                                        \
		follow_and_hang_up(state, program);                                                                    \
	}                                                                                                              \
	static void name##_when_greenroom_is_killed(void **state)                                                      \
	{                                                                                                              \
		if (!installed(program))                                                                               \
			skip();                                                                                        \
		kill_greenroom(state, program);                                                                        \
	}                                                                                                              \
	static void name##_is_killed(void **state)                                                                     \
	{                                                                                                              \
		if (!installed(program))                                                                               \
			skip();                                                                                        \
		kill_editor(state, program);                                                                           \
	}
EDITOR_TESTS(vim, "vim")
EDITOR_TESTS(nvim, "nvim")
EDITOR_TESTS(nano, "nano")
EDITOR_TESTS(emacs, "emacs")
EDITOR_TESTS(micro, "micro")
EDITOR_TESTS(kakoune, "kak")

/* nano's lock file, where its person asked for locks, is no obstacle. */
static void nano_with_locks_is_killed(void **state)
{
	if (!installed("nano"))
		skip();
	const char *home = *state;
	AUTO_FREE char *draft = draft_in(home, almost);
	AUTO_FREE char *lock = mem_format("%.*s.solution.py.swp", (int)(path_base(draft) - draft), draft);
	struct drive *drive = open_with(home, "nano --ignorercfiles --locking");
	drive_see(drive, "OFF = 1");
	assert_true(file_exists(lock));
	pid_t pid = child_named(drive_pid(drive), "nano");
	assert_true(pid > 0);
	kill(pid, SIGKILL);
	drive_see(drive, "was ended by signal 9");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "OFF = 1");
	see_nothing_in_the_way(drive);
	drive_quit(drive);
	drive_free(drive);
}

/* ---- the offer */

/* As nano leaves it: younger than the draft. */
static void leave(const char *draft, const char *text)
{
	struct err err = {0};
	AUTO_FREE char *path = mem_format("%s.save", draft);
	if (!file_replace(path, text, strlen(text), 0600, &err))
		fail_msg("%s", err.text);
}

static bool is_left(const char *draft)
{
	AUTO_FREE char *path = mem_format("%s.save", draft);
	return file_exists(path);
}

static void set_age(const char *path, time_t seconds)
{
	struct timespec now, times[2];
	clock_gettime(CLOCK_REALTIME, &now);
	times[0] = times[1] = (struct timespec){now.tv_sec - seconds, 0};
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void offer_is_accepted(void **state)
{
	const char *home = *state;
	AUTO_FREE char *draft = draft_in(home, "first\nsaved\nlast\n");
	set_age(draft, 60);
	leave(draft, "first\nnever kept\nlast\n");
	struct drive *drive = open_with(home, NULL);
	drive_see(drive, "nano ended on");
	drive_see(drive, "- saved");
	drive_see(drive, "+ never kept");
	drive_see(drive, "  last");
	assert_true(is_left(draft)); /* nothing is decided: a further kill would change nothing */
	drive_send(drive, "x");
	drive_send(drive, K_SEND_ENTER);
	drive_see_gone(drive, "+ never kept");
	drive_see(drive, "never kept");
	assert_true(file_holds(draft, "first\nnever kept\nlast\n"));
	assert_false(is_left(draft));
	assert_int_equal(snapshots(home, "saved"), 1);
	drive_quit(drive);
	drive_free(drive);
}

static void offer_is_declined(void **state)
{
	const char *home = *state;
	AUTO_FREE char *draft = draft_in(home, "first\nsaved\nlast\n");
	set_age(draft, 60);
	leave(draft, "first\nnever kept\nlast\n");
	struct drive *drive = open_with(home, NULL);
	drive_see(drive, "+ never kept");
	drive_send(drive, "D");
	drive_see_gone(drive, "never kept");
	drive_see(drive, "saved");
	assert_true(file_holds(draft, "first\nsaved\nlast\n"));
	assert_false(is_left(draft));
	assert_int_equal(snapshots(home, "never kept"), 1);
	drive_quit(drive);
	drive_free(drive);
}

/* Killed while it offers: it offers again. */
static void offer_stays(void **state)
{
	const char *home = *state;
	AUTO_FREE char *draft = draft_in(home, "saved\n");
	set_age(draft, 60);
	leave(draft, "never kept\n");
	for (int i = 0; i < 2; i++) {
		struct drive *drive = open_with(home, NULL);
		drive_see(drive, "+ never kept");
		kill(drive_pid(drive), SIGKILL);
		drive_end(drive);
		drive_free(drive);
	}
	assert_true(file_holds(draft, "saved\n"));
}

/* What is older than the draft is not offered, and kept all the same. */
static void older_text_is_kept(void **state)
{
	const char *home = *state;
	AUTO_FREE char *draft = draft_in(home, "saved\n");
	AUTO_FREE char *left = mem_format("%s.save", draft);
	leave(draft, "never kept\n");
	set_age(left, 60);
	struct drive *drive = open_with(home, NULL);
	drive_see(drive, "kept as a snapshot");
	drive_see(drive, "saved");
	assert_false(is_left(draft));
	assert_int_equal(snapshots(home, "never kept"), 1);
	drive_quit(drive);
	drive_free(drive);
}

/* A swap file that no vim can read is put aside and told. */
static void unreadable_text_is_kept(void **state)
{
	if (!installed("vim"))
		skip();
	const char *home = *state;
	free(draft_in(home, "saved\n"));
	AUTO_FREE char *folder = mem_format("%s/data/greenroom/recovery/practice/foundations/fewest-coins/python", home);
	AUTO_FREE char *swap = mem_format("%s/vim/rubbish.swp", folder);
	AUTO_FREE char *inner = path_join(folder, "vim");
	AUTO_FREE char *aside = path_join(folder, "unreadable-rubbish.swp");
	assert_true(folder_make(inner, NULL));
	assert_true(file_replace(swap, "rubbish", 7, 0600, NULL));
	struct drive *drive = open_with(home, NULL);
	drive_see(drive, "could not be read");
	drive_see(drive, "saved");
	assert_false(file_exists(swap));
	assert_true(file_holds(aside, "rubbish"));
	drive_quit(drive);
	drive_free(drive);
}

/* ---- two programs on one draft */

static void two_know_of_each_other(void **state)
{
	const char *home = *state;
	AUTO_FREE char *draft = draft_in(home, "saved\n");
	set_age(draft, 60); /* vim knows files' times to the second */
	struct drive *first = open_with(home, NULL);
	drive_see(first, "saved");
	struct drive *second = open_with(home, NULL);
	AUTO_FREE char *of_first = mem_format("in another Greenroom (process %ld)", (long)drive_pid(first));
	AUTO_FREE char *of_second = mem_format("another Greenroom (process %ld) has opened", (long)drive_pid(second));
	drive_see(second, of_first);
	drive_see(first, of_second);
	drive_see(second, "saved");
	/* The second one writes; the first one does not write over it but says so, and what was there is kept. */
	drive_type_into_vim(second, "by the second");
	await_file(second, draft, "by the second");
	drive_type_into_vim(first, "by the first");
	drive_see(first, "by the first");
	drive_send(first, K_SEND_F5);
	drive_see(first, "the file was changed outside");
	assert_true(file_holds(draft, "by the second"));
	assert_true(snapshots(home, "by the second") > 0);
	drive_send(first, K_SEND_ESC);
	drive_see_gone(first, "-- INSERT --");
	drive_send(first, ":w!\r");
	drive_see(first, "Do you really want");
	drive_send(first, "y");
	await_file(first, draft, "by the first");
	drive_quit(second);
	drive_free(second);
	drive_quit(first);
	drive_free(first);
	/* And when both are gone nobody is told. */
	first = open_with(home, NULL);
	drive_see(first, "by the");
	assert_false(drive_finds(first, "another Greenroom", NULL, NULL));
	drive_quit(first);
	drive_free(first);
}

/* ---- reset and restore */

static void reset_and_restore(void **state, const char *program)
{
	const char *home = *state;
	const struct editor_case *editor = case_of(program);
	AUTO_FREE char *draft = draft_in(home, almost);
	struct drive *drive = open_case(home, editor);
	type_first(drive, editor);
	drive_send(drive, K_SEND_PREFIX "R");
	drive_see(drive, "reset again");
	assert_true(drive_finds(drive, "OFF = 0 #OFF = 1", NULL, NULL));
	drive_send(drive, K_SEND_PREFIX "R");
	drive_see(drive, "back to the starter");
	drive_see_gone(drive, "OFF = 0");
	drive_see(drive, "from typing import");
	assert_false(file_holds(draft, "OFF"));
	assert_int_equal(snapshots(home, "OFF = 0 #OFF = 1"), 1); /* what was not saved is in it */
	drive_send(drive, K_SEND_PREFIX "u");
	drive_see(drive, "OFF = 0 #OFF = 1");
	assert_true(file_holds(draft, "OFF = 0 #OFF = 1"));
	drive_send(drive, K_SEND_F5);
	drive_see(drive, "run: ✓ accepted");
	drive_quit(drive);
	drive_free(drive);
}

static void vim_is_reset(void **state)
{
	if (!installed("vim"))
		skip();
	reset_and_restore(state, "vim");
}

/* It cannot be told, so it is started again. */
static void nano_is_reset(void **state)
{
	if (!installed("nano"))
		skip();
	reset_and_restore(state, "nano");
}

/* ---- who cannot be told to save */

static void check_untold(struct drive *drive, const char *name)
{
	AUTO_FREE char *words = mem_format("%s saves only by its own keys", name);
	drive_send(drive, "unsaved");
	drive_see(drive, "unsaved");
	drive_send(drive, K_SEND_F5);
	drive_see(drive, "unsaved text?  Save in the editor, then run");
	drive_see(drive, words);
	drive_see(drive, "run: ✗");
	drive_send(drive, K_SEND_F2);
	drive_see(drive, "leave again to go all the same");
	drive_send(drive, K_SEND_F2);
	drive_see(drive, "Search:");
	drive_send(drive, K_SEND_PREFIX "q");
	assert_int_equal(drive_end(drive), 0);
}

static void an_unknown_editor(void **state)
{
	const char *home = *state;
	AUTO_FREE char *draft = draft_in(home, almost);
	AUTO_FREE char *program = path_join(home, "oddity");
	static const char script[] = "#!/bin/sh\ncat \"$1\"\nexec cat >/dev/null\n";
	assert_true(file_replace(program, script, sizeof script - 1, 0700, NULL));
	struct drive *drive = open_with(home, program);
	drive_see(drive, "OFF = 1");
	check_untold(drive, "oddity");
	drive_free(drive);
	assert_true(file_holds(draft, almost));
}

static void helix(void **state)
{
	const char *home = *state;
	free(draft_in(home, almost));
	if (access("/usr/bin/hx", X_OK) != 0) {
		print_message("skipped: helix is not installed (Debian 12 does not have it)\n");
		skip();
	}
	struct drive *drive = open_with(home, "hx");
	drive_see(drive, "OFF = 1");
	drive_send(drive, "i");
	check_untold(drive, "helix");
	drive_free(drive);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, drive_setup, drive_teardown)
#define ALL(name)                                                                                                      \
	TEST(name##_runs_what_is_unsaved), TEST(name##_is_followed), TEST(name##_when_greenroom_is_killed),            \
	    TEST(name##_is_killed)

/* With a name (* and ? stand for anything) only the tests of that name. */
int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	if (access("/usr/bin/vim", X_OK) != 0) {
		print_message("vim is not installed, which the offers need\n");
		return 77;
	}
	const struct CMUnitTest tests[] = {
		ALL(vim),
		ALL(nvim),
		ALL(nano),
		ALL(emacs),
		ALL(micro),
		ALL(kakoune),
		TEST(nano_with_locks_is_killed),
		TEST(offer_is_accepted),
		TEST(offer_is_declined),
		TEST(offer_stays),
		TEST(older_text_is_kept),
		TEST(unreadable_text_is_kept),
		TEST(two_know_of_each_other),
		TEST(vim_is_reset),
		TEST(nano_is_reset),
		TEST(an_unknown_editor),
		TEST(helix),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
