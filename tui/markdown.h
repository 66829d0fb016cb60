/* Markdown to styled lines at a width.  The one includer of cmark-gfm's headers.
 *
 * CommonMark with GFM tables, strikethrough (two tildes) and task lists; addresses standing alone are marked as links.
 * How each element looks:
 *
 *     heading         ROLE_HEADING; 1 bold and underlined by a rule, 2 bold, 3 underlined, 4 to 6 italic
 *     list            • ◦ ▪ by depth, numbers aligned at their right, hanging indents; ☐ ☑ for tasks
 *     block quote     a bar │ before each line
 *     code block      literal, padded to the whole width, two columns in; lines that are too long go on behind a ↪;
 *                     coloured where it names a language that is installed (tui/highlight.h)
 *     table           aligned columns that shrink and wrap; a list of "header: cell" where there is no room for that
 *     link            its text, and its address behind it where that says more
 *     image           [image: its text]
 *     raw HTML        shown as text, but <br> breaks the line
 *     formula         drawn (tui/maths.h): $ $ and \( \) in the line, $$ $$ and \[ \] on lines of their own, in two dimensions
 *                     where they fit; its source where it is not understood, or where the sources are asked for
 *     footnote        as typed
 *
 * Input is untrusted: whatever it holds passes the escaper; 1 MB at most and 64 levels of lists and quotes (deeper
 * is shown flat), 50,000 lines of output; what is left out is said.  Time is linear in the input (see
 * tui/markdown_source.h), about 10 ms for 100 kB.
 */
#ifndef GREENROOM_TUI_MARKDOWN_H
#define GREENROOM_TUI_MARKDOWN_H

#include "engine/base/string_list.h"
#include "tui/style.h"

enum {
	MARKDOWN_INPUT_MAX = 1 << 20, /* bytes */
	MARKDOWN_LINES_MAX = 50000,   /* of output */
	MARKDOWN_WIDTH_MIN = 8,
};

enum markdown_option {
	MARKDOWN_FORMULA_SOURCES = 1,
	/* For who listens, or whose terminal can only print: nothing is drawn, aligned or broken.  A paragraph is one line; lists
	 * have "- ", quotes "Quote: ", a table's rows are lists of "header: cell", formulas stand in the line. */
	MARKDOWN_PLAIN = 2,
	/* A table whose words do not fit is wider than the width (MARKDOWN_TABLE_WIDE_MAX at most): for who scrolls sideways. */
	MARKDOWN_WIDE_TABLES = 4,
};

/* Appends to *out; width is in columns, at least 8 is assumed; options: of enum markdown_option.  Pure. */
void markdown_render(const char *text, size_t len, size_t width, unsigned options, struct lines *out);
/* Adds the addresses that the text's links lead to, in its order, each once: as they were typed, so neither escaped nor
 * fit to be opened without a look at them (tui/links.h). */
void markdown_links(const char *text, size_t len, struct string_list *out);

#endif
