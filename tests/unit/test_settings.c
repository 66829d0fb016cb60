/* The settings' file: values, keys, what is wrong with them, and the way back through its printed form. */
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
#include "tui/settings.h"

static struct settings *read_text(const char *text)
{
	char path[] = "/tmp/greenroom-settings-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_true(fd_write_all(fd, text, strlen(text)));
	close(fd);
	struct settings *settings = settings_read(path);
	unlink(path);
	return settings;
}

static const struct binding *keys_of(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < command_count(); i++)
		if (strcmp(command_default(i)->name, name) == 0)
			return &settings->bindings[i];
	fail_msg("no command %s", name);
	return NULL;
}

static void assert_key(const struct settings *settings, const char *name, enum command_by by, size_t index, const char *words)
{
	char out[24];
	const struct command_key *key = &keys_of(settings, name)->by[by][index];
	assert_string_equal(key->code ? key_words(key->code, key->modifiers, out) : "", words);
}

static void a_missing_file_is_the_defaults(void **state)
{
	(void)state;
	struct settings *settings = settings_read("/nonexistent/greenroom.ini");
	assert_int_equal(settings->problems.count, 0);
	assert_null(settings->theme);
	assert_null(settings->editor);
	assert_true(settings->mouse && settings->autosave && settings->welcome);
	assert_int_equal(settings->borders, BORDERS_UNICODE);
	assert_int_equal(settings->prefix.code, PREFIX_CODE);
	assert_key(settings, "run", COMMAND_BY_KEY, 0, "F5");
	settings_free(settings);
}

static void values_are_typed(void **state)
{
	(void)state;
	struct settings *settings = read_text("[screen]\ntheme = harbour ; a pair\nborders = ascii\nmouse = no\nwelcome = off\n"
	                                      "[editor]\ncommand = nvim -u 'my file'\nautosave = no\nlanguage = cpp\n"
	                                      "[keys]\nprefix = ctrl-g\n");
	assert_int_equal(settings->problems.count, 0);
	assert_string_equal(settings->theme, "harbour");
	assert_int_equal(settings->borders, BORDERS_ASCII);
	assert_false(settings->mouse || settings->autosave || settings->welcome);
	assert_string_equal(settings->editor, "nvim -u 'my file'");
	assert_string_equal(settings->language, "cpp");
	assert_int_equal(settings->prefix.code, 'g');
	assert_int_equal(settings->prefix.modifiers, MOD_CTRL);
	settings_free(settings);
}

/* One thing wrong a file: its line is named, and the line behind it counts all the same. */
static void what_is_wrong_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *text, *message;
	} cases[] = {
	    {"[screen]\ntheme = drak\nmouse = no\n", ":2: theme: 'drak' is no theme (did you mean 'dark'?)"},
	    {"[screen]\nborders = round\nmouse = no\n", ":2: borders: 'round' is no borders"},
	    {"[screen]\nautosave = perhaps\nmouse = no\n", ":2: autosave: 'autosave' is no setting of [screen]"},
	    {"[editor]\nautosave = perhaps\n[screen]\nmouse = no\n", ":2: autosave: it is yes or no"},
	    {"[editor]\nlanguage = pyhton\n[screen]\nmouse = no\n", "(did you mean 'python'?)"},
	    {"[nowhere]\nx = y\n[screen]\nmouse = no\n", ":2: there is no section [nowhere]"},
	    {"x = y\n[screen]\nmouse = no\n", ":1: it stands before the first [section]"},
	    {"[keys]\nrnu = F5\n[screen]\nmouse = no\n", ":2: rnu: 'rnu' is no command (did you mean 'run'?)"},
	    {"[keys]\nrun = Hyper-x\n[screen]\nmouse = no\n", ":2: run: 'Hyper-x' is no key"},
	    {"[keys]\nrun = F1 F2 F3\n[screen]\nmouse = no\n", "more than two keys"},
	    {"[keys]\nrun = x\n[screen]\nmouse = no\n", "x is needed for typing"},
	    {"[keys]\nrun = Ctrl-M\n[screen]\nmouse = no\n", "Enter is needed for typing"},
	    {"[keys]\nprefix = Tab\n[screen]\nmouse = no\n", "Tab is needed for typing"},
	    {"[keys]\nrun = Ctrl-\\\n[screen]\nmouse = no\n", ":2: this key is the prefix"},
	    {"[keys]\nrun = F7\nsubmit = F7\n[screen]\nmouse = no\n", ":3: submit: F7 is the key of run already"},
	    {"[keys]\nsubmit = F7\nrun = F7\n[screen]\nmouse = no\n", ":3: run: F7 is the key of submit already"},
	    {"[keys]\nquit = none prefix:none\n[screen]\nmouse = no\n", ":2: quit needs a key"},
	    {"[screen]\nmouse = no\ntheme = \033[31m\n", "'\\x1b[31m' is no theme"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct settings *settings = read_text(cases[i].text);
		if (settings->problems.count != 1 || !strstr(settings->problems.items[0], cases[i].message))
			fail_msg("%s: %zu problems, the first: %s", cases[i].text, settings->problems.count,
			         settings->problems.count ? settings->problems.items[0] : "none");
		assert_false(settings->mouse);
		settings_free(settings);
	}
}

static void a_file_that_is_no_file_of_settings(void **state)
{
	(void)state;
	AUTO_BUF many = {0};
	static const char *const texts[] = {"[screen\n", "\xff\xfe", "no value\n"};
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct settings *settings = read_text(texts[i]);
		assert_int_equal(settings->problems.count, 1);
		settings_free(settings);
	}
	buf_puts(&many, "[screen]\n");
	for (int i = 0; i < 100; i++)
		buf_puts(&many, "mouse = perhaps\n");
	struct settings *settings = read_text(buf_text(&many));
	assert_int_equal(settings->problems.count, SETTINGS_PROBLEMS_MAX);
	settings_free(settings);
}

static void keys_go_to_who_is_given_them(void **state)
{
	(void)state;
	struct settings *settings = read_text("[keys]\nrun = F6 Ctrl-R prefix:s\nhint = prefix:none Alt-h\n");
	assert_int_equal(settings->problems.count, 0);
	assert_key(settings, "run", COMMAND_BY_KEY, 0, "F6");
	assert_key(settings, "run", COMMAND_BY_KEY, 1, "Ctrl-R");
	assert_key(settings, "run", COMMAND_BY_PREFIX, 0, "s");
	assert_key(settings, "submit", COMMAND_BY_KEY, 0, ""); /* F6 and s were its own */
	assert_key(settings, "submit", COMMAND_BY_PREFIX, 0, "");
	assert_key(settings, "hint", COMMAND_BY_KEY, 0, "Alt-h");
	assert_key(settings, "hint", COMMAND_BY_PREFIX, 0, "");
	assert_key(settings, "stop", COMMAND_BY_KEY, 0, "F9");
	settings_free(settings);
}

static void what_is_in_force_is_what_the_table_shows(void **state)
{
	(void)state;
	char words[48];
	const struct key f6 = {.kind = KEY_PRESS, .code = K_F1 + 5}, f5 = {.kind = KEY_PRESS, .code = K_F1 + 4};
	struct settings *settings = read_text("[keys]\nprefix = F12\nrun = F6\nsubmit = none\n");
	struct settings *usual = settings_read("/nonexistent/greenroom.ini");
	bindings_use(settings->bindings, &settings->prefix);
	const struct command *run = command_for_key(COMMAND_BY_KEY, &f6, COMMAND_IN_WORKSPACE);
	assert_non_null(run);
	assert_string_equal(run->name, "run");
	assert_null(command_for_key(COMMAND_BY_KEY, &f5, COMMAND_IN_WORKSPACE));
	assert_string_equal(command_words(run, COMMAND_IN_WORKSPACE, words), "F6");
	AUTO_FREE char *text = command_fill("{run} runs, {submit} submits, {no-such} is {}");
	assert_string_equal(text, "F6 runs, F12 s submits, {no-such} is {}");
	for (size_t i = 0; i < command_count(); i++)
		if (strcmp(command_at(i)->name, "submit") == 0)
			assert_string_equal(command_words(command_at(i), COMMAND_IN_WORKSPACE, words), "F12 s");
	bindings_use(usual->bindings, &usual->prefix);
	run = command_for_key(COMMAND_BY_KEY, &f5, COMMAND_IN_WORKSPACE);
	assert_non_null(run);
	assert_string_equal(run->name, "run");
	settings_free(settings);
	settings_free(usual);
}

/* What is printed can be read, gives the same, and has a comment for what is not set. */
static void the_printed_form_is_a_file_too(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "", "[screen]\ntheme = dark\nborders = ascii\n[editor]\ncommand = vim -n\n"
	        "[keys]\nprefix = Ctrl-G\nrun = F6 Ctrl-R list:R\nhint = prefix:none\nscroll = prefix:; prefix:Space\n"};
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		AUTO_BUF first = {0};
		AUTO_BUF second = {0};
		struct settings *settings = read_text(texts[i]);
		settings_put(settings, &first);
		struct settings *again = read_text(buf_text(&first));
		if (again->problems.count)
			fail_msg("%s", again->problems.items[0]);
		settings_put(again, &second);
		assert_string_equal(buf_text(&first), buf_text(&second));
		settings_free(settings);
		settings_free(again);
	}
	AUTO_BUF out = {0};
	struct settings *settings = read_text(texts[0]);
	settings_put(settings, &out);
	assert_non_null(strstr(buf_text(&out), "\n;run = F5 prefix:r\n"));
	assert_non_null(strstr(buf_text(&out), "\n;prefix = Ctrl-\\\n"));
	settings_free(settings);
}

static void keys_have_words(void **state)
{
	(void)state;
	static const struct {
		const char *words;
		uint32_t code;
		unsigned modifiers;
	} cases[] = {
	    {"F5", K_F1 + 4, 0},		{"f24", K_F24, 0},		 {"Ctrl-\\", '\\', MOD_CTRL},
	    {"ctrl-G", 'g', MOD_CTRL},	{"Alt-Ctrl-Left", K_LEFT, MOD_ALT | MOD_CTRL},
	    {"Shift-a", 'A', 0},		{"Ctrl-I", K_TAB, 0},		 {"Ctrl-M", K_ENTER, 0},
	    {"Space", ' ', 0},		{"-", '-', 0},			 {"Alt--", '-', MOD_ALT},
	    {"\xc3\xa9", 0xe9, 0},		{"pgdn", K_PAGE_DOWN, 0},	 {"x", 'x', 0},
	};
	static const char *const wrong[] = {"", "F0", "F25", "F5x", "Hyper-x", "ab", "Ctrl-", "\xff", "Alt-Ctrl-", " "};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		uint32_t code = 0;
		unsigned modifiers = 0;
		if (!key_parse(cases[i].words, &code, &modifiers))
			fail_msg("%s is no key", cases[i].words);
		assert_int_equal(code, cases[i].code);
		assert_int_equal(modifiers, cases[i].modifiers);
	}
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		uint32_t code = 7;
		unsigned modifiers = 7;
		assert_false(key_parse(wrong[i], &code, &modifiers));
		assert_int_equal(code, 7);
	}
}

/* In the table as it stands no two commands that can meet have one key. */
static void the_table_has_no_key_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < command_count(); i++)
		for (size_t k = i + 1; k < command_count(); k++)
			for (enum command_by by = 0; by < COMMAND_WAYS; by++)
				for (size_t n = 0; n < 4; n++) {
					const struct command *a = command_default(i), *b = command_default(k);
					if ((a->where & b->where) && command_key_same(&command_keys(a, by)[n / 2], &command_keys(b, by)[n % 2]))
						fail_msg("%s and %s have one key", a->name, b->name);
				}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_file_is_the_defaults),
		cmocka_unit_test(values_are_typed),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_file_that_is_no_file_of_settings),
		cmocka_unit_test(keys_go_to_who_is_given_them),
		cmocka_unit_test(what_is_in_force_is_what_the_table_shows),
		cmocka_unit_test(the_printed_form_is_a_file_too),
		cmocka_unit_test(keys_have_words),
		cmocka_unit_test(the_table_has_no_key_twice),
	};
	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
