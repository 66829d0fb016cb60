/* Runs and submits, told in sentences: the verdict, how many tests passed, the first that failed, the rest. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/judge.h"
#include "cli/linear.h"
#include "engine/base/files.h"
#include "engine/base/mem.h"

enum { TEXT_MAX = 1000 /* of one text, before "test N" tells it whole */ };

/* ---- sentences */

static void put_capital(struct buf *out, const char *text)
{
	size_t start = out->len;
	put_text(out, text);
	if (out->len > start)
		out->data[start] = (char)toupper((unsigned char)out->data[start]);
}

/* A full stop, where none is. */
static void put_stop(struct buf *out)
{
	char last = out->len ? out->data[out->len - 1] : '\n';
	buf_puts(out, last == '.' || last == '!' || last == '?' || last == ':' ? "\n" : ".\n");
}

/* "Input: [1, 2]", or a line alone and the text below. Nothing for "". */
static void put_named(struct buf *out, const char *name, const char *text, size_t max)
{
	if (!*text)
		return;
	size_t len = strlen(text);
	const char *end = strchr(text, '\n');
	if (!end || end[1] == '\0') {
		AUTO_BUF cut = {0};
		text_cut_middle(&cut, text, len - (end != NULL), max);
		buf_printf(out, "%s: ", name);
		text_escape(out, buf_text(&cut), cut.len, TEXT_LINES);
		buf_putc(out, '\n');
	} else {
		buf_printf(out, "%s:\n", name);
		put_lines(out, "  ", text, max);
	}
}

static const char *test_name(const struct run_test *test)
{
	return *test->id ? test->id : "run_tests";
}

/* "Line 3 of the draft: return n" */
static void put_line(const struct linear *linear, int number, struct buf *out)
{
	const char *text = buf_text(&linear->source);
	for (int i = 1; i < number && text; i++) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	if (number < 1 || !text)
		return;
	text += strspn(text, " \t");
	buf_printf(out, "Line %d of the draft: ", number);
	text_escape(out, text, strcspn(text, "\r\n"), TEXT_ONE_LINE);
	buf_putc(out, '\n');
}

/* A test that failed, or one that was asked for. */
static void put_test(const struct linear *linear, const struct run_test *test, size_t max, struct buf *out)
{
	bool good = test->verdict == VERDICT_ACCEPTED;
	buf_printf(out, "Test %zu, ", test->index + 1);
	put_text(out, test_name(test));
	buf_printf(out, ", %s", verdict_words(test->verdict));
	if (*test->message) {
		buf_puts(out, ": ");
		put_text(out, test->message);
	}
	put_stop(out);
	put_line(linear, test->line, out);
	put_named(out, "Input", test->input, max);
	put_named(out, test->any_of ? "Expected, one of" : "Expected", test->expected, max);
	put_named(out, "Actual", test->actual, max);
	/* A traceback that begins with the message says it a second time. */
	if (!good && strcmp(test->detail, test->message) != 0)
		put_named(out, "Details", test->detail, max);
	put_named(out, "Printed", test->output, max);
	if (!good && test->feedback)
		put_named(out, "Hint", test->feedback, max);
}

static const struct run_test *first_failed(const struct run_report *report)
{
	for (size_t i = 0; i < report->test_count; i++)
		if (report->tests[i].verdict != VERDICT_ACCEPTED)
			return &report->tests[i];
	return NULL;
}

/* "Failed too: test 3, big, time limit; test 4, ..." */
static void put_others(const struct run_report *report, bool good, const struct run_test *but, struct buf *out)
{
	size_t told = 0;
	for (size_t i = 0; i < report->test_count; i++) {
		const struct run_test *test = &report->tests[i];
		if ((test->verdict == VERDICT_ACCEPTED) != good || test == but)
			continue;
		buf_puts(out, told++ ? "; " : good ? "Passed: " : "Failed too: ");
		buf_printf(out, "test %zu, ", test->index + 1);
		put_text(out, test_name(test));
		if (!good)
			buf_printf(out, ", %s", verdict_words(test->verdict));
	}
	if (told)
		buf_puts(out, ".\n");
}

/* Of a submit only counts, as everywhere. */
static void put_counts(const struct run_report *report, struct buf *out)
{
	buf_printf(out, "Public tests: %zu of %zu passed.\n", report->public_passed, report->public_total);
	if (report->hidden_total)
		buf_printf(out, "Hidden tests: %zu of %zu passed.\n", report->hidden_passed, report->hidden_total);
	if (report->first_failed)
		buf_printf(out, "The first that failed is test %zu.\n", report->first_failed);
}

static void put_cost(const struct run_report *report, struct buf *out)
{
	buf_puts(out, "It took ");
	put_time(out, report->wall_us);
	buf_puts(out, " and ");
	put_memory(out, report->memory_kb);
	buf_puts(out, ".\n");
}

/* Were there tests, or did it end before them? */
static bool is_judged(enum verdict verdict)
{
	return verdict != VERDICT_CANCELLED && verdict != VERDICT_CANNOT_LOAD && verdict != VERDICT_COMPILE_ERROR &&
	       verdict != VERDICT_REJECTED && verdict != VERDICT_SANDBOX_ERROR;
}

static void put_report(const struct linear *linear, const struct run_report *report, struct buf *out)
{
	put_capital(out, verdict_words(report->verdict));
	if (*report->message) {
		buf_puts(out, ": ");
		put_text(out, report->message);
	}
	put_stop(out);
	if (!is_judged(report->verdict)) {
		put_line(linear, report->line, out);
		put_named(out, "Details", report->detail, 4 * TEXT_MAX);
		return;
	}
	const struct run_test *failed = report->mode == RUN_PUBLIC ? first_failed(report) : NULL;
	if (failed)
		put_test(linear, failed, TEXT_MAX, out);
	else
		put_named(out, "Details", report->detail, 4 * TEXT_MAX);
	if (report->mode == RUN_SUBMIT) {
		put_counts(report, out);
	} else {
		put_others(report, false, failed, out);
		put_others(report, true, NULL, out);
	}
	put_cost(report, out);
	put_named(out, "The compiler warns", report->warnings, TEXT_MAX);
}

/* ---- the run */

void linear_run_forget(struct linear *linear)
{
	run_free(linear->run);
	linear->run = NULL;
	linear->report = NULL;
	buf_clear(&linear->source);
}

static void on_event(const struct run_event *event, void *context)
{
	struct linear *linear = context;
	AUTO_BUF out = {0};
	if (event->kind == RUN_BEGUN) {
		AUTO_FREE char *tests = linear_count(event->total, "test");
		buf_printf(&out, "Running %s.\n", tests);
	} else if (event->kind == RUN_STAGE && event->stage) {
		put_capital(&out, event->stage);
		put_stop(&out);
	} else if (event->kind == RUN_ENDED) {
		linear->report = event->report;
		linear->running = false;
	}
	print(&out);
}

static void judge(struct linear *linear, enum run_mode mode)
{
	struct session *session = linear->session;
	struct err err = {0};
	AUTO_BUF out = {0};
	linear_run_forget(linear);
	if (!source_read(session, linear->question, linear->language, NULL, &linear->source, &err)) {
		complain(&err);
		return;
	}
	if (!rate_allows(session, linear->question))
		return;
	const struct judging judging = {
		.session = session,
		.question = linear->question,
		.body = linear->body,
		.language = linear->language,
		.source = buf_text(&linear->source),
		.source_len = linear->source.len,
		.mode = mode,
	};
	const struct run_request request = {
		.question = judging.question,
		.body = judging.body,
		.language = judging.language,
		.source = judging.source,
		.source_len = judging.source_len,
		.mode = mode,
	};
	linear->running = true;
	linear->run = run_start(session->runner, &request, on_event, linear);
	while (linear->running)
		loop_turn(session->loop, true);
	record_attempt(linear->report, (void *)&judging);
	put_report(linear, linear->report, &out);
	print(&out);
}

void linear_run(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	judge(linear, RUN_PUBLIC);
}

void linear_submit(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	judge(linear, RUN_SUBMIT);
}

/* ---- what was told, once more */

static bool has_report(const struct linear *linear)
{
	if (!linear->report)
		complain_of(STATUS_INPUT, "nothing was run yet: type run");
	return linear->report;
}

void linear_results(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	AUTO_BUF out = {0};
	if (!has_report(linear))
		return;
	put_report(linear, linear->report, &out);
	print(&out);
}

void linear_test(struct linear *linear, const struct linear_words *words)
{
	size_t number;
	AUTO_BUF out = {0};
	if (!has_report(linear))
		return;
	if (linear->report->mode == RUN_SUBMIT) {
		complain_of(STATUS_INPUT, "a submit tells of no single test: type run, then test and a number");
		return;
	}
	if (!linear_number(words->items[0], "test of this run", linear->report->test_count, &number))
		return;
	put_test(linear, &linear->report->tests[number - 1], SIZE_MAX, &out);
	print(&out);
}
