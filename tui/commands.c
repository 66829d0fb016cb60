#include "tui/commands.h"

#include "engine/base/mem.h"
#include "tui/app_state.h"
#include "tui/opened_cases.h"

#define SPLIT_STEP 4

static void help(struct app *app)
{
	app_toggle_help(app);
}

static void questions(struct app *app)
{
	app_leave(app, LEAVE_FOR_BROWSER);
}

static void quit(struct app *app)
{
	app_leave(app, LEAVE_FOR_GOOD);
}

static void open_question(struct app *app)
{
	app_open_selected(app);
}

static void clear(struct app *app)
{
	browser_clear(app->browser);
}

static void tags(struct app *app)
{
	browser_toggle_tags(app->browser);
}

static void next_pane(struct app *app)
{
	workspace_next_pane(app->workspace);
}

static void zoom(struct app *app)
{
	workspace_zoom(app->workspace);
}

static void focus_statement(struct app *app)
{
	workspace_focus(app->workspace, PANE_STATEMENT);
}

static void focus_editor(struct app *app)
{
	workspace_focus(app->workspace, PANE_EDITOR);
}

static void focus_results(struct app *app)
{
	workspace_focus(app->workspace, PANE_RESULTS);
}

static void run_public(struct app *app)
{
	opened_run(app->workspace->opened, RUN_PUBLIC);
}

static void submit(struct app *app)
{
	opened_run(app->workspace->opened, RUN_SUBMIT);
}

static void stop(struct app *app)
{
	opened_stop(app->workspace->opened);
}

static void scroll_back(struct app *app)
{
	if (!workspace_scroll_back(app->workspace))
		app_say(app, false, "nothing has left the editor's screen: it scrolls by its own keys");
}

static void expand(struct app *app)
{
	workspace_expand(app->workspace);
}

static void border(struct app *app, int left, int upper)
{
	workspace_split(app->workspace, left, upper);
	app_keep_split(app);
}

static void border_left(struct app *app)
{
	border(app, -SPLIT_STEP, 0);
}

static void border_right(struct app *app)
{
	border(app, SPLIT_STEP, 0);
}

static void border_up(struct app *app)
{
	border(app, 0, -SPLIT_STEP);
}

static void border_down(struct app *app)
{
	border(app, 0, SPLIT_STEP);
}

static void redraw(struct app *app)
{
	app_redraw(app);
}

static void hint(struct app *app)
{
	opened_hint(app->workspace->opened);
}

static void language(struct app *app)
{
	app_choose_language(app);
}

static void format(struct app *app)
{
	opened_polish(app->workspace->opened, POLISH_FORMAT);
}

static void lint(struct app *app)
{
	opened_polish(app->workspace->opened, POLISH_LINT);
}

static void scratch(struct app *app)
{
	workspace_scratch(app->workspace);
}

static void formulas(struct app *app)
{
	statement_toggle_sources(&app->workspace->opened->statement);
}

static void next_failure(struct app *app)
{
	app_next_failure(app);
}

static void go_to_line(struct app *app)
{
	app_go_to_line(app);
}

static void cases(struct app *app)
{
	workspace_cases(app->workspace);
}

static void pin(struct app *app)
{
	app_pin(app);
}

static void fill_expected(struct app *app)
{
	opened_cases_fill(app->workspace->opened);
}

static void live(struct app *app)
{
	app_live(app);
}

static void copy(struct app *app)
{
	app_copy(app);
}

static void reset(struct app *app)
{
	opened_reset(app->workspace->opened);
}

static void restore(struct app *app)
{
	opened_restore(app->workspace->opened);
}

static void theme(struct app *app)
{
	app_choose_theme(app);
}

static bool is_running(const struct app *app)
{
	return app->workspace && opened_running(app->workspace->opened);
}

static bool is_idle(const struct app *app)
{
	return !is_running(app);
}

static bool has_failures(const struct app *app)
{
	return app->workspace && results_current(&app->workspace->opened->results);
}

static bool narrows(const struct app *app)
{
	return browser_narrows(app->browser);
}

static const struct command commands[] = {
	{
	    .name = "palette",
	    .title = "Commands",
	    .where = COMMAND_ANYWHERE,
	    .keys = {{K_F1, 0}},
	    .prefix = {{' ', 0}},
	    .bar = 3,
	    .help = "Lists all commands with their keys: a few letters find one, Enter calls it.",
	    .run = app_open_palette,
	},
	{
	    .name = "help",
	    .title = "Help",
	    .where = COMMAND_ANYWHERE,
	    .prefix = {{'?', 0}},
	    .help = "All keys on one page.",
	    .run = help,
	},
	{
	    .name = "open",
	    .title = "Open",
	    .where = COMMAND_IN_BROWSER,
	    .plain = {{K_ENTER, 0}, {'j', MOD_CTRL}}, /* Enter that was typed before raw mode is a newline */
	    .bar = 1,
	    .help = "Opens the question under the cursor: statement, your editor on your draft, results.",
	    .run = open_question,
	},
	{
	    .name = "clear",
	    .title = "Clear",
	    .where = COMMAND_IN_BROWSER,
	    .plain = {{K_ESC, 0}},
	    .bar = 4,
	    .help = "Clears the search; where nothing is typed, the filters.",
	    .run = clear,
	    .useful = narrows,
	},
	{
	    .name = "filter",
	    .title = "Filter",
	    .where = COMMAND_IN_BROWSER,
	    .keys = {{K_F1 + 2, 0}},
	    .prefix = {{'f', 0}},
	    .bar = 2,
	    .help = "Lists what to filter by: difficulty, status, list or study plan, pack, language, tag. Taking one that is on takes it away.",
	    .run = app_choose_filter,
	},
	{
	    .name = "sort",
	    .title = "Sort",
	    .where = COMMAND_IN_BROWSER,
	    .keys = {{K_F1 + 3, 0}},
	    .prefix = {{'o', 0}},
	    .bar = 3,
	    .help = "Sorts by any column; once more by the same turns it round.",
	    .run = app_choose_order,
	},
	{
	    .name = "tags",
	    .title = "Tags",
	    .where = COMMAND_IN_BROWSER,
	    .keys = {{K_F1 + 4, 0}},
	    .prefix = {{'t', 0}},
	    .bar = 6,
	    .help = "Hides the tags, which may give the way away, or shows them.",
	    .run = tags,
	},
	{
	    .name = "random",
	    .title = "Random",
	    .where = COMMAND_ANYWHERE,
	    .prefix = {{'a', 0}},
	    .help = "Goes to any other question of the list as it is filtered.",
	    .run = app_random_question,
	},
	{
	    .name = "of-the-day",
	    .title = "Daily question",
	    .where = COMMAND_ANYWHERE,
	    .prefix = {{'d', 0}},
	    .help = "Goes to the question of the day of this pack: the same one for everybody.",
	    .run = app_question_of_the_day,
	},
	{
	    .name = "star",
	    .title = "Star",
	    .where = COMMAND_ANYWHERE,
	    .prefix = {{'*', 0}},
	    .help = "Puts the question on your list \"Starred\", or takes it off; a filter shows the list.",
	    .run = app_toggle_star,
	},
	{
	    .name = "next-question",
	    .title = "Next question",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'>', 0}},
	    .plain = {{'>', 0}},
	    .help = "Saves and opens the next question of the list as it is filtered and sorted.",
	    .run = app_next_question,
	},
	{
	    .name = "previous-question",
	    .title = "Prev question",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'<', 0}},
	    .plain = {{'<', 0}},
	    .help = "The one before.",
	    .run = app_previous_question,
	},
	{
	    .name = "run",
	    .title = "Run",
	    .where = COMMAND_IN_WORKSPACE,
	    .keys = {{K_F1 + 4, 0}},
	    .prefix = {{'r', 0}},
	    .bar = 1,
	    .help = "Saves through the editor and runs the public tests.",
	    .run = run_public,
	    .useful = is_idle,
	},
	{
	    .name = "submit",
	    .title = "Submit",
	    .where = COMMAND_IN_WORKSPACE,
	    .keys = {{K_F1 + 5, 0}},
	    .prefix = {{'s', 0}},
	    .bar = 2,
	    .help = "Saves and runs all tests, hidden ones too: counts, and the first that fails.",
	    .run = submit,
	    .useful = is_idle,
	},
	{
	    .name = "stop",
	    .title = "Stop",
	    .where = COMMAND_IN_WORKSPACE,
	    .keys = {{K_F1 + 8, 0}},
	    .prefix = {{'k', 0}},
	    .bar = 1,
	    .help = "Stops the run at once.",
	    .run = stop,
	    .useful = is_running,
	},
	{
	    .name = "next-failure",
	    .title = "Next failure",
	    .where = COMMAND_IN_WORKSPACE,
	    .keys = {{K_F1 + 7, 0}},
	    .prefix = {{'n', 0}},
	    .plain = {{'n', 0}},
	    .bar = 7,
	    .help = "Brings the next failing test of the results into sight.",
	    .run = next_failure,
	    .useful = has_failures,
	},
	{
	    .name = "go-to-line",
	    .title = "Go to the line",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'g', 0}},
	    .help = "Takes the editor to the line that the failing test, or the compiler, speaks of.",
	    .run = go_to_line,
	},
	{
	    .name = "own-cases",
	    .title = "Own cases",
	    .where = COMMAND_IN_WORKSPACE,
	    .keys = {{K_F1 + 6, 0}},
	    .prefix = {{'i', 0}},
	    .bar = 8,
	    .help = "Your own cases: a file in the results' place, run beside the public tests.  Once more saves it and puts it away.",
	    .run = cases,
	},
	{
	    .name = "pin",
	    .title = "Pin",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'p', 0}},
	    .help = "Adds the failing test that is looked at to your own cases.",
	    .run = pin,
	},
	{
	    .name = "fill-expected",
	    .title = "Fill in",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'E', 0}},
	    .help = "Practice: has the pack's solution say what your own cases expect that expect nothing yet.",
	    .run = fill_expected,
	},
	{
	    .name = "live-tests",
	    .title = "Live tests",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'v', 0}},
	    .help = "Switch: every save, the automatic ones too, runs the public tests; the bar says how they came out.",
	    .run = live,
	},
	{
	    .name = "copy",
	    .title = "Copy",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'c', 0}},
	    .help = "Puts what the failing test got, expected or was given into the clipboard, where the terminal allows it.",
	    .run = copy,
	},
	{
	    .name = "hint",
	    .title = "Hint",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'h', 0}},
	    .help = "Shows one more hint below the statement.",
	    .run = hint,
	},
	{
	    .name = "language",
	    .title = "Language",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'l', 0}},
	    .help = "Lists the languages of the question and takes it up in another; each keeps its own draft.",
	    .run = language,
	},
	{
	    .name = "formulas",
	    .title = "Formulas",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'$', 0}},
	    .plain = {{'$', 0}},
	    .help = "Shows the statement's formulas as LaTeX, or drawn again.",
	    .run = formulas,
	},
	{
	    .name = "find",
	    .title = "Find",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'/', 0}},
	    .help = "Searches the statement; n and N go on while it has the focus.",
	    .run = app_search_statement,
	},
	{
	    .name = "example",
	    .title = "Next example",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'X', 0}},
	    .help = "Shows the statement's next example; x and X do while it has the focus.",
	    .run = app_next_example,
	},
	{
	    .name = "links",
	    .title = "Links",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'o', 0}},
	    .help = "Lists the statement's links by their addresses and opens one in your browser ($BROWSER).",
	    .run = app_choose_link,
	},
	{
	    .name = "solution",
	    .title = "Solution",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'S', 0}},
	    .help = "Shows the written solution in the statement's place, after asking once; again: the statement.",
	    .run = app_solution,
	},
	{
	    .name = "related",
	    .title = "Related",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'j', 0}},
	    .help = "Lists the questions that the author calls related, and opens one.",
	    .run = app_choose_related,
	},
	{
	    .name = "reset",
	    .title = "Reset",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'R', 0}},
	    .help = "Twice: back to the starter.  What you wrote is kept as a snapshot.",
	    .run = reset,
	},
	{
	    .name = "scroll",
	    .title = "Scroll back",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'[', 0}, {K_PAGE_UP, 0}},
	    .help = "Shows what has left the editor's terminal: arrows and pages move, / and ? search, q leaves.",
	    .run = scroll_back,
	},
	{
	    .name = "restore",
	    .title = "Restore",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'u', 0}},
	    .help = "Brings back the newest snapshot (from before a reset, say); once more undoes that.",
	    .run = restore,
	},
	{
	    .name = "next-pane",
	    .title = "Next pane",
	    .where = COMMAND_IN_WORKSPACE,
	    .keys = {{K_F1 + 2, 0}},
	    .prefix = {{K_TAB, 0}},
	    .plain = {{K_TAB, 0}},
	    .bar = 4,
	    .help = "Moves the focus: statement, editor, results.",
	    .run = next_pane,
	},
	{
	    .name = "zoom",
	    .title = "Zoom",
	    .where = COMMAND_IN_WORKSPACE,
	    .keys = {{K_F1 + 3, 0}},
	    .prefix = {{'z', 0}},
	    .bar = 6,
	    .help = "Gives the whole screen to the focused pane, and takes it back.",
	    .run = zoom,
	},
	{
	    .name = "questions",
	    .title = "Questions",
	    .where = COMMAND_IN_WORKSPACE,
	    .keys = {{K_F1 + 1, 0}},
	    .prefix = {{'b', 0}},
	    .plain = {{'q', 0}},
	    .bar = 5,
	    .help = "Saves, closes the question and goes back to the list.",
	    .run = questions,
	},
	{
	    .name = "statement",
	    .title = "Statement",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'1', 0}},
	    .plain = {{'1', 0}},
	    .help = "Focus on pane 1.",
	    .run = focus_statement,
	},
	{
	    .name = "editor",
	    .title = "Editor",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'2', 0}},
	    .plain = {{'2', 0}},
	    .help = "Focus on pane 2.",
	    .run = focus_editor,
	},
	{
	    .name = "results",
	    .title = "Results",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'3', 0}},
	    .plain = {{'3', 0}},
	    .help = "Focus on pane 3.",
	    .run = focus_results,
	},
	{
	    .name = "format",
	    .title = "Format",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'f', 0}},
	    .help = "Formats the draft with the language's formatter; a snapshot keeps what was there.",
	    .run = format,
	},
	{
	    .name = "lint",
	    .title = "Lint",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'w', 0}},
	    .help = "Shows what the language's linter says of the draft.",
	    .run = lint,
	},
	{
	    .name = "scratch",
	    .title = "Scratch",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'x', 0}},
	    .help = "A terminal in the results' place, for trying a line: the language's interpreter or a shell, with a copy of "
	            "the draft. Once more puts it away.",
	    .run = scratch,
	},
	{
	    .name = "expand",
	    .title = "Long texts",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{'e', 0}},
	    .plain = {{'e', 0}},
	    .help = "Shows long inputs, values and output in the results whole, or cut again.",
	    .run = expand,
	},
	{
	    .name = "border-left",
	    .title = "Border left",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{K_LEFT, 0}},
	    .repeats = true,
	    .help = "A narrower statement; its arrows may follow one another.",
	    .run = border_left,
	},
	{
	    .name = "border-right",
	    .title = "Border right",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{K_RIGHT, 0}},
	    .repeats = true,
	    .help = "A wider statement.",
	    .run = border_right,
	},
	{
	    .name = "border-up",
	    .title = "Border up",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{K_UP, 0}},
	    .repeats = true,
	    .help = "A lower editor, higher results.",
	    .run = border_up,
	},
	{
	    .name = "border-down",
	    .title = "Border down",
	    .where = COMMAND_IN_WORKSPACE,
	    .prefix = {{K_DOWN, 0}},
	    .repeats = true,
	    .help = "A higher editor, lower results.",
	    .run = border_down,
	},
	{
	    .name = "theme",
	    .title = "Theme",
	    .where = COMMAND_ANYWHERE,
	    .prefix = {{'T', 0}},
	    .help = "Lists the themes; the screen shows each as the cursor comes to it.",
	    .run = theme,
	},
	{
	    .name = "redraw",
	    .title = "Redraw",
	    .where = COMMAND_ANYWHERE,
	    .prefix = {{'l', MOD_CTRL}},
	    .help = "Paints the screen anew, should something else have written on it.",
	    .run = redraw,
	},
	{
	    .name = "quit",
	    .title = "Quit",
	    .where = COMMAND_ANYWHERE,
	    .prefix = {{'q', 0}},
	    .plain = {{'c', MOD_CTRL}, {K_F1 + 9, 0}},
	    .bar = 1,
	    .help = "Saves through the editor and leaves Greenroom; the draft is there next time.",
	    .run = quit,
	},
};

size_t command_count(void)
{
	return COUNT_OF(commands);
}

const struct command *command_default(size_t index)
{
	return &commands[index];
}
