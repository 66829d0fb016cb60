#include "tui/markdown_table.h"

#include <string.h>

#include "engine/base/mem.h"

enum {
	WIDE_COLUMN = 40,    /* of a wide table: what cells of many words are wrapped at */
	COLUMN_READABLE = 6, /* a table whose columns would be narrower on average becomes a list */
	BETWEEN = 3,         /* " │ " */
};

void markdown_table_release(struct markdown_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		flow_release(&table->cells[i]);
	free(table->cells);
	free(table->aligns);
	*table = (struct markdown_table){0};
}

void markdown_table_set_columns(struct markdown_table *table, size_t columns)
{
	table->columns = columns;
	table->aligns = mem_zero(columns, sizeof *table->aligns);
}

struct flow *markdown_table_add_cell(struct markdown_table *table)
{
	MEM_ROOM(table->cells, table->count, table->capacity);
	table->cells[table->count] = (struct flow){0};
	return &table->cells[table->count++];
}

/* What is being written. */
struct sheet {
	const struct markdown_table *table;
	size_t rows;
	size_t *widths; /* one a column */
	struct lines *out;
	markdown_line_fn *begin_line;
	void *context;
};

static const struct flow *cell(const struct sheet *sheet, size_t row, size_t column)
{
	return &sheet->table->cells[row * sheet->table->columns + column];
}

static void put_repeated(struct lines *out, enum role role, const char *text, size_t times)
{
	AUTO_BUF buf = {0};
	for (size_t i = 0; i < times; i++)
		buf_puts(&buf, text);
	lines_add(out, role, 0, buf_text(&buf), buf.len);
}

static size_t sum_at(const size_t *least, const size_t *most, size_t count, size_t level)
{
	size_t sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += level < least[i] ? least[i] : level > most[i] ? most[i] : level;
	return sum;
}

/* Sets each width between least and most so that they add up to `room`: all those in between are
 * equal, which takes from the widest first.  The sum of least is at most room. */
static void level_widths(const size_t *least, const size_t *most, size_t count, size_t room, size_t *widths)
{
	size_t low = 0, high = room;
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;
		if (sum_at(least, most, count, middle) <= room)
			low = middle;
		else
			high = middle - 1;
	}
	size_t spare = room - sum_at(least, most, count, low);
	for (size_t i = 0; i < count; i++) {
		widths[i] = low < least[i] ? least[i] : low > most[i] ? most[i] : low;
		if (spare && widths[i] >= low && widths[i] < most[i]) {
			widths[i]++;
			spare--;
		}
	}
}

/* No word is broken, as far as the limit goes. */
static void choose_wide(struct sheet *sheet, const size_t *least, size_t *most)
{
	size_t columns = sheet->table->columns, sum = 0;
	size_t room = MARKDOWN_TABLE_WIDE_MAX - BETWEEN * (columns - 1);
	AUTO_FREE size_t *nothing = mem_zero(columns, sizeof *nothing);
	for (size_t i = 0; i < columns; i++) {
		most[i] = most[i] < WIDE_COLUMN ? most[i] : WIDE_COLUMN;
		most[i] = most[i] > least[i] ? most[i] : least[i];
		sum += least[i];
	}
	if (sum <= room)
		level_widths(least, most, columns, room, sheet->widths);
	else
		level_widths(nothing, least, columns, room, sheet->widths);
}

/* False where no columns of a readable width fit. */
static bool choose_widths(struct sheet *sheet, size_t width)
{
	size_t columns = sheet->table->columns;
	AUTO_FREE size_t *most = mem_zero(columns, sizeof *most);
	AUTO_FREE size_t *least = mem_zero(columns, sizeof *least);
	AUTO_FREE size_t *nothing = mem_zero(columns, sizeof *nothing);
	size_t most_sum = 0, least_sum = 0;
	for (size_t column = 0; column < columns; column++) {
		most[column] = least[column] = 1;
		for (size_t row = 0; row < sheet->rows; row++) {
			size_t wide = flow_width(cell(sheet, row, column));
			size_t word = flow_width_least(cell(sheet, row, column));
			most[column] = wide > most[column] ? wide : most[column];
			least[column] = word > least[column] ? word : least[column];
		}
		most_sum += most[column];
		least_sum += least[column];
	}
	size_t between = BETWEEN * (columns - 1);
	if (most_sum + between <= width) {
		memcpy(sheet->widths, most, columns * sizeof *most);
		return true;
	}
	if (sheet->table->wide && least_sum + between > width) {
		choose_wide(sheet, least, most);
		return true;
	}
	if (width < between + columns * COLUMN_READABLE)
		return false;
	size_t room = width - between;
	if (least_sum <= room)
		level_widths(least, most, columns, room, sheet->widths);
	else
		level_widths(nothing, least, columns, room, sheet->widths);
	return true;
}

static bool put_rule(struct sheet *sheet, const char *line, const char *crossing)
{
	if (!sheet->begin_line(sheet->context))
		return false;
	for (size_t i = 0; i < sheet->table->columns; i++) {
		bool last = i + 1 == sheet->table->columns;
		put_repeated(sheet->out, ROLE_TABLE, line, sheet->widths[i] + (i > 0) + !last);
		if (!last)
			lines_add(sheet->out, ROLE_TABLE, 0, crossing, strlen(crossing));
	}
	return true;
}

static void put_cell_line(struct sheet *sheet, const struct flow *flow, const struct flow_line *line, size_t column)
{
	static const struct flow_line nothing = {0};
	bool last = column + 1 == sheet->table->columns;
	line = line ? line : &nothing;
	size_t spare = sheet->widths[column] > line->width ? sheet->widths[column] - line->width : 0;
	enum markdown_align align = sheet->table->aligns[column];
	size_t left = align == MARKDOWN_RIGHT ? spare : align == MARKDOWN_CENTRE ? spare / 2 : 0;
	if (column) /* no blank ends a line */
		lines_add(sheet->out, ROLE_TABLE, 0, " │ ", strlen(" │ ") - (last && !line->width));
	if (line->width || !last)
		put_repeated(sheet->out, ROLE_TEXT, " ", left);
	flow_show(flow, line, sheet->out);
	if (!last)
		put_repeated(sheet->out, ROLE_TEXT, " ", spare - left);
}

/* The lines of one row's cells, beside each other.  Returns false when no more is wanted. */
static bool put_row(struct sheet *sheet, size_t row, struct flow_lines *filled)
{
	size_t columns = sheet->table->columns, height = 1;
	for (size_t column = 0; column < columns; column++) {
		filled[column].count = 0;
		flow_fill(cell(sheet, row, column), sheet->widths[column], &filled[column]);
		height = filled[column].count > height ? filled[column].count : height;
	}
	for (size_t i = 0; i < height; i++) {
		if (!sheet->begin_line(sheet->context))
			return false;
		for (size_t column = 0; column < columns; column++)
			put_cell_line(sheet, cell(sheet, row, column),
			              i < filled[column].count ? &filled[column].items[i] : NULL, column);
	}
	return true;
}

static bool wraps(const struct sheet *sheet)
{
	for (size_t row = 1; row < sheet->rows; row++)
		for (size_t column = 0; column < sheet->table->columns; column++)
			if (flow_width(cell(sheet, row, column)) > sheet->widths[column])
				return true;
	return false;
}

static void show_grid(struct sheet *sheet)
{
	size_t columns = sheet->table->columns;
	struct flow_lines *filled = mem_zero(columns, sizeof *filled);
	bool separate = wraps(sheet), go_on = true;
	for (size_t row = 0; row < sheet->rows && go_on; row++) {
		if (row == 1)
			go_on = put_rule(sheet, "─", "┼");
		else if (row > 1 && separate)
			go_on = put_rule(sheet, "╌", "┼");
		go_on = go_on && put_row(sheet, row, filled);
	}
	if (sheet->rows == 1 && go_on)
		put_rule(sheet, "─", "┼");
	for (size_t i = 0; i < columns; i++)
		flow_lines_release(&filled[i]);
	free(filled);
}

/* "header: cell" as one flow: the two keep their styles. */
static void join(struct flow *out, const struct flow *header, const struct flow *body)
{
	const struct flow *const parts[] = {header, body};
	flow_clear(out);
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		size_t at = 0;
		for (size_t p = 0; p < parts[i]->count; p++) {
			const struct flow_piece *piece = &parts[i]->pieces[p];
			flow_put(out, piece->style, parts[i]->text.data + at, piece->end - at);
			at = piece->end;
		}
		if (i == 0 && at)
			flow_puts(out, (struct flow_style){.role = ROLE_TABLE}, ": ");
	}
}

/* False when no more is wanted. */
static bool show_filled(struct sheet *sheet, const struct flow *flow, size_t width)
{
	struct flow_lines lines = {0};
	bool go_on = true;
	flow_fill(flow, width, &lines);
	for (size_t i = 0; i < lines.count && go_on; i++) {
		go_on = sheet->begin_line(sheet->context);
		if (go_on)
			flow_show(flow, &lines.items[i], sheet->out);
	}
	flow_lines_release(&lines);
	return go_on;
}

static void show_list(struct sheet *sheet, size_t width)
{
	static const struct flow nothing = {0};
	size_t columns = sheet->table->columns;
	struct flow joined = {0};
	bool go_on = true;
	for (size_t row = sheet->rows > 1; row < sheet->rows && go_on; row++) {
		if (row > 1) {
			go_on = sheet->begin_line(sheet->context);
			if (go_on)
				put_repeated(sheet->out, ROLE_TABLE, "╌", width);
		}
		for (size_t column = 0; column < columns && go_on; column++) {
			join(&joined, row ? cell(sheet, 0, column) : &nothing, cell(sheet, row, column));
			go_on = show_filled(sheet, &joined, width);
		}
	}
	flow_release(&joined);
}

void markdown_table_show(const struct markdown_table *table, size_t width, struct lines *out,
                         markdown_line_fn *begin_line, void *context)
{
	struct sheet sheet = {.table = table, .out = out, .begin_line = begin_line, .context = context};
	if (!table->columns || table->count < table->columns)
		return;
	sheet.rows = table->count / table->columns;
	sheet.widths = mem_zero(table->columns, sizeof *sheet.widths);
	if (choose_widths(&sheet, width))
		show_grid(&sheet);
	else
		show_list(&sheet, width);
	free(sheet.widths);
}
