#include "tui/opened_draft.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tui/file_watch.h"
#include "tui/recovery.h"

/* A larger source is refused by its run, too. */
#define BUILD_AHEAD_MAX ((size_t)1 << 20)
/* After a pause of so long, and while typing goes on so long after the first key that is not saved yet: together less
 * than the two seconds that may be lost. */
#define AUTOSAVE_PAUSE_US (INT64_C(700) * 1000)
#define AUTOSAVE_MOST_US (INT64_C(1500) * 1000)
#define SNAPSHOT_MAX ((size_t)4 << 20)
#define AUTOSAVE_MISSES_MAX 3
/* Something else goes on. */
#define AUTOSAVE_AGAIN_MS 100

static void say(struct opened *opened, enum opened_message kind, const char *text)
{
	opened->events.message(kind, text, opened->context);
}

/* ---- two programs on one draft */

static void on_visit(enum file_change change, void *context)
{
	struct opened *opened = context;
	pid_t visitor = draft_lock_visitor(opened->lock);
	if (change != FILE_WRITTEN || visitor <= 0)
		return;
	opened->shared = true;
	AUTO_FREE char *text = mem_format(
	    "another Greenroom (process %ld) has opened this draft too: what is saved last is what stays", (long)visitor);
	say(opened, OPENED_ERROR, text);
}

void opened_draft_open(struct opened *opened)
{
	struct err err = {0};
	pid_t other = 0;
	opened->lock = draft_lock_take(opened->setup.store, &opened->key, &other, &err);
	if (opened->lock) {
		opened->visits = file_watch_new(opened->setup.loop, draft_lock_visited(opened->lock), on_visit, opened, NULL);
		return;
	}
	if (err.kind)
		return; /* a folder that cannot be written is told by the draft itself */
	opened->shared = true;
	AUTO_FREE char *text = mem_format(
	    "this draft is open in another Greenroom (process %ld): what is saved last is what stays", (long)other);
	say(opened, OPENED_ERROR, text);
}

void opened_draft_close(struct opened *opened)
{
	recovery_free(opened->recovery);
	opened->recovery = NULL;
	lines_release(&opened->recovery_lines);
	file_watch_free(opened->visits);
	draft_lock_free(opened->lock);
	loop_timer_free(opened->autosave);
}

void opened_draft_editor(struct opened *opened, pid_t editor)
{
	if (opened->lock)
		draft_lock_note(opened->lock, editor);
}

/* ---- text that an editor left behind */

static void end_recovery(struct opened *opened)
{
	recovery_free(opened->recovery);
	opened->recovery = NULL;
	opened_start_editor(opened);
}

static void on_recovery(void *context)
{
	struct opened *opened = context;
	const char *note = recovery_note(opened->recovery);
	if (note)
		say(opened, OPENED_INFO, note);
	if (!recovery_offers(opened->recovery)) {
		end_recovery(opened);
		return;
	}
	/* The editor's pane may not be the one that is seen. */
	say(opened, OPENED_ERROR, "there is text that was never saved: the editor's pane shows it");
	opened->events.changed(opened->context);
}

/* Where another Greenroom has the draft open, its editor's files are no leftovers. */
bool opened_draft_recover(struct opened *opened)
{
	if (!opened->lock)
		return false;
	const struct recovery_setup setup = {
	    .loop = opened->setup.loop,
	    .store = opened->setup.store,
	    .key = &opened->key,
	    .draft = opened->path,
	    .left = opened->left_waited ? 0 : draft_lock_left(opened->lock),
	};
	opened->left_waited = true;
	opened->recovery = recovery_new(&setup, on_recovery, opened);
	opened->recovery_pager.top = 0;
	return opened->recovery != NULL;
}

bool opened_recovering(const struct opened *opened)
{
	return opened->recovery != NULL;
}

const struct lines *opened_recovery_lines(struct opened *opened, size_t width)
{
	lines_release(&opened->recovery_lines);
	recovery_lines(opened->recovery, width, &opened->recovery_lines);
	return &opened->recovery_lines;
}

bool opened_recovery_key(struct opened *opened, const struct key *key, size_t rows)
{
	struct err err = {0};
	bool accepts = key->code == K_ENTER && !key->modifiers;
	bool declines = (key->code == 'd' || key->code == 'D') && !key->modifiers;
	if (!recovery_offers(opened->recovery) || !(accepts || declines))
		return pager_key(&opened->recovery_pager, key, opened->recovery_lines.count, rows);
	if (accepts ? recovery_accept(opened->recovery, &err) : recovery_decline(opened->recovery, &err))
		end_recovery(opened);
	else
		say(opened, OPENED_ERROR, err.text);
	return true;
}

/* ---- automatic saves */

static void autosave(void *context);

static void autosave_in(struct opened *opened, int64_t ms)
{
	if (!opened->autosave)
		opened->autosave = loop_timer_new(opened->setup.loop, autosave, opened);
	loop_timer_set(opened->autosave, ms);
}

/* So that F5 after a pause finds the program built. */
static void build_ahead(struct opened *opened)
{
	AUTO_BUF source = {0};
	if (language_is_compiled(opened->language) && !opened->run &&
	    draft_read(opened->setup.store, &opened->key, BUILD_AHEAD_MAX, &source, NULL))
		runner_build(opened->setup.runner, opened->question, opened->body, opened->language, buf_text(&source),
		             source.len);
}

static void on_autosaved(enum editor_save how, const char *why, int64_t took_us, void *context)
{
	(void)why;
	(void)took_us;
	struct opened *opened = context;
	opened->autosaving = false;
	opened->autosaves_missed = how == EDITOR_SAVED ? 0 : opened->autosaves_missed + 1;
	if (how == EDITOR_SAVED)
		build_ahead(opened);
	/* At a prompt, say: what follows by itself is no further key to an editor that is told by keys. */
	if (how == EDITOR_LATE && !editor_types(opened->editor))
		autosave_in(opened, AUTOSAVE_MOST_US / 1000);
}

static void autosave(void *context)
{
	struct opened *opened = context;
	if (!opened_editing(opened) || opened->saving != OPENED_SAVES_NOTHING)
		return; /* that saves as well */
	if (opened->autosaving || term_pasting(opened->term) || !term_input_taken(opened->term)) {
		autosave_in(opened, AUTOSAVE_AGAIN_MS);
		return;
	}
	opened->unsaved_since_us = 0;
	opened->autosaving = true;
	opened_draft_before_save(opened);
	editor_autosave(opened->editor, on_autosaved, opened);
}

void opened_draft_typed(struct opened *opened)
{
	/* An editor of keys that does not answer may be taking them for something else. */
	bool trusted = opened->autosaves_missed < AUTOSAVE_MISSES_MAX;
	if (!opened->setup.autosave || !opened_editing(opened) || !editor_can_autosave(opened->editor) ||
	    (editor_types(opened->editor) && !trusted))
		return;
	int64_t now = loop_now_us();
	if (!opened->unsaved_since_us)
		opened->unsaved_since_us = now;
	int64_t most = opened->unsaved_since_us + AUTOSAVE_MOST_US - now;
	int64_t wait = most < AUTOSAVE_PAUSE_US ? most : AUTOSAVE_PAUSE_US;
	autosave_in(opened, wait > 0 ? wait / 1000 : 0);
}

void opened_draft_before_save(struct opened *opened)
{
	struct err err = {0};
	if (opened->shared && !draft_snapshot(opened->setup.store, &opened->key, "shared", &err))
		say(opened, OPENED_ERROR, err.text);
}

void opened_draft_saved(struct opened *opened)
{
	opened->autosaves_missed = 0;
	opened->unsaved_since_us = 0;
	if (opened->autosave)
		loop_timer_clear(opened->autosave);
}

/* ---- replacing the draft */

void opened_draft_replaced(struct opened *opened)
{
	if (opened_editing(opened) && !editor_reload(opened->editor))
		opened_begin_editor(opened);
}

static bool same_text(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && memcmp(buf_text(a), buf_text(b), a->len) == 0;
}

/* The newest snapshot that is not what the draft holds.  False where there is none. */
static bool read_snapshot(struct opened *opened, struct buf *out)
{
	struct string_list paths = {0};
	AUTO_BUF draft = {0};
	bool found = false;
	draft_read(opened->setup.store, &opened->key, SNAPSHOT_MAX, &draft, NULL);
	draft_snapshots(opened->setup.store, &opened->key, &paths);
	for (size_t i = 0; i < paths.count && !found; i++) {
		buf_clear(out);
		found = file_read(paths.items[i], SNAPSHOT_MAX, out, NULL) && !same_text(out, &draft);
	}
	string_list_release(&paths);
	return found;
}

static bool read_starter(struct opened *opened, struct buf *out)
{
	AUTO_FREE char *starter = question_starter(opened->question, opened->body, opened->language->name, NULL);
	buf_puts(out, starter ? starter : "");
	return true;
}

void opened_draft_saved_to_replace(struct opened *opened, enum editor_save how, const char *why, enum opened_saving purpose)
{
	struct err err = {0};
	AUTO_BUF text = {0};
	bool resets = purpose == OPENED_SAVES_TO_RESET;
	if (how == EDITOR_FAILED || (how != EDITOR_SAVED && opened_maybe_unsaved(opened))) {
		AUTO_FREE char *refusal = mem_format("nothing was changed: %s has not saved%s%s",
						     editor_name(opened->editor), why && *why ? ": " : "", why ? why : "");
		say(opened, OPENED_ERROR, refusal);
		return;
	}
	if (!(resets ? read_starter(opened, &text) : read_snapshot(opened, &text))) {
		say(opened, OPENED_INFO, "there is no snapshot that differs from the draft");
		return;
	}
	if (!draft_replace(opened->setup.store, &opened->key, resets ? "reset" : "restore", buf_text(&text), text.len, &err)) {
		say(opened, OPENED_ERROR, err.text);
		return;
	}
	opened_draft_replaced(opened);
	say(opened, OPENED_INFO, resets ? "back to the starter; what was there is a snapshot: restore brings it back"
					: "the newest snapshot is back; restore again undoes it");
	opened->events.changed(opened->context);
}
