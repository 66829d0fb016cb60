/* Settings: $XDG_CONFIG_HOME/greenroom/greenroom.ini, which is the person's and never written by the program.
 *
 *     [screen]
 *     theme = dark
 *     [keys]
 *     prefix = Ctrl-G
 *     run = F5 Ctrl-R prefix:r        ; by the names of tui/commands.c
 *
 * `greenroom settings` prints all of them; the table is in settings.c.  A key of a command is KEY (works everywhere, in
 * the editor too, so it is a function key or has Ctrl or Alt), prefix:KEY (behind the prefix) or list:KEY (in lists and
 * panes that are no editor), at most two of each; "none" in place of KEY takes all of that way.  A way that a line does
 * not speak of stays as it is.  A key that a line gives to one command is gone from every other that had it by default.
 *
 * A line that is wrong is reported with file and line and changes nothing; all others count.
 */
#ifndef GREENROOM_TUI_SETTINGS_H
#define GREENROOM_TUI_SETTINGS_H

#include "engine/base/string_list.h"
#include "engine/base/text.h"
#include "tui/bindings.h"
#include "tui/settings_text.h"

enum borders { BORDERS_UNICODE, BORDERS_ASCII };

struct settings {
	char *theme;    /* a theme's name, or what a pair's names begin with; NULL: the one chosen last */
	char *editor;   /* a command line, or NULL: the environment's */
	char *language; /* a language's name, or NULL: the one chosen last */
	int borders;    /* enum borders */
	bool mouse, autosave, welcome;
	struct command_key prefix;
	struct binding *bindings; /* command_count() of them */
	struct string_list problems; /* "FILE:LINE: what is wrong", in the file's order, at most SETTINGS_PROBLEMS_MAX */
};

enum { SETTINGS_PROBLEMS_MAX = 20 };

/* All defaults where there is no such file. */
struct settings *settings_read(const char *path);
void settings_free(struct settings *settings);

/* Every setting with its section, help and value: an INI file itself, in which what has its default is a comment. */
void settings_put(const struct settings *settings, struct buf *out);

#endif
