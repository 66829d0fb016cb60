#include "engine/box/helper_place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"

#define PREFIX "greenroom-box-"
static const char parent_path[] = "/tmp";

enum {
	TRIES = 8,
	SWEPT_MAX = 4096,     /* entries of /tmp that are looked at for leftovers */
	REMOVED_MAX = 1 << 20 /* what is still there then stays, for the next sweep */
};

/* ---- folders of a program's making: any mode, any depth */

/* Opens a folder for reading whatever its mode, which may hide it even from its owner. By descriptor, so
 * that a name that is changed for a link meanwhile leads nowhere. */
static int open_folder(int at, const char *name)
{
	struct stat st;
	AUTO_CLOSE int held = openat(at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (held < 0 || fstat(held, &st) < 0)
		return -1;
	char path[40];
	snprintf(path, sizeof path, "/proc/self/fd/%d", held);
	if ((st.st_mode & 0700) != 0700)
		chmod(path, 0700);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static DIR *list_folder(int fd)
{
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (!folder && fd >= 0)
		close(fd);
	return folder;
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* ---- removing: folders in folders are first moved up to the top, so that no depth costs a descriptor */

struct removal {
	int top;
	size_t moved, left; /* left: of REMOVED_MAX */
	bool again;         /* something was moved up */
};

static bool remove_entry(int at, const char *name)
{
	return unlinkat(at, name, 0) == 0 || unlinkat(at, name, AT_REMOVEDIR) == 0;
}

static void empty_folder(struct removal *r, const char *name)
{
	DIR *folder = list_folder(open_folder(r->top, name));
	for (const struct dirent *entry; folder && r->left && (entry = readdir(folder));) {
		if (is_dots(entry->d_name))
			continue;
		r->left--;
		if (remove_entry(dirfd(folder), entry->d_name))
			continue;
		/* Its own mode counts when it moves: its ".." changes. */
		int inner = open_folder(dirfd(folder), entry->d_name);
		char up[32];
		snprintf(up, sizeof up, ".%zu", r->moved++);
		if (inner >= 0 && renameat(dirfd(folder), entry->d_name, r->top, up) == 0)
			r->again = true;
		if (inner >= 0)
			close(inner);
	}
	if (folder)
		closedir(folder);
	unlinkat(r->top, name, AT_REMOVEDIR);
}

static void empty_top(int top)
{
	struct removal r = {.top = top, .left = REMOVED_MAX};
	do {
		r.again = false;
		DIR *folder = list_folder(openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
		for (const struct dirent *entry; folder && r.left && (entry = readdir(folder));)
			if (!is_dots(entry->d_name) && !remove_entry(top, entry->d_name))
				empty_folder(&r, entry->d_name);
		if (folder)
			closedir(folder);
	} while (r.again && r.left);
}

void place_remove(const struct place *place)
{
	struct stat mine, there;
	if (place->fd < 0 || fstat(place->fd, &mine) < 0)
		return;
	empty_top(place->fd);
	if (lstat(place->path, &there) == 0 && there.st_ino == mine.st_ino && there.st_dev == mine.st_dev)
		rmdir(place->path);
}

/* ---- leftovers */

static void remove_if_left(int parent, const char *name)
{
	struct stat st;
	AUTO_CLOSE int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0 || st.st_uid != getuid() || flock(fd, LOCK_EX | LOCK_NB) < 0)
		return;
	empty_top(fd);
	unlinkat(parent, name, AT_REMOVEDIR);
}

static void sweep(void)
{
	DIR *folder = list_folder(open(parent_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	size_t seen = 0;
	for (const struct dirent *entry; folder && seen++ < SWEPT_MAX && (entry = readdir(folder));)
		if (strncmp(entry->d_name, PREFIX, sizeof PREFIX - 1) == 0)
			remove_if_left(dirfd(folder), entry->d_name);
	if (folder)
		closedir(folder);
}

/* ---- making */

/* False where another helper's sweep took it for a leftover before it was locked: then one more is made. */
static bool lock_place(int fd)
{
	struct stat st;
	return flock(fd, LOCK_EX) == 0 && fstat(fd, &st) == 0 && st.st_nlink > 0;
}

static bool make_locked(struct place *place, struct err *err)
{
	for (int i = 0; i < TRIES; i++) {
		snprintf(place->path, sizeof place->path, "%s/" PREFIX "XXXXXX", parent_path);
		if (!mkdtemp(place->path))
			return err_sys(err, "making a private folder in %s", parent_path);
		place->fd = open(place->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (place->fd >= 0 && lock_place(place->fd))
			return true;
		if (place->fd >= 0)
			close(place->fd);
		place->fd = -1;
	}
	return err_set(err, ERR_SANDBOX, "making a private folder in %s: it vanishes", parent_path);
}

static bool put_file(int folder, const struct spec_file *file, struct err *err)
{
	if (!file->name[0] || file->name[0] == '.' || strchr(file->name, '/'))
		return err_set(err, ERR_SANDBOX, "a file of the box has an unusable name");
	AUTO_CLOSE int fd = openat(folder, file->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	                           file->executable ? 0555 : 0444);
	if (fd < 0 || !fd_write_all(fd, file->data, file->len))
		return err_sys(err, "writing /box/%s", file->name);
	return true;
}

static bool put_files(const struct place *place, const struct spec *spec, struct err *err)
{
	if (mkdirat(place->fd, "box", 0700) < 0 || mkdirat(place->fd, "work", 0700) < 0 || mkdirat(place->fd, "tmp", 0700) < 0)
		return err_sys(err, "making folders in %s", place->path);
	AUTO_CLOSE int box = openat(place->fd, "box", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (box < 0)
		return err_sys(err, "opening %s", place->box);
	for (size_t i = 0; i < spec->wire.filec; i++)
		if (!put_file(box, &spec->files[i], err))
			return false;
	return true;
}

/* A folder that is closed to nobody is reached by a descriptor of the program's own, from PLACE_FOLDER_FD on. */
static bool link_folders(const struct place *place, const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->wire.folderc; i++) {
		const struct spec_folder *folder = &spec->folders[i];
		const char *name = spec_folder_name(folder);
		if (!name)
			return err_set(err, ERR_SANDBOX, "a folder of the box has an unusable place");
		AUTO_FREE char *path = mem_format("%s/%s", place->box, name);
		AUTO_FREE char *own = mem_format("/proc/self/fd/%d", PLACE_FOLDER_FD + (int)i);
		if (symlink(folder->fd >= 0 ? own : folder->host, path) < 0)
			return err_sys(err, "linking %s", folder->inside);
	}
	return true;
}

static const char *mapped(const struct place *place, const char *word)
{
	static const char *const folders[] = {"/box", "/work"};
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		size_t n = strlen(folders[i]);
		if (strncmp(word, folders[i], n) == 0 && (word[n] == '/' || !word[n]))
			return mem_format("%s%s", place->path, word);
	}
	return word;
}

bool place_make(struct place *place, struct spec *spec, struct err *err)
{
	*place = (struct place){.fd = -1};
	sweep();
	if (!make_locked(place, err))
		return false;
	snprintf(place->box, sizeof place->box, "%s/box", place->path);
	snprintf(place->work, sizeof place->work, "%s/work", place->path);
	snprintf(place->tmp, sizeof place->tmp, "%s/tmp", place->path);
	mode_t mask = umask(0);
	bool ok = put_files(place, spec, err) && link_folders(place, spec, err);
	umask(mask);
	if (!ok) {
		place_remove(place);
		return false;
	}
	for (const char **word = spec->argv; *word; word++)
		*word = mapped(place, *word);
	return true;
}

/* ---- what is used */

struct tally {
	long kb;
	int entries;
	bool over;
};

static void tally_folder(int fd, int depth, struct tally *t)
{
	DIR *folder = list_folder(fd);
	for (const struct dirent *entry; folder && !t->over && (entry = readdir(folder));) {
		struct stat st;
		if (is_dots(entry->d_name) || fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		t->kb += (long)(st.st_blocks / 2);
		t->over = ++t->entries > PLACE_ENTRIES || depth > PLACE_DEPTH;
		if (S_ISDIR(st.st_mode) && !t->over)
			tally_folder(open_folder(dirfd(folder), entry->d_name), depth + 1, t);
	}
	if (folder)
		closedir(folder);
}

long place_used_kb(const struct place *place)
{
	struct tally t = {0};
	tally_folder(open_folder(place->fd, "work"), 1, &t);
	tally_folder(open_folder(place->fd, "tmp"), 1, &t);
	return t.over ? -1 : t.kb;
}
