/* Workers: somebody who answers one test.
 *
 * A worker is a process in a box that has loaded the harness and the modules worth
 * importing ahead, and nothing of a candidate's: it waits for one request, answers it and
 * ends.  Whoever takes one does not know how it came to be: a child of a warm host where there is one, else a program
 * executed in the root of an exec host, else one in a box of its own.  A host that dies costs a delay: what was asked of its
 * children is asked again of a fresh process.
 *
 * A worker of a kind that answers `many` (kind.h) may be asked again, after its result:
 *
 *     fn: if (!worker_again(worker)) { worker_free(worker); worker = NULL; }
 *     next test: if (!worker) worker = worker_take(workers, kind);  worker_send(worker, ...);
 *
 * so that a test which hangs or crashes costs only itself: the rest get a fresh process.  For such kinds take no second worker ahead.
 *
 * The pool keeps spares of one kind ready: the kind that the open question needs.
 */
#ifndef GREENROOM_RUNS_WORKER_H
#define GREENROOM_RUNS_WORKER_H

#include "engine/runs/kind.h"

typedef void worker_fn(const struct box_result *result, void *context);

struct worker;
struct workers;

struct workers *workers_new(struct loop *loop);
void workers_free(struct workers *workers);
/* From now on `count` spares of this kind are kept; others are ended.  kind NULL: none. */
void workers_keep(struct workers *workers, const struct worker_kind *kind, size_t count);
/* A host of the kind is started, if it has one and there is room: it will be needed soon. */
void workers_warm(struct workers *workers, const struct worker_kind *kind);
/* Some are kept, and all of them wait for a request. */
bool workers_ready(const struct workers *workers);

/* Takes a spare of the kind, or starts one; it stays idle until it is sent a request.  One that dies idle is
 * replaced when it is needed. */
struct worker *worker_take(struct workers *workers, const struct worker_kind *kind);
/* Sends the request (copied) as soon as the worker is ready; fn comes once, from the loop, with the
 * result; the worker is to be freed then or later, or sent another where worker_again allows it.  `limits` are this test's.
 * Kind `many`: the end of an answer is BOX_EXITED with status 0, as if the process had answered and ended. */
void worker_send(struct worker *worker, const struct box_limits *limits, const void *request, size_t len,
                 worker_fn *fn, void *context);
/* After its result, inside fn or later: may the same worker be sent the next request?  Only where its kind answers `many` and the
 * process still lives, waiting. */
bool worker_again(const struct worker *worker);
/* A sent request ends with BOX_CANCELLED. */
void worker_cancel(struct worker *worker);
void worker_free(struct worker *worker);

#endif
