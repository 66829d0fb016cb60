/* The channel of commands: the editor's own program is called with a few arguments and hands what it reads on its
 * standard input to the editor that runs.  That one answers with a line "ID STATE" on a FIFO of ours, whose path it
 * was given; ID stands for {id} in the command.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/editor_internal.h"

struct editor_channel {
	const struct editor_channel_setup *setup;
	struct loop_reader *answers;
	struct buf input;
	struct loop_child *child; /* the call under way, or the last one; NULL before the first */
	bool reached;
	editor_channel_fn *fn;
	void *context;
	unsigned id;
};

static void command_forget(struct editor_channel *c)
{
	c->fn = NULL;
}

/* ---- what it answers */

static void take_line(struct editor_channel *c, const char *line)
{
	char *state;
	unsigned long id = strtoul(line, &state, 10);
	const char *why;
	if (!c->fn || id != c->id || *state != ' ')
		return; /* late */
	enum editor_save how = editor_read_state(state + 1, &why);
	editor_channel_fn *fn = c->fn;
	command_forget(c);
	c->reached = true;
	fn(how, why, c->context);
}

static void received(const char *data, size_t len, void *context)
{
	struct editor_channel *c = context;
	if (!len || c->input.len + len > EDITOR_MESSAGE_MAX) {
		loop_reader_free(c->answers);
		c->answers = NULL;
		return;
	}
	buf_put(&c->input, data, len);
	const char *newline;
	while ((newline = memchr(buf_text(&c->input), '\n', c->input.len))) {
		size_t n = (size_t)(newline - c->input.data);
		AUTO_FREE char *line = mem_dup_n(c->input.data, n);
		buf_drop_front(&c->input, n + 1);
		take_line(c, line);
	}
}

/* ---- what we say */

static void call_ended(int status, const struct rusage *usage, void *context)
{
	(void)usage;
	struct editor_channel *c = context;
	if (status == 0 || !c->fn)
		return;
	/* Nobody is there yet, or any more. */
	editor_channel_fn *fn = c->fn;
	command_forget(c);
	fn(EDITOR_LATE, c->reached ? "the editor cannot be reached" : "the editor is still starting", c->context);
}

/* A pipe that holds the text and is closed behind it; -1 where that cannot be. */
static int text_pipe(const char *text)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	size_t len = strlen(text);
	bool whole = write(ends[1], text, len) == (ssize_t)len;
	close(ends[1]);
	if (whole)
		return ends[0];
	close(ends[0]);
	return -1;
}

static void command_command(struct editor_channel *c, const char *command)
{
	char id[16];
	snprintf(id, sizeof id, "%u", c->id);
	const struct editor_value value = {"{id}", id};
	AUTO_FREE char *line = editor_fill(command, &value, 1);
	AUTO_CLOSE int in = text_pipe(line);
	const struct loop_child_spec spec = {
	    .path = c->setup->program,
	    .argv = (const char *const *)c->setup->tell->items,
	    .fds = (const int[]){in, -1, -1},
	    .fd_count = 3,
	    .new_session = true,
	};
	loop_child_free(c->child);
	c->child = in < 0 ? NULL : loop_child_new(c->setup->loop, &spec, call_ended, c, NULL);
}

static void command_save(struct editor_channel *c, const char *command, editor_channel_fn *fn, void *context)
{
	c->fn = fn;
	c->context = context;
	c->id++;
	command_command(c, command);
}

/* ---- life */

static struct editor_channel *command_open(const struct editor_channel_setup *setup, struct err *err)
{
	int fd = mkfifo(setup->socket, 0600) < 0 ? -1 : open(setup->socket, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		err_sys(err, "making a FIFO for the editor's answers, %s", setup->socket);
		return NULL;
	}
	struct editor_channel *c = mem_zero(1, sizeof *c);
	c->setup = setup;
	c->answers = loop_reader_new(setup->loop, fd, received, c);
	return c;
}

static void command_free(struct editor_channel *c)
{
	if (!c)
		return;
	loop_reader_free(c->answers);
	loop_child_free(c->child);
	buf_release(&c->input);
	free(c);
}

static bool command_reached(const struct editor_channel *c)
{
	return c->reached;
}

const struct editor_channel_ops editor_command_ops = {
    .open = command_open,
    .free = command_free,
    .save = command_save,
    .forget = command_forget,
    .command = command_command,
    .reached = command_reached,
};
