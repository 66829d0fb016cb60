#include "engine/packs/question.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/packs/function_question.h"
#include "engine/packs/mlbites.h"
#include "engine/packs/question_read.h"
#include "engine/packs/signature.h"
#include "engine/packs/validate.h"
#include "engine/toolchain/language.h"
#include "engine/toolchain/starter.h"

const char *question_difficulty_name(enum question_difficulty difficulty)
{
	switch (difficulty) {
	case DIFFICULTY_EASY: return "easy";
	case DIFFICULTY_MEDIUM: return "medium";
	case DIFFICULTY_HARD: return "hard";
	case DIFFICULTY_UNKNOWN: break;
	}
	return "";
}

/* ---- the metadata half ------------------------------------------------------ */

static bool read_by_kind(int folder, const struct pack_defaults *defaults, struct question *question, struct err *err)
{
	bool function = pack_has(folder, "question.json");
	if (!function && !pack_has(folder, "metadata.json"))
		return err_set(err, ERR_INPUT, "E106 metadata.json: is missing, and so is question.json");
	struct metadata *metadata =
	    metadata_read(folder, function ? "question.json" : "metadata.json", &metadata_limits, err);
	if (!metadata)
		return false;
	bool read = function ? function_question_read(folder, metadata, defaults, question, err)
			     : mlbites_read(folder, metadata, defaults, question, err);
	metadata_free(metadata);
	return read;
}

void question_break(struct question *question, const char *problem)
{
	question->state = QUESTION_BROKEN;
	free(question->problem);
	question->problem = mem_dup(problem);
}

void question_read(int folder, const struct pack_defaults *defaults, struct question *question)
{
	struct err err = {0};
	if (!read_by_kind(folder, defaults, question, &err))
		question_break(question, err.text);
}

void question_release(struct question *question)
{
	free(question->pack);
	free(question->slug);
	free(question->folder);
	free(question->problem);
	free(question->title);
	free(question->category);
	free(question->framework);
	string_list_release(&question->warnings);
	string_list_release(&question->tags);
	string_list_release(&question->languages);
	string_list_release(&question->unsaid);
	string_list_release(&question->unsaid_why);
	string_list_release(&question->modules);
	string_list_release(&question->preload);
	string_list_release(&question->related);
	for (size_t i = 0; i < question->language_limit_count; i++)
		free(question->language_limits[i].language);
	free(question->language_limits);
	*question = (struct question){0};
}

static int limit_in(int own, struct language_scale scale, int limit)
{
	return own ? own : language_scaled(scale, limit);
}

struct question_limits question_limits_in(const struct question *question, const struct language *language)
{
	static const struct language_scale same = {.times = 1};
	const struct question_limits *all = &question->limits;
	const struct language_limits *scales = &language->limits;
	struct question_limits own = {0};
	for (size_t i = 0; i < question->language_limit_count; i++)
		if (strcmp(question->language_limits[i].language, language->name) == 0)
			own = question->language_limits[i].limits;
	return (struct question_limits){
	    .test_ms = limit_in(own.test_ms, scales->test_ms, all->test_ms),
	    .total_ms = limit_in(own.total_ms, scales->total_ms, all->total_ms),
	    .cpu_ms = limit_in(own.cpu_ms, scales->cpu_ms, all->cpu_ms),
	    .compile_ms = limit_in(own.compile_ms, language->compile.compile_ms, all->compile_ms),
	    .memory_mb = limit_in(own.memory_mb, scales->memory_mb, all->memory_mb),
	    .output_kb = limit_in(own.output_kb, same, all->output_kb),
	    .source_kb = limit_in(own.source_kb, same, all->source_kb),
	    .processes = limit_in(own.processes, scales->processes, all->processes),
	};
}

bool question_offers(const struct question *question, const struct language *language, struct err *err)
{
	for (size_t i = 0; i < question->unsaid.count; i++)
		if (strcmp(question->unsaid.items[i], language->name) == 0)
			return err_set(err, ERR_INPUT, "%s", question->unsaid_why.items[i]);
	return string_list_has(&question->languages, language->name) ||
	       err_set(err, ERR_INPUT, "this question is not offered in %s", language->title);
}

const struct language *question_language(const struct question *question, const char *wanted)
{
	const struct language *language = wanted ? language_find(wanted, NULL) : NULL;
	if (language && question_offers(question, language, NULL))
		return language;
	for (size_t i = 0; i < question->languages.count; i++) {
		language = language_find(question->languages.items[i], NULL);
		if (language && question_offers(question, language, NULL))
			return language;
	}
	return NULL;
}

/* ---- the body ---------------------------------------------------------------- */

/* -1 and err where there is nothing to open. */
static int open_folder(const struct question *question, struct err *err)
{
	if (question->state == QUESTION_BROKEN) {
		err_set(err, ERR_INPUT, "%s", question->problem);
		return -1;
	}
	int folder = open(question->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		err_sys(err, "opening the folder of %s", question->slug);
	return folder;
}

char *question_statement_load(const struct question *question, struct err *err)
{
	AUTO_CLOSE int folder = open_folder(question, err);
	if (folder < 0)
		return NULL;
	if (question->kind != QUESTION_PYTESTS)
		return function_statement_read(folder, err);
	char *statement = NULL;
	return text_read(folder, "question.md", &statement, err) ? statement : NULL;
}

struct question_body *question_body_read(const struct question *question, struct err *err)
{
	AUTO_CLOSE int folder = open_folder(question, err);
	if (folder < 0)
		return NULL;
	struct question_body *body = mem_zero(1, sizeof *body);
	body->rules = compare_rules_default;
	bool read = question->kind == QUESTION_PYTESTS ? mlbites_body_read(folder, question, body, err)
						       : function_body_read(folder, question->kind, body, err);
	if (read)
		return body;
	question_body_free(body);
	return NULL;
}

struct question_body *question_body_load(const struct question *question, struct err *err)
{
	struct question_body *body = question_body_read(question, err);
	if (!body || tests_are_sound(question, body, err))
		return body;
	question_body_free(body);
	return NULL;
}

static void solutions_free(struct question_solution *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].file);
		free(list[i].language);
		free(list[i].source);
		free(list[i].expect);
		free(list[i].note);
		string_list_release(&list[i].must_fail);
	}
	free(list);
}

void question_body_free(struct question_body *body)
{
	if (!body)
		return;
	free(body->statement);
	free(body->editorial);
	free(body->starter);
	free(body->tests_source);
	signature_release(&body->signature);
	free(body->tests);
	solutions_free(body->solutions, body->solution_count);
	solutions_free(body->wrong, body->wrong_count);
	for (size_t i = 0; i < body->hint_count; i++)
		free(body->hints[i].text);
	free(body->hints);
	string_list_release(&body->policy.allow_imports);
	string_list_release(&body->policy.ban_calls);
	for (size_t i = 0; i < body->document_count; i++)
		value_doc_free(body->documents[i]);
	free(body->documents);
	string_list_release(&body->test_files);
	string_list_release(&body->notes);
	free(body);
}

const struct type *question_judged_type(const struct question_body *body)
{
	/* A class returns nothing itself: its `returns` is NULL. */
	return body->judge == JUDGE_RETURN ? body->signature.returns : body->signature.params[body->judge_param].type;
}

/* ---- starters -------------------------------------------------------------------- */

/* Without a starting point there is only the title to begin from. */
static char *titled(const struct question *question, const struct language *language)
{
	AUTO_FREE char *title = text_escaped(question->title, TEXT_ONE_LINE);
	return mem_format("%s %s\n\n", language->comment, title);
}

char *question_starter(const struct question *question, const struct question_body *body, const char *name,
		       struct err *err)
{
	const struct language *language = language_find(name, err);
	if (!language)
		return NULL;
	if (question->kind == QUESTION_PYTESTS)
		return body->starter ? mem_dup(body->starter) : titled(question, language);
	const struct template_subject subject = question_subject(question, body, language);
	return starter_text(&subject, err);
}

struct template_subject question_subject(const struct question *question, const struct question_body *body,
				const struct language *language)
{
	return (struct template_subject){.language = language,
				.signature = &body->signature,
				.judge = body->judge,
				.judge_param = body->judge_param,
				.title = question->title};
}
