#include "cli/arguments.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

struct reader {
	struct arguments *to;
	char **next, **end; /* of argv */
	unsigned seen;      /* options, as bits */
};

static bool is_option(const char *word, const struct option_row *row, const char **value)
{
	size_t n = strlen(row->name);
	*value = NULL;
	if (row->letter && strcmp(word, row->letter) == 0)
		return true;
	if (strncmp(word, row->name, n) != 0)
		return false;
	if (word[n] == '=')
		*value = word + n + 1;
	return word[n] == '=' || word[n] == '\0';
}

static bool no_such_option(const char *word, struct err *err)
{
	const struct languages *languages = languages_all();
	struct string_list names = {0};
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (i != OPTION_TOOL)
			string_list_add(&names, option_rows[i].name);
	for (size_t i = 0; i < languages->count; i++) {
		AUTO_FREE char *option = mem_format("--%s", languages->items[i]->name);
		string_list_add(&names, option);
	}
	AUTO_FREE char *name = mem_dup_n(word, strcspn(word, "="));
	const char *nearest = text_nearest(name, (const char *const *)names.items, names.count);
	AUTO_FREE char *near = nearest ? mem_dup(nearest) : NULL;
	string_list_release(&names);
	return err_set(err, ERR_INPUT, "there is no option \"%s\"%s%s%s; greenroom --help lists them", name,
	               near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

static void take(struct arguments *to, enum option option, const char *value)
{
	switch (option) {
	case OPTION_PACK: to->packs[to->pack_count++] = value; break;
	case OPTION_DATA: to->data = value; break;
	case OPTION_TOOL: break; /* by the language's name: read_tool */
	case OPTION_LANGUAGE: to->language = value; break;
	case OPTION_THEME: to->theme = value; break;
	case OPTION_CANDIDATE: to->candidate = value; break;
	case OPTION_JSON: to->json = true; break;
	case OPTION_NAMES: to->names = true; break;
	case OPTION_LINEAR: to->linear = true; break;
	case OPTION_HELP: to->help = true; break;
	case OPTION_VERSION: to->version = true; break;
	case OPTION_COUNT: break;
	}
}

/* The value behind "=", or the next word. */
static bool take_value(struct reader *reader, const char *name, const char *argument, const char **value,
                       struct err *err)
{
	if (!*value)
		*value = reader->next < reader->end ? *reader->next++ : NULL;
	return (*value && **value) || err_set(err, ERR_INPUT, "%s needs a %s", name, argument);
}

/* "--python PATH": an option for each language that is installed. */
static bool read_tool(struct reader *reader, const char *word, struct err *err)
{
	const struct languages *languages = languages_all();
	for (size_t i = 0; i < languages->count; i++) {
		const struct language *language = languages->items[i];
		AUTO_FREE char *name = mem_format("--%s", language->name);
		const struct option_row row = {.name = name};
		struct tool_setting setting = {.language = language->name};
		if (!is_option(word, &row, &setting.path))
			continue;
		if (!take_value(reader, name, option_rows[OPTION_TOOL].argument, &setting.path, err))
			return false;
		reader->to->settings[reader->to->setting_count++] = setting;
		return true;
	}
	return no_such_option(word, err);
}

static bool read_option(struct reader *reader, const char *word, struct err *err)
{
	for (enum option i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = &option_rows[i];
		const char *value;
		if (i == OPTION_TOOL || !is_option(word, row, &value))
			continue;
		if (!row->argument && value)
			return err_set(err, ERR_INPUT, "%s takes no value", row->name);
		if (row->argument && !take_value(reader, row->name, row->argument, &value, err))
			return false;
		reader->seen |= 1u << i;
		take(reader->to, i, value);
		return true;
	}
	return read_tool(reader, word, err);
}

static bool check_options(const struct reader *reader, struct err *err)
{
	const struct command *command = reader->to->command;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		bool given = reader->seen & 1u << i;
		unsigned others = command ? command->options : screen_options;
		if (!given || option_rows[i].global || others & 1u << i)
			continue;
		return err_set(err, ERR_INPUT, "%s does not go with %s%s", option_rows[i].name,
		               command ? "greenroom " : "the screen", command ? command->name : "");
	}
	return true;
}

static bool check_words(const struct arguments *arguments, struct err *err)
{
	const struct command *command = arguments->command;
	size_t max = command ? command->words_max : 1;
	if (arguments->word_count > max) {
		const char *first = command ? "" : arguments->words[0];
		const char *near = command ? NULL : command_nearest(first);
		if (near)
			return err_set(err, ERR_INPUT, "there is no command \"%s\" (did you mean \"%s\"?)", first, near);
		return err_set(err, ERR_INPUT, "one word too many: \"%s\"; usage: greenroom %s%s%s", arguments->words[max],
		               command ? command->name : "", command && *command->words ? " " : "",
		               command ? command->words : "[QUESTION]");
	}
	if (command && arguments->word_count < command->words_min)
		return err_set(err, ERR_INPUT, "usage: greenroom %s %s", command->name, command->words);
	return true;
}

bool arguments_read(struct arguments *arguments, int argc, char **argv, struct err *err)
{
	size_t room = (size_t)argc + 1;
	*arguments = (struct arguments){
		.words = mem_zero(room, sizeof *arguments->words),
		.packs = mem_zero(room, sizeof *arguments->packs),
		.settings = mem_zero(room, sizeof *arguments->settings),
	};
	struct reader reader = {.to = arguments, .next = argv + 1, .end = argv + argc};
	bool options = true;
	while (reader.next < reader.end) {
		const char *word = *reader.next++;
		if (options && strcmp(word, "--") == 0)
			options = false;
		else if (options && word[0] == '-' && word[1]) {
			if (!read_option(&reader, word, err))
				return false;
		} else if (!arguments->command && !arguments->word_count && command_find(word))
			arguments->command = command_find(word);
		else
			arguments->words[arguments->word_count++] = word;
	}
	if (arguments->help || arguments->version)
		return true;
	return check_options(&reader, err) && check_words(arguments, err);
}

void arguments_release(struct arguments *arguments)
{
	free(arguments->words);
	free(arguments->packs);
	free(arguments->settings);
}
