/* vim's channel protocol: the editor connects to a Unix socket of ours (a script of ours in it does) and speaks lines
 * of JSON.
 *
 * We send ["ex", COMMAND] and ["expr", EXPRESSION, -ID]; the editor answers [-ID, VALUE].  vim obeys in every mode, also
 * in the command line and at its "hit enter" prompt.  What commands and expressions are is the editor's affair.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/values/value.h"
#include "tui/editor_internal.h"

struct editor_channel {
	struct loop *loop;
	const char *state;
	int listener;
	struct loop_watch *listener_watch;
	/* One connection at a time; NULL while there is none. */
	struct loop_reader *reader;
	struct loop_writer *writer;
	struct buf input;
	bool reached;
	/* The save that waits for an answer, or for vim to connect. */
	editor_channel_fn *fn;
	void *context;
	char *command;
	int64_t id;
};

static void hang_up(struct editor_channel *c)
{
	loop_reader_free(c->reader);
	loop_writer_free(c->writer);
	c->reader = NULL;
	c->writer = NULL;
	buf_clear(&c->input);
}

static void send_ex(struct editor_channel *c, const char *command)
{
	AUTO_BUF message = {0};
	buf_puts(&message, "[\"ex\",");
	json_put_string(&message, command, strlen(command));
	buf_puts(&message, "]\n");
	loop_writer_put(c->writer, message.data, message.len);
}

static void send_save(struct editor_channel *c)
{
	AUTO_BUF message = {0};
	buf_puts(&message, "[\"expr\",");
	json_put_string(&message, c->state, strlen(c->state));
	buf_printf(&message, ",%lld]\n", -(long long)c->id);
	send_ex(c, c->command);
	loop_writer_put(c->writer, message.data, message.len);
}

static void vim_forget(struct editor_channel *c)
{
	c->fn = NULL;
	free(c->command);
	c->command = NULL;
}

/* One line of vim's.  What is no answer to the present question is ignored: it may be late. */
static void take_line(struct editor_channel *c, const char *line, size_t len)
{
	static const struct value_limits limits = {.bytes = EDITOR_MESSAGE_MAX, .depth = 8, .values = 1000};
	struct value_doc *doc = value_read(line, len, &limits, NULL);
	const struct value *root = doc ? value_root(doc) : NULL;
	int64_t id;
	if (c->fn && root && root->kind == VALUE_LIST && root->count == 2 && root->items[0].kind == VALUE_NUMBER &&
	    root->items[1].kind == VALUE_STRING && value_int64(&root->items[0], &id) && id == -c->id) {
		const char *why;
		enum editor_save how = editor_read_state(root->items[1].text, &why);
		AUTO_FREE char *words = mem_dup(why);
		editor_channel_fn *fn = c->fn;
		vim_forget(c);
		fn(how, words, c->context);
	}
	value_doc_free(doc);
}

static void received(const char *data, size_t len, void *context)
{
	struct editor_channel *c = context;
	if (!len || c->input.len + len > EDITOR_MESSAGE_MAX) {
		hang_up(c);
		return;
	}
	buf_put(&c->input, data, len);
	const char *newline;
	while ((newline = memchr(buf_text(&c->input), '\n', c->input.len))) {
		size_t n = (size_t)(newline - c->input.data);
		AUTO_FREE char *line = mem_dup_n(c->input.data, n);
		buf_drop_front(&c->input, n + 1);
		take_line(c, line, n);
	}
}

static void connected(int fd, int what, void *context)
{
	(void)what;
	struct editor_channel *c = context;
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (peer < 0)
		return;
	int out = c->reader || !editor_peer_is_ours(peer) ? -1 : fcntl(peer, F_DUPFD_CLOEXEC, 3);
	if (out < 0) {
		close(peer);
		return;
	}
	c->reached = true;
	c->reader = loop_reader_new(c->loop, peer, received, c);
	c->writer = loop_writer_new(c->loop, out, NULL, NULL);
	if (c->fn)
		send_save(c);
}

static int listen_at(const char *path, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address.sun_path) {
		err_set(err, ERR_MACHINE, "the path of the editor's socket is too long: %s", path);
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || chmod(path, 0600) < 0 ||
	    listen(fd, 4) < 0) {
		err_sys(err, "opening the editor's socket %s", path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static struct editor_channel *vim_open(const struct editor_channel_setup *setup, struct err *err)
{
	int fd = listen_at(setup->socket, err);
	if (fd < 0)
		return NULL;
	struct editor_channel *c = mem_zero(1, sizeof *c);
	c->loop = setup->loop;
	c->state = setup->definition->state;
	c->listener = fd;
	c->listener_watch = loop_watch_new(c->loop, fd, LOOP_READ, connected, c);
	return c;
}

static void vim_free(struct editor_channel *c)
{
	if (!c)
		return;
	hang_up(c);
	loop_watch_free(c->listener_watch);
	close(c->listener);
	buf_release(&c->input);
	free(c->command);
	free(c);
}

static void vim_save(struct editor_channel *c, const char *command, editor_channel_fn *fn, void *context)
{
	vim_forget(c);
	c->fn = fn;
	c->context = context;
	c->command = mem_dup(command);
	c->id++;
	if (c->writer)
		send_save(c);
}

static void vim_command(struct editor_channel *c, const char *command)
{
	static const char redraw[] = "[\"redraw\",\"\"]\n"; /* vim shows nothing of an "ex" by itself */
	if (!c->writer)
		return;
	send_ex(c, command);
	loop_writer_put(c->writer, redraw, sizeof redraw - 1);
}

static bool vim_reached(const struct editor_channel *c)
{
	return c->reached;
}

const struct editor_channel_ops editor_vim_ops = {
    .open = vim_open,
    .free = vim_free,
    .save = vim_save,
    .forget = vim_forget,
    .command = vim_command,
    .reached = vim_reached,
};
