/* bench [NAME...]: measures all, or the groups whose names begin with NAME; see tests/bench/README.md. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/offers.h"
#include "tests/bench/bench.h"

static const struct {
	const char *name;
	void (*fn)(void);
} benches[] = {
    {"box-true-oneshot", bench_box_oneshot}, {"box-true-jailer", bench_box_jailer}, {"slot-ready", bench_slot_ready}, {"bomb-kill", bench_bomb_kill},
    {"python", bench_python},                {"numpy", bench_numpy},           {"torch", bench_torch},
    {"verify-all", bench_verify_all},        {"c-run", bench_c},                {"cpp-run", bench_cpp},
    {"java-run", bench_java},          {"js-run", bench_javascript},
    {"statement", bench_statement},
    {"pane-throughput", bench_pane_throughput}, {"pane-drawn", bench_pane_drawn}, {"pane-latency", bench_pane_latency}, {"pane-idle", bench_pane_idle},
    {"first-paint", bench_first_paint}, {"filter-key", bench_filter_key},
};

/* ---- samples */

void samples_add(struct samples *samples, int64_t us)
{
	MEM_ROOM(samples->us, samples->count, samples->capacity);
	samples->us[samples->count++] = us;
}

void samples_release(struct samples *samples)
{
	free(samples->us);
	*samples = (struct samples){0};
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static double ms_at(const struct samples *sorted, size_t percent)
{
	return (double)sorted->us[(sorted->count - 1) * percent / 100] / 1000;
}

void bench_print(const char *bench, struct samples *own, const char *peer, struct samples *peers, const char *goal)
{
	if (!own->count || (peer && !peers->count))
		bench_die("%s: nothing was measured", bench);
	qsort(own->us, own->count, sizeof *own->us, by_size);
	printf("{\"bench\":\"%s\",\"median_ms\":%.3f,\"p99_ms\":%.3f,\"runs\":%zu,", bench, ms_at(own, 50), ms_at(own, 99),
	       own->count);
	if (peer) {
		qsort(peers->us, peers->count, sizeof *peers->us, by_size);
		printf("\"peer\":\"%s\",\"peer_median_ms\":%.3f,\"ratio\":%.3f,", peer, ms_at(peers, 50),
		       ms_at(own, 50) / ms_at(peers, 50));
	} else {
		printf("\"peer\":null,\"peer_median_ms\":null,\"ratio\":null,");
	}
	printf("\"goal\":\"%s\"}\n", goal);
	fflush(stdout);
}

void bench_skip(const char *bench, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	AUTO_FREE char *why = mem_vformat(format, args);
	va_end(args);
	AUTO_BUF text = {0};
	json_put_string(&text, why, strlen(why));
	printf("{\"bench\":\"%s\",\"skipped\":%s}\n", bench, buf_text(&text));
	fflush(stdout);
}

void bench_die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("bench: ", stderr);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

/* ---- what the benches share; made when first asked for, ended with the program */

struct loop *bench_loop(void)
{
	static struct loop *loop;
	struct err err = {0};
	if (!loop && !(loop = loop_new(&err)))
		bench_die("%s", err.text);
	return loop;
}

struct catalogue *bench_catalogue(void)
{
	static const char *const packs[] = {SOURCE_DIR "/tests/fixtures/bench/plain", SOURCE_DIR "/tests/fixtures/bench/numpy",
	                                    SOURCE_DIR "/tests/fixtures/bench/torch"};
	static struct catalogue *catalogue;
	if (catalogue)
		return catalogue;
	catalogue = catalogue_new();
	struct err err = {0};
	for (size_t i = 0; i < COUNT_OF(packs); i++)
		if (!catalogue_add(catalogue, packs[i], &err))
			bench_die("%s", err.text);
	return catalogue;
}

struct tools *bench_tools(void)
{
	static struct tools *tools;
	if (tools)
		return tools;
	struct string_list modules = {0};
	offers_modules(bench_catalogue(), &modules);
	const struct tools_spec spec = {.modules = &modules, .can_read = box_can_read};
	tools = tools_new(bench_loop(), &spec, NULL, NULL);
	string_list_release(&modules);
	while (!tools_known(tools, NULL, NULL))
		loop_turn(bench_loop(), true);
	offers_mark(tools, bench_catalogue());
	return tools;
}

const struct toolchain *bench_toolchain(const char *name, const char *bench)
{
	static const struct string_list none;
	struct err err = {0};
	const struct language *language = language_find(name, &err);
	const struct toolchain *toolchain = NULL;
	if (language) {
		tools_wait(bench_loop(), bench_tools(), language, NULL);
		toolchain = tools_choose(bench_tools(), language, &none, &err);
	}
	if (!toolchain)
		bench_skip(bench, "%s", err.text);
	return toolchain;
}

/* In a vforked child: nothing but system calls.  The raw calls change this process alone. */
static void become(const char *const *argv, bool as_nobody, int nowhere)
{
	if (as_nobody && getuid() == 0) {
		unsigned uid = box_uid();
		if (syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, uid, uid, uid) < 0 ||
		    syscall(SYS_setresuid, uid, uid, uid) < 0)
			_exit(126);
	}
	dup2(nowhere, 1);
	dup2(nowhere, 2);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

int bench_spawn(const char *const *argv, bool as_nobody, int64_t *us)
{
	int status = -1;
	AUTO_CLOSE int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	fflush(stdout);
	int64_t begun = loop_now_us();
	pid_t pid = vfork();
	if (pid == 0)
		become(argv, as_nobody, nowhere);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	*us = loop_now_us() - begun;
	return status;
}

/* ---- the command */

static bool is_wanted(const char *name, int count, char **words)
{
	for (int i = 0; i < count; i++)
		if (strncmp(name, words[i], strlen(words[i])) == 0)
			return true;
	return count == 0;
}

int main(int argc, char **argv)
{
	bool any = false;
	if (argc > 1 && strcmp(argv[1], "--bomb") == 0)
		bench_be_bomb();
	for (size_t i = 0; i < COUNT_OF(benches); i++) {
		if (!is_wanted(benches[i].name, argc - 1, argv + 1))
			continue;
		any = true;
		benches[i].fn();
	}
	if (any)
		return 0;
	fputs("bench: no group has such a name; there are:", stderr);
	for (size_t i = 0; i < COUNT_OF(benches); i++)
		fprintf(stderr, " %s", benches[i].name);
	fputc('\n', stderr);
	return 2;
}
