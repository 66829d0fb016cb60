#include "engine/runs/runner.h"

#include <string.h>

#include "engine/base/mem.h"

enum {
	START_MS = 10000,
	ANSWER_KB = 8 << 10,
	DISK_MB = 64,
	SPARES_MAX = 10, /* a run takes one a test; a child of a warm host has 2 MB of its own, with PyTorch 4 */
};

/* ---- what a question needs */

struct box_limits runner_box_limits(const struct question_limits *limits)
{
	return (struct box_limits){
	    .start_ms = START_MS,
	    .wall_ms = limits->test_ms,
	    .cpu_ms = limits->cpu_ms,
	    .memory_mb = limits->memory_mb,
	    .processes = limits->processes,
	    .output_kb = limits->output_kb,
	    .answer_kb = ANSWER_KB,
	    .disk_mb = DISK_MB,
	};
}

/* What a pack asks for, where the language lets it be loaded ahead and its tool has it. */
static void preload_of(const struct question *q, const struct toolchain *toolchain, struct string_list *out)
{
	const struct string_list *loadable = &toolchain->language->run.preloadable;
	for (size_t i = 0; i < q->preload.count; i++)
		if (string_list_has(loadable, q->preload.items[i]) &&
		    string_list_has(&toolchain_main(toolchain)->modules, q->preload.items[i]))
			string_list_unite(out, q->preload.items[i]);
}

struct worker_kind runner_kind(const struct question *question, const struct toolchain *toolchain,
                               struct kind_program *program, struct string_list *preload)
{
	const struct question_limits limits = question_limits_in(question, toolchain->language);
	preload_of(question, toolchain, preload);
	return (struct worker_kind){
	    .toolchain = toolchain, .preload = preload, .program = program, .limits = runner_box_limits(&limits)};
}

/* ---- what is made ready for the open question */

static void keep(struct runner *runner, struct kind_program *program)
{
	struct string_list preload = {0};
	const struct worker_kind kind = runner_kind(runner->open, runner->toolchain, program, &preload);
	runner->keeping = true;
	workers_keep(runner->workers, &kind, kind_is_many(&kind) ? 1 : runner->spares);
	string_list_release(&preload);
}

void runner_built(struct runner *runner, const struct question *question, const struct toolchain *toolchain,
                  struct kind_program *program)
{
	if (runner->open == question && runner->toolchain == toolchain)
		keep(runner, program);
}

static void on_background_end(const struct build_result *result, void *context)
{
	struct runner *runner = context;
	build_free(runner->background);
	runner->background = NULL;
	if (result->program)
		runner_built(runner, runner->open, runner->toolchain, result->program);
}

static void build_in_background(struct runner *runner, const char *source, size_t len)
{
	static const struct build_events events = {.on_end = on_background_end};
	const struct question_limits limits = question_limits_in(runner->open, runner->language);
	const struct build_request request = {
	    .question = runner->open,
	    .body = runner->body,
	    .toolchain = runner->toolchain,
	    .source = source,
	    .len = len,
	    .cpu_ms = limits.compile_ms,
	};
	struct build *before = runner->background;
	runner->background = build_start(runner->builder, &request, &events, runner);
	build_free(before); /* after the new one, which may be the same and joins it */
}

static void prepare(void *context)
{
	struct runner *runner = context;
	if (!runner->open || runner->toolchain)
		return;
	if (!tools_known(runner->tools, runner->language, NULL)) {
		loop_timer_set(runner->prepare, ASK_AGAIN_MS);
		return;
	}
	runner->toolchain = tools_choose(runner->tools, runner->language, &runner->open->modules, NULL);
	if (!runner->toolchain)
		return; /* the run says why */
	if (!build_is_needed(runner->language))
		keep(runner, NULL);
	else if (language_is_compiled(runner->language))
		builder_prepare(runner->builder, runner->toolchain);
	else
		build_in_background(runner, "", 0);
}

void runner_prepare(struct runner *runner, const struct question *question, const struct question_body *body,
                    const struct language *language)
{
	size_t tests = question->kind == QUESTION_PYTESTS ? 1 : body->public_count;
	bool same = runner->open == question && runner->body == body && runner->language == language;
	if (!same)
		runner_rest(runner);
	runner->spares = tests < SPARES_MAX ? tests : SPARES_MAX;
	runner->open = question;
	runner->body = body;
	runner->language = language;
	tools_ask(runner->tools, language, NULL);
	loop_timer_set(runner->prepare, 0);
}

void runner_build(struct runner *runner, const struct question *question, const struct question_body *body,
                  const struct language *language, const char *source, size_t len)
{
	if (!language_is_compiled(language))
		return;
	runner_prepare(runner, question, body, language);
	if (runner->toolchain && len <= (size_t)question->limits.source_kb << 10)
		build_in_background(runner, source, len);
}

void runner_warm(struct runner *runner, const struct question *question, const struct language *language)
{
	const struct toolchain *toolchain = tools_choose(runner->tools, language, &question->modules, NULL);
	if (!toolchain)
		return;
	if (build_is_needed(language)) {
		builder_prepare(runner->builder, toolchain);
		return;
	}
	struct string_list preload = {0};
	const struct worker_kind kind = runner_kind(question, toolchain, NULL, &preload);
	if (kind_is_warm(&kind))
		workers_warm(runner->workers, &kind);
	string_list_release(&preload);
}

bool runner_ready(const struct runner *runner)
{
	if (!runner->toolchain || runner->background || !builder_prepared(runner->builder, runner->toolchain))
		return false;
	return !runner->keeping || workers_ready(runner->workers);
}

void runner_rest(struct runner *runner)
{
	build_free(runner->background);
	runner->background = NULL;
	runner->open = NULL;
	runner->body = NULL;
	runner->toolchain = NULL;
	runner->keeping = false;
	loop_timer_clear(runner->prepare);
	workers_keep(runner->workers, NULL, 0);
}

/* ---- the runner */

struct runner *runner_new(struct loop *loop, struct tools *tools, const char *cache)
{
	struct runner *runner = mem_zero(1, sizeof *runner);
	runner->loop = loop;
	runner->tools = tools;
	runner->workers = workers_new(loop);
	runner->builder = builder_new(loop, cache);
	runner->prepare = loop_timer_new(loop, prepare, runner);
	return runner;
}

void runner_free(struct runner *runner)
{
	if (!runner)
		return;
	runner_rest(runner);
	workers_free(runner->workers);
	builder_free(runner->builder);
	loop_timer_free(runner->prepare);
	free(runner);
}
