/* Bindings: which keys call the commands.  The table of tui/commands.c has the usual ones; the settings may put others
 * in force.  command_at() and all that is made from the table (bar, help, palette, box) show what is in force. */
#ifndef GREENROOM_TUI_BINDINGS_H
#define GREENROOM_TUI_BINDINGS_H

#include "tui/commands.h"

/* The keys of one command, as struct command has them. */
struct binding {
	struct command_key by[COMMAND_WAYS][2];
};

/* Fills command_count() of them from the table. */
void bindings_default(struct binding *bindings);
/* Puts command_count() of them, in the table's order, and the prefix in force. */
void bindings_use(const struct binding *bindings, const struct command_key *prefix);

const struct command_key *command_keys(const struct command *command, enum command_by by); /* two of them */
/* False where either is none. */
bool command_key_same(const struct command_key *a, const struct command_key *b);

#endif
