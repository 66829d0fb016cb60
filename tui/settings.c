#include "tui/settings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/toolchain/language.h"
#include "tui/ini.h"
#include "tui/theme.h"

enum kind {
	KIND_THEME,    /* char * */
	KIND_COMMAND,  /* char *: a command line */
	KIND_LANGUAGE, /* char * */
	KIND_SWITCH,   /* bool: yes or no */
	KIND_CHOICE,   /* int: the index of a word */
	KIND_KEY,      /* struct command_key */
};

struct row {
	const char *section, *name;
	enum kind kind;
	size_t offset; /* in struct settings */
	const char *words[3]; /* KIND_CHOICE */
	const char *help;
};

static const struct row rows[] = {
	{"screen", "theme", KIND_THEME, offsetof(struct settings, theme), {0},
	 "The colours: a theme's name, or what the two names of a pair begin with, as harbour of harbour-dark and "
	 "harbour-light, for the one that suits the terminal's background. Left out: the theme chosen last."},
	{"screen", "borders", KIND_CHOICE, offsetof(struct settings, borders), {"unicode", "ascii"},
	 "What lines are drawn with: unicode or ascii."},
	{"screen", "mouse", KIND_SWITCH, offsetof(struct settings, mouse), {0},
	 "Whether Greenroom takes the mouse. Without it the terminal selects text as ever."},
	{"screen", "welcome", KIND_SWITCH, offsetof(struct settings, welcome), {0},
	 "Whether the first start shows the keys to know and tries the prefix."},
	{"editor", "command", KIND_COMMAND, offsetof(struct settings, editor), {0},
	 "The editor, with arguments if need be. Left out: $VISUAL, $EDITOR, or one that is installed."},
	{"editor", "autosave", KIND_SWITCH, offsetof(struct settings, autosave), {0},
	 "Whether the editor is told to save when typing pauses."},
	{"editor", "language", KIND_LANGUAGE, offsetof(struct settings, language), {0},
	 "The language of questions that were never done in another. Left out: the one chosen last."},
	{"keys", "prefix", KIND_KEY, offsetof(struct settings, prefix), {0},
	 "The key that leads to all commands: with Ctrl or Alt, or a function key."},
};

#define SECTION_KEYS "keys"

static void *field(struct settings *settings, const struct row *row)
{
	return (char *)settings + row->offset;
}

static const void *const_field(const struct settings *settings, const struct row *row)
{
	return (const char *)settings + row->offset;
}

static const struct row *find_row(const char *section, const char *name)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].section, section) == 0 && strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

/* ---- defaults */

static void set_defaults(struct settings *settings)
{
	settings->bindings = mem_zero(command_count(), sizeof *settings->bindings);
	bindings_default(settings->bindings);
	settings->prefix = (struct command_key){PREFIX_CODE, PREFIX_MODIFIERS};
	settings->mouse = settings->autosave = settings->welcome = true;
	settings->borders = BORDERS_UNICODE;
}

void settings_free(struct settings *settings)
{
	if (!settings)
		return;
	free(settings->theme);
	free(settings->editor);
	free(settings->language);
	free(settings->bindings);
	string_list_release(&settings->problems);
	free(settings);
}

/* ---- one value */

/* `words`, with the nearest of them where one is near. */
static bool not_among(struct err *err, const char *value, const char *what, const char *const *words, size_t count)
{
	AUTO_FREE char *shown = text_escaped(value, TEXT_ONE_LINE);
	const char *near = text_nearest(value, words, count);
	return err_set(err, ERR_INPUT, "'%s' is no %s%s%s%s", shown, what, near ? " (did you mean '" : "", near ? near : "",
	               near ? "'?)" : "");
}

static bool check_theme(const char *value, struct err *err)
{
	struct string_list names = {0};
	AUTO_FREE char *dark = mem_format("%s-dark", value);
	AUTO_FREE char *light = mem_format("%s-light", value);
	theme_names(&names);
	bool good = string_list_has(&names, value) || (string_list_has(&names, dark) && string_list_has(&names, light)) ||
	            not_among(err, value, "theme", (const char *const *)names.items, names.count);
	string_list_release(&names);
	return good;
}

static bool check_language(const char *value, struct err *err)
{
	const struct languages *languages = languages_all();
	struct string_list names = {0};
	for (size_t i = 0; i < languages->count; i++)
		string_list_add(&names, languages->items[i]->name);
	bool good = string_list_has(&names, value) ||
	            not_among(err, value, "language", (const char *const *)names.items, names.count);
	string_list_release(&names);
	return good;
}

static void take_text(char **out, const char *value)
{
	free(*out);
	*out = *value ? mem_dup(value) : NULL;
}

static bool read_switch(bool *out, const char *value, struct err *err)
{
	bool yes = strcmp(value, "yes") == 0 || strcmp(value, "on") == 0 || strcmp(value, "true") == 0;
	bool no = strcmp(value, "no") == 0 || strcmp(value, "off") == 0 || strcmp(value, "false") == 0;
	if (!yes && !no)
		return err_set(err, ERR_INPUT, "it is yes or no");
	*out = yes;
	return true;
}

static bool read_choice(const struct row *row, int *out, const char *value, struct err *err)
{
	size_t count = 0;
	for (; count < COUNT_OF(row->words) && row->words[count]; count++)
		if (strcmp(row->words[count], value) == 0) {
			*out = (int)count;
			return true;
		}
	return not_among(err, value, row->name, row->words, count);
}

static bool read_key(struct command_key *out, const char *words, struct err *err)
{
	AUTO_FREE char *shown = text_escaped(words, TEXT_ONE_LINE);
	return key_parse(words, &out->code, &out->modifiers) ||
	       err_set(err, ERR_INPUT, "'%s' is no key: it is as F5, Ctrl-R, Alt-Enter, x", shown);
}

/* A key that works in the editor must not be one that people type with. */
static bool is_no_typing(const struct command_key *key, struct err *err)
{
	char words[24];
	bool function = key->code >= K_F1 && key->code <= K_F24;
	return function || (key->modifiers & (MOD_CTRL | MOD_ALT)) ||
	       err_set(err, ERR_INPUT, "%s is needed for typing: a key that works everywhere is a function key or has Ctrl or Alt",
	               key_words(key->code, key->modifiers, words));
}

static bool read_prefix(struct command_key *out, const char *value, struct err *err)
{
	struct command_key key;
	if (!read_key(&key, value, err) || !is_no_typing(&key, err))
		return false;
	*out = key;
	return true;
}

static bool read_value(struct settings *settings, const struct row *row, const char *value, struct err *err)
{
	void *out = field(settings, row);
	switch (row->kind) {
	case KIND_THEME:
		if (*value && !check_theme(value, err))
			return false;
		take_text(out, value);
		return true;
	case KIND_LANGUAGE:
		if (*value && !check_language(value, err))
			return false;
		take_text(out, value);
		return true;
	case KIND_COMMAND:
		take_text(out, value);
		return true;
	case KIND_SWITCH:
		return read_switch(out, value, err);
	case KIND_CHOICE:
		return read_choice(row, out, value, err);
	case KIND_KEY:
		return read_prefix(out, value, err);
	}
	return false;
}

/* ---- keys of commands */

static const char *const way_names[COMMAND_WAYS] = {
	[COMMAND_BY_KEY] = "", [COMMAND_BY_PREFIX] = "prefix:", [COMMAND_BY_PLAIN] = "list:"};

struct reading {
	struct settings *settings;
	const char *path;
	int *key_lines; /* of the line that spoke of a command's keys, from 1; 0: none did */
	int prefix_line;
};

static enum command_by way_of(const char **word)
{
	for (enum command_by by = COMMAND_BY_PREFIX; by < COMMAND_WAYS; by++) {
		size_t len = strlen(way_names[by]);
		if (strncmp(*word, way_names[by], len) == 0) {
			*word += len;
			return by;
		}
	}
	return COMMAND_BY_KEY;
}

static bool read_binding(struct binding *out, const char *value, struct err *err)
{
	AUTO_FREE char *copy = mem_dup(value);
	struct binding binding = *out;
	size_t counts[COMMAND_WAYS] = {0};
	bool spoken_of[COMMAND_WAYS] = {false};
	char *rest = NULL;
	for (char *next = strtok_r(copy, " \t", &rest); next; next = strtok_r(NULL, " \t", &rest)) {
		const char *word = next;
		enum command_by by = way_of(&word);
		if (!spoken_of[by])
			memset(binding.by[by], 0, sizeof binding.by[by]);
		spoken_of[by] = true;
		if (strcmp(word, "none") == 0)
			continue;
		if (counts[by] == COUNT_OF(binding.by[by]))
			return err_set(err, ERR_INPUT, "more than two keys of one way");
		struct command_key *key = &binding.by[by][counts[by]++];
		if (!read_key(key, word, err) || (by == COMMAND_BY_KEY && !is_no_typing(key, err)))
			return false;
	}
	*out = binding;
	return true;
}

static const char *const *command_names(void)
{
	static const char **names;
	if (!names)
		names = mem_zero(command_count(), sizeof *names);
	for (size_t i = 0; i < command_count(); i++)
		names[i] = command_default(i)->name;
	return names;
}

static bool set_keys(struct reading *reading, const char *name, const char *value, int line, struct err *err)
{
	for (size_t i = 0; i < command_count(); i++) {
		if (strcmp(command_default(i)->name, name) != 0)
			continue;
		if (!read_binding(&reading->settings->bindings[i], value, err))
			return false;
		reading->key_lines[i] = line;
		return true;
	}
	return not_among(err, name, "command", command_names(), command_count());
}

/* ---- the file */

static void note_problem(struct reading *reading, int line, const char *text)
{
	AUTO_FREE char *problem = mem_format("%s:%d: %s", reading->path, line, text);
	if (reading->settings->problems.count < SETTINGS_PROBLEMS_MAX)
		string_list_add(&reading->settings->problems, problem);
}

static bool is_section(const char *section)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].section, section) == 0)
			return true;
	return false;
}

static bool no_such_name(const char *section, const char *name, struct err *err)
{
	const char *names[COUNT_OF(rows)];
	size_t count = 0;
	AUTO_FREE char *shown = text_escaped(section, TEXT_ONE_LINE);
	if (!*section)
		return err_set(err, ERR_INPUT, "it stands before the first [section]");
	if (!is_section(section))
		return err_set(err, ERR_INPUT, "there is no section [%s]", shown);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].section, section) == 0)
			names[count++] = rows[i].name;
	AUTO_FREE char *what = mem_format("setting of [%s]", section);
	return not_among(err, name, what, names, count);
}

/* What is wrong is noted and passed over, so that one slip does not take the rest away. */
static bool take_line(void *context, const char *section, const char *name, const char *value, int line, struct err *err)
{
	struct reading *reading = context;
	struct err wrong = {0};
	const struct row *row = find_row(section, name);
	bool good;
	(void)err;
	if (row)
		good = read_value(reading->settings, row, value, &wrong);
	else if (strcmp(section, SECTION_KEYS) == 0)
		good = set_keys(reading, name, value, line, &wrong);
	else
		good = no_such_name(section, name, &wrong);
	if (row && row->kind == KIND_KEY && good)
		reading->prefix_line = line;
	if (!good) {
		AUTO_FREE char *shown = text_escaped(name, TEXT_ONE_LINE);
		if (row || is_section(section))
			err_prefix(&wrong, "%s", shown);
		note_problem(reading, line, wrong.text);
	}
	return true;
}

/* ---- one key, one command */

static void take_away(struct command_key keys[2], const struct command_key *key)
{
	if (command_key_same(&keys[1], key))
		keys[1] = (struct command_key){0};
	if (command_key_same(&keys[0], key)) {
		keys[0] = keys[1];
		keys[1] = (struct command_key){0};
	}
}

static bool has_key(const struct command_key keys[2], const struct command_key *key)
{
	return command_key_same(&keys[0], key) || command_key_same(&keys[1], key);
}

static void lose_key(struct reading *reading, size_t loser, size_t winner, enum command_by by, const struct command_key *key)
{
	char words[24];
	if (reading->key_lines[loser]) {
		AUTO_FREE char *text =
		    mem_format("%s: %s%s is the key of %s already", command_default(loser)->name, way_names[by],
		               key_words(key->code, key->modifiers, words), command_default(winner)->name);
		note_problem(reading, reading->key_lines[loser], text);
	}
	take_away(reading->settings->bindings[loser].by[by], key);
}

/* The key of command `mine`, which a line gave it: it is gone from all others.  Where two lines want it the first has it. */
static void claim(struct reading *reading, size_t mine, enum command_by by, struct command_key key)
{
	for (size_t i = 0; i < command_count(); i++) {
		bool meet = command_default(i)->where & command_default(mine)->where;
		bool first = reading->key_lines[i] && reading->key_lines[i] < reading->key_lines[mine];
		if (i == mine || !meet || !has_key(reading->settings->bindings[i].by[by], &key))
			continue;
		lose_key(reading, first ? mine : i, first ? i : mine, by, &key);
		if (first)
			return;
	}
}

static void settle_keys(struct reading *reading)
{
	struct settings *settings = reading->settings;
	for (size_t i = 0; i < command_count(); i++) {
		struct command_key *own = settings->bindings[i].by[COMMAND_BY_KEY];
		if (has_key(own, &settings->prefix)) {
			if (reading->key_lines[i])
				note_problem(reading, reading->key_lines[i], "this key is the prefix");
			take_away(own, &settings->prefix);
		}
		for (enum command_by by = 0; reading->key_lines[i] && by < COMMAND_WAYS; by++)
			for (size_t k = 2; k-- > 0;)
				if (settings->bindings[i].by[by][k].code)
					claim(reading, i, by, settings->bindings[i].by[by][k]);
	}
}

/* Whoever bound all of its keys to something else still gets out. */
static void keep_the_way_out(struct reading *reading)
{
	for (size_t i = 0; i < command_count(); i++) {
		struct binding *binding = &reading->settings->bindings[i];
		const struct command *command = command_default(i);
		if (strcmp(command->name, "quit") != 0 || binding->by[COMMAND_BY_KEY][0].code ||
		    binding->by[COMMAND_BY_PREFIX][0].code)
			continue;
		note_problem(reading, reading->key_lines[i], "quit needs a key that works everywhere or behind the prefix");
		for (size_t k = 0; k < command_count(); k++)
			if (k != i)
				take_away(reading->settings->bindings[k].by[COMMAND_BY_PREFIX], &command->prefix[0]);
		memcpy(binding->by[COMMAND_BY_PREFIX], command->prefix, sizeof command->prefix);
	}
}

/* ---- life */

char *settings_path(void)
{
	AUTO_FREE char *folder = path_config_home();
	return path_join(folder, "greenroom.ini");
}

struct settings *settings_read(const char *path)
{
	struct err err = {0};
	struct settings *settings = mem_zero(1, sizeof *settings);
	set_defaults(settings);
	if (!file_exists(path))
		return settings;
	AUTO_FREE int *key_lines = mem_zero(command_count(), sizeof *key_lines);
	struct reading reading = {.settings = settings, .path = path, .key_lines = key_lines};
	if (!ini_each(path, take_line, &reading, &err) && settings->problems.count < SETTINGS_PROBLEMS_MAX)
		string_list_add(&settings->problems, err.text);
	settle_keys(&reading);
	keep_the_way_out(&reading);
	return settings;
}

/* ---- as text */

static void put_keys(struct buf *out, const struct binding *binding)
{
	char words[24];
	const char *between = "";
	for (enum command_by by = 0; by < COMMAND_WAYS; by++) {
		for (size_t k = 0; k < 2 && binding->by[by][k].code; k++) {
			buf_printf(out, "%s%s%s", between, way_names[by],
			           key_words(binding->by[by][k].code, binding->by[by][k].modifiers, words));
			between = " ";
		}
	}
}

/* Ways that the default has and this has not are said, or they would come back. */
static void put_missing(struct buf *out, const struct binding *binding, const struct binding *usual)
{
	for (enum command_by by = 0; by < COMMAND_WAYS; by++)
		if (usual->by[by][0].code && !binding->by[by][0].code)
			buf_printf(out, "%s%snone", out->len ? " " : "", way_names[by]);
}

static void put_value(struct buf *out, const struct settings *settings, const struct row *row)
{
	const void *value = const_field(settings, row);
	char words[24];
	switch (row->kind) {
	case KIND_THEME:
	case KIND_COMMAND:
	case KIND_LANGUAGE:
		buf_puts(out, *(char *const *)value ? *(char *const *)value : "");
		break;
	case KIND_SWITCH:
		buf_puts(out, *(const bool *)value ? "yes" : "no");
		break;
	case KIND_CHOICE:
		buf_puts(out, row->words[*(const int *)value]);
		break;
	case KIND_KEY: {
		const struct command_key *key = value;
		buf_puts(out, key_words(key->code, key->modifiers, words));
		break;
	}
	}
}

/* One setting: its help as comments, then its value, which is a comment too where it is the default. */
static void put_setting(struct buf *out, const char *name, const char *value, const char *usual, const char *help)
{
	enum { WIDTH = 78 };
	size_t col = 0;
	AUTO_FREE char *copy = mem_dup(help);
	AUTO_FREE char *shown = text_escaped(value, TEXT_ONE_LINE);
	char *rest = NULL;
	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		bool breaks = col == 0 || col + 1 + strlen(word) > WIDTH;
		buf_puts(out, !breaks ? " " : col ? "\n; " : "; ");
		col = (breaks ? 2 : col + 1) + strlen(word);
		buf_puts(out, word);
	}
	buf_printf(out, "\n%s%s =%s%s\n\n", strcmp(value, usual) == 0 ? ";" : "", name, *shown ? " " : "", shown);
}

static void put_commands(struct buf *out, const struct settings *settings)
{
	AUTO_FREE struct binding *usual = mem_zero(command_count(), sizeof *usual);
	bindings_default(usual);
	for (size_t i = 0; i < command_count(); i++) {
		AUTO_BUF value = {0};
		AUTO_BUF was = {0};
		put_keys(&value, &settings->bindings[i]);
		put_missing(&value, &settings->bindings[i], &usual[i]);
		put_keys(&was, &usual[i]);
		put_setting(out, command_default(i)->name, buf_text(&value), buf_text(&was), command_default(i)->help);
	}
}

void settings_put(const struct settings *settings, struct buf *out)
{
	const char *section = "";
	struct settings *usual = mem_zero(1, sizeof *usual);
	set_defaults(usual);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_BUF value = {0};
		AUTO_BUF was = {0};
		if (strcmp(rows[i].section, section) != 0)
			buf_printf(out, "[%s]\n", rows[i].section);
		section = rows[i].section;
		put_value(&value, settings, &rows[i]);
		put_value(&was, usual, &rows[i]);
		put_setting(out, rows[i].name, buf_text(&value), buf_text(&was), rows[i].help);
	}
	settings_free(usual);
	put_commands(out, settings);
}

void settings_text(const char *path, struct buf *out, struct string_list *problems)
{
	struct settings *settings = settings_read(path);
	settings_put(settings, out);
	for (size_t i = 0; i < settings->problems.count; i++)
		string_list_add(problems, settings->problems.items[i]);
	settings_free(settings);
}

char *settings_editor(void)
{
	AUTO_FREE char *path = settings_path();
	struct settings *settings = settings_read(path);
	char *editor = settings->editor;
	settings->editor = NULL;
	settings_free(settings);
	return editor;
}
