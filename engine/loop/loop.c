#include "engine/loop/loop.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/loop/children.h"
#include "engine/loop/internal.h"

/* A plain timeval of ms milliseconds, as libevent wants it. */
static struct timeval from_ms(int64_t ms)
{
	if (ms < 0)
		ms = 0;
	return (struct timeval){.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
}

struct loop *loop_new(struct err *err)
{
	struct event_config *config = event_config_new();
	if (config) {
		/* The cached clock would start short timers early by a whole callback. */
		event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
		event_config_set_flag(config, EVENT_BASE_FLAG_NO_CACHE_TIME);
	}
	struct event_base *base = config ? event_base_new_with_config(config) : NULL;
	if (config)
		event_config_free(config);
	if (!base) {
		err_set(err, ERR_MACHINE, "starting the event loop failed");
		return NULL;
	}
	signal(SIGPIPE, SIG_IGN);
	struct loop *loop = mem_zero(1, sizeof *loop);
	loop->base = base;
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	children_release(loop);
	event_base_free(loop->base);
	free(loop);
}

void loop_run(struct loop *loop)
{
	event_base_dispatch(loop->base);
}

void loop_turn(struct loop *loop, bool block)
{
	event_base_loop(loop->base, block ? EVLOOP_ONCE : EVLOOP_NONBLOCK);
}

void loop_stop(struct loop *loop)
{
	event_base_loopbreak(loop->base);
}

int64_t loop_now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- watches */

struct loop_watch {
	struct event *event;
	loop_watch_fn *fn;
	void *context;
};

static void watch_fired(evutil_socket_t fd, short what, void *context)
{
	struct loop_watch *watch = context;
	int w = (what & EV_READ ? LOOP_READ : 0) | (what & EV_WRITE ? LOOP_WRITE : 0);
	watch->fn(fd, w, watch->context);
}

struct loop_watch *loop_watch_new(struct loop *loop, int fd, int what, loop_watch_fn *fn, void *context)
{
	struct loop_watch *watch = mem_new(sizeof *watch);
	*watch = (struct loop_watch){.fn = fn, .context = context};
	short flags = (short)(EV_PERSIST | (what & LOOP_READ ? EV_READ : 0) |
	                      (what & LOOP_WRITE ? EV_WRITE : 0));
	watch->event = event_new(loop->base, fd, flags, watch_fired, watch);
	if (!watch->event || event_add(watch->event, NULL) < 0)
		abort(); /* only out of memory, or a descriptor that is none */
	return watch;
}

void loop_watch_free(struct loop_watch *watch)
{
	if (!watch)
		return;
	event_free(watch->event);
	free(watch);
}

/* ---- timers */

struct loop_timer {
	struct event *event;
	loop_timer_fn *fn;
	void *context;
};

static void timer_fired(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	struct loop_timer *timer = context;
	timer->fn(timer->context);
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_timer_fn *fn, void *context)
{
	struct loop_timer *timer = mem_new(sizeof *timer);
	*timer = (struct loop_timer){.fn = fn, .context = context};
	timer->event = evtimer_new(loop->base, timer_fired, timer);
	if (!timer->event)
		abort();
	return timer;
}

void loop_timer_set(struct loop_timer *timer, int64_t ms)
{
	struct timeval tv = from_ms(ms);
	evtimer_add(timer->event, &tv);
}

void loop_timer_clear(struct loop_timer *timer)
{
	evtimer_del(timer->event);
}

void loop_timer_free(struct loop_timer *timer)
{
	if (!timer)
		return;
	event_free(timer->event);
	free(timer);
}

/* ---- signals */

struct loop_signal {
	struct event *event;
	loop_signal_fn *fn;
	void *context;
};

static void signal_fired(evutil_socket_t number, short what, void *context)
{
	(void)what;
	struct loop_signal *s = context;
	s->fn((int)number, s->context);
}

struct loop_signal *loop_signal_new(struct loop *loop, int number, loop_signal_fn *fn, void *context)
{
	struct loop_signal *s = mem_new(sizeof *s);
	*s = (struct loop_signal){.fn = fn, .context = context};
	s->event = evsignal_new(loop->base, number, signal_fired, s);
	if (!s->event || event_add(s->event, NULL) < 0)
		abort();
	return s;
}

void loop_signal_free(struct loop_signal *s)
{
	if (!s)
		return;
	event_free(s->event);
	free(s);
}

/* ---- readers */

struct loop_reader {
	int fd;
	struct loop_watch *watch;
	loop_reader_fn *fn;
	void *context;
};

/* False where there is nothing to read (yet). */
static bool reader_read(struct loop_reader *reader)
{
	char data[65536];
	ssize_t n = read(reader->fd, data, sizeof data);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		loop_watch_free(reader->watch);
		reader->watch = NULL;
	}
	/* EIO is how a terminal's master says that its last slave is closed. */
	reader->fn(data, n > 0 ? (size_t)n : 0, reader->context);
	return n > 0;
}

static void reader_fired(int fd, int what, void *context)
{
	(void)fd;
	(void)what;
	reader_read(context);
}

struct loop_reader *loop_reader_new(struct loop *loop, int fd, loop_reader_fn *fn, void *context)
{
	struct loop_reader *reader = mem_new(sizeof *reader);
	*reader = (struct loop_reader){.fd = fd, .fn = fn, .context = context};
	evutil_make_socket_nonblocking(fd);
	reader->watch = loop_watch_new(loop, fd, LOOP_READ, reader_fired, reader);
	return reader;
}

void loop_reader_drain(struct loop_reader *reader)
{
	enum { PIECES_MAX = 64 }; /* of somebody who writes without end the rest comes in the turns after */
	for (int i = 0; i < PIECES_MAX && reader->watch && reader_read(reader); i++)
		;
}

void loop_reader_free(struct loop_reader *reader)
{
	if (!reader)
		return;
	loop_watch_free(reader->watch);
	close(reader->fd);
	free(reader);
}

/* ---- writers */

struct loop_writer {
	struct loop *loop;
	int fd;
	bool broken;
	bool close_after;
	size_t sent; /* of queue: a consumed head is dropped in large steps */
	struct buf queue;
	struct loop_watch *watch;
	loop_writer_fn *fn;
	void *context;
};

static void writer_close(struct loop_writer *writer)
{
	loop_watch_free(writer->watch);
	writer->watch = NULL;
	if (writer->fd >= 0)
		close(writer->fd);
	writer->fd = -1;
}

static void writer_fired(int fd, int what, void *context)
{
	(void)what;
	struct loop_writer *writer = context;
	while (writer->sent < writer->queue.len) {
		ssize_t n = write(fd, writer->queue.data + writer->sent, writer->queue.len - writer->sent);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0) {
			writer->broken = true;
			break;
		}
		writer->sent += (size_t)n;
	}
	buf_clear(&writer->queue);
	writer->sent = 0;
	loop_watch_free(writer->watch);
	writer->watch = NULL;
	if (writer->broken || writer->close_after)
		writer_close(writer);
	if (writer->fn)
		writer->fn(!writer->broken, writer->context);
}

struct loop_writer *loop_writer_new(struct loop *loop, int fd, loop_writer_fn *fn, void *context)
{
	struct loop_writer *writer = mem_new(sizeof *writer);
	*writer = (struct loop_writer){.loop = loop, .fd = fd, .fn = fn, .context = context};
	evutil_make_socket_nonblocking(fd);
	return writer;
}

static void writer_arm(struct loop_writer *writer)
{
	if (!writer->watch && writer->fd >= 0)
		writer->watch = loop_watch_new(writer->loop, writer->fd, LOOP_WRITE, writer_fired, writer);
}

void loop_writer_put(struct loop_writer *writer, const void *data, size_t len)
{
	if (writer->broken || writer->fd < 0 || !len)
		return;
	if (writer->sent > 1 << 20 && writer->sent > writer->queue.len / 2) {
		buf_drop_front(&writer->queue, writer->sent);
		writer->sent = 0;
	}
	buf_put(&writer->queue, data, len);
	writer_arm(writer);
}

size_t loop_writer_pending(const struct loop_writer *writer)
{
	return writer->queue.len - writer->sent;
}

void loop_writer_close_after(struct loop_writer *writer)
{
	writer->close_after = true;
	writer_arm(writer);
}

void loop_writer_free(struct loop_writer *writer)
{
	if (!writer)
		return;
	writer_close(writer);
	buf_release(&writer->queue);
	free(writer);
}
