/* Contrast: an expected and an actual value laid beside each other, the first difference marked and in sight.
 *
 * Short values stand in two lines, one above the other.  Longer ones are taken apart into rows (items of a list, rows of a
 * tensor, entries of a map, lines of a text, calls of a class), which stand side by side where there is room; around the first that
 * differs a few are shown, or all.  Columns of tensors are aligned; of floats the largest errors are told.  In texts that differ
 * blanks are made visible ("·", tabs "→").
 *
 * Pure.  The texts are values as the report shows them (value_show); one that was cut there is compared as plain text.
 */
#ifndef GREENROOM_TUI_CONTRAST_H
#define GREENROOM_TUI_CONTRAST_H

#include "engine/values/compare.h"
#include "tui/style.h"

struct contrast {
	const char *expected, *actual;
	const struct compare_rules *rules; /* what counts as the same number; NULL: the default */
	const char *calls;  /* a class question's calls as the report shows its input, or NULL: rows are calls then, and an
	                     * expected null is compared with nothing */
	size_t indent;      /* columns of blank before every line */
	bool expanded;      /* all rows, whole texts */
};

/* Appends lines of at most `width` columns. */
void contrast_put(const struct contrast *contrast, size_t width, struct lines *out);

#endif
