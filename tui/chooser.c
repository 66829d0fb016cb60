#include "tui/chooser.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/wrap.h"

enum { SEARCH_MAX = 64, LEAST_COLS = 42, EDGES = 2, SEARCH_ROWS = 1, WHEEL_ROWS = 3, FOOT_ROWS = 3, FOOT_FROM_ROWS = 14 };

struct row {
	char *text, *note;
	bool refused; /* the note says why */
	size_t value;
};

struct chooser {
	char *title;
	struct row *rows;
	size_t count, capacity;
	size_t *shown; /* indices of the rows that the search leaves */
	size_t shown_count;
	size_t at, top; /* among the shown */
	char search[SEARCH_MAX + 1];
	size_t search_len;
	struct rect list; /* where the rows were drawn last */
};

struct chooser *chooser_new(const char *title)
{
	struct chooser *chooser = mem_zero(1, sizeof *chooser);
	chooser->title = text_escaped(title, TEXT_ONE_LINE);
	return chooser;
}

void chooser_free(struct chooser *chooser)
{
	if (!chooser)
		return;
	for (size_t i = 0; i < chooser->count; i++) {
		free(chooser->rows[i].text);
		free(chooser->rows[i].note);
	}
	free(chooser->rows);
	free(chooser->shown);
	free(chooser->title);
	free(chooser);
}

/* ---- the search */

static bool holds(const char *text, const char *word, size_t len)
{
	for (; *text; text++)
		if (strncasecmp(text, word, len) == 0)
			return true;
	return false;
}

static bool matches(const struct chooser *chooser, const struct row *row)
{
	for (const char *word = chooser->search; *word;) {
		size_t len = strcspn(word, " ");
		/* A reason why not is no name. */
		if (len && !holds(row->text, word, len) && (row->refused || !holds(row->note, word, len)))
			return false;
		word += len + strspn(word + len, " ");
	}
	return true;
}

static void narrow(struct chooser *chooser)
{
	chooser->shown_count = 0;
	for (size_t i = 0; i < chooser->count; i++)
		if (matches(chooser, &chooser->rows[i]))
			chooser->shown[chooser->shown_count++] = i;
	chooser->at = chooser->top = 0;
}

void chooser_add(struct chooser *chooser, const char *text, const char *note, const char *why_not, size_t value)
{
	MEM_ROOM(chooser->rows, chooser->count, chooser->capacity);
	chooser->rows[chooser->count++] = (struct row){
	    .text = text_escaped(text, TEXT_ONE_LINE),
	    .note = text_escaped(why_not ? why_not : note, TEXT_ONE_LINE),
	    .refused = why_not != NULL,
	    .value = value,
	};
	chooser->shown = mem_grow(chooser->shown, chooser->count, sizeof *chooser->shown);
	narrow(chooser);
}

void chooser_select(struct chooser *chooser, size_t value)
{
	for (size_t i = 0; i < chooser->shown_count; i++)
		if (chooser->rows[chooser->shown[i]].value == value)
			chooser->at = i;
}

/* ---- keys */

static void move(struct chooser *chooser, long by)
{
	long last = (long)chooser->shown_count - 1, at = (long)chooser->at + by;
	chooser->at = at < 0 || last < 0 ? 0 : (size_t)(at > last ? last : at);
}

bool chooser_at(const struct chooser *chooser, size_t *value)
{
	if (chooser->at >= chooser->shown_count)
		return false;
	const struct row *row = &chooser->rows[chooser->shown[chooser->at]];
	if (row->refused)
		return false;
	*value = row->value;
	return true;
}

static enum chooser_answer take(const struct chooser *chooser, size_t *value)
{
	return chooser_at(chooser, value) ? CHOOSER_TAKEN : CHOOSER_GOES_ON;
}

static void type(struct chooser *chooser, const struct key *key)
{
	if (key->code < ' ' || key->code > '~' || key->modifiers || chooser->search_len == SEARCH_MAX)
		return;
	chooser->search[chooser->search_len++] = (char)key->code;
	narrow(chooser);
}

static void take_back(struct chooser *chooser, size_t count)
{
	chooser->search_len -= count < chooser->search_len ? count : chooser->search_len;
	chooser->search[chooser->search_len] = '\0';
	narrow(chooser);
}

enum chooser_answer chooser_key(struct chooser *chooser, const struct key *key, size_t *value)
{
	long page = chooser->list.rows > 1 ? chooser->list.rows - 1 : 1;
	if (key->kind != KEY_PRESS)
		return CHOOSER_GOES_ON;
	if ((key->modifiers & MOD_CTRL) && key->code == 'u') {
		take_back(chooser, chooser->search_len);
		return CHOOSER_GOES_ON;
	}
	switch (key->code) {
	case K_ESC:
	case K_F1: /* opens the palette; once more is no search */
		return CHOOSER_CLOSED;
	case K_ENTER:
		return take(chooser, value);
	case K_UP:
		move(chooser, -1);
		break;
	case K_DOWN:
	case K_TAB:
		move(chooser, 1);
		break;
	case K_PAGE_UP:
		move(chooser, -page);
		break;
	case K_PAGE_DOWN:
		move(chooser, page);
		break;
	case K_BACKSPACE:
		take_back(chooser, 1);
		break;
	default:
		type(chooser, key);
	}
	return CHOOSER_GOES_ON;
}

enum chooser_answer chooser_mouse(struct chooser *chooser, const struct key *key, size_t *value)
{
	const struct rect *list = &chooser->list;
	if (key->button == MOUSE_WHEEL_UP || key->button == MOUSE_WHEEL_DOWN) {
		move(chooser, key->button == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
		return CHOOSER_GOES_ON;
	}
	/* On release, so that nothing of the click is left over for what lies below. */
	if (key->motion || key->pressed || key->button != 0)
		return CHOOSER_GOES_ON;
	if (key->row < list->row - EDGES || key->row > list->row + list->rows || key->col < list->col - EDGES ||
	    key->col >= list->col + list->cols + EDGES)
		return CHOOSER_CLOSED;
	size_t row = chooser->top + (size_t)(key->row - list->row);
	if (key->row < list->row || row >= chooser->shown_count)
		return CHOOSER_GOES_ON;
	chooser->at = row;
	return take(chooser, value);
}

/* ---- drawing */

static int text_cols(const struct chooser *chooser)
{
	size_t most = 0;
	for (size_t i = 0; i < chooser->count; i++) {
		size_t width = text_width(chooser->rows[i].text, strlen(chooser->rows[i].text));
		most = width > most ? width : most;
	}
	return (int)most;
}

static int wanted_cols(const struct chooser *chooser, int texts)
{
	int most = (int)text_width(chooser->title, strlen(chooser->title)) + 4;
	for (size_t i = 0; i < chooser->count; i++) {
		int width = texts + 3 + (int)text_width(chooser->rows[i].note, strlen(chooser->rows[i].note));
		most = width > most ? width : most;
	}
	return most < LEAST_COLS ? LEAST_COLS : most;
}

static void draw_row(const struct chooser *chooser, struct screen *screen, int line, size_t shown, int texts)
{
	const struct row *row = &chooser->rows[chooser->shown[shown]];
	bool here = shown == chooser->at;
	enum role role = here ? ROLE_SELECTED : row->refused ? ROLE_DIM : ROLE_TEXT;
	struct rect whole = {chooser->list.row + line, chooser->list.col, 1, chooser->list.cols};
	screen_clear(screen, whole, here ? ROLE_SELECTED : ROLE_TEXT);
	screen_text(screen, chooser->list, line, 0, role, 0, here ? "▸" : " ");
	screen_text(screen, chooser->list, line, 2, role, 0, row->text);
	screen_text(screen, chooser->list, line, texts + 5, here ? ROLE_SELECTED : row->refused ? ROLE_WARN : ROLE_DIM, 0,
	            row->note);
}

/* The note of the row under the cursor, whole, where the rows have to cut theirs. */
static void draw_foot(const struct chooser *chooser, struct screen *screen, struct rect foot)
{
	struct lines lines = {0};
	if (chooser->at < chooser->shown_count)
		wrap_text(&lines, ROLE_TEXT, chooser->rows[chooser->shown[chooser->at]].note, (size_t)foot.cols, (struct wrap_limits){0});
	for (int col = 0; col < foot.cols; col++)
		screen_text(screen, foot, 0, col, ROLE_BORDER, 0, "─");
	for (int i = 0; i < (int)lines.count && i + 1 < foot.rows; i++)
		screen_line(screen, foot, i + 1, 0, &lines.items[i], 0);
	lines_release(&lines);
}

void chooser_draw(struct chooser *chooser, struct screen *screen, struct rect area)
{
	int texts = text_cols(chooser), cols = wanted_cols(chooser, texts) + 2 * EDGES + 2;
	int foot = cols > area.cols && area.rows >= FOOT_FROM_ROWS ? FOOT_ROWS : 0;
	int rows = (int)chooser->count + SEARCH_ROWS + EDGES + foot;
	cols = cols > area.cols ? area.cols : cols;
	rows = rows > area.rows ? area.rows : rows;
	if (rows < SEARCH_ROWS + EDGES + 1 || cols < 8)
		return;
	struct rect box = {area.row + (area.rows - rows) / 2, area.col + (area.cols - cols) / 2, rows, cols};
	struct rect search = {box.row + 1, box.col + EDGES, 1, cols - 2 * EDGES};
	chooser->list = (struct rect){box.row + 1 + SEARCH_ROWS, box.col + EDGES, rows - SEARCH_ROWS - EDGES - foot, cols - 2 * EDGES};
	screen_clear(screen, box, ROLE_TEXT);
	screen_box(screen, box, chooser->title, true);
	screen_text(screen, search, 0, 0, ROLE_DIM, 0, "/");
	int used = 2 + screen_text(screen, search, 0, 2, ROLE_MATCH, 0, chooser->search);
	if (!chooser->search_len)
		screen_text(screen, search, 0, 4, ROLE_DIM, 0, "letters narrow, Enter takes, Esc leaves");
	screen_cursor(screen, true, search.row, search.col + used, CURSOR_BAR, true);
	size_t room = (size_t)chooser->list.rows;
	if (chooser->at < chooser->top)
		chooser->top = chooser->at;
	if (chooser->at >= chooser->top + room)
		chooser->top = chooser->at - room + 1;
	for (size_t i = 0; i < room && chooser->top + i < chooser->shown_count; i++)
		draw_row(chooser, screen, (int)i, chooser->top + i, texts);
	if (foot)
		draw_foot(chooser, screen, (struct rect){box.row + rows - 1 - foot, box.col + EDGES, foot, cols - 2 * EDGES});
	if (!chooser->shown_count)
		screen_text(screen, chooser->list, 0, 2, ROLE_DIM, 0, "nothing of that name");
}
