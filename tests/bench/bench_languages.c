/* Benches of languages: a source that was never seen, compiled and run, beside the bare tools on the same source. */
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/run.h"
#include "engine/toolchain/glue.h"
#include "tests/bench/bench.h"

enum { RUNS = 10, AGAIN_RUNS = 30 };

static const char fixture[] = "bench-plain/total-ten";
static const char alone[] = SOURCE_DIR "/tests/fixtures/bench/alone";

/* One language's part of the fixture, with folders of its own. */
struct course {
	const char *bench;
	const struct toolchain *toolchain;
	struct question *question;
	struct question_body *body;
	const char *source;
	struct runner *runner;
	char *place, *cache;
};

static void make_folder(const char *path)
{
	struct err err = {0};
	if (!folder_make(path, &err) || chmod(path, 0755) < 0)
		bench_die("%s: %s", path, err.text);
}

static bool course_open(struct course *c, const char *language, const char *bench)
{
	struct err err = {0};
	*c = (struct course){.bench = bench, .toolchain = bench_toolchain(language, bench)};
	if (!c->toolchain)
		return false;
	c->question = catalogue_find(bench_catalogue(), fixture, &err);
	c->body = c->question ? question_body_load(c->question, &err) : NULL;
	if (!c->body)
		bench_die("%s", err.text);
	for (size_t i = 0; i < c->body->solution_count; i++)
		if (strcmp(c->body->solutions[i].language, language) == 0)
			c->source = c->body->solutions[i].source;
	c->place = mem_dup("/var/tmp/greenroom-bench-XXXXXX");
	if (!c->source || !mkdtemp(c->place) || chmod(c->place, 0755) < 0)
		bench_die("%s: no place for it", bench);
	c->cache = path_join(c->place, "cache");
	c->runner = runner_new(bench_loop(), bench_tools(), c->cache);
	runner_prepare(c->runner, c->question, c->body, c->toolchain->language);
	return true;
}

static void course_close(struct course *c)
{
	runner_free(c->runner);
	question_body_free(c->body);
	AUTO_FREE char *command = mem_format("rm -rf %s", c->place);
	if (system(command) != 0)
		bench_die("%s: cannot be removed", c->place);
	free(c->place);
	free(c->cache);
}

/* The same program, and yet a source that nobody has seen. */
static char *source_number(const struct course *c, int number)
{
	return mem_format("%s\n%s %d\n", c->source, c->toolchain->language->comment, number);
}

/* ---- ours */

struct timed {
	int64_t ended_us;
	bool built, cached;
};

static void on_event(const struct run_event *event, void *context)
{
	struct timed *t = context;
	if (event->kind != RUN_ENDED)
		return;
	t->ended_us = loop_now_us();
	t->built = event->report->built;
	t->cached = event->report->build_cached;
	if (event->report->verdict != VERDICT_ACCEPTED)
		bench_die("a fixture is not accepted: %s %s", event->report->message, event->report->detail);
}

static void run_once(const struct course *c, const char *source, bool cached, struct samples *samples)
{
	const struct run_request request = {.question = c->question, .body = c->body,
	                                    .language = c->toolchain->language, .source = source,
	                                    .source_len = strlen(source), .mode = RUN_PUBLIC};
	struct timed t = {0};
	int64_t begun = loop_now_us();
	struct run *run = run_start(c->runner, &request, on_event, &t);
	while (!t.ended_us)
		loop_turn(bench_loop(), true);
	run_free(run);
	if (t.built && t.cached != cached)
		bench_die("%s: it was %s", c->bench, t.cached ? "not compiled" : "compiled again");
	samples_add(samples, t.ended_us - begun);
}

static void until_ready(const struct course *c)
{
	while (!runner_ready(c->runner))
		loop_turn(bench_loop(), true);
}

/* ---- the bare tools */

static void bare(const char *const *argv, struct samples *samples, bool add)
{
	int64_t us;
	int status = bench_spawn(argv, true, &us);
	if (status != 0)
		bench_die("%s ended with %d", argv[0], status);
	if (add)
		samples->us[samples->count - 1] += us;
	else
		samples_add(samples, us);
}

static void put_file(const char *folder, const char *name, const void *data, size_t len)
{
	struct err err = {0};
	AUTO_FREE char *path = path_join(folder, name);
	if (!file_replace(path, data, len, 0644, &err))
		bench_die("%s", err.text);
}

/* Where the cache has what was prepared; yours, "" where nothing is. */
static char *prepared_folder(const struct course *c)
{
	const struct language_compile *compile = &c->toolchain->language->compile;
	if (!compile->step_count)
		return mem_dup("");
	AUTO_FREE char *pattern = mem_format("%s/*/%s", c->cache, compile->steps[0].file);
	glob_t found;
	if (glob(pattern, 0, NULL, &found) != 0 || !found.gl_pathc)
		bench_die("nothing was prepared: %s", pattern);
	char *folder = mem_dup_n(found.gl_pathv[0], strlen(found.gl_pathv[0]) - strlen(compile->steps[0].file) - 1);
	globfree(&found);
	return folder;
}

static char *replaced(const char *text, const char *what, const char *with)
{
	AUTO_BUF out = {0};
	for (const char *at; (at = strstr(text, what)); text = at + strlen(what)) {
		buf_put(&out, text, (size_t)(at - text));
		buf_puts(&out, with);
	}
	buf_puts(&out, text);
	return buf_steal(&out);
}

/* The definition's own command, outside of a box. */
static char **bare_compiler(const struct course *c, const char *folder)
{
	const struct language *language = c->toolchain->language;
	AUTO_FREE char *prepared = prepared_folder(c);
	AUTO_FREE char *in = mem_format("%s/", folder);
	char **argv = toolchain_words(c->toolchain, NULL, &language->compile.argv, 256);
	for (size_t i = 0; argv[i]; i++) {
		AUTO_FREE char *absolute = replaced(argv[i], "../box/", "/box/"); /* LIGHT's way to say it */
		AUTO_FREE char *a = replaced(absolute, "/box/prepared", prepared);
		AUTO_FREE char *b = replaced(a, "/box/", in);
		free(argv[i]);
		argv[i] = replaced(b, "/work/", in);
	}
	return argv;
}

static char *bare_place(const struct course *c)
{
	const struct template_subject subject = question_subject(c->question, c->body, c->toolchain->language);
	const struct language_files *files = &c->toolchain->language->compile.files;
	struct language_files glue = {0};
	struct err err = {0};
	char *folder = path_join(c->place, "bare");
	make_folder(folder);
	if (chown(folder, box_uid(), (gid_t)-1) < 0 || !glue_files(&subject, &glue, &err))
		bench_die("%s: %s", folder, err.text);
	AUTO_FREE char *in = mem_format("%s/", folder);
	for (size_t i = 0; i < glue.count; i++) {
		AUTO_FREE char *absolute = replaced(buf_text(&glue.items[i].data), "../box/", "/box/");
		AUTO_FREE char *text = replaced(absolute, "/box/", in);
		put_file(folder, glue.items[i].name, text, strlen(text));
	}
	for (size_t i = 0; i < files->count; i++)
		put_file(folder, files->items[i].name, files->items[i].data.data, files->items[i].data.len);
	language_files_release(&glue);
	return folder;
}

/* Root's cache is closed to nobody; the bare compiler runs as nobody, as boxes do. */
static void open_cache_to_all(const struct course *c)
{
	if (chmod(c->cache, 0711) < 0)
		bench_die("%s: cannot be opened", c->cache);
}

static void print_with_difference(const char *bench, struct samples *own, const char *peer, struct samples *peers)
{
	struct samples more = {0};
	for (size_t i = 0; i < own->count && i < peers->count; i++)
		samples_add(&more, own->us[i] - peers->us[i]);
	AUTO_FREE char *name = mem_format("%s-beyond-compiler", bench);
	bench_print(bench, own, peer, peers, "median <= compiling + 30 ms: see the next");
	bench_print(name, &more, NULL, NULL, "median <= 30 ms");
	samples_release(&more);
}

static void measure_compiled(const char *language, const char *bench)
{
	struct course c;
	if (!course_open(&c, language, bench))
		return;
	AUTO_SAMPLES own = {0}, peer = {0}, again = {0}, first = {0};
	run_once(&c, c.source, false, &first);
	AUTO_FREE char *folder = bare_place(&c);
	char **compiler = bare_compiler(&c, folder);
	open_cache_to_all(&c);
	for (int i = 0; i < RUNS; i++) {
		AUTO_FREE char *source = source_number(&c, i);
		run_once(&c, source, false, &own);
		put_file(folder, c.toolchain->language->file, source, strlen(source));
		bare((const char *const *)compiler, &peer, false);
	}
	for (int i = 0; i < AGAIN_RUNS; i++) {
		until_ready(&c);
		run_once(&c, c.source, true, &again);
	}
	print_with_difference(bench, &own, "the same compiler alone", &peer);
	AUTO_FREE char *name = mem_format("%s-again", bench);
	bench_print(name, &again, NULL, NULL, "ten tests, not compiled again: median <= 30 ms");
	words_free(compiler);
	course_close(&c);
}

void bench_c(void)
{
	measure_compiled("c", "c-run");
}

void bench_cpp(void)
{
	measure_compiled("cpp", "cpp-run");
}

/* ---- beside what somebody does by hand */

void bench_java(void)
{
	static const char bench[] = "java-run";
	struct course c;
	if (!course_open(&c, "java", bench))
		return;
	AUTO_FREE char *java = mem_dup(toolchain_main(c.toolchain)->path);
	AUTO_FREE char *javac = mem_format("%sc", java);
	AUTO_FREE char *folder = bare_place(&c);
	AUTO_FREE char *main_file = path_join(alone, "Main.java");
	AUTO_FREE char *own_file = path_join(folder, "Solution.java");
	if (access(javac, X_OK) != 0) {
		bench_skip(bench, "%s is not installed", javac);
		course_close(&c);
		return;
	}
	const char *const compile[] = {javac, "-d", folder, "-proc:none", main_file, own_file, NULL};
	const char *const run[] = {java, "-cp", folder, "Main", NULL};
	AUTO_SAMPLES own = {0}, peer = {0}, again = {0}, first = {0};
	run_once(&c, c.source, false, &first);
	for (int i = 0; i < RUNS; i++) {
		AUTO_FREE char *source = source_number(&c, i);
		run_once(&c, source, false, &own);
		put_file(folder, "Solution.java", source, strlen(source));
		bare(compile, &peer, false);
		bare(run, &peer, true);
	}
	for (int i = 0; i < AGAIN_RUNS; i++) {
		until_ready(&c);
		run_once(&c, c.source, true, &again);
	}
	bench_print(bench, &own, "javac and java, ten tests in one program", &peer, "ratio <= 1.15");
	bench_print("java-run-again", &again, NULL, NULL, "none");
	course_close(&c);
}

void bench_javascript(void)
{
	static const char bench[] = "js-run";
	struct course c;
	if (!course_open(&c, "javascript", bench))
		return;
	AUTO_FREE char *folder = bare_place(&c);
	AUTO_FREE char *main_file = path_join(alone, "main.js");
	AUTO_FREE char *own_file = path_join(folder, "solution.js");
	const char *const run[] = {toolchain_main(c.toolchain)->path, main_file, own_file, NULL};
	put_file(folder, "solution.js", c.source, strlen(c.source));
	AUTO_SAMPLES own = {0}, peer = {0}, ready = {0};
	runner_rest(c.runner); /* without a spare */
	for (int i = 0; i < AGAIN_RUNS; i++) {
		run_once(&c, c.source, true, &own);
		bare(run, &peer, false);
	}
	runner_prepare(c.runner, c.question, c.body, c.toolchain->language);
	for (int i = 0; i < AGAIN_RUNS; i++) {
		until_ready(&c);
		run_once(&c, c.source, true, &ready);
	}
	bench_print(bench, &own, "node alone, ten tests in one program", &peer, "ratio <= 1.3");
	bench_print("js-run-ready", &ready, NULL, NULL, "none");
	course_close(&c);
}
