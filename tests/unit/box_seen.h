/* What the tests of the box share: one loop, one box at a time, on one rung after the other. */
#ifndef GREENROOM_TESTS_UNIT_BOX_SEEN_H
#define GREENROOM_TESTS_UNIT_BOX_SEEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/box/box.h"

/* Each case is listed once a rung. */
static enum box_rung rung, best_rung = BOX_RUNG_NONE;
struct boxed_case {
	void (*test)(void **state);
	enum box_rung rung;
};
#define ON(f, r, words) {.name = #f words, .test_func = run_case, .initial_state = &(struct boxed_case){f, r}}
#define FULL(f) ON(f, BOX_RUNG_FULL, " (full)")
#define LIGHT(f) ON(f, BOX_RUNG_LIGHT, " (light)")
#define BOTH(f) FULL(f), LIGHT(f)

static void run_case(void **state)
{
	const struct boxed_case *it = *state;
	rung = it->rung;
	if (rung == BOX_RUNG_LIGHT)
		setenv("GREENROOM_BOX", "light", 1);
	else
		unsetenv("GREENROOM_BOX");
	if (rung > best_rung) {
		print_message("this machine forbids user namespaces\n");
		skip();
	}
	it->test(state);
}

static struct loop *loop;

struct seen {
	struct box *box;
	bool ready, ended;
	const char *request;
	enum box_end end;
	int status;
	int64_t wall_us, cpu_us, memory_kb;
	char *out, *err, *answer, *failure;
	size_t out_total, err_total, steps, held;
	enum box_rung rung;
	int master;
};

static void on_ready(void *context)
{
	struct seen *seen = context;
	seen->ready = true;
	const char *request = seen->request ? seen->request : "";
	box_request(seen->box, request, strlen(request));
}

static char *text_of(const struct box_stream *stream)
{
	struct buf out = {0};
	box_stream_text(stream, &out);
	return buf_steal(&out);
}

static void on_end(const struct box_result *result, void *context)
{
	struct seen *seen = context;
	seen->ended = true;
	seen->end = result->end;
	seen->status = result->status;
	seen->wall_us = result->wall_us;
	seen->cpu_us = result->cpu_us;
	seen->memory_kb = result->memory_kb;
	seen->out = text_of(&result->out);
	seen->err = text_of(&result->err);
	seen->out_total = result->out.total;
	seen->err_total = result->err.total;
	seen->answer = mem_dup(buf_text(&result->answer));
	seen->failure = mem_dup(result->failure ? result->failure : "");
	seen->rung = result->rung;
	seen->steps = result->step_count;
	for (size_t i = 0; i < result->step_count; i++)
		seen->held += result->steps[i].held;
}

static void on_terminal(int master, void *context)
{
	struct seen *seen = context;
	seen->master = master;
}

static const struct box_events events = {.on_ready = on_ready, .on_terminal = on_terminal, .on_end = on_end};

static const struct box_limits usual = {.start_ms = 10000, .wall_ms = 10000, .cpu_ms = 2000, .memory_mb = 128,
                                        .processes = 32, .output_kb = 64, .answer_kb = 256, .disk_mb = 16};

static inline size_t count_entries(const char *path)
{
	size_t n = 0;
	DIR *folder = opendir(path);
	while (folder && readdir(folder))
		n++;
	if (folder)
		closedir(folder);
	return n;
}

/* Children of ours: helpers. */
static inline size_t helpers_alive(void)
{
	size_t n = 0;
	DIR *proc = opendir("/proc");
	for (const struct dirent *e; (e = readdir(proc));) {
		char path[300], target[300];
		snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
		FILE *file = e->d_name[0] >= '1' && e->d_name[0] <= '9' ? fopen(path, "r") : NULL;
		if (!file)
			continue;
		int parent = 0;
		if (fscanf(file, "%*d (%299[^)]) %*c %d", target, &parent) == 2 && parent == getpid())
			n++;
		fclose(file);
	}
	closedir(proc);
	return n;
}

/* Processes of the machine with that word at the end of one of their arguments. */
static inline size_t count_alive(const char *word)
{
	size_t n = 0;
	DIR *proc = opendir("/proc");
	for (const struct dirent *e; (e = readdir(proc));) {
		char path[300], text[4096];
		snprintf(path, sizeof path, "/proc/%s/cmdline", e->d_name);
		FILE *file = e->d_name[0] >= '1' && e->d_name[0] <= '9' ? fopen(path, "r") : NULL;
		if (!file)
			continue;
		size_t len = fread(text, 1, sizeof text - 1, file);
		text[len] = '\0';
		fclose(file);
		bool found = false;
		for (const char *at = text; at < text + len && !found; at += strlen(at) + 1)
			found = strlen(at) >= strlen(word) && strcmp(at + strlen(at) - strlen(word), word) == 0;
		n += found;
	}
	closedir(proc);
	return n;
}

static inline void wait_until_gone(const char *word, size_t but)
{
	int64_t until = loop_now_us() + 5000000;
	while (count_alive(word) > but && loop_now_us() < until)
		usleep(1000);
	assert_true(count_alive(word) <= but);
}

static void finish(struct seen *seen)
{
	while (!seen->ended)
		loop_turn(loop, true);
	box_free(seen->box);
	int64_t until = loop_now_us() + 5000000;
	while (helpers_alive() && loop_now_us() < until)
		loop_turn(loop, false);
	assert_int_equal(helpers_alive(), 0);
}

static void release(struct seen *seen)
{
	free(seen->out);
	free(seen->err);
	free(seen->answer);
	free(seen->failure);
}

/* A Python program in a box; with `waits` it is the harness that says ready by itself. */
static void python(const char *source, const struct box_limits *limits, bool waits, struct seen *seen)
{
	static const char *const argv[] = {"/usr/bin/python3", "-s", "-B", "/box/program.py", NULL};
	const struct box_file file = {.name = "program.py", .data = source, .len = strlen(source)};
	const struct box_spec spec = {.profile = BOX_RUN, .argv = argv, .files = &file, .file_count = 1,
	                              .limits = *limits, .waits = waits};
	seen->box = box_start(loop, &spec, &events, seen);
	finish(seen);
}

static inline void expect(const char *source, enum box_end end, int status, const char *out)
{
	struct seen seen = {0};
	python(source, &usual, false, &seen);
	if (seen.end != end || (status >= 0 && seen.status != status))
		fail_msg("%s\nended as %s %d (%s)\n%s%s", source, box_end_name(seen.end), seen.status, seen.failure, seen.out,
		         seen.err);
	if (out && !strstr(seen.out, out))
		fail_msg("%s\nprinted %s%s", source, seen.out, seen.err);
	release(&seen);
}

/* The signal handling of the first child opens descriptors that stay. */
static int set_up(void **state)
{
	(void)state;
	loop = loop_new(NULL);
	struct seen seen = {0};
	static const char *const argv[] = {"/bin/true", NULL};
	const struct box_spec spec = {.profile = BOX_RUN, .argv = argv, .limits = usual};
	seen.box = box_start(loop, &spec, &events, &seen);
	finish(&seen);
	best_rung = seen.rung;
	if (seen.end != BOX_EXITED)
		print_error("no box stands here: %s\n", seen.failure);
	release(&seen);
	return best_rung == BOX_RUNG_NONE;
}

static int tear_down(void **state)
{
	(void)state;
	loop_free(loop);
	return 0;
}

#endif
