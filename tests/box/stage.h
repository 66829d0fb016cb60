/* The stage of the sandbox's tests: the engine's parts, and things around them that a box must not reach.
 *
 * A scratch folder that everybody may read holds a home, drafts and hidden tests; one that everybody may write in holds a
 * file and named sockets.  The environment, three inherited descriptors and abstract sockets
 * are planted too, and a witness runs outside: a process of the very user that boxes run as. */
#ifndef GREENROOM_TESTS_STAGE_H
#define GREENROOM_TESTS_STAGE_H

#include <sys/types.h>

#include "engine/loop/loop.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/offers.h"
#include "engine/runs/run.h"
#include "tests/box/survey.h"

struct stage {
	struct loop *loop;
	struct catalogue *catalogue;
	struct tools *tools;
	const struct toolchain *python; /* what subjects run with */
	struct runner *runner;
	char *scratch;
	pid_t witness;
	struct survey before; /* what a row must leave as it is */
};

/* Ends the program with one line where the machine cannot hold the stage. */
void stage_set(struct stage *stage);
/* Turns the loop for so long. */
void stage_wait(struct stage *stage, int64_t ms);
/* From here on this is what rows are measured by; waits until nothing changes any more. */
void stage_begin(struct stage *stage);
/* NULL, or what is left after 5 s at most.  Yours. */
char *stage_survivors(struct stage *stage);
/* The engine's parts end; NULL, or what of ours is still there then.  Yours. */
char *stage_strike(struct stage *stage);

/* Below SCRATCH, what is planted. */
#define STAGE_SECRET "greenroom-secret-5d1e"

#endif
