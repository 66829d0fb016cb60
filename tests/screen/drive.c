#include "tests/screen/drive.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/base/text.h"

#define MAX_ENV 32
#define MAX_ARGS 16

struct drive {
	pid_t pid; /* 0: waited for */
	int status;
	int pty;   /* -1: hung up, or at its end */
	struct emulator *emulator;
	struct buf wrote;
};

/* ---- a home */

bool drive_settings(const char *home, const char *text, struct err *err)
{
	AUTO_FREE char *folder = mem_format("%s/config/greenroom", home);
	AUTO_FREE char *path = path_join(folder, "greenroom.ini");
	return folder_make(folder, err) && file_replace(path, text, strlen(text), 0600, err);
}

int drive_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char *home = mem_format("%s/greenroom-screen-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(home))
		fail_msg("mkdtemp: %s", strerror(errno));
	/* The page of the first start would stand in front of what most tests look at. */
	struct err err = {0};
	if (!drive_settings(home, "[screen]\nwelcome = no\n", &err))
		fail_msg("%s", err.text);
	*state = home;
	return 0;
}

int drive_teardown(void **state)
{
	char *home = *state;
	AUTO_FREE char *command = mem_format("rm -rf '%s'", home);
	if (system(command) != 0)
		print_error("could not remove %s\n", home);
	free(home);
	return 0;
}

char *drive_draft(const char *home, const char *pack, const char *question)
{
	struct err err = {0};
	AUTO_FREE char *folder = mem_format("%s/data/greenroom/drafts/practice/%s/%s/python", home, pack, question);
	if (!folder_make(folder, &err))
		fail_msg("%s", err.text);
	return path_join(folder, "solution.py");
}

/* ---- starting */

static void reply(const char *bytes, size_t len, void *context)
{
	struct drive *drive = context;
	if (drive->pty >= 0)
		fd_write_all(drive->pty, bytes, len);
}

static void no_bell(void *context)
{
	(void)context;
}

static void no_title(const char *title, void *context)
{
	(void)title;
	(void)context;
}

static void no_hold(bool on, void *context)
{
	(void)on;
	(void)context;
}

/* The program's environment is built from nothing, so that the tests do not hang on whose shell runs them. */
static void run_program(const struct drive_spec *spec)
{
	const char *argv[MAX_ARGS + 2] = {"greenroom"};
	const char *env[MAX_ENV + 1];
	size_t n = 0;
	static const char *const kept[] = {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
	for (size_t i = 0; i < COUNT_OF(kept); i++)
		if (getenv(kept[i]))
			env[n++] = mem_format("%s=%s", kept[i], getenv(kept[i]));
	env[n++] = mem_format("TERM=%s", spec->term ? spec->term : "xterm-256color");
	env[n++] = mem_format("HOME=%s", spec->home);
	env[n++] = mem_format("XDG_DATA_HOME=%s/data", spec->home);
	env[n++] = mem_format("XDG_CONFIG_HOME=%s/config", spec->home);
	env[n++] = mem_format("XDG_RUNTIME_DIR=%s", spec->home);
	env[n++] = mem_format("EDITOR=%s", spec->editor ? spec->editor : "vim -u NONE -i NONE --cmd set\\ showmode\\ nocompatible");
	for (size_t i = 0; spec->env && spec->env[i] && n < MAX_ENV; i++)
		env[n++] = spec->env[i];
	env[n] = NULL;
	for (size_t i = 0; spec->args && spec->args[i] && i < MAX_ARGS; i++)
		argv[i + 1] = spec->args[i];
	execve(BUILD_DIR "/greenroom", (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)env);
	fprintf(stderr, "%s/greenroom: %s\n", BUILD_DIR, strerror(errno));
	_exit(127);
}

struct drive *drive_new(const struct drive_spec *spec)
{
	static const struct emulator_events events = {.reply = reply, .bell = no_bell, .title = no_title, .hold = no_hold};
	struct drive *drive = mem_zero(1, sizeof *drive);
	int rows = spec->rows ? spec->rows : 24, cols = spec->cols ? spec->cols : 80;
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	drive->emulator = emulator_new(rows, cols, COLOUR_DEFAULT, COLOUR_DEFAULT, &events, drive);
	drive->pid = forkpty(&drive->pty, NULL, NULL, &size);
	if (drive->pid < 0)
		fail_msg("forkpty: %s", strerror(errno));
	if (drive->pid == 0)
		run_program(spec);
	fcntl(drive->pty, F_SETFD, FD_CLOEXEC);
	return drive;
}

void drive_free(struct drive *drive)
{
	if (!drive)
		return;
	if (drive->pid > 0) {
		kill(drive->pid, SIGKILL);
		waitpid(drive->pid, NULL, 0);
	}
	if (drive->pty >= 0)
		close(drive->pty);
	emulator_free(drive->emulator);
	buf_release(&drive->wrote);
	free(drive);
}

pid_t drive_pid(const struct drive *drive)
{
	return drive->pid;
}

/* ---- in and out */

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Takes what the program wrote, waiting at most `ms` for it; false at its end. */
static bool take(struct drive *drive, int ms)
{
	char bytes[16384];
	struct pollfd ready = {drive->pty, POLLIN, 0};
	if (drive->pty < 0)
		return false;
	if (poll(&ready, 1, ms) <= 0)
		return true;
	ssize_t n = read(drive->pty, bytes, sizeof bytes);
	if (n <= 0) {
		close(drive->pty);
		drive->pty = -1;
		return false;
	}
	buf_put(&drive->wrote, bytes, (size_t)n);
	emulator_feed(drive->emulator, bytes, (size_t)n);
	return true;
}

/* A pty takes only so much at once, and the program may be writing too. */
static void send_all(struct drive *drive, const char *bytes, size_t len, bool deaf)
{
	int64_t end = now_ms() + DRIVE_WAIT_MS;
	while (len && drive->pty >= 0 && now_ms() < end) {
		struct pollfd ready = {drive->pty, POLLOUT | POLLIN, 0};
		poll(&ready, 1, 100);
		if ((ready.revents & POLLIN) && !deaf)
			take(drive, 0);
		if (!(ready.revents & POLLOUT))
			continue;
		ssize_t n = write(drive->pty, bytes, len < 1024 ? len : 1024);
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
}

void drive_send(struct drive *drive, const char *bytes)
{
	send_all(drive, bytes, strlen(bytes), false);
}

void drive_send_deaf(struct drive *drive, const char *bytes)
{
	send_all(drive, bytes, strlen(bytes), true);
}

void drive_paste(struct drive *drive, const char *text)
{
	drive_send(drive, "\033[200~");
	drive_send(drive, text);
	drive_send(drive, "\033[201~");
}

void drive_resize(struct drive *drive, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	emulator_resize(drive->emulator, rows, cols);
	ioctl(drive->pty, TIOCSWINSZ, &size);
}

void drive_hang_up(struct drive *drive)
{
	close(drive->pty);
	drive->pty = -1;
}

/* ---- looking */

/* A row as text, and the column at which each byte stands. */
static char *row_text(const struct drive *drive, int row, int **columns)
{
	struct buf text = {0};
	int cols = emulator_cols(drive->emulator);
	int *at = mem_zero((size_t)cols * 4 * TERM_CELL_CODES + 1, sizeof *at);
	for (int col = 0; col < cols;) {
		struct term_cell cell;
		emulator_get_cell(drive->emulator, row, col, &cell);
		char bytes[4];
		for (unsigned i = 0; i < (cell.count ? cell.count : 1); i++) {
			size_t n = utf8_encode(cell.count ? cell.codes[i] : ' ', bytes);
			for (size_t k = 0; k < n; k++)
				at[text.len + k] = col;
			buf_put(&text, bytes, n);
		}
		col += cell.width > 0 ? cell.width : 1;
	}
	if (columns)
		*columns = at;
	else
		free(at);
	return buf_steal(&text);
}

bool drive_finds(struct drive *drive, const char *text, int *row, int *col)
{
	while (drive->pty >= 0) {
		struct pollfd ready = {drive->pty, POLLIN, 0};
		if (poll(&ready, 1, 0) <= 0 || !take(drive, 0))
			break;
	}
	for (int r = 0; r < emulator_rows(drive->emulator); r++) {
		int *columns;
		AUTO_FREE char *line = row_text(drive, r, &columns);
		const char *found = strstr(line, text);
		if (found && row)
			*row = r;
		if (found && col)
			*col = columns[found - line];
		free(columns);
		if (found)
			return true;
	}
	return false;
}

static void show_picture(const struct drive *drive)
{
	for (int r = 0; r < emulator_rows(drive->emulator); r++) {
		AUTO_FREE char *line = row_text(drive, r, NULL);
		print_error("|%s|\n", line);
	}
}

static void wait_for(struct drive *drive, const char *text, bool there)
{
	int64_t end = now_ms() + DRIVE_WAIT_MS;
	while (drive_finds(drive, text, NULL, NULL) != there) {
		int64_t left = end - now_ms();
		if (left <= 0 || !take(drive, (int)left)) {
			if (drive_finds(drive, text, NULL, NULL) == there)
				return;
			show_picture(drive);
			fail_msg("%s: '%s' is %s the screen", left <= 0 ? "too late" : "the program has ended", text,
			         there ? "not on" : "still on");
		}
	}
}

void drive_see(struct drive *drive, const char *text)
{
	wait_for(drive, text, true);
}

void drive_see_gone(struct drive *drive, const char *text)
{
	wait_for(drive, text, false);
}

void drive_cell(const struct drive *drive, int row, int col, struct term_cell *out)
{
	emulator_get_cell(drive->emulator, row, col, out);
}

void drive_cursor(const struct drive *drive, struct term_cursor *out)
{
	emulator_cursor(drive->emulator, out);
}

bool drive_wrote(const struct drive *drive, const char *bytes)
{
	return drive->wrote.len && memmem(drive->wrote.data, drive->wrote.len, bytes, strlen(bytes));
}

/* Nothing but the process itself tells of its end where the terminal is not read. */
static bool has_ended(struct drive *drive)
{
	if (drive->pid > 0 && waitpid(drive->pid, &drive->status, WNOHANG) == drive->pid)
		drive->pid = 0;
	return drive->pid == 0;
}

static int end(struct drive *drive, bool deaf)
{
	int64_t limit = now_ms() + DRIVE_WAIT_MS;
	while (!has_ended(drive)) {
		if (now_ms() >= limit) {
			show_picture(drive);
			fail_msg("the program does not end");
		}
		if (deaf || !take(drive, 20))
			poll(NULL, 0, 5);
	}
	while (drive->pty >= 0) {
		struct pollfd ready = {drive->pty, POLLIN, 0};
		if (poll(&ready, 1, 0) <= 0 || !take(drive, 0))
			break;
	}
	return drive->status;
}

int drive_end(struct drive *drive)
{
	return end(drive, false);
}

int drive_end_deaf(struct drive *drive)
{
	return end(drive, true);
}

void drive_type_into_vim(struct drive *drive, const char *text)
{
	drive_send(drive, K_SEND_ESC);
	drive_see_gone(drive, "-- INSERT --");
	drive_send(drive, ":%d\ri");
	drive_see(drive, "-- INSERT --");
	drive_paste(drive, text);
}

void drive_quit(struct drive *drive)
{
	drive_send(drive, K_SEND_PREFIX "q");
	int status = drive_end(drive);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(drive_wrote(drive, "\033[?2004l"));
	assert_true(drive_wrote(drive, "\033[?1002l"));
}
