#include "tests/bench/seat.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "engine/loop/loop.h"
#include "tests/bench/bench.h"

enum { PATIENCE_MS = 10000 };

struct seat seat_start(const char *command, int rows, int cols)
{
	struct seat seat;
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	seat.pid = forkpty(&seat.fd, NULL, NULL, &size);
	if (seat.pid < 0)
		bench_die("forkpty: %s", strerror(errno));
	if (seat.pid == 0) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	fcntl(seat.fd, F_SETFD, FD_CLOEXEC);
	return seat;
}

void seat_end(struct seat *seat)
{
	kill(seat->pid, SIGTERM);
	close(seat->fd);
	waitpid(seat->pid, NULL, 0);
}

void seat_await(const struct seat *seat, const char *text)
{
	AUTO_BUF seen = {0};
	for (;;) {
		char bytes[16384];
		struct pollfd ready = {.fd = seat->fd, .events = POLLIN};
		if (poll(&ready, 1, PATIENCE_MS) <= 0)
			bench_die("'%s' does not come", text);
		ssize_t n = read(seat->fd, bytes, sizeof bytes);
		if (n <= 0)
			bench_die("the program in the terminal has ended");
		buf_put(&seen, bytes, (size_t)n);
		if (memmem(seen.data, seen.len, text, strlen(text)))
			return;
		/* Only what may be the beginning of it is looked at again. */
		size_t kept = seen.len < 16 ? seen.len : 16;
		memmove(seen.data, seen.data + seen.len - kept, kept);
		seen.len = kept;
	}
}

int64_t seat_drain(const struct seat *seat, int ms)
{
	char bytes[16384];
	int64_t last_us = 0;
	struct pollfd ready = {.fd = seat->fd, .events = POLLIN};
	while (poll(&ready, 1, ms) > 0 && read(seat->fd, bytes, sizeof bytes) > 0)
		last_us = loop_now_us();
	return last_us;
}

/* ---- folders */

char *bench_folder_new(void)
{
	const char *tmp = getenv("TMPDIR");
	char *folder = mem_format("%s/greenroom-bench-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		bench_die("%s: %s", folder, strerror(errno));
	return folder;
}

void bench_folder_free(char *folder)
{
	AUTO_FREE char *command = mem_format("rm -rf '%s'", folder);
	if (system(command) != 0)
		bench_die("removing %s", folder);
	free(folder);
}
