/* What a key, a click or a paste means where the person is now. */
#include <string.h>

#include "engine/base/mem.h"
#include "tui/app_state.h"
#include "tui/bar.h"

/* How long a prefix waits before the box of what may follow opens, and a repeating key for the next one. */
#define BOX_MS 400
#define REPEAT_MS 500
#define WHEEL_LINES 3

static void call(struct app *app, const struct command *command)
{
	const struct help *help = app->help;
	command->run(app);
	/* Whoever calls another command has read enough. */
	if (help && app->help == help)
		app_toggle_help(app);
}

static void end_prefix(struct app *app)
{
	app->prefix = app->box = app->repeating = false;
	loop_timer_clear(app->box_timer);
}

static void begin_prefix(struct app *app)
{
	app->prefix = true;
	loop_timer_set(app->box_timer, BOX_MS);
}

/* The box opens, or the time in which arrows may follow is over. */
void app_box_due(void *context)
{
	struct app *app = context;
	if (app->repeating)
		end_prefix(app);
	else
		app->box = app->prefix;
	app_changed(app);
}

static bool is_prefix(const struct key *key)
{
	return key->kind == KEY_PRESS && key->code == command_prefix()->code &&
	       key->modifiers == command_prefix()->modifiers;
}

static void prefix_key(struct app *app, const struct key *key)
{
	char words[24];
	const struct command *command = command_for_key(COMMAND_BY_PREFIX, key, app_where(app));
	end_prefix(app);
	if (is_prefix(key)) {
		if (app->workspace && !app->help)
			workspace_key(app->workspace, key);
		return;
	}
	if (key->code == K_ESC && key->modifiers == 0)
		return;
	if (!command) {
		AUTO_FREE char *text = mem_format("nothing follows the prefix with %s: ? shows what does",
		                                  key_words(key->code, key->modifiers, words));
		app_say(app, false, text);
		return;
	}
	call(app, command);
	if (command->repeats && app->workspace) {
		app->repeating = true;
		loop_timer_set(app->box_timer, REPEAT_MS);
	}
}

/* While a repeating command's time runs its keys work alone; any other key ends that and is itself. */
static bool repeated_key(struct app *app, const struct key *key)
{
	const struct command *command = command_for_key(COMMAND_BY_PREFIX, key, app_where(app));
	if (!app->repeating)
		return false;
	if (!command || !command->repeats) {
		end_prefix(app);
		return false;
	}
	call(app, command);
	loop_timer_set(app->box_timer, REPEAT_MS);
	return true;
}

static bool types(const struct app *app)
{
	return app->workspace && workspace_types(app->workspace) && !app->help && !app->prefix;
}

/* False where the key went to the editor: its answer will be the change. */
static bool view_key(struct app *app, const struct key *key)
{
	if (app->workspace && workspace_pane_key(app->workspace, key))
		return true;
	const struct command *command = command_for_key(COMMAND_BY_KEY, key, app_where(app));
	if (!command && !types(app))
		command = command_for_key(COMMAND_BY_PLAIN, key, app_where(app));
	bool passed_on = !command && types(app) && !workspace_scrolls(app->workspace);
	if (command)
		call(app, command);
	else if (app->workspace)
		workspace_key(app->workspace, key);
	else
		browser_key(app->browser, key);
	return !passed_on;
}

static void chooser_answered(struct app *app, enum chooser_answer answer, size_t value)
{
	if (answer == CHOOSER_GOES_ON) {
		if (app->shown && chooser_at(app->chooser, &value))
			app->shown(app, value);
		return;
	}
	void (*unchosen)(struct app *) = app->unchosen;
	app_close_chooser(app);
	if (answer == CHOOSER_TAKEN)
		app->chosen(app, value);
	else if (unchosen)
		unchosen(app);
}

/* False where nothing of ours changed. */
static bool press(struct app *app, const struct key *key)
{
	app_forget_message(app);
	if (app->welcome && app_welcome_key(app, key))
		return true;
	if (app->chooser && is_prefix(key)) {
		chooser_answered(app, CHOOSER_CLOSED, 0);
		begin_prefix(app);
		return true;
	}
	if (app->chooser) {
		size_t value = 0;
		enum chooser_answer answer = chooser_key(app->chooser, key, &value);
		chooser_answered(app, answer, value);
		return true;
	}
	if (repeated_key(app, key))
		return true;
	if (app->prefix)
		prefix_key(app, key);
	else if (is_prefix(key))
		begin_prefix(app);
	else if (app->help && !help_key(app->help, key))
		app_toggle_help(app);
	else if (!app->help)
		return view_key(app, key);
	return true;
}

static void browser_mouse(struct app *app, const struct key *key)
{
	if (key->button == MOUSE_WHEEL_UP || key->button == MOUSE_WHEEL_DOWN) {
		browser_scroll(app->browser, key->button == MOUSE_WHEEL_UP ? -1 : 1);
		return;
	}
	if (!key->pressed || key->motion || key->button != 0)
		return;
	/* A click selects, a click on what is selected opens. */
	const struct question *before = browser_selected(app->browser);
	if (browser_click(app->browser, key->row, key->col) && browser_selected(app->browser) == before)
		app_open_selected(app);
}

/* A hint is called when the button is released where it was pressed: nothing of the click is left over for
 * whoever has the terminal after Quit. */
static bool bar_mouse(struct app *app, const struct key *key)
{
	bool inside = key->row == screen_rows(app->screen) - 1;
	const struct command *command = inside ? bar_command_at(app, screen_cols(app->screen), key->col) : NULL;
	const struct command *pressed = app->pressed;
	if (key->motion || key->button >= MOUSE_WHEEL_UP)
		return inside;
	app->pressed = key->pressed ? command : NULL;
	if (!key->pressed && pressed && pressed == command) {
		app_forget_message(app);
		call(app, command);
	}
	return inside || pressed;
}

static void mouse(struct app *app, const struct key *key)
{
	bool wheel = key->button == MOUSE_WHEEL_UP || key->button == MOUSE_WHEEL_DOWN;
	if (app->chooser) {
		size_t value = 0;
		enum chooser_answer answer = chooser_mouse(app->chooser, key, &value);
		chooser_answered(app, answer, value);
		return;
	}
	if (bar_mouse(app, key))
		return;
	if (app->help && wheel)
		help_scroll(app->help, key->button == MOUSE_WHEEL_UP ? -WHEEL_LINES : WHEEL_LINES);
	else if (!app->help && app->workspace && workspace_mouse(app->workspace, key))
		app_keep_split(app);
	else if (!app->help && !app->workspace)
		browser_mouse(app, key);
}

void app_key(const struct key *key, void *context)
{
	struct app *app = context;
	bool changes = true;
	switch (key->kind) {
	case KEY_PRESS:
		changes = press(app, key);
		break;
	case KEY_MOUSE_EVENT:
		mouse(app, key);
		break;
	case KEY_PASTE_BEGIN:
	case KEY_PASTE_TEXT:
	case KEY_PASTE_END:
		changes = !app->workspace;
		if (app->workspace && !app->help && !app->chooser)
			workspace_paste(app->workspace, key);
		else if (!app->help && key->kind == KEY_PASTE_TEXT)
			browser_paste(app->browser, key->bytes, key->len);
		break;
	case KEY_FOCUS_IN:
	case KEY_FOCUS_OUT:
		changes = false;
		if (app->workspace)
			workspace_terminal_focus(app->workspace, key->kind == KEY_FOCUS_IN);
		break;
	case KEY_OTHER:
		/* A key that we do not know may still be one to the editor. */
		changes = screen_answer(app->screen, key->bytes, key->len) || app_background_answer(app, key);
		if (!changes && types(app))
			workspace_key(app->workspace, key);
		break;
	}
	if (changes)
		app_changed(app);
}
