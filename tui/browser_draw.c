/* How the browser looks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/browser_internal.h"
#include "tui/fuzzy.h"
#include "tui/results.h"
#include "tui/wrap.h"

/* What is said about the question under the cursor, where there is room for it. */
#define ABOUT_ROWS 4
#define ABOUT_FROM_ROWS 14
/* The statement beside the list: from this width of the screen on, the list takes so many percent. */
#define PREVIEW_FROM_COLS 110
#define PREVIEW_LIST_PERCENT 58
#define PREVIEW_BYTES (64 * 1024)

/* ---- where the parts stand */

void browser_lay_out(const struct browser *browser, struct rect area, struct browser_layout *layout)
{
	const struct question *selected = browser_selected(browser);
	bool roomy = area.rows >= 8, wide = area.cols >= PREVIEW_FROM_COLS && area.rows >= ABOUT_FROM_ROWS;
	int about = area.rows >= ABOUT_FROM_ROWS ? ABOUT_ROWS : 0;
	/* An error deserves to be read whole. */
	if (about && selected && selected->problem && area.rows / 3 > ABOUT_ROWS)
		about = area.rows / 3;
	int cols = wide ? area.cols * PREVIEW_LIST_PERCENT / 100 : area.cols;
	int row = area.row;
	*layout = (struct browser_layout){
	    .head = {row, area.col, 1, area.cols},
	    .search = {row + 1, area.col, 1, area.cols},
	};
	row += 2;
	layout->chips = (struct rect){row, area.col, browser->listing->filter_count ? 1 : 0, area.cols};
	row += layout->chips.rows;
	layout->names = (struct rect){row, area.col, roomy ? 1 : 0, cols};
	row += layout->names.rows;
	if (wide)
		layout->preview = (struct rect){row, area.col + cols, area.row + area.rows - row, area.cols - cols};
	layout->about = (struct rect){area.row + area.rows - about, area.col, about, cols};
	layout->list = (struct rect){row, area.col, layout->about.row - row, cols};
}

/* Widths; 0: left out. */
struct columns {
	int title, difficulty, category, last, best, languages, tags;
};

/* The title first; then the others, as the room allows, in the order in which people look at them. */
static struct columns columns_at(const struct browser *browser, int cols)
{
	struct columns columns = {0};
	int room = cols - 3;
	columns.difficulty = room >= 34 ? 8 : 0;
	columns.category = room >= 58 ? 21 : 0;
	columns.last = room >= 70 ? 8 : 0;
	columns.best = room >= 84 ? 9 : 0;
	columns.languages = room >= 96 ? 12 : 0;
	columns.tags = room >= 104 && !browser->tags_hidden ? 18 + (room - 104) / 2 : 0;
	columns.title = room - columns.difficulty - columns.category - columns.last - columns.best - columns.languages - columns.tags;
	return columns;
}

/* ---- texts in cells */

/* `safe` in `cols` columns of the row, cut with "…"; the bytes that `marks` marks (NULL: none) look like matches. */
static void put_marked(struct screen *screen, struct rect row, int col, int cols, enum role role, const char *safe, const bool *marks)
{
	size_t len = strlen(safe), used = 0;
	struct rect cell = {row.row, row.col, 1, col + cols - 1 < row.cols ? col + cols - 1 : row.cols};
	int room = cell.cols - col;
	bool cut = (int)text_width(safe, len) > room;
	if (room < 1)
		return;
	size_t end = cut ? text_fit(safe, len, (size_t)room - 1, &used) : len;
	for (size_t at = 0; at < end;) {
		size_t next = at;
		bool marked = marks && at < FUZZY_TEXT_MAX && marks[at];
		/* A run of one look; a character goes with its first byte. */
		do
			next++;
		while (next < end && ((safe[next] & 0xc0) == 0x80 || (marks && next < FUZZY_TEXT_MAX && marks[next]) == marked));
		AUTO_FREE char *run = mem_dup_n(safe + at, next - at);
		bool selected = role == ROLE_SELECTED;
		col += screen_text(screen, cell, 0, col, marked && !selected ? ROLE_MATCH : role, marked ? STYLE_UNDERLINE : 0, run);
		at = next;
	}
	if (cut)
		screen_text(screen, cell, 0, col, role, 0, "…");
}

static void put_cell(struct screen *screen, struct rect row, int col, int cols, enum role role, const char *safe)
{
	put_marked(screen, row, col, cols, role, safe, NULL);
}

static void put_searched(const struct browser *browser, struct screen *screen, struct rect row, int col, int cols, enum role role,
                         const struct listing_text *text)
{
	bool marks[FUZZY_TEXT_MAX] = {0};
	bool any = browser->listing->query.len && listing_mark(browser->listing, text, marks);
	put_marked(screen, row, col, cols, role, text->shown, any ? marks : NULL);
}

/* Tag by tag, each with its own marks. */
static void put_tags(const struct browser *browser, struct screen *screen, struct rect row, int col, int cols, enum role role,
                     const struct listing_entry *entry)
{
	int end = col + cols;
	for (size_t i = 0; i < entry->tag_count && col < end - 1; i++) {
		if (i) {
			put_cell(screen, row, col, end - col, role, ",");
			col += 2;
		}
		put_searched(browser, screen, row, col, end - col, role, &entry->tags[i]);
		col += (int)text_width(entry->tags[i].shown, strlen(entry->tags[i].shown));
	}
}

/* "now", "5 min", "3 h", "12 d": how long ago; "" for never. */
static const char *age_words(int64_t then_ms, char out[24])
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	int64_t age_s = (int64_t)now.tv_sec - then_ms / 1000;
	out[0] = '\0';
	if (then_ms && age_s < 60)
		snprintf(out, 24, "now");
	else if (then_ms)
		duration_words(age_s * INT64_C(1000000), out);
	return out;
}

/* ---- the list */

static void draw_row(const struct browser *browser, struct screen *screen, struct rect row, size_t shown)
{
	size_t index = browser->listing->shown[shown];
	const struct question *question = &browser->listing->catalogue->questions[index];
	const struct listing_entry *entry = &browser->listing->entries[index];
	const struct listing_look *look = &listing_looks[listing_status(browser->listing, index)];
	struct columns columns = columns_at(browser, row.cols);
	bool selected = shown == browser->cursor;
	char words[24];
	/* Under the cursor one look for the whole row, so that it reads as one thing. */
	enum role base = selected ? ROLE_SELECTED : question->state == QUESTION_READY ? ROLE_TEXT : ROLE_DIM;
	enum role other = selected ? ROLE_SELECTED : ROLE_DIM;
	screen_clear(screen, row, selected ? ROLE_SELECTED : ROLE_TEXT);
	screen_text(screen, row, 0, 1, selected ? ROLE_SELECTED : look->role, STYLE_BOLD, look->mark);
	if (listing_is_starred(browser->listing, index))
		screen_text(screen, row, 0, 2, selected ? ROLE_SELECTED : ROLE_WARN, 0, "*");
	int col = 3;
	put_searched(browser, screen, row, col, columns.title, base, &entry->title);
	col += columns.title;
	put_cell(screen, row, col, columns.difficulty, selected ? ROLE_SELECTED : difficulty_role(question->difficulty),
	         question_difficulty_name(question->difficulty));
	col += columns.difficulty;
	put_searched(browser, screen, row, col, columns.category, other, &entry->category);
	col += columns.category;
	put_cell(screen, row, col, columns.languages, other, entry->languages_short);
	col += columns.languages;
	if (columns.tags)
		put_tags(browser, screen, row, col, columns.tags, selected ? ROLE_SELECTED : ROLE_TAG, entry);
	col += columns.tags;
	if (entry->summary.best_wall_us)
		put_cell(screen, row, col, columns.best, other, duration_words(entry->summary.best_wall_us, words));
	col += columns.best;
	put_cell(screen, row, col, columns.last, other, age_words(entry->summary.last_ms, words));
}

static void draw_name(const struct browser *browser, struct screen *screen, struct rect row, int col, int cols, const char *name,
                      enum listing_column column)
{
	bool chosen = browser->listing->sort == column;
	AUTO_FREE char *text = mem_format("%s%s", name, !chosen ? "" : browser->listing->reversed ? " ▼" : " ▲");
	put_cell(screen, row, col, cols, chosen ? ROLE_STRONG : ROLE_DIM, text);
}

/* The names above the columns; the one that sorts has an arrow. */
static void draw_names(const struct browser *browser, struct screen *screen, struct rect row)
{
	struct columns columns = columns_at(browser, row.cols);
	const struct {
		int cols;
		const char *name;
		enum listing_column column;
	} cells[] = {
	    {columns.title, "title", COLUMN_TITLE},          {columns.difficulty, "level", COLUMN_DIFFICULTY},
	    {columns.category, "category", COLUMN_CATEGORY}, {columns.languages, "languages", COLUMN_LANGUAGES},
	    {columns.tags, "tags", COLUMN_TAGS},             {columns.best, "best", COLUMN_BEST},
	    {columns.last, "last", COLUMN_LAST},
	};
	if (row.rows < 1)
		return;
	if (browser->listing->sort == COLUMN_STATUS)
		screen_text(screen, row, 0, 1, ROLE_STRONG, 0, browser->listing->reversed ? "▼" : "▲");
	int col = 3;
	for (size_t i = 0; i < COUNT_OF(cells); i++) {
		draw_name(browser, screen, row, col, cells[i].cols, cells[i].name, cells[i].column);
		col += cells[i].cols;
	}
}

static void draw_list(const struct browser *browser, struct screen *screen, struct rect list)
{
	const struct listing *listing = browser->listing;
	if (!listing->catalogue->question_count)
		screen_text(screen, list, 0, 1, ROLE_WARN, 0, "No questions: give a pack with --pack FOLDER.");
	else if (!listing->shown_count && listing->query.len)
		screen_text(screen, list, 0, 1, ROLE_WARN, 0, "Nothing matches. Esc clears the search.");
	else if (!listing->shown_count)
		screen_text(screen, list, 0, 1, ROLE_WARN, 0, "No question passes the filters. Esc clears them.");
	for (int i = 0; i < list.rows && browser->top + (size_t)i < listing->shown_count; i++)
		draw_row(browser, screen, (struct rect){list.row + i, list.col, 1, list.cols}, browser->top + (size_t)i);
}

/* ---- above it */

static void draw_head(const struct browser *browser, struct screen *screen, struct rect row)
{
	const struct listing *listing = browser->listing;
	size_t counts[STATUS_COUNT] = {0};
	for (size_t i = 0; i < listing->catalogue->question_count; i++)
		counts[listing_status(listing, i)]++;
	AUTO_BUF text = {0};
	buf_printf(&text, "%zu questions", listing->catalogue->question_count);
	static const enum listing_status said[] = {STATUS_SOLVED, STATUS_TRIED, STATUS_UNAVAILABLE, STATUS_BROKEN};
	for (size_t i = 0; i < COUNT_OF(said); i++)
		if (counts[said[i]])
			buf_printf(&text, ", %zu %s", counts[said[i]], listing_looks[said[i]].word);
	int col = 1 + screen_text(screen, row, 0, 1, ROLE_HEADING, 0, "Greenroom");
	screen_text(screen, row, 0, col + 2, ROLE_DIM, 0, buf_text(&text));
}

static void draw_search(const struct browser *browser, struct screen *screen, struct rect row)
{
	const struct listing *listing = browser->listing;
	char count[48];
	snprintf(count, sizeof count, "%zu of %zu", listing->shown_count, listing->catalogue->question_count);
	int col = 1 + screen_text(screen, row, 0, 1, ROLE_DIM, 0, "Search: ");
	/* The end of a long search is what is being typed. */
	const char *text = buf_text(&listing->query);
	int room = row.cols - col - (int)strlen(count) - 4;
	while (*text && room > 0 && (int)text_width(text, strlen(text)) > room) {
		uint32_t code;
		size_t n = utf8_decode(text, strlen(text), &code);
		text += n ? n : 1;
	}
	col += screen_text(screen, row, 0, col, ROLE_STRONG, 0, text);
	screen_cursor(screen, true, row.row, row.col + col, CURSOR_BAR, true);
	if (!listing->query.len)
		screen_text(screen, row, 0, col + 1, ROLE_DIM, 0, "type a title, a topic or a difficulty");
	if (browser_narrows(browser))
		screen_text(screen, row, 0, row.cols - (int)strlen(count) - 1, ROLE_DIM, 0, count);
}

static void draw_chips(const struct browser *browser, struct screen *screen, struct rect row)
{
	int col = 1;
	for (size_t i = 0; i < browser->listing->filter_count && row.rows && col < row.cols; i++) {
		const struct filter *filter = &browser->listing->filters[i];
		AUTO_FREE char *text = mem_format("[%s: %s]", filter_kind_name(filter->kind), filter_title(browser->listing, filter));
		AUTO_FREE char *safe = text_escaped(text, TEXT_ONE_LINE);
		col += 1 + screen_text(screen, row, 0, col, ROLE_TAG, STYLE_BOLD, safe);
	}
}

/* ---- below it: status, where it comes from, and its tags; for a broken one, why */

static void put_facts(const struct browser *browser, size_t index, struct buf *out)
{
	const struct question *question = &browser->listing->catalogue->questions[index];
	const struct attempt_summary *summary = &browser->listing->entries[index].summary;
	char words[24];
	enum listing_status status = listing_status(browser->listing, index);
	buf_puts(out, listing_looks[status].word);
	if ((status == STATUS_TRIED || status == STATUS_SOLVED) && summary->last_ms) {
		age_words(summary->last_ms, words);
		buf_printf(out, ", %s%s", strcmp(words, "now") == 0 ? "just " : "", words);
		buf_puts(out, strcmp(words, "now") == 0 ? "" : " ago");
	}
	buf_printf(out, "  %s/%s", question->pack, question->slug);
	if (question->estimated_minutes)
		buf_printf(out, "  about %d min", question->estimated_minutes);
}

static void draw_about(const struct browser *browser, struct screen *screen, struct rect area)
{
	const struct question *question = browser_selected(browser);
	if (!question || area.rows < 2)
		return;
	size_t index = browser->listing->shown[browser->cursor];
	enum listing_status status = listing_status(browser->listing, index);
	for (int col = 0; col < area.cols; col++)
		screen_text(screen, area, 0, col, ROLE_BORDER, 0, "─");
	AUTO_BUF facts = {0};
	put_facts(browser, index, &facts);
	AUTO_FREE char *safe = text_escaped(buf_text(&facts), TEXT_ONE_LINE);
	struct rect row = {area.row + 1, area.col, 1, area.cols};
	int col = 1 + screen_text(screen, row, 0, 1, listing_looks[status].role, STYLE_BOLD, listing_looks[status].mark);
	put_cell(screen, row, col + 1, area.cols - col, ROLE_TEXT, safe);
	struct lines lines = {0};
	size_t width = (size_t)(area.cols - 2);
	if (question->problem)
		wrap_text(&lines, status == STATUS_BROKEN ? ROLE_ERROR : ROLE_WARN, question->problem, width, (struct wrap_limits){0});
	else if (!browser->tags_hidden)
		wrap_text(&lines, ROLE_TAG, browser->listing->entries[index].tags_shown, width, (struct wrap_limits){0});
	for (size_t i = 0; i < lines.count && (int)i + 2 < area.rows; i++)
		screen_line(screen, area, (int)i + 2, 1, &lines.items[i], 0);
	lines_release(&lines);
}

/* ---- beside it */

void preview_release(struct preview *preview)
{
	if (preview->markdown)
		statement_release(&preview->statement);
	free(preview->markdown);
	free(preview->problem);
	*preview = (struct preview){0};
}

/* A look needs no more than the head of a very long one. */
static void cut_at_line(char *text, size_t max)
{
	if (strlen(text) <= max)
		return;
	while (max && text[max] != '\n')
		max--;
	text[max] = '\0';
}

static void read_preview(struct preview *preview, const struct question *question)
{
	struct err err = {0};
	preview_release(preview);
	preview->question = question;
	preview->markdown = question_statement_load(question, &err);
	if (preview->markdown) {
		cut_at_line(preview->markdown, PREVIEW_BYTES);
		statement_init(&preview->statement, question, preview->markdown, NULL, 0);
	} else {
		preview->problem = text_escaped(err.text, TEXT_ONE_LINE);
	}
}

static void draw_preview(struct browser *browser, struct screen *screen, struct rect area)
{
	const struct question *question = browser_selected(browser);
	struct preview *preview = &browser->preview;
	if (!question || area.rows < 3 || area.cols < 12)
		return;
	if (preview->question != question)
		read_preview(preview, question);
	screen_box(screen, area, "Statement", false);
	struct rect inner = {area.row + 1, area.col + 2, area.rows - 2, area.cols - 4};
	struct lines problem = {0};
	const struct lines *lines = &problem;
	if (preview->markdown)
		lines = statement_lines(&preview->statement, (size_t)inner.cols);
	else
		wrap_text(&problem, ROLE_WARN, preview->problem, (size_t)inner.cols, (struct wrap_limits){0});
	for (size_t i = 0; i < lines->count && (int)i < inner.rows; i++)
		screen_line(screen, inner, (int)i, 0, &lines->items[i], 0);
	lines_release(&problem);
}

void browser_draw_parts(struct browser *browser, struct screen *screen, const struct browser_layout *layout)
{
	draw_head(browser, screen, layout->head);
	draw_search(browser, screen, layout->search);
	draw_chips(browser, screen, layout->chips);
	draw_names(browser, screen, layout->names);
	draw_list(browser, screen, layout->list);
	draw_about(browser, screen, layout->about);
	draw_preview(browser, screen, layout->preview);
}
