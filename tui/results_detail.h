/* The detail of one test in the results: what went in, what was expected, what came out, what was printed, the traceback.
 *
 * Pure: appends lines of at most `width` columns below the test's row.  An accepted test shows only what it printed, unless all is
 * asked for.
 */
#ifndef GREENROOM_TUI_RESULTS_DETAIL_H
#define GREENROOM_TUI_RESULTS_DETAIL_H

#include "engine/runs/run.h"
#include "tui/style.h"

/* params: the names of a function's parameters, or empty. */
void results_put_detail(const struct run_test *test, const struct string_list *params, bool expanded, size_t width,
                        struct lines *out);

#endif
