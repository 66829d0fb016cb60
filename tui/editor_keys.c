/* The channel of keys: an editor that nothing but its terminal reaches is saved by the keys that its person would
 * press.  That the file was written is the acknowledgement; a prompt that takes the keys makes it late.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/editor_internal.h"
#include "tui/file_watch.h"

/* The person may have saved in this moment too: two writes must not be taken for one. */
enum { QUIET_MS = 10 };

struct editor_channel {
	const struct editor_channel_setup *setup;
	struct file_watch *watch;
	struct loop_timer *quiet;
	editor_channel_fn *fn;
	void *context;
};

static void keys_forget(struct editor_channel *c)
{
	c->fn = NULL;
	loop_timer_clear(c->quiet);
}

/* The character of "<U+F8FF>" at the text's beginning; *len is set to the bytes of the notation, 0 where it is none. */
static uint32_t named_character(const char *text, size_t *len)
{
	char *end;
	*len = 0;
	if (strncmp(text, "<U+", 3) != 0)
		return 0;
	unsigned long code = strtoul(text + 3, &end, 16);
	if (*end != '>' || code == 0 || code > 0x10ffff)
		return 0;
	*len = (size_t)(end + 1 - text);
	return (uint32_t)code;
}

/* ^X is a control key, ^^ a circumflex, <U+F8FF> a character by its number. */
static void type(struct editor_channel *c, const char *keys)
{
	AUTO_BUF out = {0};
	while (*keys) {
		char bytes[4];
		size_t len;
		uint32_t code = named_character(keys, &len);
		if (len) {
			buf_put(&out, bytes, utf8_encode(code, bytes));
		} else if (keys[0] == '^' && keys[1]) {
			buf_putc(&out, keys[1] == '^' ? '^' : (char)(keys[1] & 0x1f));
			len = 2;
		} else {
			buf_putc(&out, keys[0]);
			len = 1;
		}
		keys += len;
	}
	c->setup->keys(out.data, out.len, c->setup->keys_context);
}

static void changed(enum file_change change, void *context)
{
	struct editor_channel *c = context;
	if (!c->fn)
		return;
	loop_timer_clear(c->quiet);
	if (change == FILE_WRITTEN)
		loop_timer_set(c->quiet, QUIET_MS);
}

/* Not all of these editors sync what they write. */
static void settled(void *context)
{
	struct editor_channel *c = context;
	AUTO_CLOSE int fd = open(c->setup->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0)
		fsync(fd);
	editor_channel_fn *fn = c->fn;
	keys_forget(c);
	fn(EDITOR_SAVED, "", c->context);
}

static struct editor_channel *keys_open(const struct editor_channel_setup *setup, struct err *err)
{
	struct editor_channel *c = mem_zero(1, sizeof *c);
	c->setup = setup;
	c->watch = file_watch_new(setup->loop, setup->file, changed, c, err);
	if (!c->watch) {
		free(c);
		return NULL;
	}
	c->quiet = loop_timer_new(setup->loop, settled, c);
	return c;
}

static void keys_free(struct editor_channel *c)
{
	if (!c)
		return;
	file_watch_free(c->watch);
	loop_timer_free(c->quiet);
	free(c);
}

static void keys_save(struct editor_channel *c, const char *command, editor_channel_fn *fn, void *context)
{
	keys_forget(c);
	c->fn = fn;
	c->context = context;
	type(c, command);
}

static void keys_command(struct editor_channel *c, const char *command)
{
	type(c, command);
}

/* A terminal is always there. */
static bool keys_reached(const struct editor_channel *c)
{
	(void)c;
	return true;
}

const struct editor_channel_ops editor_keys_ops = {
    .open = keys_open,
    .free = keys_free,
    .save = keys_save,
    .forget = keys_forget,
    .command = keys_command,
    .reached = keys_reached,
};
