#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

enum {
	DRAFT_MAX = 16 << 20,
	STAMP_LEN = 19,      /* of "20260131-235959-123" */
	SAME_MS_TRIES = 1000,
};

/* Names become one part of a path each, on the person's own disk. */
static bool check_name(const char *what, const char *name, struct err *err)
{
	size_t len = strlen(name);
	AUTO_FREE char *shown = text_escaped(name, TEXT_ONE_LINE);
	bool good = len > 0 && len <= NAME_MAX && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	            !strchr(name, '/') && utf8_valid(name, len, NULL) && strcmp(shown, name) == 0;
	return good || err_set(err, ERR_INPUT, "\"%.100s\" cannot be the name of a folder for drafts (%s)", shown, what);
}

static bool check_key(const struct draft_key *key, struct err *err)
{
	return check_name("session", key->session, err) && check_name("pack", key->pack, err) &&
	       check_name("question", key->question, err) && check_name("language", key->language, err) &&
	       check_name("file", key->file, err);
}

static char *folder_of(const struct store *store, const char *branch, const struct draft_key *key)
{
	return mem_format("%s/%s/%s/%s/%s/%s", store->folder, branch, key->session, key->pack, key->question,
	                  key->language);
}

char *draft_path(const struct store *store, const struct draft_key *key)
{
	AUTO_FREE char *folder = folder_of(store, "drafts", key);
	return path_join(folder, key->file);
}

char *draft_recovery(const struct store *store, const struct draft_key *key)
{
	return folder_of(store, "recovery", key);
}

/* Writes a file that must not exist yet.  *taken where it does: its content is then somebody else's work. */
static bool create(const char *path, const void *data, size_t len, bool *taken, struct err *err)
{
	AUTO_FREE char *beside = mem_format("%s.%ld.new", path, (long)getpid());
	*taken = false;
	if (!file_replace(beside, data, len, 0600, err))
		return false;
	bool done = link(beside, path) == 0;
	if (!done && errno == EEXIST)
		*taken = true;
	else if (!done && errno != ENOSPC && errno != EDQUOT && access(path, F_OK) < 0)
		done = rename(beside, path) == 0; /* a file system without hard links */
	if (!done && !*taken)
		err_sys(err, "writing %s", path);
	unlink(beside);
	return done;
}

static bool begin_draft(const char *path, const char *starter, struct err *err)
{
	struct stat st;
	if (lstat(path, &st) == 0) {
		if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
			return true;
		return err_set(err, ERR_MACHINE, "the draft %s is not a regular file", path);
	}
	bool taken;
	return create(path, starter, strlen(starter), &taken, err) || taken;
}

/* Hands a failure of the disk to store_trouble too; a name that is refused is the caller's affair alone. */
static bool report(struct store *store, bool done, const struct err *why, struct err *err)
{
	if (done) {
		store->passing.kind = ERR_NONE;
		return true;
	}
	if (why->kind != ERR_INPUT)
		return store_failed(store, why, err);
	if (err)
		*err = *why;
	return false;
}

bool draft_ensure(struct store *store, const struct draft_key *key, const char *starter, struct err *err)
{
	if (!check_key(key, err))
		return false;
	struct err why = {0};
	AUTO_FREE char *folder = folder_of(store, "drafts", key);
	AUTO_FREE char *path = draft_path(store, key);
	bool done = folder_make(folder, &why) && begin_draft(path, starter, &why);
	return report(store, done, &why, err);
}

bool draft_read(struct store *store, const struct draft_key *key, size_t max, struct buf *out, struct err *err)
{
	if (!check_key(key, err))
		return false;
	AUTO_FREE char *path = draft_path(store, key);
	return file_read(path, max, out, err);
}

/* "20260131-235959-123-reset.py": the stamp sorts; `why` is kept to letters, digits and '-'. */
static char *snapshot_name(int64_t ms, const char *why, const char *file)
{
	char stamp[24];
	store_stamp(ms, stamp);
	AUTO_FREE char *word = mem_dup_n(why, strnlen(why, 32));
	for (char *p = word; *p; p++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *p))
			*p = '-';
	const char *suffix = strrchr(file, '.');
	return mem_format("%s-%s%s", stamp, word, suffix ? suffix : "");
}

static bool is_snapshot(const char *name, const char *suffix)
{
	static const char pattern[] = "dddddddd-dddddd-ddd-";
	for (size_t i = 0; pattern[i]; i++)
		if (pattern[i] == 'd' ? name[i] < '0' || name[i] > '9' : name[i] != pattern[i])
			return false;
	size_t len = strlen(name), end = strlen(suffix);
	return len > STAMP_LEN + end && strcmp(name + len - end, suffix) == 0;
}

static int newest_first(const void *a, const void *b)
{
	return strcmp(*(char *const *)b, *(char *const *)a);
}

void draft_snapshots(struct store *store, const struct draft_key *key, struct string_list *paths)
{
	if (!check_key(key, NULL))
		return;
	AUTO_FREE char *folder = folder_of(store, "snapshots", key);
	DIR *dir = opendir(folder);
	if (!dir)
		return;
	const char *suffix = strrchr(key->file, '.');
	size_t first = paths->count;
	for (struct dirent *entry; (entry = readdir(dir));) {
		if (!is_snapshot(entry->d_name, suffix ? suffix : ""))
			continue;
		AUTO_FREE char *path = path_join(folder, entry->d_name);
		string_list_add(paths, path);
	}
	closedir(dir);
	if (paths->count > first)
		qsort(paths->items + first, paths->count - first, sizeof *paths->items, newest_first);
}

/* Path of the newest snapshot, or NULL.  Yours. */
static char *newest_snapshot(struct store *store, const struct draft_key *key)
{
	struct string_list paths = {0};
	draft_snapshots(store, key, &paths);
	char *newest = paths.count ? mem_dup(paths.items[0]) : NULL;
	string_list_release(&paths);
	return newest;
}

static bool holds(const char *path, const struct buf *text)
{
	AUTO_BUF there = {0};
	return file_read(path, DRAFT_MAX, &there, NULL) && there.len == text->len &&
	       memcmp(buf_text(&there), buf_text(text), text->len) == 0;
}

/* The first free millisecond from now on; past the newest snapshot's, so that names keep the order. */
static int64_t snapshot_time(const char *newest)
{
	int64_t now = store_now_ms();
	for (int i = 0; newest && i < SAME_MS_TRIES; i++) {
		char stamp[24];
		store_stamp(now + i, stamp);
		if (strncmp(path_base(newest), stamp, STAMP_LEN) < 0)
			return now + i;
	}
	return now;
}

/* Two programs in one millisecond: the later one takes the next name that is free. */
static bool write_snapshot(struct store *store, const struct draft_key *key, const char *why, int64_t when,
                           const struct buf *text, struct err *err)
{
	AUTO_FREE char *folder = folder_of(store, "snapshots", key);
	if (!folder_make(folder, err))
		return false;
	for (int i = 0; i < SAME_MS_TRIES; i++) {
		AUTO_FREE char *name = snapshot_name(when + i, why, key->file);
		AUTO_FREE char *path = path_join(folder, name);
		bool taken;
		if (create(path, buf_text(text), text->len, &taken, err))
			return true;
		if (!taken)
			return false;
	}
	return err_set(err, ERR_MACHINE, "no name is free for a snapshot in %s", folder);
}

static bool keep(struct store *store, const struct draft_key *key, const char *why, const struct buf *text,
                 struct err *err)
{
	AUTO_FREE char *newest = newest_snapshot(store, key);
	if (newest && holds(newest, text))
		return true;
	return write_snapshot(store, key, why, snapshot_time(newest), text, err);
}

/* No draft, no snapshot: nothing is lost then. */
static bool snapshot(struct store *store, const struct draft_key *key, const char *why, struct err *err)
{
	AUTO_FREE char *path = draft_path(store, key);
	AUTO_BUF text = {0};
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return true;
	if (!file_read(path, DRAFT_MAX, &text, err)) {
		err_prefix(err, "keeping a snapshot");
		return false;
	}
	return keep(store, key, why, &text, err);
}

bool draft_snapshot(struct store *store, const struct draft_key *key, const char *why, struct err *err)
{
	if (!check_key(key, err))
		return false;
	struct err reason = {0};
	return report(store, snapshot(store, key, why, &reason), &reason, err);
}

bool draft_keep(struct store *store, const struct draft_key *key, const char *why, const char *text, size_t len,
                struct err *err)
{
	if (!check_key(key, err))
		return false;
	struct err reason = {0};
	AUTO_BUF copy = {0};
	buf_put(&copy, text, len);
	return report(store, keep(store, key, why, &copy, &reason), &reason, err);
}

bool draft_replace(struct store *store, const struct draft_key *key, const char *why, const char *text,
                   size_t len, struct err *err)
{
	if (!check_key(key, err))
		return false;
	struct err reason = {0};
	AUTO_FREE char *folder = folder_of(store, "drafts", key);
	AUTO_FREE char *path = draft_path(store, key);
	bool done = snapshot(store, key, why, &reason) && folder_make(folder, &reason) &&
	            file_replace(path, text, len, 0600, &reason);
	return report(store, done, &reason, err);
}
