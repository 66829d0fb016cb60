/* Building: a toy language, whose compiler is a shell script that does what the source says, and one whose process answers many
 * tests; see tests/fixtures/languages/toy and rounds. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/offers.h"
#include "engine/runs/polish.h"
#include "engine/runs/run.h"

static const char good[] =
    "# sums\nsum=0\nfor n in \"$@\"; do [ -z \"$n\" ] || sum=$((sum + n)); done\nanswer=\"{\\\"value\\\":$sum}\"\n";

static struct loop *loop;
static struct catalogue *catalogue;
static struct question *question;
static struct question_body *body;

/* What a test may change: the definition's folder, and what is built from it. */
struct bench {
	char *place, *definitions, *cache;
	struct languages languages;
	const struct language *toy, *rounds;
	struct tools *tools;
	struct runner *runner;
};

static void must(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void must(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	AUTO_FREE char *command = mem_vformat(format, args);
	va_end(args);
	if (system(command) != 0)
		fail_msg("%s", command);
}

static void start(struct bench *b)
{
	languages_load(b->definitions, &b->languages);
	if (b->languages.problems.count)
		fail_msg("%s", b->languages.problems.items[0]);
	assert_int_equal(b->languages.count, 2);
	b->toy = b->languages.items[0];
	b->rounds = b->languages.items[1];
	const struct tools_spec spec = {.languages = &b->languages, .can_read = box_can_read};
	b->tools = tools_new(loop, &spec, NULL, NULL);
	b->runner = runner_new(loop, b->tools, b->cache);
}

static void stop(struct bench *b)
{
	runner_free(b->runner);
	tools_free(b->tools);
	languages_release(&b->languages);
}

static int set_up(void **state)
{
	struct bench *b = mem_zero(1, sizeof *b);
	b->place = mem_dup("/var/tmp/greenroom-test-build-XXXXXX");
	if (!mkdtemp(b->place))
		return -1;
	chmod(b->place, 0755);
	b->definitions = path_join(b->place, "languages");
	b->cache = path_join(b->place, "cache");
	must("mkdir %s && cp -r %s/tests/fixtures/languages/toy %s/tests/fixtures/languages/rounds %s", b->definitions, SOURCE_DIR,
	     SOURCE_DIR, b->definitions);
	start(b);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	stop(b);
	must("rm -rf %s", b->place);
	free(b->place);
	free(b->definitions);
	free(b->cache);
	free(b);
	return 0;
}

struct seen {
	struct run *run;
	bool ended, cancel_when_compiling, free_when_compiling;
	size_t compiling, preparing, over; /* stages that were told of */
	struct run_report report;          /* numbers only */
	enum verdict rows[3];
	char *printed[3];
	char *message, *detail, *warnings, *json;
};

static void on_event(const struct run_event *event, void *context)
{
	struct seen *seen = context;
	if (event->kind == RUN_STAGE) {
		bool compiling = event->stage && strcmp(event->stage, "compiling") == 0;
		seen->compiling += compiling;
		seen->over += !event->stage;
		seen->preparing += event->stage && strstr(event->stage, "preparing Toy (toy ") == event->stage;
		if (compiling && seen->cancel_when_compiling)
			run_cancel(seen->run);
		if (compiling && seen->free_when_compiling) {
			run_free(seen->run);
			seen->run = NULL;
			seen->ended = true;
		}
	}
	if (event->kind != RUN_ENDED)
		return;
	seen->ended = true;
	seen->report = *event->report;
	seen->message = mem_dup(event->report->message);
	seen->detail = mem_dup(event->report->detail);
	seen->warnings = mem_dup(event->report->warnings);
	for (size_t i = 0; i < event->report->test_count && i < COUNT_OF(seen->rows); i++) {
		seen->rows[i] = event->report->tests[i].verdict;
		seen->printed[i] = mem_dup(event->report->tests[i].output);
	}
	struct buf json = {0};
	run_report_json(event->report, question, &json);
	seen->json = buf_steal(&json);
}

static void seen_release(struct seen *seen)
{
	free(seen->message);
	free(seen->detail);
	free(seen->warnings);
	free(seen->json);
	for (size_t i = 0; i < COUNT_OF(seen->printed); i++)
		free(seen->printed[i]);
	*seen = (struct seen){0};
}

static void begin(struct bench *b, const char *source, struct seen *seen)
{
	const struct run_request request = {.question = question, .body = body, .language = b->toy, .source = source,
	                                    .source_len = strlen(source), .mode = RUN_PUBLIC};
	seen->run = run_start(b->runner, &request, on_event, seen);
}

static void finish(struct seen *seen)
{
	while (!seen->ended)
		loop_turn(loop, true);
	run_free(seen->run);
}

static void run(struct bench *b, const char *source, struct seen *seen)
{
	begin(b, source, seen);
	finish(seen);
}

static void expect_accepted(const struct seen *seen)
{
	if (seen->report.verdict != VERDICT_ACCEPTED)
		fail_msg("%s: %s; %s", verdict_name(seen->report.verdict), seen->message, seen->detail);
}

/* Runs it, says whether it had to be compiled. */
static bool compiles(struct bench *b, const char *source)
{
	struct seen seen = {0};
	run(b, source, &seen);
	expect_accepted(&seen);
	assert_int_equal(seen.report.build_cached, !seen.compiling);
	assert_true(seen.report.built);
	bool compiled = seen.compiling;
	seen_release(&seen);
	return compiled;
}

static void expect_error(struct bench *b, const char *source, enum verdict verdict, const char *in_message, int line)
{
	struct seen seen = {0};
	run(b, source, &seen);
	if (seen.report.verdict != verdict)
		fail_msg("%s: %s: %s", source, verdict_name(seen.report.verdict), seen.message);
	if (!strstr(seen.message, in_message))
		fail_msg("%s: \"%s\" is not in \"%s\"", source, in_message, seen.message);
	assert_int_equal(seen.report.line, line);
	assert_int_equal(seen.report.total, 3);
	assert_int_equal(seen.report.test_count, 0);
	assert_int_equal(seen.over, 1); /* the screen is told that it compiles no more */
	seen_release(&seen);
}

/* ---- built once */

static void builds_and_keeps(void **state)
{
	struct bench *b = *state;
	struct seen seen = {0};
	run(b, good, &seen);
	expect_accepted(&seen);
	assert_int_equal(seen.report.passed, 3);
	assert_int_equal(seen.preparing, 2);
	assert_int_equal(seen.compiling, 1);
	assert_int_equal(seen.over, 1);
	assert_true(seen.report.build_us > 0);
	assert_non_null(strstr(seen.json, "\"language\":\"toy\",\"tool\":\"/"));
	assert_non_null(strstr(seen.json, "\"tool_version\":\"1.2\",\"compile\":{\"cached\":false,"));
	seen_release(&seen);
	run(b, good, &seen);
	assert_int_equal(seen.compiling + seen.preparing + seen.over, 0);
	assert_true(seen.report.build_cached);
	assert_non_null(strstr(seen.json, "\"compile\":{\"cached\":true,"));
	seen_release(&seen);
	/* Another program finds it too, and what was prepared. */
	stop(b);
	start(b);
	run(b, good, &seen);
	expect_accepted(&seen);
	assert_int_equal(seen.compiling + seen.preparing, 0);
	assert_true(seen.report.build_us > 0);
	seen_release(&seen);
	run(b, "# warn\nanswer='{\"value\":1}'\n", &seen);
	assert_int_equal(seen.preparing, 0);
	assert_int_equal(seen.compiling, 1);
	seen_release(&seen);
}

static void every_part_of_the_key_counts(void **state)
{
	struct bench *b = *state;
	AUTO_FREE char *other = mem_format("%s# more\n", good);
	assert_true(compiles(b, good));
	assert_false(compiles(b, good));
	assert_true(compiles(b, other)); /* the source */
	assert_false(compiles(b, good));
	stop(b);
	must("echo '# new glue of @{name}' >%s/toy/main.tmpl", b->definitions);
	start(b);
	assert_true(compiles(b, good)); /* the harness */
	stop(b);
	must("sed -i 's/\"output_kb\": 16/\"output_kb\": 17/' %s/toy/language.json", b->definitions);
	start(b);
	assert_true(compiles(b, good)); /* the definition: flags */
	stop(b);
	must("sed -i 's/toy version 1.2/toy version 1.3/' %s/toy/language.json", b->definitions);
	start(b);
	assert_true(compiles(b, good)); /* the tool's version */
	assert_false(compiles(b, good));
	/* The question's part of the harness. */
	char *name = body->signature.name;
	body->signature.name = mem_dup("sum_of_all");
	bool again = compiles(b, good);
	free(body->signature.name);
	body->signature.name = name;
	assert_true(again);
}

/* A compiler that was replaced by another of the same version. */
static void a_tool_is_its_file(void **state)
{
	struct bench *b = *state;
	stop(b);
	must("mkdir %s/bin && cp -L /bin/sh %s/bin/toysh && chmod 755 %s/bin %s/bin/toysh", b->place, b->place, b->place, b->place);
	must("sed -i 's|\"programs\": \\[\"sh\"\\], \"folders\": \\[\"/bin\"\\]|\"programs\": [\"toysh\"], \"folders\": [\"%s/b*\"], "
	     "\"prefixes\": [\"{home}/bin\"]|' %s/toy/language.json",
	     b->place, b->definitions);
	start(b);
	assert_true(compiles(b, good));
	assert_false(compiles(b, good));
	stop(b);
	must("echo >>%s/bin/toysh", b->place);
	start(b);
	assert_true(compiles(b, good));
}

static void damage_is_repaired(void **state)
{
	struct bench *b = *state;
	assert_true(compiles(b, good));
	stop(b);
	must("for f in %s/*/program; do echo x >>$f; done", b->cache);
	start(b);
	assert_true(compiles(b, good));
	stop(b);
	must("for f in %s/*/header; do rm $f; done", b->cache);
	start(b);
	struct seen seen = {0};
	run(b, good, &seen);
	expect_accepted(&seen);
	assert_int_equal(seen.preparing, 2);
	seen_release(&seen);
}

static void works_without_a_cache(void **state)
{
	struct bench *b = *state;
	stop(b);
	must("echo a file >%s", b->cache);
	start(b);
	assert_true(compiles(b, good));
	assert_false(compiles(b, good));
}

/* ---- what goes wrong */

static void compile_errors(void **state)
{
	struct bench *b = *state;
	struct seen seen = {0};
	run(b, "# refuse\nfoo\nbar\n", &seen);
	assert_int_equal(seen.report.verdict, VERDICT_COMPILE_ERROR);
	assert_string_equal(seen.message, "source.toy:2: warning: a strange word");
	assert_int_equal(seen.report.line, 2);
	assert_string_equal(seen.detail, "source.toy:2: warning: a strange word\nsource.toy:3: error: no such word\n");
	assert_null(strstr(seen.json, "main.toy"));
	assert_non_null(strstr(seen.json, "\"verdict\":\"compile_error\""));
	assert_null(strstr(seen.json, "/box/"));
	seen_release(&seen);
	/* Said again without compiling. */
	run(b, "# refuse\nfoo\nbar\n", &seen);
	assert_int_equal(seen.report.verdict, VERDICT_COMPILE_ERROR);
	assert_int_equal(seen.compiling, 0);
	seen_release(&seen);
	expect_error(b, "# misses\n", VERDICT_COMPILE_ERROR, "no word `total` in source.toy, only `sum`", 0);
	run(b, "# warn\nanswer='{\"value\":1}'\n", &seen);
	assert_int_equal(seen.report.verdict, VERDICT_WRONG_ANSWER);
	assert_string_equal(seen.warnings, "source.toy:2: warning: a strange word\n");
	seen_release(&seen);
	/* Warnings are kept with the program. */
	stop(b);
	start(b);
	run(b, "# warn\nanswer='{\"value\":1}'\n", &seen);
	assert_int_equal(seen.compiling, 0);
	assert_string_equal(seen.warnings, "source.toy:2: warning: a strange word\n");
	seen_release(&seen);
}

static void compilers_at_their_limits(void **state)
{
	struct bench *b = *state;
	int before = question->limits.compile_ms;
	question->limits.compile_ms = 200;
	expect_error(b, "# loop\n", VERDICT_COMPILE_ERROR, "the compiler took more than", 0);
	question->limits.compile_ms = before;
	expect_error(b, "# flood\n", VERDICT_COMPILE_ERROR, "the compiler printed more than 16 KB", 1);
	expect_error(b, "# eat\n", VERDICT_COMPILE_ERROR, "the compiler", 0);
	expect_error(b, "# nothing\n", VERDICT_COMPILE_ERROR, "the compiler made no program", 0);
	expect_error(b, "# link\n", VERDICT_COMPILE_ERROR, "the compiler made no program", 0);
	expect_error(b, "# crash\n", VERDICT_COMPILE_ERROR, "SEGV", 0);
	/* A limit that was hit once may hold the next time: nothing of it is kept. */
	struct seen seen = {0};
	run(b, "# nothing\n", &seen);
	assert_int_equal(seen.compiling, 1);
	seen_release(&seen);
	assert_true(compiles(b, good));
}

static void preparing_fails(void **state)
{
	struct bench *b = *state;
	stop(b);
	must("echo 'echo the disk is full; exit 1' >%s/toy/prepare.sh", b->definitions);
	start(b);
	expect_error(b, good, VERDICT_SANDBOX_ERROR, "preparing Toy (toy header) failed: the disk is full", 0);
	/* It is tried again: the machine may have got better. */
	expect_error(b, good, VERDICT_SANDBOX_ERROR, "preparing Toy (toy header) failed", 0);
}

static void no_toolchain(void **state)
{
	struct bench *b = *state;
	struct err err = {0};
	stop(b);
	must("sed -i 's/\"programs\": \\[\"sh\"\\]/\"programs\": [\"no-such-compiler\"]/' %s/toy/language.json", b->definitions);
	start(b);
	assert_false(tools_offer(b->tools, b->toy, &question->modules, &err));
	assert_string_equal(err.text, "needs no-such-compiler, which is not here: apt install dash");
	struct seen seen = {0};
	run(b, good, &seen);
	assert_int_equal(seen.report.verdict, VERDICT_SANDBOX_ERROR);
	assert_string_equal(seen.message, err.text);
	seen_release(&seen);
	stop(b);
	must("sed -i 's/no-such-compiler/sh/; s/\"install\": \"apt install dash\"/\"install\": \"apt install dash\", \"minimum\": \"1.10\"/' "
	     "%s/toy/language.json",
	     b->definitions);
	start(b);
	run(b, good, &seen);
	assert_int_equal(seen.report.verdict, VERDICT_SANDBOX_ERROR);
	assert_non_null(strstr(seen.message, "no usable sh was found"));
	assert_non_null(strstr(tools_candidates(b->tools, b->toy, 0)->items[0].refused, "version 1.2 is too old: 1.10 is needed"));
	seen_release(&seen);
}

/* ---- in the background, and given up */

static void runs_join_the_background(void **state)
{
	struct bench *b = *state;
	runner_prepare(b->runner, question, body, b->toy);
	while (!runner_ready(b->runner))
		loop_turn(loop, true);
	runner_build(b->runner, question, body, b->toy, good, strlen(good));
	assert_false(runner_ready(b->runner));
	/* Joined while it is under way: it is compiled once, and the run is told. */
	struct seen seen = {0};
	run(b, good, &seen);
	expect_accepted(&seen);
	assert_int_equal(seen.compiling, 1);
	seen_release(&seen);
	/* Done before the run begins. */
	AUTO_FREE char *other = mem_format("%s# other\n", good);
	runner_build(b->runner, question, body, b->toy, other, strlen(other));
	while (!runner_ready(b->runner))
		loop_turn(loop, true);
	run(b, other, &seen);
	expect_accepted(&seen);
	assert_int_equal(seen.compiling, 0);
	seen_release(&seen);
	/* Another one takes the place of one that still goes on; the question is closed over a third. */
	runner_build(b->runner, question, body, b->toy, "# loop\n", 7);
	runner_build(b->runner, question, body, b->toy, good, strlen(good));
	while (!runner_ready(b->runner))
		loop_turn(loop, true);
	runner_build(b->runner, question, body, b->toy, "# loop\n", 7);
	loop_turn(loop, false);
	runner_rest(b->runner);
	assert_false(compiles(b, good));
}

static void cancels(void **state)
{
	struct bench *b = *state;
	struct seen seen = {.cancel_when_compiling = true};
	run(b, "# loop\n", &seen);
	assert_int_equal(seen.report.verdict, VERDICT_CANCELLED);
	assert_string_equal(seen.message, "stopped");
	seen_release(&seen);
	struct seen freed = {.free_when_compiling = true};
	run(b, "# loop\n", &freed);
	/* One of two that wait gives up: the other gets its program. */
	struct seen first = {.cancel_when_compiling = true}, second = {0};
	begin(b, good, &first);
	begin(b, good, &second);
	finish(&first);
	finish(&second);
	assert_int_equal(first.report.verdict, VERDICT_CANCELLED);
	expect_accepted(&second);
	seen_release(&first);
	seen_release(&second);
}

/* ---- one process, many tests */

static void run_rounds(struct bench *b, const char *source, struct seen *seen)
{
	const struct run_request request = {.question = question, .body = body, .language = b->rounds, .source = source,
	                                    .source_len = strlen(source), .mode = RUN_PUBLIC};
	seen->run = run_start(b->runner, &request, on_event, seen);
	finish(seen);
	if (seen->report.test_count != 3)
		fail_msg("%s: %s; %s", verdict_name(seen->report.verdict), seen->message, seen->detail);
}

static void expect_rows(const struct seen *seen, enum verdict a, enum verdict b, enum verdict c)
{
	const enum verdict expected[] = {a, b, c};
	for (size_t i = 0; i < COUNT_OF(expected); i++)
		if (seen->rows[i] != expected[i])
			fail_msg("test %zu: %s, not %s", i + 1, verdict_name(seen->rows[i]), verdict_name(expected[i]));
}

static void answers_many(void **state)
{
	struct bench *b = *state;
	struct seen seen = {0};
	run_rounds(b, "import os\ndef total(items):\n  print(os.getpid(), memory_mb)\n  return sum(items)\n", &seen);
	expect_rows(&seen, VERDICT_ACCEPTED, VERDICT_ACCEPTED, VERDICT_ACCEPTED);
	assert_string_equal(seen.printed[0], seen.printed[1]);
	assert_string_equal(seen.printed[0], seen.printed[2]);
	AUTO_FREE char *memory = mem_format(" %d\n", question->limits.memory_mb + 7);
	assert_non_null(strstr(seen.printed[0], memory));
	seen_release(&seen);
}

/* What one test does to its process costs only itself. */
static void a_test_costs_itself(void **state)
{
	struct bench *b = *state;
	struct seen seen = {0};
	const char *second = "def is_second(items):\n  import builtins\n  builtins.n = getattr(builtins, 'n', 0) + 1\n  return builtins.n == 2\n";
	/* The second request of any process ends it: each such test is asked again of a fresh one. */
	AUTO_FREE char *ends = mem_format("%simport os\ndef total(items):\n  if is_second(items): os._exit(0)\n  return sum(items)\n", second);
	run_rounds(b, ends, &seen);
	expect_rows(&seen, VERDICT_ACCEPTED, VERDICT_ACCEPTED, VERDICT_ACCEPTED);
	seen_release(&seen);
	/* One that always ends at a test is to blame itself. */
	run_rounds(b, "import os\ndef total(items):\n  if not items: os.kill(os.getpid(), 11)\n  return sum(items)\n", &seen);
	size_t blamed = 0;
	for (size_t i = 0; i < 3; i++)
		blamed += seen.rows[i] == VERDICT_RUNTIME_ERROR;
	assert_int_equal(blamed, 1);
	assert_int_equal(seen.report.passed, 2);
	seen_release(&seen);
	/* A clock that ran out is the test's own. */
	AUTO_FREE char *hangs = mem_format("%sdef total(items):\n  while is_second(items): import time; time.sleep(60)\n  return sum(items)\n", second);
	run_rounds(b, hangs, &seen);
	expect_rows(&seen, VERDICT_ACCEPTED, VERDICT_TIME_LIMIT, VERDICT_ACCEPTED);
	seen_release(&seen);
	/* More frames than were asked for. */
	run_rounds(b, "import os\ndef total(items):\n  os.write(4, b'2\\n{}')\n  return sum(items)\n", &seen);
	assert_int_not_equal(seen.report.verdict, VERDICT_ACCEPTED);
	seen_release(&seen);
}

/* ---- formatter and linter */

struct polished {
	bool ended, ok, missing;
	char *text, *findings, *message, *tool;
};

static void on_polished(const struct polish_result *result, void *context)
{
	struct polished *p = context;
	*p = (struct polished){true, result->ok, result->missing, mem_dup(result->text), mem_dup(result->findings),
	                       mem_dup(result->message), mem_dup(result->tool)};
}

static void polish(struct bench *b, enum polish_kind kind, const char *source, struct polished *p)
{
	*p = (struct polished){0};
	struct polish *polish = polish_start(loop, b->tools, b->toy, kind, source, strlen(source), on_polished, p);
	while (!p->ended)
		loop_turn(loop, true);
	polish_free(polish);
}

static void polished_release(struct polished *p)
{
	free(p->text);
	free(p->findings);
	free(p->message);
	free(p->tool);
}

static void formats(void **state)
{
	struct bench *b = *state;
	struct polished p;
	polish(b, POLISH_FORMAT, "one  \ntwo\n", &p);
	if (!p.ok)
		fail_msg("%s", p.message);
	assert_string_equal(p.text, "one\ntwo\n");
	assert_non_null(strstr(p.tool, "sed "));
	polished_release(&p);
	polish(b, POLISH_LINT, "one\n", &p);
	assert_false(p.ok);
	assert_true(p.missing);
	assert_string_equal(p.message, "Toy has no linter here: apt install no-such-linter");
	polished_release(&p);
	stop(b);
	/* By its streams; one that refuses; a linter that finds something. */
	must("sed -i 's|\"-i\", \"s/ \\*$//\", \"/work/source.toy\"\\]|\"s/ *$//\"], \"stdin\": true|; "
	     "s|\\[{\"tool\": \"absent\", \"argv\": \\[\"{absent}\"\\]}\\]|[{\"tool\": \"trimmer\", \"argv\": [\"{trimmer}\", \"-n\", "
	     "\"s/bad/\\&: is bad/p\", \"/work/source.toy\"]}]|' %s/toy/language.json",
	     b->definitions);
	start(b);
	polish(b, POLISH_FORMAT, "one  \ntwo\n", &p);
	if (!p.ok)
		fail_msg("%s", p.message);
	assert_string_equal(p.text, "one\ntwo\n");
	polished_release(&p);
	polish(b, POLISH_LINT, "good\nbad\n", &p);
	assert_true(p.ok);
	assert_string_equal(p.findings, "bad: is bad\n");
	polished_release(&p);
	stop(b);
	must("sed -i 's|\"s/ \\*$//\"|\"no command\"|' %s/toy/language.json", b->definitions);
	start(b);
	polish(b, POLISH_FORMAT, "one\n", &p);
	assert_false(p.ok);
	assert_false(p.missing);
	assert_non_null(strstr(p.message, "refused it: "));
	polished_release(&p);
}

/* ---- versions */

static void versions(void **state)
{
	(void)state;
	assert_true(version_at_least("12.2.0", "11"));
	assert_true(version_at_least("17.0.12+7", "17"));
	assert_true(version_at_least("1.10", "1.9"));
	assert_true(version_at_least("3.9", "3.9"));
	assert_false(version_at_least("1.9", "1.10"));
	assert_false(version_at_least("11", "11.1"));
	assert_false(version_at_least("", "1"));
}

static int open_all(void **state)
{
	(void)state;
	struct err err = {0};
	loop = loop_new(&err);
	catalogue = catalogue_new();
	if (!loop || !catalogue_add(catalogue, SOURCE_DIR "/tests/fixtures/basic", &err))
		return -1;
	question = catalogue_find(catalogue, "basic/total", &err);
	body = question ? question_body_load(question, &err) : NULL;
	return body ? 0 : -1;
}

static int close_all(void **state)
{
	(void)state;
	question_body_free(body);
	catalogue_free(catalogue);
	loop_free(loop);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(builds_and_keeps),
	    TEST(every_part_of_the_key_counts),
	    TEST(a_tool_is_its_file),
	    TEST(damage_is_repaired),
	    TEST(works_without_a_cache),
	    TEST(compile_errors),
	    TEST(compilers_at_their_limits),
	    TEST(preparing_fails),
	    TEST(no_toolchain),
	    TEST(runs_join_the_background),
	    TEST(cancels),
	    TEST(answers_many),
	    TEST(a_test_costs_itself),
	    TEST(formats),
	    cmocka_unit_test(versions),
	};
	return cmocka_run_group_tests(tests, open_all, close_all);
}
