/* Tiles of characters, the material that formulas are built of.
 *
 * A tile is a rectangle of rows, each of the same width in columns, with a baseline: the row that stands on the
 * line of text.  Tiles are values that own their rows; the functions that take tiles by value
 * use them up.  A tile of width 0 and height 1 is empty.
 */
#ifndef GREENROOM_TUI_TILE_H
#define GREENROOM_TUI_TILE_H

#include "engine/base/text.h"

struct tile {
	struct buf *rows;
	size_t height, base, width;
};

struct tile tile_text(const char *text);
struct tile tile_text_n(const char *text, size_t len);
void tile_release(struct tile *tile);
bool tile_is_empty(const struct tile *tile);
/* The text of a tile of one row. */
const char *tile_row(const struct tile *tile);

/* Side by side, the baselines on one line. */
struct tile tile_beside(struct tile left, struct tile right);
enum tile_align { TILE_LEFT, TILE_CENTRE, TILE_RIGHT };
/* One above the other; the baseline is that of the lower one or of the upper one. */
struct tile tile_above(struct tile upper, struct tile lower, enum tile_align align, bool base_is_lower);
/* As wide as `width`, where it is narrower. */
struct tile tile_widen(struct tile tile, size_t width, enum tile_align align);
/* A row of one character repeated. */
struct tile tile_rule(const char *character, size_t width);
/* A bracket of a height and baseline: "(", ")", "[", "]", "{", "}", "|", "‖", "⟨", "⟩", "⌊", ... */
struct tile tile_bracket(const char *bracket, size_t height, size_t base);
/* `raised` stands above and right of `tile`, `lowered` below and right; either may be empty. */
struct tile tile_scripts(struct tile tile, struct tile raised, struct tile lowered);
/* Beside the first and the last row of a tile of several; one row each, either may be empty. */
struct tile tile_corners(struct tile tile, struct tile upper, struct tile lower);

#endif
