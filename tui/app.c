#include "tui/app.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/runs/offers.h"
#include "tui/app_state.h"
#include "tui/bar.h"

/* A frame waits until the editor has said all that it has to say, but never longer than this. */
#define FRAME_MS 8
/* Where output never ends more frames would only be more work. */
#define FLOOD_FRAME_MS 25
#define SETTLE_STEP_MS 1
#define TICK_MS 1000
#define SLOW_TICK_MS 60000
#define PROBE_MS 50

unsigned app_where(const struct app *app)
{
	return app->workspace ? COMMAND_IN_WORKSPACE : COMMAND_IN_BROWSER;
}

/* ---- frames */

/* A frame of what changed: of the editor's terminal alone, unless `whole`. */
static void plan_frame_of(struct app *app, bool whole)
{
	app->whole = app->whole || whole;
	if (app->frame_due)
		return;
	app->frame_due = true;
	app->changed_us = loop_now_us();
	int64_t since_ms = (app->changed_us - app->last_frame_us) / 1000;
	int64_t apart_ms = app->flooded ? FLOOD_FRAME_MS : 0;
	loop_timer_set(app->frame, since_ms >= apart_ms ? 0 : apart_ms - since_ms);
}

static void plan_frame(struct app *app)
{
	plan_frame_of(app, true);
}

void app_changed(struct app *app)
{
	plan_frame(app);
}

static void on_changed(void *context)
{
	plan_frame(context);
}

static void draw_too_small(struct app *app)
{
	struct rect all = {0, 0, screen_rows(app->screen), screen_cols(app->screen)};
	char text[64];
	snprintf(text, sizeof text, "needs %dx%d", LAYOUT_LEAST_COLS, LAYOUT_LEAST_ROWS);
	screen_text(app->screen, all, 0, 0, ROLE_WARN, 0, "too small:");
	screen_text(app->screen, all, 1, 0, ROLE_TEXT, 0, text);
}

static const struct term *editor_term(const struct app *app)
{
	return app->workspace && opened_editing(app->workspace->opened) ? app->workspace->opened->term : NULL;
}

/* Something stands in front of the panes: then only a whole frame puts all in order. */
static bool is_covered(const struct app *app)
{
	return app->help || app->box || app->chooser || app->welcome;
}

static void draw(struct app *app)
{
	int rows = screen_rows(app->screen), cols = screen_cols(app->screen);
	bool whole = app->whole || !editor_term(app) || is_covered(app);
	app->whole = false;
	if (!whole) {
		screen_mouse_motion(app->screen, term_wants_motion(editor_term(app)));
		workspace_draw_terminal(app->workspace, app->screen);
		return;
	}
	struct rect all = {0, 0, rows, cols}, above = {0, 0, rows - 1, cols};
	screen_clear(app->screen, all, ROLE_TEXT);
	screen_cursor(app->screen, false, 0, 0, CURSOR_BLOCK, false);
	screen_mouse_motion(app->screen, editor_term(app) && term_wants_motion(editor_term(app)));
	if (rows < LAYOUT_LEAST_ROWS || cols < LAYOUT_LEAST_COLS) {
		draw_too_small(app);
		return;
	}
	if (app->workspace)
		workspace_draw(app->workspace, app->screen);
	else
		browser_draw(app->browser, app->screen, above);
	if (app->help)
		help_draw(app->help, app->screen, above);
	if (app->box)
		prefix_box_draw(app->screen, above, app_where(app));
	if (app->chooser)
		chooser_draw(app->chooser, app->screen, above);
	else if (app->help || app->box)
		screen_cursor(app->screen, false, 0, 0, CURSOR_BLOCK, false);
	if (app->welcome)
		welcome_draw(app->welcome, app->screen, above);
	bar_draw(app, app->screen, (struct rect){rows - 1, 0, 1, cols});
}

/* The editor is in the middle of a frame: one that it told of (synchronised output), at most for 150 ms, or one that
 * can be guessed, for FRAME_MS since the first change. */
static bool editor_draws(struct app *app)
{
	const struct term *term = editor_term(app);
	bool late = loop_now_us() - app->changed_us >= FRAME_MS * INT64_C(1000);
	bool unsettled = term && term_unsettled(term);
	if (term && term_holds_frame(term))
		return true;
	app->flooded = unsettled && late;
	return unsettled && !late;
}

static void on_drained(int fd, int what, void *context)
{
	struct app *app = context;
	(void)fd;
	(void)what;
	screen_write(app->screen);
	if (screen_pending(app->screen))
		return;
	loop_watch_free(app->drain);
	app->drain = NULL;
	app->frame_due = false;
	plan_frame(app);
}

/* What the terminal did not take at once it gets when it is ready. */
static void watch_drain(struct app *app)
{
	if (!app->drain && screen_pending(app->screen))
		app->drain = loop_watch_new(app->loop, screen_fd(app->screen), LOOP_WRITE, on_drained, app);
}

/* Ages and running times move on by themselves; where nothing shows one, nothing wakes us. */
static void plan_tick(struct app *app)
{
	const struct results *results = app->workspace ? &app->workspace->opened->results : NULL;
	bool running = results && results->phase == RESULTS_RUNNING, ended = results && results->phase == RESULTS_ENDED;
	bool fresh = ended && loop_now_us() - results->ended_us < SLOW_TICK_MS * INT64_C(1000);
	if (running || ended)
		loop_timer_set(app->tick, running || fresh ? TICK_MS : SLOW_TICK_MS);
	else
		loop_timer_clear(app->tick);
}

static void on_tick(void *context)
{
	plan_frame(context);
}

static void on_frame(void *context)
{
	struct app *app = context;
	app->frame_due = false;
	if (app->drain) {
		/* Frames in between are dropped: the terminal gets the newest when it is ready for one. */
		app->frame_due = true;
		return;
	}
	if (editor_draws(app)) {
		app->frame_due = true;
		loop_timer_set(app->frame, SETTLE_STEP_MS);
		return;
	}
	draw(app);
	screen_flush(app->screen);
	app->last_frame_us = loop_now_us();
	watch_drain(app);
	plan_tick(app);
}

/* What a key brings back is mostly all there is to draw: it is drawn at once. */
static void on_damaged(void *context)
{
	struct app *app = context;
	bool due = app->frame_due;
	plan_frame_of(app, false);
	if (!due && !app->whole && !app->flooded && !term_unsettled(editor_term(app))) {
		loop_timer_clear(app->frame);
		on_frame(app);
	}
}

void app_redraw(struct app *app)
{
	screen_redraw(app->screen);
	plan_frame(app);
}

/* ---- messages */

void app_say(struct app *app, bool error, const char *text)
{
	char *safe = text_escaped(text, TEXT_ONE_LINE);
	free(app->message);
	app->message = safe;
	app->message_is_error = error;
	plan_frame(app);
}

void app_forget_message(struct app *app)
{
	if (app->message)
		plan_frame(app);
	free(app->message);
	app->message = NULL;
}

static void say_trouble(struct app *app)
{
	const char *trouble = store_trouble(app->options->store);
	if (!trouble || (app->trouble && strcmp(app->trouble, trouble) == 0))
		return; /* once is enough */
	free(app->trouble);
	app->trouble = mem_dup(trouble);
	app_say(app, true, trouble);
}

/* ---- opening and leaving */

static void on_message(enum opened_message kind, const char *text, void *context)
{
	app_say(context, kind == OPENED_ERROR, text);
}

static void on_attempted(void *context)
{
	struct app *app = context;
	browser_refresh(app->browser);
	say_trouble(app);
}

static void on_bell(void *context)
{
	struct app *app = context;
	screen_bell(app->screen);
	plan_frame(app);
}

/* The person's terminal has the last word: most ask, or let it be forbidden. */
static void on_clipboard(const char *text, size_t len, void *context)
{
	struct app *app = context;
	if (app->options->clipboard)
		screen_clipboard(app->screen, text, len);
	watch_drain(app);
}

/* We are inside the editor's own callback: it is ended from the loop. */
static void on_left(void *context)
{
	struct app *app = context;
	loop_timer_set(app->later, 0);
}

static void on_later(void *context)
{
	struct app *app = context;
	enum leave_for leaving = app->leaving;
	app->leaving = LEAVE_NOT;
	app->prefix = app->box = app->repeating = false;
	app_close_chooser(app);
	if (leaving == LEAVE_FOR_LANGUAGE && app->workspace) {
		app_reopen_in_language(app);
	} else {
		workspace_free(app->workspace);
		app->workspace = NULL;
	}
	if (leaving == LEAVE_FOR_QUESTION) {
		browser_select(app->browser, app->next_question);
		app_open(app, app->next_question);
	}
	if (leaving == LEAVE_FOR_GOOD)
		loop_stop(app->loop);
	plan_frame(app);
}

void app_leave(struct app *app, enum leave_for what)
{
	app->leaving = what;
	if (app->workspace)
		opened_leave(app->workspace->opened, false);
	else
		loop_timer_set(app->later, 0);
}

/* The terminal is gone, or someone wants us gone: save what can be saved, ask nobody. */
static void leave_at_once(struct app *app)
{
	app->leaving = LEAVE_FOR_GOOD;
	if (app->workspace)
		opened_leave(app->workspace->opened, true);
	else
		loop_timer_set(app->later, 0);
}

static struct layout_split kept_split(struct app *app)
{
	struct layout_split split = LAYOUT_SPLIT_DEFAULT;
	AUTO_FREE char *kept = store_get(app->options->store, app->options->session, "split");
	int left, upper;
	if (kept && sscanf(kept, "%3d %3d", &left, &upper) == 2)
		split = (struct layout_split){left, upper};
	return layout_clamp(split);
}

void app_keep_split(struct app *app)
{
	AUTO_FREE char *text = mem_format("%d %d", app->workspace->split.left, app->workspace->split.upper);
	store_set(app->options->store, app->options->session, "split", text);
}

static void resize(struct app *app)
{
	int rows = screen_rows(app->screen), cols = screen_cols(app->screen);
	if (app->workspace)
		workspace_resize(app->workspace, rows, cols);
}

void app_open(struct app *app, const struct question *question)
{
	struct err err = {0};
	if (question->state != QUESTION_READY) {
		app_say(app, true, question->problem ? question->problem : "this question cannot be opened");
		return;
	}
	AUTO_FREE char *language = app_kept_language(app, question);
	const struct opened_setup setup = {
	    .loop = app->loop,
	    .store = app->options->store,
	    .runner = app->options->runner,
	    .session = app->options->session,
	    .language = language,
	    .tools = app->options->tools,
	    .pack = catalogue_pack_of(app->options->catalogue, question),
	    .solutions = app->options->solutions,
	    .foreground = app->theme->foreground_colour,
	    .background = app->theme->background_colour,
	    .editor = app->settings->editor,
	    .autosave = app->settings->autosave,
	};
	static const struct opened_events events = {on_changed, on_message, on_attempted, on_bell, on_left, on_damaged, on_clipboard};
	struct opened *opened = opened_new(&setup, &events, app, question, &err);
	if (!opened) {
		app_say(app, true, err.text);
		return;
	}
	app->workspace = workspace_new(opened, kept_split(app));
	app_live_as_kept(app);
	AUTO_FREE char *name = mem_format("%s/%s", question->pack, question->slug);
	store_set(app->options->store, app->options->session, "last_question", name);
	resize(app);
	say_trouble(app);
	plan_frame(app);
}

void app_open_selected(struct app *app)
{
	const struct question *question = browser_selected(app->browser);
	if (question)
		app_open(app, question);
}

void app_close_chooser(struct app *app)
{
	chooser_free(app->chooser);
	app->chooser = NULL;
	app->shown = NULL;
	app->unchosen = NULL;
}

void app_choose(struct app *app, struct chooser *chooser, app_chosen_fn *chosen)
{
	app_close_chooser(app);
	app->chooser = chooser;
	app->chosen = chosen;
	app_changed(app);
}

void app_toggle_help(struct app *app)
{
	struct help *old = app->help;
	app->help = old ? NULL : help_new(app_where(app));
	help_free(old);
}

/* ---- input */

/* Who sits at the other end of a network gets more time for what it may part. */
static bool is_remote(void)
{
	const char *connection = getenv("SSH_CONNECTION");
	return connection && *connection;
}

static void await_more(struct app *app)
{
	int ms = keys_wait_ms(app->keys, is_remote());
	if (ms)
		loop_timer_set(app->escape, ms);
	else
		loop_timer_clear(app->escape);
}

static void on_escape(void *context)
{
	struct app *app = context;
	keys_timeout(app->keys);
	await_more(app);
}

static void on_input(int fd, int what, void *context)
{
	struct app *app = context;
	char bytes[16384];
	(void)what;
	ssize_t n = read(fd, bytes, sizeof bytes);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		loop_watch_free(app->input);
		app->input = NULL;
		leave_at_once(app);
		return;
	}
	keys_feed(app->keys, bytes, (size_t)n);
	await_more(app);
}

/* ---- signals */

static void on_signal(int number, void *context)
{
	struct app *app = context;
	if (number == SIGWINCH) {
		if (screen_resized(app->screen))
			resize(app);
		plan_frame(app);
	} else if (number == SIGCONT) {
		screen_resized(app->screen);
		resize(app);
		app_redraw(app);
	} else {
		leave_at_once(app);
	}
}

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
static struct sigaction before_crash[COUNT_OF(crashes)];

/* The terminal back first; then the signal does what it would have done. */
static void on_crash(int number)
{
	screen_emergency_restore();
	for (size_t i = 0; i < COUNT_OF(crashes); i++)
		if (crashes[i] == number)
			sigaction(number, &before_crash[i], NULL);
	raise(number);
}

/* A stack that has run over is no place for a handler. */
static void catch_crashes(bool on)
{
	static char stack[1 << 16];
	const stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
	struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
	sigaltstack(&other, NULL);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < COUNT_OF(crashes); i++)
		if (on)
			sigaction(crashes[i], &action, &before_crash[i]);
		else
			sigaction(crashes[i], &before_crash[i], NULL);
}

/* ---- start and end */

/* Interpreters answer in the background; then the list knows what is unavailable. */
static void on_probe(void *context)
{
	struct app *app = context;
	if (app->tools_marked)
		return;
	if (!tools_known(app->options->tools, NULL, NULL)) {
		loop_timer_set(app->probe, PROBE_MS);
		return;
	}
	offers_mark(app->options->tools, app->options->catalogue);
	app->tools_marked = true;
	browser_refresh(app->browser);
	plan_frame(app);
}

static void watch(struct app *app)
{
	static const int caught[] = {SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT};
	_Static_assert(COUNT_OF(caught) == COUNT_OF(((struct app *)NULL)->signals), "one handle a signal");
	for (size_t i = 0; i < COUNT_OF(caught); i++)
		app->signals[i] = loop_signal_new(app->loop, caught[i], on_signal, app);
	app->input = loop_watch_new(app->loop, STDIN_FILENO, LOOP_READ, on_input, app);
	app->escape = loop_timer_new(app->loop, on_escape, app);
	app->frame = loop_timer_new(app->loop, on_frame, app);
	app->box_timer = loop_timer_new(app->loop, app_box_due, app);
	app->tick = loop_timer_new(app->loop, on_tick, app);
	app->later = loop_timer_new(app->loop, on_later, app);
	app->probe = loop_timer_new(app->loop, on_probe, app);
	loop_timer_set(app->probe, 0);
}

static void unwatch(struct app *app)
{
	struct loop_timer *timers[] = {app->escape, app->frame, app->box_timer, app->tick, app->later, app->probe};
	for (size_t i = 0; i < COUNT_OF(app->signals); i++)
		loop_signal_free(app->signals[i]);
	for (size_t i = 0; i < COUNT_OF(timers); i++)
		loop_timer_free(timers[i]);
	loop_watch_free(app->input);
	loop_watch_free(app->drain);
}

static void select_last(struct app *app)
{
	AUTO_FREE char *last = store_get(app->options->store, app->options->session, "last_question");
	struct question *question = last ? catalogue_find(app->options->catalogue, last, NULL) : NULL;
	if (question)
		browser_point(app->browser, question);
}

static void begin(struct app *app, const struct question *question)
{
	say_trouble(app);
	select_last(app);
	if (question) {
		browser_select(app->browser, question);
		app_open(app, question);
	}
	plan_frame(app);
}

int tui_main(const struct tui_options *options)
{
	struct err err = {0};
	struct app app = {.options = options, .loop = options->loop};
	const struct question *question = NULL;
	if (options->question && !(question = catalogue_find(options->catalogue, options->question, &err))) {
		fprintf(stderr, "greenroom: %s\n", err.text);
		return 2;
	}
	app_settings_read(&app);
	app.theme = app_first_theme(&app, &err);
	if (!app.theme && options->theme) {
		fprintf(stderr, "greenroom: %s\n", err.text);
		app_settings_end(&app);
		return 2;
	}
	if (!app.theme)
		app.theme = theme_builtin();
	app.screen = screen_new(app.theme, &err);
	if (!app.screen) {
		fprintf(stderr, "greenroom: %s\n", err.text);
		app_settings_end(&app);
		free(app.theme_name);
		theme_free(app.theme);
		return 2;
	}
	catch_crashes(true);
	app.keys = keys_new(app_key, &app);
	app.browser = browser_new(options->catalogue, options->store, options->session);
	watch(&app);
	app_settings_begin(&app);
	begin(&app, question);
	loop_run(app.loop);
	workspace_free(app.workspace);
	unwatch(&app);
	screen_free(app.screen);
	catch_crashes(false);
	help_free(app.help);
	chooser_free(app.chooser);
	string_list_release(&app.theme_names);
	free(app.filter_choices);
	string_list_release(&app.links);
	theme_free(app.preview);
	browser_free(app.browser);
	keys_free(app.keys);
	free(app.message);
	free(app.trouble);
	app_settings_end(&app);
	free(app.theme_name);
	theme_free(app.theme);
	return 0;
}
