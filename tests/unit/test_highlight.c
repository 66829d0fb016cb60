/* Which words of a source are coloured how, by a language's definition; links that may be opened; searching. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/highlight.h"
#include "tui/links.h"
#include "tui/search.h"

/* Each piece as "letter<text>"; lines with a newline between. */
static void shows(const char *language, const char *source, const char *expected)
{
	static const char letters[ROLE_COUNT] = {
	    [ROLE_CODE_BLOCK] = '.', [ROLE_CODE_KEYWORD] = 'k', [ROLE_CODE_STRING] = 's',
	    [ROLE_CODE_NUMBER] = 'n', [ROLE_CODE_COMMENT] = 'c',
	};
	struct highlight highlight = {.language = highlight_language(language)};
	AUTO_BUF out = {0};
	for (const char *line = source; *line;) {
		size_t len = strcspn(line, "\n"), at = 0;
		highlight_line(&highlight, line, len);
		for (size_t i = 0; i < highlight.count; i++) {
			const struct highlight_piece *piece = &highlight.pieces[i];
			buf_printf(&out, "%c<%.*s>", letters[piece->role], (int)(piece->end - at), line + at);
			at = piece->end;
		}
		assert_int_equal(at, len);
		line += len + (line[len] == '\n');
		if (*line)
			buf_putc(&out, '\n');
	}
	assert_string_equal(buf_text(&out), expected);
	highlight_release(&highlight);
}

static void test_words(void **state)
{
	(void)state;
	shows("python", "return x1 + 0x1f*1.5e3  # done", "k<return>.< x1 + >n<0x1f>.<*>n<1.5e3>.<  >c<# done>");
	shows("python", "returned = 'a\\'b' + \"# no\"", ".<returned = >s<'a\\'b'>.< + >s<\"# no\">");
	shows("c++", "int größe; // é", "k<int>.< größe; >c<// é>");
	shows("nothing of the kind", "return 1", ".<return 1>");
	shows("", "return 1", ".<return 1>");
}

static void test_over_lines(void **state)
{
	(void)state;
	shows("py", "x = \"\"\"one\ntwo 'three\nend\"\"\" + 1", ".<x = >s<\"\"\"one>\ns<two 'three>\ns<end\"\"\">.< + >n<1>");
	shows("java", "a /* b\n// c */ d /**/ e", ".<a >c</* b>\nc<// c */>.< d >c</**/>.< e>");
	shows("go", "x := `raw\n\"raw` // end", ".<x := >s<`raw>\ns<\"raw`>.< >c<// end>");
	/* A string that is not closed ends with its line. */
	shows("c", "\"open\nreturn", "s<\"open>\nk<return>");
	shows("python", "'\\", "s<'\\>");
}

/* The name, the title and the ending of a file all name a language. */
static void test_names(void **state)
{
	(void)state;
	assert_non_null(highlight_language("Python"));
	assert_ptr_equal(highlight_language("py"), highlight_language("python"));
	assert_ptr_equal(highlight_language("JS"), highlight_language("javascript"));
	assert_ptr_equal(highlight_language("C++"), highlight_language("cpp"));
	assert_null(highlight_language("text"));
}

static void refused(const char *address)
{
	struct err err = {0};
	if (link_allowed(address, &err))
		fail_msg("%s is allowed", address);
	assert_true(strlen(err.text) > 0);
}

static void test_addresses(void **state)
{
	(void)state;
	assert_true(link_allowed("https://example.org/a?b=c#d", NULL));
	assert_true(link_allowed("HTTP://example.org", NULL));
	refused("");
	refused("https://");
	refused("https:///etc/passwd");
	refused("javascript:alert(1)");
	refused("file:///etc/passwd");
	refused("-https://example.org");
	refused(" https://example.org");
	refused("https://example.org/a b");
	refused("https://example.org/\n");
	refused("https://example.org/`id`");
	refused("https://ex\xc3\xa4mple.org");
	AUTO_FREE char *path = mem_zero(LINK_MAX + 2, 1);
	memset(path, 'a', LINK_MAX + 1);
	memcpy(path, "https://", 8);
	refused(path);
	path[LINK_MAX] = '\0';
	assert_true(link_allowed(path, NULL));
}

static void argv_is(const char *browser, const char *const *expected)
{
	struct string_list argv = {0};
	setenv("BROWSER", browser, 1);
	assert_true(link_argv("https://example.org/$(id);x", &argv, NULL));
	for (size_t i = 0; i < argv.count; i++)
		assert_string_equal(argv.items[i], expected[i]);
	assert_null(expected[argv.count]);
	string_list_release(&argv);
}

/* The address is one word, whatever it holds; what is not there is passed over. */
static void test_browsers(void **state)
{
	(void)state;
	AUTO_FREE char *path = mem_dup(getenv("PATH") ? getenv("PATH") : "");
	argv_is("/bin/true", (const char *[]){"/bin/true", "https://example.org/$(id);x", NULL});
	argv_is("/no/such/browser:/bin/true --at=%s  -x", (const char *[]){"/bin/true", "--at=https://example.org/$(id);x", "-x", NULL});
	setenv("PATH", "/nonexistent", 1);
	setenv("BROWSER", "nothing", 1);
	struct string_list argv = {0};
	struct err err = {0};
	assert_false(link_argv("https://example.org", &argv, &err));
	assert_int_equal(argv.count, 0);
	assert_non_null(strstr(err.text, "$BROWSER"));
	setenv("PATH", path, 1);
}

static void test_search(void **state)
{
	(void)state;
	const char text[] = "One Two one";
	assert_ptr_equal(search_find(text, "two"), text + 4);
	assert_ptr_equal(search_find(text, "one"), text);
	assert_null(search_find(text, "TWO"));
	char typed[SEARCH_MAX + 1] = "";
	const struct key a = {.kind = KEY_PRESS, .code = 0xe4}, back = {.kind = KEY_PRESS, .code = K_BACKSPACE};
	const struct key escape = {.kind = KEY_PRESS, .code = K_ESC};
	for (int i = 0; i < 2 * SEARCH_MAX; i++)
		assert_int_equal(search_key(typed, &a), SEARCH_GOES_ON);
	assert_true(strlen(typed) <= SEARCH_MAX);
	size_t before = strlen(typed);
	assert_int_equal(search_key(typed, &back), SEARCH_GOES_ON);
	assert_int_equal(strlen(typed), before - 2);
	assert_int_equal(search_key(typed, &escape), SEARCH_CANCELLED);
	assert_string_equal(typed, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),     cmocka_unit_test(test_over_lines), cmocka_unit_test(test_names),
	    cmocka_unit_test(test_addresses), cmocka_unit_test(test_browsers),   cmocka_unit_test(test_search),
	};
	return cmocka_run_group_tests_name("highlighting, links, searching", tests, NULL, NULL);
}
