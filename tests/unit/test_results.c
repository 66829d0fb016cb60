/* A run's report -> the lines of the results' pane. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/results.h"

/* All lines as text, one '\n' each. */
static char *render(const struct results *results, size_t width, int64_t now_us, size_t *first_failed)
{
	struct lines lines = {0};
	struct buf out = {0};
	struct results_place place;
	results_render(results, width, now_us, &lines, &place);
	assert_true(place.line == SIZE_MAX ? place.end == SIZE_MAX : place.end > place.line && place.end <= lines.count);
	if (first_failed)
		*first_failed = place.line;
	for (size_t i = 0; i < lines.count; i++) {
		size_t columns = 0;
		for (size_t k = 0; k < lines.items[i].count; k++) {
			const char *text = lines.items[i].spans[k].text;
			assert_null(strpbrk(text, "\n\t\033"));
			columns += text_width(text, strlen(text));
			buf_puts(&out, text);
		}
		if (columns > width)
			fail_msg("%zu columns at a width of %zu: %s", columns, width, out.data);
		buf_putc(&out, '\n');
	}
	lines_release(&lines);
	return buf_steal(&out);
}

static struct run_test a_test(size_t index, const char *id, enum verdict verdict)
{
	return (struct run_test){
	    .index = index,
	    .id = id,
	    .verdict = verdict,
	    .message = (char *)"",
	    .detail = (char *)"",
	    .input = (char *)"",
	    .expected = (char *)"",
	    .actual = (char *)"",
	    .output = (char *)"",
	    .wall_us = 3100,
	    .memory_kb = 9830,
	};
}

static void end(struct results *results, const struct run_report *report, int64_t now_us)
{
	struct run_event event = {.kind = RUN_ENDED, .total = report->total, .done = report->total, .report = report};
	results_event(results, &event, now_us);
}

static void contains(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in:\n%s", part, text);
}

static void lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("'%s' is in:\n%s", part, text);
}

static void test_nothing(void **state)
{
	(void)state;
	struct results results;
	char words[64];
	results_init(&results);
	AUTO_FREE char *text = render(&results, 60, 0, NULL);
	contains(text, "F5 runs");
	results_words(&results, words, sizeof words);
	assert_string_equal(words, "");
	results_release(&results);
}

/* Rows appear while the run goes on. */
static void test_streaming(void **state)
{
	(void)state;
	struct results results;
	char words[64];
	results_init(&results);
	results_begin(&results, RUN_PUBLIC, "the text saved 0.02 s before", 0);
	struct run_event begun = {.kind = RUN_BEGUN, .total = 3};
	results_event(&results, &begun, 0);
	struct run_test one = a_test(0, "first-one", VERDICT_ACCEPTED);
	struct run_event event = {.kind = RUN_TEST, .total = 3, .done = 1, .test = &one};
	results_event(&results, &event, 1000);
	results_words(&results, words, sizeof words);
	assert_string_equal(words, "run: 1 of 3");
	AUTO_FREE char *text = render(&results, 60, 2500000, NULL);
	contains(text, "● running  1 of 3 tests, 2 s  (F9 stops it)");
	contains(text, "✓   1 first-one accepted");
	/* a hidden test is counted, without a row */
	struct run_event hidden = {.kind = RUN_TEST, .total = 3, .done = 2};
	results_event(&results, &hidden, 1000);
	assert_int_equal(results.test_count, 1);
	assert_int_equal(results.done, 2);
	results_release(&results);
}

static void test_failure(void **state)
{
	(void)state;
	struct results results;
	size_t failed;
	results_init(&results);
	results_begin(&results, RUN_PUBLIC, "the text saved 0.02 s before", 0);
	struct run_test tests[2] = {a_test(0, "good", VERDICT_ACCEPTED), a_test(1, "bad", VERDICT_WRONG_ANSWER)};
	tests[1].message = (char *)"expected 3, got 4 at [2]";
	tests[1].input = (char *)"coins = [1, 5]";
	tests[1].expected = (char *)"[1, 2, 3]";
	tests[1].actual = (char *)"[1, 2, 4]";
	tests[1].output = (char *)"a\tb\n\033[31mred\n";
	tests[1].feedback = "look at the last one";
	struct run_report report = {
	    .mode = RUN_PUBLIC,
	    .verdict = VERDICT_WRONG_ANSWER,
	    .message = (char *)"1 of 2 tests passed",
	    .detail = (char *)"",
	    .tests = tests,
	    .test_count = 2,
	    .total = 2,
	    .passed = 1,
	    .wall_us = 6200,
	    .memory_kb = 9830,
	};
	end(&results, &report, 1000000);
	AUTO_FREE char *text = render(&results, 70, 6200000, &failed);
	contains(text, " ✗ wrong answer  1 of 2 tests passed, 6.2 ms, 9.6 MB\n");
	contains(text, "  ran 5 s ago: the text saved 0.02 s before\n");
	contains(text, " ✗   2 bad  wrong answer     3.1 ms   9.6 MB\n");
	contains(text, "    expected 3, got 4 at [2]\n");
	contains(text, "    input     coins = [1, 5]\n");
	contains(text, "    expected  [1, 2, 3]\n");
	contains(text, "    got       [1, 2, 4]\n");
	contains(text, "    printed   a   b\n              \\x1b[31mred\n");
	contains(text, "    look at the last one\n");
	assert_int_equal(failed, 3);
	assert_int_equal(results_role(&results), ROLE_FAIL);
	results_release(&results);
}

/* Long texts are cut, say how much is left out, and come whole when asked for. */
static void test_cuts(void **state)
{
	(void)state;
	struct results results;
	AUTO_BUF printed = {0};
	for (int i = 0; i < 100; i++)
		buf_printf(&printed, "line %d\n", i);
	AUTO_FREE char *wide = mem_new(4001);
	memset(wide, '7', 4000);
	wide[4000] = '\0';
	results_init(&results);
	results_begin(&results, RUN_PUBLIC, "", 0);
	struct run_test test = a_test(0, "long", VERDICT_WRONG_ANSWER);
	test.output = printed.data;
	test.actual = wide;
	struct run_report report = {.verdict = VERDICT_WRONG_ANSWER, .tests = &test, .test_count = 1, .total = 1};
	end(&results, &report, 0);
	AUTO_FREE char *text = render(&results, 40, 0, NULL);
	contains(text, "line 5\n");
	lacks(text, "line 6\n");
	contains(text, "… 94 more lines\n");
	contains(text, "more characters\n");
	results.expanded = true;
	AUTO_FREE char *all = render(&results, 40, 0, NULL);
	contains(all, "line 99\n");
	lacks(all, "more ");
	results_release(&results);
}

/* The failing tests are looked at one after the other; the last run's times stand behind this one's. */
static void test_current_and_bars(void **state)
{
	(void)state;
	struct results results;
	size_t line;
	results_init(&results);
	struct run_test tests[3] = {a_test(0, "one", VERDICT_WRONG_ANSWER), a_test(1, "two", VERDICT_ACCEPTED),
	                            a_test(2, "three", VERDICT_TIME_LIMIT)};
	for (size_t i = 0; i < 3; i++) {
		tests[i].limit_us = 8000;
		tests[i].wall_us = i == 2 ? 8000 : 6000;
	}
	struct run_report report = {.verdict = VERDICT_WRONG_ANSWER, .tests = tests, .test_count = 3, .total = 3, .passed = 1};
	results_begin(&results, RUN_PUBLIC, "", 0);
	end(&results, &report, 0);
	assert_int_equal(results_failures(&results), 2);
	assert_string_equal(results_current(&results)->id, "one");
	results.focus++;
	assert_string_equal(results_current(&results)->id, "three");
	AUTO_FREE char *text = render(&results, 80, 0, &line);
	contains(text, "▸✗   3 three time limit       8.0 ms  ████████");
	contains(text, " ✗   1 one   wrong answer     6.0 ms  ██████··");
	assert_int_equal(line, 4);
	results.focus++;
	assert_string_equal(results_current(&results)->id, "one");
	/* the next run is faster */
	tests[0].verdict = VERDICT_ACCEPTED;
	tests[0].wall_us = 1500;
	results_begin(&results, RUN_PUBLIC, "", 0);
	assert_null(results_current(&results));
	end(&results, &report, 0);
	AUTO_FREE char *after = render(&results, 80, 0, NULL);
	contains(after, " ✓   1 one   accepted         1.5 ms  █▌░░░░··");
	assert_string_equal(results_current(&results)->id, "three");
	results_release(&results);
}

/* Arguments by their names; what the first difference is. */
static void test_detail(void **state)
{
	(void)state;
	struct results results;
	results_init(&results);
	string_list_add(&results.params, "coins");
	string_list_add(&results.params, "amount");
	struct run_test test = a_test(0, "one", VERDICT_WRONG_ANSWER);
	test.input = (char *)"[[1, 5], 11]";
	test.expected = (char *)"[1, 2]";
	test.actual = (char *)"[1, 3]";
	test.message = (char *)"at [1]: expected 2, got 3";
	struct run_report report = {.verdict = VERDICT_WRONG_ANSWER, .tests = &test, .test_count = 1, .total = 1};
	results_begin(&results, RUN_PUBLIC, "", 0);
	end(&results, &report, 0);
	AUTO_FREE char *text = render(&results, 60, 0, NULL);
	contains(text, "    at [1]: expected 2, got 3\n"
	               "    input     coins = [1, 5]\n"
	               "              amount = 11\n"
	               "    expected  [1, 2]\n"
	               "    got       [1, 3]\n");
	results_release(&results);
}

/* A class's calls stand beside what they gave. */
static void test_calls(void **state)
{
	(void)state;
	struct results results;
	results_init(&results);
	struct run_test test = a_test(0, "one", VERDICT_WRONG_ANSWER);
	test.calls = true;
	test.input = (char *)"[[\"new\", [2]], [\"pop\", []]]";
	test.expected = (char *)"[null, 2]";
	test.actual = (char *)"[null, 3]";
	test.message = (char *)"call 2, pop(): expected 2, got 3";
	struct run_report report = {.verdict = VERDICT_WRONG_ANSWER, .tests = &test, .test_count = 1, .total = 1};
	results_begin(&results, RUN_PUBLIC, "", 0);
	end(&results, &report, 0);
	AUTO_FREE char *text = render(&results, 60, 0, NULL);
	contains(text, "    call 2, pop(): expected 2, got 3\n");
	contains(text, "    ≠ pop()   2        │ 3\n");
	lacks(text, "input");
	results_release(&results);
}

static void test_submit(void **state)
{
	(void)state;
	struct results results;
	results_init(&results);
	results_begin(&results, RUN_SUBMIT, "", 0);
	struct run_test test = a_test(0, "seen", VERDICT_ACCEPTED);
	struct run_report report = {
	    .mode = RUN_SUBMIT,
	    .verdict = VERDICT_TIME_LIMIT,
	    .message = (char *)"9 of 13 tests passed",
	    .detail = (char *)"",
	    .tests = &test,
	    .test_count = 1,
	    .total = 13,
	    .passed = 9,
	    .public_total = 4,
	    .public_passed = 4,
	    .hidden_total = 9,
	    .hidden_passed = 5,
	    .first_failed = 6,
	};
	end(&results, &report, 0);
	AUTO_FREE char *text = render(&results, 100, 0, NULL);
	contains(text, "✗ time limit  9 of 13 tests passed");
	contains(text, "public 4 of 4, hidden 5 of 9; first failing test: 6 (hidden: its data stays hidden)");
	contains(text, "submitted just now");
	results_release(&results);
}

static void test_cannot_load(void **state)
{
	(void)state;
	struct results results;
	results_init(&results);
	results_begin(&results, RUN_PUBLIC, "", 0);
	struct run_report report = {
	    .verdict = VERDICT_CANNOT_LOAD,
	    .message = (char *)"SyntaxError: invalid syntax (line 3)",
	    .detail = (char *)"  File \"solution.py\", line 3\n    x = = 1\n        ^",
	};
	end(&results, &report, 0);
	AUTO_FREE char *text = render(&results, 60, 0, NULL);
	contains(text, "✗ cannot load");
	contains(text, "SyntaxError: invalid syntax (line 3)");
	contains(text, "    x = = 1\n");
	lacks(text, "of 0");
	results_release(&results);
}

static void test_not_the_candidates_fault(void **state)
{
	(void)state;
	struct results results;
	results_init(&results);
	results_begin(&results, RUN_PUBLIC, "", 0);
	struct run_report report = {.verdict = VERDICT_SANDBOX_ERROR, .message = (char *)"no namespaces and no Landlock"};
	end(&results, &report, 0);
	AUTO_FREE char *text = render(&results, 100, 0, NULL);
	contains(text, "● sandbox error");
	contains(text, "no namespaces and no Landlock");
	contains(text, "not your program's");
	assert_int_equal(results_role(&results), ROLE_WARN);
	results_refuse(&results, "the disk is full");
	AUTO_FREE char *refused = render(&results, 60, 0, NULL);
	contains(refused, "● not started  the disk is full");
	results_release(&results);
}

/* No width breaks it, and no line is wider than asked for. */
static void test_widths(void **state)
{
	(void)state;
	struct results results;
	results_init(&results);
	results_begin(&results, RUN_SUBMIT, "the text saved 0.02 s before", 0);
	struct run_test tests[2] = {a_test(98, "a-rather-long-name-of-a-test-中文", VERDICT_RUNTIME_ERROR),
	                            a_test(99, "b", VERDICT_ACCEPTED)};
	tests[0].message = (char *)"ZeroDivisionError: division by zero";
	tests[0].detail = (char *)"Traceback (most recent call last):\n  File \"solution.py\", line 2, in f\n    return 中 / 0";
	tests[0].input = (char *)"中文中文中文中文中文中文中文中文";
	struct run_report report = {.mode = RUN_SUBMIT,
	                            .verdict = VERDICT_RUNTIME_ERROR,
	                            .tests = tests,
	                            .test_count = 2,
	                            .total = 100,
	                            .passed = 1,
	                            .hidden_total = 50,
	                            .first_failed = 99};
	end(&results, &report, 0);
	for (size_t width = 24; width < 140; width++) {
		AUTO_FREE char *text = render(&results, width, 1, NULL);
		contains(text, "✗");
	}
	results_release(&results);
}

static void test_durations(void **state)
{
	(void)state;
	char out[24];
	assert_string_equal(duration_words(20000, out), "0.02 s");
	assert_string_equal(duration_words(5900000, out), "5 s");
	assert_string_equal(duration_words(89 * INT64_C(1000000), out), "89 s");
	assert_string_equal(duration_words(180 * INT64_C(1000000), out), "3 min");
	assert_string_equal(duration_words(7200 * INT64_C(1000000), out), "2 h");
	assert_string_equal(duration_words(3 * 86400 * INT64_C(1000000), out), "3 d");
	assert_string_equal(duration_words(-5, out), "0.00 s");
	assert_string_equal(duration_words(INT64_MAX, out), "106751991 d");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_streaming),
		cmocka_unit_test(test_failure),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_current_and_bars),
		cmocka_unit_test(test_detail),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_submit),
		cmocka_unit_test(test_cannot_load),
		cmocka_unit_test(test_not_the_candidates_fault),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_durations),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
