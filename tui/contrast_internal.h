/* What the two files of contrast.h share: values as cells and rows (contrast_rows.c), and how they are drawn (contrast.c). */
#ifndef GREENROOM_TUI_CONTRAST_INTERNAL_H
#define GREENROOM_TUI_CONTRAST_INTERNAL_H

#include "engine/base/text.h"
#include "tui/contrast.h"

#define PLACE_COLUMNS 22
#define ALIGNED_MAX 64

extern const struct value_limits contrast_limits;

/* One side of one row. */
struct cell {
	struct buf text;
	size_t mark, mark_end; /* bytes of the first difference; equal: none */
	bool differs, missing;
};

struct row {
	char place[PLACE_COLUMNS * 4 + 1];
	const struct value *expected, *actual;
	struct cell left, right;
	bool differs;
};

struct rows {
	struct row *items;
	size_t count, capacity;
	size_t aligned; /* columns of what is aligned, 0: nothing is */
	size_t widths[ALIGNED_MAX];
};

/* The values while they are compared. */
struct sides {
	const struct contrast *from;
	const struct compare_rules *rules;
	struct value_doc *expected, *actual, *calls;
	struct value_doc **lines; /* of texts: a value for each line */
	size_t line_count;
	bool with_floats;
	double worst_absolute, worst_relative;
	char absolute_place[128], relative_place[128];
};

/* Puts the value's text into the cell, with the first difference to `other` marked.  As deep as the reader lets values be. */
void contrast_put_value(const struct sides *sides, const struct rows *rows, struct cell *cell, const struct value *v,
                        const struct value *other);
void contrast_mark(struct cell *cell, size_t from, size_t to);
/* Bytes that two texts begin with alike; whole characters. */
size_t contrast_common_start(const char *a, const char *b);
/* NULL where there is none. */
const struct value *contrast_item(const struct value *v, size_t index);
bool contrast_has_lines(const struct value *v); /* a text of several */

/* The rows of the two values; false where there are not several. */
bool contrast_take_apart(struct sides *sides, struct rows *rows);
/* Their cells, aligned where all rows are lists of plain values. */
void contrast_fill(const struct sides *sides, struct rows *rows);
void contrast_release_rows(struct rows *rows);

#endif
