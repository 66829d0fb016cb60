#include "engine/runs/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"

enum {
	INDEX_MAX = 8 << 10,
	NAME_BYTES_MAX = 64,
	COPY_MAX = 512 << 20,    /* of one file that is put in */
	LEFTOVER_S = 60 * 60,    /* an unfinished entry of that age belongs to nobody any more */
	TRIM_EVERY = 16,         /* of the limit: so many bytes put in since the last trim make another due */
};

static const char index_name[] = "index";
static const char index_head[] = "greenroom-cache 1\n";
static const char unfinished[] = ".new-", removed[] = ".old-";

struct cache {
	char *path;
	int folder;
	bool temporary;
	int64_t max_bytes;
	size_t max_entries;
	int64_t put_since; /* bytes since the last trim */
};

/* One line of an index. */
struct part {
	char name[NAME_BYTES_MAX + 1];
	long long size;
	char sum[DIGEST_TEXT];
};

struct listed {
	struct part parts[CACHE_FILES_MAX];
	size_t count;
};

/* ---- an entry's index: "NAME SIZE SUM" a line, and last "end SUM" over all before */

static bool plain_name(const char *name)
{
	size_t n = strlen(name);
	return n && n <= NAME_BYTES_MAX && name[0] != '.' && strcmp(name, index_name) != 0 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-") == n;
}

static bool index_parse(const struct buf *text, struct listed *out)
{
	char sum[DIGEST_TEXT], said[DIGEST_TEXT];
	const char *all = buf_text(text), *end = strstr(all, "\nend ");
	if (strncmp(all, index_head, strlen(index_head)) != 0 || !end || sscanf(end, "\nend %64[0-9a-f]\n", said) != 1)
		return false;
	digest_sum(all, (size_t)(end + 1 - all), sum);
	if (strcmp(sum, said) != 0)
		return false;
	*out = (struct listed){0};
	for (const char *line = all + strlen(index_head); line <= end; line = strchr(line, '\n') + 1) {
		struct part *part = &out->parts[out->count];
		if (out->count++ == CACHE_FILES_MAX || sscanf(line, "%64s %lld %64[0-9a-f]", part->name, &part->size, part->sum) != 3 ||
		    !plain_name(part->name) || part->size < 0)
			return false;
	}
	return true;
}

static bool index_read(int folder, struct listed *out)
{
	AUTO_BUF text = {0};
	return file_read_at(folder, index_name, INDEX_MAX, &text, NULL) && !memchr(buf_text(&text), '\0', text.len) &&
	       index_parse(&text, out);
}

static void index_write(struct buf *out, const struct listed *listed)
{
	char sum[DIGEST_TEXT];
	buf_puts(out, index_head);
	for (size_t i = 0; i < listed->count; i++)
		buf_printf(out, "%s %lld %s\n", listed->parts[i].name, listed->parts[i].size, listed->parts[i].sum);
	digest_sum(out->data, out->len, sum);
	buf_printf(out, "end %s\n", sum);
}

/* A file that only we can have put there, and that nobody else has a name for. */
static bool is_ours(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_uid == geteuid() && st->st_nlink == 1 && !(st->st_mode & 022);
}

static bool has_its_sizes(int folder, const struct listed *listed)
{
	for (size_t i = 0; i < listed->count; i++) {
		struct stat st;
		if (fstatat(folder, listed->parts[i].name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !is_ours(&st) ||
		    st.st_size != listed->parts[i].size)
			return false;
	}
	return true;
}

/* ---- removing */

/* An entry has files only; whatever else somebody made in it stays, and the folder with it. */
static void empty_folder(int folder)
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	if (!dir) {
		if (copy >= 0)
			close(copy);
		return;
	}
	for (const struct dirent *d; (d = readdir(dir));)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			unlinkat(folder, d->d_name, 0);
	closedir(dir);
}

static char *random_name(const char *prefix)
{
	unsigned long long salt = 0;
	if (getrandom(&salt, sizeof salt, 0) != (ssize_t)sizeof salt)
		abort(); /* never for so few bytes once the system is up */
	return mem_format("%s%016llx", prefix, salt);
}

static int open_folder(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Nobody finds it any more once it has another name.  False where somebody holds it. */
static bool remove_entry(const struct cache *cache, const char *name)
{
	AUTO_CLOSE int folder = open_folder(cache->folder, name);
	if (folder < 0) {
		unlinkat(cache->folder, name, 0); /* no folder: nothing of ours */
		return true;
	}
	if (flock(folder, LOCK_EX | LOCK_NB) < 0)
		return false;
	AUTO_FREE char *aside = name[0] == '.' ? mem_dup(name) : random_name(removed);
	if (strcmp(aside, name) != 0 && renameat(cache->folder, name, cache->folder, aside) < 0)
		return false;
	empty_folder(folder);
	unlinkat(cache->folder, aside, AT_REMOVEDIR);
	return true;
}

struct found {
	char name[DIGEST_TEXT];
	int64_t bytes, used_s;
};

static int longest_unused_first(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	return (x->used_s > y->used_s) - (x->used_s < y->used_s);
}

static bool is_key(const char *name)
{
	return strlen(name) == DIGEST_TEXT - 1 && strspn(name, "0123456789abcdef") == DIGEST_TEXT - 1;
}

static int64_t bytes_in(int at, const char *name)
{
	AUTO_CLOSE int folder = open_folder(at, name);
	struct listed listed;
	int64_t bytes = 0;
	if (folder < 0 || !index_read(folder, &listed))
		return 0;
	for (size_t i = 0; i < listed.count; i++)
		bytes += listed.parts[i].size;
	return bytes;
}

/* What a program left that was killed while it put something in, or took it out. */
static void clear_leftover(const struct cache *cache, const char *name)
{
	struct stat st;
	bool ours = strncmp(name, unfinished, strlen(unfinished)) == 0 || strncmp(name, removed, strlen(removed)) == 0;
	if (ours && fstatat(cache->folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && time(NULL) - st.st_mtime > LEFTOVER_S)
		remove_entry(cache, name);
}

static struct found *look(const struct cache *cache, size_t *count, int64_t *bytes)
{
	struct found *all = NULL;
	size_t capacity = 0;
	*count = 0;
	*bytes = 0;
	int copy = openat(cache->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	if (!dir && copy >= 0)
		close(copy);
	for (const struct dirent *d; dir && (d = readdir(dir));) {
		struct stat st;
		if (!is_key(d->d_name)) {
			clear_leftover(cache, d->d_name);
			continue;
		}
		if (fstatat(cache->folder, d->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		MEM_ROOM(all, *count, capacity);
		struct found *found = &all[(*count)++];
		*found = (struct found){.bytes = bytes_in(cache->folder, d->d_name), .used_s = st.st_mtime};
		memcpy(found->name, d->d_name, sizeof found->name);
		*bytes += found->bytes;
	}
	if (dir)
		closedir(dir);
	return all;
}

void cache_trim(struct cache *cache)
{
	size_t count;
	int64_t bytes;
	struct found *all = look(cache, &count, &bytes);
	if (count)
		qsort(all, count, sizeof *all, longest_unused_first);
	size_t left = count;
	for (size_t i = 0; i < count && (bytes > cache->max_bytes || left > cache->max_entries); i++)
		if (remove_entry(cache, all[i].name)) {
			bytes -= all[i].bytes;
			left--;
		}
	free(all);
	cache->put_since = 0;
}

int64_t cache_bytes(struct cache *cache, size_t *entries)
{
	int64_t bytes;
	free(look(cache, entries, &bytes));
	return bytes;
}

/* ---- opening */

static bool private_folder(const char *path, int *out, struct err *err)
{
	struct stat st;
	AUTO_CLOSE int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || fstat(folder, &st) < 0)
		return err_sys(err, "opening the cache %s", path);
	if (st.st_uid != geteuid())
		return err_set(err, ERR_MACHINE, "the cache %s belongs to another user", path);
	if (st.st_mode & 077 && fchmod(folder, 0700) < 0)
		return err_sys(err, "closing the cache %s to other users", path);
	*out = folder;
	folder = -1;
	return true;
}

struct cache *cache_open(const char *path, int64_t max_bytes, size_t max_entries, struct err *err)
{
	AUTO_FREE char *made = path ? mem_dup(path) : mem_dup("/tmp/greenroom-build-XXXXXX");
	int folder = -1;
	if (!path && !mkdtemp(made)) {
		err_sys(err, "making a folder below /tmp");
		return NULL;
	}
	if ((path && !folder_make(made, err)) || !private_folder(made, &folder, err))
		return NULL;
	struct cache *cache = mem_zero(1, sizeof *cache);
	cache->path = mem_dup(made);
	cache->folder = folder;
	cache->temporary = !path;
	cache->max_bytes = max_bytes;
	cache->max_entries = max_entries;
	return cache;
}

void cache_close(struct cache *cache)
{
	if (!cache)
		return;
	if (cache->temporary)
		cache->max_bytes = -1;
	cache_trim(cache);
	close(cache->folder);
	if (cache->temporary)
		rmdir(cache->path);
	free(cache->path);
	free(cache);
}

const char *cache_folder(const struct cache *cache)
{
	return cache->path;
}

/* ---- finding */

bool cache_find(struct cache *cache, const char key[DIGEST_TEXT], struct cache_entry *entry)
{
	AUTO_CLOSE int folder = open_folder(cache->folder, key);
	struct listed listed;
	if (folder < 0) {
		if (errno != ENOENT)
			unlinkat(cache->folder, key, 0); /* no folder: nothing of ours */
		return false;
	}
	/* Who removes it holds it alone, and then it is empty. */
	if (flock(folder, LOCK_SH | LOCK_NB) < 0)
		return false;
	if (!index_read(folder, &listed) || !has_its_sizes(folder, &listed)) {
		flock(folder, LOCK_UN);
		remove_entry(cache, key);
		return false;
	}
	futimens(folder, NULL);
	entry->folder = folder;
	folder = -1;
	return true;
}

static const struct part *part_of(const struct listed *listed, const char *name)
{
	for (size_t i = 0; i < listed->count; i++)
		if (strcmp(listed->parts[i].name, name) == 0)
			return &listed->parts[i];
	return NULL;
}

bool cache_read(const struct cache_entry *entry, const char *name, size_t max, struct buf *out)
{
	struct listed listed;
	char sum[DIGEST_TEXT];
	const struct part *part = index_read(entry->folder, &listed) ? part_of(&listed, name) : NULL;
	AUTO_BUF data = {0};
	if (!part || !file_read_at(entry->folder, name, max, &data, NULL) || (long long)data.len != part->size)
		return false;
	digest_sum(buf_text(&data), data.len, sum);
	if (strcmp(sum, part->sum) != 0)
		return false;
	buf_put(out, data.data, data.len);
	return true;
}

void cache_release(struct cache_entry *entry)
{
	if (entry->folder >= 0)
		close(entry->folder);
	entry->folder = -1;
}

char *cache_path(const struct cache *cache, const char key[DIGEST_TEXT])
{
	return path_join(cache->path, key);
}

void cache_forget(struct cache *cache, const char key[DIGEST_TEXT])
{
	remove_entry(cache, key);
}

/* ---- putting in */

static bool write_file(int folder, const char *name, const void *data, size_t len, mode_t mode, bool sync)
{
	AUTO_CLOSE int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	/* Whatever the umask: boxes run as another user when we are root, and the folder above is closed to all. */
	return fd >= 0 && fchmod(fd, mode) == 0 && fd_write_all(fd, data, len) && (!sync || fsync(fd) == 0);
}

static bool put_part(int folder, const struct cache_file *file, const void *data, size_t len, struct part *part)
{
	snprintf(part->name, sizeof part->name, "%s", file->name);
	part->size = (long long)len;
	digest_sum(data, len, part->sum);
	return write_file(folder, file->name, data, len, file->executable ? 0755 : 0644, file->bound);
}

/* What comes by descriptor may be large: it is looked at in place. */
static bool put_file(int folder, const struct cache_file *file, struct part *part)
{
	struct stat st;
	if (file->data || file->fd < 0)
		return put_part(folder, file, file->data, file->len, part);
	if (fstat(file->fd, &st) < 0)
		return false;
	if (!S_ISREG(st.st_mode) || st.st_size > COPY_MAX) {
		errno = EFBIG;
		return false;
	}
	size_t len = (size_t)st.st_size;
	if (!len)
		return put_part(folder, file, "", 0, part);
	void *data = mmap(NULL, len, PROT_READ, MAP_PRIVATE, file->fd, 0);
	if (data == MAP_FAILED)
		return false;
	bool ok = put_part(folder, file, data, len, part);
	int saved = errno;
	munmap(data, len);
	errno = saved;
	return ok;
}

struct cache_draft {
	struct cache *cache;
	char *name, *path;
	int folder; /* locked for as long as it is open */
	struct listed listed;
};

struct cache_draft *cache_begin(struct cache *cache, struct err *err)
{
	AUTO_FREE char *name = random_name(unfinished);
	if (mkdirat(cache->folder, name, 0755) < 0) {
		err_sys(err, "making a folder in the cache %s", cache->path);
		return NULL;
	}
	AUTO_CLOSE int folder = open_folder(cache->folder, name);
	if (folder < 0 || fchmod(folder, 0755) < 0 || flock(folder, LOCK_SH | LOCK_NB) < 0) {
		err_sys(err, "making a folder in the cache %s", cache->path);
		unlinkat(cache->folder, name, AT_REMOVEDIR);
		return NULL;
	}
	struct cache_draft *draft = mem_zero(1, sizeof *draft);
	draft->cache = cache;
	draft->name = mem_dup(name);
	draft->path = path_join(cache->path, name);
	draft->folder = folder;
	folder = -1;
	return draft;
}

const char *cache_draft_path(const struct cache_draft *draft)
{
	return draft->path;
}

bool cache_add(struct cache_draft *draft, const struct cache_file *file, struct err *err)
{
	struct listed *listed = &draft->listed;
	if (listed->count == CACHE_FILES_MAX || !plain_name(file->name))
		return err_set(err, ERR_MACHINE, "an entry of the cache cannot hold the file \"%s\"", file->name);
	struct part *part = &listed->parts[listed->count];
	if (!put_file(draft->folder, file, part))
		return err_sys(err, "writing %s in the cache %s", file->name, draft->cache->path);
	listed->count++;
	draft->cache->put_since += part->size;
	return true;
}

static void draft_free(struct cache_draft *draft)
{
	close(draft->folder);
	free(draft->name);
	free(draft->path);
	free(draft);
}

void cache_abandon(struct cache_draft *draft)
{
	if (!draft)
		return;
	empty_folder(draft->folder);
	unlinkat(draft->cache->folder, draft->name, AT_REMOVEDIR);
	draft_free(draft);
}

bool cache_commit(struct cache_draft *draft, const char key[DIGEST_TEXT], struct err *err)
{
	struct cache *cache = draft->cache;
	AUTO_BUF text = {0};
	index_write(&text, &draft->listed);
	if (!write_file(draft->folder, index_name, text.data, text.len, 0644, false)) {
		err_sys(err, "writing to the cache %s", cache->path);
		cache_abandon(draft);
		return false;
	}
	if (renameat(cache->folder, draft->name, cache->folder, key) < 0) {
		/* A folder with something in it is not replaced: another program was there first. */
		bool there = errno == ENOTEMPTY || errno == EEXIST;
		if (!there)
			err_sys(err, "putting an entry into the cache %s", cache->path);
		cache_abandon(draft);
		return there;
	}
	draft_free(draft);
	if (cache->put_since > cache->max_bytes / TRIM_EVERY)
		cache_trim(cache);
	return true;
}

bool cache_put(struct cache *cache, const char key[DIGEST_TEXT], const struct cache_file *files, size_t count,
               struct err *err)
{
	struct cache_draft *draft = cache_begin(cache, err);
	if (!draft)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!cache_add(draft, &files[i], err)) {
			cache_abandon(draft);
			return false;
		}
	return cache_commit(draft, key, err);
}
