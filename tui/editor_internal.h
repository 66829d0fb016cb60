/* What the files of the editors share: which one (editor_choice.c), definitions (editor_definition.c), channels
 * (editor_vim.c, editor_nvim.c, editor_keys.c, editor_command.c). */
#ifndef GREENROOM_TUI_EDITOR_INTERNAL_H
#define GREENROOM_TUI_EDITOR_INTERNAL_H

#include "engine/base/text.h"
#include "tui/editor.h"

/* Owned words; a word list that is used as an argv ends with a NULL that `count` does not count. */
struct editor_words {
	char **items;
	size_t count, capacity;
};
void editor_words_add(struct editor_words *words, char *word); /* takes it over */
void editor_words_end(struct editor_words *words);
void editor_words_release(struct editor_words *words);

/* ---- which editor */

struct editor_choice {
	char *path;
	const char *origin; /* static */
	struct editor_words argv;
};
/* `command` where it is not NULL: another in its place would surprise.  Else $VISUAL, $EDITOR, else the first of the usual
 * ones that is installed. */
bool editor_choose(struct editor_choice *out, const char *command, struct err *err);
/* The program's whole path, found in $PATH unless it is a path already; NULL where there is none.  Yours. */
char *editor_find_program(const char *name);

/* ---- definitions: tui/editors/NAME.ini
 *
 *     [editor]
 *     name = vim
 *     program = vim.basic             ; repeated: names that it is found by, links followed or not
 *     channel = vim                   ; vim, nvim, keys, command or none
 *     [start]
 *     argument = -n                   ; repeated, one whole argument each
 *     script = draft.vim              ; in this folder; its path is put into $GREENROOM_EDITOR_SCRIPT
 *     [save]
 *     command = call GreenroomSave(1) ; in the words of the channel
 *     state = GreenroomDraft()        ; vim and nvim: what then tells whether it is saved
 *     keys = ...                      ; vim: typed instead where the editor never connects, as it was built without that
 *     [autosave]
 *     command = call GreenroomSave(0) ; left out: the draft follows the buffer only where the person saves or runs
 *     [reload]
 *     command = call GreenroomReload() ; left out: the editor is started again
 *     [go]
 *     command = call GreenroomGo({line}) ; left out: it cannot be taken to a line
 *     [tell]
 *     argument = -p                   ; command: how the program is called that takes commands on standard input
 *     [recover]
 *     file = {recovery}/%*.sw?        ; repeated: where it leaves text that it could not save; * and ? in the last part
 *     argument = -r                   ; how the program writes what is in {found} to {out}; left out: it is the text
 *     lock = {folder}/.{name}.swp     ; repeated: what it leaves beside that holds no text and would make it ask
 *
 * Replaced in arguments, files and keys: {file} the draft, {folder} and {name} its parts, {recovery} a folder of ours
 * for this editor and this draft, {socket} the channel's, {session} a random word, {script} the script's path, {found}
 * and {out}.
 * Keys are written as they are, with ^C for control keys and <U+F8FF> for a character by its number. */
enum editor_channel_kind {
	EDITOR_CHANNEL_NONE,
	EDITOR_CHANNEL_VIM,
	EDITOR_CHANNEL_NVIM,
	EDITOR_CHANNEL_KEYS,
	EDITOR_CHANNEL_COMMAND,
};

struct editor_definition {
	char *name;
	struct editor_words programs;
	enum editor_channel_kind channel;
	struct editor_words arguments;
	char *script; /* whole path, or NULL */
	char *save, *state, *save_keys, *autosave, *reload, *go;
	struct editor_words tell;
	struct editor_words recover_files, recover_arguments, recover_locks;
};

/* The definition in `folder` for the program at `path`; one with {file} alone for a program that no definition names.
 * NULL and err where the folder or a definition cannot be read. */
struct editor_definition *editor_definition_find(const char *folder, const char *path, struct err *err);
/* All definitions of the folder, by name; false and err as above.  Each is yours. */
struct editor_definitions {
	struct editor_definition **items;
	size_t count, capacity;
};
bool editor_definitions_load(const char *folder, struct editor_definitions *out, struct err *err);
void editor_definitions_release(struct editor_definitions *definitions);
void editor_definition_free(struct editor_definition *definition);

/* The template with {name} replaced by its value for each pair.  Yours. */
struct editor_value {
	const char *name, *value; /* value NULL: not replaced */
};
char *editor_fill(const char *template, const struct editor_value *values, size_t count);

/* ---- channels: a way to tell a running editor something */

/* Called at most once for each save, from the loop or from inside `save`. */
typedef void editor_channel_fn(enum editor_save how, const char *why, void *context);

enum { EDITOR_MESSAGE_MAX = 65536 };

/* All borrowed and alive for as long as the channel. */
struct editor_channel_setup {
	struct loop *loop;
	const char *file, *socket, *program;
	const struct editor_definition *definition;
	const struct editor_words *tell; /* the definition's, filled in; its program first */
	/* The editor's terminal. */
	editor_keys_fn *keys;
	void *keys_context;
};

struct editor_channel; /* each kind has its own */
struct editor_channel_ops {
	struct editor_channel *(*open)(const struct editor_channel_setup *setup, struct err *err);
	void (*free)(struct editor_channel *channel);
	/* Runs the editor's command and learns whether the draft is saved.  A further call, or `forget`, gives up the
	 * one before. */
	void (*save)(struct editor_channel *channel, const char *command, editor_channel_fn *fn, void *context);
	void (*forget)(struct editor_channel *channel);
	/* Best effort. */
	void (*command)(struct editor_channel *channel, const char *command);
	/* Whether the editor was ever on the other end. */
	bool (*reached)(const struct editor_channel *channel);
};
extern const struct editor_channel_ops editor_vim_ops, editor_nvim_ops, editor_keys_ops, editor_command_ops;

/* True if the process on the other end of a Unix socket is ours (SO_PEERCRED). */
bool editor_peer_is_ours(int fd);
/* What the definition's state, or a command's answer, is: "0 " or "1 words": saved, or not and why. */
enum editor_save editor_read_state(const char *state, const char **why);

#endif
