/* Runs the *.test files of this folder: bytes in, cells out.
 *
 * Each test is run with its bytes as they stand, byte by byte, and cut in two at every place; the outcome must be the
 * same.  The dialect, one statement a line ('#' begins a comment line):
 *
 *   TEST words                  begins a test: a fresh screen of 4 rows and 20 columns
 *   SIZE rows cols              a fresh screen of that size
 *   WHOLE                       this test is not cut up
 *   FEED "bytes" [* times]      \e \a \b \r \n \t \\ \" \xNN, and UTF-8
 *   RESIZE rows cols
 *   ROW n "text"                the row's characters without the blanks at its end; -1 is the youngest of the history
 *   CELL row col words          ="text" width=N fg=COLOUR bg=COLOUR and attributes; nothing else may be on.
 *                               COLOUR: default, a number, or #rrggbb
 *   CURSOR row col words        hidden own block underline bar blink steady; those given are checked
 *   REPLY "bytes"               all answers since the last REPLY
 *   TITLE "text"                the last title
 *   CLIPBOARD "bytes"           what was put into it last
 *   BELLS n                     rung since the last BELLS
 *   HISTORY n
 *   MODES words                 cursor-keys keypad alternate paste focus hold mouse=N encoding=N: exactly these
 *   SHOW                        the held frame's time is up
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/emulator.h"

struct statement {
	const char *text; /* of the file's line */
	int number;
};

struct test_case {
	char *name;
	const char *file;
	struct statement *statements;
	size_t count, capacity;
	size_t bytes; /* fed altogether */
	bool whole;
};

/* One screen under test. */
struct stage {
	const struct test_case *test;
	int line;
	struct emulator *emulator;
	struct buf replies, clipboard;
	char title[256];
	int bells;
	size_t fed;
	size_t cut; /* 0: as it stands, 1: after every byte, else after that many bytes less one */
};

static struct test_case *cases;
static size_t case_count, case_capacity;
static char **contents;
static size_t content_count, content_capacity;

static void wrong(const struct stage *s, const char *format, ...) __attribute__((format(printf, 2, 3), noreturn));

static void wrong(const struct stage *s, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	AUTO_FREE char *text = mem_vformat(format, args);
	va_end(args);
	fail_msg("%s:%d: %s (cut %zu)", s->test->file, s->line, text, s->cut);
	abort();
}

/* ---- reading the dialect */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads "..." at *at, moves behind it. */
static void read_string(const char **at, struct buf *out, const char *where)
{
	const char *p = strchr(*at, '"');
	if (!p)
		fail_msg("%s: a string is missing", where);
	for (p++; *p && *p != '"'; p++) {
		if (*p != '\\') {
			buf_putc(out, *p);
			continue;
		}
		static const char names[] = "eabrnt\\\"", values[] = "\033\a\b\r\n\t\\\"";
		const char *name = strchr(names, *++p);
		if (*p == 'x' && hex(p[1]) >= 0 && hex(p[2]) >= 0) {
			buf_putc(out, (char)(hex(p[1]) * 16 + hex(p[2])));
			p += 2;
		} else if (*p && name) {
			buf_putc(out, values[name - names]);
		} else {
			fail_msg("%s: unknown escape \\%c", where, *p);
		}
	}
	if (*p != '"')
		fail_msg("%s: the string does not end", where);
	*at = p + 1;
}

static const char *after_word(const char *text)
{
	text += strcspn(text, " ");
	return text + strspn(text, " ");
}

static bool is_word(const char *text, const char *word)
{
	size_t n = strlen(word);
	return strncmp(text, word, n) == 0 && (text[n] == ' ' || text[n] == '\0');
}

/* True if the word stands somewhere behind the first one. */
static bool has_word(const char *text, const char *word)
{
	for (text = after_word(text); *text; text = after_word(text))
		if (is_word(text, word))
			return true;
	return false;
}

/* ---- acting */

static void on_reply(const char *bytes, size_t len, void *context)
{
	buf_put(&((struct stage *)context)->replies, bytes, len);
}

static void on_bell(void *context)
{
	((struct stage *)context)->bells++;
}

static void on_title(const char *title, void *context)
{
	snprintf(((struct stage *)context)->title, sizeof((struct stage *)context)->title, "%s", title);
}

static void on_hold(bool on, void *context)
{
	(void)on;
	(void)context;
}

static void on_clipboard(const char *text, size_t len, void *context)
{
	struct stage *s = context;
	buf_clear(&s->clipboard);
	buf_put(&s->clipboard, text, len);
}

static const struct emulator_events events = {
    .reply = on_reply, .bell = on_bell, .title = on_title, .hold = on_hold, .clipboard = on_clipboard};

static void fresh(struct stage *s, int rows, int cols)
{
	emulator_free(s->emulator);
	s->emulator = emulator_new(rows, cols, COLOUR_RGB(0x10, 0x20, 0x30), COLOUR_PALETTE(15), &events, s);
}

static void feed(struct stage *s, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = len - i;
		if (s->cut == 1)
			n = 1;
		else if (s->cut && s->fed < s->cut - 1 && s->fed + n > s->cut - 1)
			n = s->cut - 1 - s->fed;
		/* A copy of its own, so that a sanitizer sees every read past the piece. */
		char *piece = mem_copy(bytes + i, n);
		emulator_feed(s->emulator, piece, n);
		free(piece);
		s->fed += n;
		i += n;
	}
}

static void feed_statement(struct stage *s, const char *text, const char *where)
{
	AUTO_BUF bytes = {0};
	read_string(&text, &bytes, where);
	int times = 1;
	sscanf(text, " * %d", &times);
	for (int i = 0; i < times; i++)
		feed(s, bytes.data ? bytes.data : "", bytes.len);
}

/* ---- checking */

static void expect_text(struct stage *s, const char *what, const char *expected, size_t expected_len,
			const char *actual, size_t actual_len)
{
	if (expected_len == actual_len && memcmp(expected, actual, actual_len) == 0)
		return;
	AUTO_BUF a = {0}, b = {0};
	text_escape(&a, expected, expected_len, TEXT_ONE_LINE);
	text_escape(&b, actual, actual_len, TEXT_ONE_LINE);
	wrong(s, "%s is \"%s\", not \"%s\"", what, buf_text(&b), buf_text(&a));
}

static void put_cell(struct buf *out, const struct term_cell *cell)
{
	char bytes[4];
	for (unsigned i = 0; i < cell->count; i++)
		buf_put(out, bytes, utf8_encode(cell->codes[i], bytes));
}

static void check_row(struct stage *s, const char *text, const char *where)
{
	AUTO_BUF expected = {0}, actual = {0};
	int row = 0;
	sscanf(text, "ROW %d", &row);
	read_string(&text, &expected, where);
	for (int col = 0; col < emulator_cols(s->emulator); col++) {
		struct term_cell cell;
		if (!emulator_get_cell(s->emulator, row, col, &cell))
			wrong(s, "there is no row %d", row);
		put_cell(&actual, &cell);
	}
	while (actual.len && actual.data[actual.len - 1] == ' ')
		actual.len--;
	expect_text(s, "the row", buf_text(&expected), expected.len, buf_text(&actual), actual.len);
}

static void show_colour(struct buf *out, const char *name, colour c)
{
	if (COLOUR_KIND(c) == 1)
		buf_printf(out, " %s=%u", name, (unsigned)(c & 0xff));
	else if (COLOUR_KIND(c) == 2)
		buf_printf(out, " %s=#%06x", name, (unsigned)(c & 0xffffff));
}

static void check_cell(struct stage *s, const char *text, const char *where)
{
	static const struct {
		unsigned bit;
		const char *name;
	} attributes[] = {{STYLE_BOLD, "bold"},           {STYLE_DIM, "dim"},         {STYLE_ITALIC, "italic"},
			  {STYLE_UNDERLINE, "underline"}, {STYLE_REVERSE, "reverse"}, {STYLE_STRIKE, "strike"}};
	int row = 0, col = 0, used = 0;
	sscanf(text, "CELL %d %d%n", &row, &col, &used);
	const char *rest = text + used;
	struct term_cell cell;
	if (!emulator_get_cell(s->emulator, row, col, &cell))
		wrong(s, "there is no such cell");
	if (strncmp(rest, " =\"", 3) == 0) {
		AUTO_BUF expected = {0}, actual = {0};
		read_string(&rest, &expected, where);
		put_cell(&actual, &cell);
		expect_text(s, "the cell", buf_text(&expected), expected.len, buf_text(&actual), actual.len);
	}
	AUTO_BUF words = {0};
	if (strstr(rest, "width="))
		buf_printf(&words, " width=%d", cell.width);
	show_colour(&words, "fg", cell.style.fg);
	show_colour(&words, "bg", cell.style.bg);
	for (size_t i = 0; i < COUNT_OF(attributes); i++)
		if (cell.style.attributes & attributes[i].bit)
			buf_printf(&words, " %s", attributes[i].name);
	expect_text(s, "the cell's look", rest, strlen(rest), buf_text(&words), words.len);
}

static void check_cursor(struct stage *s, const char *text)
{
	struct term_cursor cursor;
	emulator_cursor(s->emulator, &cursor);
	int row = 0, col = 0;
	sscanf(text, "CURSOR %d %d", &row, &col);
	if (row != cursor.row || col != cursor.col)
		wrong(s, "the cursor is at %d %d", cursor.row, cursor.col);
	if (has_word(text, "hidden") == cursor.visible)
		wrong(s, "the cursor is %s", cursor.visible ? "visible" : "hidden");
	if (has_word(text, "own") && cursor.shape != CURSOR_OWN)
		wrong(s, "the cursor's shape was chosen: %d", (int)cursor.shape);
	if ((has_word(text, "block") && cursor.shape != CURSOR_BLOCK) ||
	    (has_word(text, "underline") && cursor.shape != CURSOR_UNDERLINE) ||
	    (has_word(text, "bar") && cursor.shape != CURSOR_BAR))
		wrong(s, "the cursor's shape is number %d", (int)cursor.shape);
	if ((has_word(text, "blink") && !cursor.blink) || (has_word(text, "steady") && cursor.blink))
		wrong(s, "the cursor's blinking is %d", cursor.blink);
}

static void check_modes(struct stage *s, const char *text)
{
	const struct filter_modes *m = emulator_modes(s->emulator);
	AUTO_BUF words = {0};
	buf_printf(&words, "MODES%s%s%s%s%s%s", m->cursor_keys ? " cursor-keys" : "", m->keypad ? " keypad" : "",
		   m->alternate ? " alternate" : "", m->paste ? " paste" : "", m->focus ? " focus" : "",
		   m->hold ? " hold" : "");
	if (m->mouse)
		buf_printf(&words, " mouse=%d", m->mouse);
	if (m->mouse_encoding)
		buf_printf(&words, " encoding=%d", m->mouse_encoding);
	if (strcmp(text, buf_text(&words)) != 0)
		wrong(s, "the modes are: %s", buf_text(&words));
}

static void check_number(struct stage *s, const char *text, int actual)
{
	int expected = -1;
	sscanf(after_word(text), "%d", &expected);
	if (expected != actual)
		wrong(s, "it is %d", actual);
}

static void check_string(struct stage *s, const char *text, const char *where, const char *actual, size_t len)
{
	AUTO_BUF expected = {0};
	read_string(&text, &expected, where);
	expect_text(s, "it", buf_text(&expected), expected.len, actual, len);
}

static void run_statement(struct stage *s, const struct statement *statement)
{
	const char *t = statement->text;
	char where[300];
	snprintf(where, sizeof where, "%s:%d", s->test->file, statement->number);
	s->line = statement->number;
	int a = 0, b = 0;
	if (is_word(t, "FEED")) {
		feed_statement(s, t, where);
	} else if (sscanf(t, "SIZE %d %d", &a, &b) == 2) {
		fresh(s, a, b);
	} else if (sscanf(t, "RESIZE %d %d", &a, &b) == 2) {
		emulator_resize(s->emulator, a, b);
	} else if (is_word(t, "SHOW")) {
		emulator_show_frame(s->emulator);
	} else if (is_word(t, "ROW")) {
		check_row(s, t, where);
	} else if (is_word(t, "CELL")) {
		check_cell(s, t, where);
	} else if (is_word(t, "CURSOR")) {
		check_cursor(s, t);
	} else if (is_word(t, "MODES")) {
		check_modes(s, t);
	} else if (is_word(t, "HISTORY")) {
		check_number(s, t, emulator_history(s->emulator));
	} else if (is_word(t, "BELLS")) {
		check_number(s, t, s->bells);
		s->bells = 0;
	} else if (is_word(t, "TITLE")) {
		check_string(s, t, where, s->title, strlen(s->title));
	} else if (is_word(t, "CLIPBOARD")) {
		check_string(s, t, where, buf_text(&s->clipboard), s->clipboard.len);
	} else if (is_word(t, "REPLY")) {
		check_string(s, t, where, buf_text(&s->replies), s->replies.len);
		buf_clear(&s->replies);
	} else if (!is_word(t, "WHOLE")) {
		wrong(s, "unknown statement: %s", t);
	}
}

static size_t run_cut(const struct test_case *test, size_t cut)
{
	struct stage s = {.test = test, .cut = cut};
	fresh(&s, 4, 20);
	for (size_t i = 0; i < test->count; i++)
		run_statement(&s, &test->statements[i]);
	emulator_free(s.emulator);
	buf_release(&s.replies);
	buf_release(&s.clipboard);
	return s.fed;
}

static void run_case(void **state)
{
	const struct test_case *test = *state;
	size_t bytes = run_cut(test, 0);
	if (test->whole)
		return;
	run_cut(test, 1);
	/* Long floods are cut at some places only. */
	size_t step = bytes > 2000 ? bytes / 50 : 1;
	for (size_t cut = 2; cut <= bytes; cut += step)
		run_cut(test, cut);
}

/* ---- reading the files */

static void begin_case(const char *file, const char *name)
{
	MEM_ROOM(cases, case_count, case_capacity);
	cases[case_count++] = (struct test_case){.name = mem_format("%s: %s", path_base(file), name), .file = file};
}

static void read_line(const char *file, char *line, int number)
{
	if (!*line || *line == '#')
		return;
	if (is_word(line, "TEST")) {
		begin_case(file, after_word(line));
		return;
	}
	if (!case_count || cases[case_count - 1].file != file) {
		fprintf(stderr, "%s:%d: no TEST before this\n", file, number);
		exit(1);
	}
	struct test_case *test = &cases[case_count - 1];
	test->whole |= is_word(line, "WHOLE");
	MEM_ROOM(test->statements, test->count, test->capacity);
	test->statements[test->count++] = (struct statement){.text = line, .number = number};
}

static void keep(char *text)
{
	MEM_ROOM(contents, content_count, content_capacity);
	contents[content_count++] = text;
}

static void read_test_file(const char *path)
{
	struct buf content = {0};
	struct err err;
	if (!file_read(path, 1 << 20, &content, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	char *text = buf_steal(&content), *file = mem_dup(path);
	keep(text);
	keep(file);
	char *rest = text, *line;
	for (int number = 1; (line = strsep(&rest, "\n")); number++)
		read_line(file, line, number);
}

static int is_test_file(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);
	return n > 5 && strcmp(entry->d_name + n - 5, ".test") == 0;
}

int main(void)
{
	static const char folder[] = SOURCE_DIR "/tests/term";
	struct dirent **entries;
	int n = scandir(folder, &entries, is_test_file, alphasort);
	if (n <= 0) {
		fprintf(stderr, "no tests in %s\n", folder);
		return 1;
	}
	for (int i = 0; i < n; i++) {
		AUTO_FREE char *path = path_join(folder, entries[i]->d_name);
		read_test_file(path);
		free(entries[i]);
	}
	free(entries);
	struct CMUnitTest *tests = mem_zero(case_count, sizeof *tests);
	for (size_t i = 0; i < case_count; i++)
		tests[i] =
		    (struct CMUnitTest){.name = cases[i].name, .test_func = run_case, .initial_state = &cases[i]};
	int failed = _cmocka_run_group_tests("term", tests, case_count, NULL, NULL);
	for (size_t i = 0; i < case_count; i++) {
		free(cases[i].name);
		free(cases[i].statements);
	}
	for (size_t i = 0; i < content_count; i++)
		free(contents[i]);
	free(contents);
	free(cases);
	free(tests);
	return failed;
}
