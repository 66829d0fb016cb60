#include "tui/pager.h"

#include <stdio.h>

#define SIDE_STEP 8

static size_t last_top(size_t count, size_t rows)
{
	return count > rows ? count - rows : 0;
}

void pager_clamp(struct pager *pager, size_t count, size_t rows)
{
	if (pager->top > last_top(count, rows))
		pager->top = last_top(count, rows);
}

void pager_scroll(struct pager *pager, long by, size_t count, size_t rows)
{
	if (by < 0)
		pager->top = pager->top > (size_t)-by ? pager->top - (size_t)-by : 0;
	else
		pager->top += (size_t)by;
	pager_clamp(pager, count, rows);
}

bool pager_key(struct pager *pager, const struct key *key, size_t count, size_t rows)
{
	long page = rows > 2 ? (long)rows - 1 : 1;
	long half = rows > 2 ? (long)rows / 2 : 1;
	bool ctrl = key->modifiers & MOD_CTRL;
	if (key->kind != KEY_PRESS || (key->modifiers & MOD_ALT))
		return false;
	if (ctrl && key->code != 'd' && key->code != 'u')
		return false;
	switch (key->code) {
	case 'j':
	case K_DOWN:
		pager_scroll(pager, 1, count, rows);
		return true;
	case 'k':
	case K_UP:
		pager_scroll(pager, -1, count, rows);
		return true;
	case ' ':
	case K_PAGE_DOWN:
		pager_scroll(pager, page, count, rows);
		return true;
	case K_PAGE_UP:
		pager_scroll(pager, -page, count, rows);
		return true;
	case 'd':
	case 'u':
		if (ctrl)
			pager_scroll(pager, key->code == 'd' ? half : -half, count, rows);
		return ctrl;
	case 'g':
	case K_HOME:
		pager->top = 0;
		return true;
	case 'G':
	case K_END:
		pager->top = last_top(count, rows);
		return true;
	default:
		return false;
	}
}

void pager_show(struct pager *pager, size_t line, size_t count, size_t rows)
{
	if (line < pager->top || line + 1 > pager->top + rows || (rows > 3 && line + rows / 2 > pager->top + rows))
		pager->top = line;
	pager_clamp(pager, count, rows);
}

bool pager_side_key(struct pager *pager, const struct key *key, size_t widest, size_t cols)
{
	size_t most = widest > cols ? widest - cols : 0;
	bool back = key->code == 'h' || key->code == K_LEFT;
	if (key->kind != KEY_PRESS || key->modifiers || !most || (!back && key->code != 'l' && key->code != K_RIGHT))
		return false;
	if (back)
		pager->left -= pager->left < SIDE_STEP ? pager->left : SIDE_STEP;
	else
		pager->left = pager->left + SIDE_STEP < most ? pager->left + SIDE_STEP : most;
	return true;
}

/* A line that fits stays where it is; what is out of sight is hinted at. */
static void draw_line(const struct pager *pager, struct screen *screen, struct rect area, int row, const struct line *line)
{
	size_t width = line_text_width(line), cols = area.cols > 0 ? (size_t)area.cols : 0;
	size_t left = width > cols ? pager->left : 0;
	screen_line(screen, area, row, 0, line, left);
	if (left)
		screen_text(screen, area, row, 0, ROLE_DIM, 0, "‹");
	if (width > cols + left)
		screen_text(screen, area, row, area.cols - 1, ROLE_DIM, 0, "›");
}

void pager_draw(const struct pager *pager, struct screen *screen, struct rect area, const struct lines *lines)
{
	for (int row = 0; row < area.rows; row++) {
		size_t i = pager->top + (size_t)row;
		if (i < lines->count)
			draw_line(pager, screen, area, row, &lines->items[i]);
	}
}

const char *pager_words(const struct pager *pager, size_t count, size_t rows, char out[8])
{
	if (count <= rows)
		snprintf(out, 8, "all");
	else if (pager->top == 0)
		snprintf(out, 8, "top");
	else if (pager->top >= last_top(count, rows))
		snprintf(out, 8, "end");
	else
		snprintf(out, 8, "%d%%", (int)(pager->top * 100 / last_top(count, rows)));
	return out;
}
