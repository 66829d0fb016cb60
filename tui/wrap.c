#include "tui/wrap.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"

#define TAB_COLUMNS 4

/* Safe to show, one '\n' a line, no tab, no blank lines at the end. */
static char *prepared(const char *text)
{
	AUTO_BUF safe = {0};
	text_escape(&safe, text, strlen(text), TEXT_LINES);
	struct buf out = {0};
	size_t column = 0;
	for (size_t i = 0; i < safe.len; i++) {
		char c = safe.data[i];
		if (c == '\t') {
			do
				buf_putc(&out, ' ');
			while (++column % TAB_COLUMNS);
			continue;
		}
		buf_putc(&out, c);
		column = c == '\n' ? 0 : column + ((c & 0xc0) != 0x80);
	}
	while (out.len && (out.data[out.len - 1] == '\n' || out.data[out.len - 1] == ' '))
		out.data[--out.len] = '\0';
	return buf_steal(&out);
}

/* How many bytes of s[0..len) make the next line; *skip is what is dropped behind it (a space). */
static size_t next_piece(const char *s, size_t len, size_t room, size_t *skip)
{
	size_t used;
	size_t fits = text_fit(s, len, room, &used);
	*skip = 0;
	if (fits == len)
		return fits;
	if (s[fits] == ' ') {
		*skip = 1;
		return fits;
	}
	for (size_t i = fits; i > fits / 2; i--)
		if (s[i - 1] == ' ') {
			*skip = 1;
			return i - 1;
		}
	if (fits)
		return fits;
	uint32_t code; /* a character wider than the room: it is drawn cut */
	size_t n = utf8_decode(s, len, &code);
	return n ? n : 1;
}

static void put_indent(struct lines *out, size_t indent)
{
	for (size_t i = 0; i < indent; i++)
		lines_add(out, ROLE_TEXT, 0, " ", 1);
}

static size_t count_lines(const char *s)
{
	size_t n = *s != '\0';
	for (; *s; s++)
		n += *s == '\n';
	return n;
}

static size_t count_characters(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

static void put_left_out(struct lines *out, const char *rest, size_t width, size_t indent)
{
	size_t lines = count_lines(rest), used;
	AUTO_FREE char *text = lines > 1 ? mem_format("… %zu more lines", lines)
	                                 : mem_format("… %zu more characters", count_characters(rest));
	lines_begin(out);
	put_indent(out, indent);
	lines_add(out, ROLE_DIM, 0, text, text_fit(text, strlen(text), width - indent, &used));
}

void wrap_text(struct lines *out, enum role role, const char *text, size_t width, struct wrap_limits limits)
{
	AUTO_FREE char *all = prepared(text);
	bool first = true;
	size_t made = 0;
	const char *s = all;
	if (width < 4)
		width = 4;
	size_t indent = limits.indent < width - 2 ? limits.indent : 0;
	do {
		if (limits.most && made == limits.most) {
			put_left_out(out, s, width, indent);
			return;
		}
		size_t taken = indent;
		if (first && limits.go_on && out->count) {
			taken = line_text_width(&out->items[out->count - 1]);
			taken = taken < width ? taken : width - 1;
		} else {
			lines_begin(out);
			if (!first || limits.go_on)
				put_indent(out, indent);
			else
				taken = 0;
		}
		size_t line_len = strcspn(s, "\n"), skip;
		size_t n = next_piece(s, line_len, width - taken, &skip);
		lines_add(out, role, 0, s, n);
		s += n + skip;
		if (*s == '\n')
			s++;
		first = false;
		made++;
	} while (*s);
}
