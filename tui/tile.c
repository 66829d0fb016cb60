#include "tui/tile.h"

#include <string.h>

#include "engine/base/mem.h"
#include "tui/style.h"

struct tile tile_text_n(const char *text, size_t len)
{
	struct tile tile = {.rows = mem_zero(1, sizeof *tile.rows), .height = 1};
	buf_put(&tile.rows[0], text, len);
	tile.width = text_width(text, len);
	return tile;
}

struct tile tile_text(const char *text)
{
	return tile_text_n(text, strlen(text));
}

void tile_release(struct tile *tile)
{
	for (size_t i = 0; i < tile->height; i++)
		buf_release(&tile->rows[i]);
	free(tile->rows);
	*tile = (struct tile){0};
}

bool tile_is_empty(const struct tile *tile)
{
	return tile->width == 0;
}

const char *tile_row(const struct tile *tile)
{
	return buf_text(&tile->rows[0]);
}

static void put_spaces(struct buf *row, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_putc(row, ' ');
}

/* Blank rows around it, until the baseline is `base` and the height `height`. */
static void pad_rows(struct tile *tile, size_t base, size_t height)
{
	struct buf *rows = mem_zero(height, sizeof *rows);
	size_t shift = base - tile->base;
	for (size_t i = 0; i < height; i++) {
		if (i >= shift && i - shift < tile->height)
			rows[i] = tile->rows[i - shift];
		else
			put_spaces(&rows[i], tile->width);
	}
	free(tile->rows);
	tile->rows = rows;
	tile->base = base;
	tile->height = height;
}

struct tile tile_beside(struct tile left, struct tile right)
{
	size_t base = left.base > right.base ? left.base : right.base;
	size_t left_below = left.height - left.base, right_below = right.height - right.base;
	size_t height = base + (left_below > right_below ? left_below : right_below);
	pad_rows(&left, base, height);
	pad_rows(&right, base, height);
	for (size_t i = 0; i < height; i++)
		buf_put(&left.rows[i], buf_text(&right.rows[i]), right.rows[i].len);
	left.width += right.width;
	tile_release(&right);
	return left;
}

struct tile tile_widen(struct tile tile, size_t width, enum tile_align align)
{
	if (tile.width >= width)
		return tile;
	size_t missing = width - tile.width;
	size_t before = align == TILE_LEFT ? 0 : align == TILE_RIGHT ? missing : missing / 2;
	for (size_t i = 0; i < tile.height; i++) {
		struct buf row = {0};
		put_spaces(&row, before);
		buf_put(&row, buf_text(&tile.rows[i]), tile.rows[i].len);
		put_spaces(&row, missing - before);
		buf_release(&tile.rows[i]);
		tile.rows[i] = row;
	}
	tile.width = width;
	return tile;
}

struct tile tile_above(struct tile upper, struct tile lower, enum tile_align align, bool base_is_lower)
{
	size_t width = upper.width > lower.width ? upper.width : lower.width;
	upper = tile_widen(upper, width, align);
	lower = tile_widen(lower, width, align);
	struct tile tile = {
	    .rows = mem_zero(upper.height + lower.height, sizeof *tile.rows),
	    .height = upper.height + lower.height,
	    .base = base_is_lower ? upper.height + lower.base : upper.base,
	    .width = width,
	};
	memcpy(tile.rows, upper.rows, upper.height * sizeof *tile.rows);
	memcpy(tile.rows + upper.height, lower.rows, lower.height * sizeof *tile.rows);
	free(upper.rows);
	free(lower.rows);
	return tile;
}

struct tile tile_rule(const char *character, size_t width)
{
	AUTO_BUF row = {0};
	for (size_t i = 0; i < width; i++)
		buf_puts(&row, character);
	return tile_text_n(buf_text(&row), row.len);
}

/* What a bracket of several rows is made of: its ends, its middle where it has one, and what lies between. */
static const struct bracket {
	const char *alone, *top, *between, *bottom, *middle;
} brackets[] = {
    {"(", "⎛", "⎜", "⎝", NULL}, {")", "⎞", "⎟", "⎠", NULL}, {"[", "⎡", "⎢", "⎣", NULL},  {"]", "⎤", "⎥", "⎦", NULL},
    {"{", "⎧", "⎪", "⎩", "⎨"},  {"}", "⎫", "⎪", "⎭", "⎬"},  {"⌊", "⎢", "⎢", "⎣", NULL},  {"⌋", "⎥", "⎥", "⎦", NULL},
    {"⌈", "⎡", "⎢", "⎢", NULL}, {"⌉", "⎤", "⎥", "⎥", NULL}, {"|", "│", "│", "│", NULL},  {"‖", "║", "║", "║", NULL},
    {"⟨", "╱", "⟨", "╲", NULL}, {"⟩", "╲", "⟩", "╱", NULL},
};

static const char *bracket_part(const struct bracket *bracket, size_t row, size_t height)
{
	if (bracket->middle && height >= 3 && row == height / 2)
		return bracket->middle;
	return row == 0 ? bracket->top : row == height - 1 ? bracket->bottom : bracket->between;
}

struct tile tile_bracket(const char *text, size_t height, size_t base)
{
	const struct bracket *bracket = NULL;
	for (size_t i = 0; i < COUNT_OF(brackets); i++)
		if (strcmp(brackets[i].alone, text) == 0)
			bracket = &brackets[i];
	if (height <= 1 || !bracket) {
		struct tile tile = tile_text(text);
		pad_rows(&tile, base, height ? height : 1);
		return tile;
	}
	struct tile tile = {.rows = mem_zero(height, sizeof *tile.rows), .height = height, .base = base, .width = 1};
	for (size_t i = 0; i < height; i++)
		buf_puts(&tile.rows[i], bracket_part(bracket, i, height));
	return tile;
}

/* A column of blanks beside the tile, with a text in some of its rows. */
static struct tile column_beside(size_t height, size_t base, size_t width)
{
	struct tile column = {.rows = mem_zero(height, sizeof *column.rows), .height = height, .base = base, .width = width};
	return column;
}

static void fill_row(struct tile *column, size_t row, const struct tile *from, size_t from_row)
{
	const struct buf *text = from ? &from->rows[from_row] : NULL;
	if (text)
		buf_put(&column->rows[row], buf_text(text), text->len);
	put_spaces(&column->rows[row], column->width - (from ? from->width : 0));
}

struct tile tile_scripts(struct tile tile, struct tile raised, struct tile lowered)
{
	size_t width = raised.width > lowered.width ? raised.width : lowered.width;
	size_t up = raised.width ? raised.height : 0, down = lowered.width ? lowered.height : 0;
	struct tile column = column_beside(up + tile.height + down, up + tile.base, width);
	for (size_t i = 0; i < column.height; i++) {
		if (i < up)
			fill_row(&column, i, &raised, i);
		else if (i >= up + tile.height)
			fill_row(&column, i, &lowered, i - up - tile.height);
		else
			fill_row(&column, i, NULL, 0);
	}
	tile_release(&raised);
	tile_release(&lowered);
	return tile_beside(tile, column);
}

struct tile tile_corners(struct tile tile, struct tile upper, struct tile lower)
{
	size_t width = upper.width > lower.width ? upper.width : lower.width;
	struct tile column = column_beside(tile.height, tile.base, width);
	for (size_t i = 0; i < column.height; i++)
		fill_row(&column, i, i == 0 ? &upper : i == tile.height - 1 ? &lower : NULL, 0);
	tile_release(&upper);
	tile_release(&lower);
	return tile_beside(tile, column);
}
