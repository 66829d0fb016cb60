#include "engine/runs/polish.h"

#include <string.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/runs/tool_box.h"

enum {
	WALL_MS = 10000,
	MEMORY_MB = 512,
	PROCESSES = 64,
	OUTPUT_KB = 1024,
	DISK_MB = 32,
	SOURCE_MAX_MB = 4,
	SAID_MAX = 16 << 10,
	ASK_AGAIN_MS = 5,
};

struct polish {
	struct loop *loop;
	struct tools *tools;
	const struct language *language;
	enum polish_kind kind;
	char *source;
	size_t len;
	polish_fn *fn;
	void *context;

	size_t at;             /* in the definition's list */
	const struct language_polish *with;
	const struct tool *tool;
	struct toolchain chain; /* of what runs that tool: an interpreter, or nothing */
	char *name;             /* "clang-format 14.0.6" */
	char *target, *result;  /* paths in the box: of the copy, and of what comes out of standard output */
	struct string_list argv;
	struct box *box;
	struct loop_timer *step;
};

static const struct box_limits limits = {.start_ms = WALL_MS, .wall_ms = WALL_MS, .memory_mb = MEMORY_MB,
                                         .processes = PROCESSES, .output_kb = OUTPUT_KB, .answer_kb = 1, .disk_mb = DISK_MB};

static const struct language_polishes *list_of(const struct polish *p)
{
	return p->kind == POLISH_FORMAT ? &p->language->formatters : &p->language->linters;
}

/* The last thing that is done with it: who is told may free it. */
static void finish(struct polish *p, struct polish_result *result)
{
	result->tool = p->name ? p->name : "";
	result->text = result->text ? result->text : "";
	result->findings = result->findings ? result->findings : "";
	p->fn(result, p->context);
}

static void fail(struct polish *p, bool missing, const char *message)
{
	struct polish_result result = {.missing = missing, .message = message};
	finish(p, &result);
}

static void fail_missing(struct polish *p)
{
	const struct language_polishes *list = list_of(p);
	const char *what = p->kind == POLISH_FORMAT ? "formatter" : "linter";
	const struct language_tool *first = list->count ? language_tool(p->language, list->items[0].tool) : NULL;
	AUTO_FREE char *message = first ? mem_format("%s has no %s here: %s", p->language->title, what, first->install)
	                                : mem_format("there is no %s for %s", what, p->language->title);
	fail(p, true, message);
}

/* ---- the tool's work */

static char *first_line(const char *text)
{
	return mem_dup_n(text, strcspn(text, "\n"));
}

/* What a formatter left is some other source: no less suspicious than the first. */
static void take_text(struct polish *p, const struct buf *text)
{
	size_t bad;
	if (memchr(buf_text(text), '\0', text->len) || !utf8_valid(buf_text(text), text->len, &bad)) {
		AUTO_FREE char *message = mem_format("what %s made of it is no text", p->name);
		fail(p, false, message);
		return;
	}
	struct polish_result result = {.ok = true, .text = buf_text(text), .len = text->len, .message = ""};
	finish(p, &result);
}

/* Its path in the box means nothing to the person. */
static char *own_words(const struct polish *p, const struct box_result *r)
{
	AUTO_BUF said = {0};
	AUTO_BUF out = {0};
	tool_box_said(r, SAID_MAX, &said);
	const char *text = buf_text(&said);
	for (const char *at; (at = strstr(text, p->target)); text = at + strlen(p->target)) {
		buf_put(&out, text, (size_t)(at - text));
		buf_puts(&out, p->language->file);
	}
	buf_puts(&out, text);
	return buf_steal(&out);
}

static void formatted(struct polish *p, const struct box_result *r)
{
	AUTO_BUF text = {0};
	if (r->status != 0) {
		AUTO_FREE char *words = own_words(p, r);
		AUTO_FREE char *line = first_line(words);
		AUTO_FREE char *message = mem_format("%s refused it: %s", p->name, *line ? line : "it did not say why");
		fail(p, false, message);
		return;
	}
	if (artefact_read(p->box, (size_t)SOURCE_MAX_MB << 20, &text)) {
		take_text(p, &text);
		return;
	}
	AUTO_FREE char *message = mem_format("what %s made of it did not come out of its box", p->name);
	fail(p, false, message);
}

static void on_end(const struct box_result *r, void *context)
{
	struct polish *p = context;
	if (r->end != BOX_EXITED) {
		AUTO_FREE char *why = r->failure ? mem_dup(r->failure) : mem_dup(box_end_name(r->end));
		AUTO_FREE char *message = mem_format("%s did not do its work: %s", p->name, why);
		fail(p, false, message);
	} else if (p->kind == POLISH_FORMAT) {
		formatted(p, r);
	} else {
		/* Linters say by their status whether they found anything. */
		AUTO_FREE char *words = own_words(p, r);
		struct polish_result result = {.ok = true, .findings = words, .message = ""};
		finish(p, &result);
	}
}

/* ---- which tool */

static bool is_named_in(const struct string_list *argv, const char *tool)
{
	AUTO_FREE char *word = mem_format("{%s}", tool);
	for (size_t i = 0; i < argv->count; i++)
		if (strstr(argv->items[i], word))
			return true;
	return false;
}

/* Takes the language's own tools that the words name into the chain; false: one is not known yet. */
static bool fill_chain(struct polish *p, const struct language_polish *with)
{
	bool known = true;
	for (size_t i = 0; i < p->language->tool_count; i++) {
		const struct language_tool *tool = &p->language->tools[i];
		if (tool->optional || !is_named_in(&with->argv, tool->name))
			continue;
		tools_ask(p->tools, p->language, tool->name);
		if (tools_known(p->tools, p->language, tool->name))
			p->chain.tools[i] = tools_named(p->tools, p->language, tool->name, NULL);
		else
			known = false;
	}
	return known;
}

static bool choose(struct polish *p)
{
	const struct language_polishes *list = list_of(p);
	for (; p->at < list->count; p->at++) {
		const struct language_polish *with = &list->items[p->at];
		tools_ask(p->tools, p->language, with->tool);
		if (!tools_known(p->tools, p->language, with->tool) || !fill_chain(p, with)) {
			loop_timer_set(p->step, ASK_AGAIN_MS);
			return false;
		}
		p->tool = tools_named(p->tools, p->language, with->tool, NULL);
		if (p->tool) {
			p->with = with;
			return true;
		}
	}
	fail_missing(p);
	return false;
}

/* The source lies in /box, where nobody writes: the tool gets a copy (by cat: cp would keep the mode), or is fed with it. */
static void put_command(struct polish *p)
{
	static const char in_place[] = "cat \"$1\" >\"$2\" && shift 3 && exec \"$@\"";
	static const char by_streams[] = "cat \"$1\" >\"$2\" && in=$1 && out=$3 && shift 3 && exec \"$@\" <\"$in\" >\"$out\"";
	const char *const begin[] = {"/bin/sh", "-c", p->with->stdin_too ? by_streams : in_place, "sh"};
	AUTO_FREE char *from = mem_format("/box/%s", p->language->file);
	for (size_t i = 0; i < COUNT_OF(begin); i++)
		string_list_add(&p->argv, begin[i]);
	string_list_add(&p->argv, from);
	string_list_add(&p->argv, p->target);
	string_list_add(&p->argv, p->result);
	for (size_t i = 0; i < p->with->argv.count; i++)
		string_list_add(&p->argv, p->with->argv.items[i]);
}

static void start(struct polish *p)
{
	static const struct box_events events = {.on_end = on_end};
	bool fed = p->with->stdin_too && p->kind == POLISH_FORMAT;
	p->name = mem_format("%s %s", path_base(p->tool->asked), p->tool->version);
	p->target = mem_format("/work/%s", p->language->file);
	p->result = mem_format("/work/%s.new", p->language->file);
	put_command(p);
	const struct tool_box tool = {
	    .profile = BOX_CHECK,
	    .toolchain = &p->chain,
	    .extra = p->tool,
	    .argv = &p->argv,
	    .source_name = p->language->file,
	    .source = p->source,
	    .len = p->len,
	    .artefact = p->kind == POLISH_LINT ? NULL : fed ? p->result : p->target,
	    .artefact_mb = SOURCE_MAX_MB,
	    .limits = limits,
	};
	p->box = tool_box_start(p->loop, &tool, &events, p);
}

static void go_on(void *context)
{
	struct polish *p = context;
	if (choose(p))
		start(p);
}

struct polish *polish_start(struct loop *loop, struct tools *tools, const struct language *language, enum polish_kind kind,
                            const char *source, size_t len, polish_fn *fn, void *context)
{
	struct polish *p = mem_zero(1, sizeof *p);
	p->loop = loop;
	p->tools = tools;
	p->language = language;
	p->kind = kind;
	p->source = mem_copy(source, len);
	p->len = len;
	p->fn = fn;
	p->context = context;
	p->chain.language = language;
	p->chain.tools = mem_zero(language->tool_count, sizeof *p->chain.tools);
	p->step = loop_timer_new(loop, go_on, p);
	loop_timer_set(p->step, 0);
	return p;
}

void polish_free(struct polish *p)
{
	if (!p)
		return;
	box_free(p->box);
	loop_timer_free(p->step);
	string_list_release(&p->argv);
	free(p->chain.tools);
	free(p->name);
	free(p->source);
	free(p->target);
	free(p->result);
	free(p);
}
