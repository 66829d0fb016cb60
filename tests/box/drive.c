#include "tests/box/drive.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/runs/judge.h"

enum { PROGRAM_MAX = 16 << 20, HANG_MS = 60000 };

void seen_release(struct seen *seen)
{
	free(seen->message);
	free(seen->text);
	free(seen->printed);
	*seen = (struct seen){0};
}

/* ---- the subject */

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n >= m && strcmp(text + n - m, end) == 0;
}

static void bail(const char *why)
{
	printf("Bail out! %s\n", why);
	exit(1);
}

static void append_file(struct buf *out, const char *path)
{
	struct err err = {0};
	if (!file_read(path, PROGRAM_MAX, out, &err))
		bail(err.text);
}

static void read_subject(const struct stage *stage, const struct subject *subject, struct buf *out)
{
	const char *name = subject->name;
	if (ends_with(name, ".c")) {
		AUTO_FREE char *path =
		    mem_format(BUILD_DIR "/tests/box/programs/%.*s.subject", (int)(strlen(name) - 2), name);
		append_file(out, path);
		return;
	}
	if (ends_with(name, ".py") && !subject->bare) {
		buf_printf(out, "ENGINE, WITNESS, SCRATCH = %d, %d, \"%s\"\n", (int)getpid(), (int)stage->witness,
		           stage->scratch);
		append_file(out, SOURCE_DIR "/tests/box/programs/prelude.py");
	}
	AUTO_FREE char *path = mem_format(SOURCE_DIR "/tests/box/programs/%s", name);
	append_file(out, path);
}

/* ---- what was seen */

static void take_row(const struct run_test *row, struct seen *seen)
{
	struct buf text = {0};
	buf_printf(&text, "%s\n%s\n%s", row->message, row->detail, row->output);
	free(seen->message);
	free(seen->text);
	free(seen->printed);
	seen->verdict = row->verdict;
	seen->message = mem_dup(row->message);
	seen->text = buf_steal(&text);
	seen->printed = mem_dup(row->output);
	seen->wall_us = row->wall_us;
	seen->cpu_us = row->cpu_us;
	seen->memory_kb = row->memory_kb;
}

struct waiting {
	struct stage *stage;
	struct seen *seen;
	const struct question *question;
	const struct question_body *body;
	struct box_limits limits;
	struct box *box;
	struct run *run;
	struct loop_reader *terminal;
	struct buf typed;
	bool ended, hung;
};

static void on_hang(void *context)
{
	struct waiting *w = context;
	w->hung = w->ended = true;
}

static void wait_for_end(struct waiting *w)
{
	int64_t began = loop_now_us();
	struct loop_timer *timer = loop_timer_new(w->stage->loop, on_hang, w);
	loop_timer_set(timer, HANG_MS);
	while (!w->ended)
		loop_turn(w->stage->loop, true);
	loop_timer_free(timer);
	w->seen->took_us = loop_now_us() - began;
	if (!w->hung)
		return;
	w->seen->verdict = VERDICT_NONE;
	free(w->seen->text);
	w->seen->text = mem_dup("no end within a minute");
}

static struct question_body *open_question(struct stage *stage, const char *name, struct question **out)
{
	struct err err = {0};
	*out = catalogue_find(stage->catalogue, name, &err);
	struct question_body *body = *out ? question_body_load(*out, &err) : NULL;
	if (!body)
		bail(err.text);
	return body;
}

/* ---- in a box */

static void on_box_end(const struct box_result *result, void *context)
{
	struct waiting *w = context;
	struct seen *seen = w->seen;
	struct run_test row = {0};
	const struct judge_context judging = {
	    .question = w->question, .body = w->body, .test = &w->body->tests[0], .limits = w->limits};
	judge(&judging, result, &row);
	if (!row.detail)
		row.detail = mem_dup("");
	if (w->terminal) {
		free(row.output);
		row.output = buf_steal(&w->typed);
	}
	take_row(&row, seen);
	run_test_release(&row);
	seen->in_box = true;
	seen->end = result->end;
	seen->status = result->status;
	seen->rung = result->rung;
	seen->total = 1;
	seen->passed = seen->verdict == VERDICT_ACCEPTED;
	w->ended = true;
}

static void on_typed(const char *data, size_t len, void *context)
{
	struct waiting *w = context;
	buf_put(&w->typed, data, len);
}

static void on_terminal(int master, void *context)
{
	struct waiting *w = context;
	w->terminal = loop_reader_new(w->stage->loop, master, on_typed, w);
}

void drive_box(struct stage *stage, const struct subject *subject, struct seen *seen)
{
	struct waiting w = {.stage = stage, .seen = seen, .limits = subject->limits};
	struct question *question;
	struct question_body *body = open_question(stage, "hostile/steady", &question);
	w.question = question;
	w.body = body;
	AUTO_BUF program = {0};
	read_subject(stage, subject, &program);
	AUTO_FREE char *inside = mem_format("/box/%s", subject->name);
	AUTO_FREE char *engine = mem_format("%d", (int)getpid());
	AUTO_FREE char *witness = mem_format("%d", (int)stage->witness);
	const struct tool *interpreter = toolchain_main(subject->python ? subject->python : stage->python);
	const char *const python[] = {interpreter->path, "-s", "-B", inside, NULL};
	const char *const shell[] = {"/bin/sh", inside, engine, witness, stage->scratch, NULL};
	const char *const own[] = {inside, engine, witness, stage->scratch,
	                           subject->profile == BOX_INTERACTIVE ? "terminal" : NULL, NULL};
	bool is_python = ends_with(subject->name, ".py");
	const struct box_file file = {
	    .name = subject->name, .data = program.data, .len = program.len, .executable = ends_with(subject->name, ".c")};
	const struct string_list *prefixes = &interpreter->prefixes;
	AUTO_FREE const char **read_only = mem_zero(prefixes->count + 1, sizeof *read_only);
	for (size_t i = 0; is_python && i < prefixes->count; i++)
		read_only[i] = prefixes->items[i];
	static const struct box_events events = {.on_terminal = on_terminal, .on_end = on_box_end};
	const struct box_spec spec = {
	    .profile = subject->profile,
	    .argv = is_python ? python : file.executable ? own : shell,
	    .read_only = read_only,
	    .files = &file,
	    .file_count = 1,
	    .limits = subject->limits,
	    .rows = 24,
	    .columns = 80,
	};
	w.box = box_start(stage->loop, &spec, &events, &w);
	wait_for_end(&w);
	box_free(w.box);
	loop_reader_free(w.terminal);
	buf_release(&w.typed);
	question_body_free(body);
}

/* ---- through a run */

static void on_run(const struct run_event *event, void *context)
{
	struct waiting *w = context;
	if (event->kind != RUN_ENDED)
		return;
	const struct run_report *report = event->report;
	struct seen *seen = w->seen;
	size_t shown = 0;
	for (size_t i = report->test_count; i > 0; i--)
		if (report->tests[i - 1].verdict != VERDICT_ACCEPTED)
			shown = i - 1;
	if (report->test_count) {
		take_row(&report->tests[shown], seen);
	} else {
		const struct run_test whole = {.verdict = report->verdict, .message = report->message,
		                               .detail = report->detail, .output = (char *)(uintptr_t) "",
		                               .wall_us = report->wall_us, .cpu_us = report->cpu_us,
		                               .memory_kb = report->memory_kb};
		take_row(&whole, seen);
	}
	seen->verdict = report->verdict;
	seen->passed = report->passed;
	seen->total = report->total;
	w->ended = true;
}

void drive_run(struct stage *stage, const struct subject *subject, struct seen *seen)
{
	struct waiting w = {.stage = stage, .seen = seen};
	struct question *question;
	struct question_body *body = open_question(stage, subject->question, &question);
	AUTO_BUF source = {0};
	read_subject(stage, subject, &source);
	const struct run_request request = {.question = question,
	                                    .body = body,
	                                    .language = stage->python->language,
	                                    .source = buf_text(&source),
	                                    .source_len = source.len,
	                                    .mode = subject->submit ? RUN_SUBMIT : RUN_PUBLIC};
	w.run = run_start(stage->runner, &request, on_run, &w);
	wait_for_end(&w);
	run_free(w.run);
	question_body_free(body);
}
