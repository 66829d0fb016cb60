/* The terminal pane's child: its surroundings, its input, its end.  Shell scripts play the child. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tui/term.h"

#define PATIENCE_US ((int64_t)20000000)

struct stage {
	char *folder;
	struct loop *loop;
	struct term *term;
	int ended, status, damages, bells, titles;
	struct buf clipboard;
	char title[256];
	char **env;
};

/* ---- what term_draw draws on: cells of a screen of its own */

struct drawn {
	char text[32];
	int width;
};
static struct drawn canvas[10][20];

void screen_cell(struct screen *screen, int row, int col, const uint32_t *codes, size_t count, int width,
		 const struct style *style)
{
	(void)screen;
	(void)style;
	assert_in_range(row, 0, 9);
	assert_in_range(col, 0, 19);
	struct drawn *cell = &canvas[row][col];
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		n += utf8_encode(codes[i], cell->text + n);
	cell->text[n] = '\0';
	cell->width = width;
}

/* ---- waiting */

static void on_ended(int status, void *context)
{
	struct stage *s = context;
	s->ended++;
	s->status = status;
}

static void on_damage(void *context)
{
	((struct stage *)context)->damages++;
}

static void on_bell(void *context)
{
	((struct stage *)context)->bells++;
}

static void on_title(const char *title, void *context)
{
	struct stage *s = context;
	s->titles++;
	snprintf(s->title, sizeof s->title, "%s", title);
}

static void on_clipboard(const char *text, size_t len, void *context)
{
	struct stage *s = context;
	buf_clear(&s->clipboard);
	buf_put(&s->clipboard, text, len);
}

static const struct term_events events = {
    .damaged = on_damage, .bell = on_bell, .title = on_title, .ended = on_ended, .clipboard = on_clipboard};

static void wake(void *context)
{
	(void)context;
}

static bool turn_until(struct stage *s, bool (*holds)(struct stage *s, const void *argument), const void *argument)
{
	struct loop_timer *timer = loop_timer_new(s->loop, wake, NULL);
	int64_t until = loop_now_us() + PATIENCE_US;
	bool met = false;
	while (!(met = holds(s, argument)) && loop_now_us() < until) {
		loop_timer_set(timer, 20);
		loop_turn(s->loop, true);
	}
	loop_timer_free(timer);
	return met;
}

static void read_rows(const struct stage *s, struct buf *out)
{
	for (int row = 0; row < term_rows(s->term); row++) {
		for (int col = 0; col < term_cols(s->term); col++) {
			struct term_cell cell;
			char bytes[4];
			term_get_cell(s->term, row, col, &cell);
			for (unsigned i = 0; i < cell.count; i++)
				buf_put(out, bytes, utf8_encode(cell.codes[i], bytes));
		}
		buf_putc(out, '\n');
	}
}

static bool shows(struct stage *s, const void *text)
{
	AUTO_BUF rows = {0};
	read_rows(s, &rows);
	return strstr(buf_text(&rows), text) != NULL;
}

static void wait_for(struct stage *s, const char *text)
{
	if (turn_until(s, shows, text))
		return;
	AUTO_BUF rows = {0};
	read_rows(s, &rows);
	fail_msg("\"%s\" did not appear on:\n%s", text, buf_text(&rows));
}

static bool has_ended(struct stage *s, const void *unused)
{
	(void)unused;
	return s->ended > 0;
}

static void wait_for_end(struct stage *s)
{
	assert_true(turn_until(s, has_ended, NULL));
	assert_int_equal(s->ended, 1);
}

/* ---- the stage */

static int set_up(void **state)
{
	struct stage *s = mem_zero(1, sizeof *s);
	const char *tmp = getenv("TMPDIR");
	s->folder = mem_format("%s/greenroom-terminal-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(s->folder))
		return -1;
	s->loop = loop_new(NULL);
	*state = s;
	return s->loop ? 0 : -1;
}

static int tear_down(void **state)
{
	struct stage *s = *state;
	term_free(s->term);
	term_environment_free(s->env);
	loop_free(s->loop);
	AUTO_FREE char *command = mem_format("rm -rf '%s'", s->folder);
	int status = system(command);
	free(s->folder);
	buf_release(&s->clipboard);
	free(s);
	return status;
}

static struct term *start_at(struct stage *s, const char *path, const char *const *argv, int rows, int cols,
			     struct err *err)
{
	s->env = term_environment((const char *const[]){"MORE=added", NULL});
	struct term_spec spec = {.path = path,
				 .argv = argv,
				 .env = (const char *const *)s->env,
				 .folder = s->folder,
				 .rows = rows,
				 .cols = cols};
	return term_new(s->loop, &spec, &events, s, err);
}

static struct stage *start(void **state, const char *script)
{
	struct stage *s = *state;
	struct err err = {0};
	s->term = start_at(s, "/bin/sh", (const char *const[]){"sh", "-c", script, NULL}, 24, 80, &err);
	if (!s->term)
		fail_msg("%s", err.text);
	return s;
}

static void type(struct stage *s, const char *keys)
{
	term_input(s->term, keys, strlen(keys));
}

/* ---- surroundings */

static void the_child_has_a_terminal_and_nothing_else(void **state)
{
	/* ls itself opens the folder it lists, as 3. */
	struct stage *s =
	    start(state, "tty; stty size; stty -a | tr ' ;' '\\n\\n' | grep -c -e '^iutf8$' -e '^-ixon$'; "
			 "echo fds $(ls /proc/self/fd); echo session $(cut -d' ' -f6 /proc/$$/stat) $$; pwd");
	wait_for_end(s);
	assert_true(shows(s, "/dev/pts/"));
	assert_true(shows(s, "24 80"));
	assert_true(shows(s, "\n2 "));
	assert_true(shows(s, "fds 0 1 2 3 "));
	assert_true(shows(s, s->folder));
	AUTO_FREE char *leader = mem_format("session %d %d ", (int)term_pid(s->term), (int)term_pid(s->term));
	assert_true(shows(s, leader));
}

static const char *entry(char **env, const char *name)
{
	size_t n = strlen(name);
	for (; *env; env++)
		if (strncmp(*env, name, n) == 0 && (*env)[n] == '=')
			return *env + n + 1;
	return NULL;
}

static void the_environment_tells_of_no_other_terminal(void **state)
{
	(void)state;
	static const char *const foreign[] = {
	    "LINES",       "COLUMNS",         "TMUX",         "NVIM",
	    "VTE_VERSION", "KITTY_WINDOW_ID", "TERM_PROGRAM", "TERM_PROGRAM_VERSION",
	    "COLORFGBG",   "INSIDE_EMACS",    "STY",
	};
	for (size_t i = 0; i < COUNT_OF(foreign); i++)
		setenv(foreign[i], "1", 1);
	setenv("TERM", "xterm-kitty", 1);
	setenv("KEPT", "yes", 1);
	setenv("MORE", "old", 1);
	char **env = term_environment((const char *const[]){"MORE=new", NULL});
	for (size_t i = 0; i < COUNT_OF(foreign); i++) {
		assert_null(entry(env, foreign[i]));
		unsetenv(foreign[i]);
	}
	assert_string_equal(entry(env, "TERM"), "xterm-256color");
	assert_string_equal(entry(env, "COLORTERM"), "truecolor");
	assert_string_equal(entry(env, "KEPT"), "yes");
	assert_string_equal(entry(env, "MORE"), "new");
	term_environment_free(env);
}

static void the_environment_is_utf8(void **state)
{
	(void)state;
	static const struct {
		const char *lc_all, *lc_ctype, *lang, *name, *value;
	} cases[] = {
	    {NULL, NULL, NULL, "LC_CTYPE", "C.UTF-8"},       {NULL, NULL, "de_DE.utf8", "LANG", "de_DE.utf8"},
	    {NULL, NULL, "C", "LC_CTYPE", "C.UTF-8"},        {NULL, "POSIX", "en_US.UTF-8", "LC_CTYPE", "C.UTF-8"},
	    {"C", NULL, "en_US.UTF-8", "LC_ALL", "C.UTF-8"}, {"en_US.UTF-8", "C", "C", "LC_CTYPE", "C"},
	};
	static const char *const names[] = {
	    "LC_ALL",
	    "LC_CTYPE",
	    "LANG",
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *const values[] = {cases[i].lc_all, cases[i].lc_ctype, cases[i].lang};
		for (size_t j = 0; j < COUNT_OF(names); j++)
			values[j] ? setenv(names[j], values[j], 1) : unsetenv(names[j]);
		char **env = term_environment(NULL);
		assert_non_null(entry(env, cases[i].name));
		assert_string_equal(entry(env, cases[i].name), cases[i].value);
		term_environment_free(env);
	}
	for (size_t j = 0; j < COUNT_OF(names); j++)
		unsetenv(names[j]);
}

static void a_program_that_is_not_there(void **state)
{
	struct stage *s = *state;
	struct err err = {0};
	assert_null(start_at(s, "/nonexistent/editor", (const char *const[]){"editor", NULL}, 24, 80, &err));
	assert_non_null(strstr(err.text, "/nonexistent/editor"));
}

/* ---- input */

static void keys_arrive_as_they_were(void **state)
{
	struct stage *s = start(state, "stty raw -echo; printf 'ready '; exec cat -v");
	wait_for(s, "ready");
	type(s, "\x13\x11\x03\x1a\x1c\033[13;2u\033\xc3\xa9\033OA.");
	wait_for(s, "^S^Q^C^Z^\\^[[13;2u^[M-CM-)^[[A.");
}

static void modes_decide_what_is_sent(void **state)
{
	struct stage *s = start(
	    state, "stty raw -echo; printf '\\033[?1h\\033[?1004h\\033[?2004h\\033[?1002;1006hready '; exec cat -v");
	wait_for(s, "ready");
	type(s, "\033[A");
	term_focus(s->term, true);
	term_focus(s->term, false);
	term_paste(s->term, "a\nb", 3);
	assert_true(term_mouse(s->term, 2, 5, 0, true, false, 0));
	assert_true(term_mouse(s->term, 3, 5, 0, true, true, 0));
	assert_true(term_mouse(s->term, 3, 5, 3, false, true, 0)); /* no button: not asked for */
	type(s, ".");
	wait_for(s, "^[OA^[[I^[[O^[[200~a^Mb^[[201~^[[<0;6;3M^[[<32;6;4M.");
}

static void silence_where_nothing_was_asked_for(void **state)
{
	struct stage *s = start(state, "stty raw -echo; printf 'ready '; exec cat -v");
	wait_for(s, "ready");
	term_focus(s->term, true);
	assert_false(term_mouse(s->term, 2, 5, 0, true, false, 0));
	assert_false(term_mouse(s->term, 2, 5, 64, true, false, 0));
	term_paste(s->term, "x", 1);
	type(s, ".");
	wait_for(s, "ready x.");
}

static void the_wheel_moves_the_cursor_on_the_alternate_screen(void **state)
{
	struct stage *s = start(state, "stty raw -echo; printf '\\033[?1049h\\033[Hready '; exec cat -v");
	wait_for(s, "ready");
	assert_true(term_mouse(s->term, 2, 5, 65, true, false, 0));
	type(s, ".");
	wait_for(s, "ready ^[[B^[[B^[[B.");
}

static void a_large_paste_arrives_whole(void **state)
{
	struct stage *s =
	    start(state, "stty raw -echo; echo ready; head -c 1000000 >pasted; cksum <pasted; exec sleep 100");
	wait_for(s, "ready");
	char *text = mem_new(1000000);
	for (int i = 0; i < 1000000; i++)
		text[i] = (char)('a' + i * 7 % 26);
	AUTO_FREE char *path = path_join(s->folder, "wanted");
	assert_true(file_replace(path, text, 1000000, 0600, NULL));
	term_paste(s->term, text, 1000000);
	free(text);
	wait_for(s, "1000000");
	AUTO_FREE char *command = mem_format("cd '%s' && cmp wanted pasted", s->folder);
	assert_int_equal(system(command), 0);
}

static void a_child_that_reads_nothing_blocks_nobody(void **state)
{
	struct stage *s = start(state, "stty raw -echo; echo ready; exec sleep 100");
	wait_for(s, "ready");
	char *text = mem_zero(1, 1 << 20);
	memset(text, 'x', 1 << 20);
	for (int i = 0; i < 100; i++) /* past the limit of what is queued */
		term_paste(s->term, text, 1 << 20);
	free(text);
	term_resize(s->term, 30, 90);
	for (int i = 0; i < 3; i++)
		loop_turn(s->loop, false);
}

static void queries_are_answered_once(void **state)
{
	struct stage *s = start(
	    state, "stty raw -echo; printf '\\033[c\\033[5n'; head -c 11 | cat -v; echo; printf more; exec cat -v");
	wait_for(s, "^[[?1;2c^[[0n");
	type(s, ".");
	wait_for(s, "more.");
}

/* ---- output */

static void a_flood_leaves_keys_answered(void **state)
{
	struct stage *s = start(state, "exec yes");
	wait_for(s, "y");
	type(s, "\003");
	wait_for_end(s);
	assert_true(WIFSIGNALED(s->status));
	assert_int_equal(WTERMSIG(s->status), 2);
}

static void bells_and_titles_are_few(void **state)
{
	struct stage *s = start(
	    state, "i=0; while [ $i -lt 200 ]; do printf '\\a\\033]2;title %d\\a' $i; i=$((i+1)); done; echo done");
	wait_for(s, "done");
	assert_in_range(s->bells, 1, 3);
	assert_string_equal(s->title, "title 199");
}

static void the_clipboard_is_told_and_never_read(void **state)
{
	struct stage *s = start(state, "stty raw -echo; printf '\\033]52;c;b25l\\a\\033]52;c;dHdv\\a\\033]52;c;?\\aready'; exec cat -v");
	wait_for(s, "ready");
	type(s, ".");
	wait_for(s, "ready.");
	assert_string_equal(buf_text(&s->clipboard), "two");
}

static bool is_held(struct stage *s, const void *unused)
{
	(void)unused;
	return term_holds_frame(s->term);
}

static void a_frame_is_held_but_not_for_ever(void **state)
{
	struct stage *s = start(state, "printf 'old\\033[?2026h\\rnew'; exec sleep 100");
	assert_true(turn_until(s, is_held, NULL));
	assert_true(shows(s, "old"));
	wait_for(s, "new");
	assert_false(term_holds_frame(s->term));
}

static bool is_settled(struct stage *s, const void *wanted)
{
	return term_unsettled(s->term) != *(const bool *)wanted;
}

/* Vim and its kin hide the cursor while they draw: who draws then shows half of it. */
static void a_hidden_cursor_means_a_frame_is_being_drawn(void **state)
{
	static const bool yes = true;
	struct stage *s = start(state, "stty raw -echo; printf 'one'; read a; printf '\\033[?25ltwo'; read a; "
				       "printf '\\033[?25hthree'; read a");
	wait_for(s, "one");
	term_draw(s->term, NULL, (struct rect){.rows = 1, .cols = 3}, 0);
	assert_true(turn_until(s, is_settled, &yes));
	type(s, "\n");
	wait_for(s, "two");
	assert_true(term_unsettled(s->term));
	type(s, "\n");
	wait_for(s, "three");
	assert_true(turn_until(s, is_settled, &yes));
}

/* A program that works without a cursor is no unfinished frame for ever. */
static void a_cursor_that_stays_hidden_holds_up_nothing(void **state)
{
	struct stage *s = start(state, "printf '\\033[?25lone'; exec sleep 100");
	wait_for(s, "one");
	term_draw(s->term, NULL, (struct rect){.rows = 1, .cols = 3}, 0);
	assert_false(term_unsettled(s->term));
}

static void drawing_cuts_wide_characters_at_the_edge(void **state)
{
	struct stage *s = start(state, "printf '1\\r\\n%.0s' $(seq 30); printf 'ab\\344\\270\\255\\344\\270\\255'");
	wait_for_end(s);
	term_draw(s->term, NULL, (struct rect){.row = 1, .col = 2, .rows = 4, .cols = 5}, -20);
	assert_string_equal(canvas[4][4].text, "中");
	assert_int_equal(canvas[4][4].width, 2);
	assert_string_equal(canvas[4][6].text, " ");
	assert_int_equal(canvas[4][6].width, 1);
	term_draw(s->term, NULL, (struct rect){.row = 0, .col = 0, .rows = 1, .cols = 3}, term_history(s->term));
	assert_string_equal(canvas[0][0].text, "1");
}

/* ---- sizes */

static void a_storm_of_resizes_is_told_once(void **state)
{
	struct stage *s =
	    start(state,
		  "n=0; trap 'n=$((n+1)); echo n=$n at $(stty size).' WINCH; echo ready; while :; do sleep 0.02; done");
	wait_for(s, "ready");
	for (int i = 1; i <= 60; i++)
		term_resize(s->term, i, i + 30);
	wait_for(s, "n=1 at 60 90.");
	term_resize(s->term, 30, 70);
	wait_for(s, "n=2 at 30 70.");
	term_resize(s->term, -5, 0);
	/* One row of two columns: the text is there, but broken. */
	turn_until(s, shows, ".");
	term_resize(s->term, 30, 70);
	wait_for(s, "at 30 70.");
}

/* ---- the end */

static void the_last_bytes_are_drained(void **state)
{
	struct stage *s = start(state, "seq 1 50000; exit 7");
	wait_for_end(s);
	assert_true(WIFEXITED(s->status));
	assert_int_equal(WEXITSTATUS(s->status), 7);
	assert_true(shows(s, "\n50000 "));
	assert_int_equal(term_history(s->term), 2000);
}

static void a_grandchild_does_not_hold_up_the_end(void **state)
{
	struct stage *s = start(state, "trap '' HUP; sleep 5 & echo bye");
	wait_for_end(s);
	assert_true(shows(s, "bye"));
}

static void a_stopped_child_is_woken(void **state)
{
	struct stage *s = start(state, "echo before; kill -STOP $$; echo after");
	wait_for(s, "after");
}

static void the_hangup_leaves_time_to_save(void **state)
{
	struct stage *s =
	    start(state, "trap 'sleep 0.1; echo saved >saved; exit' HUP; echo ready; while :; do sleep 0.02; done");
	wait_for(s, "ready");
	term_free(s->term);
	s->term = NULL;
	AUTO_FREE char *path = path_join(s->folder, "saved");
	assert_true(file_exists(path));
}

static void who_ignores_the_hangup_is_killed(void **state)
{
	struct stage *s = start(state, "trap '' HUP TERM; echo ready; while :; do sleep 0.02; done");
	wait_for(s, "ready");
	pid_t pid = term_pid(s->term);
	int64_t begin = loop_now_us();
	term_free(s->term);
	s->term = NULL;
	assert_in_range(loop_now_us() - begin, 1900000, 6000000);
	loop_free(s->loop); /* reaps */
	s->loop = NULL;
	assert_int_not_equal(kill(pid, 0), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_child_has_a_terminal_and_nothing_else),
	    TEST(the_environment_tells_of_no_other_terminal),
	    TEST(the_environment_is_utf8),
	    TEST(a_program_that_is_not_there),
	    TEST(keys_arrive_as_they_were),
	    TEST(modes_decide_what_is_sent),
	    TEST(silence_where_nothing_was_asked_for),
	    TEST(the_wheel_moves_the_cursor_on_the_alternate_screen),
	    TEST(a_large_paste_arrives_whole),
	    TEST(a_child_that_reads_nothing_blocks_nobody),
	    TEST(queries_are_answered_once),
	    TEST(a_flood_leaves_keys_answered),
	    TEST(bells_and_titles_are_few),
	    TEST(the_clipboard_is_told_and_never_read),
	    TEST(a_frame_is_held_but_not_for_ever),
	    TEST(a_hidden_cursor_means_a_frame_is_being_drawn),
	    TEST(a_cursor_that_stays_hidden_holds_up_nothing),
	    TEST(drawing_cuts_wide_characters_at_the_edge),
	    TEST(a_storm_of_resizes_is_told_once),
	    TEST(the_last_bytes_are_drained),
	    TEST(a_grandchild_does_not_hold_up_the_end),
	    TEST(a_stopped_child_is_woken),
	    TEST(the_hangup_leaves_time_to_save),
	    TEST(who_ignores_the_hangup_is_killed),
	};
	return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
