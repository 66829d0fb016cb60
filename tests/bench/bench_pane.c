/* The editor's pane: how fast output goes through it, how long a key takes, what it costs to do nothing. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tests/bench/bench.h"
#include "tests/bench/seat.h"
#include "tui/term.h"

enum {
	ROWS = 40,
	COLS = 120,
	LINES_COUNT = 60000,
	ROUNDS = 7,
	KEYS = 400,
	PAUSE_MS = 12,  /* between two keys: nobody types into a pane that still draws */
	REST_S = 5,
	PATIENCE_MS = 10000,
};

/* ---- throughput */

/* Lines as a build or a test run writes them: colours of every kind, wide and marked characters, most columns used. */
static void make_lines(struct buf *out)
{
	for (int i = 0; i < LINES_COUNT; i++)
		buf_printf(out, "\033[3%dm%05d\033[m \033[1;38;5;%dmcolour\033[0m plain words to fill it \xe4\xb8\xad\xe6\x96\x87 \033[48;2;%d;20;%dmtrue\033[49m "
				"e\xcc\x81t\xc3\xa9 \033[4munderlined\033[24m and some more of it up to here\r\n",
			   1 + i % 7, i, i % 256, i % 256, 255 - i % 256);
}

static void on_end(int status, void *context)
{
	(void)status;
	*(bool *)context = true;
}

static int64_t through_pane(const char *file)
{
	bool ended = false;
	struct err err = {0};
	char **env = term_environment(NULL);
	const struct term_spec spec = {.path = "/bin/cat",
				       .argv = (const char *const[]){"cat", file, NULL},
				       .env = (const char *const *)env,
				       .folder = "/",
				       .rows = ROWS,
				       .cols = COLS};
	static const struct term_events events = {.ended = on_end};
	int64_t begun = loop_now_us();
	struct term *term = term_new(bench_loop(), &spec, &events, &ended, &err);
	if (!term)
		bench_die("%s", err.text);
	while (!ended)
		loop_turn(bench_loop(), true);
	int64_t took = loop_now_us() - begun;
	if (term_history(term) == 0)
		bench_die("the pane shows nothing");
	term_free(term);
	term_environment_free(env);
	return took;
}

static int on_damage(VTermRect area, void *context)
{
	(void)area;
	*(long *)context += 1;
	return 1;
}

static int64_t through_libvterm(const struct buf *bytes)
{
	static const VTermScreenCallbacks callbacks = {.damage = on_damage};
	long damages = 0;
	int64_t begun = loop_now_us();
	VTerm *vterm = vterm_new(ROWS, COLS);
	vterm_set_utf8(vterm, 1);
	VTermScreen *screen = vterm_obtain_screen(vterm);
	vterm_screen_set_callbacks(screen, &callbacks, &damages);
	vterm_screen_reset(screen, 1);
	for (size_t i = 0; i < bytes->len; i += 65536)
		vterm_input_write(vterm, bytes->data + i, bytes->len - i < 65536 ? bytes->len - i : 65536);
	int64_t took = loop_now_us() - begun;
	vterm_free(vterm);
	if (!damages)
		bench_die("libvterm shows nothing");
	return took;
}

/* A shell command's time; its output is thrown away. */
static int64_t command_us(const char *command)
{
	int64_t us;
	int status = bench_spawn((const char *const[]){"/bin/sh", "-c", command, NULL}, false, &us);
	if (status != 0)
		bench_die("%s: status %d", command, status);
	return us;
}

static bool is_there(const char *program)
{
	AUTO_FREE char *command = mem_format("command -v %s >/dev/null", program);
	return system(command) == 0;
}

struct peers {
	struct samples pane, libvterm, tmux, nvim;
};

static void measure_throughput(const char *folder, const char *file, const struct buf *bytes, bool tmux, bool nvim, struct peers *out)
{
	AUTO_FREE char *start = mem_format("tmux -S %s/tmux -f /dev/null new-session -d -x %d -y %d 'sleep 1000'", folder, COLS, ROWS);
	AUTO_FREE char *window = mem_format("tmux -S %s/tmux new-window -d 'cat %s; tmux -S %s/tmux wait-for -S done' && tmux -S %s/tmux wait-for done",
					    folder, file, folder, folder);
	AUTO_FREE char *end = mem_format("tmux -S %s/tmux kill-server", folder);
	AUTO_FREE char *terminal =
	    mem_format("HOME=%s nvim --headless -u NONE -i NONE -c 'set columns=%d lines=%d' -c 'autocmd TermClose * qa!' -c 'terminal cat %s'", folder,
		       COLS, ROWS + 2, file);
	if (tmux)
		command_us(start);
	for (int i = 0; i < ROUNDS; i++) {
		samples_add(&out->pane, through_pane(file));
		samples_add(&out->libvterm, through_libvterm(bytes));
		if (tmux)
			samples_add(&out->tmux, command_us(window));
		if (nvim)
			samples_add(&out->nvim, command_us(terminal));
	}
	if (tmux)
		command_us(end);
}

void bench_pane_throughput(void)
{
	struct err err = {0};
	AUTO_BUF bytes = {0};
	struct peers peers = {0};
	bool tmux = is_there("tmux"), nvim = is_there("nvim");
	char *folder = bench_folder_new();
	AUTO_FREE char *file = path_join(folder, "lines");
	make_lines(&bytes);
	if (!file_replace(file, bytes.data, bytes.len, 0644, &err))
		bench_die("%s", err.text);
	measure_throughput(folder, file, &bytes, tmux, nvim, &peers);
	bench_print("pane-throughput", &peers.pane, "libvterm alone", &peers.libvterm, "ratio 1.25 (0.8 times as fast)");
	if (tmux)
		bench_print("pane-throughput-tmux", &peers.pane, "tmux", &peers.tmux, "none");
	else
		bench_skip("pane-throughput-tmux", "tmux is not installed");
	if (nvim)
		bench_print("pane-throughput-nvim", &peers.pane, "nvim :terminal, headless", &peers.nvim, "ratio 0.5 (twice as fast)");
	else
		bench_skip("pane-throughput-nvim", "nvim is not installed");
	samples_release(&peers.pane);
	samples_release(&peers.libvterm);
	samples_release(&peers.tmux);
	samples_release(&peers.nvim);
	bench_folder_free(folder);
}

/* ---- a program in a terminal of ours */

/* One key's time to its echo.  These letters end no control sequence. */
static int64_t key_us(const struct seat *seat, int i)
{
	const char key[2] = {"QWUY"[i % 4], '\0'};
	int64_t begun = loop_now_us();
	if (write(seat->fd, key, 1) != 1)
		bench_die("writing a key: %s", strerror(errno));
	seat_await(seat, key);
	return loop_now_us() - begun;
}

static struct seat start_greenroom(const char *folder, const char *editor)
{
	AUTO_FREE char *command =
	    mem_format("exec env -u TMUX TERM=xterm-256color HOME=%s XDG_DATA_HOME=%s/data XDG_CONFIG_HOME=%s/config XDG_RUNTIME_DIR=%s EDITOR='%s' "
		       "%s/greenroom fewest-coins",
		       folder, folder, folder, folder, editor, BUILD_DIR);
	return seat_start(command, ROWS, COLS);
}

/* An editor that only echoes. */
static char *make_echo(const char *folder)
{
	static const char script[] = "stty raw -echo; printf 'ready>'; exec cat\n";
	struct err err = {0};
	AUTO_FREE char *path = path_join(folder, "echo");
	if (!file_replace(path, script, sizeof script - 1, 0644, &err))
		bench_die("%s", err.text);
	return mem_format("sh %s", path);
}

/* ---- throughput as a person sees it: drawn on a terminal that takes everything at once */

/* Writes the lines when a key comes, and says when that is done. */
static char *make_writer(const char *folder, const char *file)
{
	struct err err = {0};
	AUTO_FREE char *path = path_join(folder, "writer");
	AUTO_FREE char *script = mem_format("stty raw -echo; while printf 'ready>'; head -c 1 >/dev/null; do cat %s; printf '\\r\\n'; done\n", file);
	if (!file_replace(path, script, strlen(script), 0644, &err))
		bench_die("%s", err.text);
	return mem_format("sh %s", path);
}

static void measure_drawing(const struct seat *seat, struct samples *out)
{
	int64_t begun = loop_now_us();
	if (write(seat->fd, "Q", 1) != 1)
		bench_die("writing a key: %s", strerror(errno));
	seat_await(seat, "ready>");
	samples_add(out, loop_now_us() - begun);
	seat_drain(seat, 200);
}

static struct seat start_seat(const char *command)
{
	struct seat seat = seat_start(command, ROWS, COLS);
	seat_await(&seat, "ready>");
	seat_drain(&seat, 500);
	return seat;
}

void bench_pane_drawn(void)
{
	struct err err = {0};
	AUTO_BUF bytes = {0};
	if (!is_there("tmux") || !is_there("nvim")) {
		bench_skip("pane-drawn", "tmux or nvim is not installed");
		return;
	}
	AUTO_SAMPLES ours = {0};
	AUTO_SAMPLES tmux = {0};
	AUTO_SAMPLES nvim = {0};
	char *folder = bench_folder_new();
	AUTO_FREE char *file = path_join(folder, "lines");
	make_lines(&bytes);
	if (!file_replace(file, bytes.data, bytes.len, 0644, &err))
		bench_die("%s", err.text);
	AUTO_FREE char *writer = make_writer(folder, file);
	AUTO_FREE char *in_tmux = mem_format("exec env -u TMUX TERM=xterm-256color tmux -S %s/tmux -f /dev/null new-session '%s'", folder, writer);
	AUTO_FREE char *in_nvim =
	    mem_format("exec env TERM=xterm-256color HOME=%s nvim -u NONE -i NONE -c 'terminal %s' -c startinsert", folder, writer);
	AUTO_FREE char *end = mem_format("tmux -S %s/tmux kill-server", folder);
	struct seat own = start_greenroom(folder, writer);
	seat_await(&own, "ready>");
	if (write(own.fd, "\033OS", 3) != 3) /* F4: the pane alone, as large as the others' */
		bench_die("writing a key: %s", strerror(errno));
	seat_drain(&own, 500);
	struct seat of_tmux = start_seat(in_tmux), of_nvim = start_seat(in_nvim);
	for (int i = 0; i < ROUNDS; i++) {
		measure_drawing(&own, &ours);
		measure_drawing(&of_tmux, &tmux);
		measure_drawing(&of_nvim, &nvim);
	}
	bench_print("pane-drawn-tmux", &ours, "tmux", &tmux, "none");
	bench_print("pane-drawn-nvim", &ours, "nvim :terminal", &nvim, "ratio 0.5 (twice as fast)");
	seat_end(&own);
	command_us(end);
	seat_end(&of_tmux);
	seat_end(&of_nvim);
	bench_folder_free(folder);
}

/* ---- latency */

static void measure_latency(const struct seat *own, const struct seat *other, struct samples *ours, struct samples *theirs)
{
	for (int i = 0; i < KEYS; i++) {
		samples_add(ours, key_us(own, i));
		seat_drain(own, PAUSE_MS);
		samples_add(theirs, key_us(other, i));
		seat_drain(other, PAUSE_MS);
	}
}

/* Somebody who has the other core for himself, as a candidate's program has it. */
static pid_t start_burner(void)
{
	pid_t pid = fork();
	if (pid == 0)
		for (volatile unsigned long i = 0;; i++)
			;
	return pid;
}

void bench_pane_latency(void)
{
	if (!is_there("tmux")) {
		bench_skip("pane-latency", "tmux is not installed");
		return;
	}
	AUTO_SAMPLES ours = {0};
	AUTO_SAMPLES theirs = {0};
	AUTO_SAMPLES ours_busy = {0};
	AUTO_SAMPLES theirs_busy = {0};
	char *folder = bench_folder_new();
	AUTO_FREE char *echo = make_echo(folder);
	struct seat own = start_greenroom(folder, echo);
	AUTO_FREE char *command =
	    mem_format("exec env -u TMUX TERM=xterm-256color tmux -S %s/tmux -f /dev/null new-session '%s'", folder, echo);
	struct seat other = seat_start(command, ROWS, COLS);
	seat_await(&own, "ready>");
	seat_await(&other, "ready>");
	seat_drain(&own, 500);
	seat_drain(&other, 500);
	measure_latency(&own, &other, &ours, &theirs);
	pid_t burner = start_burner();
	measure_latency(&own, &other, &ours_busy, &theirs_busy);
	kill(burner, SIGKILL);
	waitpid(burner, NULL, 0);
	bench_print("pane-latency", &ours, "tmux", &theirs, "ratio 1");
	bench_print("pane-latency-busy", &ours_busy, "tmux", &theirs_busy, "p99 10 ms");
	seat_end(&own);
	AUTO_FREE char *end = mem_format("tmux -S %s/tmux kill-server", folder);
	command_us(end);
	seat_end(&other);
	bench_folder_free(folder);
}

/* ---- rest */

static long switches_of(pid_t pid)
{
	long count = -1;
	char path[64], line[128];
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "voluntary_ctxt_switches: %ld", &count) == 1)
			break;
	if (file)
		fclose(file);
	return count;
}

void bench_pane_idle(void)
{
	char *folder = bench_folder_new();
	AUTO_FREE char *echo = make_echo(folder);
	struct seat own = start_greenroom(folder, echo);
	seat_await(&own, "ready>");
	seat_drain(&own, 3000);
	long before = switches_of(own.pid);
	seat_drain(&own, REST_S * 1000);
	long after = switches_of(own.pid);
	if (before < 0 || after < 0)
		bench_die("/proc tells nothing of the program");
	printf("{\"bench\":\"pane-idle\",\"wakeups\":%ld,\"seconds\":%d,\"goal\":\"0\"}\n", after - before, (int)REST_S);
	fflush(stdout);
	seat_end(&own);
	bench_folder_free(folder);
}
