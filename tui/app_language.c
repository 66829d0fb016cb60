/* The language of the open question: which there are, and the way from one to another. */
#include <stdlib.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/runs/offers.h"
#include "tui/app_state.h"

/* ---- what was chosen last for this question, else the settings', else what was chosen last at all */

static char *kept_for(const struct question *question)
{
	return mem_format("language:%s/%s", question->pack, question->slug);
}

char *app_kept_language(struct app *app, const struct question *question)
{
	AUTO_FREE char *name = kept_for(question);
	char *own = store_get(app->options->store, app->options->session, name);
	if (own)
		return own;
	if (app->settings->language)
		return mem_dup(app->settings->language);
	return store_get(app->options->store, app->options->session, "language");
}

static void keep(struct app *app, const struct question *question, const char *language)
{
	AUTO_FREE char *name = kept_for(question);
	store_set(app->options->store, app->options->session, name, language);
	store_set(app->options->store, app->options->session, "language", language);
}

/* ---- the list */

static bool has_draft(const struct app *app, const struct opened *opened, const struct language *language)
{
	struct draft_key key = opened->key;
	key.language = language->name;
	key.file = language->file;
	AUTO_FREE char *path = draft_path(app->options->store, &key);
	return path && file_exists(path);
}

/* All that are installed, so that who looks for one finds it, and why it cannot be had. */
void app_choose_language(struct app *app)
{
	const struct opened *opened = app->workspace->opened;
	const struct languages *languages = languages_all();
	struct chooser *chooser = chooser_new("Language");
	for (size_t i = 0; i < languages->count; i++) {
		const struct language *language = languages->items[i];
		struct err err = {0};
		bool possible = offer_possible(app->options->tools, opened->question, language, &err);
		const char *note = language == opened->language ? "open now" : has_draft(app, opened, language) ? "has a draft" : "";
		chooser_add(chooser, language->title, note, possible ? NULL : err.text, i);
	}
	for (size_t i = 0; i < languages->count; i++)
		if (languages->items[i] == opened->language)
			chooser_select(chooser, i);
	app_choose(app, chooser, app_switch_language);
}

/* ---- the way: as if one left the question and opened it anew, but the person stays where they were */

void app_switch_language(struct app *app, size_t index)
{
	const struct language *language = languages_all()->items[index];
	if (language == app->workspace->opened->language)
		return;
	app->next_language = language;
	app_leave(app, LEAVE_FOR_LANGUAGE);
}

void app_reopen_in_language(struct app *app)
{
	struct workspace *old = app->workspace;
	const struct question *question = old->opened->question;
	const enum pane focus = old->focus;
	const bool zoom = old->zoom;
	const size_t top = old->opened->statement.pager.top, hints = old->opened->statement.hints_shown;
	struct err err = {0};
	/* What was typed is saved; a copy stays even where an editor should come back to it later. */
	if (!draft_snapshot(app->options->store, &old->opened->key, "language", &err))
		app_say(app, true, err.text);
	keep(app, question, app->next_language->name);
	workspace_free(old);
	app->workspace = NULL;
	app_open(app, question);
	if (!app->workspace)
		return;
	struct statement *statement = &app->workspace->opened->statement;
	while (statement->hints_shown < hints && statement_hint(statement))
		continue;
	statement->pager.top = top;
	app->workspace->zoom = zoom;
	workspace_focus(app->workspace, focus);
}
