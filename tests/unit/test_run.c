/* Runs end to end: real sources in real boxes, each with the verdict that it must get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/packs/cases.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/offers.h"
#include "engine/runs/run.h"

static struct loop *loop;
static struct catalogue *catalogue;
static struct tools *tools;
static const struct language *python;
static struct runner *runner;

struct seen {
	struct run *run;
	bool begun, ended;
	size_t events, cancel_after;
	enum verdict verdict;
	size_t passed, total, rows, first_failed, hidden_passed;
	enum verdict rows_verdict[32];
	char *message, *json, *detail0, *message0, *output0;
	int line;
};

static void on_event(const struct run_event *event, void *context)
{
	struct seen *seen = context;
	if (event->kind == RUN_BEGUN) {
		assert_false(seen->begun);
		seen->begun = true;
	}
	if (event->kind == RUN_TEST && ++seen->events == seen->cancel_after)
		run_cancel(seen->run);
	if (event->kind != RUN_ENDED)
		return;
	const struct run_report *r = event->report;
	seen->ended = true;
	seen->verdict = r->verdict;
	seen->passed = r->passed;
	seen->total = r->total;
	seen->rows = r->test_count;
	seen->first_failed = r->first_failed;
	seen->hidden_passed = r->hidden_passed;
	seen->message = mem_dup(r->message);
	seen->line = r->line;
	for (size_t i = 0; i < r->test_count && i < COUNT_OF(seen->rows_verdict); i++)
		seen->rows_verdict[i] = r->tests[i].verdict;
	seen->detail0 = mem_dup(r->test_count ? r->tests[0].detail : r->detail);
	seen->message0 = mem_dup(r->test_count ? r->tests[0].message : "");
	seen->output0 = mem_dup(r->test_count ? r->tests[0].output : "");
	struct buf json = {0};
	run_report_json(r, &catalogue->questions[0], &json);
	seen->json = buf_steal(&json);
}

static void seen_release(struct seen *seen)
{
	free(seen->message);
	free(seen->json);
	free(seen->detail0);
	free(seen->message0);
	free(seen->output0);
}

static struct question *question(const char *name)
{
	struct err err = {0};
	struct question *q = catalogue_find(catalogue, name, &err);
	if (!q)
		fail_msg("%s", err.text);
	return q;
}

static void run_length(const char *name, const char *source, size_t len, enum run_mode mode, struct seen *seen)
{
	struct err err = {0};
	struct question *q = question(name);
	struct question_body *body = question_body_load(q, &err);
	if (!body)
		fail_msg("%s", err.text);
	const struct run_request request = {.question = q,
	                                    .body = body,
	                                    .language = python,
	                                    .source = source,
	                                    .source_len = len,
	                                    .mode = mode};
	seen->run = run_start(runner, &request, on_event, seen);
	while (!seen->ended)
		loop_turn(loop, true);
	run_free(seen->run);
	question_body_free(body);
}

static void run_source(const char *source, enum run_mode mode, struct seen *seen)
{
	run_length("basic/total", source, strlen(source), mode, seen);
}

static void expect_of(const char *name, const char *source, enum verdict verdict, const char *in_message)
{
	struct seen seen = {0};
	run_length(name, source, strlen(source), RUN_PUBLIC, &seen);
	enum verdict got = seen.rows ? seen.rows_verdict[0] : seen.verdict;
	if (got != verdict)
		fail_msg("%s: expected %s, got %s (%s; %s)", source, verdict_name(verdict), verdict_name(got),
		         seen.message, seen.message0);
	const char *message = seen.rows ? seen.message0 : seen.message;
	if (in_message && !strstr(message, in_message) && !strstr(seen.detail0, in_message))
		fail_msg("%s: \"%s\" is not in \"%s\" / \"%s\"", source, in_message, message, seen.detail0);
	seen_release(&seen);
}

static void expect(const char *source, enum verdict verdict, const char *in_message)
{
	expect_of("basic/total", source, verdict, in_message);
}

static void accepts(void **state)
{
	(void)state;
	struct seen seen = {0};
	run_source("def total(items):\n    print('hi', len(items))\n    return sum(items)\n", RUN_PUBLIC, &seen);
	assert_int_equal(seen.verdict, VERDICT_ACCEPTED);
	assert_int_equal(seen.passed, 3);
	assert_int_equal(seen.rows, 3);
	assert_string_equal(seen.message, "all 3 tests passed");
	assert_string_equal(seen.output0, "hi 3\n");
	assert_int_equal(seen.first_failed, 0);
	seen_release(&seen);
}

struct own_rows {
	bool ended;
	enum verdict verdict;
	size_t total, passed, rows, own, done;
	enum verdict last[2];
};

static void on_own_event(const struct run_event *event, void *context)
{
	struct own_rows *seen = context;
	seen->done = event->done;
	if (event->kind != RUN_ENDED)
		return;
	const struct run_report *r = event->report;
	seen->ended = true;
	seen->verdict = r->verdict;
	seen->total = r->total;
	seen->passed = r->passed;
	seen->rows = r->test_count;
	for (size_t i = 0; i < r->test_count; i++)
		if (r->tests[i].own && seen->own < 2)
			seen->last[seen->own++] = r->tests[i].verdict;
}

/* The person's own cases are rows behind the public tests; neither counts nor the verdict know of them. */
static void own_cases(void **state)
{
	(void)state;
	static const char text[] = "[{\"input\": {\"items\": [1, 1]}, \"expected\": 3}, {\"input\": {\"items\": [4]}}]";
	static const char source[] = "def total(items):\n    return sum(items)\n";
	struct err err = {0};
	struct question *q = question("basic/total");
	struct question_body *body = question_body_load(q, &err);
	struct cases cases = {0};
	if (!body || !cases_read(text, strlen(text), body, &cases, &err))
		fail_msg("%s", err.text);
	for (int mode = RUN_PUBLIC; mode <= RUN_SUBMIT; mode++) {
		struct own_rows seen = {0};
		const struct run_request request = {.question = q,
		                                    .body = body,
		                                    .language = python,
		                                    .source = source,
		                                    .source_len = strlen(source),
		                                    .mode = (enum run_mode)mode,
		                                    .own = cases.tests,
		                                    .own_count = cases.count};
		struct run *run = run_start(runner, &request, on_own_event, &seen);
		while (!seen.ended)
			loop_turn(loop, true);
		run_free(run);
		assert_int_equal(seen.verdict, VERDICT_ACCEPTED);
		assert_int_equal(seen.passed, seen.total);
		assert_int_equal(seen.own, mode == RUN_PUBLIC ? 2 : 0);
		if (mode == RUN_SUBMIT)
			continue;
		assert_int_equal(seen.total, 3);
		assert_int_equal(seen.rows, 5);
		assert_int_equal(seen.done, 5);
		assert_int_equal(seen.last[0], VERDICT_WRONG_ANSWER);
		assert_int_equal(seen.last[1], VERDICT_NONE);
	}
	cases_release(&cases);
	question_body_free(body);
}

static void wrong_answers(void **state)
{
	(void)state;
	expect("def total(items):\n    return 5\n", VERDICT_WRONG_ANSWER, "expected 6, got 5");
	expect("def total(items):\n    pass\n", VERDICT_WRONG_ANSWER, "null");
	expect("def total(items):\n    return 'six'\n", VERDICT_WRONG_ANSWER, "int");
}

static void runtime_errors(void **state)
{
	(void)state;
	expect("def total(items):\n    return items[9]\n", VERDICT_RUNTIME_ERROR, "IndexError: list index out of range");
	expect("def total(items):\n    return items[9]\n", VERDICT_RUNTIME_ERROR, "File \"solution.py\", line 2");
	expect("import ctypes\ndef total(items):\n    ctypes.string_at(0)\n", VERDICT_RUNTIME_ERROR, "SIGSEGV");
	expect("import os\ndef total(items):\n    os.abort()\n", VERDICT_RUNTIME_ERROR, "SIGABRT");
	expect("import os\ndef total(items):\n    os._exit(3)\n", VERDICT_RUNTIME_ERROR, "exit status 3");
	expect("def total(items):\n    return total(items)\n", VERDICT_RUNTIME_ERROR, "RecursionError");
	expect("def total(items):\n    return [0] * (1 << 40)\n", VERDICT_RUNTIME_ERROR, "MemoryError");
}

static void no_answers(void **state)
{
	(void)state;
	expect("import os\ndef total(items):\n    os._exit(0)\n", VERDICT_NO_ANSWER, NULL);
	expect("def total(items):\n    raise SystemExit(0)\n", VERDICT_NO_ANSWER, "SystemExit");
	expect("import os\ndef total(items):\n    os.close(4)\n    return 6\n", VERDICT_RUNTIME_ERROR, NULL);
}

static void bad_values(void **state)
{
	(void)state;
	expect("def total(items):\n    return object()\n", VERDICT_BAD_VALUE, "object");
	expect("def total(items):\n    return '\\udc80'\n", VERDICT_BAD_VALUE, "surrogate");
	expect("def total(items):\n    return {1, 2}\n", VERDICT_BAD_VALUE, "set");
	expect("import os\ndef total(items):\n    os.write(4, b'{\"value\":6}')\n    return 6\n", VERDICT_BAD_VALUE, NULL);
	expect("def total(items):\n    x = []\n    x.append(x)\n    return x\n", VERDICT_BAD_VALUE, "deeper");
}

static void limits(void **state)
{
	(void)state;
	expect("def total(items):\n    while True: pass\n", VERDICT_TIME_LIMIT, "500 ms");
	expect("import time\ndef total(items):\n    time.sleep(60)\n", VERDICT_TIME_LIMIT, "500 ms");
	expect("while True: pass\n", VERDICT_TIME_LIMIT, NULL);
	expect("def total(items):\n    while True: print('x' * 1000)\n", VERDICT_OUTPUT_LIMIT, "64 KB");
	expect_of("basic/patient", "def total(items):\n    return 'x' * (20 << 20)\n", VERDICT_OUTPUT_LIMIT, NULL);
	expect_of("basic/patient", "def total(items):\n    x = []\n    while True: x.append(bytearray(1 << 20))\n",
	          VERDICT_MEMORY_LIMIT, NULL);
	expect("import os\ndef total(items):\n    while True:\n        try: os.fork()\n        except OSError: pass\n",
	       VERDICT_TIME_LIMIT, NULL);
}

static void cannot_load(void **state)
{
	(void)state;
	struct seen seen = {0};
	run_source("def total(items)\n    return 1\n", RUN_PUBLIC, &seen);
	assert_int_equal(seen.verdict, VERDICT_CANNOT_LOAD);
	assert_non_null(strstr(seen.message, "SyntaxError at line 1"));
	assert_int_equal(seen.line, 1);
	assert_int_equal(seen.rows, 0);
	seen_release(&seen);
	expect("def totals(items):\n    return 1\n", VERDICT_CANNOT_LOAD, "no function `total`");
	expect("def total(a, b):\n    return 1\n", VERDICT_CANNOT_LOAD, "`total` takes (items); yours takes (a, b)");
	expect("total = 3\n", VERDICT_CANNOT_LOAD, "not a function");
	seen = (struct seen){0};
	run_length("basic/total", "a = 1\nb = '\0'\n", 13, RUN_PUBLIC, &seen);
	assert_int_equal(seen.verdict, VERDICT_CANNOT_LOAD);
	assert_non_null(strstr(seen.message, "NUL byte at byte 11"));
	assert_int_equal(seen.line, 2);
	seen_release(&seen);
	seen = (struct seen){0};
	run_length("basic/total", "a = '\xff'\n", 8, RUN_PUBLIC, &seen);
	assert_non_null(strstr(seen.message, "not UTF-8 at byte 5"));
	seen_release(&seen);
	seen = (struct seen){0};
	AUTO_FREE char *large = mem_new(51 << 10);
	memset(large, '\n', 51 << 10);
	run_length("basic/total", large, 51 << 10, RUN_PUBLIC, &seen);
	assert_int_equal(seen.verdict, VERDICT_CANNOT_LOAD);
	assert_non_null(strstr(seen.message, "limit is 50 KB"));
	seen_release(&seen);
}

/* A crash or a timeout in one test does not lose the others. */
static void goes_on(void **state)
{
	(void)state;
	struct seen seen = {0};
	run_source("import os\ndef total(items):\n    if not items: os.abort()\n    return sum(items)\n", RUN_SUBMIT, &seen);
	assert_int_equal(seen.total, 6);
	assert_int_equal(seen.passed, 5);
	assert_int_equal(seen.first_failed, 2);
	assert_int_equal(seen.verdict, VERDICT_RUNTIME_ERROR);
	seen_release(&seen);
}

/* From hidden tests nothing but counts and the first failing index leaves the engine. */
static void hidden_stay_hidden(void **state)
{
	(void)state;
	struct seen seen = {0};
	run_source("def total(items):\n"
	           "    print('input', items)\n"
	           "    if 7007001 in items: raise ValueError(f'got {items}')\n"
	           "    return sum(items)\n",
	           RUN_SUBMIT, &seen);
	assert_int_equal(seen.total, 6);
	assert_int_equal(seen.passed, 5);
	assert_int_equal(seen.hidden_passed, 2);
	assert_int_equal(seen.rows, 3);
	assert_int_equal(seen.first_failed, 5);
	assert_int_equal(seen.verdict, VERDICT_HIDDEN_FAILED);
	assert_null(strstr(seen.json, "7007001"));
	assert_null(strstr(seen.json, "h-secret"));
	assert_null(strstr(seen.json, "ValueError"));
	assert_null(strstr(seen.json, "7007085"));
	seen_release(&seen);
	/* A forged load error carries nothing out either, and does not end the run. */
	seen = (struct seen){0};
	run_source("import os\n"
	           "def total(items):\n"
	           "    if 7007001 in items:\n"
	           "        os.write(4, b'{\"load\":{\"message\":\"7007001\",\"line\":1}}')\n"
	           "        os._exit(0)\n"
	           "    return sum(items)\n",
	           RUN_SUBMIT, &seen);
	assert_int_equal(seen.passed, 5);
	assert_null(strstr(seen.json, "7007001"));
	seen_release(&seen);
}

static void nothing_expected_inside(void **state)
{
	(void)state;
	struct seen seen = {0};
	/* The words are put together at run time: the source itself is in the process. */
	run_source("import gc, sys\n"
	           "def total(items):\n"
	           "    frame, text = sys._getframe(), ''\n"
	           "    while frame:\n"
	           "        text += repr(frame.f_locals) + repr(frame.f_globals)\n"
	           "        frame = frame.f_back\n"
	           "    text += repr([o for o in gc.get_objects() if isinstance(o, (dict, list))])\n"
	           "    print('pub-th' + 'ree' in text, 'Add' + ' all of' in text, 'h-sec' + 'ret' in text)\n"
	           "    return sum(items)\n",
	           RUN_PUBLIC, &seen);
	assert_string_equal(seen.output0, "False False False\n");
	seen_release(&seen);
}

static void cancels(void **state)
{
	(void)state;
	struct seen seen = {.cancel_after = 1};
	run_source("def total(items):\n    if not items:\n        while True: pass\n    return sum(items)\n", RUN_PUBLIC, &seen);
	assert_int_equal(seen.verdict, VERDICT_CANCELLED);
	assert_string_equal(seen.message, "stopped");
	seen_release(&seen);
}

/* Limits of the whole run: what is left over is said, not run. */
static void run_limits(void **state)
{
	(void)state;
	struct seen seen = {0};
	run_source("def total(items):\n    while True: pass\n", RUN_SUBMIT, &seen);
	assert_int_equal(seen.total, 6);
	assert_int_equal(seen.passed, 0);
	assert_int_equal(seen.rows, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(seen.rows_verdict[i], VERDICT_TIME_LIMIT);
	seen_release(&seen);
}

static char *file_text(const char *folder, const char *name)
{
	struct buf text = {0};
	struct err err = {0};
	AUTO_FREE char *path = path_join(folder, name);
	if (!file_read(path, 1 << 20, &text, &err))
		fail_msg("%s", err.text);
	return buf_steal(&text);
}

static void pytests(void **state)
{
	(void)state;
	struct question *q = question("kmeans-step");
	if (q->state == QUESTION_UNAVAILABLE) {
		print_message("skipped: %s\n", q->problem);
		skip();
	}
	AUTO_FREE char *right = file_text(q->folder, "solution.py");
	AUTO_FREE char *starter = file_text(q->folder, "starting_point.py");
	AUTO_FREE char *forged = mem_format("%s\nimport numpy as np\nnp.allclose = lambda *a, **k: True\n"
	                                    "np.array_equal = lambda *a, **k: True\n", right);
	AUTO_FREE char *leaves = mem_format("%s\nraise SystemExit(0)\n", right);
	AUTO_FREE char *imports = mem_format("import os\n%s", right);
	struct {
		const char *source;
		enum verdict verdict;
	} cases[] = {{right, VERDICT_ACCEPTED},
	             {leaves, VERDICT_NO_ANSWER},
	             {imports, VERDICT_REJECTED},
	             {"def x(:\n", VERDICT_CANNOT_LOAD}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct seen seen = {0};
		run_length("kmeans-step", cases[i].source, strlen(cases[i].source), RUN_PUBLIC, &seen);
		if (seen.verdict != cases[i].verdict)
			fail_msg("case %zu: expected %s, got %s: %s\n%s", i, verdict_name(cases[i].verdict),
			         verdict_name(seen.verdict), seen.message, seen.detail0);
		seen_release(&seen);
	}
	struct seen seen = {0};
	run_length("kmeans-step", starter, strlen(starter), RUN_PUBLIC, &seen);
	assert_int_not_equal(seen.verdict, VERDICT_ACCEPTED);
	seen_release(&seen);
	seen = (struct seen){0};
	run_length("kmeans-step", forged, strlen(forged), RUN_PUBLIC, &seen);
	assert_int_not_equal(seen.verdict, VERDICT_SANDBOX_ERROR);
	seen_release(&seen);
}

/* Freed in the middle: nothing calls back, nothing is left. */
static void freed_early(void **state)
{
	(void)state;
	struct err err = {0};
	struct question *q = question("basic/total");
	struct question_body *body = question_body_load(q, &err);
	assert_non_null(body);
	struct seen seen = {0};
	const char *source = "def total(items):\n    while True: pass\n";
	const struct run_request request = {.question = q,
	                                    .body = body,
	                                    .language = python,
	                                    .source = source,
	                                    .source_len = strlen(source),
	                                    .mode = RUN_PUBLIC};
	seen.run = run_start(runner, &request, on_event, &seen);
	while (!seen.begun)
		loop_turn(loop, true);
	run_free(seen.run);
	assert_false(seen.ended);
	question_body_free(body);
}

static int set_up(void **state)
{
	(void)state;
	struct err err = {0};
	loop = loop_new(&err);
	catalogue = catalogue_new();
	if (!catalogue_add(catalogue, SOURCE_DIR "/tests/fixtures/basic", &err) ||
	    !catalogue_add(catalogue, SOURCE_DIR "/questions/ml", &err))
		fail_msg("%s", err.text);
	struct string_list modules = {0};
	offers_modules(catalogue, &modules);
	const struct tools_spec spec = {.modules = &modules, .can_read = box_can_read};
	tools = tools_new(loop, &spec, NULL, NULL);
	string_list_release(&modules);
	python = language_find("python", NULL);
	assert_non_null(python);
	tools_wait(loop, tools, python, NULL);
	offers_mark(tools, catalogue);
	runner = runner_new(loop, tools, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	runner_free(runner);
	tools_free(tools);
	catalogue_free(catalogue);
	loop_free(loop);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(accepts),       cmocka_unit_test(wrong_answers),
	    cmocka_unit_test(own_cases),
	    cmocka_unit_test(runtime_errors), cmocka_unit_test(no_answers),
	    cmocka_unit_test(bad_values),    cmocka_unit_test(limits),
	    cmocka_unit_test(cannot_load),   cmocka_unit_test(goes_on),
	    cmocka_unit_test(hidden_stay_hidden), cmocka_unit_test(nothing_expected_inside),
	    cmocka_unit_test(cancels),       cmocka_unit_test(run_limits),
	    cmocka_unit_test(pytests),       cmocka_unit_test(freed_early),
	};
	return cmocka_run_group_tests_name("run", tests, set_up, tear_down);
}
