#include "tui/contrast_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/wrap.h"

#define LABEL_COLUMNS 10
/* Rows around the first difference while not all are asked for. */
#define ROWS_BEFORE 2
#define ROWS_AFTER 4
/* A column narrower than this is no place to read in: the two sides stand above each other then. */
#define SIDE_COLUMNS 16

/* ---- showing a cell */

static void put(struct lines *out, enum role role, const char *text)
{
	lines_add(out, role, 0, text, strlen(text));
}

static void put_padding(struct lines *out, size_t columns)
{
	while (columns-- > 0)
		put(out, ROLE_TEXT, " ");
}

/* So many columns in front of the byte `end` are kept: where that begins. */
static size_t window_start(const char *text, size_t end, size_t columns)
{
	size_t start = end;
	while (start > 0) {
		size_t before = start - 1;
		while (before > 0 && ((unsigned char)text[before] & 0xc0) == 0x80)
			before--;
		if (text_width(text + before, end - before) > columns)
			break;
		start = before;
	}
	return start;
}

static void put_marked(struct lines *out, enum role role, const struct cell *cell, size_t from, size_t to)
{
	const char *text = buf_text(&cell->text);
	size_t mark_from = cell->mark > from ? cell->mark : from, mark_to = cell->mark_end < to ? cell->mark_end : to;
	if (mark_from >= mark_to) {
		lines_add(out, role, 0, text + from, to - from);
		return;
	}
	lines_add(out, role, 0, text + from, mark_from - from);
	lines_add(out, role, STYLE_BOLD | STYLE_UNDERLINE, text + mark_from, mark_to - mark_from);
	lines_add(out, role, 0, text + mark_to, to - mark_to);
}

/* In at most `columns`, the mark in the middle where the whole does not fit.  Returns the columns used. */
static size_t put_cell(struct lines *out, enum role role, const struct cell *cell, size_t columns)
{
	const char *text = buf_text(&cell->text);
	size_t len = cell->text.len, from = 0, room = columns, used;
	if (cell->missing) {
		put(out, ROLE_DIM, "–");
		return 1;
	}
	if (text_width(text, len) <= columns) {
		put_marked(out, role, cell, 0, len);
		return text_width(text, len);
	}
	if (cell->mark < cell->mark_end && text_width(text, cell->mark_end) >= columns)
		from = window_start(text, cell->mark, columns / 2);
	if (from)
		put(out, ROLE_DIM, "…"), room--;
	size_t fits = text_fit(text + from, len - from, room, &used);
	if (from + fits < len && room > 1) {
		fits = text_fit(text + from, len - from, room - 1, &used);
		put_marked(out, role, cell, from, from + fits);
		put(out, ROLE_DIM, "…");
		used++;
	} else {
		put_marked(out, role, cell, from, from + fits);
	}
	return used + (from ? 1 : 0);
}

/* ---- errors of floats */

static void note_worst(double error, double *worst, char *at, const char *place)
{
	if (error > *worst) {
		*worst = error;
		snprintf(at, 128, "%s", place);
	}
}

static void measure(struct sides *sides, const struct value *a, const struct value *b, const char *place)
{
	if (!a || !b || a->kind != b->kind)
		return;
	if (a->kind == VALUE_NUMBER) {
		sides->with_floats = sides->with_floats || !value_is_integer(a) || !value_is_integer(b);
		double expected = value_double(a), error = fabs(expected - value_double(b));
		note_worst(error, &sides->worst_absolute, sides->absolute_place, place);
		if (expected != 0)
			note_worst(error / fabs(expected), &sides->worst_relative, sides->relative_place, place);
	}
	for (size_t i = 0; a->kind == VALUE_LIST && i < a->count; i++) {
		AUTO_FREE char *at = mem_format("%s[%zu]", place, i);
		measure(sides, &a->items[i], contrast_item(b, i), strlen(at) < 120 ? at : place);
	}
}

static void put_errors(struct sides *sides, size_t width, struct lines *out)
{
	AUTO_BUF text = {0};
	measure(sides, value_root(sides->expected), value_root(sides->actual), "");
	if (!sides->with_floats || sides->worst_absolute == 0)
		return;
	buf_printf(&text, "largest error: absolute %.3g", sides->worst_absolute);
	if (sides->absolute_place[0])
		buf_printf(&text, " at %s", sides->absolute_place);
	if (sides->worst_relative > 0)
		buf_printf(&text, ", relative %.3g", sides->worst_relative);
	if (sides->worst_relative > 0 && sides->relative_place[0])
		buf_printf(&text, " at %s", sides->relative_place);
	lines_begin(out);
	put_padding(out, sides->from->indent);
	wrap_text(out, ROLE_DIM, buf_text(&text), width, (struct wrap_limits){.indent = sides->from->indent, .go_on = true});
}

/* "2×3": of a value that is a full tensor of two dimensions or more; "" otherwise. */
static void shape_words(const struct value *v, char *out, size_t size)
{
	size_t len = 0;
	int dimensions = 0;
	out[0] = '\0';
	for (; v->kind == VALUE_LIST && len < size; dimensions++) {
		len += (size_t)snprintf(out + len, size - len, "%s%zu", dimensions ? "×" : "", v->count);
		for (size_t i = 1; i < v->count; i++)
			if (v->items[i].kind != v->items[0].kind || v->items[i].count != v->items[0].count)
				dimensions = -1000;
		if (!v->count)
			break;
		v = &v->items[0];
	}
	if (dimensions < 2 || len >= size)
		out[0] = '\0';
}

static void put_shapes(const struct sides *sides, struct lines *out, size_t width)
{
	char expected[64], actual[64];
	shape_words(value_root(sides->expected), expected, sizeof expected);
	shape_words(value_root(sides->actual), actual, sizeof actual);
	if (sides->calls || !expected[0] || !actual[0] || strcmp(expected, actual) == 0)
		return;
	AUTO_FREE char *text = mem_format("shape: expected %s, got %s", expected, actual);
	lines_begin(out);
	put_padding(out, sides->from->indent);
	wrap_text(out, ROLE_TEXT, text, width, (struct wrap_limits){.indent = sides->from->indent, .go_on = true});
}

/* ---- drawing */

static void put_label(const struct contrast *contrast, const char *label, struct lines *out)
{
	size_t used = text_width(label, strlen(label));
	lines_begin(out);
	put_padding(out, contrast->indent);
	put(out, ROLE_DIM, label);
	put_padding(out, used < LABEL_COLUMNS ? LABEL_COLUMNS - used : 1);
}

static void put_side(const struct contrast *contrast, const char *label, enum role role, const struct cell *cell, size_t width,
                     struct lines *out)
{
	size_t start = contrast->indent + LABEL_COLUMNS;
	put_label(contrast, label, out);
	if (contrast->expanded && text_width(buf_text(&cell->text), cell->text.len) > width - start)
		wrap_text(out, role, buf_text(&cell->text), width, (struct wrap_limits){.indent = start, .go_on = true});
	else
		put_cell(out, role, cell, width - start);
}

/* One above the other. */
static void put_two(const struct contrast *contrast, const struct cell *expected, const struct cell *actual, size_t width,
                    struct lines *out)
{
	put_side(contrast, "expected", ROLE_EXPECTED, expected, width, out);
	put_side(contrast, "got", expected->differs || actual->differs ? ROLE_ACTUAL : ROLE_EXPECTED, actual, width, out);
}

struct table {
	size_t place, left, right; /* columns */
	bool beside;
};

static size_t cell_columns(const struct cell *cell)
{
	return cell->missing ? 1 : text_width(buf_text(&cell->text), cell->text.len);
}

/* "≠ [3]  expected  │ got": the sides get what they need, and half of the room at most where that is short. */
static struct table measure_table(const struct contrast *contrast, const struct rows *rows, size_t width)
{
	struct table table = {.left = strlen("expected"), .right = strlen("got")};
	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->items[i];
		size_t place = text_width(row->place, strlen(row->place));
		size_t left = cell_columns(&row->left), right = cell_columns(&row->right);
		table.place = place > table.place ? place : table.place;
		table.left = left > table.left ? left : table.left;
		table.right = right > table.right ? right : table.right;
	}
	table.place = table.place < width / 3 ? table.place : width / 3;
	size_t fixed = contrast->indent + 2 + table.place + 2 + 3;
	size_t room = width > fixed ? width - fixed : 0;
	if (table.left + table.right > room) {
		size_t half = room / 2;
		if (table.left <= half)
			table.right = room - table.left;
		else if (table.right <= half)
			table.left = room - table.right;
		else
			table.left = table.right = half;
		table.beside = half >= SIDE_COLUMNS;
	} else {
		table.beside = true;
	}
	return table;
}

static void put_place(const struct contrast *contrast, const struct table *table, const char *sign, const char *place,
                      struct lines *out)
{
	size_t used;
	size_t fits = text_fit(place, strlen(place), table->place, &used);
	lines_begin(out);
	put_padding(out, contrast->indent);
	put(out, ROLE_FAIL, sign);
	put(out, ROLE_TEXT, " ");
	lines_add(out, ROLE_DIM, 0, place, fits);
	put_padding(out, table->place + 2 - used);
}

static void put_beside(const struct contrast *contrast, const struct table *table, const struct row *row, struct lines *out)
{
	put_place(contrast, table, row->differs ? "≠" : " ", row->place, out);
	size_t used = put_cell(out, row->differs ? ROLE_EXPECTED : ROLE_TEXT, &row->left, table->left);
	put_padding(out, table->left - used);
	put(out, ROLE_BORDER, " │ ");
	put_cell(out, row->differs ? ROLE_ACTUAL : ROLE_TEXT, &row->right, table->right);
}

static void put_above(const struct contrast *contrast, const struct table *table, const struct row *row, size_t width,
                      struct lines *out)
{
	put_place(contrast, table, row->differs ? "≠" : " ", row->place, out);
	if (row->differs) {
		put_two(contrast, &row->left, &row->right, width, out);
		return;
	}
	size_t used = contrast->indent + 2 + table->place + 2;
	put_cell(out, ROLE_TEXT, &row->left, width > used ? width - used : 1);
}

static void put_left_out(const struct contrast *contrast, size_t count, const char *where, size_t width, struct lines *out)
{
	size_t used;
	AUTO_FREE char *text = mem_format("… %zu more row%s %s", count, count == 1 ? "" : "s", where);
	lines_begin(out);
	put_padding(out, contrast->indent);
	lines_add(out, ROLE_DIM, 0, text, text_fit(text, strlen(text), width - contrast->indent, &used));
}

static void put_rows(const struct contrast *contrast, const struct rows *rows, size_t width, struct lines *out)
{
	const struct table table = measure_table(contrast, rows, width);
	size_t first = 0, from = 0, to = rows->count;
	while (first < rows->count && !rows->items[first].differs)
		first++;
	if (!contrast->expanded && rows->count > ROWS_BEFORE + 1 + ROWS_AFTER) {
		from = first < rows->count && first > ROWS_BEFORE ? first - ROWS_BEFORE : 0;
		to = from + ROWS_BEFORE + 1 + ROWS_AFTER;
		to = to < rows->count ? to : rows->count;
	}
	if (table.beside) {
		put_place(contrast, &table, " ", "", out);
		put(out, ROLE_DIM, "expected");
		put_padding(out, table.left - strlen("expected") + 3);
		put(out, ROLE_DIM, "got");
	}
	if (from)
		put_left_out(contrast, from, "above", width, out);
	for (size_t i = from; i < to; i++)
		if (table.beside)
			put_beside(contrast, &table, &rows->items[i], out);
		else
			put_above(contrast, &table, &rows->items[i], width, out);
	if (to < rows->count)
		put_left_out(contrast, rows->count - to, "below", width, out);
}

/* ---- the whole */

static void put_plain(const struct contrast *contrast, size_t width, struct lines *out)
{
	struct cell expected = {0}, actual = {0};
	buf_puts(&expected.text, contrast->expected);
	buf_puts(&actual.text, contrast->actual);
	if (strcmp(contrast->expected, contrast->actual) != 0) {
		size_t from = contrast_common_start(contrast->expected, contrast->actual);
		contrast_mark(&expected, from, expected.text.len);
		contrast_mark(&actual, from, actual.text.len);
	}
	put_two(contrast, &expected, &actual, width, out);
	buf_release(&expected.text);
	buf_release(&actual.text);
}

/* In two lines where that is enough, else in rows. */
static void put_values(struct sides *sides, size_t width, struct lines *out)
{
	struct cell expected = {0}, actual = {0};
	const struct contrast *contrast = sides->from;
	const struct value *a = value_root(sides->expected), *b = value_root(sides->actual);
	contrast_put_value(sides, NULL, &expected, a, b);
	contrast_put_value(sides, NULL, &actual, b, a);
	size_t room = width - contrast->indent - LABEL_COLUMNS;
	bool fits = cell_columns(&expected) <= room && cell_columns(&actual) <= room && !sides->calls && !contrast_has_lines(a) && !contrast_has_lines(b);
	struct rows rows = {0};
	bool several = !fits && contrast_take_apart(sides, &rows);
	if (several) {
		contrast_fill(sides, &rows);
		put_rows(contrast, &rows, width, out);
	} else {
		put_two(contrast, &expected, &actual, width, out);
	}
	contrast_release_rows(&rows);
	buf_release(&expected.text);
	buf_release(&actual.text);
}

static void release_sides(struct sides *sides)
{
	for (size_t i = 0; i < sides->line_count; i++)
		value_doc_free(sides->lines[i]);
	free(sides->lines);
	value_doc_free(sides->expected);
	value_doc_free(sides->actual);
	value_doc_free(sides->calls);
}

static struct value_doc *read_text(const char *text)
{
	return text ? value_read(text, strlen(text), &contrast_limits, NULL) : NULL;
}

void contrast_put(const struct contrast *contrast, size_t width, struct lines *out)
{
	struct sides sides = {
	    .from = contrast,
	    .rules = contrast->rules ? contrast->rules : &compare_rules_default,
	    .expected = read_text(contrast->expected),
	    .actual = read_text(contrast->actual),
	    .calls = read_text(contrast->calls),
	};
	if (width < contrast->indent + LABEL_COLUMNS + 4)
		width = contrast->indent + LABEL_COLUMNS + 4;
	if (!sides.expected || !sides.actual) {
		put_plain(contrast, width, out);
	} else {
		put_values(&sides, width, out);
		put_shapes(&sides, out, width);
		put_errors(&sides, width, out);
	}
	release_sides(&sides);
}
