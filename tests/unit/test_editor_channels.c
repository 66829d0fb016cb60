/* The channels: text that nobody saved is in the file after editor_save, and the editor did not notice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tests/unit/editor_desk.h"

static bool vim_has_channel(void)
{
	return system("vim --version | grep -q +channel") == 0;
}

/* ---- saving */

static void check_saved_fast(const struct desk *d)
{
	if (d->how != EDITOR_SAVED)
		fail_msg("not saved: %d %s", (int)d->how, d->why);
	assert_in_range(d->took_us, 0, 400000);
}

/* How to drive each editor.  What formats on save must not run, so some are told to do it. */
struct driver {
	const char *program, *command;
	const char *end;  /* from the start to typing at the end of the first line */
	const char *mode; /* on the screen while typing, or NULL */
};
static const struct driver drivers[] = {
    {"vim", "vim -u NONE -N --cmd 'autocmd BufWritePre * call setline(1, \"formatted\")'", "A", "INSERT"},
    {"nvim", "nvim --clean --cmd 'autocmd BufWritePre * call setline(1, \"formatted\")'", "A", "INSERT"},
    {"vim.tiny", "vim.tiny -u NONE -N", "A", "INSERT"},
    {"nano", "nano --ignorercfiles", "\005", NULL},
    {"emacs", "emacs -Q --eval '(add-hook (quote before-save-hook) (quote erase-buffer))'", "\005", NULL},
    {"micro", "micro", "\033[F", NULL},
    {"kak", "kak -n -e 'hook global BufWritePre .* %{ execute-keys ggOformatted<esc> }'", "A", "insert"},
};

static const struct driver *driver_of(const char *program)
{
	for (size_t i = 0; i < COUNT_OF(drivers); i++)
		if (strcmp(drivers[i].program, program) == 0)
			return &drivers[i];
	fail_msg("no driver for %s", program);
	return NULL;
}

static struct desk *drive(void **state, const struct driver *driver)
{
	setenv("VISUAL", driver->command, 1);
	struct desk *d = desk_start(state);
	desk_see(d, "pass");
	assert_true(editor_has_channel(d->editor));
	return d;
}

/* A save that overtook the keys would be no fault of the editor's. */
static bool input_taken(struct desk *d, const void *unused)
{
	(void)unused;
	return term_input_taken(d->term);
}

static void settle(struct desk *d)
{
	assert_true(desk_until(d, input_taken, NULL));
}

static void type_seen(struct desk *d, const char *keys, const char *seen)
{
	desk_type(d, keys);
	desk_see(d, seen);
	settle(d);
}

/* Editors draw in several pieces, the cursor last. */
static bool cursor_is_at(struct desk *d, const void *wanted)
{
	const struct term_cursor *place = wanted;
	struct term_cursor now;
	term_cursor(d->term, &now);
	return now.row == place->row && now.col == place->col;
}

/* Behind "two_sum():" and so many columns more. */
static void expect_cursor(struct desk *d, int more)
{
	static const char before[] = "two_sum():";
	struct term_cursor place = {0};
	for (int row = 0; row < term_rows(d->term); row++) {
		for (int col = 0; col < term_cols(d->term); col++) {
			size_t n = 0;
			struct term_cell cell;
			while (before[n] && term_get_cell(d->term, row, col + (int)n, &cell) &&
			       cell.codes[0] == (uint32_t)before[n])
				n++;
			if (!before[n])
				place = (struct term_cursor){.row = row, .col = col + (int)n + more};
		}
	}
	assert_true(desk_until(d, cursor_is_at, &place));
}

/* Types without saving, saves from outside, types on: mode and cursor were kept, and nothing formatted on save. */
static void save_while_typing(void **state, const char *program)
{
	const struct driver *driver = driver_of(program);
	struct desk *d = drive(state, driver);
	desk_type(d, driver->end);
	type_seen(d, "  # one", "two_sum():  # one");
	if (driver->mode)
		desk_see(d, driver->mode);
	expect_cursor(d, 7);
	desk_save(d);
	check_saved_fast(d);
	desk_file_is(d, "def two_sum():  # one\n    pass\n");
	expect_cursor(d, 7);
	type_seen(d, " two", "# one two");
	expect_cursor(d, 11);
	assert_true(!driver->mode || desk_shows(d, driver->mode));
	desk_save(d);
	check_saved_fast(d);
	desk_file_is(d, "def two_sum():  # one two\n    pass\n");
}

static bool file_has(struct desk *d, const void *text)
{
	AUTO_BUF content = {0};
	return file_read(d->file, 1 << 20, &content, NULL) && strstr(buf_text(&content), text);
}

/* The gentle way, and the definition that has it. */
static void save_by_itself(void **state, const char *program)
{
	const struct driver *driver = driver_of(program);
	struct desk *d = drive(state, driver);
	desk_type(d, driver->end);
	type_seen(d, "  # one", "two_sum():  # one");
	assert_true(editor_can_autosave(d->editor));
	editor_autosave(d->editor, desk_saved, d);
	assert_true(desk_until(d, file_has, "two_sum():  # one\n"));
	type_seen(d, " two", "# one two");
}

/* What the editor could not save when its terminal went away is found again where its definition says. */
static char *list(const struct desk *d)
{
	AUTO_FREE char *command = mem_format("cd '%s' && find . -type f ! -name draft.py | sort", d->folder);
	struct buf out = {0};
	FILE *pipe = popen(command, "r");
	char line[512];
	while (pipe && fgets(line, sizeof line, pipe))
		buf_puts(&out, line);
	if (pipe)
		pclose(pipe);
	return buf_steal(&out);
}

static void leave_text(void **state, const char *program, const char *where)
{
	const struct driver *driver = driver_of(program);
	struct desk *d = drive(state, driver);
	desk_type(d, driver->end);
	type_seen(d, "  # one", "two_sum():  # one");
	term_free(d->term);
	d->term = NULL;
	desk_file_is(d, "def two_sum():\n    pass\n");
	AUTO_FREE char *files = list(d);
	if (!strstr(files, where))
		fail_msg("no %s among:\n%s", where, files);
}

/* Each for each editor. */
#define EDITOR_TESTS(name, program)                                                                                    \
	static void name##_saves_while_typing(void **state)                                                            \
	{                                                                                                              \
		NEEDS(program);                                                                                        \
		save_while_typing(state, program);                                                                     \
	}                                                                                                              \
	static void name##_saves_by_itself(void **state)                                                               \
	{                                                                                                              \
		NEEDS(program);                                                                                        \
		save_by_itself(state, program);                                                                        \
	}
EDITOR_TESTS(vim, "vim")
EDITOR_TESTS(nvim, "nvim")
EDITOR_TESTS(vim_tiny, "vim.tiny")
EDITOR_TESTS(nano, "nano")
EDITOR_TESTS(emacs, "emacs")
EDITOR_TESTS(micro, "micro")
EDITOR_TESTS(kakoune, "kak")

#define LEAVES(name, program, where)                                                                                   \
	static void name##_leaves_its_text(void **state)                                                               \
	{                                                                                                              \
		NEEDS(program);                                                                                        \
		leave_text(state, program, where);                                                                     \
	}
LEAVES(vim, "vim", "./recovery/vim/%")
LEAVES(nvim, "nvim", "./recovery/nvim/%")
LEAVES(nano, "nano", "./a draft's.py.save\n")
LEAVES(emacs, "emacs", "./recovery/emacs/draft\n")
LEAVES(kakoune, "kak", "./.a draft's.py.kak.")

/* A vim that never connects: after five seconds its private key is used. */
static bool is_saved(struct desk *d, const void *unused)
{
	(void)unused;
	if (d->saves && d->how == EDITOR_SAVED)
		return true;
	if (d->saves || !d->asked)
		editor_save(d->editor, desk_saved, d);
	d->asked = true;
	d->saves = 0;
	return false;
}

static void vim_without_a_channel_saves_by_a_key(void **state)
{
	NEEDS("vim");
	struct desk *d = *state;
	AUTO_FREE char *path = path_join(d->folder, "vim");
	desk_write(path, "#!/bin/sh\nunset GREENROOM_EDITOR_SOCKET\nexec /usr/bin/vim -u NONE -N \"$@\"\n");
	assert_int_equal(chmod(path, 0700), 0);
	setenv("VISUAL", path, 1);
	desk_start(state);
	desk_see(d, "pass");
	desk_type(d, "A");
	type_seen(d, "  # one", "two_sum():  # one");
	assert_true(desk_until(d, is_saved, NULL));
	desk_file_is(d, "def two_sum():  # one\n    pass\n");
	assert_true(desk_shows(d, "INSERT"));
	assert_false(editor_reload(d->editor));
}

/* Only the draft: what else the person has changed and not saved is theirs. */
static void vim_saves_the_draft_alone(void **state)
{
	NEEDS("vim");
	struct desk *d = *state;
	AUTO_FREE char *other = path_join(d->folder, "other.txt");
	desk_write(other, "theirs\n");
	setenv("VISUAL", "vim -u NONE -N --cmd 'set hidden'", 1);
	desk_start(state);
	desk_see(d, "pass");
	desk_type(d, ":split ../other.txt\r");
	AUTO_FREE char *keys = mem_format(":e %s\rOunsaved\033\027jOx = 1\033\027k", other);
	desk_type(d, keys);
	desk_see(d, "x = 1");
	settle(d);
	desk_save(d);
	check_saved_fast(d);
	desk_file_is(d, "x = 1\ndef two_sum():\n    pass\n");
	AUTO_BUF content = {0};
	assert_true(file_read(other, 100, &content, NULL));
	assert_string_equal(buf_text(&content), "theirs\n");
}

/* The change marks stay where they are: `[ and `] are what a person jumps and pastes by. */
static void vim_keeps_the_marks(void **state)
{
	NEEDS("vim");
	setenv("VISUAL", "vim -u NONE -N", 1);
	struct desk *d = desk_start(state);
	desk_see(d, "pass");
	desk_type(d, "jyyp");
	settle(d);
	desk_save(d);
	check_saved_fast(d);
	desk_type(d, "gg`[:echo 'at' line('.')\r");
	desk_see(d, "at 3");
}

/* Makes a change, puts the editor into a state by keys, and saves. */
static void save_in_state(struct desk *d, const char *keys, const char *sign)
{
	desk_type(d, "\033\033");
	desk_type(d, "ggO#\033");
	desk_see(d, "#");
	desk_type(d, keys);
	desk_see(d, sign);
	desk_save(d);
}

static void vim_saves_in_every_state(void **state)
{
	NEEDS("vim");
	if (!vim_has_channel())
		skip();
	setenv("VISUAL", "vim -u NONE -N --cmd 'set showcmd showmode'", 1);
	struct desk *d = desk_start(state);
	desk_see(d, "pass");
	save_in_state(d, ":echo 12", ":echo 12");
	check_saved_fast(d);
	desk_file_is(d, "#\ndef two_sum():\n    pass\n");
	assert_true(desk_shows(d, ":echo 12"));
	desk_type(d, "3\r");
	desk_see(d, "123");
	save_in_state(d, "V", "VISUAL LINE");
	check_saved_fast(d);
	assert_true(desk_shows(d, "VISUAL LINE"));
	desk_type(d, "\033");
	save_in_state(d, "\"a2d", "\"a2d");
	check_saved_fast(d);
	save_in_state(d, ":echo 1\\|echo 22\r", "Press ENTER");
	check_saved_fast(d);
	desk_file_is(d, "#\n#\n#\n#\ndef two_sum():\n    pass\n");
}

static void nvim_says_that_it_waits(void **state)
{
	NEEDS("nvim");
	setenv("VISUAL", "nvim --clean", 1);
	struct desk *d = desk_start(state);
	desk_see(d, "pass");
	save_in_state(d, ":echo 12", ":echo 12");
	check_saved_fast(d);
	assert_true(desk_shows(d, ":echo 12"));
	desk_type(d, "\033");
	save_in_state(d, ":echo 1 | echo 22\r", "Press ENTER");
	assert_int_equal(d->how, EDITOR_LATE);
	assert_string_equal(d->why, "the editor is waiting for an answer");
	desk_type(d, "\r");
	desk_until(d, desk_lacks, "Press ENTER");
	desk_save(d);
	check_saved_fast(d);
	desk_file_is(d, "#\n#\ndef two_sum():\n    pass\n");
}

/* The folder is taken away under the editor's feet. */
static void say_why_not(void **state, const char *editor, const char *insert, const char *reason)
{
	setenv("VISUAL", editor, 1);
	struct desk *d = *state;
	AUTO_FREE char *folder = path_join(d->folder, "gone");
	assert_int_equal(mkdir(folder, 0700), 0);
	free(d->file);
	d->file = path_join(folder, "draft.py");
	desk_write(d->file, "text\n");
	desk_start(state);
	desk_see(d, "text");
	desk_type(d, insert);
	desk_type(d, "more");
	desk_see(d, "more");
	assert_int_equal(unlink(d->file), 0);
	assert_int_equal(rmdir(folder), 0);
	desk_save(d);
	assert_int_equal(d->how, EDITOR_FAILED);
	if (!strstr(d->why, reason))
		fail_msg("the reason is: %s", d->why);
}

static void vim_says_why_not(void **state)
{
	NEEDS("vim");
	if (!vim_has_channel())
		skip();
	say_why_not(state, "vim -u NONE -N", "A", "E212");
}

static void nvim_says_why_not(void **state)
{
	NEEDS("nvim");
	say_why_not(state, "nvim --clean", "A", "E212");
}

static void emacs_says_why_not(void **state)
{
	NEEDS("emacs");
	say_why_not(state, "emacs -Q", "", "No such file");
}

static void kakoune_says_why_not(void **state)
{
	NEEDS("kak");
	say_why_not(state, "kak -n", "i", "No such file");
}

/* ---- changes from outside */

static void reload(void **state, const char *editor, const char *insert)
{
	setenv("VISUAL", editor, 1);
	struct desk *d = desk_start(state);
	desk_see(d, "pass");
	desk_type(d, insert);
	desk_type(d, "oh no");
	desk_see(d, "oh no");
	desk_save(d);
	check_saved_fast(d);
	desk_write(d->file, "def fresh():\n    return\n");
	assert_true(editor_reload(d->editor));
	desk_see(d, "def fresh():");
	desk_type(d, insert);
	desk_type(d, "# ");
	desk_see(d, "# ");
	desk_save(d);
	check_saved_fast(d);
	assert_false(desk_shows(d, "W1"));
	assert_true(file_has(d, "# "));
	assert_true(file_has(d, "    r")); /* the typed text may stand anywhere in the first line */
	assert_false(file_has(d, "oh no"));
}

static void vim_reloads(void **state)
{
	NEEDS("vim");
	if (!vim_has_channel())
		skip();
	reload(state, "vim -u NONE -N", "i");
}

static void nvim_reloads(void **state)
{
	NEEDS("nvim");
	reload(state, "nvim --clean", "i");
}

static void emacs_reloads(void **state)
{
	NEEDS("emacs");
	reload(state, "emacs -Q", "");
}

static void kakoune_reloads(void **state)
{
	NEEDS("kak");
	reload(state, "kak -n", "i");
}

/* ---- to a line */

/* What is typed after that stands in it. */
static void go(void **state, const char *editor, const char *insert)
{
	setenv("VISUAL", editor, 1);
	struct desk *d = desk_start(state);
	desk_see(d, "pass");
	desk_save(d); /* the channel stands */
	assert_true(editor_go(d->editor, 2));
	desk_type(d, insert);
	desk_type(d, "# here ");
	desk_see(d, "# here");
	desk_save(d);
	assert_int_equal(d->how, EDITOR_SAVED);
	assert_true(file_has(d, "def two_sum():\n"));
	assert_true(file_has(d, "# here"));
}

static void vim_goes(void **state)
{
	NEEDS("vim");
	if (!vim_has_channel())
		skip();
	go(state, "vim -u NONE -N", "I");
}

static void nvim_goes(void **state)
{
	NEEDS("nvim");
	go(state, "nvim --clean", "I");
}

static void emacs_goes(void **state)
{
	NEEDS("emacs");
	go(state, "emacs -Q", "");
}

static void kakoune_goes(void **state)
{
	NEEDS("kak");
	go(state, "kak -n", "I");
}

static void nano_goes(void **state)
{
	NEEDS("nano");
	go(state, "nano --ignorercfiles", "");
}

static void micro_goes(void **state)
{
	NEEDS("micro");
	go(state, "micro", "");
}

/* What nothing can be told is started again. */
static void nano_cannot_reload(void **state)
{
	NEEDS("nano");
	struct desk *d = drive(state, driver_of("nano"));
	assert_false(editor_reload(d->editor));
}

/* Emacs in a prompt of its own still saves. */
static void emacs_saves_in_the_minibuffer(void **state)
{
	NEEDS("emacs");
	struct desk *d = drive(state, driver_of("emacs"));
	type_seen(d, "# one ", "# one def");
	type_seen(d, "\033x", "M-x");
	desk_save(d);
	check_saved_fast(d);
	desk_file_is(d, "# one def two_sum():\n    pass\n");
	assert_true(desk_shows(d, "M-x"));
}

/* nano in a prompt: Ctrl-C closes it first. */
static void nano_saves_in_a_prompt(void **state)
{
	NEEDS("nano");
	struct desk *d = drive(state, driver_of("nano"));
	type_seen(d, "# one ", "# one def");
	type_seen(d, "\027", "Search");
	desk_save(d);
	check_saved_fast(d);
	desk_file_is(d, "# one def two_sum():\n    pass\n");
}

static void micro_is_late_in_a_prompt(void **state)
{
	NEEDS("micro");
	struct desk *d = drive(state, driver_of("micro"));
	type_seen(d, "# one ", "# one def");
	type_seen(d, "\005", ">");
	desk_save(d);
	assert_int_equal(d->how, EDITOR_LATE);
	desk_type(d, "\033");
	desk_until(d, input_taken, NULL);
}

/* ---- what a pack's text must not do */

static void ignore_modelines(void **state, const char *editor)
{
	struct desk *d = *state;
	AUTO_FREE char *config = path_join(d->folder, "config.vim");
	AUTO_FREE char *command = mem_format("%s -u '%s'", editor, config);
	desk_write(config, "set nocompatible modeline modelines=5 shiftwidth=4 showmode\n");
	desk_write(d->file, "pass\n# vim: set shiftwidth=13:\n");
	setenv("VISUAL", command, 1);
	desk_start(state);
	desk_see(d, "pass");
	desk_type(d, ":set shiftwidth? modeline?\r");
	desk_see(d, "  shiftwidth=");
	assert_true(desk_shows(d, "  shiftwidth=4"));
}

static void vim_ignores_modelines(void **state)
{
	NEEDS("vim");
	ignore_modelines(state, "vim");
}

static void nvim_ignores_modelines(void **state)
{
	NEEDS("nvim");
	ignore_modelines(state, "nvim");
}

static void vim_hides_the_socket_from_its_children(void **state)
{
	NEEDS("vim");
	setenv("VISUAL", "vim -u NONE -N", 1);
	struct desk *d = desk_start(state);
	desk_see(d, "pass");
	desk_type(d, ":!env | grep -c GREENROOM_\r");
	desk_see(d, "Press ENTER");
	assert_true(desk_shows(d, "\n0 "));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, desk_set_up, desk_tear_down)

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	const struct CMUnitTest tests[] = {
	    TEST(vim_saves_while_typing),
	    TEST(vim_saves_by_itself),
	    TEST(nvim_saves_while_typing),
	    TEST(nvim_saves_by_itself),
	    TEST(vim_tiny_saves_while_typing),
	    TEST(vim_tiny_saves_by_itself),
	    TEST(nano_saves_while_typing),
	    TEST(nano_saves_by_itself),
	    TEST(emacs_saves_while_typing),
	    TEST(emacs_saves_by_itself),
	    TEST(micro_saves_while_typing),
	    TEST(micro_saves_by_itself),
	    TEST(kakoune_saves_while_typing),
	    TEST(kakoune_saves_by_itself),
	    TEST(vim_leaves_its_text),
	    TEST(nvim_leaves_its_text),
	    TEST(nano_leaves_its_text),
	    TEST(emacs_leaves_its_text),
	    TEST(kakoune_leaves_its_text),
	    TEST(vim_without_a_channel_saves_by_a_key),
	    TEST(vim_saves_the_draft_alone),
	    TEST(vim_keeps_the_marks),
	    TEST(vim_saves_in_every_state),
	    TEST(nvim_says_that_it_waits),
	    TEST(vim_says_why_not),
	    TEST(nvim_says_why_not),
	    TEST(emacs_says_why_not),
	    TEST(kakoune_says_why_not),
	    TEST(vim_reloads),
	    TEST(nvim_reloads),
	    TEST(emacs_reloads),
	    TEST(kakoune_reloads),
	    TEST(vim_goes),
	    TEST(nvim_goes),
	    TEST(emacs_goes),
	    TEST(kakoune_goes),
	    TEST(nano_goes),
	    TEST(micro_goes),
	    TEST(nano_cannot_reload),
	    TEST(emacs_saves_in_the_minibuffer),
	    TEST(nano_saves_in_a_prompt),
	    TEST(micro_is_late_in_a_prompt),
	    TEST(vim_ignores_modelines),
	    TEST(nvim_ignores_modelines),
	    TEST(vim_hides_the_socket_from_its_children),
	};
	return cmocka_run_group_tests_name("editor channels", tests, NULL, NULL);
}
