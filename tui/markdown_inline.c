#include "tui/markdown_inline.h"

#include <string.h>
#include <strings.h>

#include "engine/base/mem.h"
#include "tui/maths.h"

static struct flow_style style_now(const struct markdown_inline *in)
{
	struct flow_style style = {.role = in->base, .attributes = in->attributes};
	if (in->links || in->images)
		style.role = ROLE_LINK;
	else if (in->base != ROLE_HEADING && in->strong)
		style.role = ROLE_STRONG;
	else if (in->base != ROLE_HEADING && in->emphasis)
		style.role = ROLE_EMPHASIS;
	if (in->strong && style.role != ROLE_STRONG)
		style.attributes |= STYLE_BOLD;
	if (in->emphasis && style.role != ROLE_EMPHASIS)
		style.attributes |= STYLE_ITALIC;
	if (in->strike)
		style.attributes |= STYLE_STRIKE;
	return style;
}

static void settle_break(struct markdown_inline *in)
{
	if (in->break_due)
		flow_break(in->flow);
	in->break_due = false;
}

static void put(struct markdown_inline *in, struct flow_style style, const char *text, size_t len)
{
	if (in->break_due && len == 1 && *text == ' ')
		return;
	settle_break(in);
	flow_put(in->flow, style, text, len);
}

static struct flow_style short_kept(const struct markdown_inline *in, struct flow_style style, const char *text,
                                    size_t len)
{
	style.keep = len <= 4 * in->keep && text_width(text, len) <= in->keep;
	return style;
}

enum { DISPLAY_INDENT = 2 };

/* A drawn formula on rows of its own, each unbroken; false where it is too wide or not understood. */
static bool put_drawn(struct markdown_inline *in, struct flow_style style, const struct markdown_part *part)
{
	struct tile tile;
	if (in->sources || in->plain || !maths_render(part->text, part->len, true, &tile))
		return false;
	bool fits = tile.width + DISPLAY_INDENT <= in->columns;
	style.indent = DISPLAY_INDENT;
	style.keep = true;
	if (fits && in->flow->text.len)
		in->break_due = true;
	for (size_t i = 0; fits && i < tile.height; i++) {
		size_t len = tile.rows[i].len;
		while (len && tile.rows[i].data[len - 1] == ' ')
			len--;
		put(in, style, buf_text(&tile.rows[i]), len);
		in->break_due = true;
	}
	tile_release(&tile);
	return fits;
}

/* The same in one row, to be broken where the line is full. */
static bool put_in_line(struct markdown_inline *in, struct flow_style style, const struct markdown_part *part)
{
	struct tile tile;
	if (in->sources || !maths_render(part->text, part->len, false, &tile))
		return false;
	put(in, short_kept(in, style, tile_row(&tile), tile.rows[0].len), tile_row(&tile), tile.rows[0].len);
	tile_release(&tile);
	return true;
}

/* The source of a formula on lines of its own, two columns in. */
static void put_display(struct markdown_inline *in, struct flow_style style, const struct markdown_part *part)
{
	style.indent = DISPLAY_INDENT;
	for (size_t at = 0; at < part->len;) {
		const char *line = part->text + at;
		const char *end = memchr(line, '\n', part->len - at);
		size_t len = end ? (size_t)(end - line) : part->len - at;
		at += len + 1;
		for (; len && strchr(" \t", *line); len--)
			line++;
		while (len && strchr(" \t", line[len - 1]))
			len--;
		if (!len)
			continue;
		if (in->flow->text.len)
			in->break_due = true;
		put(in, style, line, len);
	}
	in->break_due = true;
}

static void put_formula(struct markdown_inline *in, const struct markdown_part *part)
{
	struct flow_style style = style_now(in);
	style.role = ROLE_EMPHASIS;
	if (part->formula->display) {
		struct flow_style indented = style;
		indented.indent = DISPLAY_INDENT;
		if (put_drawn(in, style, part))
			return;
		in->break_due = in->break_due || in->flow->text.len;
		if (!put_in_line(in, indented, part))
			put_display(in, style, part);
		in->break_due = true;
		return;
	}
	if (put_in_line(in, style, part))
		return;
	AUTO_BUF whole = {0};
	buf_puts(&whole, part->formula->open);
	buf_put(&whole, part->text, part->len);
	buf_puts(&whole, part->formula->close);
	put(in, short_kept(in, style, whole.data, whole.len), whole.data, whole.len);
}

/* Length of a bare address at the front of the text, without the punctuation behind it; 0: none. */
static size_t bare_address(const char *text, size_t len)
{
	static const char *const starts[] = {"https://", "http://", "www."};
	size_t start = 0, n, open = 0, closed = 0;
	for (size_t i = 0; i < COUNT_OF(starts) && !start; i++)
		if (len > strlen(starts[i]) && strncasecmp(text, starts[i], strlen(starts[i])) == 0)
			start = strlen(starts[i]);
	if (!start)
		return 0;
	for (n = start; n < len && (unsigned char)text[n] > ' ' && !strchr("<>\"|\x7f", text[n]); n++) {
		open += text[n] == '(';
		closed += text[n] == ')';
	}
	while (n > start && (strchr(".,;:!?'*_~", text[n - 1]) || (text[n - 1] == ')' && closed > open)))
		closed -= text[--n] == ')';
	return n > start ? n : 0;
}

static bool may_begin_address(const char *text, size_t at)
{
	return strchr("hHwW", text[at]) && (at == 0 || strchr(" \t\n(*_~\"'", text[at - 1]));
}

static void note_address(struct markdown_inline *in, const char *address, size_t len)
{
	if (!in->addresses || !len)
		return;
	/* An address without a scheme is one of the web. */
	AUTO_FREE char *whole = mem_format("%s%.*s", len > 4 && strncasecmp(address, "www.", 4) == 0 ? "https://" : "", (int)len, address);
	string_list_unite(in->addresses, whole);
}

static void put_plain(struct markdown_inline *in, const char *text, size_t len)
{
	struct flow_style style = style_now(in);
	struct markdown_inline linked = *in;
	linked.links++;
	size_t done = 0;
	for (size_t at = 0; at < len && style.role != ROLE_LINK; at++) {
		size_t n = may_begin_address(text, at) ? bare_address(text + at, len - at) : 0;
		if (!n)
			continue;
		put(in, style, text + done, at - done);
		put(in, style_now(&linked), text + at, n);
		note_address(in, text + at, n);
		done = at + n;
		at = done - 1;
	}
	put(in, style, text + done, len - done);
}

/* Text of the parser's, with what was kept from it. */
void markdown_put_text(struct markdown_inline *in, const char *text)
{
	size_t len = strlen(text);
	for (struct markdown_part part; markdown_source_next(in->source, &text, &len, &part);) {
		if (part.formula)
			put_formula(in, &part);
		else
			put_plain(in, part.text, part.len);
	}
}

/* The same, where formulas are nothing special: code, HTML, addresses. */
char *markdown_original(const struct markdown_source *source, const char *text)
{
	struct buf out = {0};
	size_t len = strlen(text);
	for (struct markdown_part part; markdown_source_next(source, &text, &len, &part);) {
		if (part.formula)
			buf_puts(&out, part.formula->open);
		buf_put(&out, part.text, part.len);
		if (part.formula)
			buf_puts(&out, part.formula->close);
	}
	return buf_steal(&out);
}

void markdown_put_code(struct markdown_inline *in, const char *text)
{
	AUTO_FREE char *code = markdown_original(in->source, text);
	struct flow_style style = style_now(in);
	if (style.role == ROLE_STRONG)
		style.attributes |= STYLE_BOLD;
	if (style.role == ROLE_EMPHASIS)
		style.attributes |= STYLE_ITALIC;
	style.role = ROLE_CODE;
	put(in, short_kept(in, style, code, strlen(code)), code, strlen(code));
}

void markdown_put_space(struct markdown_inline *in)
{
	put(in, style_now(in), " ", 1);
}

/* Due only: a break at the end of a paragraph shows nothing. */
void markdown_put_break(struct markdown_inline *in)
{
	settle_break(in);
	in->break_due = true;
}

void markdown_put_html(struct markdown_inline *in, const char *text)
{
	if (strcasecmp(text, "<br>") == 0 || strcasecmp(text, "<br/>") == 0 || strcasecmp(text, "<br />") == 0) {
		markdown_put_break(in);
		return;
	}
	AUTO_FREE char *html = markdown_original(in->source, text);
	struct flow_style style = style_now(in);
	style.role = ROLE_DIM;
	put(in, style, html, strlen(html));
}

void markdown_begin_link(struct markdown_inline *in)
{
	if (!in->links++)
		in->link_start = in->flow->text.len + in->break_due;
}

/* Does the link's text say its address already? */
static bool says_address(const char *shown, size_t len, const char *address)
{
	static const char *const schemes[] = {"", "mailto:", "https://", "http://"};
	for (size_t i = 0; i < COUNT_OF(schemes); i++) {
		size_t n = strlen(schemes[i]);
		if (strncmp(address, schemes[i], n) == 0 && strlen(address) - n == len &&
		    memcmp(address + n, shown, len) == 0)
			return true;
	}
	return false;
}

void markdown_end_link(struct markdown_inline *in, const char *url)
{
	const struct buf *text = &in->flow->text;
	if (--in->links || in->images)
		return;
	AUTO_FREE char *typed = markdown_original(in->source, url);
	AUTO_FREE char *address = text_escaped(typed, TEXT_ONE_LINE);
	note_address(in, typed, strlen(typed));
	size_t start = in->link_start < text->len ? in->link_start : text->len;
	if (!*address || (text->len > start && says_address(text->data + start, text->len - start, address)))
		return;
	struct flow_style dim = {.role = ROLE_DIM};
	AUTO_FREE char *behind = text->len > start ? mem_format(" (%s)", address) : mem_dup(address);
	put(in, dim, behind, strlen(behind));
}

void markdown_begin_image(struct markdown_inline *in)
{
	if (in->images++)
		return;
	put(in, style_now(in), "[image: ", strlen("[image: "));
	in->image_start = in->flow->text.len;
}

void markdown_end_image(struct markdown_inline *in, const char *url)
{
	if (in->images > 1) {
		in->images--;
		return;
	}
	if (in->flow->text.len == in->image_start) {
		AUTO_FREE char *typed = markdown_original(in->source, url);
		put(in, style_now(in), typed, strlen(typed));
	}
	put(in, style_now(in), "]", 1);
	in->images--;
}
