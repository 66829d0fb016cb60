#include "engine/runs/build.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/runs/cache.h"
#include "engine/runs/diagnostics.h"
#include "engine/runs/prepared.h"
#include "engine/runs/tool_box.h"
#include "engine/toolchain/glue.h"

enum {
	SAID_MAX = 64 << 10,    /* of a compiler's words that are looked through */
	SHOWN_MAX = 16 << 10,   /* of those about the candidate's source */
	MESSAGE_MAX = 400,
	KEEP_MS = 500,          /* after a build: until its tests are done, as a rule */
	RECENT_MAX = 8,         /* builds kept in memory: the open question's, and what was there just before */
	PREPARED_MAX = 8,
};

static const char compiling[] = "compiling";
static const char program_file[] = "program", warnings_file[] = "warnings", took_file[] = "took";

/* How a build came out; shared by all who wait for it, and kept for those who come soon after. */
struct outcome {
	char key[DIGEST_TEXT];
	enum verdict verdict;
	char *message, *detail;
	int line;
	struct kind_program *program;
	bool passing; /* another try may come out otherwise: a busy machine, a full disk */
	int64_t wall_us;
};

struct build {
	struct build *next; /* of the same job */
	unsigned told;      /* the last stage that it was told of, by the job's count */
	struct builder *builder;
	struct job *job;    /* NULL: ended */
	struct build_events events;
	void *context;
};

/* One build under way. */
struct job {
	struct job *next;
	struct builder *builder;
	char key[DIGEST_TEXT];
	const struct toolchain *toolchain;
	char *source;
	size_t len;
	int cpu_ms;
	struct language_files glue;
	struct diagnostics *diagnostics;
	char *broken;          /* the definition cannot do this signature: why */
	struct build *waiting; /* who is told */
	struct prepared *prepared; /* NULL: none is needed, or not looked for yet */
	struct box *box;
	struct loop_timer *step;
	unsigned stages; /* that were told of */
	bool telling;    /* of a stage: nobody may take the job away meanwhile */
	bool over;
};

/* What was built and is still to be put into the cache: the tests come first. */
struct keeping {
	struct keeping *next;
	char key[DIGEST_TEXT];
	struct buf program;
	char *warnings;
	int64_t wall_us;
};

struct builder {
	struct loop *loop;
	struct keeping *keeping;
	struct loop_timer *keep;
	char *folder;
	struct cache *cache;  /* NULL until it is needed */
	struct job *jobs;
	struct outcome *recent[RECENT_MAX]; /* the newest first */
	struct prepared *prepared[PREPARED_MAX];
	size_t prepared_count;
};

bool build_is_needed(const struct language *language)
{
	return language_is_compiled(language) || language->compile.step_count;
}

/* ---- outcomes */

static void outcome_free(struct outcome *outcome)
{
	if (!outcome)
		return;
	kind_program_free(outcome->program);
	free(outcome->message);
	free(outcome->detail);
	free(outcome);
}

static struct outcome *outcome_of(const struct job *job, enum verdict verdict, char *message, char *detail)
{
	struct outcome *outcome = mem_zero(1, sizeof *outcome);
	memcpy(outcome->key, job->key, sizeof outcome->key);
	outcome->verdict = verdict;
	outcome->message = message;
	outcome->detail = detail;
	return outcome;
}

static void remember(struct builder *builder, struct outcome *outcome)
{
	outcome_free(builder->recent[RECENT_MAX - 1]);
	memmove(builder->recent + 1, builder->recent, (RECENT_MAX - 1) * sizeof *builder->recent);
	builder->recent[0] = outcome;
}

static struct outcome *remembered(const struct builder *builder, const char *key)
{
	for (size_t i = 0; i < RECENT_MAX && builder->recent[i]; i++)
		if (strcmp(builder->recent[i]->key, key) == 0)
			return builder->recent[i];
	return NULL;
}

/* ---- jobs */

static void job_free(struct job *job)
{
	for (struct job **at = &job->builder->jobs; *at; at = &(*at)->next)
		if (*at == job) {
			*at = job->next;
			break;
		}
	box_free(job->box);
	loop_timer_free(job->step);
	language_files_release(&job->glue);
	diagnostics_free(job->diagnostics);
	free(job->source);
	free(job->broken);
	free(job);
}

static struct build *not_told(const struct job *job)
{
	struct build *build = job->waiting;
	while (build && build->told == job->stages)
		build = build->next;
	return build;
}

/* Who is told may free its build, or any other. */
static void tell_late_comers(struct job *job, const char *stage)
{
	job->telling = true;
	for (struct build *build; (build = not_told(job));) {
		build->told = job->stages;
		if (build->events.on_stage)
			build->events.on_stage(stage, build->context);
	}
	job->telling = false;
}

static void tell_stage(struct job *job, const char *stage)
{
	job->stages++;
	tell_late_comers(job, stage);
}

/* Hands the outcome to all who wait.  Who is told may free its build, or any other of them. */
static void end_job(struct job *job, struct outcome *outcome, bool cached)
{
	struct builder *builder = job->builder;
	const struct build_result result = {
	    .verdict = outcome->verdict,
	    .message = outcome->message,
	    .detail = outcome->detail,
	    .line = outcome->line,
	    .program = outcome->program,
	    .cached = cached,
	    .wall_us = outcome->wall_us,
	};
	bool is_new = remembered(builder, job->key) != outcome;
	job->over = true;
	while (job->waiting) {
		struct build *build = job->waiting;
		job->waiting = build->next;
		build->job = NULL;
		build->events.on_end(&result, build->context);
	}
	job_free(job);
	if (is_new && outcome->passing)
		outcome_free(outcome);
	else if (is_new)
		remember(builder, outcome);
}

static void end_badly(struct job *job, enum verdict verdict, const char *message)
{
	struct outcome *outcome = outcome_of(job, verdict, mem_dup(message), mem_dup(""));
	outcome->passing = true;
	end_job(job, outcome, false);
}

/* ---- what was built */

static struct kind_program *program_of(const struct job *job, const void *data, size_t len)
{
	const struct language_compile *compile = &job->toolchain->language->compile;
	const char *prepared = job->prepared ? prepared_folder(job->prepared) : NULL;
	const struct box_file file = {.name = compile->name, .data = data, .len = len, .executable = true};
	const struct box_folder folder = {.host = prepared, .inside = "/box/prepared"};
	const struct kind_program_spec spec = {
	    .name = job->key,
	    .files = &file,
	    .file_count = data ? 1 : 0,
	    .folders = &folder,
	    .folder_count = prepared ? 1 : 0,
	};
	return kind_program_new(&spec);
}

static bool open_cache(struct builder *builder, struct err *err)
{
	if (builder->cache)
		return true;
	builder->cache = cache_open(builder->folder, (int64_t)CACHE_MAX_MB << 20, CACHE_ENTRIES_MAX, NULL);
	if (!builder->cache)
		builder->cache = cache_open(NULL, (int64_t)CACHE_MAX_MB << 20, CACHE_ENTRIES_MAX, err);
	return builder->cache != NULL;
}

static struct outcome *from_cache(struct job *job)
{
	struct cache *cache = job->builder->cache;
	struct cache_entry entry;
	AUTO_BUF program = {0};
	AUTO_BUF warnings = {0};
	AUTO_BUF took = {0};
	if (!cache_find(cache, job->key, &entry))
		return NULL;
	bool whole = cache_read(&entry, program_file, (size_t)BUILD_ARTEFACT_MAX_MB << 20, &program) &&
	             cache_read(&entry, warnings_file, SHOWN_MAX * 2, &warnings) && cache_read(&entry, took_file, 64, &took);
	cache_release(&entry);
	if (!whole) {
		cache_forget(cache, job->key);
		return NULL;
	}
	struct outcome *outcome = outcome_of(job, VERDICT_ACCEPTED, mem_dup(""), mem_dup(buf_text(&warnings)));
	outcome->program = program_of(job, buf_text(&program), program.len);
	outcome->wall_us = strtoll(buf_text(&took), NULL, 10);
	return outcome;
}

/* A cache that is full or gone costs time, nothing else. */
static void to_cache(struct cache *cache, const struct keeping *k)
{
	AUTO_FREE char *took = mem_format("%lld", (long long)k->wall_us);
	const struct cache_file files[] = {
	    {.name = program_file, .data = buf_text(&k->program), .len = k->program.len, .fd = -1},
	    {.name = warnings_file, .data = k->warnings, .len = strlen(k->warnings), .fd = -1},
	    {.name = took_file, .data = took, .len = strlen(took), .fd = -1},
	};
	cache_put(cache, k->key, files, COUNT_OF(files), NULL);
}

static void keep_all(void *context)
{
	struct builder *builder = context;
	for (struct keeping *k; (k = builder->keeping);) {
		builder->keeping = k->next;
		to_cache(builder->cache, k);
		buf_release(&k->program);
		free(k->warnings);
		free(k);
	}
}

/* Takes the program over. */
static void keep_later(struct builder *builder, const char *key, struct buf *program, const struct outcome *outcome)
{
	struct keeping *k = mem_zero(1, sizeof *k);
	memcpy(k->key, key, sizeof k->key);
	k->program = *program;
	*program = (struct buf){0};
	k->warnings = mem_dup(outcome->detail);
	k->wall_us = outcome->wall_us;
	if (!builder->keeping)
		loop_timer_set(builder->keep, KEEP_MS);
	k->next = builder->keeping;
	builder->keeping = k;
}

/* ---- what the compiler said */

static char *short_of(const char *text, size_t max)
{
	struct buf out = {0};
	text_cut_middle(&out, text, strlen(text), max);
	return buf_steal(&out);
}

/* One line: a template's may have kilobytes. */
static char *line_of(const char *text)
{
	size_t len = strlen(text), end = MESSAGE_MAX;
	if (len <= MESSAGE_MAX)
		return mem_dup(text);
	while (end && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	return mem_format("%.*s...", (int)end, text);
}

static struct outcome *compile_error(const struct job *job, const struct said *said, const char *fault)
{
	const char *message = fault ? fault : said->first ? said->first : "the compiler refused it and did not say why";
	enum verdict verdict = !fault && said->load ? VERDICT_CANNOT_LOAD : VERDICT_COMPILE_ERROR;
	struct outcome *outcome = outcome_of(job, verdict, line_of(message),
	                                     short_of(buf_text(&said->shown), SHOWN_MAX));
	outcome->line = said->line;
	outcome->passing = fault != NULL;
	return outcome;
}

static void compiled(const struct box_result *result, void *context)
{
	struct job *job = context;
	struct builder *builder = job->builder;
	const struct box_limits limits = tool_box_limits(job->toolchain->language, job->cpu_ms);
	AUTO_FREE char *fault = tool_box_fault(result, &limits);
	AUTO_BUF program = {0};
	AUTO_BUF words = {0};
	struct said said = {0};
	if (result->end == BOX_FAILED || result->end == BOX_START || result->end == BOX_CANCELLED) {
		end_badly(job, VERDICT_SANDBOX_ERROR, fault);
		return;
	}
	bool refused = fault || result->status != 0;
	if (!refused && !artefact_read(job->box, (size_t)BUILD_ARTEFACT_MAX_MB << 20, &program)) {
		end_badly(job, VERDICT_SANDBOX_ERROR, "the program did not come out of the compiler's box");
		return;
	}
	tool_box_said(result, SAID_MAX, &words);
	diagnostics_read(job->diagnostics, buf_text(&words), &said);
	if (refused && !said.first)
		buf_puts(&said.shown, buf_text(&words)); /* of the harness alone: better than no word */
	struct outcome *outcome;
	if (refused) {
		outcome = compile_error(job, &said, fault);
	} else {
		outcome = outcome_of(job, VERDICT_ACCEPTED, mem_dup(""), short_of(buf_text(&said.shown), SHOWN_MAX));
		outcome->program = program_of(job, program.data, program.len);
	}
	outcome->wall_us = result->wall_us;
	said_release(&said);
	if (!refused)
		keep_later(builder, job->key, &program, outcome);
	end_job(job, outcome, false);
}

static void compile(struct job *job)
{
	static const struct box_events events = {.on_end = compiled};
	const struct language *language = job->toolchain->language;
	const struct tool_box tool = {
	    .profile = BOX_COMPILE,
	    .toolchain = job->toolchain,
	    .argv = &language->compile.argv,
	    .env = &language->compile.env,
	    .files = &language->compile.files,
	    .more_files = &job->glue,
	    .source_name = language->file,
	    .source = job->source,
	    .len = job->len,
	    .prepared = job->prepared ? prepared_folder(job->prepared) : NULL,
	    .artefact = language->compile.artefact,
	    .artefact_mb = BUILD_ARTEFACT_MAX_MB,
	    .limits = tool_box_limits(language, job->cpu_ms),
	};
	job->box = tool_box_start(job->builder->loop, &tool, &events, job);
	tell_stage(job, compiling);
}

/* ---- a job's steps */

static void wake_jobs(struct prepared *prepared, void *context)
{
	struct builder *builder = context;
	for (struct job *job = builder->jobs; job; job = job->next)
		if (job->prepared == prepared && !job->box)
			loop_timer_set(job->step, 0);
}

/* The toolchain's; NULL where it needs none. */
static struct prepared *prepared_for(struct builder *builder, const struct toolchain *toolchain)
{
	if (!toolchain->language->compile.step_count)
		return NULL;
	for (size_t i = 0; i < builder->prepared_count; i++) {
		struct prepared *old = builder->prepared[i];
		if (prepared_toolchain(old) != toolchain)
			continue;
		if (prepared_state(old) != PREPARED_FAILED)
			return old;
		/* It failed for whoever asked then; who asks now has it tried again. */
		prepared_free(old);
		builder->prepared[i] = builder->prepared[--builder->prepared_count];
		break;
	}
	if (builder->prepared_count == PREPARED_MAX)
		return NULL;
	struct prepared *made = prepared_new(builder->loop, builder->cache, toolchain, BUILD_PREPARED_MAX_MB);
	prepared_watch(made, wake_jobs, builder);
	return builder->prepared[builder->prepared_count++] = made;
}

/* Nobody waits for it any more: a compiler need not go on. */
static bool is_given_up(const struct job *job)
{
	return !job->waiting && !job->telling && !job->over;
}

static void go_on(void *context)
{
	struct job *job = context;
	struct builder *builder = job->builder;
	struct err err = {0};
	struct outcome *known = remembered(builder, job->key);
	if (job->box) {
		tell_late_comers(job, compiling);
		if (is_given_up(job))
			job_free(job);
		return;
	}
	if (known) {
		end_job(job, known, true);
		return;
	}
	if (job->broken || !open_cache(builder, &err)) {
		end_badly(job, VERDICT_SANDBOX_ERROR, job->broken ? job->broken : err.text);
		return;
	}
	if (!job->prepared && job->toolchain->language->compile.step_count) {
		job->prepared = prepared_for(builder, job->toolchain);
		if (!job->prepared) {
			end_badly(job, VERDICT_SANDBOX_ERROR, "too many toolchains are in use");
			return;
		}
	}
	if (job->prepared && prepared_state(job->prepared) == PREPARED_FAILED) {
		end_badly(job, VERDICT_SANDBOX_ERROR, prepared_words(job->prepared));
		return;
	}
	if (job->prepared && prepared_state(job->prepared) == PREPARED_GOES_ON) {
		if (*prepared_words(job->prepared))
			tell_stage(job, prepared_words(job->prepared));
	} else if (!language_is_compiled(job->toolchain->language)) {
		struct outcome *outcome = outcome_of(job, VERDICT_ACCEPTED, mem_dup(""), mem_dup(""));
		outcome->program = program_of(job, NULL, 0);
		end_job(job, outcome, true);
		return;
	} else if ((known = from_cache(job))) {
		end_job(job, known, true);
		return;
	} else {
		compile(job);
	}
	if (is_given_up(job))
		job_free(job);
}

/* All that the program depends on. */
static void make_key(struct job *job)
{
	struct digest digest;
	digest_init(&digest);
	digest_puts(&digest, "greenroom build 1");
	digest_puts(&digest, job->toolchain->language->digest);
	digest_puts(&digest, job->toolchain->id);
	for (size_t i = 0; i < job->glue.count; i++) {
		digest_puts(&digest, job->glue.items[i].name);
		digest_put(&digest, job->glue.items[i].data.data, job->glue.items[i].data.len);
	}
	digest_put(&digest, job->source, job->len);
	digest_end(&digest, job->key);
}

static struct job *job_new(struct builder *builder, const struct build_request *request)
{
	struct job *job = mem_zero(1, sizeof *job);
	const struct language *language = request->toolchain->language;
	const struct template_subject subject = question_subject(request->question, request->body, language);
	struct err err = {0};
	job->builder = builder;
	job->toolchain = request->toolchain;
	job->cpu_ms = request->cpu_ms;
	/* Where nothing is compiled the source goes with each request, and is no part of what is built. */
	if (language_is_compiled(language)) {
		job->source = mem_copy(request->source, request->len);
		job->len = request->len;
		job->diagnostics = diagnostics_new(&subject, &err);
		if (!job->diagnostics || !glue_files(&subject, &job->glue, &err))
			job->broken = mem_dup(err.text);
	}
	make_key(job);
	job->step = loop_timer_new(builder->loop, go_on, job);
	return job;
}

static struct job *job_like(const struct builder *builder, const char *key)
{
	for (struct job *job = builder->jobs; job; job = job->next)
		if (strcmp(job->key, key) == 0 && !job->over)
			return job;
	return NULL;
}

/* ---- the public part */

struct build *build_start(struct builder *builder, const struct build_request *request,
                          const struct build_events *events, void *context)
{
	struct build *build = mem_zero(1, sizeof *build);
	struct job *job = job_new(builder, request), *same = job_like(builder, job->key);
	if (same) {
		job_free(job);
		job = same;
	} else {
		job->next = builder->jobs;
		builder->jobs = job;
	}
	loop_timer_set(job->step, 0); /* also for one under way: who comes now is told what is being done */
	*build = (struct build){.next = job->waiting, .builder = builder, .job = job, .events = *events, .context = context};
	job->waiting = build;
	return build;
}

void build_free(struct build *build)
{
	if (!build)
		return;
	struct job *job = build->job;
	if (job) {
		for (struct build **at = &job->waiting; *at; at = &(*at)->next)
			if (*at == build) {
				*at = build->next;
				break;
			}
		if (is_given_up(job))
			job_free(job);
	}
	free(build);
}

struct builder *builder_new(struct loop *loop, const char *cache)
{
	struct builder *builder = mem_zero(1, sizeof *builder);
	AUTO_FREE char *home = path_cache_home();
	builder->loop = loop;
	builder->folder = cache ? mem_dup(cache) : path_join(home, "build");
	builder->keep = loop_timer_new(loop, keep_all, builder);
	return builder;
}

void builder_free(struct builder *builder)
{
	if (!builder)
		return;
	while (builder->jobs)
		job_free(builder->jobs);
	for (size_t i = 0; i < RECENT_MAX; i++)
		outcome_free(builder->recent[i]);
	for (size_t i = 0; i < builder->prepared_count; i++)
		prepared_free(builder->prepared[i]);
	keep_all(builder);
	loop_timer_free(builder->keep);
	cache_close(builder->cache);
	free(builder->folder);
	free(builder);
}

void builder_prepare(struct builder *builder, const struct toolchain *toolchain)
{
	if (toolchain->language->compile.step_count && open_cache(builder, NULL))
		prepared_for(builder, toolchain);
}

bool builder_prepared(const struct builder *builder, const struct toolchain *toolchain)
{
	if (!toolchain->language->compile.step_count)
		return true;
	for (size_t i = 0; i < builder->prepared_count; i++)
		if (prepared_toolchain(builder->prepared[i]) == toolchain)
			return prepared_state(builder->prepared[i]) != PREPARED_GOES_ON;
	return false;
}
