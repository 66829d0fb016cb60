/* Diagnostics: a compiler's words, as the candidate sees them.
 *
 * The definition's expressions say which lines speak of the harness and are dropped, which are said better
 * ("no function `two_sum` in solution.cpp"), and where the candidate's line number stands.
 */
#ifndef GREENROOM_RUNS_DIAGNOSTICS_H
#define GREENROOM_RUNS_DIAGNOSTICS_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/toolchain/template.h"

struct diagnostics;
/* The definition's expressions, filled in and compiled for a question; NULL and err where one is broken. */
struct diagnostics *diagnostics_new(const struct template_subject *subject, struct err *err);
void diagnostics_free(struct diagnostics *diagnostics);

struct said {
	struct buf shown; /* the lines that stay, each ended */
	char *first;      /* the one that heads them: of the candidate's part, else an error, else the first of all; NULL: none */
	int line;         /* in the candidate's source, 0 unknown */
	bool load;        /* `first` is of a definition's "load": what is asked for is not there, or is another */
};
/* Looks through what a compiler printed; *said is empty before, and released by said_release.  Lines over 2000 bytes stay as
 * they are. */
void diagnostics_read(const struct diagnostics *diagnostics, const char *text, struct said *said);
void said_release(struct said *said);

#endif
