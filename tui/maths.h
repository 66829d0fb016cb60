/* Formulas: LaTeX's mathematics as Unicode text.
 *
 * In the line everything is one row: x₁² + ½, (a + b)/c, ∑ᵢ₌₁ⁿ, √(x + 1).  Displayed formulas are drawn in two
 * dimensions: fractions stacked, limits above and below, matrices and cases with brackets of their height.
 * What cannot be drawn stays in the formula as its source (an unknown command), or the whole formula is
 * refused and its source is shown: never is anything dropped.  Formulas are from outside: at most MATHS_MAX bytes, MATHS_DEPTH_MAX
 * levels and MATHS_CELLS_MAX cells; the text of the result is not escaped yet.
 */
#ifndef GREENROOM_TUI_MATHS_H
#define GREENROOM_TUI_MATHS_H

#include "tui/tile.h"

enum { MATHS_MAX = 8192, MATHS_DEPTH_MAX = 24, MATHS_CELLS_MAX = 65536 };

/* `tex` without its delimiters.  False, and nothing in *out, where it is not understood. */
bool maths_render(const char *tex, size_t len, bool display, struct tile *out);

#endif
