/* What the statement of the open question leads to: its links, its solution, other questions. */
#include <string.h>

#include "engine/base/mem.h"
#include "tui/app_state.h"
#include "tui/links.h"
#include "tui/markdown.h"

/* ---- links */

static void open_link(struct app *app, size_t index)
{
	struct err err = {0};
	const char *address = app->links.items[index];
	if (link_open(app->loop, address, &err)) {
		AUTO_FREE char *text = mem_format("opening %s", address);
		app_say(app, false, text);
	} else {
		app_say(app, true, err.text);
	}
}

void app_choose_link(struct app *app)
{
	const struct opened *opened = app->workspace->opened;
	const char *const texts[] = {opened->body->statement, opened->statement.confirmed ? opened->body->editorial : NULL};
	string_list_release(&app->links);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (texts[i])
			markdown_links(texts[i], strlen(texts[i]), &app->links);
	if (!app->links.count) {
		app_say(app, false, "there are no links in it");
		return;
	}
	struct chooser *chooser = chooser_new("Open in the browser");
	for (size_t i = 0; i < app->links.count; i++) {
		struct err err = {0};
		const char *why_not = !app->options->links                     ? "no links are opened in this session"
		                      : link_allowed(app->links.items[i], &err) ? NULL
		                                                                 : err.text;
		chooser_add(chooser, app->links.items[i], "", why_not, i);
	}
	app_choose(app, chooser, open_link);
}

/* ---- within the pane */

void app_search_statement(struct app *app)
{
	workspace_focus(app->workspace, PANE_STATEMENT);
	statement_begin_search(&app->workspace->opened->statement);
}

void app_next_example(struct app *app)
{
	struct rect body = app->workspace->layout.body[PANE_STATEMENT];
	workspace_focus(app->workspace, PANE_STATEMENT);
	if (!statement_example(&app->workspace->opened->statement, false, body.rows > 0 ? (size_t)body.rows : 1))
		app_say(app, false, "there are no examples in it");
}

void app_solution(struct app *app)
{
	const struct question_body *body = app->workspace->opened->body;
	if (!app->options->solutions)
		app_say(app, false, "solutions are not shown in this session");
	else if (!statement_solution(&app->workspace->opened->statement))
		app_say(app, false, body->editorial ? "the solution cannot be shown" : "this question comes without a solution");
	else
		workspace_focus(app->workspace, PANE_STATEMENT);
}

/* ---- related questions */

static void open_related(struct app *app, size_t index)
{
	app->next_question = &app->options->catalogue->questions[index];
	app_leave(app, LEAVE_FOR_QUESTION);
}

/* Its own pack's first: slugs are unique there. */
static const struct question *related_question(const struct app *app, const struct question *question, const char *name)
{
	AUTO_FREE char *own = mem_format("%s/%s", question->pack, name);
	struct question *found = catalogue_find(app->options->catalogue, own, NULL);
	return found ? found : catalogue_find(app->options->catalogue, name, NULL);
}

void app_choose_related(struct app *app)
{
	const struct question *question = app->workspace->opened->question;
	if (!question->related.count) {
		app_say(app, false, "no other question is named as related");
		return;
	}
	struct chooser *chooser = chooser_new("Related questions");
	for (size_t i = 0; i < question->related.count; i++) {
		const char *name = question->related.items[i];
		const struct question *other = related_question(app, question, name);
		const char *why_not = !other                           ? "not in the packs that are loaded"
		                      : other->state != QUESTION_READY ? other->problem
		                                                       : NULL;
		chooser_add(chooser, other ? other->title : name, other ? question_difficulty_name(other->difficulty) : "", why_not,
		            other ? (size_t)(other - app->options->catalogue->questions) : SIZE_MAX);
	}
	app_choose(app, chooser, open_related);
}
