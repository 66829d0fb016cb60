/* Lines of generated texts: how wide they are, and breaking those that are too wide at blanks.
 *
 * A character counts one column, a tab goes on to the next multiple of 8.
 */
#ifndef GREENROOM_TOOLCHAIN_LINES_H
#define GREENROOM_TOOLCHAIN_LINES_H

#include "engine/base/string_list.h"
#include "engine/base/text.h"

enum { LINE_COLUMNS = 79 };

size_t line_columns(const char *line, size_t len);
/* Is any line of it wider than LINE_COLUMNS? */
bool lines_too_wide(const char *text, size_t len);
/* Breaks the lines of out->data[from..]; the line in which `from` stands begins before it.  What follows a break
 * stands behind `blanks` blanks. */
void lines_wrap(struct buf *out, size_t from, size_t blanks);
/* Breaks the lines of a whole text that begin, after blanks, with one of the prefixes; they go on with the same. */
void lines_wrap_prefixed(struct buf *text, const struct string_list *prefixes);

#endif
