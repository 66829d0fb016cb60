/* The theme: which one is begun with, and the way to another. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "tui/app_state.h"
#include "tui/outer.h"

/* The theme of that name and, where it is taken, its name for when the background turns out to be another. */
static struct theme *load(struct app *app, const char *name, struct err *err)
{
	struct theme *theme = theme_load_side(name, app->light, err);
	if (!theme)
		return NULL;
	char *copy = mem_dup(name);
	free(app->theme_name);
	app->theme_name = copy;
	return theme;
}

/* Named on the command line; else none where no colours are wanted; else the settings'; else the one that was chosen last. */
struct theme *app_first_theme(struct app *app, struct err *err)
{
	const struct tui_options *options = app->options;
	const char *no_colour = getenv("NO_COLOR");
	outer_background_claim(&app->light);
	if (options->theme)
		return load(app, options->theme, err);
	if (no_colour && *no_colour)
		return load(app, "mono", err);
	AUTO_FREE char *kept = store_get(options->store, options->session, "theme");
	const char *wanted = app->settings->theme ? app->settings->theme : kept;
	struct theme *theme = wanted ? load(app, wanted, NULL) : NULL;
	return theme ? theme : load(app, "default", err);
}

static void become(struct app *app, struct theme *theme)
{
	screen_set_theme(app->screen, app->preview ? app->preview : theme);
	theme_free(app->theme);
	app->theme = theme;
	app_redraw(app);
}

/* ---- light or dark */

void app_ask_background(struct app *app)
{
	if (app->theme_name && strcmp(app->theme_name, app->theme->name) != 0)
		screen_ask_background(app->screen);
}

void app_theme_from_settings(struct app *app)
{
	struct err err = {0};
	struct theme *theme = app_first_theme(app, &err);
	if (!theme) {
		app_say(app, true, err.text);
		return;
	}
	become(app, theme);
	app_ask_background(app);
}

bool app_background_answer(struct app *app, const struct key *key)
{
	bool light;
	if (!outer_background_answer(key->bytes, key->len, &light))
		return false;
	bool turned = light != app->light;
	app->light = light;
	struct theme *theme = turned && app->theme_name ? theme_load_side(app->theme_name, light, NULL) : NULL;
	if (theme)
		become(app, theme);
	return true;
}

/* ---- the list */

static void drop_preview(struct app *app)
{
	screen_set_theme(app->screen, app->theme);
	theme_free(app->preview);
	app->preview = NULL;
	app_redraw(app);
}

static void show_theme(struct app *app, size_t index)
{
	struct err err = {0};
	const char *name = app->theme_names.items[index];
	if (app->preview && strcmp(app->preview->name, name) == 0)
		return;
	struct theme *theme = theme_load(name, &err);
	if (!theme) {
		app_say(app, true, err.text);
		return;
	}
	screen_set_theme(app->screen, theme);
	theme_free(app->preview);
	app->preview = theme;
	app_redraw(app);
}

static void take_theme(struct app *app, size_t index)
{
	show_theme(app, index);
	if (!app->preview)
		return;
	theme_free(app->theme);
	app->theme = app->preview;
	app->preview = NULL;
	free(app->theme_name);
	app->theme_name = mem_dup(app->theme->name);
	if (app->settings->theme)
		app_say(app, false, "until you leave Greenroom: the settings name another theme");
	store_set(app->options->store, app->options->session, "theme", app->theme->name);
}

void app_choose_theme(struct app *app)
{
	struct chooser *chooser = chooser_new("Theme");
	string_list_release(&app->theme_names);
	app->theme_names = (struct string_list){0};
	theme_names(&app->theme_names);
	for (size_t i = 0; i < app->theme_names.count; i++) {
		struct err err = {0};
		const char *name = app->theme_names.items[i];
		struct theme *theme = theme_load(name, &err);
		chooser_add(chooser, theme ? theme->title : name, name, theme ? NULL : err.text, i);
		theme_free(theme);
	}
	for (size_t i = 0; i < app->theme_names.count; i++)
		if (strcmp(app->theme_names.items[i], app->theme->name) == 0)
			chooser_select(chooser, i);
	app_choose(app, chooser, take_theme);
	app->shown = show_theme;
	app->unchosen = drop_preview;
}
