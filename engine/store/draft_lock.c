/* Who has a draft open: a file that is locked for as long as its holder lives (flock, so that a kill ends it too) and
 * holds "HOLDER EDITOR\n", and a file beside it into which whoever comes second writes its own number. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

struct draft_lock {
	int fd;
	pid_t left;
	char *visited;
};

static bool write_numbers(int fd, pid_t holder, pid_t editor)
{
	char text[64];
	int n = snprintf(text, sizeof text, "%ld %ld\n", (long)holder, (long)editor);
	return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) == n;
}

/* What is no pair of numbers reads as zeros: a kill may have come between the two steps of writing. */
static void read_numbers(int fd, pid_t *holder, pid_t *editor)
{
	char text[64];
	long numbers[2] = {0, 0};
	ssize_t n = pread(fd, text, sizeof text - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	if (sscanf(text, "%10ld %10ld", &numbers[0], &numbers[1]) < 1)
		numbers[0] = 0;
	*holder = (pid_t)numbers[0];
	*editor = (pid_t)numbers[1];
}

static void visit(const char *path)
{
	AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0)
		write_numbers(fd, getpid(), 0);
}

struct draft_lock *draft_lock_take(struct store *store, const struct draft_key *key, pid_t *other, struct err *err)
{
	AUTO_FREE char *folder = draft_recovery(store, key);
	AUTO_FREE char *path = path_join(folder, "lock");
	char *visited = path_join(folder, "visited");
	pid_t left;
	*other = 0;
	int fd = folder_make(folder, err) ? open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		pid_t holder;
		struct draft_lock *lock = mem_zero(1, sizeof *lock);
		read_numbers(fd, &holder, &lock->left);
		write_numbers(fd, getpid(), 0);
		lock->fd = fd;
		lock->visited = visited;
		return lock;
	}
	if (fd >= 0 && errno == EWOULDBLOCK) {
		read_numbers(fd, other, &left);
		visit(visited);
	} else if (err && !err->kind) {
		err_sys(err, "locking %s", path);
	}
	if (fd >= 0)
		close(fd);
	free(visited);
	return NULL;
}

void draft_lock_free(struct draft_lock *lock)
{
	if (!lock)
		return;
	write_numbers(lock->fd, getpid(), 0);
	close(lock->fd);
	free(lock->visited);
	free(lock);
}

void draft_lock_note(struct draft_lock *lock, pid_t editor)
{
	write_numbers(lock->fd, getpid(), editor);
}

pid_t draft_lock_left(const struct draft_lock *lock)
{
	return lock->left;
}

const char *draft_lock_visited(const struct draft_lock *lock)
{
	return lock->visited;
}

pid_t draft_lock_visitor(const struct draft_lock *lock)
{
	pid_t visitor = 0, unused;
	AUTO_CLOSE int fd = open(lock->visited, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0)
		read_numbers(fd, &visitor, &unused);
	return visitor;
}
