/* Hosts: one per kind of worker, started when first needed, ended when idle.  Warm ones where the language has them, else exec
 * hosts (box.h); a kind with a program of its own always has the latter.
 *
 * GREENROOM_WARM=0 in the environment: no warm ones (benches and tests compare with it).
 */
#ifndef GREENROOM_RUNS_HOSTS_H
#define GREENROOM_RUNS_HOSTS_H

#include "engine/runs/kind.h"

struct host;
struct hosts;

struct hosts *hosts_new(struct loop *loop);
void hosts_free(struct hosts *hosts); /* nobody may use one any more */

/* The host of a kind, alive; NULL where this machine has no namespaces for them, while a failed one is
 * still held, or where three in a row failed.  It counts as in use until hosts_release. */
struct host *hosts_use(struct hosts *hosts, const struct worker_kind *kind);
void hosts_release(struct host *host);
struct box_host *host_box(struct host *host);
/* Are its children made of a process that has loaded all they need, or is a program executed each time? */
bool host_warm(const struct host *host);
/* A child of it came to life; has any since it was started? */
void hosts_praise(struct host *host);
bool host_proven(const struct host *host);
/* A child of it did not come to life, or it died: nobody gets it any more, and another is started. */
void hosts_blame(struct host *host);

#endif
