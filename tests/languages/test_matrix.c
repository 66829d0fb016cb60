/* The matrix: every type, every trap and every way to end, in every language, each with the verdict that it must get.
 *
 * tests/fixtures/matrix is a pack.  Beside a question's JSON lie sources: "solution" with the ending of a language's file, and others.
 * A source makes different mistakes in different tests, so that one compilation serves them all: a test's name begins
 * with the verdict that is due (below).  Where a language differs, or a text must be told, the source says so:
 *
 *     expect ID: VERDICT [TEXT]     TEXT is in the test's message, traceback or printed text
 *     expect *: VERDICT [TEXT]      the run's verdict; TEXT is in its message, detail, warnings, "line N", or the first test
 *
 * Besides, starters: each compiles, runs and passes nothing but what it cannot help.  Two cases run at a time.  A language
 * whose tools are missing is skipped.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/offers.h"
#include "engine/runs/run.h"

enum { AT_A_TIME = 2 };

static const struct {
	const char *prefix;
	enum verdict verdict;
} prefixes[] = {{"ok-", VERDICT_ACCEPTED},         {"wrong-", VERDICT_WRONG_ANSWER},  {"bad-", VERDICT_BAD_VALUE},
                {"error-", VERDICT_RUNTIME_ERROR}, {"time-", VERDICT_TIME_LIMIT},     {"memory-", VERDICT_MEMORY_LIMIT},
                {"output-", VERDICT_OUTPUT_LIMIT}, {"none-", VERDICT_NO_ANSWER}};

/* No person should read of these: they are the harness's. */
static const char *const ours[] = {"/box/", "/work/", "harness", "greenroom", "main.c", "given.go", "gr_"};

struct matrix_case {
	char *name; /* "midpoint/solution.c"; a starter's is "midpoint, the starter in C" */
	struct question *question;
	const struct language *language;
	struct question_body *body;
	char *source;
	size_t len;
	bool starter;
	struct run *run;
	bool begun, ended;
	struct buf faults;
};

static struct loop *loop;
static struct catalogue *catalogue;
static struct tools *tools;
static struct runner *runner;
static char *cache;
static struct matrix_case *cases;
static size_t case_count;
static char **parts; /* of names; those cases only; none: all */
static int part_count;

static void fault(struct matrix_case *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fault(struct matrix_case *c, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	AUTO_FREE char *text = mem_vformat(format, args);
	va_end(args);
	buf_printf(&c->faults, "\n  %s", text);
}

/* ---- what is expected */

/* The next "expect ID: VERDICT [TEXT]" for an id.  at: where to look on, moved; false: there is no more. */
static bool next_expectation(const char **at, const char *id, enum verdict *verdict, char **text)
{
	AUTO_FREE char *mark = mem_format("expect %s: ", id);
	const char *found = strstr(*at, mark);
	if (!found)
		return false;
	const char *word = found + strlen(mark);
	size_t len = strcspn(word, " \r\n");
	AUTO_FREE char *name = mem_dup_n(word, len);
	word += len + (word[len] == ' ');
	*verdict = verdict_from_name(name);
	if (*verdict == VERDICT_COUNT)
		fail_msg("%s is no verdict", name);
	len = strcspn(word, "\r\n");
	*text = mem_dup_n(word, len);
	*at = word + len;
	return true;
}

static enum verdict verdict_of_name(const char *id)
{
	for (size_t i = 0; i < COUNT_OF(prefixes); i++)
		if (strncmp(id, prefixes[i].prefix, strlen(prefixes[i].prefix)) == 0)
			return prefixes[i].verdict;
	return VERDICT_NONE;
}

static bool holds(const char *text, const char *part)
{
	return text && strstr(text, part);
}

static void check_words(struct matrix_case *c, const char *where, const char *message, const char *detail)
{
	for (size_t i = 0; i < COUNT_OF(ours); i++)
		if (holds(message, ours[i]) || holds(detail, ours[i]))
			fault(c, "%s: \"%s\" is told:\n%s\n%s", where, ours[i], message, detail);
}

static void check_test(struct matrix_case *c, const struct run_test *test)
{
	enum verdict wanted = verdict_of_name(test->id), verdict;
	const char *at = c->source;
	char *text;
	while (next_expectation(&at, test->id, &verdict, &text)) {
		wanted = verdict;
		if (!holds(test->message, text) && !holds(test->detail, text) && !holds(test->output, text))
			fault(c, "%s: \"%s\" is not in\n%s\n%s\n%s", test->id, text, test->message, test->detail, test->output);
		free(text);
	}
	if (test->verdict != wanted)
		fault(c, "%s: expected %s, got %s: %s\n%s", test->id, verdict_name(wanted), verdict_name(test->verdict),
		      test->message, test->detail);
	check_words(c, test->id, test->message, test->detail);
	if (strcmp(test->id, "ok-again") == 0 && test->output[0])
		fault(c, "%s: what another test printed: %s", test->id, test->output);
}

/* What is expected of the whole run; false where nothing is. */
static bool check_run(struct matrix_case *c, const struct run_report *r)
{
	const char *at = c->source;
	char *text;
	enum verdict verdict;
	bool any = false;
	const char *output = r->test_count ? r->tests[0].output : "", *trace = r->test_count ? r->tests[0].detail : "",
	           *message = r->test_count ? r->tests[0].message : "";
	while (next_expectation(&at, "*", &verdict, &text)) {
		any = true;
		AUTO_FREE char *line = mem_format("line %d", r->line ? r->line : r->test_count ? r->tests[0].line : 0);
		if (r->verdict != verdict)
			fault(c, "expected %s, got %s: %s\n%s", verdict_name(verdict), verdict_name(r->verdict), r->message, r->detail);
		if (!holds(r->message, text) && !holds(r->detail, text) && !holds(r->warnings, text) && !holds(output, text) &&
		    !holds(trace, text) && !holds(message, text) && !holds(line, text))
			fault(c, "\"%s\" is not in\n%s\n%s\n%s\n%s\n%s", text, r->message, r->detail, r->warnings, trace, output);
		free(text);
	}
	return any;
}

/* It compiles, and passes what an empty answer passes and no more. */
static void check_starter(struct matrix_case *c, const struct run_report *r)
{
	if (r->test_count != r->total || (r->verdict != VERDICT_WRONG_ANSWER && r->verdict != VERDICT_BAD_VALUE))
		fault(c, "%s: %s\n%s\n%s", verdict_name(r->verdict), r->message, r->detail, c->source);
	if (r->warnings[0])
		fault(c, "warnings: %s", r->warnings);
}

static void on_event(const struct run_event *event, void *context)
{
	struct matrix_case *c = context;
	if (event->kind != RUN_ENDED)
		return;
	c->ended = true;
	const struct run_report *r = event->report;
	check_words(c, "run", r->message, r->detail);
	check_words(c, "warnings", r->warnings, "");
	if (c->starter) {
		check_starter(c, r);
		return;
	}
	if (check_run(c, r))
		return;
	if (r->test_count != r->total)
		fault(c, "%zu of %zu tests were judged: %s\n%s", r->test_count, r->total, r->message, r->detail);
	for (size_t i = 0; i < r->test_count; i++)
		check_test(c, &r->tests[i]);
}

/* ---- running */

static void begin(struct matrix_case *c)
{
	struct err err = {0};
	c->begun = true;
	c->body = question_body_load(c->question, &err);
	if (!c->body) {
		fault(c, "%s", err.text);
		c->ended = true;
		return;
	}
	if (c->starter) {
		c->source = question_starter(c->question, c->body, c->language->name, &err);
		c->len = c->source ? strlen(c->source) : 0;
	}
	if (!c->source) {
		fault(c, "%s", err.text);
		c->ended = true;
		return;
	}
	const struct run_request request = {.question = c->question,
	                                    .body = c->body,
	                                    .language = c->language,
	                                    .source = c->source,
	                                    .source_len = c->len,
	                                    .mode = RUN_PUBLIC};
	c->run = run_start(runner, &request, on_event, c);
}

static bool possible(const struct matrix_case *c, struct err *err)
{
	return offer_possible(tools, c->question, c->language, err);
}

/* Begins those that come next, too. */
static void run_case(void **state)
{
	struct matrix_case *c = *state;
	struct err err = {0};
	if (!possible(c, &err)) {
		print_message("skipped: %s\n", err.text);
		skip();
	}
	size_t running = 0;
	for (struct matrix_case *next = c; next < cases + case_count && running < AT_A_TIME; next++) {
		if (!possible(next, &err))
			continue;
		if (!next->begun)
			begin(next);
		running++;
	}
	while (!c->ended)
		loop_turn(loop, true);
	run_free(c->run);
	c->run = NULL;
	question_body_free(c->body);
	c->body = NULL;
	if (c->faults.len)
		fail_msg("%s", buf_text(&c->faults));
}

/* ---- finding the cases */

static bool chosen(const char *name)
{
	for (int i = 0; i < part_count; i++)
		if (strstr(name, parts[i]))
			return true;
	return part_count == 0;
}

/* Takes the name; NULL where the case is not wanted. */
static struct matrix_case *add_case(char *name, struct question *question, const struct language *language)
{
	if (!chosen(name)) {
		free(name);
		return NULL;
	}
	cases = mem_grow(cases, case_count + 1, sizeof *cases);
	struct matrix_case *c = &cases[case_count++];
	*c = (struct matrix_case){.name = name, .question = question, .language = language};
	return c;
}

static const char *ending(const char *file)
{
	const char *dot = strrchr(file, '.');
	return dot ? dot : "";
}

static void add_source(struct question *question, const char *file)
{
	const struct languages *all = languages_all();
	for (size_t i = 0; i < all->count; i++) {
		if (strcmp(ending(all->items[i]->file), ending(file)) != 0)
			continue;
		struct matrix_case *c = add_case(mem_format("%s/%s", question->slug, file), question, all->items[i]);
		if (!c)
			continue;
		struct err err = {0};
		struct buf text = {0};
		AUTO_FREE char *path = path_join(question->folder, file);
		if (!file_read(path, 1 << 20, &text, &err))
			fault(c, "%s", err.text);
		c->len = text.len;
		c->source = buf_steal(&text);
	}
}

static void add_sources(struct question *question)
{
	struct dirent **files;
	int count = scandir(question->folder, &files, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		add_source(question, files[i]->d_name);
		free(files[i]);
	}
	if (count >= 0)
		free(files);
}

/* Of the questions with the tag: those whose starters differ. */
static void add_starters(struct question *question)
{
	const struct languages *all = languages_all();
	bool wanted = false;
	for (size_t i = 0; i < question->tags.count; i++)
		wanted |= strcmp(question->tags.items[i], "starter") == 0;
	for (size_t i = 0; wanted && i < all->count; i++) {
		if (!question_offers(question, all->items[i], NULL))
			continue;
		char *name = mem_format("%s, the starter in %s", question->slug, all->items[i]->title);
		struct matrix_case *c = add_case(name, question, all->items[i]);
		if (c)
			c->starter = true;
	}
}

/* A question that a language can say has a solution in it; and what C cannot say, it says. */
static void no_holes(void **state)
{
	(void)state;
	const struct languages *all = languages_all();
	size_t holes = all->problems.count;
	for (size_t i = 0; i < all->problems.count; i++)
		print_message("%s\n", all->problems.items[i]);
	for (size_t q = 0; q < catalogue->question_count; q++) {
		struct question *question = &catalogue->questions[q];
		if (question->state == QUESTION_BROKEN)
			fail_msg("%s: %s", question->slug, question->problem);
		for (size_t i = 0; i < all->count; i++) {
			bool found = false;
			for (size_t k = 0; k < case_count; k++)
				found |= cases[k].question == question && cases[k].language == all->items[i] && !cases[k].starter;
			if (found == question_offers(question, all->items[i], NULL))
				continue;
			print_message("%s in %s: %s\n", question->slug, all->items[i]->name,
			              found ? "there is a solution, but it is not offered" : "no solution");
			holes++;
		}
	}
	assert_int_equal(holes, 0);
}

static void says_why_not(void **state)
{
	(void)state;
	struct err err = {0};
	const struct language *c = language_find("c", &err);
	struct question *question = catalogue_find(catalogue, "count-words", &err);
	assert_non_null(c);
	assert_non_null(question);
	assert_false(question_offers(question, c, &err));
	assert_string_equal(err.text, "C cannot express map<string,int>");
}

static int set_up(void **state)
{
	(void)state;
	const struct languages *all = languages_all();
	for (size_t i = 0; i < all->count; i++)
		tools_wait(loop, tools, all->items[i], NULL);
	offers_mark(tools, catalogue);
	cache = mem_dup("/var/tmp/greenroom-test-matrix-XXXXXX");
	if (!mkdtemp(cache) || chmod(cache, 0755) != 0)
		return -1;
	runner = runner_new(loop, tools, cache);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	runner_free(runner);
	AUTO_FREE char *command = mem_format("rm -rf %s", cache);
	int status = system(command);
	free(cache);
	return status;
}

/* Arguments: parts of names, to run those cases only. */
int main(int argc, char **argv)
{
	struct err err = {0};
	parts = argv + 1;
	part_count = argc - 1;
	loop = loop_new(&err);
	catalogue = catalogue_new();
	if (!loop || !catalogue_add(catalogue, SOURCE_DIR "/tests/fixtures/matrix", &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (size_t i = 0; i < catalogue->question_count; i++) {
		add_sources(&catalogue->questions[i]);
		add_starters(&catalogue->questions[i]);
	}
	const struct tools_spec spec = {.can_read = box_can_read};
	tools = tools_new(loop, &spec, NULL, NULL);
	struct CMUnitTest *tests = mem_zero(case_count + 2, sizeof *tests);
	size_t count = 0;
	if (part_count == 0)
		tests[count++] = (struct CMUnitTest)cmocka_unit_test(no_holes);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(says_why_not);
	for (size_t i = 0; i < case_count; i++)
		tests[count++] = (struct CMUnitTest){.name = cases[i].name, .test_func = run_case, .initial_state = &cases[i]};
	int failed = _cmocka_run_group_tests("matrix", tests, count, set_up, tear_down);
	for (size_t i = 0; i < case_count; i++) {
		run_free(cases[i].run);
		question_body_free(cases[i].body);
		buf_release(&cases[i].faults);
		free(cases[i].source);
		free(cases[i].name);
	}
	free(cases);
	free(tests);
	tools_free(tools);
	catalogue_free(catalogue);
	loop_free(loop);
	return failed;
}
