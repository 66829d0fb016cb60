/* The terminal pane: a child on a pty, emulated by libvterm behind our filter.
 *
 * tui/emulator is the one includer of vterm.h.  Bytes from the child pass tui/filter before libvterm sees them.
 * Nothing here draws but term_draw.  A term may be freed inside `ended`, not inside the other events.
 */
#ifndef GREENROOM_TUI_TERM_H
#define GREENROOM_TUI_TERM_H

#include "engine/base/err.h"
#include "engine/loop/loop.h"
#include "tui/screen.h"
#include "tui/style.h"

struct term;

struct term_spec {
	const char *path;        /* program to execute; NULL: somebody else runs on the terminal that `master` leads to */
	int master;              /* then: its descriptor, taken over where term_new succeeds; the end comes with status 0 once nobody has it open */
	const char *const *argv;
	const char *const *env;  /* the child's whole environment (see term_environment) */
	const char *folder;      /* working directory */
	int rows, cols;          /* at least 1 and 2 are kept */
	colour foreground, background; /* answers to OSC 10/11; COLOUR_DEFAULT: no answer */
};

struct term_events {
	void (*damaged)(void *context);             /* something to draw; coalesced */
	void (*bell)(void *context);                /* rate-limited to 2 a second */
	void (*title)(const char *title, void *context); /* cleaned, at most 200 bytes */
	void (*ended)(int status, void *context);   /* last bytes are drained; status as of wait4 */
	/* The child wants this in the person's clipboard (OSC 52); any bytes but NUL.  NULL: ignored. */
	void (*clipboard)(const char *text, size_t len, void *context);
};

struct term *term_new(struct loop *loop, const struct term_spec *spec, const struct term_events *events,
                      void *context, struct err *err);
/* SIGHUP to the child's session, SIGKILL after 2 s at most; closes the pty. */
void term_free(struct term *term);
pid_t term_pid(const struct term *term); /* 0 where it is not our child */

/* The person's original bytes; cursor and keypad keys are translated by the child's modes.  Queued, never blocks. */
void term_input(struct term *term, const char *bytes, size_t len);
/* Whether the child has read all that was put in so far, as far as the kernel tells: a few bytes may be on
 * their way for some microseconds, so ask twice. */
bool term_input_taken(const struct term *term);
/* Whether the child has set its terminal up for keys: before that a ^C would be a signal to it. */
bool term_is_raw(const struct term *term);
/* Pasted text: wrapped where the child asked for it (mode 2004), nested end marks stripped. */
void term_paste(struct term *term, const char *text, size_t len);
/* The same for a paste that arrives in pieces. */
void term_paste_begin(struct term *term);
void term_paste_text(struct term *term, const char *text, size_t len);
void term_paste_end(struct term *term);
bool term_pasting(const struct term *term); /* between the two */
void term_focus(struct term *term, bool focused);
/* Mouse in pane coordinates from 0; false where the child asked for none.  button: 0 left, 1 middle, 2 right, 64 and 65 wheel;
 * motion: moved with the button held (pressed) or with none (button 3).  modifiers: of enum key_modifier.
 * The wheel becomes cursor keys on the alternate screen of a child that asked for no mouse. */
bool term_mouse(struct term *term, int row, int col, int button, bool pressed, bool motion, unsigned modifiers);
/* Coalesced: the child is told once a settled size (within 30 ms). */
void term_resize(struct term *term, int rows, int cols);

struct term_cursor {
	int row, col;
	bool visible, blink;
	enum cursor_shape shape;
};
void term_cursor(const struct term *term, struct term_cursor *out);

/* One cell.  The right half of a wide character has width 0 and no codes; a blank is one space of width 1. */
enum { TERM_CELL_CODES = 6 };
struct term_cell {
	uint32_t codes[TERM_CELL_CODES];
	unsigned count;
	int width;
	struct style style;
};
/* Row -1 is the youngest line of the scrollback.  False outside (*out is then a blank). */
bool term_get_cell(const struct term *term, int row, int col, struct term_cell *out);
/* What the cells cover at present: the size of the last resize that was applied. */
int term_rows(const struct term *term);
int term_cols(const struct term *term);
/* Draws every cell into area (upper left aligned), scrolled back by `back` lines of the main screen. */
void term_draw(struct term *term, struct screen *screen, struct rect area, int back);
/* The same without scrolling, but only what changed since the last of both: for who draws into the same area again, and
 * knows that nobody else drew there. */
void term_draw_damage(struct term *term, struct screen *screen, struct rect area);
int term_history(const struct term *term); /* lines of scrollback, at most 2,000 */
int64_t term_scrolled(const struct term *term); /* lines that ever left the main screen: see emulator_scrolled */
/* The child is in the middle of something: more of its output waits to be read, or it has hidden the cursor that the
 * last term_draw showed, as programs do while they draw.  Who draws anyway, may show half of it. */
bool term_unsettled(const struct term *term);
/* The child asked for motion of the mouse with no button held (mode 1003). */
bool term_wants_motion(const struct term *term);
bool term_holds_frame(const struct term *term); /* synchronised output is on: wait, at most 150 ms */

/* The child's environment from ours: TERM=xterm-256color, UTF-8, COLORTERM=truecolor, without LINES, COLUMNS, TMUX,
 * NVIM, VTE_VERSION and the like; `more` ("NAME=value", NULL-terminated) added.  NULL-terminated; free with term_environment_free. */
char **term_environment(const char *const *more);
void term_environment_free(char **env);

#endif
