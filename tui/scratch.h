/* A scratch terminal: the language's interpreter, or a shell beside the draft, for trying a line.
 *
 * It runs in an interactive box, like every program that knows the candidate's code: it sees the language's tools, a copy of the draft
 * in /box and a writable /work that is gone afterwards; neither the person's files nor the network.
 */
#ifndef GREENROOM_TUI_SCRATCH_H
#define GREENROOM_TUI_SCRATCH_H

#include "engine/toolchain/tools.h"
#include "tui/term.h"

struct scratch;

struct scratch_spec {
	const struct toolchain *toolchain;
	const char *source; /* the draft as it is; copied */
	size_t source_len;
	int rows, cols;
	colour foreground, background;
};

struct scratch_events {
	void (*changed)(void *context); /* something to draw */
	void (*bell)(void *context);
	/* It is over; `why` NULL where its person ended it.  Free it inside or later. */
	void (*ended)(const char *why, void *context);
};

/* Never NULL: what goes wrong comes by `ended`. */
struct scratch *scratch_new(struct loop *loop, const struct scratch_spec *spec, const struct scratch_events *events,
                            void *context);
void scratch_free(struct scratch *scratch);
/* NULL until the box has its terminal. */
struct term *scratch_term(const struct scratch *scratch);
void scratch_resize(struct scratch *scratch, int rows, int cols);
/* "python3", "sh": what runs. */
const char *scratch_name(const struct scratch *scratch);

#endif
