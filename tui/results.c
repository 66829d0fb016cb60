#include "tui/results.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/commands.h"
#include "tui/results_detail.h"
#include "tui/wrap.h"

#define DETAIL_INDENT 4
/* Rows narrower than these leave out the bar, then memory, then time. */
#define BAR_COLS 72
#define BAR_COLUMNS 8
#define MEMORY_COLS 56
#define TIME_COLS 42

/* ---- holding */

static void release_test(struct run_test *test)
{
	free((char *)(uintptr_t)test->id);
	free((char *)(uintptr_t)test->feedback);
	free(test->message);
	free(test->detail);
	free(test->input);
	free(test->expected);
	free(test->actual);
	free(test->output);
}

static char *copy_text(const char *text)
{
	return mem_dup(text ? text : "");
}

static void add_test(struct results *results, const struct run_test *from)
{
	MEM_ROOM(results->tests, results->test_count, results->test_capacity);
	struct run_test *test = &results->tests[results->test_count++];
	*test = *from;
	test->id = copy_text(from->id);
	test->feedback = copy_text(from->feedback);
	test->message = copy_text(from->message);
	test->detail = copy_text(from->detail);
	test->input = copy_text(from->input);
	test->expected = copy_text(from->expected);
	test->actual = copy_text(from->actual);
	test->output = copy_text(from->output);
}

static void drop_tests(struct results *results)
{
	for (size_t i = 0; i < results->test_count; i++)
		release_test(&results->tests[i]);
	results->test_count = 0;
}

static void drop_before(struct results *results)
{
	for (size_t i = 0; i < results->before_count; i++)
		free(results->before[i].id);
	free(results->before);
	results->before = NULL;
	results->before_count = 0;
}

/* The times of a run that came to its end are what the next one is seen beside. */
static void keep_times(struct results *results)
{
	if (results->phase != RESULTS_ENDED || !results->test_count)
		return;
	drop_before(results);
	results->before = mem_zero(results->test_count, sizeof *results->before);
	for (size_t i = 0; i < results->test_count; i++)
		if (results->tests[i].limit_us)
			results->before[results->before_count++] =
			    (struct results_time){mem_dup(results->tests[i].id), results->tests[i].wall_us};
}

static void drop_report(struct results *results)
{
	free(results->report.message);
	free(results->report.detail);
	free(results->report.tool);
	free(results->report.tool_version);
	free(results->report.warnings);
	results->report = (struct run_report){0};
}

void results_init(struct results *results)
{
	*results = (struct results){.what_ran = mem_dup(""), .message = mem_dup(""), .stage = mem_dup("")};
}

void results_release(struct results *results)
{
	drop_tests(results);
	drop_before(results);
	drop_report(results);
	string_list_release(&results->params);
	free(results->tests);
	free(results->what_ran);
	free(results->message);
	free(results->stage);
	*results = (struct results){0};
}

static void set_text(char **text, const char *value)
{
	char *copy = mem_dup(value);
	free(*text);
	*text = copy;
}

static void start_anew(struct results *results, enum results_phase phase, enum run_mode mode, int64_t now_us)
{
	keep_times(results);
	drop_tests(results);
	drop_report(results);
	results->focus = 0;
	results->phase = phase;
	results->mode = mode;
	results->total = results->done = 0;
	results->begun_us = now_us;
	results->ended_us = 0;
	results->expanded = false;
	set_text(&results->message, "");
	set_text(&results->what_ran, "");
	set_text(&results->stage, "");
}

void results_saving(struct results *results, enum run_mode mode, int64_t now_us)
{
	start_anew(results, RESULTS_SAVING, mode, now_us);
}

void results_begin(struct results *results, enum run_mode mode, const char *what_ran, int64_t now_us)
{
	start_anew(results, RESULTS_RUNNING, mode, now_us);
	set_text(&results->what_ran, what_ran);
}

void results_refuse(struct results *results, const char *why)
{
	drop_tests(results);
	drop_report(results);
	results->phase = RESULTS_NOT_RUN;
	set_text(&results->message, why);
}

void results_tell(struct results *results, const char *heading, const char *text)
{
	start_anew(results, RESULTS_TOLD, RUN_PUBLIC, 0);
	set_text(&results->stage, heading);
	set_text(&results->message, text);
}

/* The report is the last word: its rows replace those that came one by one. */
static void take_report(struct results *results, const struct run_report *report, int64_t now_us)
{
	drop_tests(results);
	drop_report(results);
	for (size_t i = 0; i < report->test_count; i++)
		add_test(results, &report->tests[i]);
	results->report = *report;
	results->report.tests = NULL;
	results->report.test_count = 0;
	results->report.message = copy_text(report->message);
	results->report.detail = copy_text(report->detail);
	results->report.tool = copy_text(report->tool);
	results->report.tool_version = copy_text(report->tool_version);
	results->report.warnings = copy_text(report->warnings);
	results->phase = RESULTS_ENDED;
	results->ended_us = now_us;
}

void results_event(struct results *results, const struct run_event *event, int64_t now_us)
{
	results->total = event->total;
	results->done = event->done;
	if (event->kind == RUN_STAGE)
		set_text(&results->stage, event->stage ? event->stage : "");
	if (event->kind == RUN_TEST && event->test)
		add_test(results, event->test);
	else if (event->kind == RUN_ENDED && event->report)
		take_report(results, event->report, now_us);
}

/* ---- words */

const char *verdict_mark(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_ACCEPTED:
		return "✓";
	case VERDICT_NONE:
	case VERDICT_SANDBOX_ERROR:
	case VERDICT_CANCELLED:
		return "●";
	default:
		return "✗";
	}
}

enum role verdict_role(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_ACCEPTED:
		return ROLE_PASS;
	case VERDICT_NONE:
		return ROLE_RUNNING;
	case VERDICT_SANDBOX_ERROR:
	case VERDICT_CANCELLED:
		return ROLE_WARN;
	default:
		return ROLE_FAIL;
	}
}

const char *duration_words(int64_t us, char out[24])
{
	static const struct {
		int64_t s, unit;
		const char *name;
	} steps[] = {{90, 1, "s"}, {90 * 60, 60, "min"}, {36 * 3600, 3600, "h"}, {INT64_MAX, 86400, "d"}};
	if (us < 0)
		us = 0;
	if (us < 1000000) {
		snprintf(out, 24, "%.2f s", (double)us / 1e6);
		return out;
	}
	size_t i = 0;
	while (us / 1000000 >= steps[i].s)
		i++;
	snprintf(out, 24, "%" PRId64 " %s", us / 1000000 / steps[i].unit, steps[i].name);
	return out;
}

/* How long a test took: thousandths count here. */
static void time_words(int64_t us, char *out, size_t size)
{
	if (us < 10000)
		snprintf(out, size, "%.1f ms", (double)us / 1e3);
	else if (us < 1000000)
		snprintf(out, size, "%.0f ms", (double)us / 1e3);
	else
		snprintf(out, size, "%.2f s", (double)us / 1e6);
}

static void memory_words(int64_t kb, char *out, size_t size)
{
	if (kb < 10240)
		snprintf(out, size, "%.1f MB", (double)kb / 1024);
	else
		snprintf(out, size, "%.0f MB", (double)kb / 1024);
}

void results_words(const struct results *results, char *out, size_t size)
{
	const char *what = results->mode == RUN_SUBMIT ? "submit" : "run";
	switch (results->phase) {
	case RESULTS_NOTHING:
		snprintf(out, size, "%s", "");
		return;
	case RESULTS_SAVING:
		snprintf(out, size, "%s: saving", what);
		return;
	case RESULTS_RUNNING:
		if (results->stage[0])
			snprintf(out, size, "%s: %.40s", what, results->stage);
		else if (results->total)
			snprintf(out, size, "%s: %zu of %zu", what, results->done, results->total);
		else
			snprintf(out, size, "%s: starting", what);
		return;
	case RESULTS_NOT_RUN:
		snprintf(out, size, "%s: not started", what);
		return;
	case RESULTS_TOLD:
		snprintf(out, size, "%s", results->stage);
		return;
	case RESULTS_ENDED:
		snprintf(out, size, "%s: %s %s", what, verdict_mark(results->report.verdict),
		         verdict_words(results->report.verdict));
		return;
	}
}

enum role results_role(const struct results *results)
{
	switch (results->phase) {
	case RESULTS_ENDED:
		return verdict_role(results->report.verdict);
	case RESULTS_NOT_RUN:
		return ROLE_WARN;
	case RESULTS_SAVING:
	case RESULTS_RUNNING:
		return ROLE_RUNNING;
	case RESULTS_NOTHING:
	case RESULTS_TOLD:
		break;
	}
	return ROLE_DIM;
}

/* ---- rows */

static void put(struct lines *out, enum role role, const char *text)
{
	lines_add(out, role, 0, text, strlen(text));
}

static void put_padding(struct lines *out, size_t columns)
{
	while (columns-- > 0)
		put(out, ROLE_TEXT, " ");
}

/* `text`, escaped, in exactly `columns`. */
static void put_column(struct lines *out, enum role role, const char *text, size_t columns)
{
	AUTO_FREE char *safe = text_escaped(text, TEXT_ONE_LINE);
	size_t used, len = strlen(safe);
	size_t fits = text_fit(safe, len, columns, &used);
	if (fits < len && columns > 1) {
		fits = text_fit(safe, len, columns - 1, &used);
		lines_add(out, role, 0, safe, fits);
		put(out, role, "…");
		used++;
	} else {
		lines_add(out, role, 0, safe, fits);
	}
	put_padding(out, columns > used ? columns - used : 0);
}

static void put_right(struct lines *out, enum role role, const char *text, size_t columns)
{
	size_t width = text_width(text, strlen(text));
	put_padding(out, columns > width ? columns - width : 0);
	put(out, role, text);
}

/* The test of the last run with the same id; 0 where there was none. */
static int64_t time_before(const struct results *results, const char *id)
{
	for (size_t i = 0; i < results->before_count; i++)
		if (id[0] && strcmp(results->before[i].id, id) == 0)
			return results->before[i].wall_us;
	return 0;
}

static size_t eighths(int64_t us, int64_t limit_us)
{
	int64_t most = BAR_COLUMNS * 8;
	int64_t part = (us * most + limit_us - 1) / limit_us; /* whatever ran is seen */
	return (size_t)(part < 0 ? 0 : part > most ? most : part);
}

/* How much of the limit was used; behind it what the last run took. */
static void put_bar(const struct run_test *test, int64_t before_us, struct lines *out)
{
	static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	put_padding(out, 2);
	if (test->limit_us <= 0) {
		put_padding(out, BAR_COLUMNS);
		return;
	}
	size_t now = eighths(test->wall_us, test->limit_us);
	size_t before = (eighths(before_us, test->limit_us) + 7) / 8, column = 0;
	enum role role = test->verdict == VERDICT_TIME_LIMIT ? ROLE_FAIL : now > BAR_COLUMNS * 8 / 2 ? ROLE_WARN : ROLE_PASS;
	for (; column < now / 8; column++)
		put(out, role, "█");
	if (now % 8) {
		put(out, role, parts[now % 8]);
		column++;
	}
	for (; column < BAR_COLUMNS; column++)
		put(out, ROLE_DIM, column < before ? "░" : "·");
}

/* " ✗  2 largest-first   wrong answer   3.1 ms  ▏░······   9.8 MB" */
static void put_row(const struct results *results, const struct run_test *test, bool current, size_t width, size_t id_columns,
                    struct lines *out)
{
	char text[32];
	enum role role = verdict_role(test->verdict);
	lines_begin(out);
	put(out, role, current ? "▸" : " ");
	put(out, role, verdict_mark(test->verdict));
	snprintf(text, sizeof text, "%zu", test->index + 1);
	put_right(out, ROLE_DIM, text, 4);
	put(out, ROLE_TEXT, " ");
	if (id_columns) {
		put_column(out, ROLE_TEXT, test->id, id_columns);
		put(out, ROLE_TEXT, " ");
	}
	bool shown_only = test->own && test->verdict == VERDICT_NONE;
	put_column(out, role, shown_only ? "ran" : verdict_words(test->verdict), 14);
	if (width >= TIME_COLS) {
		time_words(test->wall_us, text, sizeof text);
		put_right(out, ROLE_DIM, text, 9);
	}
	if (width >= BAR_COLS)
		put_bar(test, time_before(results, test->id), out);
	if (width >= MEMORY_COLS && test->memory_kb > 0) {
		memory_words(test->memory_kb, text, sizeof text);
		put_right(out, ROLE_DIM, text, 9);
	}
}

/* The ids' column: as wide as the widest, as far as there is room. */
static size_t id_columns(const struct results *results, size_t width)
{
	size_t fixed = 7 + 1 + 14 + (width >= TIME_COLS ? 9U : 0U) + (width >= MEMORY_COLS ? 9U : 0U) +
	               (width >= BAR_COLS ? 2U + BAR_COLUMNS : 0U);
	size_t room = width > fixed ? width - fixed : 0;
	size_t widest = 0;
	for (size_t i = 0; i < results->test_count; i++) {
		size_t len = strlen(results->tests[i].id);
		widest = len > widest ? len : widest;
	}
	return room < 4 ? 0 : widest < room ? widest : room;
}

static void put_indented(enum role role, const char *text, size_t most, size_t width, struct lines *out)
{
	if (!text[0])
		return;
	lines_begin(out);
	put_padding(out, DETAIL_INDENT);
	wrap_text(out, role, text, width, (struct wrap_limits){.most = most, .indent = DETAIL_INDENT, .go_on = true});
}

/* The report's own words are worth a line where the rows do not say it all. */
static bool message_matters(const struct results *results)
{
	switch (results->report.verdict) {
	case VERDICT_CANNOT_LOAD:
	case VERDICT_COMPILE_ERROR:
	case VERDICT_REJECTED:
	case VERDICT_TAMPERED:
	case VERDICT_SANDBOX_ERROR:
		return true;
	case VERDICT_ACCEPTED:
	case VERDICT_CANCELLED:
		return false;
	default:
		return results->test_count == 0 && results->mode == RUN_PUBLIC;
	}
}

/* What keeps the whole source from running stands in the head; each test would only repeat it. */
static bool said_above(const struct results *results, const struct run_test *test)
{
	return results->phase == RESULTS_ENDED && message_matters(results) && test->verdict == results->report.verdict;
}

static bool is_failure(const struct results *results, const struct run_test *test)
{
	return test->verdict != VERDICT_ACCEPTED && test->verdict != VERDICT_NONE && !said_above(results, test);
}

size_t results_failures(const struct results *results)
{
	size_t count = 0;
	for (size_t i = 0; i < results->test_count; i++)
		count += is_failure(results, &results->tests[i]);
	return count;
}

const struct run_test *results_current(const struct results *results)
{
	size_t count = results_failures(results), seen = 0;
	if (results->phase != RESULTS_RUNNING && results->phase != RESULTS_ENDED)
		return NULL;
	for (size_t i = 0; count && i < results->test_count; i++)
		if (is_failure(results, &results->tests[i]) && seen++ == results->focus % count)
			return &results->tests[i];
	return NULL;
}

int results_line(const struct results *results)
{
	const struct run_test *current = results_current(results);
	if (current && current->line > 0)
		return current->line;
	return results->phase == RESULTS_ENDED ? results->report.line : 0;
}

static void put_tests(const struct results *results, size_t width, struct lines *out, struct results_place *place)
{
	size_t columns = id_columns(results, width);
	const struct run_test *current = results_current(results);
	bool several = results_failures(results) > 1;
	for (size_t i = 0; i < results->test_count; i++) {
		const struct run_test *test = &results->tests[i];
		if (said_above(results, test))
			continue;
		if (test == current)
			place->line = out->count;
		put_row(results, test, several && test == current, width, columns, out);
		results_put_detail(test, &results->params, results->expanded, width, out);
		if (test == current)
			place->end = out->count;
	}
}

/* ---- the head */

static void put_ran(const struct results *results, size_t width, int64_t now_us, struct lines *out)
{
	char ago[24];
	AUTO_BUF text = {0};
	/* Below a second "0.43 s ago" would change at every frame, for nobody. */
	int64_t age = now_us - results->ended_us;
	if (age < 1000000)
		buf_puts(&text, " just now");
	else
		buf_printf(&text, " %s ago", duration_words(age, ago));
	if (results->what_ran[0])
		buf_printf(&text, ": %s", results->what_ran);
	if (results->report.built && results->report.build_us > 0) {
		char took[32];
		time_words(results->report.build_us, took, sizeof took);
		if (results->report.build_cached)
			buf_puts(&text, "; compiled before");
		else
			buf_printf(&text, "; compiled in %s", took);
	}
	lines_begin(out);
	put(out, ROLE_DIM, results->mode == RUN_SUBMIT ? "  submitted" : "  ran");
	wrap_text(out, ROLE_DIM, buf_text(&text), width, (struct wrap_limits){.indent = 2, .go_on = true});
}

static void put_totals(const struct run_report *report, size_t width, struct lines *out)
{
	char time[32], memory[32];
	AUTO_BUF text = {0};
	if (report->total)
		buf_printf(&text, "  %zu of %zu tests passed", report->passed, report->total);
	if (report->wall_us > 0) {
		time_words(report->wall_us, time, sizeof time);
		buf_printf(&text, ", %s", time);
	}
	if (report->memory_kb > 0) {
		memory_words(report->memory_kb, memory, sizeof memory);
		buf_printf(&text, ", %s", memory);
	}
	wrap_text(out, ROLE_TEXT, buf_text(&text), width, (struct wrap_limits){.indent = 3, .go_on = true});
}

/* The person's own cases stand in no count of the report. */
static void put_own(const struct results *results, size_t width, struct lines *out)
{
	size_t count = 0, passed = 0, compared = 0;
	for (size_t i = 0; i < results->test_count; i++) {
		const struct run_test *test = &results->tests[i];
		count += test->own;
		passed += test->own && test->verdict == VERDICT_ACCEPTED;
		compared += test->own && test->verdict != VERDICT_NONE;
	}
	if (!count)
		return;
	AUTO_FREE char *text = compared ? mem_format("; %zu of %zu own cases", passed, compared)
	                                : mem_format("; %zu own case%s ran", count, count == 1 ? "" : "s");
	wrap_text(out, ROLE_TEXT, text, width, (struct wrap_limits){.indent = 3, .go_on = true});
}

static void put_submit(const struct run_report *report, size_t width, struct lines *out)
{
	AUTO_BUF text = {0};
	buf_printf(&text, "  public %zu of %zu", report->public_passed, report->public_total);
	if (report->hidden_total)
		buf_printf(&text, ", hidden %zu of %zu", report->hidden_passed, report->hidden_total);
	if (report->first_failed)
		buf_printf(&text, "; first failing test: %zu%s", report->first_failed,
		           report->first_failed > report->public_total ? " (hidden: its data stays hidden)" : "");
	lines_begin(out);
	wrap_text(out, ROLE_TEXT, buf_text(&text), width, (struct wrap_limits){.indent = 2, .go_on = true});
}

/* What the compiler has to say of a program that works. */
static void put_warnings(const struct results *results, size_t width, struct lines *out)
{
	const char *warnings = results->report.warnings;
	if (!warnings || !warnings[0] || results->report.verdict == VERDICT_COMPILE_ERROR)
		return;
	lines_begin(out);
	put(out, ROLE_WARN, "  warnings of the compiler");
	put_indented(ROLE_DIM, warnings, results->expanded ? 0 : 6, width, out);
}

static void put_report(const struct results *results, size_t width, int64_t now_us, struct lines *out)
{
	const struct run_report *report = &results->report;
	lines_begin(out);
	put(out, ROLE_TEXT, " ");
	put(out, verdict_role(report->verdict), verdict_mark(report->verdict));
	put(out, ROLE_TEXT, " ");
	lines_add(out, verdict_role(report->verdict), STYLE_BOLD, verdict_words(report->verdict),
	          strlen(verdict_words(report->verdict)));
	if (report->verdict == VERDICT_CANCELLED)
		wrap_text(out, ROLE_TEXT, "  stopped before all tests were done", width,
		          (struct wrap_limits){.indent = 3, .go_on = true});
	else
		put_totals(report, width, out);
	put_own(results, width, out);
	if (results->mode == RUN_SUBMIT && report->total && report->verdict != VERDICT_CANCELLED)
		put_submit(report, width, out);
	put_ran(results, width, now_us, out);
	if (message_matters(results)) {
		/* A detail often begins with the message. */
		if (!strstr(report->detail, report->message))
			put_indented(ROLE_ERROR, report->message, 0, width, out);
		put_indented(ROLE_TEXT, report->detail, results->expanded ? 0 : 20, width, out);
	}
	if (report->verdict == VERDICT_SANDBOX_ERROR)
		put_indented(ROLE_DIM, "This is the machine's fault or Greenroom's, not your program's: greenroom doctor says more.",
		             0, width, out);
}

static void put_running(const struct results *results, size_t width, int64_t now_us, struct lines *out)
{
	char since[24];
	AUTO_BUF text = {0};
	if (results->stage[0])
		buf_printf(&text, "  %s", results->stage);
	else if (results->total)
		buf_printf(&text, "  %zu of %zu tests", results->done, results->total);
	if (now_us - results->begun_us >= 1000000)
		buf_printf(&text, ", %s", duration_words(now_us - results->begun_us, since));
	AUTO_FREE char *stops = command_fill("  ({stop} stops it)");
	buf_puts(&text, stops);
	lines_begin(out);
	put(out, ROLE_RUNNING, results->phase == RESULTS_SAVING ? " ● saving" : " ● running");
	wrap_text(out, ROLE_TEXT, buf_text(&text), width, (struct wrap_limits){.indent = 3, .go_on = true});
}

void results_render(const struct results *results, size_t width, int64_t now_us, struct lines *out,
                    struct results_place *place)
{
	struct results_place unused;
	place = place ? place : &unused;
	*place = (struct results_place){SIZE_MAX, SIZE_MAX};
	switch (results->phase) {
	case RESULTS_NOTHING: {
		AUTO_FREE char *keys = command_fill(" {run} runs the public tests on what is in the editor.\n"
		                                    "{submit} submits: public and hidden tests.");
		wrap_text(out, ROLE_DIM, keys, width, (struct wrap_limits){.indent = 1});
		break;
	}
	case RESULTS_NOT_RUN:
		lines_begin(out);
		put(out, ROLE_WARN, " ● not started  ");
		wrap_text(out, ROLE_TEXT, results->message, width, (struct wrap_limits){.indent = 3, .go_on = true});
		break;
	case RESULTS_TOLD:
		wrap_text(out, ROLE_TEXT, results->message, width, (struct wrap_limits){.indent = 1});
		break;
	case RESULTS_SAVING:
	case RESULTS_RUNNING:
		put_running(results, width, now_us, out);
		put_tests(results, width, out, place);
		break;
	case RESULTS_ENDED:
		put_report(results, width, now_us, out);
		put_tests(results, width, out, place);
		put_warnings(results, width, out);
		break;
	}
}
