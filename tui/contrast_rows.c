#include "tui/contrast_internal.h"

#include <math.h>
#include <string.h>

#include "engine/base/mem.h"

/* Deeper tensors are shown in the rows of this depth.  The reader caps what is nested below it. */
#define TENSOR_DEPTH 8

const struct value_limits contrast_limits = {.bytes = 1 << 20, .depth = 128, .values = 1 << 18};

/* ---- what is the same */

static bool is_leaf(const struct value *v)
{
	return v->kind != VALUE_LIST && v->kind != VALUE_MAP;
}

static bool number_is_same(const struct compare_rules *rules, const struct value *expected, const struct value *actual)
{
	if (strcmp(expected->text, actual->text) == 0)
		return true;
	if (value_is_integer(expected) && value_is_integer(actual))
		return false;
	double a = value_double(expected), b = value_double(actual), error = fabs(a - b);
	if (a == b)
		return true;
	return (rules->has_abs && error <= rules->abs) || (rules->has_rel && error <= rules->rel * fabs(a)) ||
	       (rules->has_ulp && error <= (double)rules->ulp * 0x1p-52 * fabs(a));
}

/* Of two leaves; a place that only one side has is different. */
static bool leaf_is_same(const struct sides *sides, const struct value *a, const struct value *b)
{
	if (!a || !b || a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_BOOL:
		return a->boolean == b->boolean;
	case VALUE_NUMBER:
		return number_is_same(sides->rules, a, b);
	case VALUE_STRING:
		return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
	default:
		return true;
	}
}

const struct value *contrast_item(const struct value *v, size_t index)
{
	return v && v->kind == VALUE_LIST && index < v->count ? &v->items[index] : NULL;
}

static const struct value *entry_of(const struct value *v, const char *key)
{
	return v && v->kind == VALUE_MAP ? value_get(v, key) : NULL;
}

/* ---- texts */

/* What is blank in a text that differs is seen; elsewhere blanks are only blanks. */
static void put_visible(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == ' ')
			buf_puts(out, "·");
		else if (text[i] == '\\' && i + 1 < len && text[i + 1] == 't')
			buf_puts(out, "→"), i++;
		else
			buf_putc(out, text[i]);
}

static void leaf_text(struct buf *out, const struct value *v, bool visible)
{
	AUTO_BUF plain = {0};
	value_show(&plain, v, SIZE_MAX);
	if (visible)
		put_visible(out, buf_text(&plain), plain.len);
	else
		buf_puts(out, buf_text(&plain));
}

size_t contrast_common_start(const char *a, const char *b)
{
	size_t i = 0;
	while (a[i] && a[i] == b[i])
		i++;
	while (i > 0 && ((unsigned char)a[i] & 0xc0) == 0x80)
		i--; /* whole characters */
	return i;
}

void contrast_mark(struct cell *cell, size_t from, size_t to)
{
	cell->differs = true;
	if (cell->mark == cell->mark_end) {
		cell->mark = from;
		cell->mark_end = to;
	}
}

static void pad(struct buf *out, size_t columns)
{
	while (columns-- > 0)
		buf_putc(out, ' ');
}

static void put_leaf(const struct sides *sides, struct cell *cell, const struct value *v, const struct value *other, size_t width)
{
	bool differs = !leaf_is_same(sides, v, other);
	bool texts = differs && other && v->kind == VALUE_STRING && other->kind == VALUE_STRING;
	AUTO_BUF text = {0};
	AUTO_BUF beside = {0};
	leaf_text(&text, v, texts);
	size_t columns = text_width(buf_text(&text), text.len);
	pad(&cell->text, width > columns ? width - columns : 0);
	size_t from = cell->text.len;
	buf_puts(&cell->text, buf_text(&text));
	if (!differs)
		return;
	if (texts) {
		leaf_text(&beside, other, true);
		from += contrast_common_start(buf_text(&text), buf_text(&beside));
	}
	contrast_mark(cell, from, cell->text.len);
}

/* The value's text, with the first difference to `other` marked.  As deep as the reader lets values be. */
void contrast_put_value(const struct sides *sides, const struct rows *rows, struct cell *cell, const struct value *v,
                      const struct value *other)
{
	if (is_leaf(v)) {
		put_leaf(sides, cell, v, other, 0);
		return;
	}
	bool list = v->kind == VALUE_LIST, aligned = rows && rows->aligned;
	size_t from = cell->text.len;
	buf_putc(&cell->text, list ? '[' : '{');
	for (size_t i = 0; i < v->count; i++) {
		if (i)
			buf_puts(&cell->text, ", ");
		if (list && aligned) {
			put_leaf(sides, cell, &v->items[i], contrast_item(other, i), rows->widths[i]);
		} else if (list) {
			contrast_put_value(sides, NULL, cell, &v->items[i], contrast_item(other, i));
		} else {
			const struct value key = {.kind = VALUE_STRING, .text = v->entries[i].key, .len = v->entries[i].key_len};
			value_show(&cell->text, &key, SIZE_MAX);
			buf_puts(&cell->text, ": ");
			contrast_put_value(sides, NULL, cell, &v->entries[i].value, entry_of(other, v->entries[i].key));
		}
	}
	if (!other || other->kind != v->kind)
		contrast_mark(cell, from, cell->text.len + 1);
	else if (other->count > v->count)
		contrast_mark(cell, cell->text.len, cell->text.len + 1); /* where something is missing */
	buf_putc(&cell->text, list ? ']' : '}');
}

/* ---- rows */

static void add_row(struct rows *rows, const char *place, const struct value *expected, const struct value *actual)
{
	MEM_ROOM(rows->items, rows->count, rows->capacity);
	struct row *row = &rows->items[rows->count++];
	*row = (struct row){.expected = expected, .actual = actual};
	size_t used;
	size_t fits = text_fit(place, strlen(place), PLACE_COLUMNS, &used);
	if (fits >= sizeof row->place)
		fits = 0;
	memcpy(row->place, place, fits);
}

static bool all_lists(const struct value *v)
{
	if (!v || v->kind != VALUE_LIST || !v->count)
		return false;
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].kind != VALUE_LIST)
			return false;
	return true;
}

/* Down to the rows of a tensor. */
static void add_items(struct rows *rows, const char *place, const struct value *expected, const struct value *actual, int depth)
{
	size_t left = expected && expected->kind == VALUE_LIST ? expected->count : 0;
	size_t right = actual && actual->kind == VALUE_LIST ? actual->count : 0;
	for (size_t i = 0; i < left || i < right; i++) {
		const struct value *a = contrast_item(expected, i), *b = contrast_item(actual, i);
		AUTO_FREE char *at = mem_format("%s[%zu]", place, i);
		if (depth < TENSOR_DEPTH && (all_lists(a) || all_lists(b)))
			add_items(rows, at, a, b, depth + 1);
		else
			add_row(rows, at, a, b);
	}
}

static void add_entries(struct rows *rows, const struct value *expected, const struct value *actual)
{
	for (size_t i = 0; i < expected->count; i++) {
		AUTO_FREE char *key = text_escaped(expected->entries[i].key, TEXT_ONE_LINE);
		add_row(rows, key, &expected->entries[i].value, entry_of(actual, expected->entries[i].key));
	}
	for (size_t i = 0; i < actual->count; i++) {
		if (entry_of(expected, actual->entries[i].key))
			continue;
		AUTO_FREE char *key = text_escaped(actual->entries[i].key, TEXT_ONE_LINE);
		add_row(rows, key, NULL, &actual->entries[i].value);
	}
}

/* "push(3)" of ["push", [3]]. */
static char *call_words(const struct value *op)
{
	struct buf out = {0};
	if (!op || op->kind != VALUE_LIST || !op->count || op->items[0].kind != VALUE_STRING)
		return mem_dup("?");
	AUTO_FREE char *name = text_escaped(op->items[0].text, TEXT_ONE_LINE);
	buf_printf(&out, "%s(", name);
	for (size_t i = 0; op->count > 1 && op->items[1].kind == VALUE_LIST && i < op->items[1].count; i++) {
		buf_puts(&out, i ? ", " : "");
		value_show(&out, &op->items[1].items[i], 200);
	}
	buf_putc(&out, ')');
	return buf_steal(&out);
}

static void add_calls(struct rows *rows, const struct value *calls, const struct value *expected, const struct value *actual)
{
	for (size_t i = 0; i < expected->count || i < actual->count; i++) {
		AUTO_FREE char *words = call_words(contrast_item(calls, i));
		const struct value *a = contrast_item(expected, i), *b = contrast_item(actual, i);
		bool compared = a && a->kind != VALUE_NULL;
		add_row(rows, words, compared ? a : b, b); /* what is not compared is the same */
	}
}

/* A line of a text as a value of its own, owned by the sides. */
static const struct value *line_value(struct sides *sides, const char *text, size_t len)
{
	const struct value raw = {.kind = VALUE_STRING, .text = text, .len = len};
	AUTO_BUF json = {0};
	value_write(&json, &raw);
	struct value_doc *doc = value_read(buf_text(&json), json.len, &contrast_limits, NULL);
	if (!doc)
		return NULL;
	sides->lines = mem_grow(sides->lines, sides->line_count + 1, sizeof(struct value_doc *));
	sides->lines[sides->line_count++] = doc;
	return value_root(doc);
}

static void add_lines(struct sides *sides, struct rows *rows, const struct value *expected, const struct value *actual)
{
	const char *a = expected->text, *b = actual->text;
	for (size_t i = 1; a || b; i++) {
		size_t a_len = a ? strcspn(a, "\n") : 0, b_len = b ? strcspn(b, "\n") : 0;
		AUTO_FREE char *place = mem_format("line %zu", i);
		add_row(rows, place, a ? line_value(sides, a, a_len) : NULL, b ? line_value(sides, b, b_len) : NULL);
		a = a && a[a_len] ? a + a_len + 1 : NULL;
		b = b && b[b_len] ? b + b_len + 1 : NULL;
	}
}

bool contrast_has_lines(const struct value *v)
{
	return v->kind == VALUE_STRING && strchr(v->text, '\n');
}

bool contrast_take_apart(struct sides *sides, struct rows *rows)
{
	const struct value *a = value_root(sides->expected), *b = value_root(sides->actual);
	if (a->kind != b->kind)
		return false;
	if (a->kind == VALUE_LIST && sides->calls)
		add_calls(rows, value_root(sides->calls), a, b);
	else if (a->kind == VALUE_LIST)
		add_items(rows, "", a, b, 0);
	else if (a->kind == VALUE_MAP)
		add_entries(rows, a, b);
	else if (contrast_has_lines(a) || contrast_has_lines(b))
		add_lines(sides, rows, a, b);
	return rows->count > 1;
}

/* ---- aligned columns */

static bool widen(struct rows *rows, const struct value *v)
{
	if (!v)
		return true;
	if (v->kind != VALUE_LIST || v->count > ALIGNED_MAX)
		return false;
	for (size_t i = 0; i < v->count; i++) {
		if (!is_leaf(&v->items[i]))
			return false;
		AUTO_BUF text = {0};
		leaf_text(&text, &v->items[i], false);
		size_t columns = text_width(buf_text(&text), text.len);
		rows->widths[i] = columns > rows->widths[i] ? columns : rows->widths[i];
	}
	rows->aligned = v->count > rows->aligned ? v->count : rows->aligned;
	return true;
}

/* Where all rows are lists of leaves. */
static void align(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		if (!widen(rows, rows->items[i].expected) || !widen(rows, rows->items[i].actual)) {
			rows->aligned = 0;
			return;
		}
}

void contrast_fill(const struct sides *sides, struct rows *rows)
{
	align(rows);
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = &rows->items[i];
		row->left.missing = !row->expected;
		row->right.missing = !row->actual;
		if (row->expected)
			contrast_put_value(sides, rows, &row->left, row->expected, row->actual);
		if (row->actual)
			contrast_put_value(sides, rows, &row->right, row->actual, row->expected);
		row->differs = row->left.missing || row->right.missing || row->left.differs || row->right.differs;
	}
}

void contrast_release_rows(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		buf_release(&rows->items[i].left.text);
		buf_release(&rows->items[i].right.text);
	}
	free(rows->items);
}
