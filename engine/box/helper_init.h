/* The box's init: pid 1 inside, out of the candidate's reach, trusted. */
#ifndef GREENROOM_BOX_HELPER_INIT_H
#define GREENROOM_BOX_HELPER_INIT_H

#include "engine/box/helper_spec.h"

/* Runs the program in the root that stands already (or in spec->place), watches it, reports over `control`; does not return.
 * When it ends, the kernel ends whatever is left in its pid namespace; without one (spec->place) it ends all its descendants first,
 * as a subreaper that blocks SIGTERM and gets it when the monitor ends. */
void init_run(int control, const struct spec *spec) __attribute__((noreturn));

/* In a slot of a warm host: the program is a child of it that enters by itself. */
void init_watch_slot(int control, const struct spec *spec) __attribute__((noreturn));

#endif
