/* What keys do in the statement's pane: search, examples, scrolling. */
#include <string.h>
#include <strings.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/statement_internal.h"

/* ---- searching */

static void line_text(const struct line *line, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < line->count; i++)
		buf_puts(out, line->spans[i].text);
}

/* The next line that holds what was typed, from the one found last or the place; once around. */
static void search(struct statement *statement, bool back, size_t rows)
{
	AUTO_BUF text = {0};
	size_t count = statement->lines.count, top = statement->pager.top;
	size_t from = statement->found != SIZE_MAX ? statement->found : back ? top : top + count - 1;
	statement->missed = statement->search[0] != '\0';
	for (size_t i = 1; statement->search[0] && i <= count; i++) {
		size_t line = (from + (back ? count - i : i)) % count;
		line_text(&statement->lines.items[line], &text);
		if (!search_find(buf_text(&text), statement->search))
			continue;
		statement->missed = false;
		statement->found = line;
		pager_show(&statement->pager, line, count, rows);
		return;
	}
}

void statement_begin_search(struct statement *statement)
{
	statement->typing = true;
	statement->missed = false;
	statement->search[0] = '\0';
	statement->found = SIZE_MAX;
}

static void typed_key(struct statement *statement, const struct key *key, size_t rows)
{
	enum search_answer answer = search_key(statement->search, key);
	statement->typing = answer == SEARCH_GOES_ON;
	if (answer == SEARCH_TAKEN)
		search(statement, false, rows);
}

/* ---- examples */

static bool is_code(const struct line *line)
{
	for (size_t i = 0; i < line->count; i++)
		if (line->spans[i].role >= ROLE_CODE_BLOCK && line->spans[i].role <= ROLE_CODE_COMMENT)
			return true;
	return false;
}

static bool is_heading(const struct line *line)
{
	return line->count && line->spans[0].role == ROLE_HEADING;
}

/* A heading, or strong words at the beginning of a line, "Example 1"; "Examples" stands above several. */
static bool names_example(const struct line *line, bool *several)
{
	static const char word[] = "example";
	if (!line->count || (line->spans[0].role != ROLE_HEADING && line->spans[0].role != ROLE_STRONG))
		return false;
	const char *text = line->spans[0].text;
	if (strncasecmp(text, word, sizeof word - 1) != 0)
		return false;
	*several = strncasecmp(text + sizeof word - 1, "s", 1) == 0;
	return true;
}

static bool within_examples(const struct lines *lines, size_t line)
{
	bool several = false;
	while (line > 0 && !is_heading(&lines->items[line]))
		line--;
	return names_example(&lines->items[line], &several) && several;
}

/* An example is a code block below "Examples", or what is called "Example 1". */
static bool begins_example(const struct lines *lines, size_t line)
{
	const struct line *here = &lines->items[line];
	bool several = false;
	if (names_example(here, &several))
		return !several;
	return is_code(here) && (line == 0 || !is_code(&lines->items[line - 1])) && within_examples(lines, line);
}

bool statement_example(struct statement *statement, bool back, size_t rows)
{
	size_t count = statement->lines.count;
	size_t from = statement->example < count ? statement->example : back ? 0 : count - 1;
	for (size_t i = 1; i <= count; i++) {
		size_t line = (from + (back ? count - i : i)) % count;
		if (!begins_example(&statement->lines, line))
			continue;
		statement->example = line;
		/* The line before says what it is of, as often as not. */
		statement->pager.top = line ? line - 1 : 0;
		pager_clamp(&statement->pager, count, rows);
		return true;
	}
	return false;
}

/* ---- keys */

static bool own_key(struct statement *statement, const struct key *key, size_t rows)
{
	switch (key->code) {
	case '/':
		statement_begin_search(statement);
		return true;
	case 'n':
	case 'N':
		if (!statement->search[0])
			return false;
		search(statement, key->code == 'N', rows);
		return true;
	case 'x':
	case 'X':
		return statement_example(statement, key->code == 'X', rows);
	case K_ESC:
		if (!statement->search[0])
			return false;
		statement->search[0] = '\0';
		statement->missed = false;
		return true;
	default:
		return false;
	}
}

bool statement_key(struct statement *statement, const struct key *key, size_t rows, size_t cols)
{
	if (key->kind != KEY_PRESS)
		return false;
	if (statement->typing) {
		typed_key(statement, key, rows);
		return true;
	}
	if (!key->modifiers && own_key(statement, key, rows))
		return true;
	return statement_page_key(statement, key) || pager_side_key(&statement->pager, key, statement->widest, cols) ||
	       pager_key(&statement->pager, key, statement->lines.count, rows);
}

/* ---- drawing */

static void mark_found(const struct statement *statement, struct screen *screen, struct rect area, int row)
{
	AUTO_BUF text = {0};
	size_t index = statement->pager.top + (size_t)row, n = strlen(statement->search);
	if (index >= statement->lines.count)
		return;
	const struct line *line = &statement->lines.items[index];
	line_text(line, &text);
	size_t width = line_text_width(line), left = width > (size_t)area.cols ? statement->pager.left : 0;
	unsigned attributes = index == statement->found ? STYLE_REVERSE : 0;
	const char *begin = buf_text(&text);
	for (const char *at = begin; (at = search_find(at, statement->search)); at += n) {
		size_t col = text_width(begin, (size_t)(at - begin));
		AUTO_FREE char *match = mem_dup_n(at, n);
		if (col >= left && col - left < (size_t)area.cols)
			screen_text(screen, area, row, (int)(col - left), ROLE_MATCH, attributes, match);
	}
}

static void draw_search(const struct statement *statement, struct screen *screen, struct rect area)
{
	struct rect last = {area.row + area.rows - 1, area.col, 1, area.cols};
	AUTO_FREE char *text = statement->typing ? mem_format("/%s", statement->search)
	                                         : mem_format("not found: %s", statement->search);
	AUTO_FREE char *safe = text_escaped(text, TEXT_ONE_LINE);
	screen_clear(screen, last, ROLE_BAR);
	screen_text(screen, last, 0, 0, statement->missed ? ROLE_WARN : ROLE_BAR, 0, safe);
}

void statement_draw(struct statement *statement, struct screen *screen, struct rect area)
{
	const struct lines *lines = statement_lines(statement, area.cols > 0 ? (size_t)area.cols : 0);
	size_t most = statement->widest > (size_t)area.cols ? statement->widest - (size_t)area.cols : 0;
	pager_clamp(&statement->pager, lines->count, (size_t)area.rows);
	if (statement->pager.left > most)
		statement->pager.left = most;
	pager_draw(&statement->pager, screen, area, lines);
	for (int row = 0; statement->search[0] && !statement->typing && row < area.rows; row++)
		mark_found(statement, screen, area, row);
	if ((statement->typing || statement->missed) && area.rows > 0)
		draw_search(statement, screen, area);
}
