/* Benches of engine/runs: from run_start to a verdict, warm beside cold. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/run.h"
#include "tests/bench/bench.h"

enum { ROUNDS = 5, WARM_UP = 10, FIRST_RUNS = 100, READY_US = 30 * 1000000 };

struct course {
	struct runner *warm, *cold;
	struct question *question;
	struct question_body *body;
	const struct question_solution *solution;
};

/* A runner looks at GREENROOM_WARM once, when it is made. */
static struct runner *runner_of(bool warm)
{
	setenv("GREENROOM_WARM", warm ? "1" : "0", 1);
	return runner_new(bench_loop(), bench_tools(), NULL);
}

static bool course_open(struct course *c, const char *name, const char *bench)
{
	struct err err = {0};
	bench_tools();
	*c = (struct course){.question = catalogue_find(bench_catalogue(), name, &err)};
	if (!c->question)
		bench_die("%s", err.text);
	if (c->question->state != QUESTION_READY) {
		bench_skip(bench, "%s", c->question->problem);
		return false;
	}
	c->body = question_body_load(c->question, &err);
	if (!c->body)
		bench_die("%s", err.text);
	c->solution = &c->body->solutions[0];
	c->warm = runner_of(true);
	c->cold = runner_of(false);
	runner_prepare(c->warm, c->question, c->body, question_language(c->question, NULL));
	return true;
}

static void course_close(struct course *c)
{
	runner_free(c->warm);
	runner_free(c->cold);
	question_body_free(c->body);
}

struct timed {
	int64_t first_us, ended_us; /* when, by the clock */
};

static void on_event(const struct run_event *event, void *context)
{
	struct timed *t = context;
	if (event->kind == RUN_TEST && !t->first_us)
		t->first_us = loop_now_us();
	if (event->kind != RUN_ENDED)
		return;
	t->ended_us = loop_now_us();
	if (event->report->verdict != VERDICT_ACCEPTED)
		bench_die("a fixture is not accepted: %s", event->report->message);
}

/* One run; `first` gets the time to the first verdict, `whole` to the report. Either may be NULL. */
static void run_once(const struct course *c, struct runner *runner, struct samples *first, struct samples *whole)
{
	const struct run_request request = {.question = c->question,
	                                    .body = c->body,
	                                    .language = question_language(c->question, NULL),
	                                    .source = c->solution->source,
	                                    .source_len = c->solution->source_len,
	                                    .mode = RUN_PUBLIC};
	struct timed t = {0};
	int64_t begun = loop_now_us();
	struct run *run = run_start(runner, &request, on_event, &t);
	while (!t.ended_us)
		loop_turn(bench_loop(), true);
	run_free(run);
	if (first)
		samples_add(first, t.first_us - begun);
	if (whole)
		samples_add(whole, t.ended_us - begun);
}

static void until_ready(struct runner *runner)
{
	for (int64_t begun = loop_now_us(); !runner_ready(runner);) {
		loop_turn(bench_loop(), true);
		if (loop_now_us() - begun > READY_US)
			bench_die("no warm interpreter got ready");
	}
}

/* ---- one test: request to verdict */

struct goals {
	size_t runs, cold_runs;
	const char *warm, *first, *ten;
};

static const char cold_peer[] = "the same with a fresh interpreter in the same box";

static void measure_one_test(const char *kind, const char *question, const struct goals *goals)
{
	struct course c;
	AUTO_FREE char *bench = mem_format("warm-%s", kind);
	AUTO_FREE char *at_once = mem_format("warm-%s-at-once", kind);
	if (!course_open(&c, question, bench))
		return;
	AUTO_SAMPLES idle = {0}, busy = {0}, cold = {0};
	until_ready(c.warm);
	for (int i = 0; i < WARM_UP; i++)
		run_once(&c, c.warm, NULL, NULL);
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < goals->runs / ROUNDS; i++) {
			until_ready(c.warm);
			run_once(&c, c.warm, NULL, &idle);
		}
		for (size_t i = 0; i < goals->runs / ROUNDS; i++)
			run_once(&c, c.warm, NULL, &busy);
		for (size_t i = 0; i < goals->cold_runs / ROUNDS; i++)
			run_once(&c, c.cold, NULL, &cold);
	}
	bench_print(bench, &idle, cold_peer, &cold, goals->warm);
	bench_print(at_once, &busy, cold_peer, &cold, "none");
	course_close(&c);
}

/* ---- ten tests: the time to the first verdict, and to the report */

static void measure_ten_tests(const char *kind, const char *question, const struct goals *goals)
{
	struct course c;
	AUTO_FREE char *first_answer = mem_format("first-answer-%s", kind);
	AUTO_FREE char *ten_tests = mem_format("ten-tests-%s", kind);
	if (!course_open(&c, question, first_answer))
		return;
	AUTO_SAMPLES first = {0}, whole = {0}, cold = {0};
	for (size_t i = 0; i < FIRST_RUNS; i++) {
		until_ready(c.warm);
		run_once(&c, c.warm, &first, &whole);
	}
	for (size_t i = 0; i < goals->cold_runs / ROUNDS; i++)
		run_once(&c, c.cold, NULL, &cold);
	bench_print(first_answer, &first, NULL, NULL, goals->first);
	bench_print(ten_tests, &whole, cold_peer, &cold, goals->ten);
	course_close(&c);
}

static void measure(const char *kind, const char *question, const struct goals *goals)
{
	AUTO_FREE char *ten = mem_format("%s-ten", question);
	measure_one_test(kind, question, goals);
	measure_ten_tests(kind, ten, goals);
}

void bench_python(void)
{
	measure("python", "bench-plain/total",
	             &(struct goals){500, 20, "median <= 2.5 ms, ratio <= 0.167", "median <= 1.5 ms", "median <= 25 ms"});
}

void bench_numpy(void)
{
	measure("numpy", "bench-numpy/centred",
	             &(struct goals){500, 10, "median <= 3 ms, ratio <= 0.04", "median <= 2 ms", "none"});
}

void bench_torch(void)
{
	measure("torch", "bench-torch/softmax",
	             &(struct goals){200, 5, "median <= 7 ms, ratio <= 0.01", "median <= 4 ms", "none"});
}

/* ---- everything that ships */

/* language NULL: all of them. */
static int64_t verify(const char *greenroom, const char *data, bool warm, const char *language)
{
	setenv("GREENROOM_WARM", warm ? "1" : "0", 1);
	const char *argv[] = {greenroom, "--data", data, "verify", language ? "--language" : NULL, language, NULL};
	int64_t us;
	int status = bench_spawn(argv, false, &us);
	if (status != 0)
		bench_die("%s verify, GREENROOM_WARM=%d: wait status %d", greenroom, warm, status);
	return us;
}

void bench_verify_all(void)
{
	static const char greenroom[] = BUILD_DIR "/greenroom";
	if (access(greenroom, X_OK) != 0) {
		bench_skip("verify-all", "%s is not built", greenroom);
		return;
	}
	const char *tmp = getenv("TMPDIR");
	AUTO_FREE char *data = mem_format("%s/greenroom-bench-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(data))
		bench_die("%s: cannot be made", data);
	AUTO_SAMPLES warm = {0}, cold = {0};
	AUTO_SAMPLES all = {0}, first = {0};
	samples_add(&warm, verify(greenroom, data, true, "python"));
	samples_add(&cold, verify(greenroom, data, false, "python"));
	AUTO_FREE char *cache = path_join(data, "cache");
	setenv("XDG_CACHE_HOME", cache, 1);
	samples_add(&first, verify(greenroom, data, true, NULL));
	samples_add(&all, verify(greenroom, data, true, NULL));
	AUTO_FREE char *command = mem_format("rm -rf %s", data);
	if (system(command) != 0)
		bench_die("%s: cannot be removed", data);
	bench_print("verify-all", &warm, "the same with fresh interpreters", &cold, "ratio <= 0.167");
	bench_print("verify-languages", &all, "the same with nothing in the cache", &first, "none");
}
