#include "engine/runs/prepared.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/runs/tool_box.h"

enum { SAID_MAX = 600, DISK_MB = 512 };

struct prepared {
	struct loop *loop;
	struct cache *cache;
	const struct toolchain *toolchain;
	int largest_mb;
	char key[DIGEST_TEXT];
	enum prepared_state state;
	char *folder, *words;
	struct cache_entry entry;  /* held, so that no other program removes it */
	struct cache_draft *draft; /* while it is made */
	size_t step;
	struct box *box;
	struct loop_timer *next;
	prepared_fn *fn;
	void *context;
};

static const struct language_compile *compile_of(const struct prepared *p)
{
	return &p->toolchain->language->compile;
}

static void changed(struct prepared *p, enum prepared_state state, char *words)
{
	free(p->words);
	p->words = words;
	p->state = state;
	if (p->fn)
		p->fn(p, p->context);
}

static void fail(struct prepared *p, const char *why)
{
	const struct language *language = p->toolchain->language;
	size_t at = p->step < language->compile.step_count ? p->step : 0;
	cache_abandon(p->draft);
	p->draft = NULL;
	changed(p, PREPARED_FAILED,
	        mem_format("preparing %s (%s) failed: %s", language->title, language->compile.steps[at].title, why));
}

static bool take_from_cache(struct prepared *p)
{
	if (!cache_find(p->cache, p->key, &p->entry))
		return false;
	p->folder = cache_path(p->cache, p->key);
	return true;
}

static void all_made(struct prepared *p)
{
	struct err err = {0};
	struct cache_draft *draft = p->draft;
	p->draft = NULL;
	if (!cache_commit(draft, p->key, &err))
		fail(p, err.text);
	else if (!take_from_cache(p))
		fail(p, "it is gone from the cache again");
	else
		changed(p, PREPARED_DONE, mem_dup(""));
}

static const struct buf *file_named(const struct language_files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->items[i].name, name) == 0)
			return &files->items[i].data;
	return NULL;
}

/* What the step made, and those of its own files that stay. */
static bool keep(struct prepared *p, const struct language_step *step, int artefact, struct err *err)
{
	const struct cache_file made = {.name = step->file, .fd = artefact, .executable = true, .bound = true};
	if (!cache_add(p->draft, &made, err))
		return false;
	for (size_t i = 0; i < step->keep.count; i++) {
		const struct buf *data = file_named(&step->files, step->keep.items[i]);
		const struct cache_file file = {.name = step->keep.items[i], .data = buf_text(data), .len = data->len, .fd = -1, .bound = true};
		if (!cache_add(p->draft, &file, err))
			return false;
	}
	return true;
}

/* What is prepared may be larger than what is compiled: a precompiled header has a hundred megabytes. */
static struct box_limits limits_of(const struct prepared *p)
{
	struct box_limits limits = tool_box_limits(p->toolchain->language, compile_of(p)->wall_ms);
	if (limits.disk_mb < DISK_MB)
		limits.disk_mb = DISK_MB;
	return limits;
}

static void on_end(const struct box_result *result, void *context)
{
	struct prepared *p = context;
	const struct language_step *step = &compile_of(p)->steps[p->step];
	const struct box_limits limits = limits_of(p);
	AUTO_CLOSE int artefact = box_take_artefact(p->box);
	AUTO_FREE char *fault = tool_box_fault(result, &limits);
	AUTO_BUF said = {0};
	struct err err = {0};
	int status = result->status;
	tool_box_said(result, SAID_MAX, &said);
	box_free(p->box);
	p->box = NULL;
	if (fault) {
		fail(p, fault);
	} else if (status != 0 || artefact < 0) {
		fail(p, said.len ? buf_text(&said) : "the tool ended with an error and said nothing");
	} else if (!keep(p, step, artefact, &err)) {
		fail(p, err.text);
	} else {
		p->step++;
		loop_timer_set(p->next, 0);
	}
}

static void start_step(struct prepared *p)
{
	static const struct box_events events = {.on_end = on_end};
	const struct language *language = p->toolchain->language;
	const struct language_step *step = &language->compile.steps[p->step];
	const struct tool_box tool = {
	    .profile = BOX_COMPILE,
	    .toolchain = p->toolchain,
	    .argv = &step->argv,
	    .env = &language->compile.env,
	    .files = &step->files,
	    .prepared = p->step ? cache_draft_path(p->draft) : NULL,
	    .artefact = step->artefact,
	    .artefact_mb = p->largest_mb,
	    .limits = limits_of(p),
	};
	p->box = tool_box_start(p->loop, &tool, &events, p);
	changed(p, PREPARED_GOES_ON, mem_format("preparing %s (%s), once", language->title, step->title));
}

static void go_on(void *context)
{
	struct prepared *p = context;
	struct err err = {0};
	if (!p->step && !p->draft && take_from_cache(p)) {
		changed(p, PREPARED_DONE, mem_dup(""));
		return;
	}
	if (!p->draft && !(p->draft = cache_begin(p->cache, &err)))
		fail(p, err.text);
	else if (p->step < compile_of(p)->step_count)
		start_step(p);
	else
		all_made(p);
}

struct prepared *prepared_new(struct loop *loop, struct cache *cache, const struct toolchain *toolchain, int largest_mb)
{
	struct prepared *p = mem_zero(1, sizeof *p);
	struct digest digest;
	p->loop = loop;
	p->cache = cache;
	p->toolchain = toolchain;
	p->largest_mb = largest_mb;
	p->entry.folder = -1;
	p->words = mem_dup("");
	digest_init(&digest);
	digest_puts(&digest, "greenroom prepared 1");
	digest_puts(&digest, toolchain->language->digest);
	digest_puts(&digest, toolchain->id);
	digest_end(&digest, p->key);
	p->next = loop_timer_new(loop, go_on, p);
	loop_timer_set(p->next, 0);
	return p;
}

void prepared_free(struct prepared *p)
{
	if (!p)
		return;
	box_free(p->box);
	cache_abandon(p->draft);
	cache_release(&p->entry);
	loop_timer_free(p->next);
	free(p->folder);
	free(p->words);
	free(p);
}

enum prepared_state prepared_state(const struct prepared *p)
{
	return p->state;
}

const struct toolchain *prepared_toolchain(const struct prepared *p)
{
	return p->toolchain;
}

const char *prepared_folder(const struct prepared *p)
{
	return p->folder;
}

const char *prepared_words(const struct prepared *p)
{
	return p->words;
}

void prepared_watch(struct prepared *p, prepared_fn *fn, void *context)
{
	p->fn = fn;
	p->context = context;
}
