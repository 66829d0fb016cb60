#include "engine/runs/worker.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/runs/hosts.h"

struct worker {
	struct worker *next;    /* among the spares */
	struct workers *workers;
	struct kind_copy kind;
	struct host *host;      /* whose child it is; NULL: a box of its own */
	struct box *box;
	bool spare;             /* in the pool's list */
	bool ready;             /* waits for a request */
	bool dead;              /* ended before it was sent one */
	struct buf request;     /* kept until the end: it may have to be asked again */
	struct box_limits limits;
	worker_fn *fn;          /* NULL: idle */
	void *context;
};

struct workers {
	struct loop *loop;
	struct hosts *hosts;
	struct worker *spares;  /* the oldest first: the likeliest to be ready */
	bool keeping;
	struct kind_copy kind;  /* of the spares, while keeping */
	size_t keep;
	size_t failures;        /* spares in a row that died unasked: then no more are made */
	struct loop_timer *refill;
};

enum {
	FAILURES_MAX = 3,
	COLD_MAX = 2,
	REFILL_MS = 10,
	CHILD_MS = 2000, /* for a child of a host that has loaded all it needs; a host that hangs costs no more */
};

static void send_request(struct worker *worker)
{
	box_set_limits(worker->box, &worker->limits);
	box_request(worker->box, worker->request.data, worker->request.len);
}

static void on_ready(void *context)
{
	struct worker *worker = context;
	worker->ready = true;
	worker->workers->failures = 0;
	if (worker->host)
		hosts_praise(worker->host);
	if (worker->fn)
		send_request(worker);
}

static void unlink_spare(struct worker *worker)
{
	for (struct worker **at = &worker->workers->spares; *at; at = &(*at)->next)
		if (*at == worker) {
			*at = worker->next;
			return;
		}
}

static void fill(struct workers *workers);

static void start_cold(struct worker *worker);

/* The host's fault, not the candidate's: the box failed, or no child of a warm one came to life in it.  What is executed may well
 * be a candidate's, and ends by itself. */
static bool host_failed(const struct worker *worker, const struct box_result *result)
{
	return worker->host && (result->end == BOX_FAILED ||
	                        (result->end == BOX_START && !worker->ready && host_warm(worker->host)));
}

/* A test has ended: while tests follow one another and there are spares for them, the machine is theirs. */
static void refill_later(struct workers *workers)
{
	loop_timer_set(workers->refill, workers->spares ? REFILL_MS : 0);
}

/* The worker may be gone after it. */
static void tell(struct worker *worker, const struct box_result *result)
{
	worker_fn *fn = worker->fn;
	worker->fn = NULL;
	buf_clear(&worker->request);
	refill_later(worker->workers);
	fn(result, worker->context);
}

static void on_answer(const struct box_result *result, void *context)
{
	tell(context, result);
}

static void on_end(const struct box_result *result, void *context)
{
	struct worker *worker = context;
	if (host_failed(worker, result)) {
		box_free(worker->box);
		worker->box = NULL;
		hosts_blame(worker->host);
		start_cold(worker);
		return;
	}
	worker->dead = true;
	worker->ready = false;
	if (worker->fn) {
		tell(worker, result);
		return;
	}
	if (!worker->spare)
		return;
	/* A spare that ended by itself is replaced; the first test finds out if that is for good. */
	struct workers *workers = worker->workers;
	unlink_spare(worker);
	worker_free(worker);
	workers->failures++;
	fill(workers);
}

static const struct box_events events = {.on_ready = on_ready, .on_answer = on_answer, .on_end = on_end};

static void start_cold(struct worker *worker)
{
	hosts_release(worker->host);
	worker->host = NULL;
	worker->ready = worker->dead = false;
	struct kind_spec spec;
	kind_spec_init(&spec, &worker->kind.kind, false, NULL); /* fails only for a host */
	worker->box = box_start(worker->workers->loop, &spec.spec, &events, worker);
	kind_spec_release(&spec);
}

static void start(struct worker *worker)
{
	worker->host = hosts_use(worker->workers->hosts, &worker->kind.kind);
	if (!worker->host) {
		start_cold(worker);
		return;
	}
	struct box_limits limits = worker->kind.kind.limits;
	if (host_warm(worker->host) && host_proven(worker->host))
		limits.start_ms = CHILD_MS;
	worker->box = box_start_in(host_box(worker->host), &limits, &events, worker);
}

static struct worker *worker_new(struct workers *workers, const struct worker_kind *kind)
{
	struct worker *worker = mem_zero(1, sizeof *worker);
	worker->workers = workers;
	kind_copy_init(&worker->kind, kind);
	start(worker);
	return worker;
}

static size_t spare_count(const struct workers *workers)
{
	size_t n = 0;
	for (const struct worker *w = workers->spares; w; w = w->next)
		n++;
	return n;
}

/* A fresh process costs its whole start and memory: of those no more than one run needs at a time. */
static bool enough_cold(const struct workers *workers)
{
	size_t cold = 0;
	for (const struct worker *w = workers->spares; w; w = w->next)
		cold += !w->host || !host_warm(w->host);
	return cold >= COLD_MAX;
}

static bool wants_more(const struct workers *workers)
{
	return workers->keeping && workers->failures < FAILURES_MAX && spare_count(workers) < workers->keep &&
	       !enough_cold(workers);
}

static void fill(struct workers *workers)
{
	while (wants_more(workers)) {
		struct worker **end = &workers->spares;
		while (*end)
			end = &(*end)->next;
		*end = worker_new(workers, &workers->kind.kind);
		(*end)->spare = true;
	}
}

static void refill(void *context)
{
	fill(context);
}

struct workers *workers_new(struct loop *loop)
{
	struct workers *workers = mem_zero(1, sizeof *workers);
	workers->loop = loop;
	workers->refill = loop_timer_new(loop, refill, workers);
	workers->hosts = hosts_new(loop);
	return workers;
}

void workers_free(struct workers *workers)
{
	if (!workers)
		return;
	workers_keep(workers, NULL, 0);
	loop_timer_free(workers->refill);
	hosts_free(workers->hosts);
	free(workers);
}

void workers_keep(struct workers *workers, const struct worker_kind *kind, size_t count)
{
	struct worker **at = &workers->spares;
	while (*at) {
		struct worker *worker = *at;
		if (kind && kind_same(&worker->kind.kind, kind)) {
			at = &worker->next;
			continue;
		}
		*at = worker->next;
		worker_free(worker);
	}
	kind_copy_release(&workers->kind);
	workers->kind = (struct kind_copy){0};
	workers->keeping = kind != NULL;
	if (kind)
		kind_copy_init(&workers->kind, kind);
	workers->kind.kind.preload = &workers->kind.preload;
	workers->keep = count;
	workers->failures = 0;
	fill(workers);
}

void workers_warm(struct workers *workers, const struct worker_kind *kind)
{
	hosts_release(hosts_use(workers->hosts, kind));
}

bool workers_ready(const struct workers *workers)
{
	for (const struct worker *w = workers->spares; w; w = w->next)
		if (!w->ready)
			return false;
	return workers->spares && !wants_more(workers);
}

/* A ready one before one that still starts. */
static struct worker *take_spare(struct workers *workers, const struct worker_kind *kind)
{
	struct worker *best = NULL;
	for (struct worker *w = workers->spares; w; w = w->next)
		if (kind_same(&w->kind.kind, kind) && (!best || (w->ready && !best->ready)))
			best = w;
	if (best)
		unlink_spare(best);
	return best;
}

struct worker *worker_take(struct workers *workers, const struct worker_kind *kind)
{
	struct worker *worker = take_spare(workers, kind);
	if (!worker)
		worker = worker_new(workers, kind);
	worker->next = NULL;
	worker->spare = false;
	return worker;
}

void worker_send(struct worker *worker, const struct box_limits *limits, const void *request, size_t len,
                 worker_fn *fn, void *context)
{
	if (worker->dead) {
		box_free(worker->box);
		hosts_release(worker->host);
		worker->dead = false;
		start(worker);
	}
	worker->limits = *limits;
	worker->fn = fn;
	worker->context = context;
	buf_put(&worker->request, request, len);
	if (worker->ready)
		send_request(worker);
}

bool worker_again(const struct worker *worker)
{
	return kind_is_many(&worker->kind.kind) && worker->ready && !worker->fn;
}

void worker_cancel(struct worker *worker)
{
	box_cancel(worker->box);
}

void worker_free(struct worker *worker)
{
	if (!worker)
		return;
	box_free(worker->box);
	hosts_release(worker->host);
	kind_copy_release(&worker->kind);
	buf_release(&worker->request);
	free(worker);
}
