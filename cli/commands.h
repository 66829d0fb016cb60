/* The commands and their options: one table each, from which --help, `greenroom help`, the checks
 * of the command line and the words for a wrong command come. */
#ifndef GREENROOM_CLI_COMMANDS_H
#define GREENROOM_CLI_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/output.h"
#include "engine/toolchain/tools.h"

/* What a command line says.  Texts are borrowed from it. */
struct arguments {
	const struct command *command; /* NULL: the screen */
	const char **words;            /* what is neither the command nor an option */
	size_t word_count;
	const char **packs;            /* --pack, in order */
	size_t pack_count;
	const char *data, *candidate, *language, *theme; /* NULL when not given */
	struct tool_setting *settings; /* --python PATH and its kind, in order */
	size_t setting_count;
	bool names, json, linear, help, version;
};

enum option {
	OPTION_PACK,
	OPTION_DATA,
	OPTION_TOOL,
	OPTION_LANGUAGE,
	OPTION_THEME,
	OPTION_JSON,
	OPTION_NAMES,
	OPTION_CANDIDATE,
	OPTION_LINEAR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_COUNT,
};

struct option_row {
	const char *name;     /* "--pack" */
	const char *letter;   /* "-h", or NULL */
	const char *argument; /* "DIR", or NULL */
	const char *help;
	bool global;          /* every command takes it */
};

struct command {
	const char *name;
	const char *words;     /* "QUESTION [FILE]" */
	size_t words_min, words_max;
	const char *help;      /* one line */
	const char *more;      /* for `greenroom help NAME`; lines of at most 79 columns */
	unsigned options;      /* bits of enum option beside the global ones */
	enum status (*run)(const struct arguments *arguments);
};

extern const struct option_row option_rows[OPTION_COUNT];
/* Options beside the global ones that go without a command. */
extern const unsigned screen_options;

const struct command *command_find(const char *name);
/* The nearest name for one who mistyped, or NULL. */
const char *command_nearest(const char *name);
/* All commands and options, or one command's page. */
void help_put(const struct command *command, struct buf *out);

enum status command_list(const struct arguments *arguments);
enum status command_show(const struct arguments *arguments);
enum status command_run(const struct arguments *arguments);
enum status command_submit(const struct arguments *arguments);
enum status command_verify(const struct arguments *arguments);
enum status command_format(const struct arguments *arguments);
enum status command_lint(const struct arguments *arguments);
enum status command_settings(const struct arguments *arguments);
enum status command_doctor(const struct arguments *arguments);
enum status command_help(const struct arguments *arguments);
/* No command: the screen, on the one word that may be given. */
enum status command_screen(const struct arguments *arguments);
/* --linear: the same as plain lines (linear.h). */
enum status command_linear(const struct arguments *arguments);

#endif
