/* The screen: the one owner of curses.  Draws cells; reads no input.
 *
 * All drawing goes to one frame, shown by screen_flush with one write as far as possible.  Coordinates
 * are rows and columns from 0; whatever falls outside a clip is not drawn.
 */
#ifndef GREENROOM_TUI_SCREEN_H
#define GREENROOM_TUI_SCREEN_H

#include "engine/base/err.h"
#include "tui/style.h"

struct rect {
	int row, col, rows, cols;
};

struct theme; /* tui/theme.h */

/* Starts curses on the terminal (stdin/stdout); raw mode (Ctrl-S, Q, C, Z, \ arrive as bytes), alternate screen, bracketed paste and focus
 * reports on.  Unknown TERM falls back to xterm-256color, xterm, vt100, ansi, whichever is known.  NULL and err otherwise. */
struct screen *screen_new(const struct theme *theme, struct err *err);
/* Restores the terminal; safe to call twice, and after a signal. */
void screen_free(struct screen *screen);
/* Restores the terminal from a signal handler: async-signal-safe, for our own crash. */
void screen_emergency_restore(void);

void screen_set_theme(struct screen *screen, const struct theme *theme);
/* Takes over the terminal's present size; true if it changed. */
bool screen_resized(struct screen *screen);
int screen_rows(const struct screen *screen);
int screen_cols(const struct screen *screen);
int screen_colours(const struct screen *screen); /* 0 mono, 8, 16, 256, 1 << 24 */

/* How the theme shows a role. */
const struct style *screen_role(const struct screen *screen, enum role role);

void screen_clear(struct screen *screen, struct rect area, enum role role);
/* Draws UTF-8 that is safe already at (row, col) inside the area, cut at its right edge; returns columns used. */
int screen_text(struct screen *screen, struct rect area, int row, int col, enum role role, unsigned attributes,
                const char *text);
void screen_line(struct screen *screen, struct rect area, int row, int col, const struct line *line,
                 size_t skip_columns);
/* One cell, in coordinates of the whole screen, with a literal style: up to 6 code points that share it; width 1 or 2. */
void screen_cell(struct screen *screen, int row, int col, const uint32_t *codes, size_t count, int width,
                 const struct style *style);
/* A border with a title inside its upper edge, in the focused look if so. */
void screen_box(struct screen *screen, struct rect area, const char *title, bool focused);

/* CURSOR_OWN: whatever the person's terminal shows where no program asked for anything; its blinking is its own too. */
enum cursor_shape { CURSOR_BLOCK, CURSOR_UNDERLINE, CURSOR_BAR, CURSOR_OWN };
void screen_cursor(struct screen *screen, bool visible, int row, int col, enum cursor_shape shape, bool blink);
/* Shows the frame.  Never blocks: what the terminal does not take at once stays pending. */
void screen_flush(struct screen *screen);
/* Bytes that the terminal has not taken yet; while there are any, watch screen_fd for writing, call
 * screen_write when it is ready, and draw no further frame. */
size_t screen_pending(const struct screen *screen);
int screen_fd(const struct screen *screen);
/* false when the terminal is gone. */
bool screen_write(struct screen *screen);
/* Whole repaint at the next flush; also takes raw mode and the terminal's modes again (after a stop). */
void screen_redraw(struct screen *screen);
/* Rings the terminal's bell with the next flush. */
void screen_bell(struct screen *screen);
/* Whether mouse events are asked for at all (at first they are), from the next flush on. */
void screen_take_mouse(struct screen *screen, bool on);
/* Lines of boxes, tables and rules as - | +, from the next frame on.  What panes' programs draw stays as it is. */
void screen_set_ascii(struct screen *screen, bool on);
bool screen_ascii(const struct screen *screen);
/* Asks the terminal for its background, with the next flush: outer_background_answer reads what comes, if anything does. */
void screen_ask_background(struct screen *screen);
/* Whether motion of the mouse with no button held is reported too, from the next flush on.  Off at first. */
void screen_mouse_motion(struct screen *screen, bool on);
/* Puts text into the person's clipboard, as far as the terminal lets us (OSC 52); false for more than a megabyte. */
bool screen_clipboard(struct screen *screen, const char *text, size_t len);
/* A token of the input that was no key: true where it answers what screen_new asked (24 bit colours), asked or not.
 * The next frame may then be a whole one. */
bool screen_answer(struct screen *screen, const char *bytes, size_t len);

#endif
