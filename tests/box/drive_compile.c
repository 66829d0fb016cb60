#include "tests/box/drive_compile.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"

enum { SOURCE_MAX = 1 << 20, HANG_MS = 60000, COMPILE_ARTEFACT_KB = 16 << 10 };

static const struct compiler {
	const char *ending, *path, *options[4], *artefact;
} compilers[] = {
    {".cpp", "/usr/bin/g++", {"-o", "/work/program"}, "/work/program"},
    {".c", "/usr/bin/gcc", {"-o", "/work/program"}, "/work/program"},
    {".java", "/usr/bin/javac", {"-proc:none", "-d", "/work"}, "/work/Main.class"},
    {".sh", "/bin/sh", {NULL}, "/work/program"},
};

static const struct compiler *compiler_of(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(compilers); i++) {
		size_t n = strlen(name), m = strlen(compilers[i].ending);
		if (n > m && strcmp(name + n - m, compilers[i].ending) == 0)
			return &compilers[i];
	}
	return NULL;
}

const char *compile_missing(const char *name)
{
	const struct compiler *compiler = compiler_of(name);
	if (!compiler || access(compiler->path, X_OK) != 0)
		return compiler ? compiler->path : name;
	return strstr(name, "processor") && access("/usr/bin/javac", X_OK) != 0 ? "/usr/bin/javac" : NULL;
}

struct waiting {
	struct seen *seen;
	struct box *box;
	bool ended;
};

static void on_end(const struct box_result *r, void *context)
{
	struct waiting *w = context;
	struct seen *seen = w->seen;
	struct buf text = {0};
	box_stream_text(&r->out, &text);
	box_stream_text(&r->err, &text);
	seen->printed = mem_dup(buf_text(&text));
	seen->message = r->failure ? mem_dup(r->failure) : mem_format("%s, %d", box_end_name(r->end), r->status);
	seen->text = mem_format("%s\n%s", seen->message, seen->printed);
	buf_release(&text);
	seen->verdict = r->end == BOX_FAILED ? VERDICT_SANDBOX_ERROR : r->artefact ? VERDICT_ACCEPTED : VERDICT_COMPILE_ERROR;
	seen->in_box = true;
	seen->end = r->end;
	seen->status = r->status;
	seen->rung = r->rung;
	seen->wall_us = r->wall_us;
	seen->cpu_us = r->cpu_us;
	seen->memory_kb = r->memory_kb;
	seen->total = 1;
	seen->passed = r->artefact;
	w->ended = true;
}

static void on_hang(void *context)
{
	struct waiting *w = context;
	w->ended = true;
	w->seen->verdict = VERDICT_NONE;
	w->seen->message = mem_dup("no end within a minute");
	w->seen->text = mem_dup("");
	w->seen->printed = mem_dup("");
}

/* Of a JDK of the system, what lies outside /usr. */
static void find_settings(glob_t *found)
{
	if (glob("/etc/java-*-openjdk", 0, NULL, found) != 0)
		*found = (glob_t){0};
}

void drive_compile(struct stage *stage, const struct subject *subject, struct seen *seen)
{
	const struct compiler *compiler = compiler_of(subject->name);
	AUTO_BUF source = {0};
	AUTO_FREE char *path = mem_format(SOURCE_DIR "/tests/box/programs/%s", subject->name);
	AUTO_FREE char *inside = mem_format("/box/%s", subject->name);
	AUTO_FREE char *engine = mem_format("%d", (int)getpid());
	AUTO_FREE char *witness = mem_format("%d", (int)stage->witness);
	struct err err = {0};
	if (!file_read(path, SOURCE_MAX, &source, &err)) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	const char *argv[12] = {compiler->path};
	size_t n = 1;
	for (size_t i = 0; i < COUNT_OF(compiler->options) && compiler->options[i]; i++)
		argv[n++] = compiler->options[i];
	argv[n++] = inside;
	if (strcmp(compiler->ending, ".sh") == 0) {
		argv[n++] = engine;
		argv[n++] = witness;
		argv[n++] = stage->scratch;
	}
	const struct box_file file = {.name = subject->name, .data = source.data, .len = source.len};
	glob_t settings;
	find_settings(&settings);
	const struct box_spec spec = {.profile = BOX_COMPILE,
	                              .argv = argv,
	                              .read_only = (const char *const *)settings.gl_pathv,
	                              .files = &file,
	                              .file_count = 1,
	                              .limits = subject->limits,
	                              .artefact = compiler->artefact,
	                              .artefact_kb = COMPILE_ARTEFACT_KB};
	static const struct box_events events = {.on_end = on_end};
	seen_release(seen);
	struct waiting w = {.seen = seen};
	int64_t began = loop_now_us();
	struct loop_timer *timer = loop_timer_new(stage->loop, on_hang, &w);
	loop_timer_set(timer, HANG_MS);
	w.box = box_start(stage->loop, &spec, &events, &w);
	while (!w.ended)
		loop_turn(stage->loop, true);
	seen->took_us = loop_now_us() - began;
	loop_timer_free(timer);
	box_free(w.box);
	if (settings.gl_pathv)
		globfree(&settings);
}
