/* The jailer: pid 1 of a host's box.  It makes slots, for a warm host's children or for programs that are executed in them. */
#ifndef GREENROOM_BOX_HELPER_JAILER_H
#define GREENROOM_BOX_HELPER_JAILER_H

#include "engine/box/helper_spec.h"

/* Starts the host (the spec's argv), if it is to be a warm one, in the root that stands already, then answers every struct wire_slot
 * with a fresh set of user, pid, mount, ipc and uts namespaces, an init of its own, and a child of the host or the spec's argv
 * inside; does not return. */
void jailer_run(int control, const struct spec *spec) __attribute__((noreturn));

#endif
