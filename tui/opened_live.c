#include "tui/opened_live.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/file_watch.h"
#include "tui/opened_cases.h"

#define MAX_SOURCE ((size_t)4 << 20)

struct live {
	struct opened *opened;
	struct file_watch *watch;
	struct run *run;     /* NULL: none goes on */
	bool due;            /* a save came while the person's run went on */
	struct buf source;
	struct results last; /* what the last one said */
};

static void on_event(const struct run_event *event, void *context)
{
	struct live *live = context;
	struct opened *opened = live->opened;
	struct results *shown = &opened->results;
	results_event(&live->last, event, loop_now_us());
	if (event->kind == RUN_ENDED) {
		bool submitted = shown->phase == RESULTS_ENDED && shown->mode == RUN_SUBMIT;
		if (!submitted && !opened_running(opened)) {
			results_begin(shown, RUN_PUBLIC, "live tests of the file as it was saved", loop_now_us());
			results_event(shown, event, loop_now_us());
		}
		run_free(live->run);
		live->run = NULL;
	}
	opened->events.changed(opened->context);
}

static void start(struct live *live)
{
	struct opened *opened = live->opened;
	struct err err = {0};
	run_free(live->run);
	live->run = NULL;
	live->due = opened_running(opened);
	if (live->due)
		return;
	buf_clear(&live->source);
	if (!draft_read(opened->setup.store, &opened->key, MAX_SOURCE, &live->source, &err)) {
		opened->events.message(OPENED_ERROR, err.text, opened->context);
		return;
	}
	struct run_request request = {
	    .question = opened->question,
	    .body = opened->body,
	    .language = opened->language,
	    .source = buf_text(&live->source),
	    .source_len = live->source.len,
	    .mode = RUN_PUBLIC,
	};
	opened_cases_give(opened, &request);
	results_begin(&live->last, RUN_PUBLIC, "", loop_now_us());
	live->run = run_start(opened->setup.runner, &request, on_event, live);
	opened->events.changed(opened->context);
}

static void on_change(enum file_change change, void *context)
{
	if (change == FILE_WRITTEN)
		start(context);
}

bool opened_live(const struct opened *opened)
{
	return opened->live != NULL;
}

void opened_live_close(struct opened *opened)
{
	struct live *live = opened->live;
	if (!live)
		return;
	opened->live = NULL;
	run_free(live->run);
	file_watch_free(live->watch);
	buf_release(&live->source);
	results_release(&live->last);
	free(live);
}

void opened_live_switch(struct opened *opened, bool on)
{
	struct err err = {0};
	opened_live_close(opened);
	if (!on || !opened->path)
		return;
	struct live *live = mem_zero(1, sizeof *live);
	live->opened = opened;
	results_init(&live->last);
	opened->live = live;
	live->watch = file_watch_new(opened->setup.loop, opened->path, on_change, live, &err);
	if (!live->watch) {
		opened->events.message(OPENED_ERROR, err.text, opened->context);
		opened_live_close(opened);
	}
}

void opened_live_yield(struct opened *opened)
{
	struct live *live = opened->live;
	if (!live || !live->run)
		return;
	run_free(live->run);
	live->run = NULL;
	results_release(&live->last);
	results_init(&live->last);
}

void opened_live_resume(struct opened *opened)
{
	if (opened->live && opened->live->due)
		start(opened->live);
}

void opened_live_words(const struct opened *opened, char out[80])
{
	const struct live *live = opened->live;
	out[0] = '\0';
	if (!live)
		return;
	const struct run_report *report = &live->last.report;
	if (live->run && live->last.total)
		snprintf(out, 80, "live ● %zu of %zu", live->last.done, live->last.total);
	else if (live->run)
		snprintf(out, 80, "live ●");
	else if (live->last.phase != RESULTS_ENDED)
		snprintf(out, 80, "live: waits for a save");
	else if (report->verdict == VERDICT_ACCEPTED)
		snprintf(out, 80, "live ✓ %zu of %zu", report->passed, report->total);
	else
		snprintf(out, 80, "live %s %zu of %zu: %s", verdict_mark(report->verdict), report->passed, report->total,
		         verdict_words(report->verdict));
}
