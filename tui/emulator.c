#include "tui/emulator.h"

#include <stdio.h>
#include <string.h>
#include <vterm.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/emulator_lines.h"

enum {
	HELD_MAX = 1 << 20,
	TITLE_MAX = 200,
	DIM_FONT = 1, /* what the filter makes of SGR 2 */
	PROBED_FIRST = 0x10000,
	PROBED_END = 0x20000,
	LINES_WORTH = 4, /* fewer are not worth a jump */
};

struct history_line {
	VTermScreenCell *cells; /* without the blanks at its end */
	int count;
};

struct emulator {
	struct emulator_events events;
	void *context;
	struct filter *filter;
	VTerm *vterm;
	VTermScreen *screen;
	VTermState *state;
	int rows, cols;
	bool visible, blink, reverse;
	enum cursor_shape shape;
	bool holding;
	struct buf held; /* pieces of the filter's output, each after its length */
	/* A ring: `history_count` lines, the oldest at `history_first`. */
	struct history_line *history;
	int history_first, history_count;
	int64_t scrolled;
	int damage_first, damage_end; /* rows */
};

/* ---- widths: which wide characters does this libvterm take for narrow? */

static bool probe_narrow(uint32_t code)
{
	VTerm *vterm = vterm_new(1, 8);
	if (!vterm)
		return false;
	vterm_set_utf8(vterm, 1);
	VTermState *state = vterm_obtain_state(vterm);
	vterm_state_reset(state, 1);
	char bytes[4];
	vterm_input_write(vterm, bytes, utf8_encode(code, bytes));
	VTermPos at;
	vterm_state_get_cursorpos(state, &at);
	vterm_free(vterm);
	return at.col == 1;
}

/* Only characters past the first plane: what came before is as old as the table.  Answers are kept. */
static bool is_narrow(uint32_t code, void *context)
{
	(void)context;
	static unsigned char known[(PROBED_END - PROBED_FIRST) / 8], narrow[sizeof known];
	if (code < PROBED_FIRST || code >= PROBED_END)
		return false;
	uint32_t at = (code - PROBED_FIRST) / 8;
	unsigned char bit = (unsigned char)(1U << (code & 7));
	if (!(known[at] & bit)) {
		known[at] |= bit;
		if (probe_narrow(code))
			narrow[at] |= bit;
	}
	return narrow[at] & bit;
}

/* ---- cells */

static colour colour_from(const VTermColor *c, bool is_default)
{
	if (is_default)
		return COLOUR_DEFAULT;
	if (VTERM_COLOR_IS_INDEXED(c))
		return COLOUR_PALETTE(c->indexed.idx);
	return COLOUR_RGB(c->rgb.red, c->rgb.green, c->rgb.blue);
}

static unsigned attributes_from(const VTermScreenCellAttrs *a)
{
	return (a->bold ? STYLE_BOLD : 0U) | (a->font == DIM_FONT ? STYLE_DIM : 0U) | (a->italic ? STYLE_ITALIC : 0U) |
	       (a->underline ? STYLE_UNDERLINE : 0U) | (a->reverse ? STYLE_REVERSE : 0U) |
	       (a->strike ? STYLE_STRIKE : 0U);
}

static bool is_right_half(const VTermScreenCell *cell)
{
	return cell->chars[0] == (uint32_t)-1;
}

static bool is_blank(const VTermScreenCell *cell)
{
	return cell->chars[0] == 0 || cell->chars[0] == ' ';
}

static bool is_wide(const VTermScreenCell *cell)
{
	return !is_blank(cell) && !is_right_half(cell) && text_char_width(cell->chars[0]) == 2;
}

static void make_blank(struct term_cell *cell)
{
	cell->codes[0] = ' ';
	cell->count = 1;
	cell->width = 1;
}

static void fill_nothing(struct term_cell *cell)
{
	cell->count = 0;
	cell->width = 0;
}

/* A cell with its neighbours (NULL at the edges).  The character and the columns must agree whatever the child
 * overwrote, or everything right of it would shift on the outer terminal. */
static void cell_from(const struct emulator *e, const VTermScreenCell *before, const VTermScreenCell *cell,
		      const VTermScreenCell *after, struct term_cell *out)
{
	*out = (struct term_cell){.style = {.fg = colour_from(&cell->fg, VTERM_COLOR_IS_DEFAULT_FG(&cell->fg)),
					    .bg = colour_from(&cell->bg, VTERM_COLOR_IS_DEFAULT_BG(&cell->bg)),
					    .attributes = attributes_from(&cell->attrs)}};
	if (cell->chars[0] == 0) { /* erased: libvterm kept all of the pen, terminals keep its background only */
		out->style.fg = COLOUR_DEFAULT;
		out->style.attributes = e->reverse ? STYLE_REVERSE : 0;
	}
	make_blank(out);
	if (is_right_half(cell)) {
		/* Its look is that of what was here before, so one whose left half has gone has none. */
		out->style = (struct style){.attributes = e->reverse ? STYLE_REVERSE : 0};
		if (before && is_wide(before))
			fill_nothing(out);
		return;
	}
	if (is_blank(cell)) {
		if (before && cell->chars[0] == ' ' && is_wide(before) && is_narrow(before->chars[0], NULL))
			fill_nothing(out); /* the blank that the filter put after it */
		return;
	}
	int width = text_char_width(cell->chars[0]);
	bool room = after && (is_right_half(after) || (after->chars[0] == ' ' && is_narrow(cell->chars[0], NULL)));
	if (width < 1 || (width == 2 && !room))
		return; /* its right half was overwritten */
	out->width = width;
	out->count = 0;
	for (int i = 0; i < TERM_CELL_CODES && cell->chars[i]; i++)
		out->codes[out->count++] = cell->chars[i];
}

/* libvterm leaves what follows the last code as it was. */
static bool read_cell(const struct emulator *e, int row, int col, VTermScreenCell *cell)
{
	*cell = (VTermScreenCell){0};
	return vterm_screen_get_cell(e->screen, (VTermPos){.row = row, .col = col}, cell);
}

static bool history_cell(const struct emulator *e, int row, int col, struct term_cell *out)
{
	if (-row > e->history_count || col < 0)
		return false;
	int at = (e->history_first + e->history_count + row) % EMULATOR_HISTORY_MAX;
	const struct history_line *line = &e->history[at];
	const VTermScreenCell *cells = line->cells;
	if (col < line->count)
		cell_from(e, col ? &cells[col - 1] : NULL, &cells[col], col + 1 < line->count ? &cells[col + 1] : NULL,
			  out);
	return true;
}

bool emulator_get_cell(const struct emulator *e, int row, int col, struct term_cell *out)
{
	*out = (struct term_cell){0};
	make_blank(out);
	if (row < 0)
		return history_cell(e, row, col, out);
	VTermScreenCell before, cell, after;
	if (!read_cell(e, row, col, &cell))
		return false;
	bool left = read_cell(e, row, col - 1, &before);
	bool right = read_cell(e, row, col + 1, &after);
	cell_from(e, left ? &before : NULL, &cell, right ? &after : NULL, out);
	return true;
}

void emulator_get_row(const struct emulator *e, int row, int cols, struct term_cell *out)
{
	if (row < 0 || row >= e->rows) {
		for (int col = 0; col < cols; col++)
			emulator_get_cell(e, row, col, &out[col]);
		return;
	}
	/* A window of three: each cell is read once and seen as itself and as either neighbour. */
	VTermScreenCell window[3];
	bool there = read_cell(e, row, 0, &window[1]), before = false;
	for (int col = 0; col < cols; col++) {
		bool after = read_cell(e, row, col + 1, &window[2]);
		out[col] = (struct term_cell){0};
		make_blank(&out[col]);
		if (there)
			cell_from(e, before ? &window[0] : NULL, &window[1], after ? &window[2] : NULL, &out[col]);
		window[0] = window[1];
		window[1] = window[2];
		before = there;
		there = after;
	}
}

/* ---- scrollback */

static int push_line(int cols, const VTermScreenCell *cells, void *context)
{
	struct emulator *e = context;
	struct history_line *line;
	e->scrolled++;
	if (e->history_count == EMULATOR_HISTORY_MAX) {
		line = &e->history[e->history_first];
		free(line->cells);
		e->history_first = (e->history_first + 1) % EMULATOR_HISTORY_MAX;
	} else {
		line = &e->history[(e->history_first + e->history_count) % EMULATOR_HISTORY_MAX];
		e->history_count++;
	}
	while (cols && cells[cols - 1].chars[0] == 0 && VTERM_COLOR_IS_DEFAULT_BG(&cells[cols - 1].bg))
		cols--;
	line->count = cols;
	line->cells = mem_copy(cells, (size_t)cols * sizeof *cells);
	return 1;
}

static void forget_history(void *context)
{
	struct emulator *e = context;
	for (int i = 0; i < e->history_count; i++) {
		struct history_line *line = &e->history[(e->history_first + i) % EMULATOR_HISTORY_MAX];
		free(line->cells);
		*line = (struct history_line){0};
	}
	e->history_first = e->history_count = 0;
}

int emulator_history(const struct emulator *e)
{
	return e->history_count;
}

int64_t emulator_scrolled(const struct emulator *e)
{
	return e->scrolled;
}

/* ---- what libvterm tells */

static int set_property(VTermProp property, VTermValue *value, void *context)
{
	struct emulator *e = context;
	switch (property) {
	case VTERM_PROP_CURSORVISIBLE: e->visible = value->boolean; break;
	case VTERM_PROP_CURSORBLINK: e->blink = value->boolean; break;
	case VTERM_PROP_REVERSE: e->reverse = value->boolean; break;
	case VTERM_PROP_CURSORSHAPE:
		e->shape = value->number == VTERM_PROP_CURSORSHAPE_UNDERLINE  ? CURSOR_UNDERLINE
			   : value->number == VTERM_PROP_CURSORSHAPE_BAR_LEFT ? CURSOR_BAR
									      : CURSOR_BLOCK;
		break;
	default: break;
	}
	return 1; /* also to the alternate screen */
}

static int ring(void *context)
{
	struct emulator *e = context;
	e->events.bell(e->context);
	return 1;
}

static void answer(const char *bytes, size_t len, void *context)
{
	struct emulator *e = context;
	e->events.reply(bytes, len, e->context);
}

static int damage_rows(VTermRect area, void *context)
{
	struct emulator *e = context;
	if (area.start_row < e->damage_first)
		e->damage_first = area.start_row;
	if (area.end_row > e->damage_end)
		e->damage_end = area.end_row;
	return 1;
}

static void forget_damage(struct emulator *e)
{
	e->damage_first = EMULATOR_SIZE_MAX;
	e->damage_end = 0;
}

static const VTermScreenCallbacks screen_callbacks = {
    .damage = damage_rows,
    .settermprop = set_property,
    .bell = ring,
    .sb_pushline = push_line,
};

/* ---- what the filter tells */

static bool pen_has_default_background(const struct emulator *e)
{
	VTermValue value;
	return vterm_state_get_penattr(e->state, VTERM_ATTR_BACKGROUND, &value) && VTERM_COLOR_IS_DEFAULT_BG(&value.color);
}

/* Makes room for a run of lines by moving the screen once instead of for each, and the cursor with its text.  Each of these
 * lines would have moved it by one: the same rows leave at the top in the same order, none of them is written to before
 * (the cursor is below them and only goes down), and the same blank ones come in.  More lines than were counted, by
 * wrapping, scroll as ever.  Nothing is done where that is not so, or nothing is gained. */
static void make_room(struct emulator *e, size_t lines, VTermPos at)
{
	int up = (int)lines - (e->rows - 1 - at.row);
	if (up > at.row)
		up = at.row;
	if (up < LINES_WORTH)
		return;
	char jump[32];
	int n = snprintf(jump, sizeof jump, "\033[%dS\033[%dA", up, up);
	vterm_input_write(e->vterm, jump, (size_t)n);
}

/* A run of lines, or what stands before the next line.  Cut behind newlines only: no mark belongs to one. */
static size_t write_lines(struct emulator *e, const char *bytes, size_t len)
{
	VTermPos at;
	vterm_state_get_cursorpos(e->state, &at);
	/* In the last two columns a wrap may wait, and the first bytes may be a mark for what was written before. */
	bool may_run = at.col < e->cols - 2 && (unsigned char)bytes[0] < 0x80 && !filter_has_margins(e->filter) &&
		       pen_has_default_background(e);
	struct lines_run run = {0};
	if (may_run)
		run = emulator_lines(bytes, len, (size_t)(e->rows - 1), (size_t)at.col, (size_t)e->cols);
	if (run.lines >= LINES_WORTH) {
		make_room(e, run.lines, at);
	} else {
		const char *newline = memchr(bytes + run.len, '\n', len - run.len);
		run.len = newline ? (size_t)(newline + 1 - bytes) : len;
	}
	vterm_input_write(e->vterm, bytes, run.len);
	return run.len;
}

static void write_piece(struct emulator *e, const char *bytes, size_t len)
{
	while (len) {
		size_t n = write_lines(e, bytes, len);
		bytes += n;
		len -= n;
	}
}

static void write_screen(const char *bytes, size_t len, void *context)
{
	struct emulator *e = context;
	if (!e->holding) {
		write_piece(e, bytes, len);
		return;
	}
	/* The pieces stay apart: libvterm must never get half a sequence, nor a megabyte at once. */
	buf_put(&e->held, &len, sizeof len);
	buf_put(&e->held, bytes, len);
	if (e->held.len > HELD_MAX)
		emulator_show_frame(e);
}

void emulator_show_frame(struct emulator *e)
{
	if (!e->holding)
		return;
	e->holding = false;
	for (size_t at = 0; at < e->held.len;) {
		size_t len;
		memcpy(&len, e->held.data + at, sizeof len);
		vterm_input_write(e->vterm, e->held.data + at + sizeof len, len); /* the filter is further by now: no write_piece */
		at += sizeof len + len;
	}
	buf_release(&e->held);
	e->events.hold(false, e->context);
}

bool emulator_holds_frame(const struct emulator *e)
{
	return e->holding;
}

static void set_hold(bool on, void *context)
{
	struct emulator *e = context;
	if (!on) {
		emulator_show_frame(e);
		return;
	}
	e->holding = true;
	e->events.hold(true, e->context);
}

static void set_title(const char *title, size_t len, void *context)
{
	struct emulator *e = context;
	AUTO_BUF safe = {0};
	/* Longer text is not looked at: it would be cut anyway. */
	text_escape(&safe, title, len < 4 * TITLE_MAX ? len : 4 * TITLE_MAX, TEXT_ONE_LINE);
	size_t end = safe.len;
	if (end > TITLE_MAX) {
		end = TITLE_MAX;
		while (end && ((unsigned char)safe.data[end] & 0xc0) == 0x80)
			end--;
		safe.data[end] = '\0';
	}
	e->events.title(buf_text(&safe), e->context);
}

static void set_clipboard(const char *text, size_t len, void *context)
{
	struct emulator *e = context;
	if (e->events.clipboard)
		e->events.clipboard(text, len, e->context);
}

static void send_reply(const char *bytes, size_t len, void *context)
{
	answer(bytes, len, context);
}

static bool at_margin(void *context)
{
	struct emulator *e = context;
	VTermPos at;
	vterm_state_get_cursorpos(e->state, &at);
	return e->holding || at.col >= e->cols - 1;
}

static const struct filter_events filter_events = {
    .screen = write_screen,
    .reply = send_reply,
    .title = set_title,
    .clipboard = set_clipboard,
    .hold = set_hold,
    .forget_history = forget_history,
    .at_margin = at_margin,
    .narrow = is_narrow,
};

/* ---- life */

/* libvterm expects zeroed memory and never a failure. */
static void *allocate(size_t size, void *context)
{
	(void)context;
	return mem_zero(1, size);
}

static void release(void *memory, void *context)
{
	(void)context;
	free(memory);
}

static VTermAllocatorFunctions allocator = {.malloc = allocate, .free = release};

static int clamp(int value, int least, int most)
{
	return value < least ? least : value > most ? most : value;
}

static void tell(struct emulator *e, const char *sequence)
{
	vterm_input_write(e->vterm, sequence, strlen(sequence));
}

struct emulator *emulator_new(int rows, int cols, colour foreground, colour background,
			      const struct emulator_events *events, void *context)
{
	struct emulator *e = mem_zero(1, sizeof *e);
	e->events = *events;
	e->context = context;
	e->rows = clamp(rows, EMULATOR_ROWS_MIN, EMULATOR_SIZE_MAX);
	e->cols = clamp(cols, EMULATOR_COLS_MIN, EMULATOR_SIZE_MAX);
	e->history = mem_zero(EMULATOR_HISTORY_MAX, sizeof *e->history);
	e->filter = filter_new(&filter_events, e, e->cols, foreground, background);
	e->vterm = vterm_new_with_allocator(e->rows, e->cols, &allocator, NULL);
	vterm_set_utf8(e->vterm, 1);
	vterm_output_set_callback(e->vterm, answer, e);
	e->state = vterm_obtain_state(e->vterm);
	e->screen = vterm_obtain_screen(e->vterm);
	forget_damage(e);
	vterm_screen_set_callbacks(e->screen, &screen_callbacks, e);
	vterm_screen_enable_altscreen(e->screen, 1);
	vterm_screen_set_damage_merge(e->screen, VTERM_DAMAGE_SCREEN);
	vterm_screen_reset(e->screen, 1);
	tell(e, "\0337"); /* restoring a cursor that was never saved would set an unknown shape */
	return e;
}

void emulator_free(struct emulator *e)
{
	if (!e)
		return;
	filter_free(e->filter);
	vterm_free(e->vterm);
	forget_history(e);
	free(e->history);
	buf_release(&e->held);
	free(e);
}

void emulator_feed(struct emulator *e, const char *bytes, size_t len)
{
	filter_feed(e->filter, bytes, len);
}

/* libvterm keeps scroll margins that no longer fit, and then moves memory by a negative size. */
static void drop_margins(struct emulator *e)
{
	VTermPos at;
	vterm_state_get_cursorpos(e->state, &at);
	char back[48];
	snprintf(back, sizeof back, "\033[r\033[s\033[%d;%dH", at.row + 1, at.col + 1);
	tell(e, back);
}

void emulator_resize(struct emulator *e, int rows, int cols)
{
	rows = clamp(rows, EMULATOR_ROWS_MIN, EMULATOR_SIZE_MAX);
	cols = clamp(cols, EMULATOR_COLS_MIN, EMULATOR_SIZE_MAX);
	if (rows == e->rows && cols == e->cols)
		return;
	emulator_show_frame(e);
	if (filter_take_margins(e->filter))
		drop_margins(e);
	e->rows = rows;
	e->cols = cols;
	vterm_set_size(e->vterm, rows, cols);
	tell(e, "\033[0n"); /* a report of nothing: its end clamps the cursor, which may be above the screen now */
	filter_set_cols(e->filter, cols);
}

int emulator_rows(const struct emulator *e)
{
	return e->rows;
}

int emulator_cols(const struct emulator *e)
{
	return e->cols;
}

const struct filter_modes *emulator_modes(const struct emulator *e)
{
	return filter_modes(e->filter);
}

void emulator_cursor(const struct emulator *e, struct term_cursor *out)
{
	VTermPos at;
	vterm_state_get_cursorpos(e->state, &at);
	*out = (struct term_cursor){.row = clamp(at.row, 0, e->rows - 1),
				    .col = clamp(at.col, 0, e->cols - 1),
				    .visible = e->visible,
				    .blink = e->blink,
				    .shape = filter_modes(e->filter)->shape ? e->shape : CURSOR_OWN};
}

bool emulator_take_damage(struct emulator *e, int *first, int *end)
{
	vterm_screen_flush_damage(e->screen);
	*first = e->damage_first;
	*end = e->damage_end < e->rows ? e->damage_end : e->rows;
	forget_damage(e);
	return *first < *end;
}
