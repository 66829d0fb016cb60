#include "tui/browser.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/browser_internal.h"

#define MAX_SEARCH 200

struct browser *browser_new(const struct catalogue *catalogue, struct store *store, const char *session)
{
	struct browser *browser = mem_zero(1, sizeof *browser);
	browser->listing = listing_new(catalogue, store, session);
	AUTO_FREE char *tags = store_get(store, session, "browser_tags");
	browser->tags_hidden = tags && strcmp(tags, "hidden") == 0;
	return browser;
}

void browser_free(struct browser *browser)
{
	if (!browser)
		return;
	listing_free(browser->listing);
	preview_release(&browser->preview);
	free(browser);
}

/* ---- the cursor */

static const struct question *question_at(const struct browser *browser, size_t at)
{
	return &browser->listing->catalogue->questions[browser->listing->shown[at]];
}

const struct question *browser_selected(const struct browser *browser)
{
	return browser->cursor < browser->listing->shown_count ? question_at(browser, browser->cursor) : NULL;
}

static bool point(struct browser *browser, const struct question *question)
{
	for (size_t i = 0; i < browser->listing->shown_count; i++)
		if (question_at(browser, i) == question) {
			browser->cursor = i;
			return true;
		}
	return false;
}

/* After a change of the list: on the same question still, else as far down as before. */
static void keep_cursor(struct browser *browser, const struct question *before)
{
	size_t count = browser->listing->shown_count;
	if (!before || !point(browser, before))
		browser->cursor = browser->cursor < count ? browser->cursor : count ? count - 1 : 0;
}

void browser_point(struct browser *browser, const struct question *question)
{
	keep_cursor(browser, question);
}

void browser_select(struct browser *browser, const struct question *question)
{
	if (point(browser, question))
		return;
	listing_search(browser->listing, "");
	if (point(browser, question))
		return;
	listing_clear_filters(browser->listing);
	point(browser, question);
}

/* Where it has left the list, those around its old place are its neighbours. */
const struct question *browser_neighbour(const struct browser *browser, const struct question *question, int step)
{
	long count = (long)browser->listing->shown_count, at = (long)browser->cursor;
	for (long i = 0; i < count; i++)
		if (question_at(browser, (size_t)i) == question)
			at = i;
	for (at += step; at >= 0 && at < count; at += step)
		if (question_at(browser, (size_t)at)->state == QUESTION_READY)
			return question_at(browser, (size_t)at);
	return NULL;
}

/* ---- what is listed */

struct listing *browser_listing(struct browser *browser)
{
	return browser->listing;
}

void browser_listed(struct browser *browser)
{
	browser->cursor = browser->top = 0;
}

void browser_refresh(struct browser *browser)
{
	browser->stale = true;
}

static void renew(struct browser *browser)
{
	const struct question *before = browser_selected(browser);
	listing_refresh(browser->listing);
	browser->stale = false;
	keep_cursor(browser, before);
}

/* What is typed asks for the best match; taking all of it back is no reason to leave a question. */
static void search(struct browser *browser, const char *text)
{
	const struct question *before = browser_selected(browser);
	listing_search(browser->listing, text);
	browser->cursor = 0;
	if (!*text)
		keep_cursor(browser, before);
}

bool browser_narrows(const struct browser *browser)
{
	return browser->listing->query.len || browser->listing->filter_count;
}

void browser_clear(struct browser *browser)
{
	const struct question *before = browser_selected(browser);
	if (browser->listing->query.len)
		listing_search(browser->listing, "");
	else
		listing_clear_filters(browser->listing);
	keep_cursor(browser, before);
}

void browser_toggle_tags(struct browser *browser)
{
	browser->tags_hidden = !browser->tags_hidden;
	store_set(browser->listing->store, browser->listing->session, "browser_tags", browser->tags_hidden ? "hidden" : "shown");
}

/* ---- keys */

void browser_scroll(struct browser *browser, int by)
{
	size_t last = browser->listing->shown_count ? browser->listing->shown_count - 1 : 0;
	if (by < 0)
		browser->cursor = browser->cursor > (size_t)-by ? browser->cursor - (size_t)-by : 0;
	else
		browser->cursor = browser->cursor + (size_t)by < last ? browser->cursor + (size_t)by : last;
}

static void drop_character(struct buf *text)
{
	while (text->len && (text->data[text->len - 1] & 0xc0) == 0x80)
		text->data[--text->len] = '\0';
	if (text->len)
		text->data[--text->len] = '\0';
}

static void drop_word(struct buf *text)
{
	while (text->len && text->data[text->len - 1] == ' ')
		drop_character(text);
	while (text->len && text->data[text->len - 1] != ' ')
		drop_character(text);
}

static bool edit_key(struct browser *browser, const struct key *key)
{
	bool ctrl = key->modifiers == MOD_CTRL;
	char bytes[4];
	AUTO_BUF text = {0};
	buf_puts(&text, buf_text(&browser->listing->query));
	if (key->code == K_BACKSPACE && !(key->modifiers & MOD_ALT))
		drop_character(&text);
	else if (ctrl && key->code == 'u')
		buf_clear(&text);
	else if (ctrl && key->code == 'w')
		drop_word(&text);
	else if (key->code >= 0x20 && key->code < K_UP && !(key->modifiers & (MOD_CTRL | MOD_ALT)) &&
	         text.len + 4 <= MAX_SEARCH && text_char_width(key->code) >= 0)
		buf_put(&text, bytes, utf8_encode(key->code, bytes));
	else
		return false;
	search(browser, buf_text(&text));
	return true;
}

bool browser_key(struct browser *browser, const struct key *key)
{
	int page = browser->list.rows > 2 ? browser->list.rows - 1 : 1;
	if (key->kind != KEY_PRESS)
		return false;
	if (edit_key(browser, key))
		return true;
	if (key->modifiers & MOD_ALT)
		return false;
	bool ctrl = key->modifiers & MOD_CTRL;
	if (key->code == K_UP || (ctrl && key->code == 'p'))
		browser_scroll(browser, -1);
	else if (key->code == K_DOWN || (ctrl && key->code == 'n'))
		browser_scroll(browser, 1);
	else if (key->code == K_PAGE_UP)
		browser_scroll(browser, -page);
	else if (key->code == K_PAGE_DOWN)
		browser_scroll(browser, page);
	else if (key->code == K_HOME)
		browser->cursor = 0;
	else if (key->code == K_END)
		browser_scroll(browser, (int)browser->listing->shown_count);
	else
		return false;
	return true;
}

void browser_paste(struct browser *browser, const char *text, size_t len)
{
	AUTO_BUF whole = {0};
	buf_puts(&whole, buf_text(&browser->listing->query));
	for (size_t i = 0; i < len && whole.len < MAX_SEARCH; i++)
		if (text[i] >= ' ' && text[i] < 0x7f)
			buf_putc(&whole, text[i]);
	search(browser, buf_text(&whole));
}

bool browser_click(struct browser *browser, int row, int col)
{
	const struct rect *list = &browser->list;
	if (row < list->row || row >= list->row + list->rows || col < list->col || col >= list->col + list->cols)
		return false;
	size_t at = browser->top + (size_t)(row - list->row);
	if (at >= browser->listing->shown_count)
		return false;
	browser->cursor = at;
	return true;
}

/* ---- a frame */

static void keep_cursor_seen(struct browser *browser)
{
	size_t count = browser->listing->shown_count, seen = browser->list.rows > 0 ? (size_t)browser->list.rows : 1;
	if (browser->cursor < browser->top)
		browser->top = browser->cursor;
	if (browser->cursor >= browser->top + seen)
		browser->top = browser->cursor - seen + 1;
	if (browser->top + seen > count)
		browser->top = count > seen ? count - seen : 0;
}

void browser_draw(struct browser *browser, struct screen *screen, struct rect area)
{
	struct browser_layout layout;
	if (browser->stale)
		renew(browser);
	browser_lay_out(browser, area, &layout);
	browser->list = layout.list;
	keep_cursor_seen(browser);
	browser_draw_parts(browser, screen, &layout);
}
