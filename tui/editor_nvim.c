/* nvim's channel: it listens at a Unix socket (--listen) and speaks MessagePack-RPC.
 *
 * A request is [0, ID, METHOD, PARAMETERS], an answer [1, ID, ERROR, RESULT], a notification [2, METHOD, PARAMETERS].
 * At a prompt of its own nvim answers nothing but nvim_get_mode, so that is asked first.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/editor_internal.h"
#include "tui/msgpack.h"

enum { RETRY_MS = 10 }; /* while nvim is starting */

/* What the last request asked; its id is `id`. */
enum question { NOTHING, MODE, STATE };

struct editor_channel {
	struct loop *loop;
	const char *socket, *state;
	struct loop_timer *retry;
	struct loop_reader *reader;
	struct loop_writer *writer;
	struct buf input;
	bool reached;
	editor_channel_fn *fn;
	void *context;
	char *command;
	uint32_t id;
	enum question asked;
};

static void hang_up(struct editor_channel *c)
{
	loop_reader_free(c->reader);
	loop_writer_free(c->writer);
	c->reader = NULL;
	c->writer = NULL;
	buf_clear(&c->input);
}

static void nvim_forget(struct editor_channel *c)
{
	c->fn = NULL;
	c->asked = NOTHING;
	loop_timer_clear(c->retry);
	free(c->command);
	c->command = NULL;
}

static void finish(struct editor_channel *c, enum editor_save how, const char *why)
{
	AUTO_FREE char *words = mem_dup(why);
	editor_channel_fn *fn = c->fn;
	nvim_forget(c);
	fn(how, words, c->context);
}

/* ---- what we say */

/* A request of a method with one string, or with none where parameter is NULL. */
static void request(struct editor_channel *c, const char *method, const char *parameter)
{
	AUTO_BUF message = {0};
	msgpack_put_array(&message, 4);
	msgpack_put_unsigned(&message, 0);
	msgpack_put_unsigned(&message, ++c->id);
	msgpack_put_string(&message, method);
	msgpack_put_array(&message, parameter ? 1 : 0);
	if (parameter)
		msgpack_put_string(&message, parameter);
	loop_writer_put(c->writer, message.data, message.len);
}

static void ask_mode(struct editor_channel *c)
{
	request(c, "nvim_get_mode", NULL);
	c->asked = MODE;
}

static void ask_save(struct editor_channel *c)
{
	request(c, "nvim_command", c->command);
	request(c, "nvim_eval", c->state);
	c->asked = STATE;
}

/* ---- what nvim answers */

/* {"mode": ..., "blocking": bool} */
static bool is_blocking(struct msgpack_reader *r)
{
	struct msgpack map = msgpack_next(r);
	bool blocking = false;
	for (uint32_t i = 0; map.kind == MSGPACK_MAP && i < map.count; i++) {
		struct msgpack key = msgpack_next(r);
		struct msgpack_reader value = *r;
		if (key.kind == MSGPACK_STRING && key.len == 8 && memcmp(key.text, "blocking", 8) == 0)
			blocking = msgpack_next(&value).boolean;
		if (msgpack_skip(r) <= MSGPACK_INVALID)
			break;
	}
	return blocking;
}

/* An error is [TYPE, "words"]. */
static void finish_with_error(struct editor_channel *c, struct msgpack_reader *r)
{
	struct msgpack error = msgpack_next(r), words = {0};
	if (error.kind == MSGPACK_ARRAY && error.count == 2) {
		msgpack_next(r);
		words = msgpack_next(r);
	}
	AUTO_FREE char *text = words.kind == MSGPACK_STRING ? mem_dup_n(words.text, words.len)
							    : mem_dup("the editor could not say whether it saved");
	finish(c, EDITOR_FAILED, text);
}

static void take_answer(struct editor_channel *c, struct msgpack_reader *r)
{
	struct msgpack id = msgpack_next(r);
	struct msgpack_reader error = *r;
	if (id.kind != MSGPACK_INTEGER || id.integer != c->id || !c->fn)
		return; /* late, or the command's: what counts is the state after it */
	if (msgpack_skip(r) != MSGPACK_NIL) {
		finish_with_error(c, &error);
	} else if (c->asked == MODE) {
		if (is_blocking(r))
			finish(c, EDITOR_LATE, "the editor is waiting for an answer");
		else
			ask_save(c);
	} else {
		struct msgpack state = msgpack_next(r);
		AUTO_FREE char *text = state.kind == MSGPACK_STRING ? mem_dup_n(state.text, state.len) : mem_dup("");
		const char *why;
		enum editor_save how = editor_read_state(text, &why);
		finish(c, how, why);
	}
}

static void received(const char *data, size_t len, void *context)
{
	struct editor_channel *c = context;
	if (!len || c->input.len + len > EDITOR_MESSAGE_MAX) {
		hang_up(c);
		return;
	}
	buf_put(&c->input, data, len);
	for (;;) {
		struct msgpack_reader whole = {.bytes = buf_text(&c->input), .len = c->input.len};
		struct msgpack_reader inside = whole;
		enum msgpack_kind kind = msgpack_skip(&whole);
		if (kind == MSGPACK_SHORT)
			return;
		if (kind == MSGPACK_INVALID) {
			hang_up(c);
			return;
		}
		struct msgpack head = msgpack_next(&inside);
		AUTO_BUF message = {0}; /* a copy: an answer may lead to whatever the caller likes */
		buf_put(&message, c->input.data, whole.at);
		buf_drop_front(&c->input, whole.at);
		inside.bytes = message.data;
		inside.len = message.len;
		if (kind == MSGPACK_ARRAY && head.count == 4 && msgpack_next(&inside).integer == 1)
			take_answer(c, &inside);
	}
}

/* ---- the connection */

static bool dial(struct editor_channel *c)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	memcpy(address.sun_path, c->socket, strlen(c->socket) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	bool there = connect(fd, (struct sockaddr *)&address, sizeof address) == 0 && editor_peer_is_ours(fd);
	int out = there ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : -1;
	if (out < 0) {
		close(fd);
		return false;
	}
	c->reached = true;
	c->reader = loop_reader_new(c->loop, fd, received, c);
	c->writer = loop_writer_new(c->loop, out, NULL, NULL);
	return true;
}

static void try_save(void *context)
{
	struct editor_channel *c = context;
	if (c->writer || dial(c))
		ask_mode(c);
	else
		loop_timer_set(c->retry, RETRY_MS);
}

static struct editor_channel *nvim_open(const struct editor_channel_setup *setup, struct err *err)
{
	if (strlen(setup->socket) >= sizeof((struct sockaddr_un){0}).sun_path) {
		err_set(err, ERR_MACHINE, "the path of the editor's socket is too long: %s", setup->socket);
		return NULL;
	}
	struct editor_channel *c = mem_zero(1, sizeof *c);
	c->loop = setup->loop;
	c->socket = setup->socket;
	c->state = setup->definition->state;
	c->retry = loop_timer_new(c->loop, try_save, c);
	return c;
}

static void nvim_free(struct editor_channel *c)
{
	if (!c)
		return;
	hang_up(c);
	loop_timer_free(c->retry);
	buf_release(&c->input);
	free(c->command);
	free(c);
}

static void nvim_save(struct editor_channel *c, const char *command, editor_channel_fn *fn, void *context)
{
	nvim_forget(c);
	c->fn = fn;
	c->context = context;
	c->command = mem_dup(command);
	try_save(c);
}

static void nvim_command(struct editor_channel *c, const char *command)
{
	if (!c->writer && !dial(c))
		return;
	AUTO_BUF message = {0};
	msgpack_put_array(&message, 3);
	msgpack_put_unsigned(&message, 2);
	msgpack_put_string(&message, "nvim_command");
	msgpack_put_array(&message, 1);
	msgpack_put_string(&message, command);
	loop_writer_put(c->writer, message.data, message.len);
}

static bool nvim_reached(const struct editor_channel *c)
{
	return c->reached;
}

const struct editor_channel_ops editor_nvim_ops = {
    .open = nvim_open,
    .free = nvim_free,
    .save = nvim_save,
    .forget = nvim_forget,
    .command = nvim_command,
    .reached = nvim_reached,
};
