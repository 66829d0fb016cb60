/* The cache: what was built once and need not be built again.
 *
 * $XDG_CACHE_HOME/greenroom/build, private to its owner (0700).  An entry is a folder, named by the digest of
 * all that it was made from, with a few files and an index of their names, sizes and checksums.  It is made beside
 * its place and renamed into it, so that there are whole entries or none; whatever is not as the index says is taken
 * for missing and removed.  Candidates' programs never reach the folder: boxes get contents or read-only binds.
 *
 * Several programs may use it at once.  An open entry holds a shared lock on its folder; only entries that nobody
 * holds are removed, the longest unused first, until the rest is within the limits.
 */
#ifndef GREENROOM_RUNS_CACHE_H
#define GREENROOM_RUNS_CACHE_H

#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/values/digest.h"

enum {
	CACHE_MAX_MB = 768,          /* all entries together, after a trim */
	CACHE_ENTRIES_MAX = 2000,    /* likewise */
	CACHE_FILES_MAX = 16,        /* of one entry */
};

struct cache;
/* folder NULL: a private one below /tmp that goes with cache_close, for who has no home to keep it in.  max_bytes and
 * max_entries as above. */
struct cache *cache_open(const char *folder, int64_t max_bytes, size_t max_entries, struct err *err);
/* Trims, then lets go; entries that are still open stay valid. */
void cache_close(struct cache *cache);
const char *cache_folder(const struct cache *cache);

/* An open entry: `folder` is a descriptor of its folder.  {.folder = -1} is none. */
struct cache_entry {
	int folder;
};
/* True where there is one whose files have the sizes of its index; it counts as used now. */
bool cache_find(struct cache *cache, const char key[DIGEST_TEXT], struct cache_entry *entry);
/* Appends a file of it; false where it is missing, larger than max, or not what was put in (checksum). */
bool cache_read(const struct cache_entry *entry, const char *name, size_t max, struct buf *out);
void cache_release(struct cache_entry *entry);
/* Where the entry of a key is, or would be.  Yours. */
char *cache_path(const struct cache *cache, const char key[DIGEST_TEXT]);
/* What was found to be no good: it is removed. */
void cache_forget(struct cache *cache, const char key[DIGEST_TEXT]);

/* Either data, or a descriptor that is read from its beginning (it stays the caller's). */
struct cache_file {
	const char *name; /* one path part */
	const void *data;
	size_t len;
	int fd;           /* where data is NULL */
	bool executable;
	bool bound;       /* will be used in place, where no checksum is looked at: on disk before the entry is */
};
/* Puts an entry in; one of the same key that is there already stays and counts as success. */
bool cache_put(struct cache *cache, const char key[DIGEST_TEXT], const struct cache_file *files, size_t count,
               struct err *err);

/* The same in steps, for what is built on what was built before: files that are added keep their inode and times when the
 * entry comes into its place. */
struct cache_draft;
struct cache_draft *cache_begin(struct cache *cache, struct err *err);
const char *cache_draft_path(const struct cache_draft *draft); /* of its folder; borrowed */
bool cache_add(struct cache_draft *draft, const struct cache_file *file, struct err *err);
/* Into its place, or, where that fails, away; the draft is gone in both cases. */
bool cache_commit(struct cache_draft *draft, const char key[DIGEST_TEXT], struct err *err);
void cache_abandon(struct cache_draft *draft); /* takes NULL */
/* Removes what is too much.  cache_put does so now and then, cache_close always. */
void cache_trim(struct cache *cache);
/* Bytes of all entries, for doctor. */
int64_t cache_bytes(struct cache *cache, size_t *entries);

#endif
