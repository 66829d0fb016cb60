#include "tui/bar.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "tui/app_state.h"
#include "tui/opened_live.h"
#include "tui/wrap.h"

#define MAX_HINTS 16
#define MESSAGE_ROWS 6

struct hint {
	const struct command *command;
	char keys[48];
	int col, cols;
};

static bool wanted(const struct app *app, const struct command *command)
{
	return command->bar && (command->where & app_where(app)) && (!command->useful || command->useful(app));
}

static bool is_quit(const struct command *command)
{
	return strcmp(command->name, "quit") == 0;
}

static int hint_cols(const struct hint *hint)
{
	return (int)strlen(hint->keys) + 1 + (int)strlen(hint->command->title);
}

/* The least important first to go, until the rest fits beside Quit. */
static size_t drop_until_fits(struct hint *hints, size_t count, int room)
{
	for (;;) {
		int total = 0;
		size_t worst = 0;
		for (size_t i = 0; i < count; i++) {
			total += hints[i].cols + 2;
			if (hints[i].command->bar >= hints[worst].command->bar)
				worst = i;
		}
		if (total <= room || count == 0)
			return count;
		memmove(&hints[worst], &hints[worst + 1], (count - worst - 1) * sizeof hints[0]);
		count--;
	}
}

/* What the live tests say, left of Quit; 0: they are off. */
static int live_cols(const struct app *app, char words[80])
{
	words[0] = '\0';
	if (app->workspace)
		opened_live_words(app->workspace->opened, words);
	return words[0] ? (int)text_width(words, strlen(words)) + 2 : 0;
}

/* Hints from the left, Quit at the right end as the last of them.  Returns how many. */
static size_t lay_out(const struct app *app, int cols, struct hint hints[MAX_HINTS])
{
	size_t count = 0;
	struct hint quit = {0};
	for (size_t i = 0; i < command_count(); i++) {
		const struct command *command = command_at(i);
		if (!wanted(app, command) || count + 1 >= MAX_HINTS)
			continue;
		struct hint hint = {.command = command};
		if (!*command_words(command, app_where(app), hint.keys))
			continue;
		hint.cols = hint_cols(&hint);
		if (is_quit(command))
			quit = hint;
		else
			hints[count++] = hint;
	}
	char live[80];
	int room = cols - 2 - quit.cols - live_cols(app, live);
	count = app->message ? 0 : drop_until_fits(hints, count, room);
	int col = 1;
	for (size_t i = 0; i < count; i++) {
		hints[i].col = col;
		col += hints[i].cols + 2;
	}
	quit.col = cols - 1 - quit.cols;
	if (quit.command && quit.col >= 0)
		hints[count++] = quit;
	return count;
}

/* Beside Quit where it fits, else in as many rows above the bar as it takes, within reason. */
static void draw_message(const struct app *app, struct screen *screen, struct rect bar, int cols)
{
	struct lines lines = {0};
	AUTO_FREE char *text = mem_format("%s%s", app->message_is_error ? "! " : "", app->message);
	unsigned attributes = app->message_is_error ? STYLE_BOLD : 0;
	if ((int)text_width(text, strlen(text)) + 2 <= cols) {
		screen_text(screen, bar, 0, 1, ROLE_BAR, attributes, text);
		return;
	}
	int most = bar.row < MESSAGE_ROWS ? bar.row : MESSAGE_ROWS;
	wrap_text(&lines, ROLE_BAR, text, (size_t)bar.cols - 2, (struct wrap_limits){.most = (size_t)most - 1});
	int rows = (int)lines.count;
	struct rect area = {bar.row - rows, bar.col, rows, bar.cols};
	screen_clear(screen, area, ROLE_BAR);
	for (int i = 0; i < rows; i++)
		screen_line(screen, area, i, 1, &lines.items[i], 0);
	lines_release(&lines);
}

static void draw_prefix(struct screen *screen, struct rect area)
{
	char words[24];
	int col = 3 + screen_text(screen, area, 0, 1, ROLE_BAR_KEY, 0, command_prefix_words(words));
	screen_text(screen, area, 0, col, ROLE_BAR, 0, "and then?   ? help   q quit   Esc nothing");
}

void bar_draw(const struct app *app, struct screen *screen, struct rect area)
{
	struct hint hints[MAX_HINTS];
	screen_clear(screen, area, ROLE_BAR);
	if (app->prefix) {
		draw_prefix(screen, area);
		return;
	}
	size_t count = lay_out(app, area.cols, hints);
	for (size_t i = 0; i < count; i++) {
		screen_text(screen, area, 0, hints[i].col, ROLE_BAR_KEY, 0, hints[i].keys);
		screen_text(screen, area, 0, hints[i].col + (int)strlen(hints[i].keys) + 1, ROLE_BAR, 0,
		            hints[i].command->title);
	}
	char live[80];
	int cols = live_cols(app, live), end = count ? hints[count - 1].col : area.cols;
	if (cols && cols < end && !app->message)
		screen_text(screen, area, 0, end - cols, ROLE_BAR, STYLE_BOLD, live);
	if (app->message)
		draw_message(app, screen, area, count ? hints[count - 1].col - 1 : area.cols);
}

const struct command *bar_command_at(const struct app *app, int cols, int col)
{
	struct hint hints[MAX_HINTS];
	size_t count = app->prefix ? 0 : lay_out(app, cols, hints);
	for (size_t i = 0; i < count; i++)
		if (col >= hints[i].col && col < hints[i].col + hints[i].cols)
			return hints[i].command;
	return NULL;
}
