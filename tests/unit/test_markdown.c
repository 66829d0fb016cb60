/* tui/markdown, with tui/flow, tui/markdown_table and tui/markdown_source behind it: what each element looks like
 * at several widths, in which style, and that no input hurts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tui/flow.h"
#include "tui/markdown.h"
#include "tui/markdown_source.h"
#include "tui/markdown_table.h"

static size_t line_width(const struct line *line)
{
	size_t width = 0;
	for (size_t i = 0; i < line->count; i++)
		width += text_width(line->spans[i].text, strlen(line->spans[i].text));
	return width;
}

static char *joined(const struct lines *lines)
{
	struct buf out = {0};
	for (size_t i = 0; i < lines->count; i++) {
		for (size_t k = 0; k < lines->items[i].count; k++)
			buf_puts(&out, lines->items[i].spans[k].text);
		buf_putc(&out, '\n');
	}
	return buf_steal(&out);
}

/* Of enum markdown_option, for all that follows. */
static unsigned options;

/* Renders; also holds what is true of every text: width, and nothing in it that a terminal obeys. */
static void render(const char *text, size_t len, size_t width, struct lines *lines)
{
	AUTO_FREE char *copy = mem_copy(text, len); /* of that size, so that the sanitizer sees a byte too far */
	markdown_render(copy, len, width, options, lines);
	width = width < MARKDOWN_WIDTH_MIN ? MARKDOWN_WIDTH_MIN : width;
	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = &lines->items[i];
		assert_true(line_width(line) <= width);
		for (size_t k = 0; k < line->count; k++) {
			AUTO_FREE char *safe = text_escaped(line->spans[k].text, TEXT_ONE_LINE);
			assert_string_equal(line->spans[k].text, safe);
		}
	}
}

static void shows_n(const char *text, size_t len, size_t width, const char *expected)
{
	struct lines lines = {0};
	render(text, len, width, &lines);
	AUTO_FREE char *shown = joined(&lines);
	assert_string_equal(shown, expected);
	lines_release(&lines);
}

static void shows(const char *text, size_t width, const char *expected)
{
	shows_n(text, strlen(text), width, expected);
}

static const char *const role_letters[ROLE_COUNT] = {
    [ROLE_TEXT] = "text", [ROLE_DIM] = "dim", [ROLE_WARN] = "warn", [ROLE_HEADING] = "heading",
    [ROLE_STRONG] = "strong", [ROLE_EMPHASIS] = "emphasis", [ROLE_CODE] = "code", [ROLE_CODE_BLOCK] = "block",
    [ROLE_QUOTE] = "quote", [ROLE_LINK] = "link", [ROLE_RULE] = "rule", [ROLE_TABLE] = "table", [ROLE_BULLET] = "bullet",
    [ROLE_CODE_KEYWORD] = "keyword", [ROLE_CODE_STRING] = "string", [ROLE_CODE_NUMBER] = "number", [ROLE_CODE_COMMENT] = "comment",
};

/* The spans of all lines as "role+attributes:text|", a line each; the attributes as letters. */
static void styled(const char *text, size_t width, const char *expected)
{
	struct lines lines = {0};
	AUTO_BUF out = {0};
	render(text, strlen(text), width, &lines);
	for (size_t i = 0; i < lines.count; i++) {
		for (size_t k = 0; k < lines.items[i].count; k++) {
			const struct span *span = &lines.items[i].spans[k];
			assert_non_null(role_letters[span->role]);
			buf_puts(&out, role_letters[span->role]);
			for (unsigned bit = 0; bit < 6; bit++)
				if (span->attributes & 1U << bit)
					buf_printf(&out, "+%c", "bdiurs"[bit]);
			buf_printf(&out, ":%s|", span->text);
		}
		buf_putc(&out, '\n');
	}
	assert_string_equal(buf_text(&out), expected);
	lines_release(&lines);
}

/* ---- elements */

static void test_headings(void **state)
{
	(void)state;
	styled("# Title `x` *y*\n\n## Two\n### Three\n#### Four\n\nUnder\n===\n", 40,
	       "heading+b:Title |code+b:x|heading+b: |heading+b+i:y|\n"
	       "rule:━━━━━━━━━|\n\n"
	       "heading+b:Two|\n\n"
	       "heading+u:Three|\n\n"
	       "heading+i:Four|\n\n"
	       "heading+b:Under|\n"
	       "rule:━━━━━|\n");
	shows("# A title that is too long\n", 12, "A title that\nis too long\n━━━━━━━━━━━━\n");
}

static void test_paragraphs(void **state)
{
	(void)state;
	const char *text = "The quick brown fox jumps over the lazy\ndog and then it rests.\n\nNext one.\n";
	shows(text, 20, "The quick brown fox\njumps over the lazy\ndog and then it\nrests.\n\nNext one.\n");
	shows(text, 40, "The quick brown fox jumps over the lazy\ndog and then it rests.\n\nNext one.\n");
	shows(text, 80, "The quick brown fox jumps over the lazy dog and then it rests.\n\nNext one.\n");
	shows("exactly ten", 11, "exactly ten\n");
	shows("exactly ten", 10, "exactly\nten\n");
	shows("supercalifragilistic word", 8, "supercal\nifragili\nstic\nword\n");
	shows("a\\\nb  \nc<br>d<br />e\n\nf\ng", 20, "a\nb\nc\nd\ne\n\nf g\n");
	shows("", 20, "");
	shows(" \n\n", 20, "");
	shows("width below eight", 1, "width\nbelow\neight\n");
}

static void test_wide_characters(void **state)
{
	(void)state;
	shows("日本語の文章です", 10, "日本語の文\n章です\n");
	shows("日本語の文章です", 9, "日本語の\n文章です\n");
	/* What closes does not begin a line, what opens does not end one. */
	shows("日本語の文。章です", 10, "日本語の\n文。章です\n");
	shows("日本語の「文」です", 10, "日本語の\n「文」です\n");
	shows("日本 go 語 x語", 8, "日本 go\n語 x語\n");
	/* Combining characters take no column and stay where they are. */
	shows("e\u0301e\u0301e\u0301e\u0301 e\u0301e\u0301e\u0301e\u0301e\u0301", 8,
	      "e\u0301e\u0301e\u0301e\u0301\ne\u0301e\u0301e\u0301e\u0301e\u0301\n");
}

static void test_inline_styles(void **state)
{
	(void)state;
	styled("a *b* **c** ***d*** ~~e~~ `f` ~g~\n", 60,
	       "text:a |emphasis:b|text: |strong:c|text: |strong+i:d|text: |text+s:e|text: |code:f|text: ~g~|\n");
	styled("**b `c` *d* ~~e~~** *i `c`*\n", 60,
	       "strong:b |code+b:c|strong: |strong+i:d|strong: |strong+s:e|text: |emphasis:i |code+i:c|\n");
	styled("**long words wrap on**\n", 11, "strong:long words|\nstrong:wrap on|\n");
	shows("&amp; &lt; &copy; &#65; \\*no\\*", 40, "& < © A *no*\n");
}

static void test_code_stays_together(void **state)
{
	(void)state;
	shows("the shape `(N, C, H)` is", 20, "the shape (N, C, H)\nis\n");
	shows("the shapes: `(N, C, H)` is", 20, "the shapes:\n(N, C, H) is\n");
	/* More than half a line may be broken. */
	shows("a `b c d e f g h` i", 12, "a b c d e f\ng h i\n");
	shows("`a  b`", 20, "a  b\n");
}

static void test_links_and_images(void **state)
{
	(void)state;
	styled("[text](http://a/b_c) z\n", 40, "link:text|dim: (http://a/b_c)|text: z|\n");
	styled("[**x** `y`](u)\n", 40, "link+b:x|link: |code:y|dim: (u)|\n");
	styled("<http://a/b> <me@x.org> [http://q](http://q)\n", 60,
	       "link:http://a/b|text: |link:me@x.org|text: |link:http://q|\n");
	styled("See https://a.b/c_d(e). (www.x.y) whttp://n\n", 60,
	       "text:See |link:https://a.b/c_d(e)|text:. (|link:www.x.y|text:) whttp://n|\n");
	styled("**https://a.b**\n", 40, "link+b:https://a.b|\n");
	shows("![alt *x*](p.png) ![](q.png) [![i](p)](http://y)", 80,
	      "[image: alt x] [image: q.png] [image: i] (http://y)\n");
	shows("[a][r] [r]\n\n[r]: http://z 'title'\n", 60, "a (http://z) r (http://z)\n");
	shows("[](http://a)", 40, "http://a\n");
	shows("a[^1]\n\n[^1]: note\n", 40, "a[^1]\n\n[^1]: note\n");
}

static void test_lists(void **state)
{
	(void)state;
	shows("- one\n- two is longer than the line\n  - in\n    - deep\n      - deeper\n- z\n", 20,
	      "• one\n• two is longer than\n  the line\n  ◦ in\n    ▪ deep\n      • deeper\n• z\n");
	shows("8. a\n9. b\n10. long enough to wrap\n    1) in\n", 16,
	      " 8. a\n 9. b\n10. long enough\n    to wrap\n    1) in\n");
	shows("- loose\n\n- items\n\n  more\n", 20, "• loose\n\n• items\n\n  more\n");
	shows("- a\n\n      code\n- b\n", 16, "• a\n\n    code        \n\n• b\n");
	shows("-\n- b\n", 20, "• \n• b\n");
	shows("- - a\n  - b\n", 20, "• ◦ a\n  ◦ b\n");
	styled("- [ ] to do\n- [x] done\n1. [x] z\n", 20,
	       "bullet:☐ |text:to do|\nbullet:☑ |text:done|\n\nbullet:1. ☑ |text:z|\n");
}

static void test_quotes(void **state)
{
	(void)state;
	shows("> a quote that wraps\n> > inner\n>\n> - list\n", 14,
	      "│ a quote that\n│ wraps\n│\n│ │ inner\n│\n│ • list\n");
	styled("> q **b**\n\n- > x\n", 20, "quote:│ q |strong:b|\n\nbullet:• |quote:│ x|\n");
}

static void test_code_blocks(void **state)
{
	(void)state;
	shows("```python\ndef f(x):\n\n\treturn   x\n```\n", 20,
	      "  def f(x):         \n                    \n      return   x    \n");
	shows("    indented\n", 12, "  indented  \n");
	shows("```\n```\n", 10, "          \n");
	/* Never wrapped as text: continued behind a mark, at a space where there is one. */
	shows("```\nabcdefghijklmnopqrstuvwx\n```", 12, "  abcdefghij\n↪ klmnopqrst\n↪ uvwx      \n");
	shows("```\n  f(alpha, beta, gamma)\n```", 20, "    f(alpha, beta,  \n  ↪ gamma)          \n");
	shows("```\nab cd\n```", 8, "  ab cd \n");
	styled("```\nab cde fghi\n```", 10, "block:  ab cde  |\nblock+d:↪ |block:fghi    |\n");
	shows("```\n日本語日本語\n```", 8, "  日本語\n↪ 日本語\n");
	shows("```\na\tb\n日\tc\n```", 12, "  a   b     \n  日  c     \n");
	shows("```\n**no** <br> &amp; $a_b$ [^1]\n```", 36, "  **no** <br> &amp; $a_b$ [^1]      \n");
}

static void test_code_is_coloured(void **state)
{
	(void)state;
	styled("```python\nreturn 1  # x\n```", 17, "block:  |keyword:return|block: |number:1|block:  |comment:# x|block:  |\n");
	/* A piece that goes on behind the mark keeps its colour; the braces of other programs are let be. */
	styled("```{py}\n'abcdefghi'\n```", 9, "block:  |string:'abcdef|\nblock+d:↪ |string:ghi'|block:   |\n");
	styled("```text\nreturn 1\n```", 10, "block:  return 1|\n");
	styled("    return 1", 10, "block:  return 1|\n");
}

static void links_are(const char *text, const char *expected)
{
	struct string_list links = {0};
	AUTO_BUF out = {0};
	markdown_links(text, strlen(text), &links);
	for (size_t i = 0; i < links.count; i++)
		buf_printf(&out, "%s ", links.items[i]);
	assert_string_equal(buf_text(&out), expected);
	string_list_release(&links);
}

static void test_addresses(void **state)
{
	(void)state;
	links_are("no links, `http://code` and\n\n    http://code.block\n", "");
	links_are("[a](http://a) www.b.c, <https://d> [a](http://a) ![i](http://i)", "http://a https://www.b.c https://d ");
	links_are("[x][r] [y](javascript:z)\n\n[r]: http://e 't'\n\n| [t](http://t) |\n|---|\n", "http://e javascript:z http://t ");
	links_are("[a](http://a?x=$1$&amp;y)", "http://a?x=$1$&y ");
}

static void test_rules_and_html(void **state)
{
	(void)state;
	styled("a\n\n---\n\nb\n", 10, "text:a|\n\nrule:──────────|\n\ntext:b|\n");
	styled("a <b>c</b>\n\n<div>\n  x & y\n</div>\n", 30,
	       "text:a |dim:<b>|text:c|dim:</b>|\n\ndim:<div>|\ndim:x & y|\ndim:</div>|\n");
}

/* ---- tables */

static void test_table(void **state)
{
	(void)state;
	shows("| left | mid | right |\n|:-----|:---:|------:|\n| a | b | 1 |\n| longer | | 123456 |\n| 日本 | cd |\n", 40,
	      "left   │ mid │  right\n"
	      "───────┼─────┼───────\n"
	      "a      │  b  │      1\n"
	      "longer │     │ 123456\n"
	      "日本   │ cd  │\n");
	styled("|a|b|\n|-|-|\n|*c*|`d`|\n", 20,
	       "text+b:a|table: │ |text+b:b|\n"
	       "table:──┼──|\n"
	       "emphasis:c|table: │ |code:d|\n");
	shows("|a|\n|-|\n", 20, "a\n─\n");
}

/* Where the pane scrolls sideways words are not broken for want of width, up to a limit. */
static void test_wide_table(void **state)
{
	(void)state;
	static const char text[] = "| name | value |\n|---|--:|\n| alphabetical_order | 1234567890 |\n";
	struct lines lines = {0};
	markdown_render(text, strlen(text), 20, MARKDOWN_WIDE_TABLES, &lines);
	AUTO_FREE char *shown = joined(&lines);
	assert_string_equal(shown, "name               │      value\n"
	                           "───────────────────┼───────────\n"
	                           "alphabetical_order │ 1234567890\n");
	lines_release(&lines);
	/* One that fits when its cells wrap is not wider. */
	static const char words[] = "| a | b |\n|---|---|\n| many words that wrap | more words that wrap |\n";
	markdown_render(words, strlen(words), 20, MARKDOWN_WIDE_TABLES, &lines);
	for (size_t i = 0; i < lines.count; i++)
		assert_true(line_width(&lines.items[i]) <= 20);
	lines_release(&lines);
	AUTO_BUF huge = {0};
	buf_puts(&huge, "| a | b |\n|---|---|\n| ");
	for (int i = 0; i < 3000; i++)
		buf_putc(&huge, 'x');
	buf_puts(&huge, " | y |\n");
	markdown_render(huge.data, huge.len, 20, MARKDOWN_WIDE_TABLES, &lines);
	for (size_t i = 0; i < lines.count; i++)
		assert_true(line_width(&lines.items[i]) <= MARKDOWN_TABLE_WIDE_MAX);
	lines_release(&lines);
}

static void test_table_shrinks(void **state)
{
	(void)state;
	const char *text = "|name|what it is|\n|-|-|\n|`alpha`|the first of the letters|\n|`beta`|the second|\n";
	shows(text, 80,
	      "name  │ what it is\n"
	      "──────┼─────────────────────────\n"
	      "alpha │ the first of the letters\n"
	      "beta  │ the second\n");
	shows(text, 20,
	      "name  │ what it is\n"
	      "──────┼─────────────\n"
	      "alpha │ the first of\n"
	      "      │ the letters\n"
	      "╌╌╌╌╌╌┼╌╌╌╌╌╌╌╌╌╌╌╌╌\n"
	      "beta  │ the second\n");
	/* No room for columns: a list. */
	shows(text, 12,
	      "name: alpha\n"
	      "what it is:\n"
	      "the first of\n"
	      "the letters\n"
	      "╌╌╌╌╌╌╌╌╌╌╌╌\n"
	      "name: beta\n"
	      "what it is:\n"
	      "the second\n");
	shows("> - |a|b|\n>   |-|-|\n>   |c|d|\n", 20, "│ • a │ b\n│   ──┼──\n│   c │ d\n");
}

/* ---- formulas */

static void test_formulas_are_drawn(void **state)
{
	(void)state;
	shows("Let $a_b \\cdot c^2$ and \\(\\frac{1}{2}\\) be.\n", 60, "Let a_b · c² and ½ be.\n");
	shows("sum:\n\n$$\n\\sum_{i} x_i = \\frac{a}{b}\n$$\n\nend\n", 40,
	      "sum:\n\n          a\n  ∑ xᵢ = ───\n  i       b\n\nend\n");
	shows("so\n$$a + b + c + d + e + f$$\nend\n", 12, "so\n  a + b + c\n  + d + e +\n  f\nend\n");
	shows("no $\\frac{a$ formula, \\(\\foo{x} + 1\\)\n", 60, "no $\\frac{a$ formula, \\foo{x} + 1\n");
	shows("| $P(a|b)$ | c |\n|-|-|\n| d | e |\n", 40, "P(a|b) │ c\n───────┼──\nd      │ e\n");
}

static void test_formulas_keep_their_source(void **state)
{
	(void)state;
	options = MARKDOWN_FORMULA_SOURCES;
	styled("Let $a_b * c_d$ and \\(x_1*y_1\\) be.\n", 60,
	       "text:Let |emphasis:$a_b * c_d$|text: and |emphasis:\\(x_1*y_1\\)|text: be.|\n");
	shows("sum:\n\n$$\n\\sum_{i} x_i = \\frac{a}{b}\n$$\n\n\\[ E_1 = m \\]\n", 40,
	      "sum:\n\n  \\sum_{i} x_i = \\frac{a}{b}\n\n  E_1 = m\n");
	shows("so\n$$a \\\\ b$$\nend\n", 40, "so\n  a \\\\ b\nend\n");
	shows("in $$x_1$$ line_2_x", 40, "in $$x_1$$ line_2_x\n");
	shows("| $P(a|b)$ | c |\n|-|-|\n| d | e |\n", 40, "$P(a|b)$ │ c\n─────────┼──\nd        │ e\n");
	shows("long\n$$\naaa + bbb + ccc + ddd\n$$\n", 12, "long\n  aaa + bbb\n  + ccc +\n  ddd\n");
	options = 0;
}

static void test_what_is_no_formula(void **state)
{
	(void)state;
	shows("costs $5 and $6, *or* $7*8*9$1", 60, "costs $5 and $6, or $789$1\n");
	shows("`$a_b$` and ``$`x_y_z`$``", 60, "$a_b$ and $`x_y_z`$\n");
	shows("\\$a*b*c\\$", 40, "$abc$\n");
	shows("`$` a *b* `c$`", 40, "$ a b c$\n");
	shows("an \\[escaped\\] link", 40, "an [escaped] link\n");
	shows("- $a\n- b$\n", 40, "• $a\n• b$\n");
	shows("$a\n\nb$\n", 40, "$a\n\nb$\n");
}

/* ---- from outside */

static void test_escapes(void **state)
{
	(void)state;
	shows_n("a\0b\x1b[31mc\x07", 10, 40, "a\xef\xbf\xbd" "b\\x1b[31mc\\x07\n");
	shows("`\x1b]52;c;x\x07`", 40, "\\x1b]52;c;x\\x07\n");
	shows("```\n\x1b[2J\u202e\n```", 24, "  \\x1b[2J\\u{202e}       \n");
	shows("[a](http://x/\x1b[0m\u202e)", 60, "a (http://x/\\x1b[0m\\u{202e})\n");
	shows("<b \x1b>\n", 40, "<b \\x1b>\n");
	shows("&#27;[31m &#x202e; &#0;", 40, "\\x1b[31m \\u{202e} \xef\xbf\xbd\n");
	shows("bad \xff\xc3 \xed\xa0\x80", 40, "bad \xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n");
	shows("a\r\nb\rc\r\n\r\nd", 40, "a b c\n\nd\n");
	/* The characters that stand for what was taken out mean nothing when they come from outside. */
	shows("$x$ \U00100000 \U0010ff41 &#x10ff00; &#x10ffff;", 40,
	      "x \xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd\n");
}

static char *repeated(const char *text, size_t times)
{
	size_t n = strlen(text);
	char *all = mem_new(n * times + 1);
	for (size_t i = 0; i < times; i++)
		memcpy(all + i * n, text, n);
	all[n * times] = '\0';
	return all;
}

static void test_deep_nesting_is_flat(void **state)
{
	(void)state;
	static const char *const marks[] = {">", "> ", "- ", "1. ", "> - ", "* 1) "};
	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		AUTO_BUF text = {0};
		AUTO_FREE char *deep = repeated(marks[i], 10000);
		buf_printf(&text, "%sdeep\n\nnext\n", deep);
		struct lines lines = {0};
		render(text.data, text.len, 40, &lines);
		AUTO_FREE char *shown = joined(&lines);
		assert_non_null(strstr(shown, "deep\n"));
		assert_non_null(strstr(shown, "\nnext\n"));
		lines_release(&lines);
	}
	shows("> > > > > > > > a\n", 10, "│ │ a\n");
	shows("- - - - - - - - a\n", 10, "• ◦ ▪ • ◦\n    ▪ • ◦\n    a\n");
}

/* Nothing of a text that is past a limit is lost: it is shown as it was typed. */
static void test_limits_show_the_source(void **state)
{
	(void)state;
	AUTO_FREE char *brackets = repeated("[", MARKDOWN_BRACKETS_MAX + 20);
	AUTO_FREE char *declarations = repeated("<?", MARKDOWN_DECLARATIONS_MAX + 9);
	AUTO_FREE char *pipes = repeated("|", MARKDOWN_PIPES_MAX + 9);
	AUTO_FREE char *quotes = repeated(">", MARKDOWN_DEPTH_MAX + 9);
	const char *const texts[] = {brackets, declarations, pipes};
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		AUTO_FREE char *expected = mem_format("%s\n", texts[i]);
		shows(texts[i], 5000, expected);
		AUTO_FREE char *code = mem_format("~~~\n%s\n~~~\n", texts[i]);
		AUTO_FREE char *padded = mem_format("  %s\n", texts[i]);
		shows(code, strlen(texts[i]) + 2, padded);
	}
	AUTO_FREE char *code = mem_format("~~~\n%s\n~~~\n", quotes);
	AUTO_FREE char *padded = mem_format("  %s\n", quotes);
	shows(code, strlen(quotes) + 2, padded);
	/* A rule is no list in list. */
	AUTO_FREE char *rule = repeated("- ", 200);
	shows(rule, 10, "──────────\n");
}

static void test_wide_table_is_text(void **state)
{
	(void)state;
	AUTO_FREE char *cells = repeated("|a", MARKDOWN_COLUMNS_MAX + 1);
	AUTO_FREE char *dashes = repeated("|-", MARKDOWN_COLUMNS_MAX + 1);
	AUTO_FREE char *text = mem_format("%s\n%s\n", cells, dashes);
	AUTO_FREE char *expected = mem_format("%s %s\n", cells, dashes);
	shows(text, 1000, expected);
}

/* The parser fills up short rows: what a table may grow to is limited, the rows behind are a paragraph. */
static void test_long_table_ends(void **state)
{
	(void)state;
	AUTO_FREE char *cells = repeated("|a", MARKDOWN_COLUMNS_MAX - 1);
	AUTO_FREE char *dashes = repeated("|-", MARKDOWN_COLUMNS_MAX - 1);
	AUTO_FREE char *rows = repeated("b\n", MARKDOWN_CELLS_MAX / MARKDOWN_COLUMNS_MAX + 100);
	AUTO_FREE char *text = mem_format("%s\n%s\n%s", cells, dashes, rows);
	struct lines lines = {0};
	render(text, strlen(text), 400, &lines);
	assert_int_equal(lines.count, 2 + MARKDOWN_CELLS_MAX / MARKDOWN_COLUMNS_MAX + 2);
	AUTO_FREE char *shown = joined(&lines);
	assert_non_null(strstr(shown, "\nb b b b b"));
	lines_release(&lines);
}

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Far from what a render takes (half a second, some seconds in a sanitizer build on a busy machine), and far from the
 * minutes that the parser alone would take for these inputs. */
static void renders_soon(const char *text, size_t len)
{
	struct lines lines = {0};
	int64_t start = now_ms();
	render(text, len, 40, &lines);
	assert_true(now_ms() - start < 20000);
	assert_true(lines.count <= MARKDOWN_LINES_MAX + 1);
	lines_release(&lines);
}

static void test_hostile_repetition(void **state)
{
	(void)state;
	static const struct {
		const char *head, *repeat;
	} inputs[] = {
	    {"", "]"}, {"", "![[]()"}, {"", "[a](<b"}, {"", "<"}, {"", "a<?"}, {"", "a<!A "}, {"", "*_"}, {"", "`` ` "},
	    {"", "a**b"}, {"", "http://a.b/)"}, {"", "@"}, {"", "|"}, {"|a|b|\n|-|-|\n", "|"}, {"", "|-\n"}, {"", "\\("},
	    {"", "$"}, {"", "$$\n"}, {"", "\\[\n"}, {"", "- "}, {"", ">\n"}, {"> > > > - - - - - - - - - - a\n", "\n"},
	    {"", "\n"}, {"", "-\n"}, {"", "a  \n"}, {"", "\xff"}, {"", "\x1b"}, {"", "e\u0301"}, {"", "日"}, {"", "<a\n"},
	    {"", "&#x100000;"}, {"~~~\n", "\n"}, {"|a|a|a|a|a|a|a|a|a|a|a|a\n|-|-|-|-|-|-|-|-|-|-|-|-\n", "a\n"},
	    {"", "|a|a|a|a|a|a|a|a|a|a|a|a\n|-|-|-|-|-|-|-|-|-|-|-|-\na\na\na\na\na\na\na\na\na\na\na\na\na\n\n"},
	};
	for (size_t i = 0; i < COUNT_OF(inputs); i++) {
		AUTO_FREE char *body = repeated(inputs[i].repeat, 200000 / strlen(inputs[i].repeat));
		AUTO_BUF text = {0};
		buf_printf(&text, "%s%s", inputs[i].head, body);
		renders_soon(text.data, text.len);
	}
}

static void test_hostile_megabytes(void **state)
{
	(void)state;
	static const char *const inputs[] = {"[", ">", "- ", "<?"};
	for (size_t i = 0; i < COUNT_OF(inputs); i++) {
		AUTO_FREE char *text = repeated(inputs[i], MARKDOWN_INPUT_MAX / strlen(inputs[i]));
		renders_soon(text, strlen(text));
	}
	AUTO_FREE char *zeros = mem_zero(MARKDOWN_INPUT_MAX, 1);
	renders_soon(zeros, MARKDOWN_INPUT_MAX);
	/* Containers by the thousand on one line, then blank lines that all of them go on in. */
	AUTO_FREE char *items = repeated("- ", MARKDOWN_INPUT_MAX / 8);
	AUTO_FREE char *blanks = repeated("\n", MARKDOWN_INPUT_MAX / 4);
	AUTO_FREE char *text = mem_format("%sa%s", items, blanks);
	renders_soon(text, strlen(text));
	AUTO_FREE char *quotes = repeated(">", MARKDOWN_INPUT_MAX / 4);
	AUTO_FREE char *lazy = repeated("a\n", MARKDOWN_INPUT_MAX / 4);
	AUTO_FREE char *quoted = mem_format("%s%s", quotes, lazy);
	renders_soon(quoted, strlen(quoted));
}

/* A long reference used often would be copied as often: 170 GB here. */
static void test_references_do_not_multiply(void **state)
{
	(void)state;
	AUTO_FREE char *address = repeated("b", 500000);
	AUTO_FREE char *uses = repeated("[a]", 300);
	AUTO_BUF text = {0};
	buf_printf(&text, "[a]: %s\n", address);
	for (size_t i = 0; i < 500; i++)
		buf_printf(&text, "\n%s\n", uses);
	struct lines lines = {0};
	render(text.data, text.len, 80, &lines);
	AUTO_FREE char *shown = joined(&lines);
	assert_true(strlen(shown) < 2 * text.len);
	assert_non_null(strstr(shown, "[a][a]"));
	lines_release(&lines);
}

static const char *last_text(const struct lines *lines)
{
	const struct line *line = &lines->items[lines->count - 1];
	return line->count ? line->spans[0].text : "";
}

static void test_too_long_says_so(void **state)
{
	(void)state;
	static const char *const notice = "… the text is too long to be shown whole";
	struct lines lines = {0};
	AUTO_FREE char *whole = repeated("word ", MARKDOWN_INPUT_MAX / 5);
	render(whole, strlen(whole), 80, &lines);
	assert_string_not_equal(last_text(&lines), notice);
	lines_release(&lines);
	AUTO_FREE char *more = repeated("word ", MARKDOWN_INPUT_MAX / 5 + 1);
	render(more, strlen(more), 80, &lines);
	assert_string_equal(last_text(&lines), notice);
	lines_release(&lines);
	AUTO_FREE char *rows = repeated("- a\n", MARKDOWN_LINES_MAX + 1);
	render(rows, strlen(rows), 80, &lines);
	assert_int_equal(lines.count, MARKDOWN_LINES_MAX + 1);
	assert_string_equal(last_text(&lines), notice);
	lines_release(&lines);
}

static void test_appends(void **state)
{
	(void)state;
	struct lines lines = {0};
	lines_printf(&lines, ROLE_TEXT, "before");
	render("after\n", 6, 20, &lines);
	AUTO_FREE char *shown = joined(&lines);
	assert_string_equal(shown, "before\nafter\n");
	lines_release(&lines);
}

static void test_flow_measures(void **state)
{
	(void)state;
	struct flow flow = {0};
	struct flow_lines lines = {0};
	struct flow_style plain = {.role = ROLE_TEXT}, kept = {.role = ROLE_CODE, .keep = true};
	flow_puts(&flow, plain, "one three ");
	flow_puts(&flow, kept, "a b c");
	flow_break(&flow);
	flow_puts(&flow, plain, "x");
	assert_int_equal(flow_width(&flow), 15);
	assert_int_equal(flow_width_least(&flow), 5);
	flow_fill(&flow, 9, &lines);
	assert_int_equal(lines.count, 3);
	assert_int_equal(lines.items[0].width, 9);
	assert_int_equal(lines.items[1].width, 5);
	assert_int_equal(lines.items[2].width, 1);
	flow_clear(&flow);
	assert_int_equal(flow_width(&flow), 0);
	flow_lines_release(&lines);
	flow_release(&flow);
}

/* Nothing of them falls out at any width. */
/* Nothing drawn, aligned or broken; the width does not count. */
static void shows_plain(const char *text, const char *expected)
{
	struct lines lines = {0};
	markdown_render(text, strlen(text), 10, MARKDOWN_PLAIN, &lines);
	AUTO_FREE char *shown = joined(&lines);
	assert_string_equal(shown, expected);
	lines_release(&lines);
}

static void test_plain(void **state)
{
	(void)state;
	shows_plain("# Title\n\nOne line of text,\nhowever long it is: `x` and *y*.\n\n---\n\nEnd\n",
	            "Title\n\nOne line of text, however long it is: x and y.\n\n\nEnd\n");
	shows_plain("- one\n  - two\n\n1. [x] three\n2. [ ] four\n", "- one\n  - two\n\n1. done: three\n2. to do: four\n");
	shows_plain("> quoted\n> > twice\n", "Quote: quoted\n\n  Quote: twice\n");
	shows_plain("```\na\tb  = 1\n\nc\n```\n", "  a   b  = 1\n\n  c\n");
	shows_plain("| a | b |\n|---|--:|\n| 1<br>2 | **3** |\n| | 4 |\n", "Row 1: a: 1 2; b: 3\nRow 2: a: ; b: 4\n");
	shows_plain("| a | b |\n|---|---|\n", "Columns: a; b\n");
	shows_plain("Then\n\n$$\\frac{a}{b} + \\sum_{i=1}^n x_i$$\n\nand $x^2$.\n", "Then\n\n  a/b + ∑ᵢ₌₁ⁿ xᵢ\n\nand x².\n");
	shows_plain("a\x1b[2Jb\n\n    \x07\n", "a\\x1b[2Jb\n\n  \\x07\n");
}

static void test_shipped_questions(void **state)
{
	(void)state;
	static const char *const files[] = {
	    "questions/foundations/questions/ndcg-at-k/statement.md",
	    "questions/ml/questions/causal-self-attention/question.md",
	    "questions/ml/questions/kmeans-step/solution.md",
	};
	static const size_t widths[] = {8, 13, 20, 40, 60, 80, 200};
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		AUTO_FREE char *path = path_join(SOURCE_DIR, files[i]);
		AUTO_BUF text = {0};
		struct err err = {0};
		if (!file_read(path, MARKDOWN_INPUT_MAX, &text, &err))
			fail_msg("%s", err.text);
		for (size_t k = 0; k < COUNT_OF(widths); k++) {
			struct lines lines = {0};
			render(text.data, text.len, widths[k], &lines);
			assert_true(lines.count > 20);
			lines_release(&lines);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_headings),
	    cmocka_unit_test(test_paragraphs),
	    cmocka_unit_test(test_wide_characters),
	    cmocka_unit_test(test_inline_styles),
	    cmocka_unit_test(test_code_stays_together),
	    cmocka_unit_test(test_links_and_images),
	    cmocka_unit_test(test_lists),
	    cmocka_unit_test(test_quotes),
	    cmocka_unit_test(test_code_blocks),
	    cmocka_unit_test(test_code_is_coloured),
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_wide_table),
	    cmocka_unit_test(test_rules_and_html),
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_table_shrinks),
	    cmocka_unit_test(test_formulas_are_drawn),
	    cmocka_unit_test(test_formulas_keep_their_source),
	    cmocka_unit_test(test_what_is_no_formula),
	    cmocka_unit_test(test_escapes),
	    cmocka_unit_test(test_deep_nesting_is_flat),
	    cmocka_unit_test(test_limits_show_the_source),
	    cmocka_unit_test(test_wide_table_is_text),
	    cmocka_unit_test(test_long_table_ends),
	    cmocka_unit_test(test_hostile_repetition),
	    cmocka_unit_test(test_hostile_megabytes),
	    cmocka_unit_test(test_references_do_not_multiply),
	    cmocka_unit_test(test_too_long_says_so),
	    cmocka_unit_test(test_appends),
	    cmocka_unit_test(test_flow_measures),
	    cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_shipped_questions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
