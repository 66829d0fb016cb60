#include "tests/unit/editor_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"

/* Generous, as a busy machine may be slow; reached only where something is wrong. */
#define PATIENCE_US ((int64_t)20000000)

/* ---- waiting */

static void on_ended(int status, void *context)
{
	(void)status;
	((struct desk *)context)->ended = true;
}

static const struct term_events events = {.ended = on_ended};

void desk_saved(enum editor_save how, const char *why, int64_t took_us, void *context)
{
	struct desk *d = context;
	d->saves++;
	d->how = how;
	d->took_us = took_us;
	snprintf(d->why, sizeof d->why, "%s", why);
}

static void wake(void *context)
{
	(void)context;
}

/* Turns the loop until holds(d, argument); fails the test after PATIENCE_US. */
bool desk_until(struct desk *d, bool (*holds)(struct desk *d, const void *argument), const void *argument)
{
	struct loop_timer *timer = loop_timer_new(d->loop, wake, NULL);
	int64_t until = loop_now_us() + PATIENCE_US;
	bool met = false;
	while (!(met = holds(d, argument)) && loop_now_us() < until) {
		loop_timer_set(timer, 20);
		loop_turn(d->loop, true);
	}
	loop_timer_free(timer);
	return met;
}

static void read_screen(const struct desk *d, struct buf *out)
{
	for (int row = 0; row < term_rows(d->term); row++) {
		for (int col = 0; col < term_cols(d->term); col++) {
			struct term_cell cell;
			char bytes[4];
			term_get_cell(d->term, row, col, &cell);
			for (unsigned i = 0; i < cell.count; i++)
				buf_put(out, bytes, utf8_encode(cell.codes[i], bytes));
		}
		buf_putc(out, '\n');
	}
}

bool desk_shows(struct desk *d, const void *text)
{
	AUTO_BUF screen = {0};
	read_screen(d, &screen);
	return strstr(buf_text(&screen), text) != NULL;
}

bool desk_lacks(struct desk *d, const void *text)
{
	return !desk_shows(d, text);
}

void desk_see(struct desk *d, const char *text)
{
	if (desk_until(d, desk_shows, text))
		return;
	AUTO_BUF screen = {0};
	read_screen(d, &screen);
	fail_msg("\"%s\" did not appear on:\n%s", text, buf_text(&screen));
}

static bool has_saved(struct desk *d, const void *count)
{
	return d->saves >= *(const int *)count;
}

void desk_save(struct desk *d)
{
	int wanted = d->saves + 1;
	editor_save(d->editor, desk_saved, d);
	assert_int_equal(d->saves, wanted - 1); /* never from inside the call */
	assert_true(desk_until(d, has_saved, &wanted));
}

void desk_type(struct desk *d, const char *keys)
{
	term_input(d->term, keys, strlen(keys));
}

void desk_file_is(const struct desk *d, const char *expected)
{
	AUTO_BUF content = {0};
	struct err err;
	if (!file_read(d->file, 1 << 20, &content, &err))
		fail_msg("%s", err.text);
	assert_string_equal(buf_text(&content), expected);
}

/* ---- the desk */

void desk_write(const char *path, const char *text)
{
	struct err err;
	if (!file_replace(path, text, strlen(text), 0600, &err))
		fail_msg("%s", err.text);
}

int desk_set_up(void **state)
{
	struct desk *d = mem_zero(1, sizeof *d);
	const char *tmp = getenv("TMPDIR");
	d->folder = mem_format("%s/greenroom-editor-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(d->folder))
		return -1;
	d->file = path_join(d->folder, "a draft's.py"); /* names are not all letters */
	d->recovery = path_join(d->folder, "recovery");
	desk_write(d->file, "def two_sum():\n    pass\n");
	setenv("HOME", d->folder, 1);
	setenv("XDG_RUNTIME_DIR", d->folder, 1);
	unsetenv("VISUAL");
	unsetenv("EDITOR");
	unsetenv("VIMINIT");
	unsetenv("XDG_CONFIG_HOME");
	setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
	d->loop = loop_new(NULL);
	*state = d;
	return d->loop ? 0 : -1;
}

int desk_tear_down(void **state)
{
	struct desk *d = *state;
	if (d->term)
		term_free(d->term);
	editor_free(d->editor);
	loop_free(d->loop);
	AUTO_FREE char *command = mem_format("/bin/rm -rf '%s'", d->folder);
	int status = system(command);
	free(d->folder);
	free(d->file);
	free(d->recovery);
	free(d);
	return status;
}

struct desk *desk_editor(void **state)
{
	struct desk *d = *state;
	struct err err = {0};
	d->editor = editor_new(d->loop, NULL, d->file, d->recovery, &err);
	if (!d->editor)
		fail_msg("%s", err.text);
	return d;
}

static void on_keys(const char *keys, size_t len, void *context)
{
	struct desk *d = context;
	if (term_is_raw(d->term))
		term_input(d->term, keys, len);
}

struct desk *desk_start(void **state)
{
	struct desk *d = desk_editor(state);
	struct term_spec spec = {
	    .path = editor_path(d->editor),
	    .argv = editor_argv(d->editor),
	    .env = editor_env(d->editor),
	    .folder = d->folder,
	    .rows = 24,
	    .cols = 80,
	};
	struct err err = {0};
	d->term = term_new(d->loop, &spec, &events, d, &err);
	if (!d->term)
		fail_msg("%s", err.text);
	editor_set_keys(d->editor, on_keys, d);
	return d;
}

bool desk_installed(const char *program)
{
	AUTO_FREE char *path = path_join("/usr/bin", program);
	if (access(path, X_OK) == 0)
		return true;
	print_message("skipped: %s is not installed\n", program);
	return false;
}
