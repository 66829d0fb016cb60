/* Benches of engine/box alone. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/runs/kind.h"
#include "tests/bench/bench.h"

enum { WARM_UP = 20, ONESHOT_RUNS = 300, SLOT_RUNS = 300, BOMB_RUNS = 20, BOMB_WALL_MS = 300, BOMB_PROCESSES = 64,
       SELF_MAX = 64 << 20 };

static const struct box_limits usual = {.start_ms = 10000, .wall_ms = 10000, .cpu_ms = 10000, .memory_mb = 256,
                                        .processes = BOMB_PROCESSES, .output_kb = 64, .answer_kb = 64, .disk_mb = 16};

struct watched {
	struct box *box;
	bool ended;
	int64_t ready_us, ended_us; /* when, by the clock */
	enum box_end end;
	int status;
	int64_t wall_us;
	char *failure;
};

static void on_ready(void *context)
{
	struct watched *w = context;
	w->ready_us = loop_now_us();
}

static void on_end(const struct box_result *result, void *context)
{
	struct watched *w = context;
	w->ended_us = loop_now_us();
	w->ended = true;
	w->end = result->end;
	w->status = result->status;
	w->wall_us = result->wall_us;
	w->failure = mem_dup(result->failure ? result->failure : "");
}

static const struct box_events events = {.on_ready = on_ready, .on_end = on_end};

static void wait_for_end(struct watched *w)
{
	while (!w->ended)
		loop_turn(bench_loop(), true);
	box_free(w->box);
}

/* ---- /bin/true: our helper, bubblewrap and nothing between */

static const char *const true_argv[] = {"/bin/true", NULL};

static const struct box_spec true_spec = {
    .profile = BOX_RUN,
    .argv = true_argv,
    .limits = {.start_ms = 10000, .wall_ms = 10000, .cpu_ms = 10000, .memory_mb = 256, .processes = BOMB_PROCESSES,
               .output_kb = 64, .answer_kb = 64, .disk_mb = 16},
};

/* In a box of its own, or in the root of a host. */
static void box_true(struct box_host *host, struct samples *samples)
{
	struct watched w = {0};
	int64_t begun = loop_now_us();
	w.box = host ? box_start_in(host, &usual, &events, &w) : box_start(bench_loop(), &true_spec, &events, &w);
	wait_for_end(&w);
	if (w.end != BOX_EXITED || w.status != 0)
		bench_die("/bin/true in a box: %s %d %s", box_end_name(w.end), w.status, w.failure);
	free(w.failure);
	samples_add(samples, w.ended_us - begun);
}

static void spawn_true(struct samples *samples, const char *const *argv)
{
	int64_t us;
	int status = bench_spawn(argv, true, &us);
	if (status != 0)
		bench_die("%s ended with %d", argv[0], status);
	samples_add(samples, us);
}

void bench_box_oneshot(void)
{
	static const char *const bwrap[] = {"/usr/bin/bwrap", "--unshare-all", "--ro-bind", "/",    "/",         "--proc",
	                                    "/proc",          "--dev",         "/dev",      "/bin/true", NULL};
	bool has_bwrap = access(bwrap[0], X_OK) == 0;
	AUTO_SAMPLES own = {0}, bare = {0}, bubble = {0};
	for (int i = 0; i < WARM_UP + ONESHOT_RUNS; i++) {
		if (i == WARM_UP)
			own.count = bare.count = bubble.count = 0;
		box_true(NULL, &own);
		spawn_true(&bare, true_argv);
		if (has_bwrap)
			spawn_true(&bubble, bwrap);
	}
	bench_print("box-true-oneshot", &own, "bare spawn of /bin/true", &bare, "none");
	if (has_bwrap)
		bench_print("box-true-oneshot-bwrap", &own, "bwrap --unshare-all", &bubble, "ratio <= 0.75");
	else
		bench_skip("box-true-oneshot-bwrap", "bubblewrap is not installed (apt install bubblewrap)");
}

void bench_box_jailer(void)
{
	struct box_host *host = box_exec_host_start(bench_loop(), &true_spec);
	AUTO_SAMPLES own = {0}, bare = {0};
	for (int i = 0; i < WARM_UP + ONESHOT_RUNS; i++) {
		if (i == WARM_UP)
			own.count = bare.count = 0;
		box_true(host, &own);
		spawn_true(&bare, true_argv);
	}
	box_host_free(host);
	bench_print("box-true-jailer", &own, "bare spawn of /bin/true", &bare, "ratio <= 2.0");
}

/* ---- a slot with a host's child in it */

static void slot(struct box_host *host, struct samples *samples)
{
	struct watched w = {0};
	int64_t begun = loop_now_us();
	w.box = box_start_in(host, &usual, &events, &w);
	while (!w.ready_us && !w.ended)
		loop_turn(bench_loop(), true);
	if (w.ended) {
		AUTO_BUF said = {0};
		box_host_said(host, &said);
		bench_die("a slot: %s %s; the host said: %s", box_end_name(w.end), w.failure, buf_text(&said));
	}
	samples_add(samples, w.ready_us - begun);
	box_cancel(w.box);
	wait_for_end(&w);
	free(w.failure);
}

void bench_slot_ready(void)
{
	struct err err = {0};
	struct string_list none = {0};
	const struct toolchain *python = bench_toolchain("python", "slot-ready");
	if (!python)
		return;
	const struct worker_kind kind = {.toolchain = python, .preload = &none, .limits = usual};
	struct kind_spec spec = {0};
	if (!kind_spec_init(&spec, &kind, true, &err))
		bench_die("%s", err.text);
	struct box_host *host = box_host_start(bench_loop(), &spec.spec);
	kind_spec_release(&spec);
	AUTO_SAMPLES own = {0};
	for (int i = 0; i < WARM_UP + SLOT_RUNS; i++) {
		if (i == WARM_UP)
			own.count = 0;
		slot(host, &own);
	}
	box_host_free(host);
	bench_print("slot-ready", &own, NULL, NULL, "none");
}

/* ---- a fork bomb, from its limit to nothing left */

/* Does any process of the machine have `word` in its command line? */
static bool anybody_with(const char *word)
{
	DIR *proc = opendir("/proc");
	bool found = false;
	for (const struct dirent *entry; !found && proc && (entry = readdir(proc));) {
		char path[300], text[4096];
		snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
		AUTO_CLOSE int fd = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? open(path, O_RDONLY | O_CLOEXEC) : -1;
		ssize_t n = fd >= 0 ? read(fd, text, sizeof text) : 0;
		found = n > 0 && memmem(text, (size_t)n, word, strlen(word));
	}
	if (proc)
		closedir(proc);
	return found;
}

/* One run of the spec, whose command line has `mark` in it. */
static void bomb(const struct box_spec *spec, const char *mark, struct samples *samples)
{
	struct watched w = {0};
	w.box = box_start(bench_loop(), spec, &events, &w);
	while (!w.ended)
		loop_turn(bench_loop(), true);
	/* From the limit to the report that all are dead and reaped; the delivery follows in the same turn. */
	int64_t us = w.wall_us - BOMB_WALL_MS * 1000, begun = loop_now_us();
	while (anybody_with(mark))
		;
	if (w.end != BOX_WALL)
		bench_die("a fork bomb: %s %d %s", box_end_name(w.end), w.status, w.failure);
	int64_t looked = loop_now_us() - begun;
	/* One look at an empty list of processes is no part of it. */
	begun = loop_now_us();
	anybody_with(mark);
	int64_t look = loop_now_us() - begun;
	samples_add(samples, us + (looked > look ? looked - look : 0));
	box_free(w.box);
	free(w.failure);
}

void bench_be_bomb(void)
{
	for (;;)
		fork();
}

/* This very program, as a small one; then an interpreter, whose memory takes longer to take down. */
void bench_bomb_kill(void)
{
	struct err err = {0};
	const struct toolchain *python_tools = bench_toolchain("python", "bomb-kill");
	if (!python_tools)
		return;
	const struct tool *it = toolchain_main(python_tools);
	AUTO_BUF self = {0};
	if (!file_read("/proc/self/exe", SELF_MAX, &self, &err))
		bench_die("%s", err.text);
	AUTO_FREE char *mark = mem_format("greenroom-bench-bomb-%d", (int)getpid());
	const struct box_file file = {.name = "bench", .data = self.data, .len = self.len, .executable = true};
	const char *small[] = {"/box/bench", "--bomb", mark, NULL};
	struct box_spec spec = {.profile = BOX_RUN, .argv = small, .files = &file, .file_count = 1, .limits = usual};
	spec.limits.wall_ms = BOMB_WALL_MS;
	AUTO_SAMPLES own = {0}, python = {0};
	for (int i = 0; i < BOMB_RUNS; i++)
		bomb(&spec, mark, &own);
	bench_print("bomb-kill", &own, NULL, NULL, "median <= 10 ms");

	const char *large[] = {it->path, "-I", "-S", "-c",
	                       "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass\n", mark, NULL};
	const char **read_only = mem_zero(it->prefixes.count + 1, sizeof *read_only);
	for (size_t i = 0; i < it->prefixes.count; i++)
		read_only[i] = it->prefixes.items[i];
	spec.argv = large;
	spec.read_only = read_only;
	spec.file_count = 0;
	for (int i = 0; i < BOMB_RUNS; i++)
		bomb(&spec, mark, &python);
	bench_print("bomb-kill-python", &python, NULL, NULL, "none");
	free(read_only);
}
