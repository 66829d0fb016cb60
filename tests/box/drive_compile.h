/* A subject that a compiler gets, in a box as the engine compiles in. */
#ifndef GREENROOM_TESTS_DRIVE_COMPILE_H
#define GREENROOM_TESTS_DRIVE_COMPILE_H

#include "tests/box/drive.h"

/* What compiles a subject of that name (by its ending; a .sh is executed itself) and is not on this machine; NULL: all is there. */
const char *compile_missing(const char *name);
/* The verdict: accepted where a program came out, a sandbox error where there was no box, else a compile error. */
void drive_compile(struct stage *stage, const struct subject *subject, struct seen *seen);

#endif
