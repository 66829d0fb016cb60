#include "tui/theme.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/base/places.h"
#include "engine/base/text.h"
#include "tui/ini.h"

#define THEME_DEFAULT "default"

static const char *const role_names[ROLE_COUNT] = {
	[ROLE_TEXT] = "text",
	[ROLE_DIM] = "dim",
	[ROLE_BORDER] = "border",
	[ROLE_BORDER_FOCUS] = "border-focus",
	[ROLE_TITLE] = "title",
	[ROLE_TITLE_FOCUS] = "title-focus",
	[ROLE_BAR] = "bar",
	[ROLE_BAR_KEY] = "bar-key",
	[ROLE_SELECTED] = "selected",
	[ROLE_MATCH] = "match",
	[ROLE_PASS] = "pass",
	[ROLE_FAIL] = "fail",
	[ROLE_WARN] = "warn",
	[ROLE_RUNNING] = "running",
	[ROLE_EASY] = "easy",
	[ROLE_MEDIUM] = "medium",
	[ROLE_HARD] = "hard",
	[ROLE_TAG] = "tag",
	[ROLE_HEADING] = "heading",
	[ROLE_STRONG] = "strong",
	[ROLE_EMPHASIS] = "emphasis",
	[ROLE_CODE] = "code",
	[ROLE_CODE_BLOCK] = "code-block",
	[ROLE_CODE_KEYWORD] = "code-keyword",
	[ROLE_CODE_STRING] = "code-string",
	[ROLE_CODE_NUMBER] = "code-number",
	[ROLE_CODE_COMMENT] = "code-comment",
	[ROLE_QUOTE] = "quote",
	[ROLE_LINK] = "link",
	[ROLE_RULE] = "rule",
	[ROLE_TABLE] = "table",
	[ROLE_BULLET] = "bullet",
	[ROLE_EXPECTED] = "expected",
	[ROLE_ACTUAL] = "actual",
	[ROLE_ERROR] = "error",
};

/* The built-in look: what must differ at a glance differs by attribute. */
static const unsigned builtin_attributes[ROLE_COUNT] = {
	[ROLE_DIM] = STYLE_DIM,
	[ROLE_BORDER] = STYLE_DIM,
	[ROLE_BORDER_FOCUS] = STYLE_BOLD,
	[ROLE_TITLE_FOCUS] = STYLE_BOLD | STYLE_REVERSE,
	[ROLE_BAR] = STYLE_REVERSE,
	[ROLE_BAR_KEY] = STYLE_REVERSE | STYLE_BOLD,
	[ROLE_SELECTED] = STYLE_REVERSE,
	[ROLE_MATCH] = STYLE_BOLD | STYLE_UNDERLINE,
	[ROLE_FAIL] = STYLE_BOLD,
	[ROLE_WARN] = STYLE_BOLD,
	[ROLE_HEADING] = STYLE_BOLD,
	[ROLE_STRONG] = STYLE_BOLD,
	[ROLE_EMPHASIS] = STYLE_ITALIC,
	[ROLE_CODE] = STYLE_BOLD,
	[ROLE_CODE_KEYWORD] = STYLE_BOLD,
	[ROLE_CODE_COMMENT] = STYLE_DIM,
	[ROLE_LINK] = STYLE_UNDERLINE,
	[ROLE_RULE] = STYLE_DIM,
	[ROLE_TABLE] = STYLE_DIM,
	[ROLE_ERROR] = STYLE_BOLD,
};

const char *role_name(enum role role)
{
	return role_names[role];
}

enum role role_from_name(const char *name)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (strcmp(role_names[i], name) == 0)
			return (enum role)i;
	return ROLE_COUNT;
}

/* ---- styles */

static bool parse_number(const char *word, int base, size_t digits, unsigned long max, unsigned long *out)
{
	if (strspn(word, base == 16 ? "0123456789abcdefABCDEF" : "0123456789") != strlen(word) ||
	    strlen(word) == 0 || strlen(word) > digits)
		return false;
	*out = strtoul(word, NULL, base);
	return *out <= max;
}

static bool parse_colour(const char *word, colour *out, struct err *err)
{
	static const char *const names[] = {"black", "red",     "green", "yellow",
	                                    "blue",  "magenta", "cyan",  "white"};
	unsigned long number;
	if (strcmp(word, "default") == 0) {
		*out = COLOUR_DEFAULT;
		return true;
	}
	if (word[0] == '#' && strlen(word) == 7 && parse_number(word + 1, 16, 6, 0xffffff, &number)) {
		*out = COLOUR_RGB(0, 0, 0) | (colour)number;
		return true;
	}
	if (parse_number(word, 10, 3, 255, &number)) {
		*out = COLOUR_PALETTE(number);
		return true;
	}
	bool bright = strncmp(word, "bright-", 7) == 0;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcmp(names[i], bright ? word + 7 : word) == 0) {
			*out = COLOUR_PALETTE(bright ? i + 8 : i);
			return true;
		}
	AUTO_FREE char *shown = text_escaped(word, TEXT_ONE_LINE);
	return err_set(err, ERR_INPUT, "'%s' is neither an attribute nor a colour", shown);
}

static unsigned parse_attribute(const char *word)
{
	static const struct {
		const char *name;
		unsigned bit;
	} attributes[] = {
		{"bold", STYLE_BOLD},           {"dim", STYLE_DIM},         {"italic", STYLE_ITALIC},
		{"underline", STYLE_UNDERLINE}, {"reverse", STYLE_REVERSE}, {"strike", STYLE_STRIKE},
	};
	for (size_t i = 0; i < COUNT_OF(attributes); i++)
		if (strcmp(attributes[i].name, word) == 0)
			return attributes[i].bit;
	return 0;
}

bool theme_parse_style(const char *text, struct style *out, struct err *err)
{
	AUTO_FREE char *copy = mem_dup(text);
	struct style style = {COLOUR_DEFAULT, COLOUR_DEFAULT, 0};
	bool behind_on = false, fg_given = false, bg_given = false;
	char *rest = NULL;
	for (char *word = strtok_r(copy, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
		unsigned attribute = parse_attribute(word);
		if (attribute) {
			style.attributes |= attribute;
		} else if (strcmp(word, "on") == 0 && !behind_on) {
			behind_on = true;
		} else {
			if (behind_on ? bg_given : fg_given)
				return err_set(err, ERR_INPUT, "more than one %s colour",
				               behind_on ? "background" : "foreground");
			if (!parse_colour(word, behind_on ? &style.bg : &style.fg, err))
				return false;
			*(behind_on ? &bg_given : &fg_given) = true;
		}
	}
	if (behind_on && !bg_given)
		return err_set(err, ERR_INPUT, "'on' without a colour");
	*out = style;
	return true;
}

/* ---- files */

struct theme *theme_builtin(void)
{
	struct theme *theme = mem_zero(1, sizeof *theme);
	theme->name = mem_dup("builtin");
	theme->title = mem_dup("Built-in");
	for (size_t i = 0; i < ROLE_COUNT; i++)
		theme->roles[i].attributes = builtin_attributes[i];
	return theme;
}

void theme_free(struct theme *theme)
{
	if (!theme)
		return;
	free(theme->name);
	free(theme->title);
	free(theme);
}

static bool set_general(struct theme *theme, const char *key, const char *value, struct err *err)
{
	if (strcmp(key, "title") == 0) {
		free(theme->title);
		theme->title = text_escaped(value, TEXT_ONE_LINE);
		return true;
	}
	if (strcmp(key, "foreground-colour") == 0)
		return parse_colour(value, &theme->foreground_colour, err);
	if (strcmp(key, "background-colour") == 0)
		return parse_colour(value, &theme->background_colour, err);
	if (strcmp(key, "background") == 0) {
		if (strcmp(value, "dark") == 0)
			theme->background = THEME_DARK;
		else if (strcmp(value, "light") == 0)
			theme->background = THEME_LIGHT;
		else if (strcmp(value, "default") != 0)
			return err_set(err, ERR_INPUT, "background is dark, light or default");
		return true;
	}
	return err_set(err, ERR_INPUT, "unknown key '%s' in [theme]", key);
}

static bool set_value(void *context, const char *section, const char *key, const char *value, int line,
                      struct err *err)
{
	struct theme *theme = context;
	(void)line; /* ini_each puts file and line in front of the error */
	if (strcmp(section, "theme") == 0)
		return set_general(theme, key, value, err);
	if (strcmp(section, "roles") != 0)
		return err_set(err, ERR_INPUT, "unknown section [%s]", section);
	enum role role = role_from_name(key);
	if (role == ROLE_COUNT) {
		const char *near = text_nearest(key, role_names, ROLE_COUNT);
		return err_set(err, ERR_INPUT, "unknown role '%s'%s%s%s", key, near ? " (did you mean '" : "",
		               near ? near : "", near ? "'?)" : "");
	}
	return theme_parse_style(value, &theme->roles[role], err);
}

static int is_ini(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);
	return len > 4 && strcmp(entry->d_name + len - 4, ".ini") == 0;
}

void theme_names(struct string_list *names)
{
	struct dirent **entries = NULL;
	int count = scandir(places_themes(), &entries, is_ini, alphasort);
	string_list_add(names, THEME_DEFAULT);
	for (int i = 0; i < count; i++) {
		AUTO_FREE char *name = mem_dup_n(entries[i]->d_name, strlen(entries[i]->d_name) - 4);
		if (strcmp(name, THEME_DEFAULT) != 0)
			string_list_add(names, name);
		free(entries[i]);
	}
	free(entries);
}

struct theme *theme_load(const char *name, struct err *err)
{
	if (!text_is_slug(name)) {
		AUTO_FREE char *shown = text_escaped(name, TEXT_ONE_LINE);
		err_set(err, ERR_INPUT, "'%s' is no name of a theme", shown);
		return NULL;
	}
	AUTO_FREE char *file = mem_format("%s.ini", name);
	AUTO_FREE char *path = path_join(places_themes(), file);
	if (!file_exists(path)) {
		err_set(err, ERR_INPUT, "there is no theme '%s' (%s)", name, path);
		return NULL;
	}
	struct theme *theme = theme_builtin();
	free(theme->name);
	theme->name = mem_dup(name);
	if (!ini_each(path, set_value, theme, err)) {
		theme_free(theme);
		return NULL;
	}
	return theme;
}

static bool is_theme(const char *name)
{
	AUTO_FREE char *file = mem_format("%s.ini", name);
	AUTO_FREE char *path = path_join(places_themes(), file);
	return file_exists(path);
}

struct theme *theme_load_side(const char *name, bool light, struct err *err)
{
	AUTO_FREE char *dark_side = mem_format("%s-dark", name);
	AUTO_FREE char *light_side = mem_format("%s-light", name);
	bool pair = text_is_slug(name) && !is_theme(name) && is_theme(dark_side) && is_theme(light_side);
	return theme_load(!pair ? name : light ? light_side : dark_side, err);
}
