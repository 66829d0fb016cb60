/* Themes, the INI files they stand in, and colours brought to what a terminal has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tui/ini.h"
#include "tui/palette.h"
#include "tui/theme.h"

static void test_shipped_themes(void **state)
{
	(void)state;
	static const char *const names[] = {"default", "dark", "light", "mono"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct err err = {0};
		struct theme *theme = theme_load(names[i], &err);
		if (!theme)
			fail_msg("%s", err.text);
		assert_string_equal(theme->name, names[i]);
		assert_true(strlen(theme->title) > 0);
		theme_free(theme);
	}
}

/* The default keeps text as the terminal has it; mono uses no colour at all. */
static void test_promises(void **state)
{
	(void)state;
	struct theme *theme = theme_load("default", NULL);
	assert_int_equal(theme->roles[ROLE_TEXT].fg, COLOUR_DEFAULT);
	assert_int_equal(theme->roles[ROLE_TEXT].bg, COLOUR_DEFAULT);
	theme_free(theme);
	theme = theme_load("mono", NULL);
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		assert_int_equal(theme->roles[i].fg, COLOUR_DEFAULT);
		assert_int_equal(theme->roles[i].bg, COLOUR_DEFAULT);
	}
	assert_true(theme->roles[ROLE_SELECTED].attributes & STYLE_REVERSE);
	theme_free(theme);
}

static void test_styles(void **state)
{
	(void)state;
	struct style style;
	assert_true(theme_parse_style("bold underline #ff8000 on bright-blue", &style, NULL));
	assert_int_equal(style.attributes, STYLE_BOLD | STYLE_UNDERLINE);
	assert_int_equal(style.fg, COLOUR_RGB(0xff, 0x80, 0));
	assert_int_equal(style.bg, COLOUR_PALETTE(12));
	assert_true(theme_parse_style("208", &style, NULL));
	assert_int_equal(style.fg, COLOUR_PALETTE(208));
	assert_true(theme_parse_style("on red", &style, NULL));
	assert_int_equal(style.fg, COLOUR_DEFAULT);
	static const struct {
		const char *text, *message;
	} wrong[] = {
		{"purpel", "'purpel' is neither an attribute nor a colour"},
		{"#12345", "'#12345' is neither"},
		{"256", "'256' is neither"},
		{"red blue", "more than one foreground colour"},
		{"red on", "'on' without a colour"},
		{"\033[31m", "'\\x1b[31m' is neither"},
	};
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct err err = {0};
		assert_false(theme_parse_style(wrong[i].text, &style, &err));
		assert_non_null(strstr(err.text, wrong[i].message));
	}
}

static void test_pairs(void **state)
{
	(void)state;
	struct err err = {0};
	struct theme *theme = theme_load_side("harbour", false, &err);
	assert_non_null(theme);
	assert_string_equal(theme->name, "harbour-dark");
	theme_free(theme);
	theme = theme_load_side("harbour", true, &err);
	assert_non_null(theme);
	assert_string_equal(theme->name, "harbour-light");
	theme_free(theme);
	theme = theme_load_side("dark", true, &err); /* no pair: itself */
	assert_non_null(theme);
	assert_string_equal(theme->name, "dark");
	theme_free(theme);
	assert_null(theme_load_side("../themes/harbour", true, &err));
	assert_null(theme_load_side("har", true, &err));
}

static void test_unknown_theme(void **state)
{
	(void)state;
	struct err err = {0};
	assert_null(theme_load("no-such-theme", &err));
	assert_non_null(strstr(err.text, "there is no theme 'no-such-theme'"));
	assert_null(theme_load("../secret", &err));
	assert_int_equal(err.kind, ERR_INPUT);
}

/* ---- ini */

struct pairs {
	char text[512];
	bool refuse;
};

static bool note(void *context, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct pairs *pairs = context;
	size_t len = strlen(pairs->text);
	snprintf(pairs->text + len, sizeof pairs->text - len, "%d %s.%s=%s\n", line, section, key, value);
	return !pairs->refuse || err_set(err, ERR_INPUT, "not this one");
}

static char *file_with(const void *data, size_t len)
{
	static char path[] = "/tmp/greenroom-ini-XXXXXX";
	strcpy(path + sizeof path - 7, "XXXXXX");
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_true(fd_write_all(fd, data, len));
	close(fd);
	return path;
}

static void test_ini(void **state)
{
	(void)state;
	static const char text[] = "; a comment\n[one]\na = 1\nb=two words   ; said\n\n[two]\nc = #ff0000\n";
	struct pairs pairs = {0};
	struct err err = {0};
	char *path = file_with(text, sizeof text - 1);
	assert_true(ini_each(path, note, &pairs, &err));
	assert_string_equal(pairs.text, "3 one.a=1\n4 one.b=two words\n7 two.c=#ff0000\n");
	pairs = (struct pairs){.refuse = true};
	assert_false(ini_each(path, note, &pairs, &err));
	assert_non_null(strstr(err.text, ":3: not this one"));
	assert_string_equal(pairs.text, "3 one.a=1\n");
	unlink(path);
	assert_false(ini_each(path, note, &pairs, &err));
}

static void test_ini_wrong(void **state)
{
	(void)state;
	AUTO_BUF longer = {0};
	buf_puts(&longer, "[a]\nk = ");
	while (longer.len < 20000)
		buf_puts(&longer, "xxxxxxxxxxxxxxxx");
	const struct {
		const char *data;
		size_t len;
		const char *message;
	} wrong[] = {
		{"[a]\nno value\n", 13, ":2: "},
		{"[open\n", 6, ":1: "},
		{"a = \0b\n", 7, "UTF-8"},
		{"a = \xff\n", 6, "UTF-8"},
		{longer.data, longer.len, ":2: "},
	};
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct pairs pairs = {0};
		struct err err = {0};
		char *path = file_with(wrong[i].data, wrong[i].len);
		assert_false(ini_each(path, note, &pairs, &err));
		if (!strstr(err.text, wrong[i].message))
			fail_msg("'%s' is not in '%s'", wrong[i].message, err.text);
		unlink(path);
	}
}

/* ---- colours */

static void test_nearest(void **state)
{
	(void)state;
	int bright;
	assert_int_equal(palette_nearest(COLOUR_DEFAULT, 256, &bright), -1);
	assert_int_equal(palette_nearest(COLOUR_PALETTE(208), 256, &bright), 208);
	assert_int_equal(palette_nearest(COLOUR_RGB(0xff, 0, 0), 256, &bright), 196);
	assert_int_equal(palette_nearest(COLOUR_RGB(0x80, 0x80, 0x80), 256, &bright), 244);
	assert_int_equal(palette_nearest(COLOUR_RGB(0xfe, 0x02, 0x01), 16, &bright), 9);
	assert_int_equal(bright, 0);
	assert_int_equal(palette_nearest(COLOUR_RGB(0xfe, 0x02, 0x01), 8, &bright), 1);
	assert_int_equal(bright, 1);
	assert_int_equal(palette_nearest(COLOUR_PALETTE(3), 8, &bright), 3);
	assert_int_equal(bright, 0);
	assert_int_equal(palette_nearest(COLOUR_RGB(1, 2, 3), 1 << 24, &bright), 0x010203);
	assert_int_equal(palette_nearest(COLOUR_PALETTE(5), 1 << 24, &bright), 5);
	assert_int_equal(palette_nearest(COLOUR_PALETTE(208), 1 << 24, &bright), 208);
	assert_int_equal(palette_nearest(COLOUR_RGB(0, 0, 5), 1 << 24, &bright), 0x000105);
	assert_int_equal(palette_nearest(COLOUR_RGB(0xff, 0, 0), 0, &bright), -1);
	/* every fixed entry is its own nearest */
	for (unsigned i = 16; i < 256; i++) {
		uint32_t rgb = palette_rgb(i);
		int n = palette_nearest(COLOUR_RGB(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff), 256, &bright);
		assert_int_equal(palette_rgb((unsigned)n), rgb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shipped_themes), cmocka_unit_test(test_promises), cmocka_unit_test(test_styles),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_unknown_theme),  cmocka_unit_test(test_ini),      cmocka_unit_test(test_ini_wrong),
		cmocka_unit_test(test_nearest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
