#include "engine/box/helper_root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/box/box.h"

/* linux/mount.h cannot be included beside sys/mount.h on Debian 12; the values are the kernel's. */
#ifndef OPEN_TREE_CLONE
enum { OPEN_TREE_CLONE = 1, OPEN_TREE_CLOEXEC = O_CLOEXEC, MOVE_MOUNT_F_EMPTY_PATH = 4 };
enum { MOUNT_ATTR_RDONLY = 1, MOUNT_ATTR_NOSUID = 2, MOUNT_ATTR_NODEV = 4, MOUNT_ATTR_NOEXEC = 8 };
struct mount_attr {
	uint64_t attr_set, attr_clr, propagation, userns_fd;
};
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

enum { READ_ONLY = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV };
enum { ROOT_SPARE_MB = 4, ROOT_INODES = 4096, DISK_INODES = 4096, BINDS_MAX = 64 };

/* A piece of the host's tree, taken hold of before the new root hides it. */
struct bind {
	const char *path; /* where it was and will be */
	int tree;
	bool folder, device;
};

struct binds {
	struct bind items[BINDS_MAX];
	size_t count;
};

static bool write_file(const char *path, const char *text, struct err *err)
{
	AUTO_CLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		return err_sys(err, "writing %s", path);
	return true;
}

bool root_map_user(unsigned uid, unsigned gid, struct err *err)
{
	char line[64];
	if (!write_file("/proc/self/setgroups", "deny", err))
		return false;
	snprintf(line, sizeof line, "%u %u 1\n", (unsigned)ROOT_UID, uid);
	if (!write_file("/proc/self/uid_map", line, err))
		return false;
	snprintf(line, sizeof line, "%u %u 1\n", (unsigned)ROOT_UID, gid);
	return write_file("/proc/self/gid_map", line, err);
}

/* ---- taking hold of the host's pieces */

/* A detached copy of what is mounted there, with the attributes given; -1 with errno. */
static int detach(const char *path, uint64_t attributes)
{
	int tree = (int)syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
	struct mount_attr attr = {.attr_set = attributes};
	if (tree < 0 || syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr) == 0)
		return tree;
	int saved = errno;
	close(tree);
	errno = saved;
	return -1;
}

static bool take(struct binds *binds, const char *path, bool must, bool device, struct err *err)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return !must || err_sys(err, "binding %s", path);
	if (binds->count == BINDS_MAX)
		return err_set(err, ERR_SANDBOX, "more than %d folders to bind", BINDS_MAX);
	int tree = detach(path, device ? MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC : READ_ONLY);
	if (tree < 0)
		return err_sys(err, "binding %s", path);
	binds->items[binds->count++] =
	    (struct bind){.path = path, .tree = tree, .folder = S_ISDIR(st.st_mode), .device = device};
	return true;
}

static const char *const system_folders[] = {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
static const char *const system_files[] = {"/etc/ld.so.cache", "/etc/alternatives"};
static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"};

static bool is_link(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

static bool below_usr(const char *path)
{
	return strcmp(path, "/usr") == 0 || strncmp(path, "/usr/", 5) == 0;
}

void root_hold_folders(struct spec *spec)
{
	for (size_t i = 0; i < spec->wire.folderc; i++) {
		struct spec_folder *folder = &spec->folders[i];
		folder->fd = open(folder->host, O_PATH | O_DIRECTORY | O_CLOEXEC);
		folder->tree = folder->fd >= 0 ? detach(folder->host, READ_ONLY) : -1;
	}
}

static bool take_folders(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->wire.folderc; i++) {
		struct spec_folder *folder = &spec->folders[i];
		struct stat st;
		if (folder->tree < 0 && (folder->tree = detach(folder->host, READ_ONLY)) < 0)
			return err_sys(err, "binding %s", folder->host);
		if (fstat(folder->tree, &st) < 0 || !S_ISDIR(st.st_mode))
			return err_set(err, ERR_SANDBOX, "binding %s: it is no folder", folder->host);
	}
	return true;
}

static bool take_all(const struct spec *spec, struct binds *binds, struct err *err)
{
	if (!take_folders(spec, err))
		return false;
	if (!take(binds, "/usr", true, false, err))
		return false;
	for (size_t i = 0; i < COUNT_OF(system_folders); i++)
		if (!is_link(system_folders[i]) && !take(binds, system_folders[i], false, false, err))
			return false;
	for (size_t i = 0; i < COUNT_OF(system_files); i++)
		if (!take(binds, system_files[i], false, false, err))
			return false;
	for (const char **path = spec->read_only; *path; path++)
		if (!below_usr(*path) && !take(binds, *path, true, false, err))
			return false;
	for (size_t i = 0; i < COUNT_OF(devices); i++)
		if (!take(binds, devices[i], true, true, err))
			return false;
	return true;
}

/* ---- building; the working directory is the new root */

/* mkdir -p of a path that begins with '/', below the working directory; the last part too if `all`. */
static bool make_folders(const char *path, bool all, struct err *err)
{
	char part[PATH_MAX];
	snprintf(part, sizeof part, "%s", path + 1);
	for (char *p = part;; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char saved = *p;
		if (!saved && !all)
			return true;
		*p = '\0';
		if (*part && mkdir(part, 0755) < 0 && errno != EEXIST)
			return err_sys(err, "making %s in the box", path);
		*p = saved;
		if (!saved)
			return true;
	}
}

static bool place(const struct bind *bind, struct err *err)
{
	if (!make_folders(bind->path, bind->folder, err))
		return false;
	if (!bind->folder) {
		int fd = open(bind->path + 1, O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
		if (fd < 0)
			return err_sys(err, "making %s in the box", bind->path);
		close(fd);
	}
	if (syscall(SYS_move_mount, bind->tree, "", AT_FDCWD, bind->path + 1, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return err_sys(err, "placing %s in the box", bind->path);
	return true;
}

static bool put_file(const char *path, const void *data, size_t len, mode_t mode, struct err *err)
{
	AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0 || !fd_write_all(fd, data, len))
		return err_sys(err, "writing /%s in the box", path);
	return true;
}

static bool put_text(const char *path, const char *text, struct err *err)
{
	return put_file(path, text, strlen(text), 0444, err);
}

static bool put_links(struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(system_folders); i++) {
		char target[PATH_MAX];
		ssize_t n = readlink(system_folders[i], target, sizeof target - 1);
		if (n <= 0)
			continue;
		target[n] = '\0';
		if (symlink(target, system_folders[i] + 1) < 0)
			return err_sys(err, "linking %s in the box", system_folders[i]);
	}
	static const char *const links[][2] = {{"/proc/self/fd", "dev/fd"}, {"/proc/self/fd/0", "dev/stdin"},
	                                       {"/proc/self/fd/1", "dev/stdout"}, {"/proc/self/fd/2", "dev/stderr"}};
	for (size_t i = 0; i < COUNT_OF(links); i++)
		if (symlink(links[i][0], links[i][1]) < 0)
			return err_sys(err, "linking /%s in the box", links[i][1]);
	return true;
}

static bool put_files(const struct spec *spec, struct err *err)
{
	if (!make_folders("/etc", true, err) || !make_folders("/box", true, err) ||
	    !put_text("etc/passwd", "greenroom:x:1000:1000::/work:/bin/sh\n", err) ||
	    !put_text("etc/group", "greenroom:x:1000:\n", err) || !put_text("etc/hosts", "127.0.0.1 localhost\n", err))
		return false;
	for (size_t i = 0; i < spec->wire.filec; i++) {
		const struct spec_file *file = &spec->files[i];
		if (!file->name[0] || file->name[0] == '.' || strchr(file->name, '/'))
			return err_set(err, ERR_SANDBOX, "a file of the box has an unusable name");
		AUTO_FREE char *path = mem_format("box/%s", file->name);
		if (!put_file(path, file->data, file->len, file->executable ? 0555 : 0444, err))
			return false;
	}
	return true;
}

static bool put_folders(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->wire.folderc; i++) {
		const struct spec_folder *folder = &spec->folders[i];
		if (!spec_folder_name(folder))
			return err_set(err, ERR_SANDBOX, "a folder of the box has an unusable place");
		if (mkdir(folder->inside + 1, 0755) < 0 ||
		    syscall(SYS_move_mount, folder->tree, "", AT_FDCWD, folder->inside + 1, MOVE_MOUNT_F_EMPTY_PATH) < 0)
			return err_sys(err, "placing %s in the box", folder->inside);
		close(folder->tree);
	}
	return true;
}

/* Where the writable file system goes: mounted by root_disk once the root is entered. */
static const char *const disk_parts[][2] = {{"/disk/work", "/work"}, {"/disk/tmp", "/tmp"}, {"/disk/shm", "/dev/shm"}};

static bool put_disk_folders(struct err *err)
{
	if (mkdir("disk", 0700) < 0)
		return err_sys(err, "making /disk in the box");
	for (size_t i = 0; i < COUNT_OF(disk_parts); i++)
		if (mkdir(disk_parts[i][1] + 1, 0700) < 0)
			return err_sys(err, "making %s in the box", disk_parts[i][1]);
	return true;
}

/* One file system for all that may be written, so that its caps hold for the sum.  It stays at /disk, too, where nothing
 * else is to be had: an unmount waits until all processors have seen it, 0.1 ms to several under load, for each box. */
bool root_disk(const struct spec *spec, struct err *err)
{
	char options[96];
	snprintf(options, sizeof options, "size=%dm,nr_inodes=%d,mode=0700", spec->wire.limits.disk_mb, DISK_INODES);
	unsigned long flags = MS_NOSUID | MS_NODEV | (spec->wire.profile == BOX_RUN ? MS_NOEXEC : 0);
	if (mount("tmpfs", "/disk", "tmpfs", flags, options) < 0)
		return err_sys(err, "mounting the writable file system");
	for (size_t i = 0; i < COUNT_OF(disk_parts); i++)
		if (mkdir(disk_parts[i][0], 0700) < 0 || mount(disk_parts[i][0], disk_parts[i][1], NULL, MS_BIND, NULL) < 0)
			return err_sys(err, "mounting %s", disk_parts[i][1]);
	if (chdir("/work") < 0)
		return err_sys(err, "entering /work");
	return true;
}

static bool put_terminals(const struct spec *spec, struct err *err)
{
	if (spec->wire.profile != BOX_INTERACTIVE)
		return true;
	if (mkdir("dev/pts", 0755) < 0 ||
	    mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620") < 0 ||
	    symlink("pts/ptmx", "dev/ptmx") < 0)
		return err_sys(err, "mounting /dev/pts");
	return true;
}

bool root_proc(const char *path, struct err *err)
{
	return mount("proc", path, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0 ||
	       err_sys(err, "mounting /proc (does a container mask it?)");
}

static bool put_proc(struct err *err)
{
	if (mkdir("proc", 0755) < 0)
		return err_sys(err, "making /proc in the box");
	return root_proc("proc", err);
}

/* The new root stands on /usr while it is made: a folder that every system has, and already taken hold of. */
static bool begin_root(const struct spec *spec, struct err *err)
{
	size_t bytes = 0;
	for (size_t i = 0; i < spec->wire.filec; i++)
		bytes += spec->files[i].len + 4096;
	char options[96];
	snprintf(options, sizeof options, "size=%zum,nr_inodes=%d,mode=0755", ROOT_SPARE_MB + (bytes >> 20),
	         ROOT_INODES);
	if (mount("tmpfs", "/usr", "tmpfs", MS_NOSUID | MS_NODEV, options) < 0 || chdir("/usr") < 0)
		return err_sys(err, "mounting the root of the box");
	return true;
}

static bool enter_root(struct err *err)
{
	struct mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
	if (syscall(SYS_mount_setattr, AT_FDCWD, ".", 0, &attr, sizeof attr) < 0)
		return err_sys(err, "making the root of the box read-only");
	if (syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0)
		return err_sys(err, "entering the root of the box");
	return true;
}

/* Some systems let anybody make a user namespace and nobody do anything in it (AppArmor), others mask /proc (containers). */
static bool is_allowed(bool ok, bool *forbidden)
{
	*forbidden = *forbidden || (!ok && (errno == EPERM || errno == EACCES));
	return ok;
}

static bool make_private(struct err *err)
{
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 || err_sys(err, "making the mounts private");
}

bool root_build(const struct spec *spec, unsigned uid, unsigned gid, bool *forbidden, struct err *err)
{
	*forbidden = false;
	if (!is_allowed(root_map_user(uid, gid, err) && make_private(err), forbidden))
		return false;
	umask(0);
	struct binds binds = {0};
	bool ok = take_all(spec, &binds, err) && begin_root(spec, err);
	for (size_t i = 0; ok && i < binds.count; i++)
		ok = place(&binds.items[i], err);
	for (size_t i = 0; i < binds.count; i++)
		close(binds.items[i].tree);
	/* /proc before the links that lead into it, the links after /dev is there. */
	ok = ok && is_allowed(put_proc(err), forbidden) && put_links(err) && put_files(spec, err) && put_folders(spec, err) &&
	     put_disk_folders(err) && put_terminals(spec, err) && enter_root(err);
	umask(022);
	static const char name[] = "greenroom";
	if (ok && sethostname(name, sizeof name - 1) < 0)
		return err_sys(err, "naming the box");
	return ok;
}
