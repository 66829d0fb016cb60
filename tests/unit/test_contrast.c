/* Expected and actual beside each other: what is marked, what is cut, what is aligned. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/contrast.h"

/* All lines as text, one '\n' each; what is marked stands between "<" and ">". */
static char *render(const struct contrast *contrast, size_t width)
{
	struct lines lines = {0};
	struct buf out = {0};
	contrast_put(contrast, width, &lines);
	for (size_t i = 0; i < lines.count; i++) {
		size_t columns = 0;
		for (size_t k = 0; k < lines.items[i].count; k++) {
			const struct span *span = &lines.items[i].spans[k];
			bool marked = span->attributes & STYLE_UNDERLINE;
			assert_null(strpbrk(span->text, "\n\t\033"));
			columns += text_width(span->text, strlen(span->text));
			buf_printf(&out, "%s%s%s", marked ? "<" : "", span->text, marked ? ">" : "");
		}
		if (columns > width)
			fail_msg("%zu columns at a width of %zu: %s", columns, width, out.data);
		buf_putc(&out, '\n');
	}
	lines_release(&lines);
	return buf_steal(&out);
}

static void shows(const char *expected, const char *actual, size_t width, const char *wanted)
{
	AUTO_FREE char *text = render(&(struct contrast){.expected = expected, .actual = actual}, width);
	assert_string_equal(text, wanted);
}

static void test_short(void **state)
{
	(void)state;
	shows("3", "4", 40, "expected  <3>\ngot       <4>\n");
	shows("[1, 2, 3]", "[1, 2, 4]", 40, "expected  [1, 2, <3>]\ngot       [1, 2, <4>]\n");
	/* something is missing, something is too much */
	shows("[1, 2]", "[1]", 40, "expected  [1, <2>]\ngot       [1<]>\n");
	shows("null", "[]", 40, "expected  <null>\ngot       <[]>\n");
	shows("{\"a\": 1, \"b\": 2}", "{\"b\": 3, \"a\": 1}", 40, "expected  {\"a\": 1, \"b\": <2>}\ngot       {\"b\": <3>, \"a\": 1}\n");
}

static void test_blanks_are_seen(void **state)
{
	(void)state;
	shows("\"a b\"", "\"a b \"", 40, "expected  \"a·b<\">\ngot       \"a·b<·\">\n");
	/* where a text is the same its blanks are blanks */
	shows("[\"a b\", 1]", "[\"a b\", 2]", 40, "expected  [\"a b\", <1>]\ngot       [\"a b\", <2>]\n");
}

static void test_lines_of_a_text(void **state)
{
	(void)state;
	shows("\"one\\ntwo\\nthree and a rather long end\"", "\"one\\ntwo \\nthree and a rather long end\"", 90,
	      "          expected                        got\n"
	      "  line 1  \"one\"                         │ \"one\"\n"
	      "≠ line 2  \"two<\">                         │ \"two<·\">\n"
	      "  line 3  \"three and a rather long end\" │ \"three and a rather long end\"\n");
}

/* The rows of a tensor stand under each other; the largest errors are told with their places. */
static void test_tensor(void **state)
{
	(void)state;
	struct contrast contrast = {
	    .expected = "[[1.5, 20.25, 3.0], [4.0, 5.0, 600.0], [7.0, 8.0, 9.0]]",
	    .actual = "[[1.5, 20.25, 3.0], [4.0, 5.5, 600.0], [7.0, 8.0, 9.0]]",
	};
	AUTO_FREE char *text = render(&contrast, 64);
	assert_string_equal(text, "       expected              got\n"
	                          "  [0]  [1.5, 20.25,   3.0] │ [1.5, 20.25,   3.0]\n"
	                          "≠ [1]  [4.0,   <5.0>, 600.0] │ [4.0,   <5.5>, 600.0]\n"
	                          "  [2]  [7.0,   8.0,   9.0] │ [7.0,   8.0,   9.0]\n"
	                          "largest error: absolute 0.5 at [1][1], relative 0.1 at [1][1]\n");
}

static void test_shapes(void **state)
{
	(void)state;
	AUTO_FREE char *text = render(&(struct contrast){.expected = "[[1, 2], [3, 4]]", .actual = "[[1, 2, 3]]"}, 64);
	assert_non_null(strstr(text, "shape: expected 2×2, got 1×3"));
}

/* What the question calls equal is not marked. */
static void test_tolerance(void **state)
{
	(void)state;
	const struct compare_rules rules = {.has_abs = true, .abs = 0.01, .nan_equal = true};
	struct contrast contrast = {.expected = "[0.5, 1.0]", .actual = "[0.501, 2.0]", .rules = &rules};
	AUTO_FREE char *text = render(&contrast, 40);
	assert_non_null(strstr(text, "got       [0.501, <2.0>]\n"));
	contrast.rules = NULL;
	AUTO_FREE char *exact = render(&contrast, 40);
	assert_non_null(strstr(exact, "got       [<0.501>, 2.0]\n"));
}

static char *numbers(int count, int wrong)
{
	struct buf out = {0};
	for (int i = 0; i < count; i++)
		buf_printf(&out, "%s%d", i ? ", " : "[", i == wrong ? -1 : i);
	buf_puts(&out, "]");
	return buf_steal(&out);
}

/* Around the first difference, wherever it is; all when asked for. */
static void test_window(void **state)
{
	(void)state;
	AUTO_FREE char *expected = numbers(300, -1);
	AUTO_FREE char *actual = numbers(300, 250);
	struct contrast contrast = {.expected = expected, .actual = actual, .indent = 4};
	AUTO_FREE char *text = render(&contrast, 50);
	assert_string_equal(text, "             expected   got\n"
	                          "    … 248 more rows above\n"
	                          "      [248]  248      │ 248\n"
	                          "      [249]  249      │ 249\n"
	                          "    ≠ [250]  <250>      │ <-1>\n"
	                          "      [251]  251      │ 251\n"
	                          "      [252]  252      │ 252\n"
	                          "      [253]  253      │ 253\n"
	                          "      [254]  254      │ 254\n"
	                          "    … 45 more rows below\n");
	contrast.expanded = true;
	AUTO_FREE char *all = render(&contrast, 50);
	assert_non_null(strstr(all, "      [299]  299      │ 299\n"));
	assert_null(strstr(all, "more rows"));
}

/* One long text: the difference is in the middle of what is seen. */
static void test_centred(void **state)
{
	(void)state;
	char a[600], b[600];
	memset(a, 'x', sizeof a);
	a[0] = a[598] = '"';
	a[599] = '\0';
	memcpy(b, a, sizeof a);
	b[300] = 'y';
	AUTO_FREE char *text = render(&(struct contrast){.expected = a, .actual = b}, 40);
	assert_non_null(strstr(text, "got       …xxxxxxxxxxxxxxx<yxxxxxxxxxxxx>…\n"));
	/* what is no JSON (it was cut) is compared as text */
	AUTO_FREE char *cut = render(&(struct contrast){.expected = "[1, 2…", .actual = "[1, 3…"}, 40);
	assert_string_equal(cut, "expected  [1, <2…>\ngot       [1, <3…>\n");
}

static void test_calls(void **state)
{
	(void)state;
	struct contrast contrast = {
	    .expected = "[null, null, 3, 1]",
	    .actual = "[null, 7, 3, 2]",
	    .calls = "[[\"new\", []], [\"push\", [3]], [\"pop\", []], [\"size\", []]]",
	};
	AUTO_FREE char *text = render(&contrast, 60);
	assert_string_equal(text, "           expected   got\n"
	                          "  new()    null     │ null\n"
	                          "  push(3)  7        │ 7\n"
	                          "  pop()    3        │ 3\n"
	                          "≠ size()   <1>        │ <2>\n");
}

/* No width breaks it, and no line is wider than asked for. */
static void test_widths(void **state)
{
	(void)state;
	AUTO_FREE char *many = numbers(300, 250);
	static const char *const values[] = {"[[1, 22, 333], [4, 5, 6], [\"中文中文中文中文\", 1, 2]]", "\"中文\\n中文中文中文中文中文中文\\n\"",
	                                     "{\"a key that is quite long, longer than a place\": [1, 2], \"b\": {\"c\": null}}",
	                                     "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]", "[]", "no JSON"};
	for (size_t width = 20; width < 120; width += 3)
		for (size_t i = 0; i < COUNT_OF(values); i++)
			for (size_t k = 0; k <= COUNT_OF(values); k++) {
				const char *actual = k < COUNT_OF(values) ? values[k] : many;
				AUTO_FREE char *text =
				    render(&(struct contrast){.expected = values[i], .actual = actual, .expanded = k % 2}, width);
				assert_non_null(text);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_blanks_are_seen),
		cmocka_unit_test(test_lines_of_a_text),
		cmocka_unit_test(test_tensor),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_tolerance),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_centred),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_widths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
