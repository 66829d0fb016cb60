/* Commands: the one table of what the person can do.  From it come the keys, the hint bar, the help page and
 * the box that opens after the prefix.
 */
#ifndef GREENROOM_TUI_COMMANDS_H
#define GREENROOM_TUI_COMMANDS_H

#include "tui/keys.h"

struct app; /* tui/app_state.h */

/* Ctrl-\ : leads to every command on keyboards without function keys; command_prefix() is the one in force. */
#define PREFIX_CODE '\\'
#define PREFIX_MODIFIERS MOD_CTRL

enum command_where { COMMAND_IN_BROWSER = 1, COMMAND_IN_WORKSPACE = 2, COMMAND_ANYWHERE = 3 };

struct command_key {
	uint32_t code; /* 0: none */
	unsigned modifiers;
};

struct command {
	const char *name;  /* one word or several with '-': for settings and the palette */
	const char *title; /* in the hint bar and the box */
	unsigned where;
	struct command_key keys[2];   /* work everywhere, the editor included */
	struct command_key prefix[2]; /* after the prefix */
	struct command_key plain[2];  /* in the browser's list, or in a pane that is no editor */
	int bar;     /* the lower the longer it stays in the hint bar; 0: never there */
	bool repeats; /* after the prefix its keys may follow one another without it */
	const char *help;
	void (*run)(struct app *app);
	bool (*useful)(const struct app *app); /* NULL: always */
};

size_t command_count(void);
/* With the keys that are in force (tui/bindings.h), or as the table has it. */
const struct command *command_at(size_t index);
const struct command *command_default(size_t index);
const struct command_key *command_prefix(void);
const char *command_prefix_words(char out[24]);

enum command_by { COMMAND_BY_KEY, COMMAND_BY_PREFIX, COMMAND_BY_PLAIN, COMMAND_WAYS };
/* NULL where the key is none. */
const struct command *command_for_key(enum command_by by, const struct key *key, unsigned where);

/* A text with {NAME} for the shortest way to call that command in a question: "{run} runs the public tests".  Yours. */
char *command_fill(const char *text);
/* The shortest way to call it at `where`: "F5", "Ctrl-\ b"; "" where it has no key. */
const char *command_words(const struct command *command, unsigned where, char out[48]);

#endif
