/* Lines from standard input, and the sentences that answer them. */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/linear.h"
#include "engine/base/mem.h"

/* ---- waiting */

static void on_readable(int fd, int what, void *context)
{
	(void)fd;
	(void)what;
	*(bool *)context = true;
}

/* What goes on behind the prompt (warm hosts, compilers) goes on until there is something to read.  Files and devices that are
 * always readable cannot be watched and need not be. */
static bool wait_for_input(struct linear *linear)
{
	struct pollfd now = {.fd = STDIN_FILENO, .events = POLLIN};
	bool readable = poll(&now, 1, 0) != 0;
	if (readable)
		return true;
	struct loop_watch *watch = loop_watch_new(linear->session->loop, STDIN_FILENO, LOOP_READ, on_readable, &readable);
	while (!readable && !linear->stopped && !linear->ended)
		loop_turn(linear->session->loop, true);
	loop_watch_free(watch);
	return readable;
}

/* ---- lines */

/* One byte at a time, as shells read: what follows belongs to an editor that may be started next.  -1: none. */
static int read_byte(struct linear *linear, struct err *err)
{
	while (wait_for_input(linear)) {
		unsigned char byte;
		ssize_t n = read(STDIN_FILENO, &byte, 1);
		if (n == 1)
			return byte;
		if (n == 0)
			break;
		if (errno != EINTR) {
			err_sys(err, "reading standard input");
			break;
		}
	}
	return -1;
}

static bool check_line(const struct buf *line, struct err *err)
{
	size_t bad;
	if (line->len > LINEAR_LINE_MAX)
		return err_set(err, ERR_INPUT, "a line of more than %d bytes was left out", LINEAR_LINE_MAX);
	if (line->len && memchr(line->data, '\0', line->len))
		return err_set(err, ERR_INPUT, "a line that holds a NUL byte was left out");
	if (line->len && !utf8_valid(line->data, line->len, &bad))
		return err_set(err, ERR_INPUT, "a line that is not UTF-8 at byte %zu was left out", bad);
	return true;
}

bool linear_read(struct linear *linear, const char *prompt, struct buf *line, struct err *err)
{
	AUTO_BUF out = {0};
	put_text(&out, prompt);
	print(&out);
	buf_clear(line);
	*err = (struct err){0};
	linear->stopped = false;
	int byte;
	bool any = false;
	while ((byte = read_byte(linear, err)) >= 0 && byte != '\n') {
		any = true;
		if (line->len <= LINEAR_LINE_MAX) /* one more than may be tells that it is too long */
			buf_putc(line, (char)byte);
	}
	if (byte < 0 && (!any || linear->stopped || linear->ended)) {
		linear->ended = !linear->stopped;
		buf_putc(&out, '\n'); /* the prompt's line */
		print(&out);
		if (err->kind != ERR_NONE)
			complain(err);
		*err = (struct err){0};
		return false;
	}
	if (line->len && line->data[line->len - 1] == '\r')
		line->data[--line->len] = '\0';
	return check_line(line, err);
}

/* A line of dots has one more than is meant: a single one ends the text. */
static const char *without_dot(const char *line)
{
	return line[0] == '.' && strspn(line, ".") == strlen(line) ? line + 1 : line;
}

bool linear_read_text(struct linear *linear, size_t max, struct buf *text)
{
	struct err problem = {0}; /* the first one */
	AUTO_BUF line = {0};
	linear_say("Type the lines, then a line with a dot alone. A line of dots needs one dot more.");
	for (;;) {
		struct err err;
		if (linear_read(linear, ". ", &line, &err)) {
			if (strcmp(buf_text(&line), ".") == 0)
				break;
			if (text->len + line.len + 1 <= max) {
				buf_puts(text, without_dot(buf_text(&line)));
				buf_putc(text, '\n');
				continue;
			}
			err_set(&err, ERR_INPUT, "the text is longer than %zu KB", max >> 10);
		}
		if (linear->ended || linear->stopped)
			err_set(&err, ERR_INPUT, "the text ended without its dot");
		if (problem.kind == ERR_NONE)
			problem = err;
		if (linear->ended || linear->stopped)
			break;
	}
	if (problem.kind == ERR_NONE)
		return true;
	err_prefix(&problem, "nothing was changed");
	complain(&problem);
	return false;
}

bool linear_confirm(struct linear *linear, const char *what)
{
	AUTO_BUF line = {0};
	struct err err;
	linear_say("%s Type yes to go on, anything else to leave it.", what);
	bool yes = linear_read(linear, "yes? ", &line, &err) && strcasecmp(buf_text(&line), "yes") == 0;
	if (!yes)
		linear_say("Left as it is.");
	return yes;
}

bool linear_number(const char *word, const char *what, size_t max, size_t *out)
{
	char *end;
	errno = 0;
	unsigned long number = strtoul(word, &end, 10);
	if (strspn(word, "0123456789") == strlen(word) && *word && !errno && number >= 1 && number <= max) {
		*out = number;
		return true;
	}
	if (max)
		complain_of(STATUS_INPUT, "%s is a number from 1 to %zu, not \"%s\"", what, max, word);
	else
		complain_of(STATUS_INPUT, "there is no %s", what);
	return false;
}

/* ---- sentences */

void linear_say(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	AUTO_FREE char *text = mem_vformat(format, args);
	va_end(args);
	AUTO_BUF out = {0};
	put_text(&out, text);
	buf_putc(&out, '\n');
	print(&out);
}

char *linear_count(size_t count, const char *noun)
{
	return mem_format("%zu %s%s", count, noun, count == 1 ? "" : "s");
}
