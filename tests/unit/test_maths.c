/* Formulas: the golden file tests/fixtures/formulas.txt, and what must not be drawn.
 *
 * The file: a line with the source, then the drawing in the line behind "| ", then the displayed one behind "║ " (the baseline: "╟ ").
 * GREENROOM_GOLDEN=write in the environment writes it anew from what is drawn: read it before it is kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "tui/maths.h"
#include "tui/style.h"

#define GOLDEN SOURCE_DIR "/tests/fixtures/formulas.txt"

static void put_rows(struct buf *out, const char *tex, bool display)
{
	struct tile tile;
	if (!maths_render(tex, strlen(tex), display, &tile)) {
		buf_puts(out, display ? "║ refused\n" : "| refused\n");
		return;
	}
	for (size_t i = 0; i < tile.height; i++) {
		assert_int_equal(text_width(buf_text(&tile.rows[i]), tile.rows[i].len), tile.width);
		size_t len = tile.rows[i].len;
		while (len && buf_text(&tile.rows[i])[len - 1] == ' ')
			len--;
		buf_puts(out, !display ? "| " : i == tile.base ? "╟ " : "║ ");
		buf_put(out, buf_text(&tile.rows[i]), len);
		buf_putc(out, '\n');
	}
	tile_release(&tile);
}

static void golden(void **state)
{
	(void)state;
	AUTO_BUF before = {0}, after = {0};
	char line[4096];
	FILE *file = fopen(GOLDEN, "re");
	assert_non_null(file);
	size_t formulas = 0;
	while (fgets(line, sizeof line, file)) {
		buf_puts(&before, line);
		if (strncmp(line, "| ", 2) == 0 || strncmp(line, "║", 3) == 0 || strncmp(line, "╟", 3) == 0)
			continue;
		buf_puts(&after, line);
		line[strcspn(line, "\n")] = '\0';
		if (!line[0] || line[0] == '#')
			continue;
		formulas++;
		put_rows(&after, line, false);
		put_rows(&after, line, true);
	}
	fclose(file);
	const char *write = getenv("GREENROOM_GOLDEN");
	if (write && strcmp(write, "write") == 0) {
		file = fopen(GOLDEN, "we");
		assert_non_null(file);
		assert_int_equal(fwrite(after.data, 1, after.len, file), after.len);
		assert_int_equal(fclose(file), 0);
		return;
	}
	assert_true(formulas >= 60);
	assert_string_equal(buf_text(&after), buf_text(&before));
}

static bool drawn(const char *tex)
{
	struct tile tile;
	for (int display = 0; display < 2; display++) {
		if (!maths_render(tex, strlen(tex), display, &tile))
			return false;
		tile_release(&tile);
	}
	return true;
}

static void refused(void **state)
{
	(void)state;
	static const char *const broken[] = {
	    "",         " ",          "{a",       "a}",        "\\left( x",     "x \\right)",  "\\frac{a}",
	    "\\sqrt[3", "x^2^3",      "x_1_2",    "x^",        "\\begin{foo} a \\end{foo}",     "\\begin{matrix} a",
	    "\\",       "\xff\xfe",   "\\text{a", "\\end{matrix}", "\\begin{matrix} a \\end{cases}", "\\left? x \\right)",
	};
	for (size_t i = 0; i < COUNT_OF(broken); i++)
		if (drawn(broken[i]))
			fail_msg("drawn: %s", broken[i]);
}

/* What could take forever is refused at once: it ends, and the sanitizer has nothing to say. */
static void bounded(void **state)
{
	(void)state;
	AUTO_BUF deep = {0}, wide = {0}, high = {0};
	for (int i = 0; i < 1000; i++)
		buf_puts(&deep, "\\frac{");
	assert_false(drawn(buf_text(&deep)));
	for (int i = 0; i < 400; i++)
		buf_puts(&wide, "\\frac{a}{b}+");
	drawn(buf_text(&wide));
	buf_puts(&high, "\\begin{matrix}");
	for (int i = 0; i < 1000; i++)
		buf_puts(&high, "a\\\\");
	buf_puts(&high, "\\end{matrix}");
	assert_false(drawn(buf_text(&high)));
	AUTO_FREE char *long_one = mem_new(MATHS_MAX + 2);
	memset(long_one, 'a', MATHS_MAX + 1);
	long_one[MATHS_MAX + 1] = '\0';
	assert_false(drawn(long_one));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(golden),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(bounded),
	};
	return cmocka_run_group_tests_name("maths", tests, NULL, NULL);
}
