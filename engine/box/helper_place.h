/* A box's private folder on the host, where there is no mount namespace: box/ (the spec's files), work/ and tmp/ below
 * /tmp/greenroom-box-XXXXXX, for the box's user only.
 *
 * It is locked (flock) as long as a process of the box holds its descriptor; what is found without a lock was left behind by
 * helpers that were killed, and is removed by the next place_make. */
#ifndef GREENROOM_BOX_HELPER_PLACE_H
#define GREENROOM_BOX_HELPER_PLACE_H

#include "engine/base/err.h"
#include "engine/box/helper_spec.h"

struct place {
	int fd; /* -1: none */
	char path[40], box[48], work[48], tmp[48];
};

/* Makes it with the spec's files in it, and changes the spec's argv: words at or below /box and /work point into it. */
bool place_make(struct place *place, struct spec *spec, struct err *err);

/* In LIGHT the program has folders that it could not reach by their path on descriptors from here on. */
enum { PLACE_FOLDER_FD = 5 };

/* What work/ and tmp/ take, in kilobytes; -1 past PLACE_ENTRIES or PLACE_DEPTH.  Safe while the program lives. */
enum { PLACE_ENTRIES = 4096, PLACE_DEPTH = 64 };
long place_used_kb(const struct place *place);

/* Removes it with all that is in it, once nothing of the box lives; again is no error.  No link is followed. */
void place_remove(const struct place *place);

#endif
