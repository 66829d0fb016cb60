#include "tui/editor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/base/places.h"
#include "tui/editor_internal.h"
#include "tui/term.h"

enum {
	SAVE_MS = 300,
	/* An editor that has not reached its channel after so long has none (vim without +channel). */
	START_US = 5000000,
};

struct editor {
	struct loop *loop;
	struct editor_definition *definition;
	struct editor_choice choice;
	char **env;
	char *file, *file_folder;
	char *recovery;
	char *folder, *socket; /* NULL without a channel */
	const struct editor_channel_ops *ops;
	struct editor_channel_setup setup;
	struct editor_words tell;
	struct editor_channel *channel; /* NULL: none */
	bool keys_instead;              /* the definition's channel did not come about */
	editor_keys_fn *keys;
	void *keys_context;
	int64_t born_us;
	/* The save under way. */
	editor_save_fn *fn;
	void *context;
	int64_t asked_us;
	struct loop_timer *deadline, *tell_timer;
	enum editor_save how;
	char *why;
};

/* ---- preparing it */

static char *make_folder(const char *parent, struct err *err)
{
	char *folder = path_join(parent, "editor-XXXXXX");
	if (mkdtemp(folder)) /* mode 0700 */
		return folder;
	err_sys(err, "making a folder for the editor's socket in %s", parent);
	free(folder);
	return NULL;
}

/* A Unix socket's path holds 107 bytes, so a deep runtime folder is of no use. */
static bool make_socket_path(struct editor *e, struct err *err)
{
	AUTO_FREE char *home = path_runtime_home();
	size_t room = sizeof((struct sockaddr_un){0}.sun_path) - sizeof "/editor-XXXXXX/socket";
	bool fits = strlen(home) <= room && folder_make(home, NULL);
	e->folder = make_folder(fits ? home : "/tmp", err);
	if (!e->folder)
		return false;
	e->socket = path_join(e->folder, "socket");
	return true;
}

static char *fill(const struct editor *e, const char *template)
{
	const struct editor_value values[] = {
	    {"{file}", e->file},         {"{folder}", e->file_folder},
	    {"{name}", path_base(e->file)}, {"{recovery}", e->recovery},
	    {"{socket}", e->socket},     {"{session}", e->folder ? path_base(e->folder) : NULL},
	    {"{script}", e->definition->script},
	};
	return editor_fill(template, values, COUNT_OF(values));
}

static void fill_words(const struct editor *e, const struct editor_words *templates, struct editor_words *out)
{
	for (size_t i = 0; i < templates->count; i++)
		editor_words_add(out, fill(e, templates->items[i]));
	editor_words_end(out);
}

static void type(const char *keys, size_t len, void *context)
{
	struct editor *e = context;
	if (e->keys)
		e->keys(keys, len, e->keys_context);
}

static bool open_channel(struct editor *e, struct err *err)
{
	static const struct editor_channel_ops *const kinds[] = {
	    [EDITOR_CHANNEL_VIM] = &editor_vim_ops,
	    [EDITOR_CHANNEL_NVIM] = &editor_nvim_ops,
	    [EDITOR_CHANNEL_KEYS] = &editor_keys_ops,
	    [EDITOR_CHANNEL_COMMAND] = &editor_command_ops,
	};
	if (e->definition->channel == EDITOR_CHANNEL_NONE)
		return true;
	if (!make_socket_path(e, err))
		return false;
	editor_words_add(&e->tell, mem_dup(e->choice.argv.items[0]));
	fill_words(e, &e->definition->tell, &e->tell);
	e->setup = (struct editor_channel_setup){
	    .loop = e->loop,
	    .file = e->file,
	    .socket = e->socket,
	    .program = e->choice.path,
	    .definition = e->definition,
	    .tell = &e->tell,
	    .keys = type,
	    .keys_context = e,
	};
	e->ops = kinds[e->definition->channel];
	e->channel = e->ops->open(&e->setup, err);
	return e->channel != NULL;
}

static void make_env(struct editor *e)
{
	AUTO_FREE char *draft = mem_format("GREENROOM_DRAFT=%s", e->file);
	AUTO_FREE char *socket = mem_format("GREENROOM_EDITOR_SOCKET=%s", e->socket ? e->socket : "");
	AUTO_FREE char *recovery = mem_format("GREENROOM_EDITOR_RECOVERY=%s", e->recovery);
	AUTO_FREE char *script =
	    mem_format("GREENROOM_EDITOR_SCRIPT=%s", e->definition->script ? e->definition->script : "");
	const char *const more[] = {draft, socket, recovery, script, NULL};
	e->env = term_environment(e->definition->script ? more : NULL);
}

/* ---- saving */

static void tell_saved(void *context)
{
	struct editor *e = context;
	editor_save_fn *fn = e->fn;
	AUTO_FREE char *why = e->why;
	e->fn = NULL;
	e->why = NULL;
	fn(e->how, why ? why : "", loop_now_us() - e->asked_us, e->context);
}

/* The caller hears of it from the loop, and may free the editor then. */
static void finish(struct editor *e, enum editor_save how, const char *why)
{
	loop_timer_clear(e->deadline);
	e->how = how;
	free(e->why);
	e->why = mem_dup(why);
	loop_timer_set(e->tell_timer, 0);
}

static void acknowledged(enum editor_save how, const char *why, void *context)
{
	finish(context, how, why);
}

static void too_late(void *context)
{
	struct editor *e = context;
	e->ops->forget(e->channel);
	if (e->ops->reached(e->channel))
		finish(e, EDITOR_LATE, "the editor did not answer in time");
	else if (loop_now_us() - e->born_us < START_US)
		finish(e, EDITOR_LATE, "the editor is still starting");
	else
		finish(e, EDITOR_NO_CHANNEL, "this editor cannot be told to save");
}

/* An editor that never connected was built without it; its keys may do. */
static void use_keys_instead(struct editor *e)
{
	if (!e->channel || e->ops != &editor_vim_ops || e->ops->reached(e->channel) ||
	    loop_now_us() - e->born_us < START_US)
		return;
	e->ops->free(e->channel);
	e->ops = &editor_keys_ops;
	e->channel = e->definition->save_keys ? e->ops->open(&e->setup, NULL) : NULL;
	e->keys_instead = true;
}

static void save(struct editor *e, const char *command, editor_save_fn *fn, void *context)
{
	if (e->channel && e->fn)
		e->ops->forget(e->channel);
	e->fn = fn;
	e->context = context;
	e->asked_us = loop_now_us();
	use_keys_instead(e);
	if (!e->channel) {
		finish(e, EDITOR_NO_CHANNEL, "this editor cannot be told to save");
		return;
	}
	loop_timer_clear(e->tell_timer);
	loop_timer_set(e->deadline, SAVE_MS);
	e->ops->save(e->channel, e->keys_instead ? e->definition->save_keys : command, acknowledged, e);
}

void editor_save(struct editor *e, editor_save_fn *fn, void *context)
{
	save(e, e->definition->save, fn, context);
}

bool editor_can_autosave(const struct editor *e)
{
	return e->channel && e->definition->autosave;
}

void editor_autosave(struct editor *e, editor_save_fn *fn, void *context)
{
	save(e, e->definition->autosave, fn, context);
}

bool editor_reload(struct editor *e)
{
	if (!e->channel || e->keys_instead || !e->definition->reload || !e->ops->reached(e->channel))
		return false;
	e->ops->command(e->channel, e->definition->reload);
	return true;
}

bool editor_go(struct editor *e, int line)
{
	char number[16];
	if (!e->channel || e->keys_instead || !e->definition->go || !e->ops->reached(e->channel))
		return false;
	snprintf(number, sizeof number, "%d", line);
	const struct editor_value value = {"{line}", number};
	AUTO_FREE char *command = editor_fill(e->definition->go, &value, 1);
	e->ops->command(e->channel, command);
	return true;
}

bool editor_peer_is_ours(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof peer;
	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

enum editor_save editor_read_state(const char *state, const char **why)
{
	bool saved = state[0] == '0' && state[1] == ' ';
	bool failed = state[0] == '1' && state[1] == ' ';
	*why = saved ? "" : failed && state[2] ? state + 2 : "the editor could not say whether it saved";
	return saved ? EDITOR_SAVED : EDITOR_FAILED;
}

/* ---- life */

static bool prepare(struct editor *e, const char *command, const char *recovery, struct err *err)
{
	if (!editor_choose(&e->choice, command, err))
		return false;
	e->definition = editor_definition_find(places_editors(), e->choice.path, err);
	if (!e->definition)
		return false;
	/* Editors read each other's emergency files badly, so each has a folder of its own. */
	e->recovery = path_join(recovery, e->definition->name);
	folder_make(e->recovery, NULL); /* without it an editor still runs */
	if (!open_channel(e, err))
		return false;
	fill_words(e, &e->definition->arguments, &e->choice.argv);
	make_env(e);
	return true;
}

struct editor *editor_new(struct loop *loop, const char *command, const char *file, const char *recovery,
			  struct err *err)
{
	struct editor *e = mem_zero(1, sizeof *e);
	e->loop = loop;
	/* No editor shall take the name for an option. */
	e->file = file[0] == '/' ? mem_dup(file) : mem_format("./%s", file);
	e->file_folder = mem_dup_n(e->file, (size_t)(path_base(e->file) - e->file - 1));
	e->born_us = loop_now_us();
	e->deadline = loop_timer_new(loop, too_late, e);
	e->tell_timer = loop_timer_new(loop, tell_saved, e);
	if (prepare(e, command, recovery, err))
		return e;
	editor_free(e);
	return NULL;
}

void editor_set_keys(struct editor *e, editor_keys_fn *fn, void *context)
{
	e->keys = fn;
	e->keys_context = context;
}

void editor_free(struct editor *e)
{
	if (!e)
		return;
	if (e->channel)
		e->ops->free(e->channel);
	if (e->socket)
		unlink(e->socket);
	if (e->folder)
		rmdir(e->folder);
	loop_timer_free(e->deadline);
	loop_timer_free(e->tell_timer);
	editor_definition_free(e->definition);
	editor_words_release(&e->choice.argv);
	editor_words_release(&e->tell);
	term_environment_free(e->env);
	free(e->choice.path);
	free(e->file);
	free(e->file_folder);
	free(e->recovery);
	free(e->folder);
	free(e->socket);
	free(e->why);
	free(e);
}

const char *editor_name(const struct editor *e)
{
	return e->definition->name;
}

const char *editor_origin(const struct editor *e)
{
	return e->choice.origin;
}

const char *editor_path(const struct editor *e)
{
	return e->choice.path;
}

const char *const *editor_argv(const struct editor *e)
{
	return (const char *const *)e->choice.argv.items;
}

const char *const *editor_env(const struct editor *e)
{
	return (const char *const *)e->env;
}

bool editor_has_channel(const struct editor *e)
{
	return e->channel != NULL;
}

bool editor_types(const struct editor *e)
{
	return e->channel && e->ops == &editor_keys_ops;
}
