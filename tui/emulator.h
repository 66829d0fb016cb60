/* The emulator: bytes of a child in, cells out.  The one includer of vterm.h.
 *
 * It is the filter with libvterm behind it, the scrollback, and frames: between the marks of synchronised output
 * (mode 2026) the cells stay as they were, until the end mark, emulator_show_frame, or 1 MB.  It owns no child and
 * reads no descriptor; tui/term does.  Works with libvterm 0.1 to 0.3: it uses nothing that differs.
 */
#ifndef GREENROOM_TUI_EMULATOR_H
#define GREENROOM_TUI_EMULATOR_H

#include "tui/filter.h"
#include "tui/term.h"

struct emulator;

enum {
	EMULATOR_ROWS_MIN = 1,
	EMULATOR_COLS_MIN = 2, /* a wide character in one column crashes libvterm */
	EMULATOR_SIZE_MAX = 1000,
	EMULATOR_HISTORY_MAX = 2000,
};

/* Calls come from emulator_feed, emulator_show_frame and emulator_resize. */
struct emulator_events {
	void (*reply)(const char *bytes, size_t len, void *context); /* to be written to the child */
	void (*bell)(void *context);
	void (*title)(const char *title, void *context); /* safe to show, at most 200 bytes */
	void (*hold)(bool on, void *context);            /* a frame began or was shown */
	void (*clipboard)(const char *text, size_t len, void *context); /* as filter_events has it; NULL: ignored */
};

/* Sizes are clamped to the limits above. */
struct emulator *emulator_new(int rows, int cols, colour foreground, colour background,
			      const struct emulator_events *events, void *context);
void emulator_free(struct emulator *emulator);
void emulator_feed(struct emulator *emulator, const char *bytes, size_t len);
void emulator_resize(struct emulator *emulator, int rows, int cols);
int emulator_rows(const struct emulator *emulator);
int emulator_cols(const struct emulator *emulator);
const struct filter_modes *emulator_modes(const struct emulator *emulator);
/* Shows what has come of a held frame. */
void emulator_show_frame(struct emulator *emulator);
bool emulator_holds_frame(const struct emulator *emulator);

/* Lines of scrollback; only the main screen has any. */
int emulator_history(const struct emulator *emulator);
/* Lines that ever left the main screen, those forgotten since too: a line's number is this plus its row, for good. */
int64_t emulator_scrolled(const struct emulator *emulator);
/* Row -1 is the youngest line of the scrollback, -2 the one before.  False outside; *out is then a blank. */
bool emulator_get_cell(const struct emulator *emulator, int row, int col, struct term_cell *out);
/* The first `cols` cells of a row at once, blanks where there is none: cheaper than one after the other. */
void emulator_get_row(const struct emulator *emulator, int row, int cols, struct term_cell *out);
void emulator_cursor(const struct emulator *emulator, struct term_cursor *out);
/* Rows [*first, *end) hold all that changed since it was asked last; false where nothing did. */
bool emulator_take_damage(struct emulator *emulator, int *first, int *end);

#endif
