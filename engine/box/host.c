#include "engine/box/host.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/places.h"
#include "engine/box/protocol.h"
#include "engine/box/spec_blob.h"
#include "engine/box/stream.h"
#include "engine/box/wires.h"

struct box_host {
	struct loop *loop;
	struct loop_child *helper;
	int control;
	struct loop_watch *control_watch;
	struct loop_reader *out, *err;
	struct box_stream said;
	bool waits, many;
	bool impossible; /* the helper found no namespaces */
};

struct loop *host_loop(const struct box_host *host)
{
	return host->loop;
}

int host_control(const struct box_host *host)
{
	return host->control;
}

bool host_waits(const struct box_host *host)
{
	return host->waits;
}

bool host_many(const struct box_host *host)
{
	return host->many;
}

struct loop_child *helper_start(struct loop *loop, int control, loop_child_fn *fn, void *context, struct err *err)
{
	const char *const argv[] = {"greenroom-box", NULL};
	const char *const env[] = {"PATH=/usr/bin:/bin", NULL};
	const int fds[] = {-1, -1, -1, control};
	const struct loop_child_spec spec = {
	    .path = places_box(), .argv = argv, .envp = env, .folder = "/", .fds = fds, .fd_count = COUNT_OF(fds)};
	return loop_child_new(loop, &spec, fn, context, err);
}

static void let_go(struct box_host *host)
{
	loop_watch_free(host->control_watch);
	host->control_watch = NULL;
	if (host->control >= 0)
		close(host->control);
	host->control = -1;
	if (host->helper)
		loop_child_kill(host->helper, SIGKILL);
}

/* False where it was its last. */
static bool take_report(struct box_host *host, struct wire_report *report)
{
	if (report->kind == REPORT_STEP && report->step == STEP_USER && !report->held)
		host->impossible = true;
	if (report->kind != REPORT_FAILED)
		return true;
	report->text[sizeof report->text - 1] = '\0';
	AUTO_FREE char *line = mem_format("%s\n", report->text);
	stream_add(&host->said, line, strlen(line));
	return false;
}

/* False where there is nothing to read (any more). */
static bool read_control(struct box_host *host)
{
	struct wire_report reports[WIRE_REPORTS_MAX];
	ssize_t n = recv(host->control, reports, sizeof reports, MSG_DONTWAIT);
	/* As in box.c: said once, before what was reported. */
	if (n < 0 && errno == ECONNRESET)
		n = recv(host->control, reports, sizeof reports, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	size_t count = n > 0 ? (size_t)n / sizeof reports[0] : 0;
	bool lives = count > 0;
	for (size_t i = 0; i < count && lives; i++)
		lives = take_report(host, &reports[i]);
	if (!lives)
		let_go(host);
	return lives;
}

static void on_control(int fd, int what, void *context)
{
	(void)fd;
	(void)what;
	read_control(context);
}

static void on_said(const char *data, size_t len, void *context)
{
	struct box_host *host = context;
	stream_add(&host->said, data, len);
}

static void on_helper_end(int status, const struct rusage *usage, void *context)
{
	(void)status;
	(void)usage;
	struct box_host *host = context;
	loop_child_free(host->helper);
	host->helper = NULL;
	/* Its last words are in the socket, and may not have been read yet. */
	while (host->control >= 0 && read_control(host))
		;
	let_go(host);
}

static bool start(struct box_host *host, const struct box_spec *spec, enum wire_host kind, struct err *err)
{
	struct wires wires;
	struct wire_spec wire;
	int blob = -1;
	bool ok = wires_open(&wires, false, err) && (blob = spec_blob(spec, &wire, err)) >= 0;
	wire.host = kind;
	ok = ok && wires_send(&wires, wires.control_ours, blob, &wire, sizeof wire, false, err) &&
	     (host->helper = helper_start(host->loop, wires.control_theirs, on_helper_end, host, err));
	if (blob >= 0)
		close(blob);
	wires_close_theirs(&wires);
	if (!ok) {
		wires_close_ours(&wires);
		return false;
	}
	host->control = wires.control_ours;
	host->control_watch = loop_watch_new(host->loop, host->control, LOOP_READ, on_control, host);
	host->out = loop_reader_new(host->loop, wires.ours[0], on_said, host);
	host->err = loop_reader_new(host->loop, wires.ours[1], on_said, host);
	/* A host has neither request nor answer. */
	close(wires.ours[2]);
	close(wires.request_ours);
	return true;
}

static struct box_host *new_host(struct loop *loop, const struct box_spec *spec, enum wire_host kind)
{
	struct box_host *host = mem_zero(1, sizeof *host);
	host->loop = loop;
	host->control = -1;
	host->waits = kind == WIRE_HOST_WARM || spec->waits;
	host->many = kind == WIRE_HOST_EXEC && spec->waits && spec->many;
	struct err err = {0};
	if (!start(host, spec, kind, &err))
		stream_add(&host->said, err.text, strlen(err.text));
	return host;
}

struct box_host *box_host_start(struct loop *loop, const struct box_spec *spec)
{
	return new_host(loop, spec, WIRE_HOST_WARM);
}

struct box_host *box_exec_host_start(struct loop *loop, const struct box_spec *spec)
{
	return new_host(loop, spec, WIRE_HOST_EXEC);
}

bool box_host_alive(const struct box_host *host)
{
	return host->control >= 0;
}

bool box_host_possible(const struct box_host *host)
{
	return !host->impossible;
}

void box_host_said(const struct box_host *host, struct buf *out)
{
	box_stream_text(&host->said, out);
}

void box_host_free(struct box_host *host)
{
	if (!host)
		return;
	let_go(host);
	loop_child_free(host->helper);
	loop_reader_free(host->out);
	loop_reader_free(host->err);
	stream_release(&host->said);
	free(host);
}
