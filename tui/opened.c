#include "tui/opened.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/runs/offers.h"
#include "tui/commands.h"
#include "tui/markdown.h"
#include "tui/opened_cases.h"
#include "tui/opened_draft.h"
#include "tui/opened_live.h"

/* The engine refuses a source over the question's own limit with a verdict; this only bounds what is read. */
#define MAX_SOURCE ((size_t)4 << 20)
/* What was typed reaches the editor by its terminal, the word to save by another way: the save waits until
 * the editor has read the keys, which takes long only behind a large paste. */
#define SETTLE_STEP_MS 2
#define ASK_AGAIN_MS 20 /* while a language's tools are being looked for */
#define SETTLE_MOST_US (3 * INT64_C(1000000))
#define SETTLE_FORCED_US (300 * INT64_C(1000))

static void say(struct opened *opened, enum opened_message kind, const char *text)
{
	opened->events.message(kind, text, opened->context);
}

static void changed(struct opened *opened)
{
	opened->events.changed(opened->context);
}

static int64_t unix_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* When the draft was last written; 0 where there is none. */
static int64_t saved_ns(const struct opened *opened)
{
	struct stat info;
	if (!opened->path || stat(opened->path, &info) != 0)
		return 0;
	return (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
}

static void set_text(char **text, const char *value)
{
	char *copy = text_escaped(value, TEXT_ONE_LINE);
	free(*text);
	*text = copy;
}

static void on_settle(void *context);
static void on_scratch_due(void *context);

/* ---- opening */

/* The one that was chosen before, where it is possible here; else what the question is begun in. */
static const struct language *language_of(const struct opened_setup *setup, const struct question *question, struct err *err)
{
	bool offered = setup->language && string_list_has(&question->languages, setup->language);
	const struct language *wanted = offered ? language_find(setup->language, NULL) : NULL;
	if (wanted && offer_possible(setup->tools, question, wanted, NULL))
		return wanted;
	const struct language *first = offer_language(setup->tools, question);
	if (!first)
		err_set(err, ERR_MACHINE, "none of the question's languages is installed");
	return first;
}

static void make_draft(struct opened *opened)
{
	struct err err = {0};
	AUTO_FREE char *starter = question_starter(opened->question, opened->body, opened->language->name, NULL);
	if (draft_ensure(opened->setup.store, &opened->key, starter ? starter : "", &err)) {
		opened->path = draft_path(opened->setup.store, &opened->key);
		opened_draft_open(opened);
	} else {
		set_text(&opened->editor_problem, err.text);
	}
}

struct opened *opened_new(const struct opened_setup *setup, const struct opened_events *events, void *context,
                          const struct question *question, struct err *err)
{
	const struct language *language = language_of(setup, question, err);
	if (!language)
		return NULL;
	struct question_body *body = question_body_load(question, err);
	if (!body)
		return NULL;
	struct opened *opened = mem_zero(1, sizeof *opened);
	opened->setup = *setup;
	opened->events = *events;
	opened->context = context;
	opened->question = question;
	opened->body = body;
	opened->language = language;
	opened->key = (struct draft_key){
	    .session = setup->session,
	    .pack = question->pack,
	    .question = question->slug,
	    .language = language->name,
	    .file = language->file,
	};
	opened->settle = loop_timer_new(setup->loop, on_settle, opened);
	opened->scratch_later = loop_timer_new(setup->loop, on_scratch_due, opened);
	opened->editor_problem = mem_dup("");
	statement_init(&opened->statement, question, body->statement ? body->statement : "", body->hints,
	               body->hint_count);
	opened->statement.options = MARKDOWN_WIDE_TABLES; /* its pane scrolls sideways */
	if (setup->solutions)
		statement_offer_solution(&opened->statement, body, language);
	results_init(&opened->results);
	for (size_t i = 0; i < body->signature.param_count && question->kind == QUESTION_FUNCTION; i++)
		string_list_add(&opened->results.params, body->signature.params[i].name);
	make_draft(opened);
	runner_prepare(setup->runner, question, body, language);
	return opened;
}

static void end_editor(struct opened *opened)
{
	term_free(opened->term);
	opened->term = NULL;
	editor_free(opened->editor);
	opened->editor = NULL;
	opened->ended = false;
	opened->autosaving = false;
	opened->autosaves_missed = 0;
	opened_draft_editor(opened, 0);
}

void opened_free(struct opened *opened)
{
	if (!opened)
		return;
	opened_live_close(opened);
	run_free(opened->run);
	opened_cases_close(opened);
	polish_free(opened->polish);
	scratch_free(opened->scratch);
	loop_timer_free(opened->scratch_later);
	loop_timer_free(opened->settle);
	end_editor(opened);
	opened_draft_close(opened);
	runner_rest(opened->setup.runner);
	statement_release(&opened->statement);
	results_release(&opened->results);
	lines_release(&opened->results_lines);
	question_body_free(opened->body);
	buf_release(&opened->source);
	free(opened->path);
	free(opened->editor_problem);
	free(opened);
}

/* ---- the editor */

static void on_damage(void *context)
{
	struct opened *opened = context;
	opened->events.damaged(opened->context);
}

static void on_bell(void *context)
{
	struct opened *opened = context;
	opened->events.bell(opened->context);
}

static void on_clipboard(const char *text, size_t len, void *context)
{
	struct opened *opened = context;
	opened->events.clipboard(text, len, opened->context);
}

/* The terminal is kept until the pane is used again: it is not ours to free inside its own callback. */
static void on_end(int status, void *context)
{
	struct opened *opened = context;
	const char *name = editor_name(opened->editor);
	AUTO_FREE char *text = NULL;
	if (WIFSIGNALED(status))
		text = mem_format("%s was ended by signal %d (%s).", name, WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == 127)
		text = mem_format("%s could not be started.", name);
	else if (WEXITSTATUS(status) != 0)
		text = mem_format("%s has ended with status %d.", name, WEXITSTATUS(status));
	else
		text = mem_format("%s has ended.", name);
	set_text(&opened->editor_problem, text);
	opened->ended = true;
	opened_draft_editor(opened, 0);
	changed(opened);
}

static void on_keys(const char *keys, size_t len, void *context)
{
	struct opened *opened = context;
	/* In a terminal that is not set up yet ^C would kill. */
	if (opened_editing(opened) && term_is_raw(opened->term))
		term_input(opened->term, keys, len);
}

static bool start_term(struct opened *opened, struct err *err)
{
	AUTO_FREE char *recovery = draft_recovery(opened->setup.store, &opened->key);
	opened->editor = editor_new(opened->setup.loop, opened->setup.editor, opened->path, recovery, err);
	if (!opened->editor)
		return false;
	editor_set_keys(opened->editor, on_keys, opened);
	AUTO_FREE char *folder = mem_dup(opened->path);
	char *slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	const struct term_spec spec = {
	    .path = editor_path(opened->editor),
	    .argv = editor_argv(opened->editor),
	    .env = editor_env(opened->editor),
	    .folder = folder,
	    .rows = opened->rows,
	    .cols = opened->cols,
	    .foreground = opened->setup.foreground,
	    .background = opened->setup.background,
	};
	static const struct term_events events = {.damaged = on_damage, .bell = on_bell, .ended = on_end,
						  .clipboard = on_clipboard};
	opened->term = term_new(opened->setup.loop, &spec, &events, opened, err);
	if (opened->term)
		opened_draft_editor(opened, term_pid(opened->term));
	return opened->term;
}

/* Who chose an editor and sees another one should not have to guess why. */
static void say_if_replaced(struct opened *opened)
{
	const char *variable = getenv("VISUAL") && *getenv("VISUAL") ? "$VISUAL" : "$EDITOR";
	const char *wanted = getenv(variable + 1);
	if (!wanted || !*wanted || strcmp(editor_origin(opened->editor), "found") != 0)
		return;
	AUTO_FREE char *safe = text_escaped(wanted, TEXT_ONE_LINE);
	AUTO_FREE char *text = mem_format("%s is \"%s\", which is no program here: this is %s", variable, safe,
	                                  editor_name(opened->editor));
	say(opened, OPENED_ERROR, text);
}

void opened_start_editor(struct opened *opened)
{
	struct err err = {0};
	if (!start_term(opened, &err)) {
		end_editor(opened);
		set_text(&opened->editor_problem, err.text);
	} else {
		say_if_replaced(opened);
	}
	changed(opened);
}

/* First what the last editor may have left. */
void opened_begin_editor(struct opened *opened)
{
	end_editor(opened);
	set_text(&opened->editor_problem, "");
	if (!opened_draft_recover(opened))
		opened_start_editor(opened);
	changed(opened);
}

void opened_resize(struct opened *opened, int rows, int cols)
{
	opened->rows = rows;
	opened->cols = cols;
	if (opened->term && !opened->ended)
		term_resize(opened->term, rows, cols);
	else if (!opened->term && !opened->recovery && opened->path && !opened->editor_problem[0])
		opened_begin_editor(opened);
}

bool opened_editing(const struct opened *opened)
{
	return opened->term && !opened->ended;
}

void opened_edit_again(struct opened *opened, int rows, int cols)
{
	if (opened_editing(opened) || opened->recovery)
		return;
	opened->rows = rows;
	opened->cols = cols;
	if (!opened->path) {
		set_text(&opened->editor_problem, "");
		make_draft(opened);
	}
	if (opened->path)
		opened_begin_editor(opened);
	changed(opened);
}

void opened_typed(struct opened *opened)
{
	opened->typed = true;
	opened->saved_before_ns = saved_ns(opened);
	opened->leave_confirmed = opened->reset_confirmed = false;
	opened_draft_typed(opened);
}

/* ---- running */

static bool worth_keeping(enum verdict verdict)
{
	return verdict != VERDICT_CANCELLED && verdict != VERDICT_SANDBOX_ERROR && verdict != VERDICT_NONE;
}

static void store_attempt(struct opened *opened, const struct run_report *report)
{
	struct err err = {0};
	if (!worth_keeping(report->verdict))
		return;
	if (!attempt_add(opened->setup.store, &opened->key, buf_text(&opened->source), opened->source.len, report, &err))
		say(opened, OPENED_ERROR, err.text);
	opened->events.attempted(opened->context);
}

static void on_run(const struct run_event *event, void *context)
{
	struct opened *opened = context;
	results_event(&opened->results, event, loop_now_us());
	if (event->kind == RUN_ENDED) {
		store_attempt(opened, event->report);
		opened->show_failure = true;
		run_free(opened->run);
		opened->run = NULL;
		opened_live_resume(opened);
	}
	changed(opened);
}

static void refuse(struct opened *opened, const char *why)
{
	results_refuse(&opened->results, why);
	changed(opened);
}

static bool within_rate(struct opened *opened)
{
	int wait_s = 0;
	const struct pack *pack = opened->setup.pack;
	if (rate_take(opened->setup.store, opened->setup.session, pack->runs, pack->per_s, &wait_s))
		return true;
	AUTO_FREE char *text =
	    mem_format("at most %d runs in %d seconds: take a breath, the next one can start in %d s", pack->runs, pack->per_s,
	               wait_s > 0 ? wait_s : 1);
	say(opened, OPENED_INFO, text);
	return false;
}

/* The person's own cases are saved first. */
static void start_run(struct opened *opened, const char *what_ran)
{
	if (!opened_cases_save_to_run(opened, what_ran))
		opened_start_run(opened, what_ran);
}

void opened_start_run(struct opened *opened, const char *what_ran)
{
	struct err err = {0};
	if (!opened->path) {
		refuse(opened, "there is no draft to run");
		return;
	}
	buf_clear(&opened->source);
	if (!draft_read(opened->setup.store, &opened->key, MAX_SOURCE, &opened->source, &err)) {
		refuse(opened, err.text);
		return;
	}
	struct run_request request = {
	    .question = opened->question,
	    .body = opened->body,
	    .language = opened->language,
	    .source = buf_text(&opened->source),
	    .source_len = opened->source.len,
	    .mode = opened->wanted,
	};
	opened_live_yield(opened);
	if (opened->wanted == RUN_PUBLIC)
		opened_cases_give(opened, &request);
	results_begin(&opened->results, opened->wanted, what_ran, loop_now_us());
	opened->results_pager.top = 0;
	opened->run = run_start(opened->setup.runner, &request, on_run, opened);
	changed(opened);
}

/* The saved file runs as it is: says how old it is and why. */
static void run_saved(struct opened *opened, const char *why)
{
	char age[24];
	AUTO_FREE char *text = mem_format("%s%sthe file as it was saved %s before", why, *why ? ": " : "",
	                                  duration_words(unix_us() - saved_ns(opened) / 1000, age));
	start_run(opened, text);
	/* The results may be scrolled away from it, and who does not know it looks for the mistake elsewhere. */
	if (*why && opened->run)
		say(opened, OPENED_INFO, text);
}

bool opened_maybe_unsaved(const struct opened *opened)
{
	return opened->typed && saved_ns(opened) == opened->saved_before_ns;
}

static void saved_to_run(struct opened *opened, enum editor_save how, const char *why, int64_t took_us)
{
	char age[24];
	AUTO_FREE char *text = NULL;
	const char *name = editor_name(opened->editor);
	switch (how) {
	case EDITOR_SAVED:
		text = mem_format("the text saved %s before", duration_words(took_us < 10000 ? 10000 : took_us, age));
		start_run(opened, text);
		return;
	case EDITOR_NO_CHANNEL:
		text = mem_format("%s%s saves only by its own keys",
		                  opened_maybe_unsaved(opened) ? "unsaved text?  Save in the editor, then run: " : "", name);
		run_saved(opened, text);
		return;
	case EDITOR_LATE:
		text = mem_format("%s did not answer (is a prompt open?)", name);
		run_saved(opened, text);
		return;
	case EDITOR_FAILED:
		text = mem_format("%s could not save: %s", name, why ? why : "no reason given");
		refuse(opened, text);
		return;
	}
}

static void ask_to_leave(struct opened *opened, const char *text)
{
	opened->leave_confirmed = true;
	say(opened, OPENED_ERROR, text);
}

static void leave_now(struct opened *opened)
{
	/* The owner may free us inside: nothing may follow. */
	opened->events.left(opened->context);
}

static void saved_to_leave(struct opened *opened, enum editor_save how, const char *why)
{
	const char *name = editor_name(opened->editor);
	AUTO_FREE char *text = NULL;
	bool nothing_to_lose = (how == EDITOR_NO_CHANNEL && !opened_maybe_unsaved(opened)) ||
	                       (how == EDITOR_LATE && !opened->typed); /* it may still be starting */
	if (how == EDITOR_SAVED || opened->leave_forced || nothing_to_lose) {
		leave_now(opened);
		return;
	}
	if (how == EDITOR_FAILED)
		text = mem_format("%s could not save (%s): leave again to lose what is unsaved", name, why ? why : "?");
	else if (how == EDITOR_LATE)
		text = mem_format("%s does not answer: is a prompt open in it?  Leave again to go all the same", name);
	else
		text = mem_format("unsaved text in %s?  Save there first; leave again to go all the same", name);
	ask_to_leave(opened, text);
}

/* ---- formatting and linting */

static void put_formatted(struct opened *opened, const struct polish_result *result)
{
	struct err err = {0};
	AUTO_BUF now = {0};
	AUTO_FREE char *done = mem_format("formatted by %s", result->tool);
	/* Typed on meanwhile: what is newer counts. */
	if (!draft_read(opened->setup.store, &opened->key, MAX_SOURCE, &now, &err)) {
		say(opened, OPENED_ERROR, err.text);
	} else if (now.len != opened->source.len || (now.len && memcmp(now.data, opened->source.data, now.len) != 0)) {
		say(opened, OPENED_INFO, "the draft has changed meanwhile: not formatted");
	} else if (now.len == result->len && memcmp(buf_text(&now), result->text, now.len) == 0) {
		say(opened, OPENED_INFO, "well formatted already");
	} else if (!draft_replace(opened->setup.store, &opened->key, "format", result->text, result->len, &err)) {
		say(opened, OPENED_ERROR, err.text);
	} else {
		opened_draft_replaced(opened);
		say(opened, OPENED_INFO, done);
	}
}

static void on_polished(const struct polish_result *result, void *context)
{
	struct opened *opened = context;
	if (!result->ok) {
		say(opened, OPENED_ERROR, result->message);
	} else if (opened->polishing == POLISH_FORMAT) {
		put_formatted(opened, result);
	} else {
		opened->scratch_shown = false;
		results_tell(&opened->results, result->tool, result->findings[0] ? result->findings : "Nothing to say.");
		opened->results_pager.top = 0;
	}
	polish_free(opened->polish);
	opened->polish = NULL;
	changed(opened);
}

static void start_polish(struct opened *opened)
{
	struct err err = {0};
	buf_clear(&opened->source);
	if (!draft_read(opened->setup.store, &opened->key, MAX_SOURCE, &opened->source, &err)) {
		say(opened, OPENED_ERROR, err.text);
		return;
	}
	opened->polish = polish_start(opened->setup.loop, opened->setup.tools, opened->language, opened->polishing,
	                              buf_text(&opened->source), opened->source.len, on_polished, opened);
}

static void saved_to_polish(struct opened *opened, enum editor_save how, const char *why)
{
	const char *name = editor_name(opened->editor);
	AUTO_FREE char *text = NULL;
	if (how == EDITOR_SAVED || !opened_maybe_unsaved(opened)) {
		start_polish(opened);
		return;
	}
	if (how == EDITOR_FAILED)
		text = mem_format("%s could not save: %s", name, why ? why : "no reason given");
	else
		text = mem_format("save in %s first: what it holds unsaved would be lost", name);
	say(opened, OPENED_ERROR, text);
}

static void on_saved(enum editor_save how, const char *why, int64_t took_us, void *context)
{
	struct opened *opened = context;
	enum opened_saving purpose = opened->saving;
	AUTO_FREE char *safe = why ? text_escaped(why, TEXT_ONE_LINE) : NULL;
	opened->saving = OPENED_SAVES_NOTHING;
	if (how == EDITOR_SAVED)
		opened_draft_saved(opened);
	if (purpose == OPENED_SAVES_TO_LEAVE)
		saved_to_leave(opened, how, safe);
	else if (purpose == OPENED_SAVES_TO_RUN)
		saved_to_run(opened, how, safe, took_us);
	else if (purpose == OPENED_SAVES_TO_POLISH)
		saved_to_polish(opened, how, safe);
	else if (purpose == OPENED_SAVES_TO_RESET || purpose == OPENED_SAVES_TO_RESTORE)
		opened_draft_saved_to_replace(opened, how, safe, purpose);
}

static void on_settle(void *context)
{
	struct opened *opened = context;
	bool taken = !opened_editing(opened) || (term_input_taken(opened->term) && !opened->autosaving);
	bool late = loop_now_us() >= opened->settle_until_us;
	if (!late && !(taken && opened->settled_once)) {
		opened->settled_once = taken;
		loop_timer_set(opened->settle, SETTLE_STEP_MS);
		return;
	}
	if (opened_editing(opened)) {
		opened_draft_before_save(opened);
		editor_save(opened->editor, on_saved, opened);
		return;
	}
	/* It ended meanwhile, as its person wished. */
	enum opened_saving purpose = opened->saving;
	opened->saving = OPENED_SAVES_NOTHING;
	if (purpose == OPENED_SAVES_TO_LEAVE)
		leave_now(opened);
	else if (purpose == OPENED_SAVES_TO_RUN)
		run_saved(opened, "");
	else if (purpose == OPENED_SAVES_TO_POLISH)
		start_polish(opened);
	else if (purpose == OPENED_SAVES_TO_RESET || purpose == OPENED_SAVES_TO_RESTORE)
		opened_draft_saved_to_replace(opened, EDITOR_SAVED, "", purpose);
}

static void save_for(struct opened *opened, enum opened_saving purpose)
{
	opened->saving = purpose;
	opened->settled_once = false;
	opened->settle_until_us = loop_now_us() + (opened->leave_forced ? SETTLE_FORCED_US : SETTLE_MOST_US);
	loop_timer_set(opened->settle, SETTLE_STEP_MS);
}

void opened_run(struct opened *opened, enum run_mode mode)
{
	if (opened_running(opened)) {
		AUTO_FREE char *text = command_fill("a run is going on: {stop} stops it");
		say(opened, OPENED_INFO, text);
		return;
	}
	if (opened->saving != OPENED_SAVES_NOTHING)
		return;
	/* Asked first: the results of the last run stay on the screen. */
	if (!within_rate(opened))
		return;
	opened->wanted = mode;
	if (!opened_editing(opened)) {
		run_saved(opened, "");
		return;
	}
	opened->scratch_shown = false; /* the results are what one wants to see now */
	results_saving(&opened->results, mode, loop_now_us());
	save_for(opened, OPENED_SAVES_TO_RUN);
	changed(opened);
}

void opened_polish(struct opened *opened, enum polish_kind kind)
{
	if (opened->run || opened->polish || opened->saving != OPENED_SAVES_NOTHING || !opened->path) {
		say(opened, OPENED_INFO, "not now: something is going on already");
		return;
	}
	opened->polishing = kind;
	if (opened_editing(opened))
		save_for(opened, OPENED_SAVES_TO_POLISH);
	else
		start_polish(opened);
}

/* ---- the scratch terminal */

static void on_scratch_changed(void *context)
{
	changed(context);
}

static void on_scratch_end(const char *why, void *context)
{
	struct opened *opened = context;
	scratch_free(opened->scratch);
	opened->scratch = NULL;
	opened->scratch_shown = false;
	if (why)
		say(opened, OPENED_ERROR, why);
	changed(opened);
}

static void start_scratch(struct opened *opened, int rows, int cols)
{
	struct err err = {0};
	AUTO_BUF source = {0};
	const struct toolchain *toolchain =
	    tools_choose(opened->setup.tools, opened->language, &opened->question->modules, &err);
	if (!toolchain || !draft_read(opened->setup.store, &opened->key, MAX_SOURCE, &source, &err)) {
		say(opened, OPENED_ERROR, err.text);
		return;
	}
	static const struct scratch_events events = {.changed = on_scratch_changed, .bell = on_bell, .ended = on_scratch_end};
	const struct scratch_spec spec = {
	    .toolchain = toolchain,
	    .source = buf_text(&source),
	    .source_len = source.len,
	    .rows = rows,
	    .cols = cols,
	    .foreground = opened->setup.foreground,
	    .background = opened->setup.background,
	};
	opened->scratch = scratch_new(opened->setup.loop, &spec, &events, opened);
}

static void on_scratch_due(void *context)
{
	struct opened *opened = context;
	if (!tools_known(opened->setup.tools, opened->language, NULL)) {
		loop_timer_set(opened->scratch_later, ASK_AGAIN_MS);
		return;
	}
	if (!opened->scratch)
		start_scratch(opened, opened->scratch_rows, opened->scratch_cols);
	opened->scratch_shown = opened->scratch != NULL;
	changed(opened);
}

void opened_scratch(struct opened *opened, int rows, int cols)
{
	opened->scratch_rows = rows;
	opened->scratch_cols = cols;
	tools_ask(opened->setup.tools, opened->language, NULL);
	on_scratch_due(opened);
}

static void replace(struct opened *opened, enum opened_saving purpose)
{
	if (opened->saving != OPENED_SAVES_NOTHING || opened->recovery || opened->polish || !opened->path) {
		say(opened, OPENED_INFO, "not now: something is going on already");
		return;
	}
	if (opened_editing(opened))
		save_for(opened, purpose);
	else
		opened_draft_saved_to_replace(opened, EDITOR_SAVED, "", purpose);
}

void opened_reset(struct opened *opened)
{
	if (!opened->reset_confirmed) {
		opened->reset_confirmed = true;
		say(opened, OPENED_ERROR, "reset again to go back to the starter: what you wrote is kept as a snapshot");
		return;
	}
	opened->reset_confirmed = false;
	replace(opened, OPENED_SAVES_TO_RESET);
}

void opened_restore(struct opened *opened)
{
	opened->reset_confirmed = false;
	replace(opened, OPENED_SAVES_TO_RESTORE);
}

void opened_hint(struct opened *opened)
{
	if (!opened->body->hint_count)
		say(opened, OPENED_INFO, "this question has no hints");
	else if (!statement_hint(&opened->statement))
		say(opened, OPENED_INFO, "these were all the hints");
	changed(opened);
}

void opened_stop(struct opened *opened)
{
	if (opened->run) {
		run_cancel(opened->run);
	} else if (opened->saving == OPENED_SAVES_TO_RUN) {
		opened->saving = OPENED_SAVES_ONLY;
		refuse(opened, "stopped while the editor was saving");
	} else {
		say(opened, OPENED_INFO, "nothing is running");
	}
}

bool opened_running(const struct opened *opened)
{
	return opened->run || opened->saving == OPENED_SAVES_TO_RUN || opened_cases_saving_to_run(opened);
}

void opened_leave(struct opened *opened, bool forced)
{
	opened->leave_forced = opened->leave_forced || forced;
	if (opened_cases_save_to_leave(opened, forced))
		return;
	if (opened->saving != OPENED_SAVES_NOTHING) {
		/* One save at a time: what it was for changes, the answer is the same. */
		opened->saving = OPENED_SAVES_TO_LEAVE;
		if (forced && opened->settle_until_us > loop_now_us() + SETTLE_FORCED_US)
			opened->settle_until_us = loop_now_us() + SETTLE_FORCED_US;
		return;
	}
	if (!opened_editing(opened) || (opened->leave_confirmed && !forced)) {
		leave_now(opened);
		return;
	}
	save_for(opened, OPENED_SAVES_TO_LEAVE);
}
