/* The rows of the battery: each attack or bad input with the verdict that it must end in. */
#ifndef GREENROOM_TESTS_ROWS_H
#define GREENROOM_TESTS_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/box/box.h"
#include "engine/runs/verdict.h"

/* Bits of enum verdict. */
#define IS(verdict) (1U << VERDICT_##verdict)

/* Straight into a box (a fresh interpreter; with the profile COMPILE what compiles it, drive_compile.h), through a run (a child of a warm host), or the one after the other. */
enum row_path { IN_BOX = 1, IN_RUN = 2, IN_BOTH = 3 };
enum row_limits {
	STEADY,  /* room for everything: what ends is the subject itself, or its memory and output */
	BRIEF,   /* 400 ms wall, 300 ms processor */
	WALL,    /* 800 ms wall, processor as it likes */
	COMPILING, /* room for a compiler */
};

struct row {
	const char *number;  /* in the table of the design, with a letter for further ones */
	const char *name;
	const char *program; /* NULL: counted and passed over, for `why` */
	const char *why;
	enum row_path path;
	enum row_limits limits;
	unsigned verdicts;
	unsigned ends;        /* in a box: bits of enum box_end; 0: any that gives the verdict */
	const char *says[3];  /* each in what was said or printed */
	const char *question; /* of the run; NULL: hostile/steady, or hostile/brief for BRIEF */
	bool submit;
	enum box_profile profile;
	int64_t within_ms;    /* ended by then, since the clocks started; 0: no matter */
	bool counts_burnt;    /* it says "burnt N" (ms): no less than that, but for the start, is counted as processor time */
	/* NULL: the same on rung LIGHT.  Otherwise what box_uncaught(BOX_RUNG_LIGHT) must say in one of its
	 * sentences, because it is not caught there. */
	const char *listed;
};

extern const struct row rows[];
extern const size_t row_count;

#endif
