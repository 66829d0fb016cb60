#include "engine/box/helper_artefact.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/base/mem.h"

static const char parent[] = "/work/";

/* The name of a FIFO does not block, that of a device is refused by the mount or seen for what it is. */
static int open_below(int work, const char *path)
{
	struct open_how how = {.flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
	                       .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV};
	return (int)syscall(SYS_openat2, work, path + sizeof parent - 1, &how, sizeof how);
}

static const char *why_not_opened(int reason)
{
	switch (reason) {
	case ENOENT:
	case ENOTDIR: return "there is no such file";
	case ELOOP: return "it is a symbolic link, or lies behind one";
	default: return strerror(reason);
	}
}

/* What is wrong with it, or NULL. */
static const char *fault_of(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "it is no plain file";
	return st->st_nlink == 1 ? NULL : "it has more than one name";
}

static int copy_sealed(int fd, off_t size)
{
	int copy = memfd_create("greenroom-artefact", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	off_t left = size;
	while (copy >= 0 && left > 0) {
		ssize_t n = sendfile(copy, fd, NULL, (size_t)left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		left -= n;
	}
	if (copy >= 0 && left == 0 && lseek(copy, 0, SEEK_SET) == 0 &&
	    fcntl(copy, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
		return copy;
	if (copy >= 0)
		close(copy);
	return -1;
}

int artefact_take(int work, const char *path, int64_t max_kb, char *why, size_t size)
{
	if (strncmp(path, parent, sizeof parent - 1) != 0) {
		snprintf(why, size, "%s: it is not below /work", path);
		return -1;
	}
	AUTO_CLOSE int fd = open_below(work, path);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0) {
		snprintf(why, size, "%s: %s", path, why_not_opened(errno));
		return -1;
	}
	const char *fault = fault_of(&st);
	if (fault) {
		snprintf(why, size, "%s: %s", path, fault);
		return -1;
	}
	if (st.st_size > max_kb << 10) {
		snprintf(why, size, "%s: it has %lld KB; the limit is %lld KB", path, (long long)((st.st_size + 1023) >> 10),
		         (long long)max_kb);
		return -1;
	}
	int copy = copy_sealed(fd, st.st_size);
	if (copy < 0)
		snprintf(why, size, "%s: copying it out: %s", path, strerror(errno));
	return copy;
}
