#include "tui/bindings.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"

/* The table with the keys that are in force, and the prefix: there is one keyboard. */
static struct command *in_force;
static struct command_key prefix = {PREFIX_CODE, PREFIX_MODIFIERS};

static struct command *rows(void)
{
	if (in_force)
		return in_force;
	in_force = mem_zero(command_count(), sizeof *in_force);
	for (size_t i = 0; i < command_count(); i++)
		in_force[i] = *command_default(i);
	return in_force;
}

const struct command *command_at(size_t index)
{
	return &rows()[index];
}

const struct command_key *command_keys(const struct command *command, enum command_by by)
{
	return by == COMMAND_BY_KEY ? command->keys : by == COMMAND_BY_PREFIX ? command->prefix : command->plain;
}

bool command_key_same(const struct command_key *a, const struct command_key *b)
{
	return a->code && a->code == b->code && a->modifiers == b->modifiers;
}

const struct command *command_for_key(enum command_by by, const struct key *key, unsigned where)
{
	const struct command_key pressed = {key->code, key->modifiers};
	if (key->kind != KEY_PRESS)
		return NULL;
	for (size_t i = 0; i < command_count(); i++) {
		const struct command *command = command_at(i);
		const struct command_key *keys = command_keys(command, by);
		if ((command->where & where) && (command_key_same(&keys[0], &pressed) || command_key_same(&keys[1], &pressed)))
			return command;
	}
	return NULL;
}

const char *command_words(const struct command *command, unsigned where, char out[48])
{
	char before[24], key[24];
	if (command->keys[0].code)
		snprintf(out, 48, "%s", key_words(command->keys[0].code, command->keys[0].modifiers, key));
	else if (where == COMMAND_IN_BROWSER && command->plain[0].code)
		snprintf(out, 48, "%s", key_words(command->plain[0].code, command->plain[0].modifiers, key));
	else if (command->prefix[0].code)
		snprintf(out, 48, "%s %s", command_prefix_words(before),
		         key_words(command->prefix[0].code, command->prefix[0].modifiers, key));
	else
		out[0] = '\0';
	return out;
}

static const struct command *named(const char *name, size_t len)
{
	for (size_t i = 0; i < command_count(); i++)
		if (strlen(command_at(i)->name) == len && memcmp(command_at(i)->name, name, len) == 0)
			return command_at(i);
	return NULL;
}

char *command_fill(const char *text)
{
	struct buf out = {0};
	while (*text) {
		char words[48];
		size_t len = text[0] == '{' ? strcspn(text + 1, "}") : 0;
		const struct command *command = len ? named(text + 1, len) : NULL;
		if (command) {
			command_words(command, COMMAND_IN_WORKSPACE, words);
			buf_puts(&out, words[0] ? words : command->title);
			text += len + 2;
		} else {
			buf_putc(&out, *text++);
		}
	}
	return buf_steal(&out);
}

const struct command_key *command_prefix(void)
{
	return &prefix;
}

const char *command_prefix_words(char out[24])
{
	return key_words(prefix.code, prefix.modifiers, out);
}

void bindings_use(const struct binding *bindings, const struct command_key *new_prefix)
{
	struct command *all = rows();
	prefix = *new_prefix;
	for (size_t i = 0; i < command_count(); i++) {
		memcpy(all[i].keys, bindings[i].by[COMMAND_BY_KEY], sizeof all[i].keys);
		memcpy(all[i].prefix, bindings[i].by[COMMAND_BY_PREFIX], sizeof all[i].prefix);
		memcpy(all[i].plain, bindings[i].by[COMMAND_BY_PLAIN], sizeof all[i].plain);
	}
}

void bindings_default(struct binding *bindings)
{
	for (size_t i = 0; i < command_count(); i++)
		for (enum command_by by = 0; by < COMMAND_WAYS; by++)
			memcpy(bindings[i].by[by], command_keys(command_default(i), by), sizeof bindings[i].by[by]);
}
