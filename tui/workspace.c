#include "tui/workspace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "tui/commands.h"
#include "tui/opened_cases.h"
#include "tui/wrap.h"

#define WHEEL_LINES 3
/* Narrower title rows name the panes that are not seen by their number alone. */
#define BRIEF_COLS 40

static const char *const pane_names[PANE_COUNT] = {"1 Statement", "2 Editor", "3 Results"};

struct workspace *workspace_new(struct opened *opened, struct layout_split split)
{
	struct workspace *workspace = mem_zero(1, sizeof *workspace);
	workspace->opened = opened;
	workspace->split = layout_clamp(split);
	workspace->focus = PANE_COUNT; /* decided when the size is known */
	workspace->terminal_focused = true;
	return workspace;
}

void workspace_free(struct workspace *workspace)
{
	if (!workspace)
		return;
	opened_free(workspace->opened);
	free(workspace);
}

/* The terminal in the results' place: the person's own cases, or the scratch one; or NULL. */
static struct term *side_term(const struct opened *opened)
{
	struct term *cases = opened_cases_term(opened);
	return cases ? cases : opened->scratch_shown && opened->scratch ? scratch_term(opened->scratch) : NULL;
}

/* The terminal that has the keys, or NULL. */
static struct term *typed_term(const struct workspace *workspace)
{
	const struct opened *opened = workspace->opened;
	if (workspace->focus == PANE_EDITOR && opened_editing(opened))
		return opened->term;
	return workspace->focus == PANE_RESULTS ? side_term(opened) : NULL;
}

bool workspace_types(const struct workspace *workspace)
{
	return typed_term(workspace) != NULL;
}

bool workspace_scrolls(const struct workspace *workspace)
{
	return workspace->scroll.on && typed_term(workspace) == workspace->scrolled;
}

static void lay_out(struct workspace *workspace)
{
	struct layout *layout = &workspace->layout;
	if (workspace->focus == PANE_COUNT) {
		/* Where all panes are seen one may type at once; where one is, it is read first. */
		layout_make(workspace->rows, workspace->cols, workspace->split, PANE_EDITOR, false, layout);
		workspace->focus = layout->shape == LAYOUT_SINGLE ? PANE_STATEMENT : PANE_EDITOR;
	}
	layout_make(workspace->rows, workspace->cols, workspace->split, workspace->focus, workspace->zoom, layout);
	/* An editor that is not seen keeps its size, but one that has none yet gets what it will have. */
	struct rect body = layout->body[PANE_EDITOR];
	if (body.rows == 0 && !workspace->opened->term)
		body = layout->body[workspace->focus];
	if (body.rows > 0 && body.cols > 1)
		opened_resize(workspace->opened, body.rows, body.cols);
	struct rect results = layout->body[PANE_RESULTS];
	if (workspace->opened->scratch && results.rows > 0 && results.cols > 1)
		scratch_resize(workspace->opened->scratch, results.rows, results.cols);
	if (results.rows > 0 && results.cols > 1)
		opened_cases_resize(workspace->opened, results.rows, results.cols);
}

void workspace_resize(struct workspace *workspace, int rows, int cols)
{
	workspace->rows = rows;
	workspace->cols = cols;
	lay_out(workspace);
}

/* ---- commands */

static void tell_focus(struct workspace *workspace)
{
	const struct opened *opened = workspace->opened;
	if (opened_editing(opened))
		term_focus(opened->term, workspace->terminal_focused && workspace->focus == PANE_EDITOR);
	if (opened->scratch && scratch_term(opened->scratch))
		term_focus(scratch_term(opened->scratch), workspace->terminal_focused && typed_term(workspace) == scratch_term(opened->scratch));
	if (opened_cases_term(opened))
		term_focus(opened_cases_term(opened), workspace->terminal_focused && workspace->focus == PANE_RESULTS);
}

void workspace_focus(struct workspace *workspace, enum pane pane)
{
	workspace->focus = pane;
	lay_out(workspace);
	tell_focus(workspace);
}

bool workspace_scroll_back(struct workspace *workspace)
{
	if (!typed_term(workspace))
		workspace_focus(workspace, PANE_EDITOR);
	const struct term *term = typed_term(workspace);
	if (!term || !scroll_possible(term))
		return false;
	scroll_begin(&workspace->scroll, term);
	workspace->scrolled = term;
	return true;
}

void workspace_next_pane(struct workspace *workspace)
{
	workspace_focus(workspace, (enum pane)((workspace->focus + 1) % PANE_COUNT));
}

void workspace_zoom(struct workspace *workspace)
{
	workspace->zoom = !workspace->zoom;
	lay_out(workspace);
}

void workspace_split(struct workspace *workspace, int left, int upper)
{
	workspace->split.left += left;
	workspace->split.upper += upper;
	workspace->split = layout_clamp(workspace->split);
	lay_out(workspace);
}

void workspace_scratch(struct workspace *workspace)
{
	struct opened *opened = workspace->opened;
	if (opened->scratch && opened->scratch_shown && workspace->focus == PANE_RESULTS) {
		opened->scratch_shown = false;
		workspace_focus(workspace, PANE_EDITOR);
		return;
	}
	if (opened_cases_term(opened))
		opened_cases_put_away(opened);
	workspace_focus(workspace, PANE_RESULTS);
	struct rect body = workspace->layout.body[PANE_RESULTS];
	opened_scratch(opened, body.rows > 0 ? body.rows : 1, body.cols > 1 ? body.cols : 2);
	tell_focus(workspace);
}

void workspace_cases(struct workspace *workspace)
{
	struct opened *opened = workspace->opened;
	if (opened_cases_term(opened) && workspace->focus == PANE_RESULTS) {
		opened_cases_put_away(opened);
		workspace_focus(workspace, PANE_EDITOR);
		return;
	}
	workspace_focus(workspace, PANE_RESULTS);
	struct rect body = workspace->layout.body[PANE_RESULTS];
	opened_cases_edit(opened, body.rows > 0 ? body.rows : 1, body.cols > 1 ? body.cols : 2);
	tell_focus(workspace);
}

void workspace_expand(struct workspace *workspace)
{
	workspace->opened->results.expanded = !workspace->opened->results.expanded;
}

void workspace_terminal_focus(struct workspace *workspace, bool focused)
{
	workspace->terminal_focused = focused;
	tell_focus(workspace);
}

/* ---- keys */

/* One blank column at either side is easier on the eyes. */
static struct rect inset(struct rect area)
{
	if (area.cols < 12)
		return area;
	return (struct rect){area.row, area.col + 1, area.rows, area.cols - 2};
}

static struct pager *focused_pager(struct workspace *workspace, enum pane pane, const struct lines **lines)
{
	struct opened *opened = workspace->opened;
	*lines = pane == PANE_STATEMENT ? &opened->statement.lines : &opened->results_lines;
	return pane == PANE_STATEMENT ? &opened->statement.pager : &opened->results_pager;
}

static bool ended_editor_key(struct workspace *workspace, const struct key *key)
{
	struct rect body = workspace->layout.body[PANE_EDITOR];
	if (opened_recovering(workspace->opened))
		return opened_recovery_key(workspace->opened, key, body.rows > 0 ? (size_t)body.rows : 1);
	if (key->code != K_ENTER || key->modifiers)
		return false;
	opened_edit_again(workspace->opened, body.rows > 0 ? body.rows : 1, body.cols > 1 ? body.cols : 2);
	return true;
}

bool workspace_pane_key(struct workspace *workspace, const struct key *key)
{
	struct rect body = inset(workspace->layout.body[PANE_STATEMENT]);
	return workspace->focus == PANE_STATEMENT && body.rows > 0 && body.cols > 0 &&
	       statement_key(&workspace->opened->statement, key, (size_t)body.rows, (size_t)body.cols);
}

bool workspace_key(struct workspace *workspace, const struct key *key)
{
	struct term *term = typed_term(workspace);
	if (workspace_scrolls(workspace)) {
		scroll_key(&workspace->scroll, term, key, workspace->layout.body[workspace->focus].rows);
		return true;
	}
	if (term) {
		if (term == workspace->opened->term)
			opened_typed(workspace->opened);
		else if (term == opened_cases_term(workspace->opened))
			opened_cases_typed(workspace->opened);
		term_input(term, key->bytes, key->len);
		return true;
	}
	if (key->kind != KEY_PRESS)
		return false;
	if (workspace->focus == PANE_EDITOR)
		return ended_editor_key(workspace, key);
	const struct lines *lines;
	struct pager *pager = focused_pager(workspace, workspace->focus, &lines);
	return pager_key(pager, key, lines->count, (size_t)workspace->layout.body[workspace->focus].rows);
}

void workspace_paste(struct workspace *workspace, const struct key *key)
{
	struct term *term = typed_term(workspace);
	if (key->kind == KEY_PASTE_BEGIN)
		workspace->pasting = term != NULL;
	/* The program may end in the middle of it. */
	if (!workspace->pasting || !term)
		return;
	scroll_end(&workspace->scroll);
	if (term == workspace->opened->term)
		opened_typed(workspace->opened);
	else if (term == opened_cases_term(workspace->opened))
		opened_cases_typed(workspace->opened);
	if (key->kind == KEY_PASTE_BEGIN)
		term_paste_begin(term);
	else if (key->kind == KEY_PASTE_TEXT)
		term_paste_text(term, key->bytes, key->len);
	else
		term_paste_end(term);
	workspace->pasting = key->kind != KEY_PASTE_END;
}

/* ---- mouse */

/* The terminal that a pane shows, or NULL. */
static struct term *term_of(const struct workspace *workspace, enum pane pane)
{
	const struct opened *opened = workspace->opened;
	if (pane == PANE_EDITOR)
		return opened_editing(opened) ? opened->term : NULL;
	return pane == PANE_RESULTS ? side_term(opened) : NULL;
}

static void term_pane_mouse(struct workspace *workspace, enum pane pane, const struct key *key)
{
	struct rect body = workspace->layout.body[pane];
	int row = key->row - body.row, col = key->col - body.col;
	row = row < 0 ? 0 : row >= body.rows ? body.rows - 1 : row;
	col = col < 0 ? 0 : col >= body.cols ? body.cols - 1 : col;
	struct term *term = term_of(workspace, pane);
	if (!term)
		return;
	bool turns = key->button == MOUSE_WHEEL_UP || key->button == MOUSE_WHEEL_DOWN;
	bool scrolled = workspace->scroll.on && workspace->scrolled == term;
	if (!scrolled && term_mouse(term, row, col, key->button, key->pressed, key->motion, key->modifiers))
		return;
	/* On the main screen the wheel looks at what has left it. */
	if (!turns || !key->pressed)
		return;
	if (!scrolled)
		scroll_end(&workspace->scroll);
	workspace->scrolled = term;
	scroll_by(&workspace->scroll, term, key->button == MOUSE_WHEEL_UP ? -WHEEL_LINES : WHEEL_LINES);
}

static bool wheel(struct workspace *workspace, enum pane pane, const struct key *key)
{
	if (key->button != MOUSE_WHEEL_UP && key->button != MOUSE_WHEEL_DOWN)
		return false;
	const struct lines *lines;
	struct pager *pager = focused_pager(workspace, pane, &lines);
	pager_scroll(pager, key->button == MOUSE_WHEEL_UP ? -WHEEL_LINES : WHEEL_LINES, lines->count,
	             (size_t)workspace->layout.body[pane].rows);
	return true;
}

/* A drag stays what it began as until the button is released. */
static bool drag(struct workspace *workspace, const struct key *key)
{
	if (workspace->drag == DRAG_NOTHING)
		return false;
	if (workspace->drag == DRAG_EDITOR || workspace->drag == DRAG_SCRATCH) {
		term_pane_mouse(workspace, workspace->drag == DRAG_EDITOR ? PANE_EDITOR : PANE_RESULTS, key);
	} else {
		int left = workspace->drag == DRAG_LEFT ? (key->col * 100 + workspace->cols / 2) / workspace->cols : workspace->split.left;
		int upper =
		    workspace->drag == DRAG_UPPER ? (key->row * 100 + workspace->rows / 2) / workspace->rows : workspace->split.upper;
		workspace_split(workspace, left - workspace->split.left, upper - workspace->split.upper);
	}
	if (!key->pressed)
		workspace->drag = DRAG_NOTHING;
	return true;
}

static void press(struct workspace *workspace, enum pane pane, const struct key *key)
{
	struct rect title = workspace->layout.title[PANE_RESULTS];
	bool columns = workspace->layout.shape == LAYOUT_COLUMNS;
	if (columns && key->col == workspace->layout.rule.col && key->button == 0)
		workspace->drag = DRAG_LEFT;
	if (pane == PANE_COUNT)
		return;
	if (pane != workspace->focus)
		workspace_focus(workspace, pane);
	if (columns && pane == PANE_RESULTS && key->row == title.row && key->button == 0) {
		workspace->drag = DRAG_UPPER;
	} else if (term_of(workspace, pane) && key->row >= workspace->layout.body[pane].row) {
		workspace->drag = pane == PANE_EDITOR ? DRAG_EDITOR : DRAG_SCRATCH;
		term_pane_mouse(workspace, pane, key);
	}
}

bool workspace_mouse(struct workspace *workspace, const struct key *key)
{
	bool border = workspace->drag == DRAG_LEFT || workspace->drag == DRAG_UPPER;
	if (drag(workspace, key))
		return border && !key->pressed;
	enum pane pane = layout_pane_at(&workspace->layout, key->row, key->col);
	bool turns = key->button == MOUSE_WHEEL_UP || key->button == MOUSE_WHEEL_DOWN;
	if (turns && (pane == PANE_EDITOR || term_of(workspace, pane)))
		term_pane_mouse(workspace, pane, key);
	else if (turns && pane != PANE_COUNT)
		wheel(workspace, pane, key);
	else if (key->motion && term_of(workspace, pane) && key->row >= workspace->layout.body[pane].row)
		term_pane_mouse(workspace, pane, key);
	else if (key->pressed && !key->motion && !turns)
		press(workspace, pane, key);
	return false;
}

/* ---- drawing */

/* What stands at the right of a pane's title. */
static enum role title_note(struct workspace *workspace, enum pane pane, char *out, size_t size)
{
	struct opened *opened = workspace->opened;
	char place[8];
	size_t rows = (size_t)workspace->layout.body[pane].rows;
	out[0] = '\0';
	/* Where one pane is seen at a time the last run's verdict is worth more than the rest. */
	if (workspace->layout.shape == LAYOUT_SINGLE && !workspace->zoom && opened->results.phase != RESULTS_NOTHING && !side_term(opened))
		pane = PANE_RESULTS;
	switch (pane) {
	case PANE_STATEMENT:
		if (opened->statement.lines.count > rows)
			snprintf(out, size, "%s", pager_words(&opened->statement.pager, opened->statement.lines.count, rows, place));
		return ROLE_DIM;
	case PANE_EDITOR:
		if (opened->editor)
			snprintf(out, size, "%s · %s", editor_name(opened->editor), opened->key.file);
		return ROLE_DIM;
	case PANE_RESULTS:
		if (opened_cases_term(opened)) {
			snprintf(out, size, "%s · your own cases", opened_cases_editor(opened));
			return ROLE_DIM;
		}
		if (opened->scratch_shown) {
			snprintf(out, size, "%s · scratch", scratch_name(opened->scratch));
			return ROLE_DIM;
		}
		results_words(&opened->results, out, size);
		return results_role(&opened->results);
	case PANE_COUNT:
		break;
	}
	return ROLE_DIM;
}

static void draw_title(struct workspace *workspace, struct screen *screen, enum pane pane)
{
	struct rect area = workspace->layout.title[pane];
	bool single = workspace->layout.shape == LAYOUT_SINGLE;
	enum role border = pane == workspace->focus ? ROLE_BORDER_FOCUS : ROLE_BORDER;
	char note[96];
	for (int col = 0; col < area.cols; col++)
		screen_text(screen, area, 0, col, border, 0, "─");
	int col = 1;
	for (int i = 0; i < PANE_COUNT; i++) {
		if (!single && i != (int)pane)
			continue;
		char text[32];
		bool brief = single && area.cols < BRIEF_COLS && i != (int)workspace->focus;
		snprintf(text, sizeof text, " %.*s ", brief ? 1 : (int)strlen(pane_names[i]), pane_names[i]);
		col += screen_text(screen, area, 0, col, i == (int)workspace->focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, 0, text);
	}
	enum role role = title_note(workspace, pane, note, sizeof note);
	int width = (int)text_width(note, strlen(note));
	if (note[0] && col + width + 4 <= area.cols) {
		struct rect right = {area.row, area.col + area.cols - width - 3, 1, width + 2};
		screen_text(screen, right, 0, 0, border, 0, " ");
		screen_text(screen, right, 0, 1, role, 0, note);
		screen_text(screen, right, 0, 1 + width, border, 0, " ");
	}
}

static void draw_rule(const struct workspace *workspace, struct screen *screen)
{
	struct rect rule = workspace->layout.rule;
	for (int row = 0; row < rule.rows && rule.cols; row++) {
		bool joins = rule.row + row == workspace->layout.title[PANE_RESULTS].row;
		screen_text(screen, rule, row, 0, ROLE_BORDER, 0, row == 0 ? "┬" : joins ? "├" : "│");
	}
}

static void draw_statement(struct workspace *workspace, struct screen *screen, struct rect area)
{
	struct statement *statement = &workspace->opened->statement;
	struct rect inner = inset(area);
	statement_draw(statement, screen, inner);
}

static void draw_term(struct workspace *workspace, enum pane pane, struct screen *screen, struct rect area, bool all)
{
	struct term *term = term_of(workspace, pane);
	struct term_cursor cursor;
	if (workspace->scroll.on && workspace->scrolled == term) {
		scroll_draw(&workspace->scroll, term, screen, area);
		return;
	}
	if (all)
		term_draw(term, screen, area, 0);
	else
		term_draw_damage(term, screen, area);
	term_cursor(term, &cursor);
	bool inside = cursor.row < area.rows && cursor.col < area.cols;
	if (workspace->focus == pane)
		screen_cursor(screen, cursor.visible && inside, area.row + cursor.row, area.col + cursor.col, cursor.shape,
		              cursor.blink);
}

/* The whole of it, or as much from its row on as there is room for. */
static void show_failure(struct pager *pager, const struct results_place *failed, size_t count, size_t rows)
{
	pager_show(pager, failed->line, count, rows);
	if (failed->end > pager->top + rows)
		pager->top = failed->end - rows < failed->line ? failed->end - rows : failed->line;
}

static void draw_results(struct workspace *workspace, struct screen *screen, struct rect area)
{
	struct opened *opened = workspace->opened;
	if (term_of(workspace, PANE_RESULTS)) {
		draw_term(workspace, PANE_RESULTS, screen, area, true);
		return;
	}
	struct results_place failed;
	size_t rows = (size_t)area.rows;
	lines_release(&opened->results_lines);
	results_render(&opened->results, (size_t)area.cols, loop_now_us(), &opened->results_lines, &failed);
	if (opened->show_failure && failed.line != SIZE_MAX)
		show_failure(&opened->results_pager, &failed, opened->results_lines.count, rows);
	opened->show_failure = false;
	pager_clamp(&opened->results_pager, opened->results_lines.count, rows);
	pager_draw(&opened->results_pager, screen, area, &opened->results_lines);
}

static void draw_no_editor(struct workspace *workspace, struct screen *screen, struct rect area)
{
	struct opened *opened = workspace->opened;
	struct lines lines = {0};
	struct rect inner = inset(area);
	if (opened_recovering(opened)) {
		const struct lines *offer = opened_recovery_lines(opened, (size_t)inner.cols);
		pager_clamp(&opened->recovery_pager, offer->count, (size_t)inner.rows);
		pager_draw(&opened->recovery_pager, screen, inner, offer);
		return;
	}
	const char *problem = opened->editor_problem;
	wrap_text(&lines, ROLE_WARN, problem[0] ? problem : "The editor is starting.", (size_t)inner.cols, (struct wrap_limits){0});
	if (problem[0]) {
		lines_begin(&lines);
		AUTO_FREE char *keys =
		    command_fill(opened->ended  ? "Enter opens it again.  {run} and {submit} run the file as it was saved."
		                 : opened->path ? "Enter tries again.  {run} and {submit} run the file as it was saved."
		                                : "Enter tries again.");
		wrap_text(&lines, ROLE_TEXT, keys, (size_t)inner.cols, (struct wrap_limits){0});
		if (opened->path)
			wrap_text(&lines, ROLE_DIM, opened->path, (size_t)inner.cols, (struct wrap_limits){0});
	}
	for (size_t i = 0; i < lines.count && (int)i + 1 < inner.rows; i++)
		screen_line(screen, inner, (int)i + 1, 0, &lines.items[i], 0);
	lines_release(&lines);
}

static void draw_editor(struct workspace *workspace, struct screen *screen, struct rect area)
{
	if (opened_editing(workspace->opened)) {
		draw_term(workspace, PANE_EDITOR, screen, area, true);
		return;
	}
	if (workspace->scrolled != term_of(workspace, PANE_RESULTS))
		scroll_end(&workspace->scroll); /* the next terminal counts its lines anew */
	draw_no_editor(workspace, screen, area);
}

void workspace_draw(struct workspace *workspace, struct screen *screen)
{
	static void (*const draw[PANE_COUNT])(struct workspace *, struct screen *, struct rect) = {
		[PANE_STATEMENT] = draw_statement,
		[PANE_EDITOR] = draw_editor,
		[PANE_RESULTS] = draw_results,
	};
	for (int i = 0; i < PANE_COUNT; i++) {
		if (workspace->layout.body[i].rows > 0)
			draw[i](workspace, screen, workspace->layout.body[i]);
		/* After the body: the note tells what was just laid out. */
		if (workspace->layout.title[i].rows > 0)
			draw_title(workspace, screen, (enum pane)i);
	}
	draw_rule(workspace, screen);
}

void workspace_draw_terminal(struct workspace *workspace, struct screen *screen)
{
	if (workspace->layout.body[PANE_EDITOR].rows > 0)
		draw_term(workspace, PANE_EDITOR, screen, workspace->layout.body[PANE_EDITOR], false);
}
