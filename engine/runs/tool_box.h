/* The box of a toolchain's own program: a compiler, a formatter.  What prepared.c, build.c and polish.c have in common. */
#ifndef GREENROOM_RUNS_TOOL_BOX_H
#define GREENROOM_RUNS_TOOL_BOX_H

#include "engine/box/box.h"
#include "engine/toolchain/tools.h"

/* Borrowed until tool_box_start returns. */
struct tool_box {
	enum box_profile profile;
	const struct toolchain *toolchain;
	const struct tool *extra;       /* a tool beside the toolchain's, or NULL */
	const struct string_list *argv; /* of the definition */
	const struct string_list *env;  /* or NULL */
	const struct language_files *files, *more_files; /* into /box; the second may be NULL */
	const char *source_name;        /* what the candidate's file is called in /box; NULL: there is none */
	const char *source;
	size_t len;
	const char *prepared;           /* folder that is seen at /box/prepared, or NULL */
	const char *artefact;           /* or NULL */
	int artefact_mb;
	struct box_limits limits;
};
struct box *tool_box_start(struct loop *loop, const struct tool_box *tool, const struct box_events *events, void *context);

/* Limits of a definition's compiler: so much processor time, and on a busy machine a multiple of it by the clock. */
struct box_limits tool_box_limits(const struct language *language, int cpu_ms);

/* What was wrong when a compiler did not do its work and its own words do not say it: "the compiler took more than
 * 10000 ms".  NULL where it exited by itself.  Yours. */
char *tool_box_fault(const struct box_result *result, const struct box_limits *limits);
/* Both of its streams, cut in the middle at max bytes. */
void tool_box_said(const struct box_result *result, size_t max, struct buf *out);

/* The artefact's bytes; false where it cannot be read. */
bool artefact_read(struct box *box, size_t max, struct buf *out);

#endif
