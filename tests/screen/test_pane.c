/* The editor's pane as a terminal, seen from outside: what a child in it and the person's terminal get to see.
 *
 * The child is mostly a shell script in the place of an editor; where it matters it is vim.
 */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tests/screen/drive.h"

static const char *const open_coins[] = {"fewest-coins", NULL};

#define SHOW_KEYS "; exec cat -v"
#define RAW "stty raw -echo; "

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A script that is taken for an editor; the draft's path is its argument and is not used. */
static char *make_child(const char *home, const char *script)
{
	struct err err = {0};
	AUTO_FREE char *path = mem_format("%s/child", home);
	if (!file_replace(path, script, strlen(script), 0600, &err))
		fail_msg("%s", err.text);
	return mem_format("/bin/sh %s", path);
}

static struct drive *start_with(const char *home, const char *script, struct drive_spec spec)
{
	AUTO_FREE char *editor = make_child(home, script);
	spec.home = home;
	spec.editor = editor;
	spec.args = open_coins;
	return drive_new(&spec);
}

static struct drive *start(const char *home, const char *script)
{
	return start_with(home, script, (struct drive_spec){.cols = 120});
}

static void stop(struct drive *drive)
{
	kill(drive_pid(drive), SIGTERM);
	drive_end(drive);
	drive_free(drive);
}

/* The upper left cell of the editor's pane, from 0. */
static void find_pane(struct drive *drive, int *row, int *col)
{
	assert_true(drive_finds(drive, " 2 Editor ", row, col));
	*row += 1;
	*col -= 1;
}

static colour foreground_of(struct drive *drive, const char *text)
{
	int row, col;
	struct term_cell cell;
	assert_true(drive_finds(drive, text, &row, &col));
	drive_cell(drive, row, col, &cell);
	return cell.style.fg;
}

/* ---- colours */

static const char colours[] = RAW "printf '\\033[38;2;18;52;86mrgb \\033[38;5;208mpalette \\033[95mbright \\033[mplain'" SHOW_KEYS;

static void test_colours(void **state)
{
	static const struct {
		const char *term, *variable;
		colour rgb, palette, bright;
	} cases[] = {
	    {"xterm-256color", "COLORTERM=truecolor", COLOUR_RGB(18, 52, 86), COLOUR_PALETTE(208), COLOUR_PALETTE(13)},
	    {"xterm-direct", "X=", COLOUR_RGB(18, 52, 86), COLOUR_PALETTE(208), COLOUR_PALETTE(13)},
	    {"xterm-kitty-that-is-not-known", "COLORTERM=24bit", COLOUR_RGB(18, 52, 86), COLOUR_PALETTE(208), COLOUR_PALETTE(13)},
	    /* Two that are believed nothing but their entry. */
	    {"screen-256color", "COLORTERM=truecolor", COLOUR_PALETTE(236), COLOUR_PALETTE(208), COLOUR_PALETTE(13)},
	    {"xterm-16color", "X=", COLOUR_PALETTE(0), COLOUR_PALETTE(3), COLOUR_PALETTE(13)},
	    {"xterm", "X=", COLOUR_PALETTE(0), COLOUR_PALETTE(3), COLOUR_PALETTE(5)},
	    {"vt100", "X=", COLOUR_DEFAULT, COLOUR_DEFAULT, COLOUR_DEFAULT},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *env[] = {cases[i].variable, NULL};
		struct drive *drive =
		    start_with(*state, colours, (struct drive_spec){.cols = 120, .term = cases[i].term, .env = env});
		drive_see(drive, "rgb palette bright plain");
		colour rgb = foreground_of(drive, "rgb "), palette = foreground_of(drive, "palette"), bright = foreground_of(drive, "bright");
		if (rgb != cases[i].rgb || palette != cases[i].palette || bright != cases[i].bright)
			fail_msg("%s: %08x %08x %08x", cases[i].term, rgb, palette, bright);
		assert_int_equal(foreground_of(drive, "plain"), COLOUR_DEFAULT);
		stop(drive);
	}
}

static bool shows_rgb(struct drive *drive)
{
	return drive_finds(drive, "rgb palette", NULL, NULL) && foreground_of(drive, "rgb ") == COLOUR_RGB(18, 52, 86);
}

/* Over SSH nothing tells of 24 bit colours: the terminal is asked, and its answer types nothing. */
static void test_colours_asked(void **state)
{
	struct drive *drive = start(*state, colours);
	drive_see(drive, "rgb palette bright plain");
	assert_true(drive_wrote(drive, "\033P$qm\033\\"));
	for (int64_t until = now_us() + DRIVE_WAIT_MS * INT64_C(1000); !shows_rgb(drive) && now_us() < until;)
		;
	assert_true(shows_rgb(drive));
	drive_send(drive, "\033P1$r0;48:5:16m\033\\."); /* one that comes twice is no key either way */
	drive_see(drive, "plain.");
	stop(drive);
}

/* ---- keys */

/* Esc alone reaches the child after the wait for what may follow it, which is 20 ms; the best of some counts. */
static void test_escape_is_quick(void **state)
{
	struct drive *drive = start(*state, RAW "printf ready" SHOW_KEYS);
	drive_see(drive, "ready");
	int64_t best = INT64_MAX;
	for (int i = 1; i <= 5; i++) {
		char wanted[32] = "ready";
		for (int k = 0; k < i; k++)
			strcat(wanted, "^[");
		int64_t begun = now_us();
		drive_send(drive, "\033");
		drive_see(drive, wanted);
		best = now_us() - begun < best ? now_us() - begun : best;
	}
	assert_in_range(best, 15000, 45000);
	stop(drive);
}

static void test_keys_are_the_childs(void **state)
{
	struct drive *drive = start(*state, RAW "printf ready" SHOW_KEYS);
	drive_see(drive, "ready");
	/* Ctrl-S Ctrl-Q Ctrl-C Ctrl-Z, Shift-Enter, Alt-é, the prefix twice, Ctrl-I with its own code */
	drive_send(drive, "\x13\x11\x03\x1a\033[13;2u\033\xc3\xa9\034\034\033[105;5u.");
	drive_see(drive, "ready^S^Q^C^Z^[[13;2u^[M-CM-)^\\^[[105;5u.");
	stop(drive);
}

/* ---- mouse */

static void test_mouse_motion(void **state)
{
	struct drive *drive = start(*state, RAW "printf '\\033[?1003;1006hready'" SHOW_KEYS);
	int row, col;
	drive_see(drive, "ready");
	find_pane(drive, &row, &col);
	for (int64_t until = now_us() + DRIVE_WAIT_MS * INT64_C(1000); !drive_wrote(drive, "\033[?1003h") && now_us() < until;)
		drive_finds(drive, "ready", NULL, NULL);
	assert_true(drive_wrote(drive, "\033[?1003h"));
	/* motion, a drag that leaves the pane, a click outside of it */
	AUTO_FREE char *events = mem_format("\033[<35;%d;%dM\033[<0;%d;%dM\033[<32;1;%dM\033[<0;1;%dm\033[<35;2;5M", col + 3, row + 2,
					    col + 4, row + 3, row + 3, row + 3);
	drive_send(drive, events);
	drive_see(drive, "ready^[[<35;3;2M^[[<0;4;3M^[[<32;1;3M^[[<0;1;3m");
	drive_send(drive, K_SEND_PREFIX "2.");
	drive_see(drive, "<0;1;3m.");
	stop(drive);
}

/* ---- what the child says to the terminal */

static void test_clipboard(void **state)
{
	struct drive *drive =
	    start(*state, RAW "printf '\\033]52;c;aGVsbG8=\\a\\033]52;c;?\\a\\033]52;c;not base64\\aready'" SHOW_KEYS);
	drive_see(drive, "ready");
	assert_true(drive_wrote(drive, "\033]52;c;aGVsbG8=\033\\"));
	assert_false(drive_wrote(drive, "\033]52;c;?"));
	assert_false(drive_wrote(drive, "not base64"));
	drive_send(drive, ".");
	drive_see(drive, "ready.");
	stop(drive);
}

static bool wrote_soon(struct drive *drive, const char *bytes)
{
	for (int64_t until = now_us() + DRIVE_WAIT_MS * INT64_C(1000); now_us() < until;) {
		drive_finds(drive, "", NULL, NULL);
		if (drive_wrote(drive, bytes))
			return true;
	}
	return false;
}

/* A shape is the child's choice; who makes none leaves the person's own cursor alone, and the end gives it back. */
static void test_cursor_shape(void **state)
{
	struct drive *drive = start(*state, RAW "printf ready; head -c 1 >/dev/null; printf '\\033[5 q.'; head -c 1 >/dev/null; "
						"printf '\\033[0 q:'" SHOW_KEYS);
	drive_see(drive, "ready");
	assert_false(drive_wrote(drive, "\033[1 q") || drive_wrote(drive, "\033[2 q"));
	drive_send(drive, "x");
	drive_see(drive, "ready.");
	assert_true(wrote_soon(drive, "\033[5 q"));
	drive_send(drive, "x");
	drive_see(drive, "ready.:");
	assert_true(wrote_soon(drive, "\033[0 q"));
	stop(drive);
	drive = start(*state, RAW "printf '\\033[5 qready'" SHOW_KEYS);
	drive_see(drive, "ready");
	assert_true(wrote_soon(drive, "\033[5 q"));
	assert_false(drive_wrote(drive, "\033[0 q"));
	kill(drive_pid(drive), SIGTERM);
	drive_end(drive);
	assert_true(drive_wrote(drive, "\033[0 q"));
	drive_free(drive);
}

/* ---- scrolling back */

static void wheel(struct drive *drive, int button, int times)
{
	int row, col;
	find_pane(drive, &row, &col);
	AUTO_FREE char *turn = mem_format("\033[<%d;%d;%dM", button, col + 2, row + 2);
	for (int i = 0; i < times; i++)
		drive_send(drive, turn);
}

static void test_scroll(void **state)
{
	struct drive *drive =
	    start(*state, RAW "i=1; while [ $i -le 300 ]; do printf 'number %d.\\r\\n' $i; i=$((i+1)); done; printf ready" SHOW_KEYS);
	drive_see(drive, "ready");
	assert_false(drive_finds(drive, "number 270.", NULL, NULL));
	wheel(drive, 64, 15);
	drive_see(drive, "number 250.");
	drive_see_gone(drive, "ready");
	wheel(drive, 65, 15);
	drive_see(drive, "ready");
	drive_see_gone(drive, "q leaves");
	drive_send(drive, K_SEND_PREFIX "[g");
	drive_see(drive, "number 1.");
	drive_send(drive, "G");
	drive_see(drive, "ready");
	drive_send(drive, "?NUMBER 12");
	drive_see(drive, "?NUMBER 12");
	drive_send(drive, K_SEND_ENTER);
	drive_see(drive, "not found: NUMBER 12"); /* capitals count where there are some */
	drive_send(drive, "?number 12" K_SEND_ENTER);
	drive_see(drive, "number 129.");
	drive_send(drive, "gg/ber 77\r");
	drive_see(drive, "number 77.");
	drive_send(drive, "q");
	drive_see(drive, "ready");
	drive_send(drive, ".");
	drive_see(drive, "ready."); /* of all these keys the child got the last one */
	stop(drive);
}

/* The place stays where it is while more comes; an alternate screen leaves nothing behind. */
static void test_scroll_keeps_its_place(void **state)
{
	struct drive *drive = start(*state, RAW "i=1; while [ $i -le 100 ]; do printf 'number %d.\\r\\n' $i; i=$((i+1)); done; printf ready; "
						"head -c 1 >/dev/null; while [ $i -le 200 ]; do printf 'number %d.\\r\\n' $i; i=$((i+1)); done; "
						"printf done" SHOW_KEYS);
	drive_see(drive, "ready");
	/* The key is read while we look at the beginning. */
	drive_send(drive, "x" K_SEND_PREFIX "[g");
	drive_see(drive, "number 1.");
	drive_see(drive, "of 1"); /* line 1 of 1.. */
	assert_true(drive_finds(drive, "number 1.", NULL, NULL));
	drive_send(drive, "q");
	drive_see(drive, "done");
	stop(drive);
	drive = start(*state, RAW "printf '\\033[?1049h\\033[Hready'" SHOW_KEYS);
	drive_see(drive, "ready");
	drive_send(drive, K_SEND_PREFIX "[");
	drive_see(drive, "nothing has left the editor's screen");
	wheel(drive, 64, 1);
	drive_see(drive, "ready^[[A^[[A^[[A");
	stop(drive);
}

/* ---- floods, rest */

/* A pane full of output leaves a key answered in 100 ms; the best of some counts, the machine is shared. */
static void test_flood(void **state)
{
	struct drive *drive = start(*state, "exec yes");
	drive_see(drive, "y");
	int64_t best = INT64_MAX;
	for (int i = 0; i < 5; i++) {
		int64_t begun = now_us();
		drive_send(drive, K_SEND_F1);
		drive_see(drive, "Saves through the editor and runs");
		best = now_us() - begun < best ? now_us() - begun : best;
		drive_send(drive, K_SEND_F1);
		drive_see_gone(drive, "Saves through the editor and runs");
	}
	assert_in_range(best, 0, 100000);
	stop(drive);
}

static long voluntary_switches(pid_t pid)
{
	char path[64], line[128];
	long count = -1;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "voluntary_ctxt_switches: %ld", &count) == 1)
			break;
	if (file)
		fclose(file);
	return count;
}

/* With nothing to show nothing wakes us: 1.5 s without one switch to the program come soon after it has settled. */
static void test_rest(void **state)
{
	struct drive *drive = drive_new(&(struct drive_spec){.home = *state, .args = open_coins});
	drive_see(drive, "def fewest_coins");
	long before = -1;
	int64_t since = now_us(), until = since + DRIVE_WAIT_MS * INT64_C(1000);
	while (now_us() - since < 1500000 && now_us() < until) {
		drive_finds(drive, "def", NULL, NULL);
		long switches = voluntary_switches(drive_pid(drive));
		if (switches != before)
			since = now_us();
		before = switches;
		poll(NULL, 0, 20);
	}
	assert_true(now_us() - since >= 1500000);
	drive_quit(drive);
	drive_free(drive);
}

/* ---- sizes */

enum { ROWS = 40, COLS = 120 };

struct picture {
	struct term_cell cells[ROWS][COLS];
};

static void take_picture(struct drive *drive, struct picture *out)
{
	drive_finds(drive, "", NULL, NULL);
	memset(out, 0, sizeof *out);
	for (int row = 0; row < ROWS; row++)
		for (int col = 0; col < COLS; col++)
			drive_cell(drive, row, col, &out->cells[row][col]);
}

/* A blank is a blank, whatever colour a character there would have, and right halves look as their left ones. */
static bool same_cell(const struct term_cell *a, const struct term_cell *b)
{
	if (a->width == 0 && b->width == 0)
		return true;
	bool blank = a->count == 1 && b->count == 1 && a->codes[0] == ' ' && b->codes[0] == ' ';
	unsigned seen = blank ? STYLE_REVERSE | STYLE_UNDERLINE : ~0U;
	return a->count == b->count && a->width == b->width && memcmp(a->codes, b->codes, sizeof a->codes) == 0 &&
	       a->style.bg == b->style.bg && (blank || a->style.fg == b->style.fg) &&
	       (a->style.attributes & seen) == (b->style.attributes & seen);
}

static void print_row(const struct picture *picture, int row)
{
	AUTO_BUF text = {0};
	for (int col = 0; col < COLS; col++)
		for (unsigned i = 0; i < picture->cells[row][col].count; i++) {
			char bytes[4];
			buf_put(&text, bytes, utf8_encode(picture->cells[row][col].codes[i], bytes));
		}
	print_error("%3d |%s|\n", row, buf_text(&text));
}

/* Rows that differ; they are printed where `say` is set. */
static int differences(const struct picture *a, const struct picture *b, bool say)
{
	int rows = 0;
	for (int row = 0; row < ROWS; row++) {
		int col = 0;
		while (col < COLS && same_cell(&a->cells[row][col], &b->cells[row][col]))
			col++;
		if (col == COLS)
			continue;
		rows++;
		if (say) {
			const struct style *x = &a->cells[row][col].style, *y = &b->cells[row][col].style;
			print_error("from column %d: fg %x %x bg %x %x attributes %x %x\n", col, x->fg, y->fg, x->bg, y->bg, x->attributes,
				    y->attributes);
			print_row(a, row);
			print_row(b, row);
		}
	}
	return rows;
}

static void resize_at_random(struct drive *drive, int times, unsigned seed)
{
	for (int i = 0; i < times; i++) {
		seed = seed * 1103515245U + 12345U;
		int rows = 1 + (int)(seed >> 16) % 100;
		seed = seed * 1103515245U + 12345U;
		int cols = 1 + (int)(seed >> 16) % 300;
		drive_resize(drive, rows, cols);
		drive_finds(drive, "", NULL, NULL);
		/* Some settle, most do not. */
		if (i % 10 == 0)
			poll(NULL, 0, 35);
	}
}

static void test_resizes_during_output(void **state)
{
	struct drive *drive = start(*state, "i=0; while :; do i=$((i+1)); printf '\\033[%dmline %d \\344\\270\\255\\346\\226\\207 e\\314\\201\\033[m\\n' "
					    "$((31 + i % 7)) $i; done");
	drive_see(drive, "line 1");
	resize_at_random(drive, 1000, 7);
	drive_resize(drive, ROWS, COLS);
	drive_see(drive, "2 Editor");
	drive_see(drive, "line ");
	stop(drive);
}

static const char vim[] = "vim -u NONE -i NONE --cmd set\\ nocompatible --cmd syntax\\ on";

static struct drive *start_vim(const char *home)
{
	struct drive *drive = drive_new(&(struct drive_spec){.home = home, .args = open_coins, .editor = vim, .rows = ROWS, .cols = COLS});
	drive_see(drive, "def fewest_coins");
	drive_see(drive, "3 Results");
	return drive;
}

/* What is seen, once it stays the same; the interpreters' answers and vim's last words come a little late. */
static void settle(struct drive *drive, struct picture *out)
{
	struct picture *next = mem_new(sizeof *next);
	int64_t since = now_us();
	take_picture(drive, out);
	while (now_us() - since < 300000) {
		poll(NULL, 0, 10);
		take_picture(drive, next);
		if (differences(out, next, false))
			since = now_us();
		*out = *next;
	}
	free(next);
}

static void expect_same(struct drive *drive, const struct picture *wanted)
{
	struct picture *now = mem_new(sizeof *now);
	int64_t until = now_us() + DRIVE_WAIT_MS * INT64_C(1000);
	do {
		take_picture(drive, now);
	} while (differences(wanted, now, false) && now_us() < until);
	int rows = differences(wanted, now, true);
	free(now);
	assert_int_equal(rows, 0);
}

static void test_resizes_of_vim(void **state)
{
	struct picture *fresh = mem_new(sizeof *fresh);
	struct drive *drive = start_vim(*state);
	drive_send(drive, "\014"); /* what vim says about the file goes with a resize */
	settle(drive, fresh);
	drive_quit(drive);
	drive_free(drive);
	drive = start_vim(*state);
	resize_at_random(drive, 1000, 42);
	drive_resize(drive, ROWS, COLS);
	expect_same(drive, fresh);
	drive_quit(drive);
	drive_free(drive);
	free(fresh);
}

/* ---- the matrix of terminals */

static void test_terminals(void **state)
{
	static const char *const terms[] = {"xterm-256color", "xterm-direct", "screen-256color", "tmux-256color",
					    "xterm",	      "linux",	      "vt100",		 "xterm-kitty-without-terminfo"};
	static const char *const variables[] = {"LANG=C.UTF-8", "LANG=C", "NO_COLOR=1"};
	for (size_t i = 0; i < COUNT_OF(terms); i++) {
		for (size_t k = 0; k < COUNT_OF(variables); k++) {
			const char *env[] = {variables[k], NULL};
			struct drive *drive =
			    drive_new(&(struct drive_spec){.home = *state, .args = open_coins, .term = terms[i], .env = env});
			drive_see(drive, "def fewest_coins");
			drive_see(drive, "3 Results");
			drive_send(drive, "i# hé中");
			drive_see(drive, "# hé中");
			drive_quit(drive);
			drive_free(drive);
		}
	}
	struct drive *dumb = drive_new(&(struct drive_spec){.home = *state, .term = "dumb"});
	drive_see(dumb, "cannot move the cursor");
	assert_int_equal(WEXITSTATUS(drive_end(dumb)), 2);
	drive_free(dumb);
}

/* ---- beside tmux */

static void tmux(const char *home, const char *words, struct buf *out)
{
	char bytes[4096];
	size_t n;
	AUTO_FREE char *command = mem_format("tmux -S %s/tmux -f /dev/null %s", home, words);
	FILE *pipe = popen(command, "re");
	assert_non_null(pipe);
	while ((n = fread(bytes, 1, sizeof bytes, pipe)) > 0)
		if (out)
			buf_put(out, bytes, n);
	pclose(pipe);
}

static void no_reply(const char *bytes, size_t len, void *context)
{
	(void)bytes;
	(void)len;
	(void)context;
}

static void no_bell(void *context)
{
	(void)context;
}

static void no_title(const char *title, void *context)
{
	(void)title;
	(void)context;
}

static void no_hold(bool on, void *context)
{
	(void)on;
	(void)context;
}

/* What tmux shows, cell by cell: its capture is read back by an emulator of the same size. */
static void take_tmux_picture(const char *home, struct picture *out)
{
	static const struct emulator_events events = {.reply = no_reply, .bell = no_bell, .title = no_title, .hold = no_hold};
	AUTO_BUF capture = {0};
	tmux(home, "capture-pane -N -e -p -t 0", &capture);
	struct emulator *emulator = emulator_new(ROWS, COLS, COLOUR_DEFAULT, COLOUR_DEFAULT, &events, NULL);
	if (capture.len && capture.data[capture.len - 1] == '\n')
		capture.len--; /* the last row's end would scroll */
	for (size_t i = 0; i < capture.len; i++)
		if (capture.data[i] == '\n')
			emulator_feed(emulator, "\r\n", 2);
		else
			emulator_feed(emulator, &capture.data[i], 1);
	memset(out, 0, sizeof *out);
	for (int row = 0; row < ROWS; row++)
		emulator_get_row(emulator, row, COLS, out->cells[row]);
	emulator_free(emulator);
}

/* The same program with the same editor and a home of its own, in a terminal of tmux. */
static void start_in_tmux(const char *home, const char *other)
{
	struct err err = {0};
	AUTO_FREE char *path = mem_format("%s/start", home);
	AUTO_FREE char *script =
	    mem_format("exec env -i PATH=\"$PATH\" TERM=$TERM HOME=%s XDG_DATA_HOME=%s/data XDG_CONFIG_HOME=%s/config XDG_RUNTIME_DIR=%s "
		       "EDITOR='%s' %s/greenroom fewest-coins\n",
		       other, other, other, other, vim, BUILD_DIR);
	if (!folder_make(other, &err) || !file_replace(path, script, strlen(script), 0600, &err))
		fail_msg("%s", err.text);
	AUTO_FREE char *words = mem_format("new-session -d -x %d -y %d sh %s", COLS, ROWS, path);
	tmux(home, words, NULL);
}

static void compare_with_tmux(const char *home, const struct picture *wanted, const char *what)
{
	struct picture *now = mem_new(sizeof *now);
	int64_t until = now_us() + DRIVE_WAIT_MS * INT64_C(1000);
	do {
		take_tmux_picture(home, now);
	} while (differences(wanted, now, false) && now_us() < until);
	int rows = differences(wanted, now, true);
	if (rows)
		print_error("tmux shows something else: %s\n", what);
	free(now);
	assert_int_equal(rows, 0);
}

/* The same keys in both; what is seen after each is the same, but for what the terminals' colours leave. */
static void test_beside_tmux(void **state)
{
	if (system("command -v tmux >/dev/null") != 0) {
		print_message("tmux is not installed\n");
		skip();
	}
	static const struct {
		const char *bytes, *hex, *shows;
	} steps[] = {
	    {"itext \xe4\xb8\xad\xe6\x96\x87 e\xcc\x81 \xf0\x9f\x99\x82|", "69 74 65 78 74 20 e4 b8 ad e6 96 87 20 65 cc 81 20 f0 9f 99 82 7c", "-- INSERT --"},
	    {"\033", "1b", "def"},
	    {":set number\r", "3a 73 65 74 20 6e 75 6d 62 65 72 0d", " 2 "},
	    {"\0341", "1c 31", "1 Statement"},
	    {"G", "47", "Constraints"},
	    {"\034z", "1c 7a", "Constraints"},
	    {"\034z", "1c 7a", "3 Results"},
	    {"\033OP", "1b 4f 50", "Help"},
	};
	const char *home = *state;
	AUTO_FREE char *other = mem_format("%s/other", home);
	struct picture *here = mem_new(sizeof *here);
	struct drive *drive = drive_new(
	    &(struct drive_spec){.home = home, .args = open_coins, .editor = vim, .rows = ROWS, .cols = COLS, .term = "screen-256color"});
	start_in_tmux(home, other);
	drive_see(drive, "def fewest_coins");
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		drive_send(drive, steps[i].bytes);
		AUTO_FREE char *keys = mem_format("send-keys -t 0 -H %s", steps[i].hex);
		tmux(home, keys, NULL);
		drive_see(drive, steps[i].shows);
		settle(drive, here);
		compare_with_tmux(home, here, steps[i].shows);
	}
	tmux(home, "kill-server", NULL);
	stop(drive);
	free(here);
}

/* With a name (* and ? stand for anything) only the tests of that name. */
int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	if (access("/usr/bin/vim", X_OK) != 0) {
		print_message("vim is not installed\n");
		return 77;
	}
#define TEST(name) cmocka_unit_test_setup_teardown(name, drive_setup, drive_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(test_colours),
	    TEST(test_colours_asked),
	    TEST(test_escape_is_quick),
	    TEST(test_keys_are_the_childs),
	    TEST(test_mouse_motion),
	    TEST(test_clipboard),
	    TEST(test_cursor_shape),
	    TEST(test_scroll),
	    TEST(test_scroll_keeps_its_place),
	    TEST(test_flood),
	    TEST(test_rest),
	    TEST(test_resizes_during_output),
	    TEST(test_resizes_of_vim),
	    TEST(test_terminals),
	    TEST(test_beside_tmux),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
