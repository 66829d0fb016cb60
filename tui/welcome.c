#include "tui/welcome.h"

#include <string.h>

#include "engine/base/mem.h"
#include "tui/commands.h"
#include "tui/wrap.h"

#define WIDEST 66
#define KEY_COLUMN 10

static const char *keys_of(const char *name, char out[48])
{
	for (size_t i = 0; i < command_count(); i++)
		if (strcmp(command_at(i)->name, name) == 0)
			return command_words(command_at(i), COMMAND_IN_WORKSPACE, out);
	return "";
}

static void put_key(struct lines *lines, size_t width, const char *key, const char *text)
{
	int used = (int)text_width(key, strlen(key));
	lines_begin(lines);
	lines_printf(lines, ROLE_STRONG, "  %s", key);
	lines_printf(lines, ROLE_TEXT, "%*s", used < KEY_COLUMN ? KEY_COLUMN - used : 1, "");
	wrap_text(lines, ROLE_TEXT, text, width, (struct wrap_limits){.indent = KEY_COLUMN + 2, .go_on = true});
}

static void put_text(struct lines *lines, enum role role, size_t width, const char *text)
{
	lines_begin(lines);
	wrap_text(lines, role, text, width, (struct wrap_limits){.go_on = true});
}

static void make_page(struct lines *lines, enum welcome welcome, size_t width)
{
	char key[48], prefix[24];
	command_prefix_words(prefix);
	AUTO_FREE char *ask = mem_format("Press %s now, to see whether it arrives. Where it does not, a program in between takes "
	                                 "it: `greenroom settings` says where another is chosen.", prefix);
	AUTO_FREE char *works = mem_format("✓ %s arrives.", prefix);
	AUTO_FREE char *leads = mem_format("leads to every command, without function keys too: %s q quits.", prefix);
	put_text(lines, ROLE_TEXT, width, "Three keys to know:");
	put_key(lines, width, keys_of("run", key), "saves and runs your code on the public tests.");
	put_key(lines, width, keys_of("palette", key), "lists all that can be done, and the keys for it.");
	put_key(lines, width, prefix, leads);
	lines_begin(lines);
	put_text(lines, welcome == WELCOME_WORKS ? ROLE_PASS : ROLE_TEXT, width, welcome == WELCOME_WORKS ? works : ask);
	lines_begin(lines);
	put_text(lines, ROLE_DIM, width, "Enter goes on.");
}

void welcome_draw(enum welcome welcome, struct screen *screen, struct rect area)
{
	struct lines lines = {0};
	int cols = area.cols < WIDEST ? area.cols : WIDEST;
	if (cols < 20)
		return;
	make_page(&lines, welcome, (size_t)cols - 4);
	int rows = (int)lines.count + 2 < area.rows ? (int)lines.count + 2 : area.rows;
	struct rect box = {area.row + (area.rows - rows) / 2, area.col + (area.cols - cols) / 2, rows, cols};
	struct rect inner = {box.row + 1, box.col + 2, rows - 2, cols - 4};
	screen_clear(screen, box, ROLE_TEXT);
	screen_box(screen, box, "Welcome", true);
	for (int i = 0; i < inner.rows && (size_t)i < lines.count; i++)
		screen_line(screen, inner, i, 0, &lines.items[i], 0);
	screen_cursor(screen, false, 0, 0, CURSOR_BLOCK, false);
	lines_release(&lines);
}
