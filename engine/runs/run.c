#include "engine/runs/run.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/runs/judge.h"
#include "engine/runs/request.h"
#include "engine/runs/runner.h"

enum { NONCE_BYTES = 16 };

struct run {
	struct runner *runner;
	struct run_request request;
	char *source;
	run_fn *fn;
	void *context;
	struct loop_timer *step; /* the next thing to do, from the loop */
	bool in_callback, freed;
	bool begun, ended, cancelled;

	const struct toolchain *toolchain;
	struct question_limits question_limits; /* in this language */
	struct build *build;
	struct kind_program *program;
	bool staged;              /* a stage was told of, and not yet that it is over */
	struct string_list preload;
	struct worker_kind kind;
	char nonce[NONCE_BYTES * 2 + 1];

	size_t next;              /* test to run */
	size_t count;             /* of tests, the person's own among them */
	struct box_limits limits; /* of the test that runs */
	struct worker *worker;    /* runs it */
	struct worker *ahead;     /* starts up for the one after it */
	bool answered;            /* the worker has answered another test of this run before */
	bool repeated;            /* this test is asked a second time, of another worker */
	int64_t used_wall_us, used_cpu_us;
	struct run_report report;
};

/* ---- a run: events */

static void destroy(struct run *run)
{
	build_free(run->build);
	worker_free(run->worker);
	worker_free(run->ahead);
	kind_program_free(run->program);
	loop_timer_free(run->step);
	string_list_release(&run->preload);
	run_report_release(&run->report);
	free(run->source);
	free(run);
}

/* False where the callback freed the run: nothing of it may be touched then. */
static bool tell(struct run *run, const struct run_event *event)
{
	run->in_callback = true;
	run->fn(event, run->context);
	run->in_callback = false;
	if (!run->freed)
		return true;
	destroy(run);
	return false;
}

static bool emit(struct run *run, enum run_event_kind kind, const struct run_test *test, size_t done)
{
	const struct run_event event = {
	    .kind = kind,
	    .total = run->count,
	    .done = done,
	    .test = test,
	    .report = kind == RUN_ENDED ? &run->report : NULL,
	};
	return tell(run, &event);
}

static bool emit_stage(struct run *run, const char *stage)
{
	const struct run_event event = {.kind = RUN_STAGE, .stage = stage, .total = run->count};
	run->staged = stage != NULL;
	return tell(run, &event);
}

static int64_t unix_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static char *whole_message(const struct run *run)
{
	const struct run_report *r = &run->report;
	if (run->request.question->kind == QUESTION_PYTESTS)
		return mem_dup("run_tests returned: every assertion holds");
	if (r->passed == r->total)
		return mem_format("all %zu tests passed", r->total);
	if (r->verdict == VERDICT_HIDDEN_FAILED)
		return mem_format("%zu of %zu tests passed; the first that fails is test %zu, a hidden one", r->passed,
		                  r->total, r->first_failed);
	return mem_format("%zu of %zu tests passed", r->passed, r->total);
}

static void end(struct run *run)
{
	struct run_report *r = &run->report;
	const struct tool *tool = run->toolchain ? toolchain_main(run->toolchain) : NULL;
	if (run->staged && !emit_stage(run, NULL))
		return;
	run->ended = true;
	if (run->cancelled && r->verdict != VERDICT_CANCELLED) {
		free(r->message);
		r->verdict = VERDICT_CANCELLED;
		r->message = mem_dup("stopped");
	}
	build_free(run->build);
	worker_free(run->worker);
	worker_free(run->ahead);
	run->build = NULL;
	run->worker = run->ahead = NULL;
	if (r->verdict == VERDICT_NONE)
		r->verdict = VERDICT_ACCEPTED;
	if (!r->message)
		r->message = whole_message(run);
	if (!r->detail)
		r->detail = mem_dup("");
	if (!r->warnings)
		r->warnings = mem_dup("");
	r->language = run->request.language;
	r->tool = mem_dup(tool ? tool->path : "");
	r->tool_version = mem_dup(tool ? tool->version : "");
	r->ended_ms = unix_ms();
	emit(run, RUN_ENDED, NULL, run->next);
}

static void fail_whole(struct run *run, enum verdict verdict, const char *message)
{
	free(run->report.message);
	run->report.verdict = verdict;
	run->report.message = mem_dup(message);
	end(run);
}

/* ---- a run: before the first test */

/* What no interpreter needs to see. */
static bool source_refused(const struct run *run, char **message, int *line)
{
	const struct run_request *q = &run->request;
	size_t limit = (size_t)q->question->limits.source_kb << 10, bad = 0;
	*line = 0;
	if (q->source_len > limit)
		*message = mem_format("the source has %zu bytes; the limit is %d KB", q->source_len,
		                      q->question->limits.source_kb);
	else if (memchr(run->source, '\0', q->source_len)) {
		bad = (size_t)((const char *)memchr(run->source, '\0', q->source_len) - run->source);
		*message = mem_format("the source holds a NUL byte at byte %zu", bad);
	} else if (!utf8_valid(run->source, q->source_len, &bad))
		*message = mem_format("the source is not UTF-8 at byte %zu", bad);
	else
		return false;
	if (bad || q->source_len <= limit) {
		*line = 1;
		for (size_t i = 0; i < bad; i++)
			*line += run->source[i] == '\n';
	}
	return true;
}

static void make_nonce(struct run *run)
{
	unsigned char bytes[NONCE_BYTES];
	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		abort(); /* never for so few bytes once the system is up */
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(run->nonce + 2 * i, 3, "%02x", bytes[i]);
}

static void count_tests(struct run *run)
{
	const struct run_request *q = &run->request;
	struct run_report *r = &run->report;
	if (q->question->kind == QUESTION_PYTESTS) {
		r->public_total = r->total = run->count = 1;
		return;
	}
	r->public_total = q->body->public_count;
	r->total = q->mode == RUN_SUBMIT ? q->body->test_count : q->body->public_count;
	r->hidden_total = r->total - r->public_total;
	run->count = r->total + (q->mode == RUN_PUBLIC ? q->own_count : 0);
}

static void next_test(struct run *run);

/* ---- a run: what the language needs */

static bool choose(struct run *run)
{
	const struct question *q = run->request.question;
	struct err err = {0};
	if (q->state != QUESTION_READY) {
		fail_whole(run, VERDICT_SANDBOX_ERROR, q->problem ? q->problem : "the question cannot be run");
		return false;
	}
	run->toolchain = run->request.toolchain ? run->request.toolchain
	                                        : tools_choose(run->runner->tools, run->request.language, &q->modules, &err);
	if (!run->toolchain) {
		fail_whole(run, VERDICT_SANDBOX_ERROR, err.text);
		return false;
	}
	return true;
}

static void start_tests(struct run *run)
{
	run->kind = runner_kind(run->request.question, run->toolchain, run->program, &run->preload);
	if (run->program)
		runner_built(run->runner, run->request.question, run->toolchain, run->program);
	next_test(run);
}

static void on_build_stage(const char *stage, void *context)
{
	emit_stage(context, stage);
}

static void on_build_end(const struct build_result *result, void *context)
{
	struct run *run = context;
	struct run_report *r = &run->report;
	r->built = language_is_compiled(run->toolchain->language);
	r->build_cached = result->cached;
	r->build_us = result->wall_us;
	run->program = kind_program_use(result->program);
	if (result->verdict != VERDICT_ACCEPTED) {
		r->detail = mem_dup(result->detail);
		r->line = result->line;
		fail_whole(run, result->verdict, result->message);
		return;
	}
	r->warnings = mem_dup(result->detail);
	build_free(run->build);
	run->build = NULL;
	if (!run->staged || emit_stage(run, NULL))
		start_tests(run);
}

static void start_build(struct run *run)
{
	static const struct build_events events = {.on_stage = on_build_stage, .on_end = on_build_end};
	const struct build_request request = {
	    .question = run->request.question,
	    .body = run->request.body,
	    .toolchain = run->toolchain,
	    .source = run->source,
	    .len = run->request.source_len,
	    .cpu_ms = run->question_limits.compile_ms,
	};
	run->build = build_start(run->runner->builder, &request, &events, run);
}

static void begin(struct run *run)
{
	run->begun = true;
	run->report.started_ms = unix_ms();
	run->question_limits = question_limits_in(run->request.question, run->request.language);
	count_tests(run);
	if (!emit(run, RUN_BEGUN, NULL, 0))
		return;
	if (run->cancelled) {
		fail_whole(run, VERDICT_CANCELLED, "stopped");
		return;
	}
	char *message = NULL;
	if (source_refused(run, &message, &run->report.line)) {
		fail_whole(run, VERDICT_CANNOT_LOAD, message);
		free(message);
		return;
	}
	if (!choose(run))
		return;
	make_nonce(run);
	if (build_is_needed(run->request.language))
		start_build(run);
	else
		start_tests(run);
}

/* ---- a run: test by test */

static const struct question_test *test_at(const struct run *run, size_t index)
{
	if (run->request.question->kind == QUESTION_PYTESTS)
		return NULL;
	return index < run->report.total ? &run->request.body->tests[index] : &run->request.own[index - run->report.total];
}

static bool may_show(const struct run *run, const struct question_test *test)
{
	return !test || test->visibility == TEST_PUBLIC || run->request.reveal;
}

/* whole: what the row says is true of the source, whatever test it is asked. */
static void note_failure(struct run *run, const struct run_test *row, bool shown, bool whole)
{
	struct run_report *r = &run->report;
	bool ours = row->verdict == VERDICT_SANDBOX_ERROR || row->verdict == VERDICT_CANCELLED;
	if (r->first_failed && !ours)
		return;
	if (!r->first_failed)
		r->first_failed = row->index + 1;
	if (!shown && !ours) {
		r->verdict = VERDICT_HIDDEN_FAILED;
		return;
	}
	r->verdict = row->verdict;
	if (whole || run->request.question->kind == QUESTION_PYTESTS) {
		free(r->message);
		free(r->detail);
		r->message = mem_dup(row->message);
		r->detail = mem_dup(row->detail);
		r->line = row->line;
	}
}

static void keep_row(struct run *run, const struct run_test *row)
{
	struct run_report *r = &run->report;
	r->tests = mem_grow(r->tests, r->test_count + 1, sizeof *r->tests);
	r->tests[r->test_count++] = *row;
}

static bool record_own(struct run *run, const struct run_test *row)
{
	run->next = row->index + 1;
	keep_row(run, row);
	return emit(run, RUN_TEST, row, run->next);
}

/* Takes the row over; what is not for showing goes no further than the counts. */
static bool record(struct run *run, struct run_test *row)
{
	struct run_report *r = &run->report;
	bool shown = may_show(run, test_at(run, row->index));
	bool passed = row->verdict == VERDICT_ACCEPTED;
	if (row->own)
		return record_own(run, row);
	r->passed += passed;
	r->public_passed += passed && row->visibility == TEST_PUBLIC;
	r->hidden_passed += passed && row->visibility == TEST_HIDDEN;
	if (!passed)
		note_failure(run, row, shown, judge_is_final(row->verdict));
	run->next = row->index + 1;
	if (!shown) {
		run_test_release(row);
		return emit(run, RUN_TEST, NULL, run->next);
	}
	r->wall_us += row->wall_us;
	r->cpu_us += row->cpu_us;
	if (row->memory_kb > r->memory_kb)
		r->memory_kb = row->memory_kb;
	keep_row(run, row);
	return emit(run, RUN_TEST, &r->tests[r->test_count - 1], run->next);
}

static struct run_test new_row(const struct run *run)
{
	const struct question_test *test = test_at(run, run->next);
	return (struct run_test){
	    .index = run->next,
	    .id = test ? test->id : "",
	    .own = run->next >= run->report.total,
	    .visibility = test ? test->visibility : TEST_PUBLIC,
	    .message = mem_dup(""),
	    .detail = mem_dup(""),
	    .input = mem_dup(""),
	    .expected = mem_dup(""),
	    .actual = mem_dup(""),
	    .output = mem_dup(""),
	};
}

/* A process that answers many tests ended instead of answering this one: what an earlier test left behind in it may be to blame,
 * so that only a fresh process can tell.  Time limits are this test's own. */
static bool must_be_repeated(const struct run *run, const struct box_result *result)
{
	bool own = result->end == BOX_WALL || result->end == BOX_CPU || result->end == BOX_CANCELLED || result->answer.len;
	return run->answered && !run->repeated && !own && !worker_again(run->worker);
}

/* Keeps a worker that can take the next test, too. */
static void rest_worker(struct run *run)
{
	run->answered = worker_again(run->worker);
	if (run->answered)
		return;
	worker_free(run->worker);
	run->worker = NULL;
}

static void tested(const struct box_result *result, void *context)
{
	struct run *run = context;
	if (must_be_repeated(run, result)) {
		rest_worker(run);
		run->repeated = true;
		next_test(run);
		return;
	}
	run->repeated = false;
	const struct question_test *test = test_at(run, run->next);
	struct run_test row = new_row(run);
	const struct judge_context judging = {.question = run->request.question,
	                                      .body = run->request.body,
	                                      .test = test,
	                                      .nonce = run->nonce,
	                                      .limits = run->limits,
	                                      .own_program = run->program && run->request.language->run.request == REQUEST_INPUT};
	judge(&judging, result, &row);
	run->used_wall_us += result->wall_us;
	run->used_cpu_us += result->cpu_us;
	/* A hidden test's word that nothing can be loaded proves nothing: its process had the input. */
	bool stop = row.verdict == VERDICT_SANDBOX_ERROR || row.verdict == VERDICT_CANCELLED ||
	            ((judge_is_final(row.verdict) || result->end == BOX_START) && may_show(run, test));
	rest_worker(run);
	if (stop) {
		/* It is about the whole run, not about this test: the report says it once. */
		note_failure(run, &row, may_show(run, test), true);
		run_test_release(&row);
		end(run);
	} else if (record(run, &row)) {
		next_test(run);
	}
}

/* The test's own limits, cut to what is left of the run's. */
static bool limits_left(const struct run *run, const struct question_test *test, struct box_limits *out)
{
	const struct question_limits *limits = &run->question_limits;
	int64_t wall = limits->total_ms - run->used_wall_us / 1000;
	int64_t cpu = limits->cpu_ms - run->used_cpu_us / 1000;
	*out = runner_box_limits(limits);
	if (!test)
		out->wall_ms = limits->total_ms;
	else if (test->timeout_ms)
		out->wall_ms = language_scaled(run->request.language->limits.test_ms, test->timeout_ms);
	if (out->wall_ms > wall)
		out->wall_ms = (int)wall;
	out->cpu_ms = (int)cpu;
	return wall > 0 && cpu > 0;
}

static void skip_rest(struct run *run)
{
	const struct question_limits *limits = &run->question_limits;
	while (run->next < run->count) {
		struct run_test row = new_row(run);
		row.verdict = VERDICT_TIME_LIMIT;
		free(row.message);
		row.message = mem_format("not run: the %d ms (%d ms of processor time) for all tests together are spent",
		                         limits->total_ms, limits->cpu_ms);
		if (!record(run, &row))
			return;
		if (run->cancelled)
			break;
	}
	end(run);
}

static void next_test(struct run *run)
{
	if (run->next == run->count) {
		end(run);
		return;
	}
	if (run->cancelled) {
		fail_whole(run, VERDICT_CANCELLED, "stopped");
		return;
	}
	const struct question_test *test = test_at(run, run->next);
	if (!limits_left(run, test, &run->limits)) {
		skip_rest(run);
		return;
	}
	AUTO_BUF request = {0};
	request_write(&request, run->request.body, run->request.language, test, run->source, run->request.source_len, run->nonce);
	bool many = kind_is_many(&run->kind), last = run->next + 1 == run->count;
	if (!run->worker)
		run->worker = run->ahead ? run->ahead : worker_take(run->runner->workers, &run->kind);
	run->ahead = many || last ? NULL : worker_take(run->runner->workers, &run->kind);
	worker_send(run->worker, &run->limits, request.data, request.len, tested, run);
}

/* ---- a run: the public part */

static void on_step(void *context)
{
	struct run *run = context;
	const struct run_request *q = &run->request;
	if (run->ended)
		return;
	if (run->begun)
		fail_whole(run, VERDICT_CANCELLED, "stopped"); /* while it was built: nobody else says so */
	else if (!q->toolchain && !run->cancelled && !tools_known(run->runner->tools, q->language, NULL))
		loop_timer_set(run->step, ASK_AGAIN_MS);
	else
		begin(run);
}

struct run *run_start(struct runner *runner, const struct run_request *request, run_fn *fn, void *context)
{
	struct run *run = mem_zero(1, sizeof *run);
	run->runner = runner;
	run->request = *request;
	run->source = mem_new(request->source_len + 1);
	memcpy(run->source, request->source, request->source_len);
	run->source[request->source_len] = '\0';
	run->report.mode = request->mode;
	run->fn = fn;
	run->context = context;
	run->step = loop_timer_new(runner->loop, on_step, run);
	loop_timer_set(run->step, 0);
	if (!request->toolchain)
		tools_ask(runner->tools, request->language, NULL);
	return run;
}

void run_cancel(struct run *run)
{
	if (run->ended || run->cancelled)
		return;
	run->cancelled = true;
	if (run->worker)
		worker_cancel(run->worker);
	if (!run->build)
		return;
	build_free(run->build);
	run->build = NULL;
	loop_timer_set(run->step, 0);
}

void run_free(struct run *run)
{
	if (!run)
		return;
	if (run->in_callback) {
		run->freed = true;
		return;
	}
	destroy(run);
}
