#include "engine/packs/function_question.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/packs/folder.h"
#include "engine/packs/signature.h"
#include "engine/packs/tests_file.h"
#include "engine/toolchain/spelling.h"

static const char *const keys[] = {
    "format",    "kind",      "id",    "title",     "difficulty", "category", "tags",       "estimated_minutes",
    "statement", "signature", "judge", "names",     "languages",  "limits",   "compare",    "tests",
    "solutions", "wrong",     "hints", "editorial", "related",    "rubric",   "attribution"};

static bool kind_read(struct meta root, enum question_kind *kind, struct err *err)
{
	static const char *const names[] = {[QUESTION_FUNCTION] = "function", [QUESTION_CLASS] = "class"};
	size_t which = QUESTION_FUNCTION;
	if (!meta_get(root, "kind").at)
		return meta_fail(root, err, "E106", "\"kind\" is missing");
	if (!meta_choice(root, "kind", names, COUNT_OF(names), &which, err))
		return false;
	*kind = (enum question_kind)which;
	return true;
}

static void unknown_language(struct meta at, const char *name, struct string_list *warnings)
{
	const char *near = language_nearest(name);
	AUTO_FREE char *word = meta_quoted(name);
	meta_note(at, warnings, "W109", "unknown language %s%s%s%s", word, near ? " (did you mean \"" : "",
		  near ? near : "", near ? "\"?)" : "");
}

static bool languages_read(struct meta root, struct question *question, struct err *err)
{
	struct meta list = {0};
	if (!meta_list(root, "languages", OPTIONAL, &list, err) ||
	    !meta_strings(root, "languages", &question->languages, err))
		return false;
	if (list.at && question->languages.count == 0)
		return meta_fail(list, err, "E108", "no language is named");
	for (size_t i = 0; i < question->languages.count; i++) {
		const char *name = question->languages.items[i];
		if (language_find(name, NULL))
			continue;
		unknown_language(meta_item(list, i), name, &question->warnings);
	}
	return true;
}

static bool id_matches(struct meta root, struct question *question, struct err *err)
{
	const char *id = NULL;
	if (!meta_string(root, "id", NEEDED, &id, err))
		return false;
	if (strcmp(id, question->slug) != 0) {
		AUTO_FREE char *word = meta_quoted(id);
		AUTO_FREE char *slug = meta_quoted(question->slug);
		meta_note(meta_get(root, "id"), &question->warnings, "E108", "%s is not the folder's name %s", word,
			  slug);
	}
	return true;
}

/* A difficulty that is none is no reason to keep a question from anybody. */
static void difficulty_or_note(struct meta root, struct question *question)
{
	struct err reason = {0};
	if (!difficulty_read(root, &question->difficulty, &reason))
		string_list_add(&question->warnings, reason.text);
}

static bool description_read(struct meta root, struct question *question, struct err *err)
{
	const char *category = "";
	struct meta unused = {0};
	if (!title_read(root, &question->title, err) || !id_matches(root, question, err) ||
	    !meta_string(root, "category", OPTIONAL, &category, err) ||
	    !meta_strings(root, "tags", &question->tags, err) ||
	    !meta_int(root, "estimated_minutes", 0, 10000, &question->estimated_minutes, err) ||
	    !meta_strings(root, "related", &question->related, err) ||
	    !meta_list(root, "rubric", OPTIONAL, &unused, err) ||
	    !meta_map(root, "attribution", OPTIONAL, &unused, err))
		return false;
	free(question->category);
	question->category = mem_dup(category);
	difficulty_or_note(root, question);
	return languages_read(root, question, err);
}

static const char *statement_name(struct meta root)
{
	const char *name = "statement.md";
	meta_string(root, "statement", OPTIONAL, &name, NULL);
	return name;
}

/* The files that one who opens the question cannot do without. */
static bool files_stand(int folder, struct meta root, struct err *err)
{
	const char *statement = NULL;
	if (!meta_string(root, "statement", OPTIONAL, &statement, err) ||
	    !pack_file_check(folder, statement_name(root), err))
		return false;
	struct string_list files = {0};
	bool all = tests_names_read(folder, root, &files, err);
	for (size_t i = 0; all && i < files.count; i++)
		all = pack_file_check(folder, files.items[i], err);
	string_list_release(&files);
	return all;
}

/* Can the language say the signature?  Where it cannot, the reason is noted. */
static bool can_say(const struct language *language, const struct question_signature *signature,
                    struct question *question)
{
	struct err why = {0};
	if (spelling_can_say(language, signature, &why))
		return true;
	string_list_add(&question->unsaid, language->name);
	string_list_add(&question->unsaid_why, why.text);
	return false;
}

/* Those of the question's languages that cannot say its signature. */
static void unsaid_note(const struct question_signature *signature, struct question *question)
{
	for (size_t i = 0; i < question->languages.count; i++) {
		const struct language *language = language_find(question->languages.items[i], NULL);
		if (language)
			can_say(language, signature, question);
	}
}

/* Who names none means all that can say it. */
static void languages_default(const struct question_signature *signature, struct question *question)
{
	const struct languages *all = languages_all();
	for (size_t i = 0; i < all->count; i++)
		if (can_say(all->items[i], signature, question))
			string_list_add(&question->languages, all->items[i]->name);
}

static void names_note(struct meta root, struct string_list *warnings)
{
	struct meta names = meta_get(root, "names");
	for (size_t i = 0; i < meta_count(names); i++) {
		const char *name = names.at->entries[i].key;
		if (!language_find(name, NULL))
			unknown_language(names, name, warnings);
	}
}

/* What the body will read again: a question whose signature makes no sense is broken in the list. */
static bool judging_read(struct meta root, struct question *question, bool *checker, struct err *err)
{
	struct question_signature signature = {0};
	struct compare_read compare = {.rules = compare_rules_default};
	enum judge_what what = JUDGE_RETURN;
	size_t param = 0;
	bool class = question->kind == QUESTION_CLASS;
	bool read = signature_read(root, class, &signature, &question->warnings, err) &&
		    judge_read(root, &signature, &what, &param, err) &&
		    compare_read(meta_get(root, "compare"), &compare, &question->warnings, err);
	if (read && !question->languages.count)
		languages_default(&signature, question);
	else if (read)
		unsaid_note(&signature, question);
	if (read)
		names_note(root, &question->warnings);
	signature_release(&signature);
	*checker = compare.checker;
	return read;
}

static void make_unavailable(struct question *question, const char *why)
{
	question->state = QUESTION_UNAVAILABLE;
	free(question->problem);
	question->problem = mem_dup(why);
}

bool function_question_read(int folder, const struct metadata *metadata, const struct pack_defaults *defaults,
			    struct question *question, struct err *err)
{
	struct meta root = metadata_root(metadata);
	bool checker = false;
	question->limits = limits_of_functions;
	if (!meta_expect_map(root, err) || !format_read(root, &question->warnings, err) ||
	    !kind_read(root, &question->kind, err))
		return false;
	meta_unknown(root, keys, COUNT_OF(keys), "E101", &question->warnings);
	limits_default(defaults, question);
	if (!description_read(root, question, err) ||
	    !limits_read(meta_get(root, "limits"), question, &question->warnings, err))
		return false;
	for (size_t i = 0; i < defaults->preload.count; i++)
		string_list_unite(&question->preload, defaults->preload.items[i]);
	if (!judging_read(root, question, &checker, err) || !files_stand(folder, root, err))
		return false;
	if (checker)
		make_unavailable(question, "questions with a checker need a newer Greenroom");
	else if (!question->languages.count)
		make_unavailable(question, "no language that is installed here can express its signature");
	return true;
}

/* ---- body ------------------------------------------------------------------ */

static bool texts_read(int folder, struct meta root, struct question_body *body, struct err *err)
{
	const char *editorial = NULL;
	if (!text_read(folder, statement_name(root), &body->statement, err) ||
	    !meta_string(root, "editorial", OPTIONAL, &editorial, err))
		return false;
	if (!editorial && pack_has(folder, "editorial.md"))
		editorial = "editorial.md";
	return !editorial || text_read(folder, editorial, &body->editorial, err);
}

char *function_statement_read(int folder, struct err *err)
{
	struct metadata *metadata = metadata_read(folder, "question.json", &metadata_limits, err);
	char *statement = NULL;
	if (metadata && meta_expect_map(metadata_root(metadata), err))
		text_read(folder, statement_name(metadata_root(metadata)), &statement, err);
	metadata_free(metadata);
	return statement;
}

static bool body_judging_read(struct meta root, bool class, struct question_body *body, struct err *err)
{
	struct string_list known = {0}; /* the metadata half has these notes already */
	struct compare_read compare = {.rules = compare_rules_default};
	bool read = signature_read(root, class, &body->signature, &known, err) &&
		    judge_read(root, &body->signature, &body->judge, &body->judge_param, err) &&
		    compare_read(meta_get(root, "compare"), &compare, &known, err);
	string_list_release(&known);
	if (!read)
		return false;
	if (compare.checker)
		return meta_fail(meta_get(root, "compare"), err, "E102",
				 "questions with a checker need a newer Greenroom");
	if (compare.any_of.at)
		return meta_fail(compare.any_of, err, "E108", "accepted values belong to a test");
	body->rules = compare.rules;
	body->rules_stated = compare.stated;
	return true;
}

bool function_body_read(int folder, enum question_kind kind, struct question_body *body, struct err *err)
{
	struct metadata *metadata = metadata_read(folder, "question.json", &metadata_limits, err);
	if (!metadata)
		return false;
	struct meta root = metadata_root(metadata);
	struct string_list files = {0};
	bool read = meta_expect_map(root, err) && body_judging_read(root, kind == QUESTION_CLASS, body, err) &&
		    texts_read(folder, root, body, err) && hints_read(root, body, &body->notes, err) &&
		    solutions_read(folder, root, LIST_SOLUTIONS, body, &body->notes, err) &&
		    solutions_read(folder, root, LIST_WRONG, body, &body->notes, err) &&
		    tests_names_read(folder, root, &files, err) && tests_read(folder, &files, body, err);
	string_list_release(&files);
	metadata_free(metadata);
	return read;
}
