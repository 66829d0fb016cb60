/* The settings on the screen: put in force at the start and whenever their file changes; the page of the first start. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/files.h"
#include "tui/app_state.h"

static void say_problems(struct app *app)
{
	const struct string_list *problems = &app->settings->problems;
	AUTO_FREE char *more = problems->count > 1 ? mem_format(" (and %zu more: greenroom settings)", problems->count - 1) : mem_dup("");
	if (!problems->count)
		return;
	AUTO_FREE char *text = mem_format("%s%s", problems->items[0], more);
	app_say(app, true, text);
}

static void use(struct app *app)
{
	const struct settings *settings = app->settings;
	bindings_use(settings->bindings, &settings->prefix);
	screen_take_mouse(app->screen, settings->mouse);
	screen_set_ascii(app->screen, settings->borders == BORDERS_ASCII);
	if (!app->workspace)
		return;
	app->workspace->opened->setup.editor = settings->editor; /* from its next start on */
	app->workspace->opened->setup.autosave = settings->autosave;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* A writer that empties the file first is waited for: it closes it yet. */
static void on_file(enum file_change change, void *context)
{
	struct app *app = context;
	if (change != FILE_WRITTEN)
		return;
	AUTO_FREE char *path = settings_path();
	struct settings *old = app->settings;
	app->settings = settings_read(path);
	bool other_theme = !same_text(old->theme, app->settings->theme);
	use(app);
	settings_free(old);
	app_close_chooser(app); /* it may show keys, or a theme that is not in force */
	if (other_theme)
		app_theme_from_settings(app);
	app_say(app, false, "the settings have changed");
	say_problems(app);
	app_redraw(app);
}

void app_settings_read(struct app *app)
{
	AUTO_FREE char *path = settings_path();
	app->settings = settings_read(path);
}

void app_settings_begin(struct app *app)
{
	AUTO_FREE char *path = settings_path();
	AUTO_FREE char *seen = store_get(app->options->store, app->options->session, "welcomed");
	use(app);
	app_ask_background(app);
	/* Where the folder is not there yet, the file is read at the next start. */
	app->settings_watch = file_watch_new(app->loop, path, on_file, app, NULL);
	app->welcome = app->settings->welcome && !seen ? WELCOME_ASKS : WELCOME_NONE;
	say_problems(app);
}

void app_settings_end(struct app *app)
{
	file_watch_free(app->settings_watch);
	settings_free(app->settings);
}

/* ---- the page of the first start */

bool app_welcome_key(struct app *app, const struct key *key)
{
	bool goes_on = (key->code == K_ENTER || key->code == K_ESC || key->code == ' ') && !key->modifiers;
	if (key->code == command_prefix()->code && key->modifiers == command_prefix()->modifiers) {
		app->welcome = WELCOME_WORKS;
		return true;
	}
	app->welcome = WELCOME_NONE;
	store_set(app->options->store, app->options->session, "welcomed", "1");
	return goes_on;
}
