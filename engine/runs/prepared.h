/* Prepared files: what a definition's `prepare` steps make once for a toolchain, such as a precompiled header.
 *
 * Each step is a box that sees nothing of a candidate's, but what the steps before it made, at /box/prepared.  What
 * they make together is one entry of the cache; its folder is bound into the boxes that compile and run.  The files keep
 * inode and times from the step that makes them on: class-data archives and precompiled headers look at them.
 */
#ifndef GREENROOM_RUNS_PREPARED_H
#define GREENROOM_RUNS_PREPARED_H

#include "engine/runs/cache.h"
#include "engine/toolchain/tools.h"

struct prepared;
/* Taken from the cache, or made in the background.  Never NULL. */
struct prepared *prepared_new(struct loop *loop, struct cache *cache, const struct toolchain *toolchain, int largest_mb);
void prepared_free(struct prepared *prepared);

enum prepared_state { PREPARED_GOES_ON, PREPARED_DONE, PREPARED_FAILED };
enum prepared_state prepared_state(const struct prepared *prepared);
const struct toolchain *prepared_toolchain(const struct prepared *prepared);
/* DONE: its path on this machine. */
const char *prepared_folder(const struct prepared *prepared);
/* FAILED: why.  GOES_ON: what is being made, for people: "preparing C++ (precompiled header), once". */
const char *prepared_words(const struct prepared *prepared);
/* Calls fn from the loop each time one of the above has changed; one at most. */
typedef void prepared_fn(struct prepared *prepared, void *context);
void prepared_watch(struct prepared *prepared, prepared_fn *fn, void *context);

#endif
