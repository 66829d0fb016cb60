/* The box's program: from a fork of the box's init to its execve behind the wall. */
#ifndef GREENROOM_BOX_HELPER_PROGRAM_H
#define GREENROOM_BOX_HELPER_PROGRAM_H

#include <sys/types.h>

#include "engine/box/helper_spec.h"

struct cgroup;

/* What the box's init has made ready for its program. */
struct program_plan {
	int slave;    /* terminal of an interactive box; -1 */
	int processes; /* as lock_plan's */
	const struct cgroup *group; /* to enter, or NULL */
};

struct program_failure {
	int step;   /* enum lock_step; LOCK_STEP_DONE: the execve itself */
	int reason; /* errno; 0: none */
};

/* A child that locked itself down and has executed the spec's argv; where failure->reason is set, one that failed to and has
 * ended.  -1: no child, with errno. */
pid_t program_start(const struct spec *spec, const struct program_plan *plan, volatile struct program_failure *failure);

/* The fixed environment and the spec's; NULL-terminated, on the heap. */
char **program_environment(const struct spec *spec);

#endif
