/* Themes: what each role looks like.  A theme is data, themes/NAME.ini:
 *
 *     [theme]
 *     title = Dark
 *     background = dark              ; dark, light or default (whatever the terminal has)
 *     foreground-colour = #d0d0d0    ; told to programs that ask (OSC 10/11); optional
 *     background-colour = #1c1c1c
 *     [roles]
 *     heading = bold bright-blue
 *     selected = black on cyan
 *
 * A style is any of bold, dim, italic, underline, reverse, strike, then a colour, then "on" and a
 * colour.  A colour is "default", one of the sixteen names (black, red, green, yellow, blue, magenta,
 * cyan, white, each also with "bright-"), 0 to 255, or #rrggbb.  A role that a theme leaves out keeps the
 * look of the built-in theme, which needs no file and no colour.
 */
#ifndef GREENROOM_TUI_THEME_H
#define GREENROOM_TUI_THEME_H

#include "engine/base/err.h"
#include "engine/base/string_list.h"
#include "tui/style.h"

enum theme_background { THEME_BACKGROUND_UNKNOWN, THEME_DARK, THEME_LIGHT };

struct theme {
	char *name;
	char *title;
	enum theme_background background;
	colour foreground_colour, background_colour; /* COLOUR_DEFAULT: not known */
	struct style roles[ROLE_COUNT];
};

/* The theme `name` of the themes folder; an unknown name, role or colour is an error with file and line. */
struct theme *theme_load(const char *name, struct err *err);
/* The same; where there is no theme of that name but a pair, NAME-dark and NAME-light, that side of it. */
struct theme *theme_load_side(const char *name, bool light, struct err *err);
/* Their names in the themes folder, in the order of the alphabet, but the default first. */
void theme_names(struct string_list *names);
/* Attributes only, no file: what is used where nothing can be loaded. */
struct theme *theme_builtin(void);
void theme_free(struct theme *theme);

/* "heading", "code-block", ...; ROLE_COUNT where the name is none. */
const char *role_name(enum role role);
enum role role_from_name(const char *name);
bool theme_parse_style(const char *text, struct style *out, struct err *err);

#endif
