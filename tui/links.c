#include "tui/links.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/mem.h"
#include "tui/editor_internal.h"

enum { WORDS_MAX = 16 }; /* of one program in $BROWSER */

bool link_allowed(const char *address, struct err *err)
{
	static const char *const schemes[] = {"https://", "http://"};
	size_t len = strlen(address), start = 0;
	for (size_t i = 0; i < COUNT_OF(schemes) && !start; i++)
		if (strncasecmp(address, schemes[i], strlen(schemes[i])) == 0)
			start = strlen(schemes[i]);
	if (!start || len == start || strchr("/?#", address[start]))
		return err_set(err, ERR_INPUT, "only http and https addresses are opened");
	if (len > LINK_MAX)
		return err_set(err, ERR_INPUT, "an address of more than %d bytes is not opened", LINK_MAX);
	for (size_t i = 0; i < len; i++)
		if (address[i] <= ' ' || address[i] > '~' || strchr("\"'`<>\\", address[i]))
			return err_set(err, ERR_INPUT, "the address holds characters that none may hold");
	return true;
}

/* One program of $BROWSER, "firefox --new-tab %s"; false where it is not there. */
static bool program_argv(const char *program, const char *address, struct string_list *argv)
{
	AUTO_FREE char *copy = mem_dup(program);
	char *rest = copy;
	bool placed = false;
	for (char *word; (word = strsep(&rest, " \t")) && argv->count < WORDS_MAX;) {
		if (!*word)
			continue;
		AUTO_FREE char *path = argv->count ? NULL : editor_find_program(word);
		if (!argv->count && !path)
			return false;
		const char *place = argv->count ? strstr(word, "%s") : NULL;
		AUTO_FREE char *filled =
		    place ? mem_format("%.*s%s%s", (int)(place - word), word, address, place + 2) : mem_dup(path ? path : word);
		string_list_add(argv, filled);
		placed = placed || place;
	}
	if (argv->count && !placed)
		string_list_add(argv, address);
	return argv->count > 0;
}

bool link_argv(const char *address, struct string_list *argv, struct err *err)
{
	const char *browsers = getenv("BROWSER");
	AUTO_FREE char *list = mem_format("%s:xdg-open", browsers ? browsers : "");
	char *rest = list;
	for (char *program; (program = strsep(&rest, ":"));) {
		struct string_list found = {0};
		if (program_argv(program, address, &found)) {
			*argv = found;
			return true;
		}
		string_list_release(&found);
	}
	return err_set(err, ERR_MACHINE, "no browser found: neither $BROWSER names one, nor is xdg-open installed");
}

struct opening {
	struct loop_child *child;
};

static void on_started(int status, const struct rusage *usage, void *context)
{
	struct opening *opening = context;
	(void)status;
	(void)usage;
	loop_child_free(opening->child);
	free(opening);
}

bool link_open(struct loop *loop, const char *address, struct err *err)
{
	struct string_list words = {0};
	const char *argv[WORDS_MAX + 4] = {"setsid", "--fork"};
	const int fds[] = {-1, -1, -1};
	if (!link_allowed(address, err) || !link_argv(address, &words, err))
		return false;
	for (size_t i = 0; i < words.count; i++)
		argv[i + 2] = words.items[i];
	/* It forks and is over, so that the browser is nobody's child that would end with us. */
	AUTO_FREE char *setsid = editor_find_program("setsid");
	struct loop_child_spec spec = {
	    .path = setsid ? setsid : words.items[0],
	    .argv = setsid ? argv : argv + 2,
	    .fds = fds,
	    .fd_count = COUNT_OF(fds),
	    .new_session = true,
	};
	struct opening *opening = mem_zero(1, sizeof *opening);
	opening->child = loop_child_new(loop, &spec, on_started, opening, err);
	bool started = opening->child != NULL;
	if (!started)
		free(opening);
	string_list_release(&words);
	return started;
}
