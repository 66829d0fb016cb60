/* curses here is a machine that turns cells into the fewest bytes, no more: it writes into an unnamed
 * file in memory, and what it wrote goes to the terminal without blocking.  It never sees the terminal itself: raw mode,
 * input, size and the terminal's modes are ours. */
#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "tui/screen.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/outer.h"
#include "tui/palette.h"
#include "tui/terminfo.h"
#include "tui/theme.h"
#include "tui/tty.h"

#define MAX_CODES 6
#define COLOUR_CACHE 256

/* Focus reports, mouse buttons and drags in SGR form, bracketed paste. */
#define MODES_ON "\033[?1004h\033[?1002h\033[?1006h\033[?2004h"
#define MODES_OFF "\033[?2004l\033[?1006l\033[?1003l\033[?1002l\033[?1004l"
#define MOTION_ON "\033[?1003h"
/* One mouse mode takes the place of the other, so that none is left. */
#define MOTION_OFF "\033[?1003l\033[?1002h"
#define MOUSE_OFF "\033[?1003l\033[?1002l"

struct screen {
	const struct theme *theme;
	SCREEN *curses; /* curses' own idea of a screen; never looked into */
	FILE *frame_file, *input;
	int frame_fd; /* the file in memory; owned by frame_file */
	struct tty tty;
	char *type; /* of terminal, as curses knows it */
	int rows, cols, colours;
	bool direct; /* 24 bit colours, by an entry of our own */
	bool asked;  /* whether it has them: the answer may still come */
	char *again; /* NULL, or what a restarted curses will write though it was written before */
	struct {
		colour key;
		int number;
		bool bright, filled;
	} cache[COLOUR_CACHE];
	/* The pair used last: neighbours mostly look the same. */
	int last_fg, last_bg, last_pair;
	const char *shape_on; /* terminfo's Ss, or NULL */
	int shape_shown;      /* DECSCUSR number, 0: the terminal's own */
	bool shape_used;      /* it was changed at least once */
	bool motion, motion_shown;
	bool mouseless; /* the mouse stays the terminal's own */
	bool ascii;
	bool cursor_visible;
	int cursor_row, cursor_col, cursor_shape;
	bool bell;
};

/* ---- start */

static const char *capability(const char *name)
{
	char *text = tigetstr((char *)(uintptr_t)name);
	return text == (char *)-1 ? NULL : text;
}

/* curses converts by the locale; a terminal today speaks UTF-8 even where nobody set LANG. */
static void take_utf8(void)
{
	if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

/* newterm with another value of a variable, which is as it was afterwards. */
static SCREEN *newterm_with(struct screen *screen, const char *type, const char *name, const char *value)
{
	AUTO_FREE char *before = getenv(name) ? mem_dup(getenv(name)) : NULL;
	setenv(name, value, 1);
	SCREEN *curses = newterm((char *)(uintptr_t)type, screen->frame_file, screen->input);
	if (before)
		setenv(name, before, 1);
	else
		unsetenv(name);
	return curses;
}

static bool start_curses(struct screen *screen, const char *type, bool direct)
{
	/* Asked first because newterm leaks where the type is unknown. */
	if (!terminfo_knows(type))
		return false;
	AUTO_FREE char *entry = direct ? terminfo_direct(type) : NULL;
	SCREEN *curses = entry ? newterm_with(screen, type, "TERMINFO", entry)
			       : newterm((char *)(uintptr_t)type, screen->frame_file, screen->input);
	if (!curses)
		return false;
	set_term(curses);
	if (!capability("cup")) {
		endwin();
		delscreen(curses);
		return false;
	}
	screen->curses = curses;
	screen->direct = entry && tigetflag((char *)(uintptr_t)"RGB") > 0;
	free(screen->type);
	screen->type = mem_dup(type);
	return true;
}

static bool start_type(struct screen *screen, const char *type)
{
	return start_curses(screen, type, outer_claims_direct() || terminfo_is_direct(type));
}

/* The person's TERM first, then ever simpler ones: a host often lacks the entry of a newer terminal.  A type that is known
 * but cannot move its cursor (dumb) is taken at its word. */
static bool find_terminal_type(struct screen *screen, struct err *err)
{
	static const char *const others[] = {"xterm-256color", "xterm", "vt100", "ansi"};
	const char *asked = getenv("TERM");
	bool dumb = asked && strcmp(asked, "dumb") == 0;
	if (asked && *asked && !dumb && start_type(screen, asked))
		return true;
	for (size_t i = 0; !dumb && i < COUNT_OF(others); i++)
		if (start_type(screen, others[i]))
			return true;
	AUTO_FREE char *shown = text_escaped(asked ? asked : "", TEXT_ONE_LINE);
	return err_set(err, ERR_INPUT,
	               "the terminal type '%s' (TERM) cannot move the cursor, which the screen needs: greenroom --linear does without", shown);
}

static void put_capability(struct buf *out, const char *name)
{
	const char *text = capability(name);
	if (text)
		buf_puts(out, text);
}

static void arm_restore(struct screen *screen)
{
	AUTO_BUF text = {0};
	buf_puts(&text, MODES_OFF);
	/* Not terminfo's Se: in most entries it is a steady block, whatever the person had chosen. */
	const char *own = screen->shape_used ? tiparm(screen->shape_on, 0) : NULL;
	if (own)
		buf_puts(&text, own);
	put_capability(&text, "sgr0");
	put_capability(&text, "op");
	put_capability(&text, "cnorm");
	if (!capability("rmcup"))
		put_capability(&text, "clear");
	put_capability(&text, "rmcup");
	tty_arm(&screen->tty, buf_text(&text), text.len);
}

static void configure_curses(struct screen *screen)
{
	typeahead(-1); /* its input would always seem to wait, and it breaks frames off for that */
	nonl();
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	screen->colours = 0;
	if (has_colors() && start_color() == OK && COLORS >= 8 && COLOR_PAIRS >= 64) {
		/* Entries of others with so many colours have a palette of eight only. */
		screen->colours = screen->direct  ? 1 << 24
				  : COLORS > 256  ? 8
				  : COLORS == 256 ? 256
				  : COLORS >= 16  ? 16
						  : 8;
		use_default_colors();
	}
	screen->shape_on = capability("Ss");
}

static bool open_frame_file(struct screen *screen, struct err *err)
{
	screen->frame_fd = memfd_create("frame", MFD_CLOEXEC);
	screen->frame_file = screen->frame_fd >= 0 ? fdopen(screen->frame_fd, "w") : NULL;
	screen->input = fopen("/dev/null", "re");
	return (screen->frame_file && screen->input) || err_sys(err, "making the frame's file");
}

/* Where curses finds no terminal on its descriptor it believes the environment. */
static void tell_size(const struct screen *screen)
{
	AUTO_FREE char *rows = mem_format("%d", screen->rows);
	AUTO_FREE char *cols = mem_format("%d", screen->cols);
	setenv("LINES", rows, 1);
	setenv("COLUMNS", cols, 1);
	setenv("NCURSES_NO_PADDING", "1", 1);
}

static void forget_size(void)
{
	unsetenv("LINES");
	unsetenv("COLUMNS");
}

static void finish_start(struct screen *screen)
{
	/* curses' own handler would leave the terminal as it is. */
	signal(SIGTSTP, SIG_IGN);
	resizeterm(screen->rows, screen->cols);
	configure_curses(screen);
	arm_restore(screen);
}

static bool start(struct screen *screen, struct err *err)
{
	tty_size(&screen->rows, &screen->cols);
	tell_size(screen);
	bool found = find_terminal_type(screen, err);
	forget_size();
	if (!found)
		return false;
	finish_start(screen);
	buf_puts(&screen->tty.out, MODES_ON);
	screen->asked = screen->colours == 256 && strncmp(screen->type, "screen", 6) != 0;
	if (screen->asked)
		buf_puts(&screen->tty.out, OUTER_COLOUR_QUESTION);
	return tty_take_raw_mode() || err_sys(err, "taking raw mode");
}

struct screen *screen_new(const struct theme *theme, struct err *err)
{
	struct screen *screen = mem_zero(1, sizeof *screen);
	screen->theme = theme;
	screen->last_pair = -1;
	screen->frame_fd = -1;
	take_utf8();
	if (tty_init(&screen->tty, err) && open_frame_file(screen, err) && start(screen, err))
		return screen;
	screen_free(screen);
	return NULL;
}

/* ---- end */

void screen_emergency_restore(void)
{
	tty_restore();
}

void screen_free(struct screen *screen)
{
	if (!screen)
		return;
	tty_finish(&screen->tty);
	tty_restore();
	if (screen->curses) {
		endwin();
		delscreen(screen->curses);
	}
	if (screen->frame_file)
		fclose(screen->frame_file);
	else if (screen->frame_fd >= 0)
		close(screen->frame_fd);
	if (screen->input)
		fclose(screen->input);
	tty_release(&screen->tty);
	free(screen->type);
	free(screen->again);
	free(screen);
}

/* ---- facts */

void screen_set_theme(struct screen *screen, const struct theme *theme)
{
	screen->theme = theme;
}

bool screen_resized(struct screen *screen)
{
	int rows, cols;
	tty_size(&rows, &cols);
	if (rows == screen->rows && cols == screen->cols)
		return false;
	screen->rows = rows;
	screen->cols = cols;
	resizeterm(rows, cols);
	clearok(curscr, TRUE);
	return true;
}

int screen_rows(const struct screen *screen)
{
	return screen->rows;
}

int screen_cols(const struct screen *screen)
{
	return screen->cols;
}

int screen_colours(const struct screen *screen)
{
	return screen->colours;
}

const struct style *screen_role(const struct screen *screen, enum role role)
{
	return &screen->theme->roles[role < ROLE_COUNT ? role : ROLE_TEXT];
}

/* ---- cells */

static int colour_number(struct screen *screen, colour c, int *bright)
{
	size_t slot = (c ^ c >> 8 ^ c >> 16) % COLOUR_CACHE;
	if (!screen->cache[slot].filled || screen->cache[slot].key != c) {
		int needs_bold;
		screen->cache[slot].number = palette_nearest(c, screen->colours, &needs_bold);
		screen->cache[slot].bright = needs_bold != 0;
		screen->cache[slot].key = c;
		screen->cache[slot].filled = true;
	}
	*bright = screen->cache[slot].bright;
	return screen->cache[slot].number;
}

static attr_t curses_attributes(const struct screen *screen, const struct style *style)
{
	static const struct {
		unsigned ours;
		attr_t theirs;
	} map[] = {
		{STYLE_BOLD, A_BOLD},           {STYLE_DIM, A_DIM},         {STYLE_ITALIC, A_ITALIC},
		{STYLE_UNDERLINE, A_UNDERLINE}, {STYLE_REVERSE, A_REVERSE}, {STYLE_STRIKE, A_DIM},
	};
	attr_t attributes = A_NORMAL;
	for (size_t i = 0; i < COUNT_OF(map); i++)
		if (style->attributes & map[i].ours)
			attributes |= map[i].theirs;
	/* Without colours a background still marks something: a selection, a bar. */
	if (screen->colours == 0 && style->bg != COLOUR_DEFAULT && !(style->attributes & STYLE_REVERSE))
		attributes |= A_REVERSE;
	return attributes;
}

/* alloc_pair makes pairs as they are needed and takes the one used least recently when all are in use. */
static int pair_of(struct screen *screen, int fg, int bg)
{
	if (fg < 0 && bg < 0)
		return 0;
	if (screen->last_pair < 0 || fg != screen->last_fg || bg != screen->last_bg) {
		screen->last_pair = alloc_pair(fg, bg);
		screen->last_fg = fg;
		screen->last_bg = bg;
	}
	return screen->last_pair < 0 ? 0 : screen->last_pair;
}

static void put_wide(struct screen *screen, int row, int col, const wchar_t *text, const struct style *style)
{
	attr_t attributes = curses_attributes(screen, style);
	int pair = 0;
	if (screen->colours) {
		int fg_bright, bg_bright;
		int fg = colour_number(screen, style->fg, &fg_bright);
		int bg = colour_number(screen, style->bg, &bg_bright);
		if (fg_bright)
			attributes |= A_BOLD;
		pair = pair_of(screen, fg, bg);
	}
	cchar_t cell;
	if (setcchar(&cell, text, attributes, (short)(pair > 32767 ? 0 : pair), &pair) == OK)
		mvadd_wchnstr(row, col, &cell, 1);
}

/* Marks that make several characters one picture: terminals disagree on its width, so it is shown apart. */
static bool is_joiner(uint32_t code)
{
	return code == 0x200d || (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0x1f3fb && code <= 0x1f3ff) ||
	       (code >= 0xe0000 && code <= 0xe01ef);
}

/* A character that curses would give another width than `width` would shift what stands behind it. */
static uint32_t fitting(uint32_t code, int width)
{
	if (code < 0x20 || code == 0x7f)
		return ' ';
	int known = wcwidth((wchar_t)code);
	return known == width || (known == 1 && width == 2) ? code : 0xfffd;
}

void screen_cell(struct screen *screen, int row, int col, const uint32_t *codes, size_t count, int width,
                 const struct style *style)
{
	if (row < 0 || col < 0 || row >= screen->rows || col + width > screen->cols)
		return;
	wchar_t text[MAX_CODES + 1];
	size_t n = 0;
	text[n++] = (wchar_t)(count && codes[0] ? fitting(codes[0], width) : ' ');
	for (size_t i = 1; i < count && n < MAX_CODES - 1 && !is_joiner(codes[i]); i++)
		if (codes[i] >= 0x20 && wcwidth((wchar_t)codes[i]) == 0)
			text[n++] = (wchar_t)codes[i];
	text[n] = L'\0';
	put_wide(screen, row, col, text, style);
	if (width == 2 && wcwidth(text[0]) != 2)
		put_wide(screen, row, col + 1, L" ", style);
}

/* ---- the frame */

void screen_cursor(struct screen *screen, bool visible, int row, int col, enum cursor_shape shape, bool blink)
{
	screen->cursor_visible = visible && row >= 0 && col >= 0 && row < screen->rows && col < screen->cols;
	screen->cursor_row = row;
	screen->cursor_col = col;
	/* DECSCUSR: 0 the terminal's own, 1 blinking block, 2 steady block, 3 and 4 underline, 5 and 6 bar. */
	static const int numbers[] = {[CURSOR_BLOCK] = 1, [CURSOR_UNDERLINE] = 3, [CURSOR_BAR] = 5, [CURSOR_OWN] = 0};
	screen->cursor_shape = numbers[shape] + (blink || shape == CURSOR_OWN ? 0 : 1);
}

/* A curses that was restarted enters the alternate screen once more, which would forget where the cursor of the main
 * one was. */
static void cut_again(struct screen *screen, char *bytes, size_t *len)
{
	size_t n = screen->again ? strlen(screen->again) : 0;
	char *at = n ? memmem(bytes, *len, screen->again, n) : NULL;
	if (at) {
		memmove(at, at + n, *len - (size_t)(at - bytes) - n);
		*len -= n;
	}
	free(screen->again);
	screen->again = NULL;
}

/* The file stays as long as its longest frame: what counts ends at the place where curses wrote last. */
static void discard_frame(struct screen *screen)
{
	fflush(screen->frame_file);
	lseek(screen->frame_fd, 0, SEEK_SET);
}

/* Moves what curses wrote to the queue for the terminal. */
static void collect_frame(struct screen *screen)
{
	fflush(screen->frame_file);
	off_t size = lseek(screen->frame_fd, 0, SEEK_CUR);
	if (size <= 0)
		return;
	AUTO_FREE char *bytes = mem_new((size_t)size);
	ssize_t n = pread(screen->frame_fd, bytes, (size_t)size, 0);
	size_t len = n > 0 ? (size_t)n : 0;
	cut_again(screen, bytes, &len);
	if (len)
		buf_put(&screen->tty.out, bytes, len);
	discard_frame(screen);
}

static void show_cursor_shape(struct screen *screen)
{
	int wanted = screen->cursor_visible ? screen->cursor_shape : screen->shape_shown;
	if (!screen->shape_on || wanted == screen->shape_shown)
		return;
	screen->shape_shown = wanted;
	if (!screen->shape_used) {
		screen->shape_used = true;
		arm_restore(screen);
	}
	const char *text = tiparm(screen->shape_on, wanted);
	if (text)
		buf_puts(&screen->tty.out, text);
}

void screen_flush(struct screen *screen)
{
	curs_set(screen->cursor_visible ? 1 : 0);
	if (screen->cursor_visible)
		move(screen->cursor_row, screen->cursor_col);
	refresh();
	collect_frame(screen);
	show_cursor_shape(screen);
	if (screen->motion != screen->motion_shown && !screen->mouseless)
		buf_puts(&screen->tty.out, screen->motion ? MOTION_ON : MOTION_OFF);
	screen->motion_shown = screen->motion;
	if (screen->bell)
		buf_putc(&screen->tty.out, '\a');
	screen->bell = false;
	screen_write(screen);
}

size_t screen_pending(const struct screen *screen)
{
	return tty_pending(&screen->tty);
}

int screen_fd(const struct screen *screen)
{
	return screen->tty.fd;
}

bool screen_write(struct screen *screen)
{
	return tty_write(&screen->tty);
}

void screen_redraw(struct screen *screen)
{
	tty_take_raw_mode();
	buf_puts(&screen->tty.out, screen->mouseless ? MODES_ON MOUSE_OFF : MODES_ON);
	screen->shape_shown = 0;
	screen->motion_shown = false;
	clearok(curscr, TRUE);
}

/* curses is started anew.  The old one goes first: ncurses 6.4 writes no more when one of two has gone. */
static void become_direct(struct screen *screen)
{
	AUTO_FREE char *type = mem_dup(screen->type);
	collect_frame(screen);
	const char *enter = capability("smcup");
	screen->again = enter ? mem_dup(enter) : NULL;
	endwin();
	delscreen(screen->curses);
	screen->curses = NULL;
	discard_frame(screen); /* its farewell is for nobody */
	tell_size(screen);
	/* The type was good a moment ago: what can fail is memory. */
	if (!start_curses(screen, type, true) && !start_curses(screen, type, false))
		abort();
	forget_size();
	finish_start(screen);
	screen->last_pair = -1;
	memset(screen->cache, 0, sizeof screen->cache);
	clearok(curscr, TRUE);
}

bool screen_answer(struct screen *screen, const char *bytes, size_t len)
{
	enum outer_answer answer = outer_colour_answer(bytes, len);
	if (answer == OUTER_DIRECT && screen->asked)
		become_direct(screen);
	screen->asked = screen->asked && answer == OUTER_NONE;
	return answer != OUTER_NONE;
}

void screen_take_mouse(struct screen *screen, bool on)
{
	if (screen->mouseless == on)
		buf_puts(&screen->tty.out, on ? MOTION_OFF : MOUSE_OFF);
	screen->mouseless = !on;
	screen->motion_shown = false;
}

void screen_set_ascii(struct screen *screen, bool on)
{
	screen->ascii = on;
}

bool screen_ascii(const struct screen *screen)
{
	return screen->ascii;
}

/* Small and old ones would print the question. */
void screen_ask_background(struct screen *screen)
{
	static const char *const silent[] = {"linux", "vt", "ansi", "dumb", "cons", "sun"};
	for (size_t i = 0; i < COUNT_OF(silent); i++)
		if (strncmp(screen->type, silent[i], strlen(silent[i])) == 0)
			return;
	buf_puts(&screen->tty.out, OUTER_BACKGROUND_QUESTION);
}

void screen_mouse_motion(struct screen *screen, bool on)
{
	screen->motion = on;
}

bool screen_clipboard(struct screen *screen, const char *text, size_t len)
{
	if (!outer_put_clipboard(&screen->tty.out, text, len))
		return false;
	screen_write(screen);
	return true;
}

void screen_bell(struct screen *screen)
{
	screen->bell = true;
}
