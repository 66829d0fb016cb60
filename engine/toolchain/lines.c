#include "engine/toolchain/lines.h"

#include <string.h>

#include "engine/base/mem.h"

static size_t columns_behind(size_t column, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\t')
			column += 8 - column % 8;
		else if (((unsigned char)text[i] & 0xc0) != 0x80)
			column++;
	}
	return column;
}

size_t line_columns(const char *line, size_t len)
{
	return columns_behind(0, line, len);
}

static size_t line_length(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	return end ? (size_t)(end - text) : len;
}

bool lines_too_wide(const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t line = line_length(text + at, len - at);
		if (line_columns(text + at, line) > LINE_COLUMNS)
			return true;
		at += line + 1;
	}
	return false;
}

/* Appends the words of one line, each behind a blank or, where the line is full, behind a break and `lead`. */
static void put_words(struct buf *out, size_t column, const char *text, size_t len, const char *lead)
{
	bool begun = false;
	for (size_t at = 0; at < len;) {
		size_t blanks = 0;
		while (at + blanks < len && text[at + blanks] == ' ')
			blanks++;
		size_t word = 0;
		while (at + blanks + word < len && text[at + blanks + word] != ' ')
			word++;
		if (begun && word && columns_behind(column, text + at, blanks + word) > LINE_COLUMNS) {
			buf_putc(out, '\n');
			buf_puts(out, lead);
			column = line_columns(lead, strlen(lead));
			at += blanks;
			blanks = 0;
		}
		buf_put(out, text + at, blanks + word);
		column = columns_behind(column, text + at, blanks + word);
		at += blanks + word;
		begun = true;
	}
}

void lines_wrap(struct buf *out, size_t from, size_t blanks)
{
	if (from == out->len)
		return;
	AUTO_FREE char *lead = mem_format("%*s", (int)blanks, "");
	AUTO_FREE char *text = mem_dup_n(out->data + from, out->len - from);
	size_t len = out->len - from, start = from;
	while (start > 0 && out->data[start - 1] != '\n')
		start--;
	size_t column = line_columns(out->data + start, from - start);
	out->len = from;
	out->data[from] = '\0';
	for (size_t at = 0; at < len;) {
		size_t line = line_length(text + at, len - at);
		put_words(out, column, text + at, line, lead);
		column = 0;
		at += line;
		if (at < len)
			buf_putc(out, text[at++]);
	}
}

/* How many bytes of the line are blanks and a prefix; 0: none of them. */
static size_t prefix_length(const char *line, size_t len, const struct string_list *prefixes)
{
	size_t indent = 0;
	while (indent < len && (line[indent] == ' ' || line[indent] == '\t'))
		indent++;
	for (size_t i = 0; i < prefixes->count; i++) {
		/* A prefix may begin with blanks of its own: " * ". */
		const char *prefix = prefixes->items[i];
		size_t own = strspn(prefix, " "), rest = strlen(prefix) - own;
		if (rest && own <= indent && len - indent >= rest && memcmp(line + indent, prefix + own, rest) == 0)
			return indent + rest;
	}
	return 0;
}

void lines_wrap_prefixed(struct buf *text, const struct string_list *prefixes)
{
	if (!prefixes->count)
		return;
	struct buf out = {0};
	for (size_t at = 0; at < text->len;) {
		const char *line = text->data + at;
		size_t len = line_length(line, text->len - at), lead = prefix_length(line, len, prefixes);
		if (lead && line_columns(line, len) > LINE_COLUMNS) {
			AUTO_FREE char *again = mem_dup_n(line, lead);
			buf_put(&out, line, lead);
			put_words(&out, line_columns(line, lead), line + lead, len - lead, again);
		} else {
			buf_put(&out, line, len);
		}
		at += len;
		if (at < text->len)
			buf_putc(&out, text->data[at++]);
	}
	buf_release(text);
	*text = out;
}
