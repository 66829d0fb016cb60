#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tui/editor_internal.h"
#include "tui/ini.h"

struct reading {
	const char *folder;
	struct editor_definition *definition;
};

static bool read_channel(struct editor_definition *d, const char *value, struct err *err)
{
	static const char *const names[] = {"none", "vim", "nvim", "keys", "command"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (strcmp(value, names[i]) == 0) {
			d->channel = (enum editor_channel_kind)i;
			return true;
		}
	}
	return err_set(err, ERR_INPUT, "channel is \"%s\", but must be none, vim, nvim, keys or command", value);
}

/* The last entry of its name counts. */
static bool read_text(struct editor_definition *d, const char *name, const char *value)
{
	const struct {
		const char *name;
		char **text;
	} texts[] = {
	    {"editor.name", &d->name},
	    {"save.command", &d->save},
	    {"save.state", &d->state},
	    {"save.keys", &d->save_keys},
	    {"autosave.command", &d->autosave},
	    {"reload.command", &d->reload},
	    {"go.command", &d->go},
	};
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		if (strcmp(texts[i].name, name) != 0)
			continue;
		free(*texts[i].text);
		*texts[i].text = mem_dup(value);
		return true;
	}
	return false;
}

/* Each entry adds a word. */
static bool read_word(struct editor_definition *d, const char *name, const char *value)
{
	const struct {
		const char *name;
		struct editor_words *words;
	} lists[] = {
	    {"editor.program", &d->programs},    {"start.argument", &d->arguments},
	    {"tell.argument", &d->tell},         {"recover.file", &d->recover_files},
	    {"recover.argument", &d->recover_arguments}, {"recover.lock", &d->recover_locks},
	};
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		if (strcmp(lists[i].name, name) != 0)
			continue;
		editor_words_add(lists[i].words, mem_dup(value));
		return true;
	}
	return false;
}

static bool read_entry(void *context, const char *section, const char *key, const char *value, int line,
		       struct err *err)
{
	(void)line;
	struct reading *reading = context;
	struct editor_definition *d = reading->definition;
	AUTO_FREE char *name = mem_format("%s.%s", section, key);
	if (strcmp(name, "editor.channel") == 0)
		return read_channel(d, value, err);
	if (strcmp(name, "start.script") == 0) {
		free(d->script);
		d->script = path_join(reading->folder, value);
		return true;
	}
	return read_text(d, name, value) || read_word(d, name, value) ||
	       err_set(err, ERR_INPUT, "[%s] has no \"%s\"", section, key);
}

static bool has_word(const struct editor_words *words, const char *part)
{
	for (size_t i = 0; i < words->count; i++)
		if (strstr(words->items[i], part))
			return true;
	return false;
}

static bool check(const struct editor_definition *d, const char *path, struct err *err)
{
	bool speaks = d->channel == EDITOR_CHANNEL_VIM || d->channel == EDITOR_CHANNEL_NVIM;
	if (!(d->name && d->programs.count && has_word(&d->arguments, "{file}")))
		return err_set(err, ERR_INPUT, "%s: name, program or an argument with {file} is missing", path);
	if (d->channel != EDITOR_CHANNEL_NONE && !d->save)
		return err_set(err, ERR_INPUT, "%s: a channel needs a command to save", path);
	if (speaks && !d->state)
		return err_set(err, ERR_INPUT, "%s: this channel needs a state to ask for after a save", path);
	if ((d->channel == EDITOR_CHANNEL_COMMAND) != (d->tell.count > 0))
		return err_set(err, ERR_INPUT, "%s: arguments in [tell] belong to the channel \"command\"", path);
	if (d->recover_arguments.count && !has_word(&d->recover_arguments, "{found}"))
		return err_set(err, ERR_INPUT, "%s: no argument in [recover] holds {found}", path);
	return true;
}

static struct editor_definition *load(const char *folder, const char *file, struct err *err)
{
	struct editor_definition *d = mem_zero(1, sizeof *d);
	struct reading reading = {.folder = folder, .definition = d};
	AUTO_FREE char *path = path_join(folder, file);
	if (ini_each(path, read_entry, &reading, err) && check(d, path, err))
		return d;
	editor_definition_free(d);
	return NULL;
}

void editor_definition_free(struct editor_definition *d)
{
	if (!d)
		return;
	struct editor_words *lists[] = {&d->programs,      &d->arguments,         &d->tell,
					&d->recover_files, &d->recover_arguments, &d->recover_locks};
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		editor_words_release(lists[i]);
	free(d->name);
	free(d->script);
	free(d->save);
	free(d->state);
	free(d->save_keys);
	free(d->autosave);
	free(d->reload);
	free(d->go);
	free(d);
}

static bool has_program(const struct editor_definition *d, const char *name)
{
	for (size_t i = 0; i < d->programs.count; i++)
		if (strcmp(d->programs.items[i], name) == 0)
			return true;
	return false;
}

static struct editor_definition *unknown(const char *path)
{
	struct editor_definition *d = mem_zero(1, sizeof *d);
	d->name = mem_dup(path_base(path));
	editor_words_add(&d->arguments, mem_dup("{file}"));
	return d;
}

static int is_ini(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);
	return n > 4 && strcmp(entry->d_name + n - 4, ".ini") == 0;
}

void editor_definitions_release(struct editor_definitions *all)
{
	for (size_t i = 0; i < all->count; i++)
		editor_definition_free(all->items[i]);
	free(all->items);
	*all = (struct editor_definitions){0};
}

bool editor_definitions_load(const char *folder, struct editor_definitions *out, struct err *err)
{
	struct editor_definitions all = {0};
	struct dirent **entries;
	int count = scandir(folder, &entries, is_ini, alphasort);
	if (count < 0)
		return err_sys(err, "reading the editors in %s", folder);
	bool whole = true;
	for (int i = 0; i < count; i++) {
		struct editor_definition *d = whole ? load(folder, entries[i]->d_name, err) : NULL;
		whole = d != NULL;
		MEM_ROOM(all.items, all.count, all.capacity);
		if (d)
			all.items[all.count++] = d;
		free(entries[i]);
	}
	free(entries);
	if (whole)
		*out = all;
	else
		editor_definitions_release(&all);
	return whole;
}

/* Takes the first one for the program out of the list; NULL where there is none. */
static struct editor_definition *take(struct editor_definitions *all, const char *program)
{
	for (size_t i = 0; i < all->count; i++) {
		struct editor_definition *d = all->items[i];
		if (!has_program(d, program))
			continue;
		all->items[i] = all->items[--all->count];
		return d;
	}
	return NULL;
}

/* vi is a link to whatever was installed, so what a link leads to counts before the name that was asked for. */
struct editor_definition *editor_definition_find(const char *folder, const char *path, struct err *err)
{
	struct editor_definitions all = {0};
	if (!editor_definitions_load(folder, &all, err))
		return NULL;
	char real[PATH_MAX];
	struct editor_definition *d = realpath(path, real) ? take(&all, path_base(real)) : NULL;
	if (!d)
		d = take(&all, path_base(path));
	editor_definitions_release(&all);
	return d ? d : unknown(path);
}

char *editor_fill(const char *template, const struct editor_value *values, size_t count)
{
	struct buf out = {0};
	while (*template) {
		const struct editor_value *found = NULL;
		for (size_t i = 0; i < count && !found; i++)
			if (values[i].value && strncmp(template, values[i].name, strlen(values[i].name)) == 0)
				found = &values[i];
		if (found) {
			buf_puts(&out, found->value);
			template += strlen(found->name);
		} else {
			buf_putc(&out, *template ++);
		}
	}
	return buf_steal(&out);
}
