/* Editors: how to start the person's editor on a draft and have it save.
 *
 * An editor is data, tui/editors/NAME.ini: how to recognise it, start it, save it, reload it, and where it leaves text
 * that it could not save.  Which one: the one asked for, $VISUAL, $EDITOR (with arguments), else nvim, vim, nano, vi, whichever is there.
 *
 * Channels, by what they are:
 *   "vim"      the editor connects to a Unix socket of ours and speaks vim's channel protocol (lines of JSON)
 *   "nvim"     it listens at a socket and speaks MessagePack-RPC
 *   "keys"     it is saved by keys typed into its terminal; the file's being written is the acknowledgement
 *   "command"  its own program hands commands to the running one; it answers on a FIFO
 *   "none"     it saves only when its person does
 */
#ifndef GREENROOM_TUI_EDITOR_H
#define GREENROOM_TUI_EDITOR_H

#include "engine/base/err.h"
#include "engine/loop/loop.h"

struct editor_definition;
struct editor;

/* How a save ended. */
enum editor_save {
	EDITOR_SAVED,      /* acknowledged by the editor: the file holds the buffer */
	EDITOR_NO_CHANNEL, /* this editor cannot be told: what is on disk is what was saved last */
	EDITOR_LATE,       /* no acknowledgement within 300 ms (a prompt is open?): as above */
	EDITOR_FAILED,     /* the editor said that it could not write; `why` says what */
};
typedef void editor_save_fn(enum editor_save how, const char *why, int64_t took_us, void *context);

/* Keys for the editor's terminal, as if they were typed. */
typedef void editor_keys_fn(const char *keys, size_t len, void *context);

/* Finds and prepares it (`command`: the command line asked for, or NULL): argv and environment for term_new, the socket (0700 folder, random name, SO_PEERCRED checked, messages capped
 * at 64 KB).  `recovery` is a folder in which the editor's emergency files are to lie, made here as needed.
 * NULL and err where no editor can be found. */
struct editor *editor_new(struct loop *loop, const char *command, const char *file, const char *recovery, struct err *err);
void editor_free(struct editor *editor);
const char *editor_name(const struct editor *editor);   /* "vim"; for people */
const char *editor_origin(const struct editor *editor); /* "settings", "$VISUAL", "$EDITOR", "found" */
const char *editor_path(const struct editor *editor);
const char *const *editor_argv(const struct editor *editor);
const char *const *editor_env(const struct editor *editor);
bool editor_has_channel(const struct editor *editor); /* its definition says so */
bool editor_types(const struct editor *editor); /* its channel is keys, which may mean something else where it is */
/* Where its terminal takes keys; without one a channel of keys saves nothing. */
void editor_set_keys(struct editor *editor, editor_keys_fn *fn, void *context);

/* One at a time; fn comes once from the loop, within 300 ms. */
void editor_save(struct editor *editor, editor_save_fn *fn, void *context);
/* Whether it can be saved without the person's asking for it and noticing. */
bool editor_can_autosave(const struct editor *editor);
/* The same in the gentler way that a definition has for it; call it only where editor_can_autosave. */
void editor_autosave(struct editor *editor, editor_save_fn *fn, void *context);
/* Tells it that the file changed outside, best effort.  False where it cannot be told: start it again. */
bool editor_reload(struct editor *editor);
/* Takes the cursor to a line (from 1), best effort.  False where the editor cannot be told. */
bool editor_go(struct editor *editor, int line);

#endif
