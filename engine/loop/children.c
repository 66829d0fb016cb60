#include "engine/loop/children.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/loop/internal.h"

struct loop_child {
	struct loop_child *next;
	struct loop *loop;
	pid_t pid;
	bool let_go; /* the maker freed its handle while it ran */
	bool ended;  /* reaped and off the list */
	loop_child_fn *fn;
	void *context;
};

/* ---- in the child, between vfork and exec: system calls only.  Until then it has our memory: a copy of it would cost more than
 * all the rest of a start. */

static void child_signals(void)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	for (int n = 1; n < NSIG; n++)
		sigaction(n, &action, NULL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Puts fds[i] at i.  All are first moved above the range, so that none is
 * overwritten before its turn. */
static bool child_descriptors(const struct loop_child_spec *spec)
{
	int count = (int)spec->fd_count;
	int moved[16];
	if (count > (int)COUNT_OF(moved))
		return false;
	for (int i = 0; i < count; i++) {
		moved[i] = -1;
		if (spec->fds[i] >= 0 && (moved[i] = fcntl(spec->fds[i], F_DUPFD_CLOEXEC, 64)) < 0)
			return false;
	}
	for (int i = 0; i < count || i < 3; i++) {
		int from = i < count ? moved[i] : -1;
		if (from < 0 && i < 3)
			from = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (from < 0 ? (close(i), false) : (from != i && dup2(from, i) < 0))
			return false;
		if (from == i)
			fcntl(i, F_SETFD, 0);
	}
	unsigned first = (unsigned)(count > 3 ? count : 3);
	return close_range(first, ~0U, 0) == 0;
}

/* Returns only where it fails, with errno. */
static void child_exec(const struct loop_child_spec *spec, pid_t parent)
{
	child_signals();
	if (spec->new_session)
		setsid();
	if (spec->die_with_us) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(127);
	}
	if (child_descriptors(spec) &&
	    (!spec->terminal || ioctl(0, TIOCSCTTY, 0) == 0) &&
	    (!spec->folder || chdir(spec->folder) == 0))
		execve(spec->path, (char *const *)spec->argv,
		       spec->envp ? (char *const *)spec->envp : environ);
}

/* The child that has executed its program, or -1 with errno. */
static pid_t start(const struct loop_child_spec *spec)
{
	pid_t parent = getpid();
	volatile int failed = 0;
	sigset_t all, before;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before); /* no handler of ours runs in the child */
	pid_t pid = vfork();
	if (pid == 0) {
		child_exec(spec, parent);
		failed = errno;
		_exit(127);
	}
	int reason = pid < 0 ? errno : failed;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (!reason)
		return pid;
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	errno = reason;
	return -1;
}

/* ---- in ours */

static void unlink_child(struct loop_child *child)
{
	struct loop_child **at = &child->loop->children;
	while (*at != child)
		at = &(*at)->next;
	*at = child->next;
	child->ended = true;
}

static void reap(int number, void *context)
{
	(void)number;
	struct loop *loop = context;
	/* A callback may free any child, so the walk starts again after each. */
	for (struct loop_child *child = loop->children; child;) {
		int status;
		struct rusage usage;
		pid_t got = wait4(child->pid, &status, WNOHANG, &usage);
		if (got == 0 || (got < 0 && errno == EINTR)) {
			child = child->next;
			continue;
		}
		unlink_child(child);
		if (child->let_go)
			free(child);
		else
			child->fn(got < 0 ? 0 : status, &usage, child->context);
		child = loop->children;
	}
}

static struct loop_child *started(struct loop *loop, pid_t pid, loop_child_fn *fn, void *context)
{
	struct loop_child *child = mem_new(sizeof *child);
	*child = (struct loop_child){
	    .next = loop->children, .loop = loop, .pid = pid, .fn = fn, .context = context};
	loop->children = child;
	return child;
}

struct loop_child *loop_child_new(struct loop *loop, const struct loop_child_spec *spec,
                                  loop_child_fn *fn, void *context, struct err *err)
{
	if (!loop->child_signal)
		loop->child_signal = loop_signal_new(loop, SIGCHLD, reap, loop);
	pid_t pid = start(spec);
	if (pid < 0) {
		err_sys(err, "starting %s", spec->path);
		return NULL;
	}
	return started(loop, pid, fn, context);
}

pid_t loop_child_pid(const struct loop_child *child)
{
	return child->pid;
}

void loop_child_kill(struct loop_child *child, int signal)
{
	if (!child->ended)
		kill(child->pid, signal);
}

static void let_go(struct loop_child *child, int signal)
{
	if (!child)
		return;
	if (child->ended) {
		free(child);
		return;
	}
	child->let_go = true;
	kill(child->pid, signal);
}

void loop_child_free(struct loop_child *child)
{
	let_go(child, SIGKILL);
}

void loop_child_dismiss(struct loop_child *child)
{
	let_go(child, SIGTERM);
}

void children_release(struct loop *loop)
{
	while (loop->children) {
		struct loop_child *child = loop->children;
		kill(child->pid, SIGKILL);
		while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
			;
		unlink_child(child);
		if (child->let_go)
			free(child);
	}
	loop_signal_free(loop->child_signal);
	loop->child_signal = NULL;
}

/* ---- capture */

struct loop_capture {
	struct loop_child *child;
	struct loop_reader *reader;
	struct loop_timer *timer;
	struct buf output;
	size_t max;
	bool closed, ended, late;
	int status;
	loop_capture_fn *fn;
	void *context;
};

static void capture_check(struct loop_capture *c)
{
	if (!c->ended || !c->closed)
		return;
	loop_timer_clear(c->timer);
	c->fn(!c->late, c->status, &c->output, c->context);
}

static void capture_read(const char *data, size_t len, void *context)
{
	struct loop_capture *c = context;
	if (!len) {
		c->closed = true;
		capture_check(c);
		return;
	}
	size_t room = c->max - c->output.len;
	buf_put(&c->output, data, len < room ? len : room);
}

static void capture_ended(int status, const struct rusage *usage, void *context)
{
	(void)usage;
	struct loop_capture *c = context;
	c->ended = true;
	c->status = status;
	capture_check(c);
}

static void capture_late(void *context)
{
	struct loop_capture *c = context;
	c->late = true;
	loop_child_kill(c->child, SIGKILL);
	/* A grandchild may hold the pipe open: nobody waits for that. */
	if (!c->closed) {
		loop_reader_free(c->reader);
		c->reader = NULL;
		c->closed = true;
	}
	capture_check(c);
}

struct loop_capture *loop_capture_new(struct loop *loop, const struct loop_child_spec *spec, int64_t ms,
                                      size_t max, loop_capture_fn *fn, void *context, struct err *err)
{
	int out[2];
	if (pipe2(out, O_CLOEXEC) < 0) {
		err_sys(err, "starting %s", spec->path);
		return NULL;
	}
	struct loop_capture *c = mem_zero(1, sizeof *c);
	*c = (struct loop_capture){.max = max, .fn = fn, .context = context};
	const int fds[3] = {-1, out[1], -1};
	struct loop_child_spec mine = *spec;
	mine.fds = fds;
	mine.fd_count = 3;
	mine.die_with_us = true;
	c->child = loop_child_new(loop, &mine, capture_ended, c, err);
	close(out[1]);
	if (!c->child) {
		close(out[0]);
		free(c);
		return NULL;
	}
	c->reader = loop_reader_new(loop, out[0], capture_read, c);
	c->timer = loop_timer_new(loop, capture_late, c);
	loop_timer_set(c->timer, ms);
	return c;
}

void loop_capture_free(struct loop_capture *c)
{
	if (!c)
		return;
	loop_child_free(c->child);
	loop_reader_free(c->reader);
	loop_timer_free(c->timer);
	buf_release(&c->output);
	free(c);
}
