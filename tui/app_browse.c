/* The ways to a question: filters, orders, the neighbours in the list, any one of it, that of the day. */
#include <stdlib.h>
#include <time.h>

#include "engine/base/mem.h"
#include "tui/app_state.h"

/* ---- filters and orders */

static void take_filter(struct app *app, size_t index)
{
	const struct filter *filter = &app->filter_choices[index].filter;
	listing_toggle_filter(browser_listing(app->browser), filter->kind, filter->value);
	browser_listed(app->browser);
}

void app_choose_filter(struct app *app)
{
	struct chooser *chooser = chooser_new("Filter");
	size_t count;
	/* Made anew below; its values are the catalogue's, or of filters that may be gone then. */
	free(app->filter_choices);
	app->filter_choices = listing_choices(browser_listing(app->browser), &count);
	for (size_t i = 0; i < count; i++) {
		const struct filter_choice *choice = &app->filter_choices[i];
		AUTO_FREE char *note = mem_format("%s, %zu question%s%s", filter_kind_name(choice->filter.kind), choice->count,
		                                  choice->count == 1 ? "" : "s", choice->on ? "  ✓ on: Enter takes it away" : "");
		chooser_add(chooser, filter_title(browser_listing(app->browser), &choice->filter), note, NULL, i);
	}
	app_choose(app, chooser, take_filter);
	if (browser_listing(app->browser)->problem)
		app_say(app, true, browser_listing(app->browser)->problem);
}

static void take_order(struct app *app, size_t column)
{
	listing_sort(browser_listing(app->browser), (enum listing_column)column);
	browser_listed(app->browser);
}

void app_choose_order(struct app *app)
{
	const struct listing *listing = browser_listing(app->browser);
	struct chooser *chooser = chooser_new("Sort by");
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		chooser_add(chooser, listing_column_name((enum listing_column)i),
		            listing->sort == i ? "✓ as now: Enter turns it round" : "", NULL, i);
	chooser_select(chooser, listing->sort);
	app_choose(app, chooser, take_order);
}

/* ---- from one question to another */

/* The list shows where it is; an open question gives way to it. */
static void go_to(struct app *app, const struct question *question, const char *why_none)
{
	if (!question) {
		app_say(app, false, why_none);
		return;
	}
	if (!app->workspace) {
		browser_select(app->browser, question);
		app_changed(app);
		return;
	}
	app->next_question = question;
	app_leave(app, LEAVE_FOR_QUESTION);
}

static const struct question *here(const struct app *app)
{
	return app->workspace ? app->workspace->opened->question : browser_selected(app->browser);
}

void app_next_question(struct app *app)
{
	go_to(app, browser_neighbour(app->browser, here(app), 1), "this is the last question of the list");
}

void app_previous_question(struct app *app)
{
	go_to(app, browser_neighbour(app->browser, here(app), -1), "this is the first question of the list");
}

void app_random_question(struct app *app)
{
	go_to(app, listing_random(browser_listing(app->browser), here(app)), "no other question of the list can be opened");
}

void app_toggle_star(struct app *app)
{
	const struct question *question = here(app);
	struct listing *listing = browser_listing(app->browser);
	struct err err = {0};
	if (!question)
		return;
	size_t index = (size_t)(question - app->options->catalogue->questions);
	if (!listing_toggle_star(listing, index, &err)) {
		app_say(app, true, err.text);
		return;
	}
	browser_refresh(app->browser);
	app_say(app, false, listing_is_starred(listing, index) ? "starred: the filter \"Starred\" lists them" : "its star is taken away");
}

/* Of the pack that the person is in. */
void app_question_of_the_day(struct app *app)
{
	const struct question *question = here(app);
	const struct catalogue *catalogue = app->options->catalogue;
	char date[16] = "";
	time_t now = time(NULL);
	struct tm day;
	if (!question && catalogue->question_count)
		question = &catalogue->questions[0];
	if (localtime_r(&now, &day))
		strftime(date, sizeof date, "%Y-%m-%d", &day);
	const struct question *chosen = question ? listing_of_the_day(catalogue, question->pack, date) : NULL;
	go_to(app, chosen, "no question of this pack can be opened");
	if (chosen && !app->workspace) {
		AUTO_FREE char *text = mem_format("the question of the day, %s, in %s", date, chosen->pack);
		app_say(app, false, text);
	}
}
