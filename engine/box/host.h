/* The engine's side of a host, for box.c; others use box.h. */
#ifndef GREENROOM_BOX_HOST_H
#define GREENROOM_BOX_HOST_H

#include "engine/box/box.h"

struct loop *host_loop(const struct box_host *host);
int host_control(const struct box_host *host); /* -1 once it is gone */
bool host_waits(const struct box_host *host);  /* its boxes do */
bool host_many(const struct box_host *host);

/* Executes greenroom-box with the control socket as its descriptor 3. */
struct loop_child *helper_start(struct loop *loop, int control, loop_child_fn *fn, void *context, struct err *err);

#endif
