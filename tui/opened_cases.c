#include "tui/opened_cases.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/runs/offers.h"
#include "tui/commands.h"

#define SETTLE_STEP_MS 2
#define SETTLE_MOST_US (3 * INT64_C(1000000))
#define AUTOSAVE_MS 1000

/* The session that is nobody's interview. */
#define PRACTICE "practice"

enum then { THEN_NOTHING, THEN_RUN, THEN_PIN, THEN_FILL, THEN_LEAVE };

struct own_cases {
	struct opened *opened;
	struct draft_key key;
	char *path;
	struct editor *editor; /* NULL: none runs */
	struct term *term;
	bool shown;
	bool typed;            /* since the last save */
	bool saving;
	enum then then;        /* what the save is for */
	bool leave_asked, leave_forced;
	char *what_ran;        /* THEN_RUN */
	size_t pinned;         /* THEN_PIN: which public test */
	struct loop_timer *settle, *autosave;
	int64_t settle_until_us;
	bool settled_once;
	struct cases cases;    /* of the run that goes on */
	struct run *reference; /* of the pack's solution on the cases, or NULL */
	struct cases asked;    /* what it runs on */
	struct buf asked_text;
};

static void say(struct own_cases *own, enum opened_message kind, const char *text)
{
	own->opened->events.message(kind, text, own->opened->context);
}

static void changed(struct own_cases *own)
{
	own->opened->events.changed(own->opened->context);
}

static void on_settle(void *context);
static void on_autosave(void *context);

static struct own_cases *own_cases_of(struct opened *opened)
{
	if (opened->cases)
		return opened->cases;
	struct own_cases *own = mem_zero(1, sizeof *own);
	own->opened = opened;
	own->key = opened->key;
	own->key.language = "cases";
	own->key.file = CASES_FILE;
	own->path = draft_path(opened->setup.store, &own->key);
	own->what_ran = mem_dup("");
	own->settle = loop_timer_new(opened->setup.loop, on_settle, own);
	own->autosave = loop_timer_new(opened->setup.loop, on_autosave, own);
	opened->cases = own;
	return own;
}

/* ---- the editor */

static void end_editor(struct own_cases *own)
{
	term_free(own->term);
	own->term = NULL;
	editor_free(own->editor);
	own->editor = NULL;
	own->shown = own->typed = false;
	loop_timer_clear(own->autosave);
}

static void finish(struct own_cases *own);

static void on_damage(void *context)
{
	struct own_cases *own = context;
	if (own->shown)
		changed(own);
}

static void on_bell(void *context)
{
	struct own_cases *own = context;
	own->opened->events.bell(own->opened->context);
}

static void on_clipboard(const char *text, size_t len, void *context)
{
	struct own_cases *own = context;
	own->opened->events.clipboard(text, len, own->opened->context);
}

/* Its person ended it: what waits for a save goes on with the file as it is. */
static void on_end(int status, void *context)
{
	struct own_cases *own = context;
	if (status != 0)
		say(own, OPENED_ERROR, "the editor of your own cases has ended by itself");
	bool saving = own->saving;
	own->saving = false;
	loop_timer_clear(own->settle);
	end_editor(own);
	changed(own);
	if (saving)
		finish(own);
}

static void on_keys(const char *keys, size_t len, void *context)
{
	struct own_cases *own = context;
	if (own->term && term_is_raw(own->term))
		term_input(own->term, keys, len);
}

static bool start_editor(struct own_cases *own, int rows, int cols, struct err *err)
{
	struct opened *opened = own->opened;
	AUTO_FREE char *starter = cases_starter(opened->body);
	if (!draft_ensure(opened->setup.store, &own->key, starter, err))
		return false;
	AUTO_FREE char *recovery = draft_recovery(opened->setup.store, &own->key);
	own->editor = editor_new(opened->setup.loop, opened->setup.editor, own->path, recovery, err);
	if (!own->editor)
		return false;
	editor_set_keys(own->editor, on_keys, own);
	AUTO_FREE char *folder = mem_dup_n(own->path, (size_t)(strrchr(own->path, '/') - own->path));
	const struct term_spec spec = {
	    .path = editor_path(own->editor),
	    .argv = editor_argv(own->editor),
	    .env = editor_env(own->editor),
	    .folder = folder,
	    .rows = rows,
	    .cols = cols,
	    .foreground = opened->setup.foreground,
	    .background = opened->setup.background,
	};
	static const struct term_events events = {.damaged = on_damage, .bell = on_bell, .ended = on_end, .clipboard = on_clipboard};
	own->term = term_new(opened->setup.loop, &spec, &events, own, err);
	return own->term != NULL;
}

void opened_cases_edit(struct opened *opened, int rows, int cols)
{
	struct err err = {0};
	if (opened->question->kind == QUESTION_PYTESTS) {
		opened->events.message(OPENED_INFO, "this question's tests are a program: it takes no cases of your own", opened->context);
		return;
	}
	struct own_cases *own = own_cases_of(opened);
	if (!own->term && !start_editor(own, rows, cols, &err)) {
		end_editor(own);
		say(own, OPENED_ERROR, err.text);
		return;
	}
	own->shown = true;
	opened->scratch_shown = false;
	changed(own);
}

struct term *opened_cases_term(const struct opened *opened)
{
	return opened->cases && opened->cases->shown ? opened->cases->term : NULL;
}

const char *opened_cases_editor(const struct opened *opened)
{
	return opened_cases_term(opened) ? editor_name(opened->cases->editor) : "";
}

void opened_cases_resize(struct opened *opened, int rows, int cols)
{
	if (opened->cases && opened->cases->term)
		term_resize(opened->cases->term, rows, cols);
}

/* ---- saving */

static void on_saved(enum editor_save how, const char *why, int64_t took_us, void *context)
{
	(void)took_us;
	struct own_cases *own = context;
	own->saving = false;
	if (how == EDITOR_SAVED)
		own->typed = false;
	if (how == EDITOR_FAILED || (how != EDITOR_SAVED && own->typed && own->then != THEN_NOTHING)) {
		AUTO_FREE char *safe = text_escaped(why ? why : "", TEXT_ONE_LINE);
		AUTO_FREE char *text = mem_format("your own cases may be unsaved: %s %s%s%s", editor_name(own->editor),
		                                  how == EDITOR_FAILED ? "could not save" : "was not told to save, or did not answer",
		                                  safe[0] ? ": " : "", safe);
		say(own, OPENED_ERROR, text);
	}
	finish(own);
}

static void on_settle(void *context)
{
	struct own_cases *own = context;
	bool taken = term_input_taken(own->term), late = loop_now_us() >= own->settle_until_us;
	if (!late && !(taken && own->settled_once)) {
		own->settled_once = taken;
		loop_timer_set(own->settle, SETTLE_STEP_MS);
		return;
	}
	editor_save(own->editor, on_saved, own);
}

static void save(struct own_cases *own, enum then then)
{
	own->then = then;
	if (own->saving)
		return;
	own->saving = true;
	own->settled_once = false;
	own->settle_until_us = loop_now_us() + SETTLE_MOST_US;
	loop_timer_clear(own->autosave);
	loop_timer_set(own->settle, SETTLE_STEP_MS);
}

static void on_autosave(void *context)
{
	struct own_cases *own = context;
	if (own->term && own->typed && !own->saving && !term_pasting(own->term) && editor_can_autosave(own->editor) &&
	    !editor_types(own->editor))
		save(own, THEN_NOTHING);
}

void opened_cases_typed(struct opened *opened)
{
	opened->cases->typed = true;
	opened->cases->leave_asked = false;
	loop_timer_set(opened->cases->autosave, AUTOSAVE_MS);
}

void opened_cases_put_away(struct opened *opened)
{
	struct own_cases *own = opened->cases;
	own->shown = false;
	if (own->typed)
		save(own, own->then);
	changed(own);
}

/* ---- pinning */

static void pin(struct own_cases *own)
{
	struct opened *opened = own->opened;
	const struct question_test *test = &opened->body->tests[own->pinned];
	struct err err = {0};
	AUTO_BUF old = {0};
	AUTO_BUF new = {0};
	AUTO_FREE char *name = mem_format("pinned: %s", test->id);
	if (!draft_ensure(opened->setup.store, &own->key, "[\n]\n", &err) ||
	    !draft_read(opened->setup.store, &own->key, CASES_BYTES_MAX, &old, &err) ||
	    !cases_add(buf_text(&old), old.len, opened->body, test, name, &new, &err) ||
	    !draft_replace(opened->setup.store, &own->key, "pin", buf_text(&new), new.len, &err)) {
		AUTO_FREE char *text = mem_format("not pinned: %s", err.text);
		say(own, OPENED_ERROR, text);
		return;
	}
	if (own->editor && !editor_reload(own->editor))
		say(own, OPENED_ERROR, "pinned; the editor of your own cases cannot be told: open the file anew in it");
	else {
		AUTO_FREE char *text = command_fill("pinned: {own-cases} shows your own cases, which run beside the public tests");
		say(own, OPENED_INFO, text);
	}
}

void opened_cases_pin(struct opened *opened, const struct run_test *row)
{
	if (row->own || row->visibility != TEST_PUBLIC || opened->question->kind == QUESTION_PYTESTS ||
	    row->index >= opened->body->public_count) {
		opened->events.message(OPENED_INFO, row->own ? "it is a case of your own already" : "this test cannot be pinned",
		                       opened->context);
		return;
	}
	struct own_cases *own = own_cases_of(opened);
	own->pinned = row->index;
	if (own->term && own->typed)
		save(own, THEN_PIN);
	else
		pin(own);
}

/* ---- what a reference expects */

/* In the language that is written in, else in the first that can be run. */
static const struct question_solution *reference_of(const struct opened *opened, const struct language **language)
{
	const struct question_solution *found = NULL;
	for (size_t i = 0; i < opened->body->solution_count; i++) {
		const struct question_solution *solution = &opened->body->solutions[i];
		const struct language *its = language_find(solution->language, NULL);
		bool better = !found || its == opened->language;
		if (its && better && offer_possible(opened->setup.tools, opened->question, its, NULL)) {
			found = solution;
			*language = its;
		}
	}
	return found;
}

/* One value for each case, in the file's order: JSON, or NULL. */
static char **values_of(const struct run_report *report, size_t count, size_t *filled, size_t *failed)
{
	static const struct value_limits limits = {.bytes = 1 << 16, .depth = 128, .values = 1 << 14};
	char **values = mem_zero(count + 1, sizeof *values);
	size_t which = 0;
	for (size_t i = 0; i < report->test_count && which < count; i++) {
		const struct run_test *test = &report->tests[i];
		if (!test->own)
			continue;
		/* What was cut, or escaped to be shown, is no JSON any more. */
		struct value_doc *doc = value_read(test->actual, strlen(test->actual), &limits, NULL);
		bool asks = test->verdict == VERDICT_NONE;
		if (asks && doc)
			values[which] = mem_dup(test->actual), (*filled)++;
		else if (!test->expected[0])
			(*failed)++;
		value_doc_free(doc);
		which++;
	}
	return values;
}

static void write_values(struct own_cases *own, const struct run_report *report)
{
	struct opened *opened = own->opened;
	size_t count = own->asked.count, filled = 0, failed = 0;
	char **values = values_of(report, count, &filled, &failed);
	struct err err = {0};
	AUTO_BUF now = {0};
	AUTO_BUF text = {0};
	AUTO_FREE char *words = mem_format("filled in: %zu expected value%s%s", filled, filled == 1 ? "" : "s",
	                                   failed ? "; the others have no value that can be written" : "");
	cases_fill(buf_text(&own->asked_text), own->asked_text.len, values, count, &text);
	for (size_t i = 0; i < count; i++)
		free(values[i]);
	free(values);
	if (!draft_read(opened->setup.store, &own->key, CASES_BYTES_MAX, &now, &err))
		say(own, OPENED_ERROR, err.text);
	else if (own->typed || now.len != own->asked_text.len || memcmp(buf_text(&now), buf_text(&own->asked_text), now.len) != 0)
		say(own, OPENED_INFO, "your own cases have changed meanwhile: nothing was filled in");
	else if (!draft_replace(opened->setup.store, &own->key, "fill", buf_text(&text), text.len, &err))
		say(own, OPENED_ERROR, err.text);
	else if (own->editor && !editor_reload(own->editor))
		say(own, OPENED_ERROR, "filled in; the editor of your own cases cannot be told: open the file anew in it");
	else
		say(own, failed ? OPENED_ERROR : OPENED_INFO, words);
}

static void on_reference(const struct run_event *event, void *context)
{
	struct own_cases *own = context;
	if (event->kind != RUN_ENDED)
		return;
	if (event->report->verdict == VERDICT_ACCEPTED) {
		write_values(own, event->report);
	} else {
		AUTO_FREE char *safe = text_escaped(event->report->message, TEXT_ONE_LINE);
		AUTO_FREE char *text = mem_format("nothing was filled in: the pack's solution: %s", safe);
		say(own, OPENED_ERROR, text);
	}
	run_free(own->reference);
	own->reference = NULL;
	changed(own);
}

static void fill(struct own_cases *own)
{
	struct opened *opened = own->opened;
	struct err err = {0};
	const struct language *language = NULL;
	const struct question_solution *solution = reference_of(opened, &language);
	if (!solution) {
		say(own, OPENED_INFO, "the pack has no solution that can be run here");
		return;
	}
	cases_release(&own->asked);
	buf_clear(&own->asked_text);
	if (!draft_read(opened->setup.store, &own->key, CASES_BYTES_MAX, &own->asked_text, &err) ||
	    !cases_read(buf_text(&own->asked_text), own->asked_text.len, opened->body, &own->asked, &err)) {
		say(own, OPENED_ERROR, err.text);
		return;
	}
	size_t open = 0;
	for (size_t i = 0; i < own->asked.count; i++)
		open += !own->asked.tests[i].expected;
	if (!open) {
		say(own, OPENED_INFO, "every case of your own expects something already");
		return;
	}
	const struct run_request request = {
	    .question = opened->question,
	    .body = opened->body,
	    .language = language,
	    .source = solution->source,
	    .source_len = solution->source_len,
	    .mode = RUN_PUBLIC,
	    .own = own->asked.tests,
	    .own_count = own->asked.count,
	};
	own->reference = run_start(opened->setup.runner, &request, on_reference, own);
	say(own, OPENED_INFO, "asking the pack's solution");
}

void opened_cases_fill(struct opened *opened)
{
	if (strcmp(opened->setup.session, PRACTICE) != 0 || opened->question->kind != QUESTION_FUNCTION) {
		opened->events.message(OPENED_INFO,
		                       opened->question->kind == QUESTION_FUNCTION ? "only in practice"
		                                                                   : "only for questions about a function",
		                       opened->context);
		return;
	}
	struct own_cases *own = own_cases_of(opened);
	if (own->reference)
		return;
	if (own->term && own->typed)
		save(own, THEN_FILL);
	else
		fill(own);
}

/* ---- what a save was for */

static void finish(struct own_cases *own)
{
	enum then then = own->then;
	own->then = THEN_NOTHING;
	if (then == THEN_RUN)
		opened_start_run(own->opened, own->what_ran);
	else if (then == THEN_PIN && !own->typed)
		pin(own);
	else if (then == THEN_FILL && !own->typed)
		fill(own);
	else if (then == THEN_LEAVE && own->typed && !own->leave_forced)
		own->leave_asked = true; /* the message was said: asking again leaves */
	else if (then == THEN_LEAVE)
		own->leave_asked = true, opened_leave(own->opened, own->leave_forced); /* the owner may free us inside */
}

bool opened_cases_save_to_run(struct opened *opened, const char *what_ran)
{
	struct own_cases *own = opened->cases;
	if (!own)
		return false;
	own->shown = false; /* the results are what one wants to see now */
	if (!own->term || !own->typed)
		return false;
	char *copy = mem_dup(what_ran);
	free(own->what_ran);
	own->what_ran = copy;
	save(own, THEN_RUN);
	return true;
}

bool opened_cases_saving_to_run(const struct opened *opened)
{
	return opened->cases && opened->cases->then == THEN_RUN;
}

bool opened_cases_save_to_leave(struct opened *opened, bool forced)
{
	struct own_cases *own = opened->cases;
	if (!own || !own->term || !own->typed || own->leave_asked)
		return false;
	own->leave_forced = forced;
	save(own, THEN_LEAVE);
	return true;
}

/* ---- running */

void opened_cases_give(struct opened *opened, struct run_request *request)
{
	struct own_cases *own = own_cases_of(opened);
	struct err err = {0};
	AUTO_BUF text = {0};
	cases_release(&own->cases);
	if (opened->question->kind == QUESTION_PYTESTS || !draft_read(opened->setup.store, &own->key, CASES_BYTES_MAX, &text, NULL))
		return; /* there is no file, as a rule */
	if (!cases_read(buf_text(&text), text.len, opened->body, &own->cases, &err)) {
		AUTO_FREE char *words = mem_format("without your own cases: %s", err.text);
		say(own, OPENED_ERROR, words);
		return;
	}
	request->own = own->cases.tests;
	request->own_count = own->cases.count;
}

void opened_cases_close(struct opened *opened)
{
	struct own_cases *own = opened->cases;
	if (!own)
		return;
	end_editor(own);
	loop_timer_free(own->settle);
	loop_timer_free(own->autosave);
	run_free(own->reference);
	cases_release(&own->cases);
	cases_release(&own->asked);
	buf_release(&own->asked_text);
	free(own->what_ran);
	free(own->path);
	free(own);
	opened->cases = NULL;
}
