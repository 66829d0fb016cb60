/* Which editor: $VISUAL, $EDITOR, or one that is installed. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tui/editor_internal.h"

static const char *const usual_editors[] = {"nvim", "vim", "nano", "vi"};

/* ---- words of a command line */

void editor_words_add(struct editor_words *words, char *word)
{
	MEM_ROOM(words->items, words->count, words->capacity);
	words->items[words->count++] = word;
}

void editor_words_end(struct editor_words *words)
{
	MEM_ROOM(words->items, words->count, words->capacity);
	words->items[words->count] = NULL;
}

void editor_words_release(struct editor_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
	*words = (struct editor_words){0};
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* One word as a shell takes it apart: '...', "...", \c; nothing is expanded.  NULL where a quote is not closed. */
static char *next_word(const char **at)
{
	struct buf word = {0};
	char quote = '\0';
	const char *p = *at;
	for (; *p && (quote || !is_space(*p)); p++) {
		if (*p == quote) {
			quote = '\0';
		} else if (!quote && (*p == '\'' || *p == '"')) {
			quote = *p;
		} else if (*p == '\\' && quote != '\'' && p[1]) {
			buf_putc(&word, *++p);
		} else {
			buf_putc(&word, *p);
		}
	}
	*at = p;
	if (!quote)
		return buf_steal(&word);
	buf_release(&word);
	return NULL;
}

static bool split(const char *line, struct editor_words *words)
{
	for (;;) {
		while (is_space(*line))
			line++;
		if (!*line)
			return true;
		char *word = next_word(&line);
		if (!word) {
			editor_words_release(words);
			return false;
		}
		editor_words_add(words, word);
	}
}

/* ---- which editor */

static bool is_program(const char *path)
{
	return file_exists(path) && access(path, X_OK) == 0;
}

/* The program's whole path, found in $PATH unless it is a path already; NULL where there is none. */
char *editor_find_program(const char *name)
{
	if (strchr(name, '/')) {
		char here[PATH_MAX];
		return is_program(name) && getcwd(here, sizeof here) ? path_join(here, name) : NULL;
	}
	const char *folders = getenv("PATH");
	AUTO_FREE char *rest = mem_dup(folders ? folders : "/usr/local/bin:/usr/bin:/bin");
	for (char *next = rest, *folder; (folder = strsep(&next, ":"));) {
		/* An empty folder means the working directory, where a pack or a download may have put anything. */
		char *path = *folder == '/' ? path_join(folder, name) : NULL;
		if (path && is_program(path))
			return path;
		free(path);
	}
	return NULL;
}

static bool choose_line(struct editor_choice *out, const char *line, const char *origin)
{
	struct editor_words words = {0};
	if (!line || !split(line, &words))
		return false;
	char *path = words.count ? editor_find_program(words.items[0]) : NULL;
	if (!path) {
		editor_words_release(&words);
		return false;
	}
	*out = (struct editor_choice){.path = path, .origin = origin, .argv = words};
	return true;
}

bool editor_choose(struct editor_choice *out, const char *command, struct err *err)
{
	if (command && !choose_line(out, command, "settings")) {
		AUTO_FREE char *shown = text_escaped(command, TEXT_ONE_LINE);
		return err_set(err, ERR_MACHINE, "the settings' editor is not to be found: %s", shown);
	}
	if (command)
		return true;
	if (choose_line(out, getenv("VISUAL"), "$VISUAL") || choose_line(out, getenv("EDITOR"), "$EDITOR"))
		return true;
	for (size_t i = 0; i < COUNT_OF(usual_editors); i++)
		if (choose_line(out, usual_editors[i], "found"))
			return true;
	return err_set(err, ERR_MACHINE,
		       "no editor found: neither $VISUAL nor $EDITOR names one, and nvim, vim, nano "
		       "and vi are not installed");
}
