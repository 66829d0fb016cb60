/* What the person does with the results: the next failing test, its line in the editor, its texts in the clipboard. */
#include <string.h>

#include "engine/base/mem.h"
#include "tui/app_state.h"
#include "tui/opened_cases.h"
#include "tui/opened_live.h"

void app_next_failure(struct app *app)
{
	struct workspace *workspace = app->workspace;
	struct results *results = &workspace->opened->results;
	size_t failures = results_failures(results);
	if (!results_current(results)) {
		AUTO_FREE char *nothing = command_fill("nothing has run: {run} runs the public tests");
		app_say(app, false, results->phase == RESULTS_ENDED ? "no test has failed" : nothing);
		return;
	}
	/* What is not in sight is shown before another is. */
	if (workspace->layout.body[PANE_RESULTS].rows == 0)
		workspace_focus(workspace, PANE_RESULTS);
	else if (failures == 1)
		app_say(app, false, "this is the only failing test");
	else
		results->focus = (results->focus + 1) % failures;
	workspace->opened->scratch_shown = false;
	workspace->opened->show_failure = true;
}

void app_go_to_line(struct app *app)
{
	struct opened *opened = app->workspace->opened;
	int line = results_line(&opened->results);
	if (line <= 0) {
		app_say(app, false, "the results name no line of the draft");
	} else if (!opened_editing(opened)) {
		app_say(app, false, "the editor is not running");
	} else if (!editor_go(opened->editor, line)) {
		AUTO_FREE char *text = mem_format("%s cannot be told: it is line %d", editor_name(opened->editor), line);
		app_say(app, false, text);
	} else {
		workspace_focus(app->workspace, PANE_EDITOR);
	}
}

void app_pin(struct app *app)
{
	struct opened *opened = app->workspace->opened;
	const struct run_test *test = results_current(&opened->results);
	if (test)
		opened_cases_pin(opened, test);
	else
		app_say(app, false, "there is no failing test to pin");
}

/* ---- live tests */

void app_live(struct app *app)
{
	struct opened *opened = app->workspace->opened;
	bool on = !opened_live(opened);
	opened_live_switch(opened, on);
	store_set(app->options->store, app->options->session, "live", on ? "1" : "0");
	if (opened_live(opened))
		app_say(app, false, "live tests: every save runs the public tests");
	else if (!on)
		app_say(app, false, "live tests are off");
}

void app_live_as_kept(struct app *app)
{
	AUTO_FREE char *kept = store_get(app->options->store, app->options->session, "live");
	if (kept && strcmp(kept, "1") == 0)
		opened_live_switch(app->workspace->opened, true);
}

/* ---- copying */

enum text { TEXT_ACTUAL, TEXT_EXPECTED, TEXT_INPUT, TEXT_PRINTED, TEXT_TRACEBACK, TEXT_COUNT };

static const char *const text_names[TEXT_COUNT] = {"What your program returned", "What was expected", "Input", "Printed",
                                                   "Traceback"};

static const char *text_of(const struct run_test *test, enum text which)
{
	switch (which) {
	case TEXT_ACTUAL:
		return test->actual;
	case TEXT_EXPECTED:
		return test->expected;
	case TEXT_INPUT:
		return test->input;
	case TEXT_PRINTED:
		return test->output;
	case TEXT_TRACEBACK:
		return test->detail;
	case TEXT_COUNT:
		break;
	}
	return "";
}

/* The failing test that is looked at, else the first there is. */
static const struct run_test *copied_test(const struct results *results)
{
	const struct run_test *current = results_current(results);
	bool shown = results->phase == RESULTS_RUNNING || results->phase == RESULTS_ENDED;
	return current ? current : shown && results->test_count ? &results->tests[0] : NULL;
}

static void copy(struct app *app, size_t which)
{
	struct opened *opened = app->workspace ? app->workspace->opened : NULL;
	const struct run_test *test = opened ? copied_test(&opened->results) : NULL;
	if (!test)
		return; /* a new run has begun meanwhile */
	const char *text = text_of(test, (enum text)which);
	opened->events.clipboard(text, strlen(text), opened->context);
	app_say(app, false, "copied, as far as your terminal allows it (OSC 52)");
}

void app_copy(struct app *app)
{
	const struct run_test *test = copied_test(&app->workspace->opened->results);
	if (!app->options->clipboard) {
		app_say(app, false, "the clipboard is not to be used here");
		return;
	}
	if (!test) {
		app_say(app, false, "there is no test to copy from");
		return;
	}
	AUTO_FREE char *id = text_escaped(test->id, TEXT_ONE_LINE);
	AUTO_FREE char *title = mem_format("Copy from test %zu %.40s", test->index + 1, id);
	struct chooser *chooser = chooser_new(title);
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char *text = text_of(test, (enum text)i);
		AUTO_FREE char *begin = mem_dup_n(text, strnlen(text, 40));
		chooser_add(chooser, text_names[i], begin, text[0] ? NULL : "there is none", i);
	}
	app_choose(app, chooser, copy);
}
