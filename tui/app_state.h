/* The running screen program: what its parts (commands, bar, help, app) share.  app.c owns all of it. */
#ifndef GREENROOM_TUI_APP_STATE_H
#define GREENROOM_TUI_APP_STATE_H

#include "tui/app.h"
#include "tui/browser.h"
#include "tui/chooser.h"
#include "tui/commands.h"
#include "tui/file_watch.h"
#include "tui/help.h"
#include "tui/settings.h"
#include "tui/theme.h"
#include "tui/welcome.h"
#include "tui/workspace.h"

enum leave_for {
	LEAVE_NOT,
	LEAVE_FOR_BROWSER,
	LEAVE_FOR_GOOD,
	LEAVE_FOR_LANGUAGE, /* the same question again, in next_language */
	LEAVE_FOR_QUESTION, /* next_question */
};

struct app;
typedef void app_chosen_fn(struct app *app, size_t value);

struct app {
	const struct tui_options *options;
	struct loop *loop;
	struct theme *theme;
	struct screen *screen;
	struct keys *keys;
	struct browser *browser;
	struct workspace *workspace; /* NULL: the browser is on the screen */
	struct help *help;           /* NULL: not open */
	struct chooser *chooser;     /* NULL: none; over all else */
	app_chosen_fn *chosen;       /* what its choice is for */
	app_chosen_fn *shown;        /* NULL, or called as the cursor moves in it: a preview */
	void (*unchosen)(struct app *app); /* NULL, or called where nothing was taken */
	struct string_list theme_names;    /* while a theme is chosen */
	struct string_list links;          /* while one is chosen */
	struct filter_choice *filter_choices; /* while a filter is chosen */
	struct theme *preview;             /* NULL, or the theme on the screen in place of `theme` */
	char *theme_name;                  /* as it was asked for: a pair's where the background decides; NULL: the built-in */
	bool light;                        /* the terminal's background, as far as is known */
	struct settings *settings;
	struct file_watch *settings_watch; /* NULL: there is no folder for them */
	enum welcome welcome;              /* over all else */

	bool prefix;      /* the next key belongs to a command */
	bool box;         /* the box of what may follow is open */
	bool repeating;   /* a repeating command was called: its keys work without the prefix */
	char *message;    /* NULL, or what stands in the bar */
	bool message_is_error;
	char *trouble;    /* the store's, as it was told last; or NULL */
	const struct command *pressed; /* the hint on which a mouse button is down, or NULL */
	enum leave_for leaving;
	const struct language *next_language; /* LEAVE_FOR_LANGUAGE */
	const struct question *next_question; /* LEAVE_FOR_QUESTION */

	struct loop_watch *input, *drain;
	struct loop_signal *signals[6];
	struct loop_timer *escape, *frame, *box_timer, *tick, *later, *probe;
	int64_t last_frame_us, changed_us; /* changed: since when the next frame is due */
	bool whole;     /* the next frame is more than the editor's terminal */
	bool frame_due; /* the timer is set, or the terminal still drains */
	bool flooded;   /* the last frame did not wait for the end of the editor's output */
	bool tools_marked;
};

unsigned app_where(const struct app *app);
void app_say(struct app *app, bool error, const char *text);
void app_forget_message(struct app *app);
/* Something changed: a frame follows soon. */
void app_changed(struct app *app);

/* app_keys.c; context: the app. */
void app_key(const struct key *key, void *context);
void app_box_due(void *context); /* the box of the prefix, or the end of a repetition */

/* What commands do. */
void app_open(struct app *app, const struct question *question);
void app_open_selected(struct app *app);
/* Takes the chooser over and shows it; `chosen` is called with what is taken. */
void app_choose(struct app *app, struct chooser *chooser, app_chosen_fn *chosen);
void app_close_chooser(struct app *app);

/* app_settings.c */
void app_settings_read(struct app *app);  /* before there is a screen */
void app_settings_begin(struct app *app); /* in force, watched, and what is wrong with them is said */
void app_settings_end(struct app *app);
bool app_welcome_key(struct app *app, const struct key *key); /* false: it closed the page and is still to be done */

/* app_theme.c */
struct theme *app_first_theme(struct app *app, struct err *err);
void app_theme_from_settings(struct app *app);
void app_ask_background(struct app *app); /* where a pair is in force */
bool app_background_answer(struct app *app, const struct key *key); /* true where the key was the answer */
void app_choose_theme(struct app *app);
void app_leave(struct app *app, enum leave_for what);
void app_toggle_help(struct app *app);
void app_redraw(struct app *app);
void app_keep_split(struct app *app);

/* app_browse.c */
void app_choose_filter(struct app *app);
void app_choose_order(struct app *app);
void app_next_question(struct app *app);
void app_previous_question(struct app *app);
void app_random_question(struct app *app);
void app_question_of_the_day(struct app *app);
void app_toggle_star(struct app *app);

/* app_palette.c */
void app_open_palette(struct app *app);

/* app_results.c */
void app_next_failure(struct app *app);
void app_go_to_line(struct app *app);
void app_copy(struct app *app);
void app_live(struct app *app);
void app_pin(struct app *app);
void app_live_as_kept(struct app *app); /* a question was opened */

/* app_statement.c */
void app_choose_link(struct app *app);
void app_search_statement(struct app *app);
void app_next_example(struct app *app);
void app_solution(struct app *app);
void app_choose_related(struct app *app);

/* app_language.c */
char *app_kept_language(struct app *app, const struct question *question); /* a name, or NULL; yours */
void app_choose_language(struct app *app);
void app_switch_language(struct app *app, size_t index); /* among languages_all() */
void app_reopen_in_language(struct app *app);            /* the editor has saved: now */

#endif
