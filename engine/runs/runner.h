/* What a runner keeps for its runs; for run.c and runner.c, others use run.h. */
#ifndef GREENROOM_RUNS_RUNNER_H
#define GREENROOM_RUNS_RUNNER_H

#include "engine/runs/build.h"
#include "engine/runs/run.h"
#include "engine/runs/worker.h"

enum { ASK_AGAIN_MS = 5 /* while tools are still being asked */ };

struct runner {
	struct loop *loop;
	struct tools *tools;
	struct workers *workers;
	struct builder *builder;

	/* The open question; NULL: none. */
	const struct question *open;
	const struct question_body *body;
	const struct language *language;
	const struct toolchain *toolchain; /* once it is known and there is one */
	size_t spares;                     /* what one run of its public tests takes */
	bool keeping;                      /* of the kind that its tests need */
	struct build *background;
	struct loop_timer *prepare;
};

/* The limits of a box for one test, before the test's own. */
struct box_limits runner_box_limits(const struct question_limits *limits);
/* What workers of a question have in common; `preload` is filled and must outlive the kind. */
struct worker_kind runner_kind(const struct question *question, const struct toolchain *toolchain,
                               struct kind_program *program, struct string_list *preload);
/* Something was built for a question: where it is the open one, spares of it are kept from now on. */
void runner_built(struct runner *runner, const struct question *question, const struct toolchain *toolchain,
                  struct kind_program *program);

#endif
