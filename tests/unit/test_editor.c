/* Which editor, how it is started, and editors that cannot or will not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tests/unit/editor_desk.h"
#include "tui/editor_internal.h"

/* ---- which editor, and how it is started */

static void visual_comes_first(void **state)
{
	NEEDS("vim");
	setenv("VISUAL", "vim -u 'NO NE' \"a b\" c\\ d", 1);
	setenv("EDITOR", "nano", 1);
	struct desk *d = desk_editor(state);
	const char *const *argv = editor_argv(d->editor);
	assert_string_equal(editor_name(d->editor), "vim");
	assert_string_equal(editor_origin(d->editor), "$VISUAL");
	assert_string_equal(argv[0], "vim");
	assert_string_equal(argv[2], "NO NE");
	assert_string_equal(argv[3], "a b");
	assert_string_equal(argv[4], "c d");
	assert_string_equal(argv[5], "-n");
	size_t n = 0;
	while (argv[n])
		n++;
	assert_string_equal(argv[n - 1], d->file);
}

static void what_is_not_there_is_passed_over(void **state)
{
	NEEDS("nano");
	setenv("VISUAL", "no-such-editor --wait", 1);
	setenv("EDITOR", "nano", 1);
	struct desk *d = desk_editor(state);
	assert_string_equal(editor_name(d->editor), "nano");
	assert_string_equal(editor_origin(d->editor), "$EDITOR");
}

static void an_open_quote_is_no_command(void **state)
{
	NEEDS("nano");
	setenv("VISUAL", "vim 'oops", 1);
	setenv("EDITOR", "/usr/bin/nano", 1);
	struct desk *d = desk_editor(state);
	assert_string_equal(editor_path(d->editor), "/usr/bin/nano");
}

static void no_editor_at_all(void **state)
{
	struct desk *d = *state;
	setenv("PATH", d->folder, 1);
	struct err err = {0};
	assert_null(editor_new(d->loop, NULL, d->file, d->recovery, &err));
	assert_int_equal(err.kind, ERR_MACHINE);
	assert_non_null(strstr(err.text, "no editor found"));
}

static char *make_program(const struct desk *d, const char *name, const char *script)
{
	char *path = path_join(d->folder, name);
	desk_write(path, script);
	assert_int_equal(chmod(path, 0700), 0);
	return path;
}

static void an_unknown_editor_just_gets_the_file(void **state)
{
	struct desk *d = *state;
	AUTO_FREE char *path = make_program(d, "my editor", "#!/bin/sh\nexec sleep 100\n");
	AUTO_FREE char *quoted = mem_format("\"%s\" -x", path);
	setenv("VISUAL", quoted, 1);
	desk_editor(state);
	assert_string_equal(editor_name(d->editor), "my editor");
	assert_string_equal(editor_argv(d->editor)[1], "-x");
	assert_string_equal(editor_argv(d->editor)[2], d->file);
	assert_null(editor_argv(d->editor)[3]);
	desk_save(d);
	assert_int_equal(d->how, EDITOR_NO_CHANNEL);
	assert_false(editor_has_channel(d->editor));
	assert_false(editor_can_autosave(d->editor));
	assert_false(editor_reload(d->editor));
}

static void a_link_is_followed(void **state)
{
	NEEDS("vim");
	struct desk *d = *state;
	AUTO_FREE char *link = path_join(d->folder, "vi");
	assert_int_equal(symlink("/usr/bin/vim", link), 0);
	setenv("VISUAL", link, 1);
	desk_editor(state);
	assert_string_equal(editor_name(d->editor), "vim");
	assert_string_equal(editor_path(d->editor), link);
}

/* ---- the socket's folder */

static bool is_socket_entry(const char *entry)
{
	return strncmp(entry, "GREENROOM_EDITOR_SOCKET=", 24) == 0;
}

static char *socket_folder(const struct desk *d)
{
	const char *const *env = editor_env(d->editor);
	while (*env && !is_socket_entry(*env))
		env++;
	assert_non_null(*env);
	char *path = mem_dup(*env + 24);
	*strrchr(path, '/') = '\0';
	return path;
}

static void the_socket_is_private_and_goes(void **state)
{
	NEEDS("vim");
	setenv("VISUAL", "vim", 1);
	struct desk *d = desk_editor(state);
	AUTO_FREE char *folder = socket_folder(d);
	struct stat st;
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(strncmp(folder, d->folder, strlen(d->folder)), 0);
	editor_free(d->editor);
	d->editor = NULL;
	assert_int_not_equal(stat(folder, &st), 0);
}

static void a_long_runtime_folder_is_passed_over(void **state)
{
	NEEDS("vim");
	struct desk *d = *state;
	AUTO_FREE char *deep = mem_format("%s/%0100d", d->folder, 0);
	assert_int_equal(mkdir(deep, 0700), 0);
	setenv("XDG_RUNTIME_DIR", deep, 1);
	setenv("VISUAL", "vim", 1);
	desk_editor(state);
	AUTO_FREE char *folder = socket_folder(d);
	assert_int_equal(strncmp(folder, "/tmp/", 5), 0);
}

/* ---- definitions */

static void refuse_definition(const struct desk *d, const char *text, const char *words)
{
	AUTO_FREE char *folder = path_join(d->folder, "definitions");
	AUTO_FREE char *file = path_join(folder, "x.ini");
	struct err err = {0};
	assert_true(folder_make(folder, NULL));
	desk_write(file, text);
	assert_null(editor_definition_find(folder, "/usr/bin/x", &err));
	assert_int_equal(err.kind, ERR_INPUT);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" is not in: %s", words, err.text);
}

static void broken_definitions_are_refused(void **state)
{
	struct desk *d = *state;
#define BEGIN "[editor]\nname = x\nprogram = x\n"
#define START "[start]\nargument = {file}\n"
	refuse_definition(d, BEGIN, "{file}");
	refuse_definition(d, BEGIN "channel = telepathy\n" START, "telepathy");
	refuse_definition(d, BEGIN "channel = keys\n" START, "to save");
	refuse_definition(d, BEGIN "channel = vim\n" START "[save]\ncommand = w\n", "state");
	refuse_definition(d, BEGIN "channel = command\n" START "[save]\ncommand = w\n", "[tell]");
	refuse_definition(d, BEGIN START "[tell]\nargument = -p\n", "[tell]");
	refuse_definition(d, BEGIN START "[recover]\nfile = x\nargument = -r\n", "{found}");
	refuse_definition(d, BEGIN START "[recover]\nfiles = x\n", "files");
#undef BEGIN
#undef START
}

/* ---- an editor that cannot or will not */

static void one_that_never_connects_is_late(void **state)
{
	struct desk *d = *state;
	AUTO_FREE char *path = make_program(d, "vim", "#!/bin/sh\necho started\nexec sleep 100\n");
	setenv("VISUAL", path, 1);
	desk_start(state);
	assert_true(editor_has_channel(d->editor));
	desk_see(d, "started");
	desk_save(d);
	assert_int_equal(d->how, EDITOR_LATE);
	assert_in_range(d->took_us, 290000, 2000000);
}

static void freeing_while_saving_is_quiet(void **state)
{
	NEEDS("nvim");
	setenv("VISUAL", "nvim --clean", 1);
	struct desk *d = desk_start(state);
	desk_see(d, "pass");
	editor_save(d->editor, desk_saved, d);
	editor_free(d->editor);
	d->editor = NULL;
	desk_type(d, "ix");
	desk_see(d, "xdef");
	assert_int_equal(d->saves, 0);
}

static bool has_ended(struct desk *d, const void *unused)
{
	(void)unused;
	return d->ended;
}

static void saving_after_the_editor_ended(void **state)
{
	NEEDS("vim");
	setenv("VISUAL", "vim -u NONE -N", 1);
	struct desk *d = desk_start(state);
	desk_see(d, "pass");
	desk_type(d, ":q!\r");
	assert_true(desk_until(d, has_ended, NULL));
	desk_save(d);
	assert_int_not_equal(d->how, EDITOR_SAVED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, desk_set_up, desk_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(visual_comes_first),
	    TEST(what_is_not_there_is_passed_over),
	    TEST(an_open_quote_is_no_command),
	    TEST(no_editor_at_all),
	    TEST(an_unknown_editor_just_gets_the_file),
	    TEST(a_link_is_followed),
	    TEST(the_socket_is_private_and_goes),
	    TEST(a_long_runtime_folder_is_passed_over),
	    TEST(broken_definitions_are_refused),
	    TEST(one_that_never_connects_is_late),
	    TEST(freeing_while_saving_is_quiet),
	    TEST(saving_after_the_editor_ended),
	};
	return cmocka_run_group_tests_name("editor", tests, NULL, NULL);
}
