#include "tui/scroll.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"

/* Lines are numbered from the terminal's beginning: the first row of the screen is `term_scrolled`. */
static int64_t oldest(const struct term *term)
{
	return term_scrolled(term) - term_history(term);
}

/* One row is ours, so the end of all is seen from one line further down. */
static int64_t last_top(const struct term *term)
{
	return term_scrolled(term) + 1;
}

static void clamp(struct scroll *scroll, const struct term *term)
{
	if (scroll->top < oldest(term))
		scroll->top = oldest(term);
	if (scroll->top > last_top(term))
		scroll->top = last_top(term);
}

bool scroll_possible(const struct term *term)
{
	return term_history(term) > 0;
}

void scroll_begin(struct scroll *scroll, const struct term *term)
{
	*scroll = (struct scroll){.on = true, .top = last_top(term), .found = -1, .backward = true};
}

void scroll_end(struct scroll *scroll)
{
	*scroll = (struct scroll){.found = -1};
}

void scroll_by(struct scroll *scroll, const struct term *term, int lines)
{
	if (!scroll->on && (lines >= 0 || !scroll_possible(term)))
		return;
	if (!scroll->on)
		scroll_begin(scroll, term);
	scroll->top += lines;
	clamp(scroll, term);
	if (lines > 0 && scroll->top == last_top(term))
		scroll_end(scroll);
}

/* ---- searching */

/* A line's text; columns[i], where asked for, is the column at which byte i stands. */
static void line_text(const struct term *term, int64_t line, struct buf *out, int *columns)
{
	buf_clear(out);
	for (int col = 0; col < term_cols(term); col++) {
		struct term_cell cell;
		term_get_cell(term, (int)(line - term_scrolled(term)), col, &cell);
		for (unsigned i = 0; i < cell.count; i++) {
			char bytes[4];
			size_t n = utf8_encode(cell.codes[i], bytes);
			for (size_t k = 0; columns && k < n; k++)
				columns[out->len + k] = col;
			buf_put(out, bytes, n);
		}
	}
}

static bool line_holds(const struct term *term, int64_t line, const char *what)
{
	AUTO_BUF text = {0};
	line_text(term, line, &text, NULL);
	return search_find(buf_text(&text), what);
}

/* Goes on behind the line found last, or from the place; once around. */
static void search(struct scroll *scroll, const struct term *term, bool backward, int rows)
{
	int64_t first = oldest(term), count = term_scrolled(term) + term_rows(term) - first;
	int64_t from = scroll->found >= first ? scroll->found : backward ? scroll->top + rows : scroll->top - 1;
	scroll->missed = scroll->search[0] != '\0';
	for (int64_t i = 1; scroll->search[0] && i <= count; i++) {
		int64_t line = first + ((from - first + (backward ? -i : i)) % count + count) % count;
		if (!line_holds(term, line, scroll->search))
			continue;
		scroll->missed = false;
		scroll->found = line;
		if (line < scroll->top || line >= scroll->top + rows)
			scroll->top = line - rows / 2;
		break;
	}
	clamp(scroll, term);
}

static void typed_key(struct scroll *scroll, const struct term *term, const struct key *key, int rows)
{
	enum search_answer answer = search_key(scroll->search, key);
	scroll->typing = answer == SEARCH_GOES_ON;
	if (answer == SEARCH_TAKEN)
		search(scroll, term, scroll->backward, rows);
}

/* ---- keys */

/* Lines to move by; 0 where the key moves nothing. */
static int64_t movement(const struct key *key, int rows)
{
	bool ctrl = key->modifiers == MOD_CTRL;
	int64_t page = rows > 2 ? rows - 1 : 1, half = rows > 3 ? rows / 2 : 1;
	switch (key->code) {
	case 'k': return ctrl ? 0 : -1;
	case K_UP: return -1;
	case 'j': return ctrl ? 0 : 1;
	case K_DOWN: return 1;
	case 'u': return ctrl ? -half : 0;
	case 'd': return ctrl ? half : 0;
	case 'b': return ctrl ? -page : 0;
	case 'f': return ctrl ? page : 0;
	case K_PAGE_UP: return -page;
	case ' ':
	case K_PAGE_DOWN: return page;
	case 'g':
	case K_HOME: return INT32_MIN;
	case 'G':
	case K_END: return INT32_MAX;
	default: return 0;
	}
}

static bool leaves(const struct key *key)
{
	return key->code == 'q' || key->code == K_ESC || key->code == K_ENTER || (key->code == 'c' && key->modifiers == MOD_CTRL);
}

void scroll_key(struct scroll *scroll, const struct term *term, const struct key *key, int rows)
{
	rows = rows > 1 ? rows - 1 : 1;
	if (key->kind != KEY_PRESS)
		return;
	if (scroll->typing) {
		typed_key(scroll, term, key, rows);
	} else if (leaves(key)) {
		scroll_end(scroll);
	} else if (key->code == '/' || key->code == '?') {
		scroll->typing = true;
		scroll->backward = key->code == '?';
		scroll->search[0] = '\0';
		scroll->found = -1;
		scroll->missed = false;
	} else if (key->code == 'n' || key->code == 'N') {
		search(scroll, term, scroll->backward == (key->code == 'n'), rows);
	} else {
		scroll->top += movement(key, rows);
		clamp(scroll, term);
	}
}

/* ---- drawing */

static void mark_found(const struct scroll *scroll, const struct term *term, struct screen *screen, struct rect area, int row)
{
	AUTO_BUF text = {0};
	int64_t line = scroll->top + row;
	AUTO_FREE int *columns = mem_zero((size_t)term_cols(term) * 4 * TERM_CELL_CODES + 1, sizeof *columns);
	line_text(term, line, &text, columns);
	const char *begin = buf_text(&text);
	size_t len = strlen(scroll->search);
	for (const char *at = begin; len && (at = search_find(at, scroll->search)); at += len) {
		for (int col = columns[at - begin]; col <= columns[at - begin + (ptrdiff_t)len - 1] && col < area.cols; col++) {
			struct term_cell cell;
			term_get_cell(term, (int)(line - term_scrolled(term)), col, &cell);
			cell.style = *screen_role(screen, ROLE_MATCH);
			cell.style.attributes ^= line == scroll->found ? STYLE_REVERSE : 0;
			if (cell.width && col + cell.width <= area.cols)
				screen_cell(screen, area.row + row, area.col + col, cell.codes, cell.count, cell.width, &cell.style);
		}
	}
}

static void draw_status(const struct scroll *scroll, const struct term *term, struct screen *screen, struct rect area)
{
	char text[SEARCH_MAX + 96];
	if (scroll->typing)
		snprintf(text, sizeof text, " %c%s ", scroll->backward ? '?' : '/', scroll->search);
	else if (scroll->missed)
		snprintf(text, sizeof text, " not found: %s ", scroll->search);
	else
		snprintf(text, sizeof text, " line %lld of %lld · / search · q leaves ", (long long)(scroll->top - oldest(term) + 1),
			 (long long)(last_top(term) - oldest(term) + 1));
	struct rect last = {area.row + area.rows - 1, area.col, 1, area.cols};
	screen_clear(screen, last, ROLE_BAR);
	AUTO_FREE char *safe = text_escaped(text, TEXT_ONE_LINE);
	screen_text(screen, last, 0, 0, ROLE_BAR, 0, safe);
}

void scroll_draw(const struct scroll *scroll, struct term *term, struct screen *screen, struct rect area)
{
	struct scroll now = *scroll;
	clamp(&now, term);
	if (area.rows < 1)
		return;
	struct rect above = {area.row, area.col, area.rows - 1, area.cols};
	term_draw(term, screen, above, (int)(term_scrolled(term) - now.top));
	for (int row = 0; now.search[0] && !now.typing && row < above.rows; row++)
		mark_found(&now, term, screen, above, row);
	draw_status(&now, term, screen, area);
}
