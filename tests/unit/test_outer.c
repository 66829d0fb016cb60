/* What the person's terminal can do beyond its terminfo entry, and the entry that is made for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "tui/outer.h"
#include "tui/terminfo.h"

static void set(const char *name, const char *value)
{
	value ? setenv(name, value, 1) : unsetenv(name);
}

static void the_environment_is_believed_where_it_can_know(void **state)
{
	static const struct {
		const char *term, *tmux, *colours;
		bool direct;
	} cases[] = {
	    {"xterm-256color", NULL, NULL, false},	{"xterm-256color", NULL, "truecolor", true},
	    {"xterm-256color", NULL, "24bit", true},	{"xterm-256color", NULL, "yes", false},
	    {"screen-256color", NULL, "truecolor", false}, {"screen-256color", "/tmp/tmux-0/default,1,0", NULL, true},
	    {"tmux-256color", "", NULL, false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		set("TERM", cases[i].term);
		set("TMUX", cases[i].tmux);
		set("COLORTERM", cases[i].colours);
		assert_int_equal(outer_claims_direct(), cases[i].direct);
	}
}

static void answers_are_told_from_keys(void **state)
{
	static const struct {
		const char *bytes;
		enum outer_answer answer;
	} cases[] = {
	    {"\033P1$r0;48:2::1:2:3m\033\\", OUTER_DIRECT}, {"\033P1$r48;2;1;2;3m\033\\", OUTER_DIRECT},
	    {"\033P1$r48:2:1:2:3m\033\\", OUTER_DIRECT},	{"\033P1$r48;5;16m\033\\", OUTER_PLAIN},
	    {"\033P0$r\033\\", OUTER_PLAIN},		{"\033P1+r524742\033\\", OUTER_NONE},
	    {"\033[48;2;1;2;3m", OUTER_NONE},		{"\033P", OUTER_NONE},
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(outer_colour_answer(cases[i].bytes, strlen(cases[i].bytes)), cases[i].answer);
}

static void backgrounds_are_light_or_dark(void **state)
{
	static const struct {
		const char *bytes;
		bool answers, light;
	} cases[] = {
	    {"\033]11;rgb:1b1b/1e1e/2424\033\\", true, false}, {"\033]11;rgb:fdfd/f6f6/e3e3\a", true, true},
	    {"\033]11;rgb:f/f/f\a", true, true},		   {"\033]11;rgba:00/00/00/ffff\033\\", true, false},
	    {"\033]11;rgb:0000/ffff/0000\a", true, true},	   {"\033]11;rgb:0000/0000/ffff\a", true, false},
	    {"\033]11;rgb:zz/0/0\a", false, false},	   {"\033]11;rgb:ff/ff\a", false, false},
	    {"\033]10;rgb:ff/ff/ff\a", false, false},	   {"\033]11;rgb:", false, false},
	};
	static const struct {
		const char *claim;
		bool says, light;
	} claims[] = {
	    {"15;0", true, false}, {"0;15", true, true},	 {"0;default;7", true, true}, {"7;8", true, false},
	    {NULL, false, false},  {"0;default", false, false}, {"0;99", false, false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		bool light = false;
		assert_int_equal(outer_background_answer(cases[i].bytes, strlen(cases[i].bytes), &light), cases[i].answers);
		assert_int_equal(light, cases[i].light);
	}
	for (size_t i = 0; i < COUNT_OF(claims); i++) {
		bool light = false;
		set("COLORFGBG", claims[i].claim);
		assert_int_equal(outer_background_claim(&light), claims[i].says);
		assert_int_equal(light, claims[i].light);
	}
	set("COLORFGBG", NULL);
}

static void clipboards_are_base64(void **state)
{
	static const struct {
		const char *text, *bytes;
	} cases[] = {
	    {"", "\033]52;c;\033\\"},		{"a", "\033]52;c;YQ==\033\\"},     {"ab", "\033]52;c;YWI=\033\\"},
	    {"abc", "\033]52;c;YWJj\033\\"}, {"\033]\xff\n", "\033]52;c;G13/Cg==\033\\"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		AUTO_BUF out = {0};
		assert_true(outer_put_clipboard(&out, cases[i].text, strlen(cases[i].text)));
		assert_string_equal(buf_text(&out), cases[i].bytes);
	}
	AUTO_BUF out = {0};
	AUTO_FREE char *text = mem_zero(1, OUTER_CLIPBOARD_MAX + 1);
	assert_false(outer_put_clipboard(&out, text, OUTER_CLIPBOARD_MAX + 1));
	assert_int_equal(out.len, 0);
}

/* curses takes the entry, and the name stays. */
static void an_entry_with_direct_colours(void **state)
{
	(void)state;
	assert_int_equal(terminfo_colours("xterm-256color"), 256);
	assert_false(terminfo_is_direct("xterm-256color"));
	AUTO_FREE char *entry = terminfo_direct("xterm-256color");
	assert_non_null(entry);
	setenv("TERMINFO", entry, 1);
	assert_int_equal(terminfo_colours("xterm-256color"), 1 << 24);
	assert_true(terminfo_is_direct("xterm-256color"));
	unsetenv("TERMINFO");
	assert_int_equal(terminfo_colours("xterm-256color"), 256);
}

static void no_entry_without_colours(void **state)
{
	(void)state;
	assert_null(terminfo_direct("vt100"));
	assert_null(terminfo_direct("no-such-terminal"));
	assert_false(terminfo_knows("no-such-terminal"));
	assert_int_equal(terminfo_colours("vt100"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_environment_is_believed_where_it_can_know),
	    cmocka_unit_test(answers_are_told_from_keys),
	    cmocka_unit_test(backgrounds_are_light_or_dark),
		cmocka_unit_test(clipboards_are_base64),
	    cmocka_unit_test(an_entry_with_direct_colours),
	    cmocka_unit_test(no_entry_without_colours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
