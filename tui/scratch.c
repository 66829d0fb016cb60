#include "tui/scratch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/box/box.h"

enum { MEMORY_MB = 2048, PROCESSES = 128, DISK_MB = 256, START_MS = 10000 };

struct scratch {
	struct loop *loop;
	struct scratch_events events;
	void *context;
	struct box *box;
	struct term *term;
	int rows, cols;
	colour foreground, background;
	char *name;
};

static void on_damage(void *context)
{
	struct scratch *scratch = context;
	scratch->events.changed(scratch->context);
}

static void on_bell(void *context)
{
	struct scratch *scratch = context;
	scratch->events.bell(scratch->context);
}

static void on_terminal(int master, void *context)
{
	struct scratch *scratch = context;
	struct err err = {0};
	static const struct term_events events = {.damaged = on_damage, .bell = on_bell};
	const struct term_spec spec = {
	    .master = master,
	    .rows = scratch->rows,
	    .cols = scratch->cols,
	    .foreground = scratch->foreground,
	    .background = scratch->background,
	};
	scratch->term = term_new(scratch->loop, &spec, &events, scratch, &err);
	if (!scratch->term) {
		close(master);
		box_cancel(scratch->box);
	}
	scratch->events.changed(scratch->context);
}

static void on_end(const struct box_result *result, void *context)
{
	struct scratch *scratch = context;
	AUTO_FREE char *why = NULL;
	if (result->end == BOX_FAILED)
		why = mem_format("no terminal: %s", result->failure);
	else if (result->end != BOX_EXITED && result->end != BOX_CANCELLED)
		why = mem_format("%s was ended: %s", scratch->name, box_end_name(result->end));
	else if (result->end == BOX_EXITED && result->status == 127)
		why = mem_format("%s could not be started", scratch->name);
	/* The owner may free us inside: nothing may follow. */
	scratch->events.ended(why, scratch->context);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The language's own words for it, or a shell. */
static char **command_of(const struct toolchain *toolchain)
{
	static char *shell[] = {"/bin/sh", "-i"};
	const struct string_list words = {.items = shell, .count = COUNT_OF(shell)};
	const struct string_list *repl = &toolchain->language->repl;
	return toolchain_words(toolchain, NULL, repl->count ? repl : &words, MEMORY_MB);
}

struct scratch *scratch_new(struct loop *loop, const struct scratch_spec *spec, const struct scratch_events *events,
                            void *context)
{
	struct scratch *scratch = mem_zero(1, sizeof *scratch);
	*scratch = (struct scratch){.loop = loop,
	                            .events = *events,
	                            .context = context,
	                            .rows = spec->rows,
	                            .cols = spec->cols,
	                            .foreground = spec->foreground,
	                            .background = spec->background};
	struct string_list prefixes = {0};
	toolchain_prefixes(spec->toolchain, NULL, &prefixes);
	const char **read_only = mem_zero(prefixes.count + 1, sizeof *read_only);
	for (size_t i = 0; i < prefixes.count; i++)
		read_only[i] = prefixes.items[i];
	char **argv = command_of(spec->toolchain);
	static const char *const env[] = {"PS1=$ ", NULL};
	const struct box_file draft = {
	    .name = spec->toolchain->language->file, .data = spec->source, .len = spec->source_len};
	const struct box_spec box = {
	    .profile = BOX_INTERACTIVE,
	    .argv = (const char *const *)argv,
	    .env = env,
	    .read_only = read_only,
	    .files = &draft,
	    .file_count = 1,
	    .limits = {.start_ms = START_MS, .memory_mb = MEMORY_MB, .processes = PROCESSES, .disk_mb = DISK_MB},
	    .rows = (unsigned short)spec->rows,
	    .columns = (unsigned short)spec->cols,
	};
	static const struct box_events box_events = {.on_terminal = on_terminal, .on_end = on_end};
	scratch->name = mem_dup(base_name(argv[0]));
	scratch->box = box_start(loop, &box, &box_events, scratch);
	for (char **word = argv; *word; word++)
		free(*word);
	free(argv);
	free(read_only);
	string_list_release(&prefixes);
	return scratch;
}

void scratch_free(struct scratch *scratch)
{
	if (!scratch)
		return;
	box_free(scratch->box);
	term_free(scratch->term);
	free(scratch->name);
	free(scratch);
}

struct term *scratch_term(const struct scratch *scratch)
{
	return scratch->term;
}

void scratch_resize(struct scratch *scratch, int rows, int cols)
{
	scratch->rows = rows;
	scratch->cols = cols;
	if (scratch->term)
		term_resize(scratch->term, rows, cols);
}

const char *scratch_name(const struct scratch *scratch)
{
	return scratch->name;
}
