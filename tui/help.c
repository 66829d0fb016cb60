#include "tui/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/wrap.h"

#define KEY_COLUMN 27

struct help {
	unsigned where;
	size_t width;
	int rows;
	struct lines lines;
	struct pager pager;
};

struct help *help_new(unsigned where)
{
	struct help *help = mem_zero(1, sizeof *help);
	help->where = where;
	return help;
}

void help_free(struct help *help)
{
	if (!help)
		return;
	lines_release(&help->lines);
	free(help);
}

bool help_key(struct help *help, const struct key *key)
{
	bool closes = key->code == 'q' || key->code == K_ESC || key->code == K_ENTER || key->code == K_F1;
	if (key->kind == KEY_PRESS && closes && key->modifiers == 0)
		return false;
	pager_key(&help->pager, key, help->lines.count, (size_t)help->rows);
	return true;
}

void help_scroll(struct help *help, long by)
{
	pager_scroll(&help->pager, by, help->lines.count, (size_t)help->rows);
}

/* ---- the page */

static void put_heading(struct help *help, const char *text)
{
	if (help->lines.count)
		lines_begin(&help->lines);
	lines_begin(&help->lines);
	lines_add(&help->lines, ROLE_HEADING, 0, text, strlen(text));
}

static void put_entry(struct help *help, const char *keys, const char *text)
{
	size_t width = text_width(keys, strlen(keys));
	size_t indent = help->width > 3 * KEY_COLUMN ? KEY_COLUMN : 4;
	lines_begin(&help->lines);
	lines_printf(&help->lines, ROLE_STRONG, "  %s", keys);
	if (indent == KEY_COLUMN && width + 3 < KEY_COLUMN)
		lines_printf(&help->lines, ROLE_TEXT, "%*s", (int)(KEY_COLUMN - width - 2), "");
	else
		lines_printf(&help->lines, ROLE_TEXT, "  ");
	wrap_text(&help->lines, ROLE_TEXT, text, help->width, (struct wrap_limits){.indent = indent, .go_on = true});
}

static void put_key(struct buf *out, const struct command_key *key, const char *before)
{
	char words[24];
	if (key->code)
		buf_printf(out, "%s%s%s", out->len ? "  " : "", before, key_words(key->code, key->modifiers, words));
}

static void put_command(struct help *help, const struct command *command)
{
	char prefix[24], before[32];
	AUTO_BUF keys = {0};
	snprintf(before, sizeof before, "%s ", command_prefix_words(prefix));
	for (size_t i = 0; i < 2; i++)
		put_key(&keys, &command->keys[i], "");
	for (size_t i = 0; i < 2 && command->where != COMMAND_IN_WORKSPACE; i++)
		put_key(&keys, &command->plain[i], "");
	put_key(&keys, &command->prefix[0], before);
	put_entry(help, buf_text(&keys), command->help);
}

static void put_commands(struct help *help, const char *heading, unsigned where)
{
	put_heading(help, heading);
	for (size_t i = 0; i < command_count(); i++)
		if (command_at(i)->where == where)
			put_command(help, command_at(i));
}

static void put_browser(struct help *help)
{
	put_commands(help, "The list of questions", COMMAND_IN_BROWSER);
	put_entry(help, "letters", "Narrow the list: every word must be in title, category, tags, difficulty or pack; letters may be left out (fewco).");
	put_entry(help, "Up Down PgUp PgDn", "Move. Home and End go to the ends.");
	put_entry(help, "Backspace Ctrl-W Ctrl-U", "Take back a letter, a word, all of the search.");
	put_entry(help, "· ~ ✓ - !", "New, tried, solved (a submit was accepted), unavailable (something is not "
	                              "installed), broken (its files have an error, shown below the list).");
}

static void put_workspace(struct help *help)
{
	put_commands(help, "A question", COMMAND_IN_WORKSPACE);
	put_entry(help, "1 2 3 Tab q e", "The same without the prefix while the editor has not the focus: panes, next "
	                                 "pane, back to the questions, long texts.");
	put_entry(help, "j k g G PgUp PgDn", "Scroll the statement or the results while they have the focus.");
	put_entry(help, "/ n N x X h l", "In the statement: search, the next find, the one before; the next example, the one before; "
	                                 "tables that are too wide, sideways. Esc leads back from the solution.");
	put_entry(help, "mouse", "Click a pane or a hint, turn the wheel, drag a border. With Shift the terminal selects as ever.");
	put_entry(help, "✓ ✗ ●", "Passed, failed, neither (running, stopped, or the sandbox could not do it).");
}

static void make_page(struct help *help)
{
	char words[24];
	lines_release(&help->lines);
	lines_begin(&help->lines);
	wrap_text(&help->lines, ROLE_TEXT,
	          "Everything is on a function key. Without function keys, or where a program in between takes them, press the "
	          "prefix, then one more key; after a moment a box tells which.",
	          help->width, (struct wrap_limits){.go_on = true});
	if (help->where == COMMAND_IN_BROWSER) {
		put_browser(help);
		put_workspace(help);
	} else {
		put_workspace(help);
		put_browser(help);
	}
	put_commands(help, "Everywhere", COMMAND_ANYWHERE);
	AUTO_FREE char *twice = mem_format("%s twice", command_prefix_words(words));
	put_entry(help, twice, "Sends the prefix itself to the editor.");
}

void help_draw(struct help *help, struct screen *screen, struct rect area)
{
	if (area.rows < 3 || area.cols < 8)
		return;
	struct rect inner = {area.row + 1, area.col + 2, area.rows - 2, area.cols - 4};
	if (help->width != (size_t)inner.cols) {
		help->width = (size_t)inner.cols;
		make_page(help);
	}
	help->rows = inner.rows;
	pager_clamp(&help->pager, help->lines.count, (size_t)help->rows);
	screen_clear(screen, area, ROLE_TEXT);
	screen_box(screen, area, help->lines.count > (size_t)inner.rows ? "Help: j k scroll, q closes" : "Help: q closes", true);
	pager_draw(&help->pager, screen, inner, &help->lines);
}

/* ---- the box behind the prefix */

#define BOX_COLUMN 24

void prefix_box_draw(struct screen *screen, struct rect area, unsigned where)
{
	size_t count = 0;
	for (size_t i = 0; i < command_count(); i++)
		count += (command_at(i)->where & where) && command_at(i)->prefix[0].code;
	int columns = (area.cols - 4) / BOX_COLUMN;
	columns = columns < 1 ? 1 : columns > 4 ? 4 : columns;
	int rows = ((int)count + columns - 1) / columns;
	if (rows + 2 > area.rows)
		rows = area.rows - 2;
	if (rows < 1 || area.cols < 8)
		return;
	struct rect box = {area.row + area.rows - rows - 2, area.col, rows + 2, area.cols};
	screen_clear(screen, box, ROLE_TEXT);
	screen_box(screen, box, "The next key", true);
	struct rect inner = {box.row + 1, box.col + 2, rows, box.cols - 4};
	int n = 0;
	for (size_t i = 0; i < command_count(); i++) {
		const struct command *command = command_at(i);
		char words[24];
		if (!(command->where & where) || !command->prefix[0].code)
			continue;
		int row = n % rows, col = n / rows * BOX_COLUMN;
		n++;
		col += screen_text(screen, inner, row, col, ROLE_STRONG, 0,
		                   key_words(command->prefix[0].code, command->prefix[0].modifiers, words));
		screen_text(screen, inner, row, col + 1, ROLE_TEXT, 0, command->title);
	}
}
