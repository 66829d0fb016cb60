/* Files: reading with a size limit, replacing without loss, where things live.
 *
 * Paths are byte strings as the kernel takes them.  Errors name the path.
 */
#ifndef GREENROOM_BASE_FILES_H
#define GREENROOM_BASE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "engine/base/err.h"
#include "engine/base/text.h"

/* Appends the whole regular file to *out.  Refuses what is no regular file
 * (never blocks on a FIFO) and more than max bytes.  out untouched on failure. */
bool file_read(const char *path, size_t max, struct buf *out, struct err *err);
/* The same relative to a folder's descriptor; no link is followed at the last part. */
bool file_read_at(int folder, const char *name, size_t max, struct buf *out, struct err *err);

/* Writes beside (path.RANDOM.tmp in the same folder), fsyncs, renames over path,
 * fsyncs the folder; the old file stays whole on any failure. */
bool file_replace(const char *path, const void *data, size_t len, mode_t mode, struct err *err);

bool file_exists(const char *path);
bool folder_exists(const char *path);
/* mkdir -p with mode 0700 for what it makes. */
bool folder_make(const char *path, struct err *err);

/* "a/b"; a part that is absolute replaces what stands before it.  Yours. */
char *path_join(const char *a, const char *b);
/* Last part, borrowed: "c" of "a/b/c". */
const char *path_base(const char *path);

/* $XDG_DATA_HOME/greenroom (or ~/.local/share/greenroom), $XDG_CONFIG_HOME/..., $XDG_CACHE_HOME/...,
 * $XDG_RUNTIME_DIR (or a 0700 folder under /tmp).  Not created.  Yours.
 * Where $HOME is unset the password file is asked. */
char *path_data_home(void);
char *path_config_home(void);
char *path_cache_home(void);
char *path_runtime_home(void);

/* Writes all of it, going on after EINTR and short writes. */
bool fd_write_all(int fd, const void *data, size_t len);

#endif
