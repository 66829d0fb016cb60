#include "tui/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/flow.h"
#include "tui/highlight.h"
#include "tui/markdown_inline.h"
#include "tui/markdown_source.h"
#include "tui/markdown_table.h"

enum {
	KEEP_COLUMNS = 40, /* code and formulas up to this width (or half a line) are not broken at their spaces */
	TAB_COLUMNS = 4,
	CODE_MARGIN = 2,
	LINKS_WIDTH = 200, /* where links alone are wanted: any would do */
	PLAIN_COLUMNS = 1 << 24, /* wider than any text: no line is broken */
};

/* A container that the present block stands in: what it puts before each line. */
struct frame {
	char first[48]; /* before the first line: bullet, number, box */
	bool first_due;
	bool quote;     /* a bar before every line, else blanks */
	size_t width;   /* columns of either */
	bool flat;      /* no room for it: nothing is put before lines */
};

struct list {
	bool ordered;
	char delimiter;
	int next;   /* number */
	int digits; /* of the widest number */
	size_t bullet;
};

struct renderer {
	struct lines *out;
	size_t out_start, width;
	unsigned options;
	bool full; /* the limit on lines was reached */
	struct markdown_source source;
	struct frame *frames;
	size_t frame_count, frame_capacity;
	struct list *lists;
	size_t list_count, list_capacity;
	size_t indent; /* sum of the frames' widths */
	size_t quotes;
	struct buf lead; /* bullets of items that had no room for a frame, for the next block */
	struct flow flow;
	struct flow_lines filled;
	struct highlight highlight;
	struct string_list *addresses; /* see struct markdown_inline */
};

/* ---- lines and their margins */

static bool is_plain(const struct renderer *r)
{
	return r->options & MARKDOWN_PLAIN;
}

static size_t room(const struct renderer *r)
{
	return r->width - r->indent;
}

/* Columns that the text keeps, however deep it stands. */
static size_t least_room(const struct renderer *r)
{
	size_t third = r->width / 3;
	return third < 6 ? 6 : third > 20 ? 20 : third;
}

static void put_margin(struct renderer *r, struct frame *frame)
{
	static const char blanks[] = "                                                ";
	if (frame->flat)
		return;
	if (frame->quote) {
		lines_add(r->out, ROLE_QUOTE, 0, "│ ", strlen("│ "));
	} else if (frame->first_due) {
		lines_add(r->out, ROLE_BULLET, 0, frame->first, strlen(frame->first));
		frame->first_due = false;
	} else {
		lines_add(r->out, ROLE_TEXT, 0, blanks, frame->width);
	}
}

/* False, and no line, where the limit is reached. */
static bool begin_line(struct renderer *r)
{
	if (r->out->count - r->out_start >= MARKDOWN_LINES_MAX)
		r->full = true;
	if (r->full)
		return false;
	lines_begin(r->out);
	for (size_t i = 0; i < r->frame_count; i++)
		put_margin(r, &r->frames[i]);
	return true;
}

static bool begin_table_line(void *context)
{
	return begin_line(context);
}

/* Between two blocks: the bars go on, nothing else does, and no blank ends the line. */
static void blank_line(struct renderer *r)
{
	if (r->out->count - r->out_start >= MARKDOWN_LINES_MAX)
		return;
	size_t last = r->frame_count;
	while (last && !(r->frames[last - 1].quote && !r->frames[last - 1].flat))
		last--;
	lines_begin(r->out);
	for (size_t i = 0; i + 1 < last; i++)
		put_margin(r, &r->frames[i]);
	if (last)
		lines_add(r->out, ROLE_QUOTE, 0, "│", strlen("│"));
}

static void push_frame(struct renderer *r, struct frame frame)
{
	frame.flat = r->frame_count >= MARKDOWN_DEPTH_MAX || room(r) < frame.width + least_room(r);
	if (frame.flat) {
		if (frame.first_due)
			buf_puts(&r->lead, frame.first);
		frame.width = 0;
		frame.first_due = false;
	}
	r->indent += frame.width;
	r->quotes += frame.quote;
	MEM_ROOM(r->frames, r->frame_count, r->frame_capacity);
	r->frames[r->frame_count++] = frame;
}

/* The bullet of an item that is empty, or whose first block is no text, gets a line of its own. */
static void put_lead(struct renderer *r)
{
	if (!r->lead.len)
		return;
	if (begin_line(r)) {
		size_t n = text_fit(r->lead.data, r->lead.len, room(r), NULL);
		lines_add(r->out, ROLE_BULLET, 0, r->lead.data, n);
	}
	buf_clear(&r->lead);
}

static void pop_frame(struct renderer *r)
{
	struct frame *frame = &r->frames[r->frame_count - 1];
	if (frame->first_due)
		begin_line(r);
	put_lead(r);
	r->indent -= frame->width;
	r->quotes -= frame->quote;
	r->frame_count--;
}

/* ---- inline content */

static void toggle(struct markdown_inline *in, cmark_node *node, bool enter)
{
	unsigned step = enter ? 1U : -1U;
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_EMPH:
		in->emphasis += step;
		return;
	case CMARK_NODE_STRONG:
		in->strong += step;
		return;
	case CMARK_NODE_LINK:
		if (enter)
			markdown_begin_link(in);
		else
			markdown_end_link(in, cmark_node_get_url(node));
		return;
	case CMARK_NODE_IMAGE:
		if (enter)
			markdown_begin_image(in);
		else
			markdown_end_image(in, cmark_node_get_url(node));
		return;
	default:
		if (strcmp(cmark_node_get_type_string(node), "strikethrough") == 0)
			in->strike += step;
	}
}

static void put_inline(struct markdown_inline *in, cmark_node *node, bool enter)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
		markdown_put_text(in, cmark_node_get_literal(node));
		return;
	case CMARK_NODE_CODE:
		markdown_put_code(in, cmark_node_get_literal(node));
		return;
	case CMARK_NODE_HTML_INLINE:
		markdown_put_html(in, cmark_node_get_literal(node));
		return;
	case CMARK_NODE_SOFTBREAK:
		markdown_put_space(in);
		return;
	case CMARK_NODE_LINEBREAK:
		markdown_put_break(in);
		return;
	default:
		toggle(in, node, enter);
	}
}

/* The whole inline content of a block, into an empty flow. */
static void collect(struct renderer *r, cmark_node *block, enum role base, unsigned attributes, struct flow *flow)
{
	struct markdown_inline in = {.source = &r->source, .flow = flow, .base = base, .attributes = attributes};
	in.keep = r->width / 2 < KEEP_COLUMNS ? r->width / 2 : KEEP_COLUMNS;
	in.columns = room(r);
	in.sources = r->options & MARKDOWN_FORMULA_SOURCES;
	in.addresses = r->addresses;
	in.plain = is_plain(r);
	cmark_iter *iter = cmark_iter_new(block);
	cmark_event_type event;
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		if (node != block)
			put_inline(&in, node, event == CMARK_EVENT_ENTER);
	}
	cmark_iter_free(iter);
}

/* ---- blocks */

/* Fills r->flow; returns the width of the widest line. */
static size_t show_flow(struct renderer *r)
{
	size_t widest = 0;
	r->filled.count = 0;
	flow_fill(&r->flow, room(r), &r->filled);
	for (size_t i = 0; i < r->filled.count && begin_line(r); i++) {
		flow_show(&r->flow, &r->filled.items[i], r->out);
		widest = r->filled.items[i].width > widest ? r->filled.items[i].width : widest;
	}
	return widest;
}

static void begin_flow(struct renderer *r)
{
	flow_clear(&r->flow);
	if (r->lead.len) {
		struct flow_style style = {.role = ROLE_BULLET};
		flow_put(&r->flow, style, r->lead.data, r->lead.len);
		buf_clear(&r->lead);
	}
}

static void put_repeated(struct renderer *r, enum role role, const char *text, size_t times)
{
	AUTO_BUF buf = {0};
	for (size_t i = 0; i < times; i++)
		buf_puts(&buf, text);
	lines_add(r->out, role, 0, buf_text(&buf), buf.len);
}

static void show_paragraph(struct renderer *r, cmark_node *node)
{
	begin_flow(r);
	collect(r, node, r->quotes ? ROLE_QUOTE : ROLE_TEXT, 0, &r->flow);
	show_flow(r);
}

static void show_heading(struct renderer *r, cmark_node *node)
{
	static const unsigned looks[] = {
	    0, STYLE_BOLD, STYLE_BOLD, STYLE_UNDERLINE, STYLE_ITALIC, STYLE_ITALIC, STYLE_ITALIC};
	int level = cmark_node_get_heading_level(node);
	begin_flow(r);
	collect(r, node, ROLE_HEADING, looks[level], &r->flow);
	size_t width = show_flow(r);
	if (level == 1 && width && !is_plain(r) && begin_line(r))
		put_repeated(r, ROLE_RULE, "━", width);
}

static void show_rule(struct renderer *r)
{
	put_lead(r);
	if (!is_plain(r) && begin_line(r))
		put_repeated(r, ROLE_RULE, "─", room(r));
}

/* One line of code: safe, its tabs widened. */
static void code_line(struct buf *out, const char *text, size_t len)
{
	size_t column = 0;
	for (size_t at = 0; at < len;) {
		const char *tab = memchr(text + at, '\t', len - at);
		size_t n = tab ? (size_t)(tab - text) - at : len - at;
		size_t start = out->len;
		text_escape(out, text + at, n, TEXT_ONE_LINE);
		column += out->len > start ? text_width(out->data + start, out->len - start) : 0;
		at += n;
		if (tab) {
			size_t blanks = TAB_COLUMNS - column % TAB_COLUMNS;
			buf_put(out, "        ", blanks);
			column += blanks;
			at++;
		}
	}
}

/* How much of text[0..len) goes on one line: up to a space or a comma, else a bracket, where that costs no more
 * than a third of it. */
static size_t fit_code(const char *text, size_t len, size_t width)
{
	static const char *const places[] = {" ,", ";([{/"};
	size_t fits = text_fit(text, len, width, NULL);
	if (fits == len || text[fits] == ' ')
		return fits;
	for (size_t i = 0; i < COUNT_OF(places); i++)
		for (size_t n = fits; n > fits - fits / 3; n--)
			if (strchr(places[i], text[n - 1]))
				return n;
	return fits;
}

/* Bytes [from, to) of the line that was highlighted last. */
static void put_code(struct renderer *r, const char *text, size_t from, size_t to)
{
	for (size_t i = 0; i < r->highlight.count && from < to; i++) {
		const struct highlight_piece *piece = &r->highlight.pieces[i];
		size_t end = piece->end < to ? piece->end : to;
		if (end > from) {
			lines_add(r->out, piece->role, 0, text + from, end - from);
			from = end;
		}
	}
}

/* Shows it in as many lines as it takes; those that go on begin below the first one's text. */
static void show_code_line(struct renderer *r, const struct buf *line)
{
	const char *text = buf_text(line);
	if (is_plain(r)) {
		if (begin_line(r) && line->len)
			lines_printf(r->out, ROLE_CODE_BLOCK, "%*s%s", CODE_MARGIN, "", text);
		return;
	}
	size_t width = room(r) - CODE_MARGIN, indent = strspn(text, " "), at = 0;
	if (indent > width / 3)
		indent = width / 3;
	highlight_line(&r->highlight, text, line->len);
	do {
		if (!begin_line(r))
			return;
		size_t taken = at ? indent : 0;
		size_t n = fit_code(text + at, line->len - at, width - taken);
		put_repeated(r, ROLE_CODE_BLOCK, " ", at ? indent : CODE_MARGIN);
		if (at)
			lines_add(r->out, ROLE_CODE_BLOCK, STYLE_DIM, "↪ ", strlen("↪ "));
		put_code(r, text, at, at + n);
		taken += text_width(text + at, n);
		put_repeated(r, ROLE_CODE_BLOCK, " ", width - taken);
		at += n + (text[n + at] == ' '); /* that one stands behind the edge */
	} while (at < line->len);
}

static void show_code_block(struct renderer *r, cmark_node *node)
{
	AUTO_FREE char *code = markdown_original(&r->source, cmark_node_get_literal(node));
	AUTO_BUF line = {0};
	size_t len = strlen(code), at = 0;
	AUTO_FREE char *named = markdown_original(&r->source, cmark_node_get_fence_info(node));
	char *word = named + strspn(named, "{."); /* "{.python}", as pandoc has it */
	word[strcspn(word, " \t{},:")] = '\0';
	r->highlight.language = highlight_language(word);
	r->highlight.until = NULL;
	put_lead(r);
	len -= len && code[len - 1] == '\n';
	do {
		const char *end = memchr(code + at, '\n', len - at);
		size_t n = end ? (size_t)(end - code) - at : len - at;
		buf_clear(&line);
		code_line(&line, code + at, n);
		show_code_line(r, &line);
		at += n + 1;
	} while (at <= len && !r->full);
}

static void show_html_block(struct renderer *r, cmark_node *node)
{
	AUTO_FREE char *html = markdown_original(&r->source, cmark_node_get_literal(node));
	struct flow_style style = {.role = ROLE_DIM};
	begin_flow(r);
	for (char *line = html; *line;) {
		size_t n = strcspn(line, "\n");
		flow_put(&r->flow, style, line, n);
		line += n + (line[n] == '\n');
		if (*line)
			flow_break(&r->flow);
	}
	show_flow(r);
}

static enum markdown_align align_of(uint8_t letter)
{
	return letter == 'r' ? MARKDOWN_RIGHT : letter == 'c' ? MARKDOWN_CENTRE : MARKDOWN_LEFT;
}

/* Appends to the last line. */
static void put_plain_cell(struct renderer *r, const struct flow *cell)
{
	r->filled.count = 0;
	flow_fill(cell, room(r), &r->filled);
	for (size_t i = 0; i < r->filled.count; i++) {
		if (i)
			lines_add(r->out, ROLE_TEXT, 0, " ", 1);
		flow_show(cell, &r->filled.items[i], r->out);
	}
}

/* "Row 1: header: cell; header: cell" */
static void show_plain_rows(struct renderer *r, const struct markdown_table *table)
{
	size_t columns = table->columns, rows = columns ? table->count / columns : 0;
	for (size_t row = rows > 1; row < rows && begin_line(r); row++) {
		if (row)
			lines_printf(r->out, ROLE_TABLE, "Row %zu: ", row);
		else
			lines_add(r->out, ROLE_TABLE, 0, "Columns: ", strlen("Columns: "));
		for (size_t column = 0; column < columns; column++) {
			const struct flow *header = &table->cells[column];
			if (column)
				lines_add(r->out, ROLE_TABLE, 0, "; ", 2);
			put_plain_cell(r, header);
			if (row && header->count)
				lines_add(r->out, ROLE_TABLE, 0, ": ", 2);
			if (row)
				put_plain_cell(r, &table->cells[row * columns + column]);
		}
	}
}

static void show_table(struct renderer *r, cmark_node *node)
{
	struct markdown_table table = {.wide = r->options & MARKDOWN_WIDE_TABLES};
	put_lead(r);
	markdown_table_set_columns(&table, cmark_gfm_extensions_get_table_columns(node));
	const uint8_t *letters = cmark_gfm_extensions_get_table_alignments(node);
	for (size_t i = 0; i < table.columns; i++)
		table.aligns[i] = align_of(letters[i]);
	for (cmark_node *row = cmark_node_first_child(node); row; row = cmark_node_next(row)) {
		bool header = cmark_gfm_extensions_get_table_row_is_header(row);
		cmark_node *cell = cmark_node_first_child(row);
		for (size_t i = 0; i < table.columns; i++) {
			struct flow *flow = markdown_table_add_cell(&table);
			if (cell)
				collect(r, cell, ROLE_TEXT, header ? STYLE_BOLD : 0, flow);
			cell = cell ? cmark_node_next(cell) : NULL;
		}
	}
	if (is_plain(r))
		show_plain_rows(r, &table);
	else
		markdown_table_show(&table, room(r), r->out, begin_table_line, r);
	markdown_table_release(&table);
}

/* ---- lists and quotes */

static int digits_of(int number)
{
	char text[16];
	return snprintf(text, sizeof text, "%d", number);
}

static void begin_list(struct renderer *r, cmark_node *node)
{
	struct list list = {.ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST};
	if (list.ordered) {
		int last = list.next = cmark_node_get_list_start(node);
		for (cmark_node *item = cmark_node_first_child(node); item; item = cmark_node_next(item))
			last++;
		list.digits = digits_of(last - 1);
		list.delimiter = cmark_node_get_list_delim(node) == CMARK_PAREN_DELIM ? ')' : '.';
	} else {
		for (size_t i = 0; i < r->list_count; i++)
			list.bullet += !r->lists[i].ordered;
	}
	MEM_ROOM(r->lists, r->list_count, r->list_capacity);
	r->lists[r->list_count++] = list;
}

static void begin_item(struct renderer *r, cmark_node *node)
{
	static const char *const bullets[] = {"•", "◦", "▪"};
	struct frame frame = {.first_due = true};
	struct list *list = &r->lists[r->list_count - 1];
	bool task = strcmp(cmark_node_get_type_string(node), "tasklist") == 0;
	bool done = task && cmark_gfm_extensions_get_tasklist_item_checked(node);
	const char *box = !task ? "" : is_plain(r) ? (done ? "done: " : "to do: ") : done ? "☑ " : "☐ ";
	if (list->ordered)
		snprintf(frame.first, sizeof frame.first, "%*d%c %s", list->digits, list->next++, list->delimiter, box);
	else
		snprintf(frame.first, sizeof frame.first, "%s", task ? box : "");
	if (!frame.first[0])
		snprintf(frame.first, sizeof frame.first, "%s ", is_plain(r) ? "-" : bullets[list->bullet % COUNT_OF(bullets)]);
	frame.width = text_width(frame.first, strlen(frame.first));
	push_frame(r, frame);
}

/* Is a blank line wanted before this block?  Not at the start of what it stands in, nor in tight lists. */
static bool stands_apart(cmark_node *node)
{
	cmark_node *parent = cmark_node_parent(node);
	if (!cmark_node_previous(node) || !parent)
		return false;
	if (cmark_node_get_type(parent) == CMARK_NODE_LIST)
		return !cmark_node_get_list_tight(parent);
	if (cmark_node_get_type(parent) == CMARK_NODE_ITEM)
		return !cmark_node_get_list_tight(cmark_node_parent(parent));
	return true;
}

/* True where the block is shown whole, and the walk goes on behind it. */
static bool show_leaf(struct renderer *r, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		show_paragraph(r, node);
		return true;
	case CMARK_NODE_HEADING:
		show_heading(r, node);
		return true;
	case CMARK_NODE_THEMATIC_BREAK:
		show_rule(r);
		return true;
	case CMARK_NODE_CODE_BLOCK:
		show_code_block(r, node);
		return true;
	case CMARK_NODE_HTML_BLOCK:
		show_html_block(r, node);
		return true;
	default:
		if (strcmp(cmark_node_get_type_string(node), "table") != 0)
			return false;
		show_table(r, node);
		return true;
	}
}

static void walk_container(struct renderer *r, cmark_node *node, bool enter)
{
	cmark_node_type type = cmark_node_get_type(node);
	if (type == CMARK_NODE_LIST && enter) {
		begin_list(r, node);
	} else if (type == CMARK_NODE_LIST) {
		r->list_count--;
	} else if (type == CMARK_NODE_ITEM && enter) {
		begin_item(r, node);
	} else if (type == CMARK_NODE_BLOCK_QUOTE && enter) {
		push_frame(r, is_plain(r) ? (struct frame){.first = "Quote: ", .first_due = true, .width = 2}
		                          : (struct frame){.quote = true, .width = 2});
	} else if (type == CMARK_NODE_ITEM || type == CMARK_NODE_BLOCK_QUOTE) {
		pop_frame(r);
	}
}

static void walk(struct renderer *r, cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;
	while (!r->full && (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		bool enter = event == CMARK_EVENT_ENTER;
		if (enter && stands_apart(node))
			blank_line(r);
		if (!enter || !show_leaf(r, node))
			walk_container(r, node, enter);
		else if (cmark_node_first_child(node))
			cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
	}
	cmark_iter_free(iter);
}

static cmark_node *parse(const struct buf *text)
{
	static const char *const extensions[] = {"table", "strikethrough", "tasklist"};
	cmark_gfm_core_extensions_ensure_registered();
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE);
	for (size_t i = 0; i < COUNT_OF(extensions); i++)
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, buf_text(text), text->len);
	cmark_node *root = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	/* The parser leaves a text in pieces where it saw what might have been markup. */
	cmark_consolidate_text_nodes(root);
	return root;
}

static void renderer_release(struct renderer *r)
{
	markdown_source_release(&r->source);
	free(r->frames);
	free(r->lists);
	buf_release(&r->lead);
	flow_release(&r->flow);
	flow_lines_release(&r->filled);
	highlight_release(&r->highlight);
}

static void render(const char *text, size_t len, size_t width, unsigned options, struct lines *out,
                   struct string_list *addresses)
{
	struct renderer r = {.out = out, .out_start = out->count, .options = options, .addresses = addresses};
	bool cut = len > MARKDOWN_INPUT_MAX;
	r.width = is_plain(&r) ? PLAIN_COLUMNS : width < MARKDOWN_WIDTH_MIN ? MARKDOWN_WIDTH_MIN : width;
	markdown_source_prepare(&r.source, text, cut ? MARKDOWN_INPUT_MAX : len);
	cmark_node *root = parse(&r.source.text);
	walk(&r, root);
	cmark_node_free(root);
	if (cut || r.full) {
		lines_begin(out);
		lines_printf(out, ROLE_WARN, "… the text is too long to be shown whole");
	}
	renderer_release(&r);
}

void markdown_render(const char *text, size_t len, size_t width, unsigned options, struct lines *out)
{
	render(text, len, width, options, out, NULL);
}

void markdown_links(const char *text, size_t len, struct string_list *out)
{
	struct lines lines = {0};
	render(text, len, LINKS_WIDTH, MARKDOWN_FORMULA_SOURCES, &lines, out);
	lines_release(&lines);
}
