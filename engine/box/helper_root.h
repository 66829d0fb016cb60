/* The box's own root: made in fresh mount, user, pid, ipc, uts and net namespaces. */
#ifndef GREENROOM_BOX_HELPER_ROOT_H
#define GREENROOM_BOX_HELPER_ROOT_H

#include "engine/base/err.h"
#include "engine/box/helper_spec.h"

/* Maps our one user, builds a root of tmpfs with read-only binds, /box, /dev, /proc and
 * enters it; nothing of the host's tree is reachable after it.  `uid` and `gid` are ours outside.  On failure *forbidden
 * says whether it is this system that does not let anybody do such things, whatever the spec. */
bool root_build(const struct spec *spec, unsigned uid, unsigned gid, bool *forbidden, struct err *err);
/* In that root: the writable file system behind /work, /tmp and /dev/shm; enters /work. */
bool root_disk(const struct spec *spec, struct err *err);

/* While we are still root: takes hold of the spec's folders, for whom they will be closed later.  What fails is left to the path. */
void root_hold_folders(struct spec *spec);

/* The parts that a slot needs again in its own namespaces. */
bool root_map_user(unsigned uid, unsigned gid, struct err *err);
bool root_proc(const char *path, struct err *err);

/* The user that a candidate sees itself as. */
enum { ROOT_UID = 1000 };

#endif
