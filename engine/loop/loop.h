/* The event loop and the one owner of child processes.  Owns libevent.
 *
 * One loop a program; everything runs on it, nothing blocks it.  Every watch,
 * timer and child is a handle that its maker frees; a freed handle's callback is
 * never called again, also when it is freed inside its own callback.  All
 * callbacks come from loop_run/loop_turn, never from inside the call that made
 * the handle.  Times are milliseconds unless the name says otherwise.
 */
#ifndef GREENROOM_LOOP_LOOP_H
#define GREENROOM_LOOP_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "engine/base/err.h"
#include "engine/base/text.h"

struct loop;
struct loop_watch;
struct loop_timer;
struct loop_signal;
struct loop_child;
struct loop_reader;
struct loop_writer;

/* Ignores SIGPIPE for the whole process. */
struct loop *loop_new(struct err *err);
void loop_free(struct loop *loop); /* all handles must be freed before */
void loop_run(struct loop *loop);  /* until loop_stop, or nothing is left to wait for */
void loop_turn(struct loop *loop, bool block); /* callbacks that are due; waits for one if block */
void loop_stop(struct loop *loop);
/* Monotonic microseconds, read from the clock at each call. */
int64_t loop_now_us(void);

/* Readable / writable.  The descriptor stays the caller's and must outlive the watch. */
enum { LOOP_READ = 1, LOOP_WRITE = 2 };
typedef void loop_watch_fn(int fd, int what, void *context);
struct loop_watch *loop_watch_new(struct loop *loop, int fd, int what, loop_watch_fn *fn, void *context);
void loop_watch_free(struct loop_watch *watch);

/* Fires once, `ms` after timer_set; setting again moves it; clear stops it. */
typedef void loop_timer_fn(void *context);
struct loop_timer *loop_timer_new(struct loop *loop, loop_timer_fn *fn, void *context);
void loop_timer_set(struct loop_timer *timer, int64_t ms);
void loop_timer_clear(struct loop_timer *timer);
void loop_timer_free(struct loop_timer *timer);

typedef void loop_signal_fn(int number, void *context);
struct loop_signal *loop_signal_new(struct loop *loop, int number, loop_signal_fn *fn, void *context);
void loop_signal_free(struct loop_signal *signal);

/* Reads a descriptor to its end (taken over: the reader closes it).  `fn` is
 * called with each piece, and once with len 0 at the end or on an error; the
 * reader may be freed inside. */
typedef void loop_reader_fn(const char *data, size_t len, void *context);
struct loop_reader *loop_reader_new(struct loop *loop, int fd, loop_reader_fn *fn, void *context);
/* Reads now what is there already, instead of in the next turn: `fn` is called from inside, and must not free the reader then. */
void loop_reader_drain(struct loop_reader *reader);
void loop_reader_free(struct loop_reader *reader);

/* Writes without blocking (takes the descriptor over, makes it non-blocking).
 * Data is queued in memory; `fn` (may be NULL) is called when all queued data
 * is out, or with ok == false when the other side is gone.  close_after closes
 * the descriptor once the queue is empty. */
typedef void loop_writer_fn(bool ok, void *context);
struct loop_writer *loop_writer_new(struct loop *loop, int fd, loop_writer_fn *fn, void *context);
void loop_writer_put(struct loop_writer *writer, const void *data, size_t len);
size_t loop_writer_pending(const struct loop_writer *writer); /* bytes still queued */
void loop_writer_close_after(struct loop_writer *writer);
void loop_writer_free(struct loop_writer *writer);

/* A child process.  fds[i] becomes descriptor i in the child (-1: /dev/null for
 * 0 to 2, closed above); everything else is closed there.  The caller keeps its
 * descriptors.  All signals are at their defaults and unblocked in the child. */
struct loop_child_spec {
	const char *path;         /* executed as it is, no search in PATH */
	const char *const *argv;  /* NULL-terminated */
	const char *const *envp;  /* NULL-terminated, or NULL: ours */
	const char *folder;       /* working directory, or NULL: ours */
	const int *fds;
	size_t fd_count;
	bool new_session;         /* setsid */
	bool terminal;            /* with new_session: descriptor 0 becomes its controlling terminal */
	bool die_with_us;         /* SIGKILL to it when we end */
};
/* status as of wait4. */
typedef void loop_child_fn(int status, const struct rusage *usage, void *context);
struct loop_child *loop_child_new(struct loop *loop, const struct loop_child_spec *spec,
                                  loop_child_fn *fn, void *context, struct err *err);
pid_t loop_child_pid(const struct loop_child *child);
/* Has no effect on one that has ended: the number is never a stranger's. */
void loop_child_kill(struct loop_child *child, int signal);
/* Lets go of the handle.  A child that still runs is killed and reaped later. */
void loop_child_free(struct loop_child *child);
/* Lets go of it and asks it to end (SIGTERM), which gives it time to clean up: loop_free kills what is left then. */
void loop_child_dismiss(struct loop_child *child);

/* For short helpers of our own (interpreter probes, toolchain look-ups): runs argv
 * to its end, collecting at most max bytes of its standard output, killed after ms. */
typedef void loop_capture_fn(bool ended_in_time, int status, const struct buf *output, void *context);
struct loop_capture;
struct loop_capture *loop_capture_new(struct loop *loop, const struct loop_child_spec *spec, int64_t ms,
                                      size_t max, loop_capture_fn *fn, void *context, struct err *err);
void loop_capture_free(struct loop_capture *capture);

#endif
