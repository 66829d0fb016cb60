#include "engine/box/box.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/box/frame.h"
#include "engine/box/protocol.h"
#include "engine/box/spec_blob.h"
#include "engine/box/host.h"
#include "engine/box/steps.h"
#include "engine/box/stream.h"
#include "engine/box/wires.h"

enum {
	STOP_MS = 500,   /* for the helper to end a box in order; then it is killed */
	LAST_WORD_MS = 300, /* for the helper to say how a program ended that is gone */
	REST_MS = 2000,  /* for the helper to count what an answer took */
	DRAIN_MS = 1000, /* for the pipes to close once all of it is dead */
};

struct box {
	struct loop *loop;
	struct box_events events;
	void *context;
	bool waits, many;
	struct box_limits limits;

	struct loop_child *helper; /* NULL in a host's slot, whose init ends with the control socket */
	int control; /* ours; watched */
	struct loop_watch *control_watch;
	struct loop_reader *out, *err, *answer;
	bool out_open, err_open, answer_open;
	int artefact_fd; /* until it is taken */
	int request_fd; /* until the writer takes it over */
	struct loop_writer *request_writer;
	struct buf request;

	struct loop_timer *start_timer, *wall_timer, *end_timer;
	bool started, ready, going, asked; /* asked: a request was given, and is not answered */
	bool preparing, based; /* the helper takes the base, or has it */
	bool resting;          /* many: the answer is there, and the helper counts what it took */
	struct frame frame;    /* many: the answer that comes */
	bool reported; /* END or FAILED came, or the helper is gone */
	bool finished; /* on_end is called or about to be */
	bool has_forced;
	enum box_end forced; /* why we stopped it */
	int64_t going_at_us, ended_at_us;
	struct box_result result;
	char details[STEP_COUNT][WIRE_TEXT_MAX];
};

static const char unasked[] = "it answered what nobody had asked";

/* ---- the end */

static void stop_watching(struct box *box)
{
	loop_watch_free(box->control_watch);
	box->control_watch = NULL;
	loop_timer_clear(box->start_timer);
	loop_timer_clear(box->wall_timer);
}

static void deliver(void *context)
{
	struct box *box = context;
	loop_timer_clear(box->end_timer);
	stop_watching(box);
	/* A part of an answer is none. */
	if (box->many && !box->resting)
		buf_clear(&box->result.answer);
	box->events.on_end(&box->result, box->context);
}

/* The result is complete once the helper has reported and all its pipes are closed. */
static void check_finished(struct box *box)
{
	if (box->finished || !box->reported || box->out_open || box->err_open || box->answer_open)
		return;
	box->finished = true;
	if (box->going)
		box->result.wall_us = box->ended_at_us - box->going_at_us;
	loop_timer_set(box->end_timer, 0);
}

static void let_die(struct box *box)
{
	if (box->helper)
		loop_child_kill(box->helper, SIGTERM);
	stop_watching(box);
	if (box->control >= 0)
		close(box->control);
	box->control = -1;
}

static void end_late(void *context)
{
	struct box *box = context;
	if (box->finished) {
		deliver(box);
		return;
	}
	/* Either the helper does not obey, or a pipe does not close: both end with the helper. */
	let_die(box);
	if (!box->reported) {
		box->reported = true;
		box->ended_at_us = loop_now_us();
	}
	box->out_open = box->err_open = box->answer_open = false;
	check_finished(box);
}

static void note_reported(struct box *box)
{
	if (box->reported)
		return;
	box->reported = true;
	box->ended_at_us = loop_now_us();
	stop_watching(box);
	if (!box->finished)
		loop_timer_set(box->end_timer, DRAIN_MS);
	check_finished(box);
}

static void say(struct box *box, const char *why)
{
	free(box->result.failure);
	box->result.failure = mem_dup(why);
}

static void failed(struct box *box, const char *why)
{
	if (box->reported)
		return;
	box->result.end = box->has_forced ? box->forced : BOX_FAILED;
	if (!box->has_forced)
		say(box, why);
	let_die(box);
	note_reported(box);
}

static void send_order(struct box *box, const struct wire_order *order)
{
	if (box->control >= 0)
		while (send(box->control, order, sizeof *order, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EINTR)
			;
}

static void stop(struct box *box, enum box_end why)
{
	if (box->has_forced || box->reported)
		return;
	box->has_forced = true;
	box->forced = why;
	box->result.end = why;
	const struct wire_order order = {.kind = ORDER_STOP};
	send_order(box, &order);
	loop_timer_set(box->end_timer, STOP_MS);
}

/* An answer of one of many that is none.  After the box's own end it still spoils it. */
static void garbled(struct box *box, const char *why)
{
	if (box->has_forced)
		return;
	say(box, why);
	if (box->reported && box->result.end == BOX_EXITED)
		box->result.end = BOX_GARBLED;
	stop(box, BOX_GARBLED);
}

/* ---- what the program writes */

static void on_out(const char *data, size_t len, void *context)
{
	struct box *box = context;
	box->out_open = len > 0;
	stream_add(&box->result.out, data, len);
	if (box->limits.output_kb && box->result.out.total > (size_t)box->limits.output_kb << 10)
		stop(box, BOX_OUTPUT);
	check_finished(box);
}

static void on_err(const char *data, size_t len, void *context)
{
	struct box *box = context;
	box->err_open = len > 0;
	stream_add(&box->result.err, data, len);
	if (box->result.err.total > BOX_STDERR_MAX)
		stop(box, BOX_OUTPUT);
	check_finished(box);
}

static void prepare(struct box *box)
{
	box->preparing = true;
	const struct wire_order order = {.kind = ORDER_PREPARE, .limits = wire_limits_of(&box->limits)};
	send_order(box, &order);
}

static void look_for_ready(struct box *box)
{
	static const char word[] = "R\n";
	if (box->ready || box->result.answer.len < sizeof word - 1)
		return;
	if (memcmp(box->result.answer.data, word, sizeof word - 1) != 0) {
		failed(box, "the harness did not say that it is ready");
		return;
	}
	buf_drop_front(&box->result.answer, sizeof word - 1);
	box->ready = true;
	loop_timer_clear(box->start_timer);
	if (box->many && box->result.answer.len)
		garbled(box, unasked);
	/* On rung LIGHT the limit on processes is counted at the last moment: there it waits for the request. */
	if (box->result.rung == BOX_RUNG_FULL)
		prepare(box);
	if (box->events.on_ready)
		box->events.on_ready(box->context);
}

static void answered(struct box *box)
{
	box->resting = true;
	box->result.wall_us = loop_now_us() - box->going_at_us;
	loop_timer_set(box->wall_timer, REST_MS);
	const struct wire_order order = {.kind = ORDER_REST};
	send_order(box, &order);
}

/* Bytes of one that answers many. */
static void on_frame(struct box *box, const char *data, size_t len)
{
	if (!box->going || box->resting) {
		garbled(box, box->resting ? "it answered with more than one answer" : unasked);
		return;
	}
	size_t most = (size_t)box->limits.answer_kb << 10;
	buf_put(&box->result.answer, data, len);
	switch (frame_look(&box->frame, &box->result.answer, most)) {
	case FRAME_PART: break;
	case FRAME_WHOLE: answered(box); break;
	case FRAME_LARGE: stop(box, BOX_ANSWER); break;
	case FRAME_BAD: garbled(box, box->frame.known ? "its answer is longer than it said" : "its answer has no length"); break;
	}
}

static void on_answer(const char *data, size_t len, void *context)
{
	struct box *box = context;
	box->answer_open = len > 0;
	if (len && box->many && box->ready) {
		on_frame(box, data, len);
		return;
	}
	size_t most = (size_t)box->limits.answer_kb << 10;
	size_t room = most > box->result.answer.len ? most - box->result.answer.len : 0;
	if (len > room)
		stop(box, BOX_ANSWER);
	buf_put(&box->result.answer, data, len < room ? len : room);
	check_finished(box);
	if (box->waits && !box->ready && !box->reported) {
		if (len)
			look_for_ready(box);
		else
			loop_timer_set(box->start_timer, LAST_WORD_MS); /* nobody is left who could become ready */
	}
}

/* ---- what the helper says */

static void wall_over(void *context)
{
	struct box *box = context;
	if (box->resting)
		failed(box, "the sandbox's helper does not count what an answer took");
	else
		stop(box, BOX_WALL);
}

static void start_over(void *context)
{
	stop(context, BOX_START);
}

static void clocks_start(struct box *box)
{
	box->going = true;
	box->going_at_us = loop_now_us();
	if (box->limits.wall_ms)
		loop_timer_set(box->wall_timer, box->limits.wall_ms);
}

/* The request and GO at once: whichever comes first, the base was taken before. */
static void go(struct box *box)
{
	const struct wire_order order = {.kind = ORDER_GO, .limits = wire_limits_of(&box->limits)};
	box->based = false;
	send_order(box, &order);
	clocks_start(box);
	if (!box->request_writer) {
		box->request_writer = loop_writer_new(box->loop, box->request_fd, NULL, NULL);
		box->request_fd = -1;
	}
	loop_writer_put(box->request_writer, box->request.data, box->request.len);
	if (!box->many)
		loop_writer_close_after(box->request_writer);
	buf_release(&box->request);
}

static void on_base(struct box *box)
{
	box->preparing = false;
	box->based = true;
	if (box->asked)
		go(box);
}

static bool near_limit(const struct box *box, int64_t memory_kb)
{
	return box->limits.memory_mb && memory_kb * 10 >= ((int64_t)box->limits.memory_mb << 10) * 9;
}

/* Tells one answer of many.  The result is handed over whole, so that the box may be asked again or freed meanwhile. */
static void on_usage(struct box *box, const struct wire_report *report)
{
	if (!box->resting)
		return;
	loop_timer_clear(box->wall_timer);
	/* Whatever was printed before the answer is in the pipes by now; and so is what nobody asked for. */
	loop_reader_drain(box->out);
	loop_reader_drain(box->err);
	loop_reader_drain(box->answer);
	if (box->has_forced)
		return;
	box->resting = box->going = box->asked = false;
	box->based = box->result.rung == BOX_RUNG_FULL;
	box->frame = (struct frame){0};
	struct box_result told = box->result;
	told.end = BOX_EXITED;
	told.cpu_us = report->cpu_us;
	told.memory_kb = report->memory_kb;
	told.memory_denied = near_limit(box, told.memory_kb);
	box->result.out = box->result.err = (struct box_stream){0};
	box->result.answer = (struct buf){0};
	box->result.wall_us = 0;
	box->events.on_answer(&told, box->context);
	stream_release(&told.out);
	stream_release(&told.err);
	buf_release(&told.answer);
}

static void on_report_end(struct box *box, const struct wire_report *report)
{
	struct box_result *r = &box->result;
	static const enum box_end ends[] = {[WIRE_END_EXITED] = BOX_EXITED, [WIRE_END_SIGNALED] = BOX_SIGNALED,
	                                    [WIRE_END_CPU] = BOX_CPU, [WIRE_END_MEMORY] = BOX_MEMORY,
	                                    [WIRE_END_STOPPED] = BOX_CANCELLED,
	                                    [WIRE_END_ARTEFACT] = BOX_ARTEFACT};
	if (!box->has_forced && report->end < COUNT_OF(ends))
		r->end = ends[report->end];
	if (r->end == BOX_ARTEFACT)
		say(box, report->text);
	if (box->waits && !box->ready && !box->has_forced)
		r->end = BOX_START;
	r->status = report->status;
	r->cpu_us = report->cpu_us;
	r->memory_kb = report->memory_kb;
	r->memory_denied = near_limit(box, r->memory_kb);
	note_reported(box);
}

static void obey_report(struct box *box, const struct wire_report *report, int fd)
{
	switch ((enum wire_report_kind)report->kind) {
	case REPORT_STEP: steps_take(&box->result, box->details, report); break;
	case REPORT_STARTED:
		box->started = true;
		if (!box->waits) {
			loop_timer_clear(box->start_timer);
			clocks_start(box);
		}
		break;
	case REPORT_BASE: on_base(box); break;
	case REPORT_USAGE: on_usage(box, report); break;
	case REPORT_TERMINAL:
		if (fd >= 0 && box->events.on_terminal) {
			box->events.on_terminal(fd, box->context);
			return;
		}
		break;
	case REPORT_END:
		if (fd >= 0 && box->artefact_fd < 0) {
			box->artefact_fd = fd;
			fd = -1;
			box->result.artefact = true;
		}
		on_report_end(box, report);
		break;
	case REPORT_FAILED: failed(box, report->text); break;
	}
	if (fd >= 0)
		close(fd);
}

static void on_control(int control, int what, void *context)
{
	(void)what;
	struct box *box = context;
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} ancillary = {0};
	struct wire_report reports[WIRE_REPORTS_MAX];
	struct iovec part = {.iov_base = reports, .iov_len = sizeof reports};
	struct msghdr message = {.msg_iov = &part,
	                         .msg_iovlen = 1,
	                         .msg_control = ancillary.bytes,
	                         .msg_controllen = sizeof ancillary.bytes};
	ssize_t n = recvmsg(control, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	/* Said once, before what was reported, by one that ended without having read our last order. */
	if (n < 0 && errno == ECONNRESET)
		n = recvmsg(control, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	size_t count = n > 0 ? (size_t)n / sizeof reports[0] : 0;
	if (!count) {
		failed(box, "the sandbox's helper ended without a report");
		return;
	}
	int fd = -1;
	const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	if (head && head->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(head), sizeof fd);
	for (size_t i = 0; i < count; i++)
		reports[i].text[sizeof reports[i].text - 1] = '\0';
	/* Steps come first and free nothing; a descriptor belongs to what comes last. */
	for (size_t i = 0; i + 1 < count; i++)
		steps_take(&box->result, box->details, &reports[i]);
	obey_report(box, &reports[count - 1], fd);
}

static void on_helper_end(int status, const struct rusage *usage, void *context)
{
	(void)status;
	(void)usage;
	struct box *box = context;
	loop_child_free(box->helper);
	box->helper = NULL;
}

/* ---- the start */

static void adopt(struct box *box, const struct wires *p, bool interactive)
{
	box->control = p->control_ours;
	box->control_watch = loop_watch_new(box->loop, box->control, LOOP_READ, on_control, box);
	if (interactive)
		return;
	box->out = loop_reader_new(box->loop, p->ours[0], on_out, box);
	box->err = loop_reader_new(box->loop, p->ours[1], on_err, box);
	box->answer = loop_reader_new(box->loop, p->ours[2], on_answer, box);
	box->out_open = box->err_open = box->answer_open = true;
	box->request_fd = p->request_ours;
}

static bool start(struct box *box, const struct box_spec *spec, struct err *err)
{
	bool interactive = spec->profile == BOX_INTERACTIVE;
	struct wires wires;
	struct wire_spec wire;
	int blob = -1;
	bool ok = wires_open(&wires, interactive, err) && (blob = spec_blob(spec, &wire, err)) >= 0 &&
	          wires_send(&wires, wires.control_ours, blob, &wire, sizeof wire, interactive, err) &&
	          (box->helper = helper_start(box->loop, wires.control_theirs, on_helper_end, box, err));
	if (blob >= 0)
		close(blob);
	wires_close_theirs(&wires);
	if (ok)
		adopt(box, &wires, interactive);
	else
		wires_close_ours(&wires);
	return ok;
}

static struct box *new_box(struct loop *loop, const struct box_events *events, void *context,
                           const struct box_limits *limits)
{
	struct box *box = mem_zero(1, sizeof *box);
	box->loop = loop;
	box->events = *events;
	box->context = context;
	box->limits = *limits;
	box->control = box->request_fd = box->artefact_fd = -1;
	box->start_timer = loop_timer_new(loop, start_over, box);
	box->wall_timer = loop_timer_new(loop, wall_over, box);
	box->end_timer = loop_timer_new(loop, end_late, box);
	return box;
}

struct box *box_start(struct loop *loop, const struct box_spec *spec, const struct box_events *events,
                      void *context)
{
	struct box *box = new_box(loop, events, context, &spec->limits);
	box->waits = spec->waits;
	box->many = spec->waits && spec->many;
	struct err err = {0};
	if (start(box, spec, &err))
		loop_timer_set(box->start_timer, spec->limits.start_ms);
	else
		failed(box, err.text);
	return box;
}

struct box *box_start_in(struct box_host *host, const struct box_limits *limits, const struct box_events *events,
                         void *context)
{
	struct box *box = new_box(host_loop(host), events, context, limits);
	box->waits = host_waits(host);
	box->many = host_many(host);
	box->result.rung = BOX_RUNG_FULL;
	struct err err = {0};
	struct wires wires;
	const struct wire_slot slot = {.magic = WIRE_MAGIC, .limits = wire_limits_of(limits)};
	bool ok = wires_open(&wires, false, &err) &&
	          wires_send(&wires, host_control(host), wires.control_theirs, &slot, sizeof slot, false, &err);
	wires_close_theirs(&wires);
	if (ok) {
		adopt(box, &wires, false);
		loop_timer_set(box->start_timer, limits->start_ms);
	} else {
		wires_close_ours(&wires);
		failed(box, err.text);
	}
	return box;
}

/* ---- the rest of the public part */

void box_set_limits(struct box *box, const struct box_limits *limits)
{
	box->limits = *limits;
}

void box_request(struct box *box, const void *data, size_t len)
{
	if (!box->ready || box->asked || box->reported || box->has_forced)
		return;
	box->asked = true;
	if (box->many)
		frame_put(&box->request, data, len);
	else
		buf_put(&box->request, data, len);
	if (box->based)
		go(box);
	else if (!box->preparing)
		prepare(box);
}

int box_take_artefact(struct box *box)
{
	int fd = box->artefact_fd;
	box->artefact_fd = -1;
	return fd;
}

void box_resize(struct box *box, unsigned short rows, unsigned short columns)
{
	const struct wire_order order = {.kind = ORDER_RESIZE, .rows = rows, .columns = columns};
	send_order(box, &order);
}

void box_cancel(struct box *box)
{
	stop(box, BOX_CANCELLED);
}

void box_free(struct box *box)
{
	if (!box)
		return;
	stop_watching(box);
	loop_child_dismiss(box->helper);
	loop_reader_free(box->out);
	loop_reader_free(box->err);
	loop_reader_free(box->answer);
	loop_writer_free(box->request_writer);
	if (box->request_fd >= 0)
		close(box->request_fd);
	if (box->control >= 0)
		close(box->control);
	if (box->artefact_fd >= 0)
		close(box->artefact_fd);
	loop_timer_free(box->start_timer);
	loop_timer_free(box->wall_timer);
	loop_timer_free(box->end_timer);
	buf_release(&box->request);
	stream_release(&box->result.out);
	stream_release(&box->result.err);
	buf_release(&box->result.answer);
	free(box->result.failure);
	free(box);
}
