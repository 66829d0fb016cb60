#include "engine/base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"

static bool read_fd(int fd, const char *path, size_t max, struct buf *out, struct err *err)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return err_sys(err, "reading %s", path);
	if (S_ISDIR(st.st_mode))
		return err_set(err, ERR_INPUT, "%s is a folder, not a file", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INPUT, "%s is not a regular file", path);
	AUTO_BUF all = {0};
	char chunk[65536];
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "reading %s", path);
		if (n == 0)
			break;
		if (all.len + (size_t)n > max)
			return err_set(err, ERR_INPUT, "%s is larger than %zu bytes", path, max);
		buf_put(&all, chunk, (size_t)n);
	}
	buf_put(out, all.data, all.len);
	return true;
}

static bool open_error(struct err *err, const char *path)
{
	bool theirs = errno == ENOENT || errno == ELOOP || errno == ENOTDIR || errno == ENAMETOOLONG;
	err_sys(err, "opening %s", path);
	if (err && theirs)
		err->kind = ERR_INPUT;
	return false;
}

bool file_read(const char *path, size_t max, struct buf *out, struct err *err)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return open_error(err, path);
	return read_fd(fd, path, max, out, err);
}

bool file_read_at(int folder, const char *name, size_t max, struct buf *out, struct err *err)
{
	AUTO_CLOSE int fd =
	    openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
	if (fd < 0)
		return open_error(err, name);
	return read_fd(fd, name, max, out, err);
}

/* A rename is only on disk once the folder is; a file system that cannot say
 * so (EINVAL) is taken as it is. */
static void sync_folder_of(const char *path)
{
	AUTO_FREE char *folder = mem_dup(path);
	char *slash = strrchr(folder, '/');
	if (slash)
		*(slash == folder ? slash + 1 : slash) = '\0';
	AUTO_CLOSE int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		fsync(fd);
}

bool file_replace(const char *path, const void *data, size_t len, mode_t mode, struct err *err)
{
	unsigned long long salt = 0;
	if (getrandom(&salt, sizeof salt, 0) != (ssize_t)sizeof salt)
		return err_sys(err, "choosing a name beside %s", path);
	AUTO_FREE char *beside = mem_format("%s.%016llx.tmp", path, salt);
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0)
		return err_sys(err, "writing %s", path);
	bool written = fd_write_all(fd, data, len) && fsync(fd) == 0;
	int saved = errno;
	if (close(fd) < 0 && written) {
		saved = errno;
		written = false;
	}
	if (written && rename(beside, path) == 0) {
		sync_folder_of(path);
		return true;
	}
	if (written)
		saved = errno;
	unlink(beside);
	errno = saved;
	return err_sys(err, "writing %s", path);
}

bool file_exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool folder_exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool folder_make(const char *path, struct err *err)
{
	AUTO_FREE char *part = mem_dup(path);
	for (char *p = part + 1;; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char saved = *p;
		*p = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST) {
			int reason = errno;
			if (!folder_exists(part)) {
				errno = reason;
				return err_sys(err, "making the folder %s", part);
			}
		}
		*p = saved;
		if (!saved)
			break;
	}
	if (!folder_exists(path))
		return err_set(err, ERR_MACHINE, "making the folder %s: a file stands there", path);
	return true;
}

char *path_join(const char *a, const char *b)
{
	if (b[0] == '/' || !a[0])
		return mem_dup(b);
	size_t n = strlen(a);
	return mem_format("%s%s%s", a, a[n - 1] == '/' ? "" : "/", b);
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static const char *home(void)
{
	const char *h = getenv("HOME");
	if (h && h[0] == '/')
		return h;
	const struct passwd *pw = getpwuid(getuid());
	return pw && pw->pw_dir ? pw->pw_dir : "/";
}

/* The XDG base directory specification: a relative value is to be ignored. */
static char *xdg(const char *variable, const char *fallback)
{
	const char *base = getenv(variable);
	if (base && base[0] == '/')
		return path_join(base, "greenroom");
	return mem_format("%s/%s/greenroom", strcmp(home(), "/") == 0 ? "" : home(), fallback);
}

char *path_data_home(void)
{
	return xdg("XDG_DATA_HOME", ".local/share");
}

char *path_config_home(void)
{
	return xdg("XDG_CONFIG_HOME", ".config");
}

char *path_cache_home(void)
{
	return xdg("XDG_CACHE_HOME", ".cache");
}

char *path_runtime_home(void)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	if (base && base[0] == '/' && access(base, W_OK | X_OK) == 0)
		return path_join(base, "greenroom");
	return mem_format("/tmp/greenroom-%u", (unsigned)getuid());
}
