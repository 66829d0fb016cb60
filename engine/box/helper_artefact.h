/* What a compile box gives back: a file of the program's making, taken out by descriptor. */
#ifndef GREENROOM_BOX_HELPER_ARTEFACT_H
#define GREENROOM_BOX_HELPER_ARTEFACT_H

#include <stddef.h>
#include <stdint.h>

/* Copies the file `path` ("/work/..."), looked for below the folder `work`, into a sealed memfd at its start, or returns -1 with the
 * cause for people in `why`.  No link is followed and nothing but a plain file with one name and at most max_kb is read; no
 * process that could change it may live any more. */
int artefact_take(int work, const char *path, int64_t max_kb, char *why, size_t size);

#endif
