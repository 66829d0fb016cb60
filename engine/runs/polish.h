/* Formatters and linters: a tool of the language's definition over a source, in a box of its own (BOX_CHECK).
 *
 * The tool gets a copy in /work; what it makes of it is text, with the same limits as any source.  The first tool
 * of the definition's list that is here is taken.
 */
#ifndef GREENROOM_RUNS_POLISH_H
#define GREENROOM_RUNS_POLISH_H

#include "engine/toolchain/tools.h"

enum polish_kind { POLISH_FORMAT, POLISH_LINT };

struct polish_result {
	bool ok;             /* the tool did its work; else `message` says why not */
	const char *tool;    /* "clang-format 14.0.6"; "" where there is none */
	const char *text;    /* FORMAT: the new source, NUL-terminated */
	size_t len;
	const char *findings; /* LINT: its lines, "" where it found nothing */
	const char *message; /* not ok, one line: "C++ has no formatter here: apt install clang-format" */
	bool missing;        /* not ok: there is no tool (the machine lacks it); else the tool or the source is at fault */
};

typedef void polish_fn(const struct polish_result *result, void *context);

struct polish;
/* Never NULL; fn comes once, from the loop; the result is borrowed. */
struct polish *polish_start(struct loop *loop, struct tools *tools, const struct language *language, enum polish_kind kind,
                            const char *source, size_t len, polish_fn *fn, void *context);
void polish_free(struct polish *polish);

#endif
