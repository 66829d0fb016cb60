/* Tables: cells of running text laid out in columns.
 *
 * Columns are as wide as their text where the width allows; else they shrink, the widest first, and cells wrap.
 * Where that would break words, a table that may be `wide` keeps them whole and is wider than the width, to be
 * scrolled sideways; else words break, and where no readable columns are left each row becomes a list of "header: cell".
 */
#ifndef GREENROOM_TUI_MARKDOWN_TABLE_H
#define GREENROOM_TUI_MARKDOWN_TABLE_H

#include "tui/flow.h"

enum markdown_align { MARKDOWN_LEFT, MARKDOWN_CENTRE, MARKDOWN_RIGHT };

enum { MARKDOWN_TABLE_WIDE_MAX = 600 }; /* columns of a wide one */

/* Zero-initialise it.  cells[row * columns + column]; row 0 is the header. */
struct markdown_table {
	size_t columns;
	enum markdown_align *aligns; /* one a column */
	bool wide;                   /* it may be wider than the width */
	struct flow *cells;
	size_t count, capacity;
};

void markdown_table_release(struct markdown_table *table);
void markdown_table_set_columns(struct markdown_table *table, size_t columns);
/* The next cell, row by row, to be filled by the caller at once. */
struct flow *markdown_table_add_cell(struct markdown_table *table);

/* Begins a new line where the table is being written (a margin may stand before it); false: no more are wanted. */
typedef bool markdown_line_fn(void *context);
/* Writes the rows that are whole into *out, `width` columns wide at most (at least 6 is assumed). */
void markdown_table_show(const struct markdown_table *table, size_t width, struct lines *out,
                         markdown_line_fn *begin_line, void *context);

#endif
