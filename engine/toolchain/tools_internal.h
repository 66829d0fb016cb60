/* What tools.c (finding and asking) and toolchain.c (choosing) share. */
#ifndef GREENROOM_TOOLCHAIN_TOOLS_INTERNAL_H
#define GREENROOM_TOOLCHAIN_TOOLS_INTERNAL_H

#include "engine/toolchain/tools.h"

struct inquiry {
	struct seeking *about;
	struct tool *tool;
	struct loop_capture *capture;
};

/* One tool of one language. */
struct seeking {
	struct tools *all;
	const struct language *language;
	const struct language_tool *definition;
	struct tool_candidates found;
	struct inquiry *inquiries; /* beside the candidates */
	bool named;                /* the first candidate is the person's own choice */
	bool exhaustive;           /* all are asked: for doctor */
	bool begun, ended;         /* asking */
	size_t next, pending;
};

struct tools {
	struct loop *loop;
	bool (*can_read)(const char *path);
	struct seeking *items; /* in the order of the languages and their tools */
	size_t count;
	size_t waiting;        /* seekings that have begun and not ended */
	struct string_list forbidden, modules;
	struct toolchain **chains;
	size_t chain_count, chain_capacity;
	struct loop_timer *tell;
	tools_fn *fn;
	void *context;
};

#endif
