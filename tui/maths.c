#include "tui/maths.h"

#include <string.h>

#include "engine/base/mem.h"
#include "tui/maths_symbols.h"
#include "tui/style.h"

struct parser {
	const char *at, *end;
	bool display; /* two dimensions */
	bool script;  /* inside a raised or lowered part: no blanks */
	int depth;
	size_t cells; /* drawn so far */
	bool apart;   /* the last atom would run into a letter behind it */
	bool failed;
};

/* A run of atoms: what it looks like, and what decides about blanks and brackets around it. */
struct run {
	struct tile tile;
	enum maths_class last;
	size_t atoms;
	size_t letters, opens, depth; /* outside of brackets; brackets; how deep in them */
	bool operators;               /* holds + = , and the like outside of brackets */
};

static struct tile list(struct parser *p, bool (*ends)(const struct parser *), struct run *facts);

/* ---- reading */

static bool at_end(const struct parser *p)
{
	return p->at >= p->end || p->failed;
}

static void fail(struct parser *p)
{
	p->failed = true;
}

static void skip_blanks(struct parser *p)
{
	while (p->at < p->end && strchr(" \t\r\n", *p->at))
		p->at++;
}

static bool next_is(const struct parser *p, const char *text)
{
	size_t len = strlen(text);
	return (size_t)(p->end - p->at) >= len && memcmp(p->at, text, len) == 0;
}

/* The command at the front, of letters or of one other character: its length without the backslash; 0: there is none. */
static size_t command_len(const struct parser *p)
{
	if (p->at >= p->end || *p->at != '\\' || p->at + 1 >= p->end)
		return 0;
	size_t n = 0, most = (size_t)(p->end - p->at) - 1;
	while (n < most && ((p->at[1 + n] | 32) >= 'a' && (p->at[1 + n] | 32) <= 'z'))
		n++;
	return n ? n : 1;
}

static bool command_is(const struct parser *p, const char *name)
{
	size_t n = command_len(p);
	return n == strlen(name) && memcmp(p->at + 1, name, n) == 0;
}

static bool take_command(struct parser *p, const char *name)
{
	if (!command_is(p, name))
		return false;
	p->at += 1 + strlen(name);
	return true;
}

/* One character of text; bytes that are none end it all. */
static size_t character(struct parser *p, uint32_t *code)
{
	size_t n = utf8_decode(p->at, (size_t)(p->end - p->at), code);
	if (!n)
		fail(p);
	return n;
}

/* {name}: its text, borrowed. */
static bool take_name(struct parser *p, const char **name, size_t *len)
{
	skip_blanks(p);
	const char *close = p->at < p->end && *p->at == '{' ? memchr(p->at, '}', (size_t)(p->end - p->at)) : NULL;
	if (!close) {
		fail(p);
		return false;
	}
	*name = p->at + 1;
	*len = (size_t)(close - p->at) - 1;
	p->at = close + 1;
	return true;
}

static bool ends_at_brace(const struct parser *p)
{
	return *p->at == '}';
}

static bool ends_at_bracket(const struct parser *p)
{
	return *p->at == ']';
}

static bool ends_never(const struct parser *p)
{
	(void)p;
	return false;
}

static struct tile atom(struct parser *p, enum maths_class *class, bool *big);

/* What a command is applied to: {a group}, or one atom. */
static struct tile argument(struct parser *p, struct run *facts)
{
	*facts = (struct run){0};
	skip_blanks(p);
	if (at_end(p)) {
		fail(p);
		return tile_text("");
	}
	if (*p->at != '{') {
		enum maths_class class;
		bool big;
		facts->atoms = facts->letters = 1;
		if (*p->at == '}' || *p->at == '&')
			fail(p);
		return p->failed ? tile_text("") : atom(p, &class, &big);
	}
	p->at++;
	struct tile tile = list(p, ends_at_brace, facts);
	if (at_end(p))
		fail(p);
	else
		p->at++;
	return tile;
}

static struct tile plain_argument(struct parser *p)
{
	struct run facts;
	return argument(p, &facts);
}

/* ---- brackets around what has several parts */

static struct tile bracketed(const char *open, struct tile inner, const char *close)
{
	size_t height = inner.height, base = inner.base;
	struct tile left = *open ? tile_bracket(open, height, base) : tile_text("");
	struct tile right = *close ? tile_bracket(close, height, base) : tile_text("");
	return tile_beside(tile_beside(left, inner), right);
}

static struct tile grouped(struct tile tile, const struct run *facts)
{
	return facts->operators ? bracketed("(", tile, ")") : tile;
}

/* ---- raised and lowered */

/* All of the row's characters in their raised or lowered form; false where one has none. */
static bool in_script(const struct tile *tile, uint32_t (*form)(uint32_t), struct buf *out)
{
	if (tile->height != 1)
		return false;
	const char *text = tile_row(tile);
	size_t len = tile->rows[0].len;
	for (size_t at = 0; at < len;) {
		uint32_t code, script;
		size_t n = utf8_decode(text + at, len - at, &code);
		at += n;
		if (n && code == ' ')
			continue;
		if (!n || !(script = form(code)))
			return false;
		char bytes[4];
		buf_put(out, bytes, utf8_encode(script, bytes));
	}
	return true;
}

/* In one row, where the characters have no such form: x_max, x^(a/b). */
static struct tile marked(const char *mark, struct tile tile)
{
	if (tile.width > 1)
		tile = bracketed("(", tile, ")");
	return tile_beside(tile_text(mark), tile);
}

static struct tile with_scripts(struct parser *p, struct tile base, struct tile raised, struct tile lowered)
{
	AUTO_BUF up = {0}, down = {0};
	bool has_up = !tile_is_empty(&raised), has_down = !tile_is_empty(&lowered);
	bool small_up = has_up && in_script(&raised, maths_raised, &up);
	bool small_down = has_down && in_script(&lowered, maths_lowered, &down);
	bool flat = (!has_up || small_up) && (!has_down || small_down);
	if (p->display && !p->script && flat && base.height > 1 && (has_up || has_down)) {
		tile_release(&raised);
		tile_release(&lowered);
		return tile_corners(base, tile_text(buf_text(&up)), tile_text(buf_text(&down)));
	}
	if (p->display && !p->script && !flat)
		return tile_scripts(base, raised, lowered);
	p->apart = p->apart || !flat;
	if (has_down)
		base = tile_beside(base, small_down ? tile_text(buf_text(&down)) : marked("_", lowered));
	else
		tile_release(&lowered);
	if (small_down)
		tile_release(&lowered);
	if (has_up)
		base = tile_beside(base, small_up ? tile_text(buf_text(&up)) : marked("^", raised));
	else
		tile_release(&raised);
	if (small_up)
		tile_release(&raised);
	return base;
}

/* Above and below the middle of a big operator. */
static struct tile with_limits(struct tile base, struct tile upper, struct tile lower)
{
	if (!tile_is_empty(&upper))
		base = tile_above(upper, base, TILE_CENTRE, true);
	else
		tile_release(&upper);
	if (!tile_is_empty(&lower))
		base = tile_above(base, lower, TILE_CENTRE, false);
	else
		tile_release(&lower);
	return base;
}

static struct tile script_argument(struct parser *p)
{
	bool script = p->script;
	p->at++;
	p->script = true;
	struct tile tile = plain_argument(p);
	p->script = script;
	return tile;
}

/* Primes, ^ and _ behind an atom, in any order, each at most once. */
static struct tile scripts(struct parser *p, struct tile base, bool big)
{
	struct tile raised = tile_text(""), lowered = tile_text("");
	bool up = false, down = false;
	for (;;) {
		skip_blanks(p);
		if (at_end(p))
			break;
		if (*p->at == '\'' && !up) {
			p->at++;
			raised = tile_beside(raised, tile_text("′"));
		} else if (*p->at == '^' && !up) {
			up = true;
			raised = tile_beside(raised, script_argument(p));
		} else if (*p->at == '_' && !down) {
			down = true;
			tile_release(&lowered);
			lowered = script_argument(p);
		} else if (!take_command(p, "limits") && !take_command(p, "nolimits")) {
			break;
		}
	}
	if (at_end(p) ? false : *p->at == '^' || *p->at == '_')
		fail(p); /* a second one: TeX refuses it, too */
	if (big && p->display && !p->script)
		return with_limits(base, raised, lowered);
	return with_scripts(p, base, raised, lowered);
}

/* ---- fractions, roots, accents, texts */

static const char *vulgar(const struct tile *upper, const struct tile *lower)
{
	static const struct {
		const char *upper, *lower, *text;
	} known[] = {{"1", "2", "½"}, {"1", "3", "⅓"}, {"2", "3", "⅔"}, {"1", "4", "¼"}, {"3", "4", "¾"}, {"1", "8", "⅛"}};
	for (size_t i = 0; i < COUNT_OF(known) && upper->height == 1 && lower->height == 1; i++)
		if (strcmp(known[i].upper, tile_row(upper)) == 0 && strcmp(known[i].lower, tile_row(lower)) == 0)
			return known[i].text;
	return NULL;
}

static struct tile fraction(struct parser *p)
{
	struct run above, below;
	struct tile upper = argument(p, &above), lower = argument(p, &below);
	if (p->display && !p->script) {
		size_t width = (upper.width > lower.width ? upper.width : lower.width) + 2;
		struct tile bar = tile_rule("─", width);
		return tile_above(tile_above(upper, bar, TILE_CENTRE, true), lower, TILE_CENTRE, false);
	}
	const char *one = vulgar(&upper, &lower);
	if (one) {
		tile_release(&upper);
		tile_release(&lower);
		return tile_text(one);
	}
	/* a/bc would be read as (a/b)c, but p(x)/q(x) is clear. */
	below.operators = below.operators || below.letters > 1 || (below.letters && below.opens > 1);
	p->apart = true;
	return tile_beside(tile_beside(grouped(upper, &above), tile_text("/")), grouped(lower, &below));
}

static struct tile binomial(struct parser *p)
{
	struct tile upper = plain_argument(p), lower = plain_argument(p);
	if (p->display && !p->script)
		return bracketed("(", tile_above(upper, lower, TILE_CENTRE, false), ")");
	return tile_beside(tile_beside(tile_beside(tile_text("C("), upper), tile_text(", ")),
	                   tile_beside(lower, tile_text(")")));
}

static struct tile root(struct parser *p)
{
	struct run facts;
	struct tile degree = tile_text("");
	skip_blanks(p);
	if (!at_end(p) && *p->at == '[') {
		bool script = p->script;
		p->at++;
		p->script = true;
		tile_release(&degree);
		degree = list(p, ends_at_bracket, &facts);
		p->script = script;
		if (at_end(p))
			fail(p);
		else
			p->at++;
	}
	AUTO_BUF small = {0};
	struct tile sign;
	bool raised = !tile_is_empty(&degree) && in_script(&degree, maths_raised, &small);
	if (tile_is_empty(&degree) || raised) {
		tile_release(&degree);
		sign = tile_beside(tile_text(buf_text(&small)), tile_text("√"));
	} else {
		sign = tile_beside(marked("^", degree), tile_text("√"));
	}
	struct tile inner = argument(p, &facts);
	bool several = facts.operators || facts.atoms > 1 || inner.height > 1;
	return tile_beside(sign, several ? bracketed("(", inner, ")") : inner);
}

/* A combining character behind each character, or behind the one there is; false where it would not be read. */
static struct tile accented(struct parser *p, const char *name, size_t len)
{
	uint32_t accent = maths_accent(name, len);
	bool long_one = accent == 0x305 || accent == 0x332;
	char bytes[4];
	size_t accent_len = utf8_encode(accent, bytes);
	struct tile inner = plain_argument(p);
	if (inner.height != 1 || (inner.width != 1 && !long_one)) {
		/* \hat{xy}: as it would be said. */
		AUTO_FREE char *word = mem_dup_n(name, len);
		return tile_beside(tile_text(word), bracketed("(", inner, ")"));
	}
	AUTO_BUF out = {0};
	const char *text = tile_row(&inner);
	for (size_t at = 0; at < inner.rows[0].len;) {
		uint32_t code;
		size_t n = utf8_decode(text + at, inner.rows[0].len - at, &code);
		n = n ? n : 1;
		buf_put(&out, text + at, n);
		at += n;
		if (text_char_width(code) > 0)
			buf_put(&out, bytes, accent_len);
	}
	tile_release(&inner);
	return tile_text_n(buf_text(&out), out.len);
}

/* \text{...}: as it is typed, formulas and commands inside apart. */
static struct tile literal(struct parser *p)
{
	const char *name;
	size_t len;
	if (!take_name(p, &name, &len))
		return tile_text("");
	AUTO_BUF out = {0};
	for (size_t i = 0; i < len; i++) {
		if (name[i] == '\\' && i + 1 < len && strchr("%$#&_{} ", name[i + 1]))
			continue;
		if (name[i] == '\\' && i + 1 < len && strchr(",;:!", name[i + 1])) {
			if (name[++i] != '!')
				buf_putc(&out, ' ');
			continue;
		}
		if (name[i] != '$')
			buf_putc(&out, name[i] == '\n' || name[i] == '\t' || name[i] == '~' ? ' ' : name[i]);
	}
	return tile_text_n(buf_text(&out), out.len);
}

/* \mathbb{R}, \mathbf x: the letters of what follows in another alphabet. */
static struct tile lettered(struct parser *p, const char *name, size_t len)
{
	struct tile inner = plain_argument(p);
	if (inner.height != 1)
		return inner;
	AUTO_BUF out = {0};
	const char *text = tile_row(&inner);
	for (size_t at = 0; at < inner.rows[0].len;) {
		uint32_t code = 0;
		char bytes[4];
		size_t n = utf8_decode(text + at, inner.rows[0].len - at, &code);
		at += n ? n : 1;
		maths_letter(name, len, code, &code);
		buf_put(&out, bytes, utf8_encode(code, bytes));
	}
	tile_release(&inner);
	return tile_text_n(buf_text(&out), out.len);
}

/* ---- over and under */

static struct tile braced(struct parser *p, bool over)
{
	struct tile inner = plain_argument(p);
	struct tile word = tile_text("");
	skip_blanks(p);
	if (!at_end(p) && *p->at == (over ? '^' : '_')) {
		tile_release(&word);
		word = script_argument(p);
	}
	if (!p->display || p->script) {
		inner = bracketed(over ? "⏞" : "⏟", inner, "");
		return tile_is_empty(&word) ? tile_beside(inner, word) : tile_beside(inner, bracketed(" [", word, "]"));
	}
	size_t width = inner.width < 3 ? 3 : inner.width;
	struct tile brace = tile_beside(tile_text(over ? "╭" : "╰"),
	                                tile_beside(tile_rule("─", (width - 2) / 2), tile_text(over ? "┴" : "┬")));
	brace = tile_beside(brace, tile_beside(tile_rule("─", width - 3 - (width - 2) / 2 + (width == 2)), tile_text(over ? "╮" : "╯")));
	if (over)
		return with_limits(tile_above(brace, inner, TILE_CENTRE, true), word, tile_text(""));
	return with_limits(tile_above(inner, brace, TILE_CENTRE, false), tile_text(""), word);
}

/* \overset{a}{b}, \stackrel{a}{b}, \underset{a}{b} */
static struct tile stacked(struct parser *p, bool over)
{
	bool script = p->script;
	p->script = true;
	struct tile small = plain_argument(p);
	p->script = script;
	struct tile inner = plain_argument(p);
	if (p->display && !p->script)
		return over ? with_limits(inner, small, tile_text("")) : with_limits(inner, tile_text(""), small);
	return over ? with_scripts(p, inner, small, tile_text("")) : with_scripts(p, inner, tile_text(""), small);
}

static struct tile long_arrow(struct parser *p, bool right)
{
	bool script = p->script;
	p->script = true;
	struct tile word = plain_argument(p);
	p->script = script;
	struct tile line = tile_rule("─", (p->display && !script ? word.width : 0) + 1);
	struct tile arrow = right ? tile_beside(line, tile_text("→")) : tile_beside(tile_text("←"), line);
	if (p->display && !script)
		return with_limits(arrow, word, tile_text(""));
	return with_scripts(p, arrow, word, tile_text(""));
}

/* ---- \left and \right */

static const char *delimiter(struct parser *p)
{
	static const char *const plain[] = {"(", ")", "[", "]", "|", "/", "<", ">"};
	skip_blanks(p);
	if (at_end(p)) {
		fail(p);
		return "";
	}
	if (*p->at == '\\') {
		size_t n = command_len(p);
		const struct maths_symbol *symbol = n ? maths_symbol(p->at + 1, n) : NULL;
		if (!symbol)
			fail(p);
		p->at += n + 1;
		return symbol ? symbol->text : "";
	}
	if (*p->at == '.') {
		p->at++;
		return "";
	}
	for (size_t i = 0; i < COUNT_OF(plain); i++)
		if (*p->at == *plain[i]) {
			p->at++;
			return *plain[i] == '<' ? "⟨" : *plain[i] == '>' ? "⟩" : plain[i];
		}
	fail(p);
	return "";
}

static bool ends_at_right(const struct parser *p)
{
	return command_is(p, "right");
}

static struct tile left_right(struct parser *p)
{
	struct run facts;
	const char *open = delimiter(p);
	struct tile inner = list(p, ends_at_right, &facts);
	const char *close = take_command(p, "right") ? delimiter(p) : (fail(p), "");
	return bracketed(open, inner, close);
}

/* ---- rows and columns */

static const struct environment {
	const char *name, *open, *close;
	bool by_turns; /* aligned: right, left, right, left */
	bool cases;
} environments[] = {
    {"matrix", "", "", false, false},    {"pmatrix", "(", ")", false, false},  {"bmatrix", "[", "]", false, false},
    {"Bmatrix", "{", "}", false, false}, {"vmatrix", "|", "|", false, false},  {"Vmatrix", "‖", "‖", false, false},
    {"smallmatrix", "", "", false, false}, {"array", "", "", false, false},    {"cases", "{", "", false, true},
    {"aligned", "", "", true, false},    {"align", "", "", true, false},       {"align*", "", "", true, false},
    {"split", "", "", true, false},      {"gathered", "", "", false, false},   {"gather", "", "", false, false},
    {"gather*", "", "", false, false},   {"equation", "", "", true, false},    {"equation*", "", "", true, false},
};

static bool ends_cell(const struct parser *p)
{
	return *p->at == '&' || next_is(p, "\\\\") || command_is(p, "end");
}

enum { COLUMNS_MAX = 32, ROWS_MAX = 128 };

struct grid {
	struct tile *cells; /* row by row, each of `columns` */
	size_t rows, columns;
};

static void grid_release(struct grid *grid)
{
	for (size_t i = 0; i < grid->rows * COLUMNS_MAX; i++)
		tile_release(&grid->cells[i]);
	free(grid->cells);
}

static void read_grid(struct parser *p, struct grid *grid)
{
	size_t column = 0;
	struct run facts;
	*grid = (struct grid){.cells = mem_zero(COLUMNS_MAX, sizeof *grid->cells), .rows = 1, .columns = 1};
	for (;;) {
		grid->cells[(grid->rows - 1) * COLUMNS_MAX + column] = list(p, ends_cell, &facts);
		if (at_end(p) || command_is(p, "end"))
			return;
		if (*p->at == '&') {
			p->at++;
			if (++column >= COLUMNS_MAX) {
				fail(p);
				return;
			}
			if (column >= grid->columns)
				grid->columns = column + 1;
			continue;
		}
		p->at += 2;
		skip_blanks(p);
		/* The end of the last row begins no other. */
		if (at_end(p) || command_is(p, "end"))
			return;
		column = 0;
		if (++grid->rows > ROWS_MAX) {
			grid->rows--;
			fail(p);
			return;
		}
		grid->cells = mem_grow(grid->cells, grid->rows * COLUMNS_MAX, sizeof *grid->cells);
		memset(grid->cells + (grid->rows - 1) * COLUMNS_MAX, 0, COLUMNS_MAX * sizeof *grid->cells);
	}
}

/* Takes a cell out; one that was never written is empty. */
static struct tile cell(struct grid *grid, size_t row, size_t column)
{
	struct tile *at = &grid->cells[row * COLUMNS_MAX + column], tile = *at;
	*at = (struct tile){0};
	return tile.rows ? tile : tile_text("");
}

static struct tile grid_in_line(struct grid *grid, const struct environment *e)
{
	struct tile all = tile_text("");
	for (size_t row = 0; row < grid->rows; row++) {
		if (row)
			all = tile_beside(all, tile_text("; "));
		for (size_t column = 0; column < grid->columns; column++) {
			struct tile next = cell(grid, row, column);
			if (column && !tile_is_empty(&next))
				all = tile_beside(all, tile_text(e->cases ? ", " : " "));
			all = tile_beside(all, next);
		}
	}
	return bracketed(e->open, all, e->close);
}

static struct tile grid_drawn(struct grid *grid, const struct environment *e)
{
	size_t widths[COLUMNS_MAX] = {0};
	for (size_t row = 0; row < grid->rows; row++)
		for (size_t column = 0; column < grid->columns; column++) {
			size_t width = grid->cells[row * COLUMNS_MAX + column].width;
			widths[column] = width > widths[column] ? width : widths[column];
		}
	struct tile all = {0};
	for (size_t row = 0; row < grid->rows; row++) {
		struct tile line = tile_text("");
		for (size_t column = 0; column < grid->columns; column++) {
			enum tile_align align = e->by_turns ? (column % 2 ? TILE_LEFT : TILE_RIGHT) : e->cases ? TILE_LEFT : TILE_CENTRE;
			const char *between = e->by_turns ? (column % 2 ? " " : "   ") : e->cases ? "   " : "  ";
			if (column)
				line = tile_beside(line, tile_text(between));
			line = tile_beside(line, tile_widen(cell(grid, row, column), widths[column], align));
		}
		/* Rows that are high themselves need air between them. */
		if (all.rows && line.height > 1)
			all = tile_above(all, tile_text(""), TILE_LEFT, false);
		all = all.rows ? tile_above(all, line, TILE_LEFT, false) : line;
	}
	if (grid->rows > 1)
		all.base = (all.height - 1) / 2;
	if (*e->open)
		all = tile_beside(tile_text(e->cases ? "" : " "), tile_beside(all, tile_text(e->cases ? "" : " ")));
	if (e->cases)
		all = tile_beside(tile_text(" "), all);
	return bracketed(e->open, all, e->close);
}

static struct tile rows_and_columns(struct parser *p, const struct environment *e)
{
	struct grid grid;
	read_grid(p, &grid);
	struct tile tile = p->failed              ? tile_text("")
	                   : p->display && !p->script ? grid_drawn(&grid, e)
	                                              : grid_in_line(&grid, e);
	grid_release(&grid);
	return tile;
}

static struct tile environment(struct parser *p)
{
	const char *name, *end_name;
	size_t len, end_len;
	if (!take_name(p, &name, &len))
		return tile_text("");
	for (size_t i = 0; i < COUNT_OF(environments); i++) {
		const struct environment *e = &environments[i];
		if (strlen(e->name) != len || memcmp(e->name, name, len) != 0)
			continue;
		const char *columns;
		size_t columns_len;
		if (strcmp(e->name, "array") == 0 && !take_name(p, &columns, &columns_len))
			return tile_text("");
		struct tile tile = rows_and_columns(p, e);
		if (!take_command(p, "end") || !take_name(p, &end_name, &end_len) || end_len != len ||
		    memcmp(end_name, name, len) != 0)
			fail(p);
		return tile;
	}
	fail(p);
	return tile_text("");
}

static bool ends_substack(const struct parser *p)
{
	return *p->at == '}' || next_is(p, "\\\\");
}

static struct tile substack(struct parser *p)
{
	struct run facts;
	struct tile all = {0};
	skip_blanks(p);
	if (at_end(p) || *p->at != '{')
		fail(p);
	while (!at_end(p) && *p->at != '}') {
		p->at += all.rows ? 2 : 1;
		struct tile line = list(p, ends_substack, &facts);
		if (!all.rows)
			all = line;
		else if (p->display)
			all = tile_above(all, line, TILE_CENTRE, false);
		else
			all = tile_beside(tile_beside(all, tile_text(", ")), line);
	}
	if (at_end(p))
		fail(p);
	else
		p->at++;
	return all.rows ? all : tile_text("");
}

/* ---- one atom */

/* A command that we do not know stays as its source, the group behind it included. */
static struct tile unknown(struct parser *p, const char *start)
{
	skip_blanks(p);
	int open = 0;
	const char *at = p->at;
	if (at < p->end && *at == '{')
		do {
			open += *at == '{' ? 1 : *at == '}' ? -1 : 0;
			at++;
		} while (at < p->end && open > 0);
	if (open)
		fail(p);
	else
		p->at = at;
	return tile_text_n(start, (size_t)(p->at - start));
}

static bool name_is(const char *name, size_t len, const char *wanted)
{
	return strlen(wanted) == len && memcmp(name, wanted, len) == 0;
}

static bool is_size(const char *name, size_t len)
{
	static const char *const sizes[] = {"big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr",
	                                    "Biggl", "Biggr", "bigm", "Bigm", "middle"};
	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		if (name_is(name, len, sizes[i]))
			return true;
	return false;
}

/* \not\in, \not=: the stroke through what follows. */
static struct tile negated(struct parser *p, enum maths_class *class)
{
	bool big;
	skip_blanks(p);
	if (at_end(p)) {
		fail(p);
		return tile_text("");
	}
	struct tile inner = atom(p, class, &big);
	*class = MATHS_REL;
	return tile_beside(inner, tile_text("\xcc\xb8"));
}

static struct tile operator_name(struct parser *p, enum maths_class *class, bool *big)
{
	if (p->at < p->end && *p->at == '*') {
		p->at++;
		*big = true;
	}
	*class = MATHS_OP;
	return literal(p);
}

static struct tile built(struct parser *p, const char *name, size_t len, enum maths_class *class, bool *big, bool *known)
{
	*known = true;
	if (name_is(name, len, "frac") || name_is(name, len, "dfrac") || name_is(name, len, "tfrac") || name_is(name, len, "cfrac"))
		return fraction(p);
	if (name_is(name, len, "binom") || name_is(name, len, "tbinom") || name_is(name, len, "dbinom"))
		return binomial(p);
	if (name_is(name, len, "sqrt"))
		return root(p);
	if (name_is(name, len, "text") || name_is(name, len, "textrm") || name_is(name, len, "textbf") ||
	    name_is(name, len, "textit") || name_is(name, len, "mbox") || name_is(name, len, "texttt"))
		return literal(p);
	if (name_is(name, len, "operatorname"))
		return operator_name(p, class, big);
	if (name_is(name, len, "left")) {
		*class = MATHS_INNER;
		return left_right(p);
	}
	if (name_is(name, len, "begin"))
		return environment(p);
	if (name_is(name, len, "substack"))
		return substack(p);
	if (name_is(name, len, "overbrace") || name_is(name, len, "underbrace"))
		return braced(p, *name == 'o');
	if (name_is(name, len, "overset") || name_is(name, len, "stackrel") || name_is(name, len, "underset")) {
		*class = *name == 'u' ? MATHS_OP : MATHS_REL;
		return stacked(p, *name != 'u');
	}
	if (name_is(name, len, "xrightarrow") || name_is(name, len, "xleftarrow")) {
		*class = MATHS_REL;
		return long_arrow(p, name[1] == 'r');
	}
	if (name_is(name, len, "boxed"))
		return bracketed("[", plain_argument(p), "]");
	if (name_is(name, len, "pmod"))
		return tile_beside(tile_text(" (mod "), tile_beside(plain_argument(p), tile_text(")")));
	if (name_is(name, len, "tag"))
		return tile_beside(tile_text("   ("), tile_beside(literal(p), tile_text(")")));
	if (name_is(name, len, "not"))
		return negated(p, class);
	*known = false;
	return (struct tile){0};
}

static struct tile command(struct parser *p, enum maths_class *class, bool *big)
{
	const char *start = p->at, *name = p->at + 1;
	size_t len = command_len(p);
	uint32_t unused;
	if (!len || next_is(p, "\\\\") || name_is(name, len, "right") || name_is(name, len, "end")) {
		fail(p); /* where nothing waits for it */
		return tile_text("");
	}
	p->at += 1 + len;
	const struct maths_symbol *symbol = maths_symbol(name, len);
	if (symbol) {
		*class = symbol->class == MATHS_BIG ? MATHS_OP : symbol->class;
		*big = symbol->class == MATHS_BIG;
		return tile_text(symbol->text);
	}
	if (is_size(name, len)) {
		*class = MATHS_ORD;
		return tile_text(delimiter(p));
	}
	if (maths_accent(name, len))
		return accented(p, name, len);
	if (maths_letter(name, len, 'a', &unused))
		return lettered(p, name, len);
	bool known;
	struct tile tile = built(p, name, len, class, big, &known);
	return known ? tile : unknown(p, start);
}

static enum maths_class class_of(uint32_t code)
{
	switch (code) {
	case '+':
	case '-':
	case '*':
	case 0xb1:
	case 0xd7:
	case 0xb7:
		return MATHS_BIN;
	case '=':
	case '<':
	case '>':
	case ':':
	case 0x2264:
	case 0x2265:
	case 0x2208:
	case 0x2192:
		return MATHS_REL;
	case '(':
	case '[':
		return MATHS_OPEN;
	case ')':
	case ']':
	case '!':
		return MATHS_CLOSE;
	case ',':
	case ';':
		return MATHS_PUNCT;
	default:
		return MATHS_ORD;
	}
}

/* Digits and the point in them are one number. */
static struct tile number(struct parser *p)
{
	const char *start = p->at;
	while (p->at < p->end && ((*p->at >= '0' && *p->at <= '9') ||
	                          (*p->at == '.' && p->at > start && p->at + 1 < p->end && p->at[1] >= '0' && p->at[1] <= '9')))
		p->at++;
	return tile_text_n(start, (size_t)(p->at - start));
}

/* The atom at the front, without what is raised or lowered behind it. */
static struct tile atom(struct parser *p, enum maths_class *class, bool *big)
{
	uint32_t code = 0;
	*class = MATHS_ORD;
	*big = false;
	if (++p->depth > MATHS_DEPTH_MAX) {
		fail(p);
		p->depth--;
		return tile_text("");
	}
	struct tile tile;
	if (*p->at == '\\') {
		tile = command(p, class, big);
	} else if (*p->at == '{') {
		tile = plain_argument(p);
	} else if (*p->at >= '0' && *p->at <= '9' && !p->script) {
		tile = number(p);
	} else {
		size_t n = character(p, &code);
		*class = class_of(code);
		tile = code == '-' ? tile_text("−") : code == '*' ? tile_text("∗") : code == '~' ? tile_text(" ") : tile_text_n(p->at, n);
		p->at += n;
	}
	p->depth--;
	p->cells += tile.width * tile.height + 1;
	if (p->cells > MATHS_CELLS_MAX)
		fail(p);
	return tile;
}

/* ---- a run of atoms, with TeX's blanks between them as far as one column can say them */

static bool needs_blank(const struct parser *p, enum maths_class before, enum maths_class after)
{
	if (before == MATHS_SPACE || after == MATHS_SPACE)
		return false;
	if (p->script)
		return (before == MATHS_OP && after == MATHS_ORD);
	if (before == MATHS_OP)
		return after == MATHS_ORD || after == MATHS_OP;
	if (after == MATHS_OP)
		return before != MATHS_OPEN;
	return before == MATHS_BIN || before == MATHS_REL || before == MATHS_PUNCT || after == MATHS_BIN || after == MATHS_REL;
}

/* A sign where no two operands are is part of its number. */
static bool is_sign(const struct run *run)
{
	return !run->atoms || run->last == MATHS_BIN || run->last == MATHS_REL || run->last == MATHS_OPEN ||
	       run->last == MATHS_PUNCT || run->last == MATHS_OP;
}

static void count(struct run *run, enum maths_class class)
{
	if (class == MATHS_OPEN) {
		run->depth++;
		run->opens++;
	} else if (class == MATHS_CLOSE && run->depth) {
		run->depth--;
	} else if (!run->depth) {
		/* A factorial counts, too: n!/k!(n - k)! would be read otherwise. */
		run->letters += class == MATHS_ORD || class == MATHS_OP || class == MATHS_INNER || class == MATHS_CLOSE;
		run->operators = run->operators || class == MATHS_BIN || class == MATHS_REL || class == MATHS_PUNCT;
	}
	/* What follows \right) follows a bracket. */
	run->last = class == MATHS_INNER ? MATHS_CLOSE : class == MATHS_SPACE && !run->atoms ? run->last : class;
	run->atoms += class != MATHS_SPACE;
}

/* `apart`: what stands last would run into a letter. */
static void append(struct parser *p, struct run *run, struct tile next, enum maths_class class, bool apart)
{
	bool sign = class == MATHS_BIN && is_sign(run);
	if (sign)
		class = MATHS_ORD;
	bool clear = !apart || (class != MATHS_ORD && class != MATHS_OPEN && class != MATHS_INNER);
	if (run->atoms && (needs_blank(p, run->last, class) || !clear))
		run->tile = tile_beside(run->tile, tile_text(" "));
	if (class == MATHS_SPACE && p->script) {
		tile_release(&next);
		next = tile_text("");
	}
	/* ∂x is one thing. */
	if (!run->depth && class == MATHS_ORD && run->atoms && strcmp(tile_row(&run->tile), "∂") == 0)
		run->letters--;
	run->tile = tile_beside(run->tile, next);
	count(run, class);
	if (sign)
		run->last = MATHS_OPEN; /* nothing stands apart from its sign */
}

/* Until `ends` says so; what ends it is left to the caller. */
static struct tile list(struct parser *p, bool (*ends)(const struct parser *), struct run *facts)
{
	struct run run = {.tile = tile_text("")};
	p->apart = false;
	if (++p->depth > MATHS_DEPTH_MAX)
		fail(p);
	for (;;) {
		enum maths_class class;
		bool big;
		skip_blanks(p);
		if (at_end(p) || ends(p))
			break;
		if (*p->at == '}' || *p->at == '&' || *p->at == '$' || (next_is(p, "\\\\") && ends != ends_never)) {
			fail(p);
			break;
		}
		bool apart = p->apart, bare = strchr("^_'", *p->at) != NULL;
		p->apart = false;
		class = MATHS_ORD;
		big = false;
		/* A script without a base stands on nothing: {}^2. */
		struct tile next = bare ? tile_text("") : atom(p, &class, &big);
		append(p, &run, scripts(p, next, big), class, apart);
		if (run.tile.width > MATHS_CELLS_MAX / 4 || run.tile.height > 256)
			fail(p);
	}
	p->depth--;
	*facts = run;
	facts->tile = (struct tile){0};
	return run.tile;
}

bool maths_render(const char *tex, size_t len, bool display, struct tile *out)
{
	if (len > MATHS_MAX)
		return false;
	/* A formula of several rows needs no environment around it. */
	static const struct environment rows = {"", "", "", true, false};
	struct parser p = {.at = tex, .end = tex + len, .display = display};
	skip_blanks(&p);
	if (at_end(&p))
		return false;
	struct tile tile = rows_and_columns(&p, &rows);
	if (p.at < p.end || p.failed || tile_is_empty(&tile) || (!display && tile.height > 1)) {
		tile_release(&tile);
		return false;
	}
	*out = tile;
	return true;
}
