/* Folders of a pack: opening and reading what a pack names, and nothing beyond it.
 *
 * A path in a pack is relative, uses '/', and may not climb out: every part is
 * opened from its parent's descriptor and no link is followed, so neither the
 * spelling nor a link can reach a file of the person's.  Errors are whole lines of
 * the validator, "E121 wrong/slow.py: is a link, which a pack may not hold".
 */
#ifndef GREENROOM_PACKS_FOLDER_H
#define GREENROOM_PACKS_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/values/metadata.h"

enum {
	PACK_FILE_MAX = 16 * 1024 * 1024, /* bytes; E123 */
	PACK_NAME_MAX = 255,              /* bytes of one part of a path; E122 */
};

/* NULL where the path is fit for a pack; else what is wrong with it ("leaves the pack")
 * and the code of that. Both static. */
const char *pack_path_problem(const char *path, const char **code);

/* Opens a folder below `folder`.  -1 and err: E120 to E122, E125. */
int pack_folder_open(int folder, const char *path, struct err *err);

/* Is it a regular file below `folder` that pack_file_read would take?  Opens no file. */
bool pack_file_check(int folder, const char *path, struct err *err);
/* Is there anything of that name, of whatever kind?  `name` is one part. */
bool pack_has(int folder, const char *name);

/* Appends a file of at most PACK_FILE_MAX bytes, which must be UTF-8; out untouched on failure. */
bool pack_file_read(int folder, const char *path, struct buf *out, struct err *err);
/* A JSON file, read the same way. */
struct metadata *metadata_read(int folder, const char *file, const struct value_limits *limits, struct err *err);

#endif
