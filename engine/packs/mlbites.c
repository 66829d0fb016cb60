#include "engine/packs/mlbites.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "engine/base/mem.h"
#include "engine/packs/folder.h"
#include "engine/toolchain/language.h"

/* ---- frameworks and their policy --------------------------------------------- */

/* What a framework's name in metadata.json stands for. */
static const struct framework {
	const char *name;
	const char *modules[3]; /* needed, allowed and worth importing ahead */
} frameworks[] = {
    {"numpy", {"numpy"}},
    {"pytorch", {"torch", "numpy"}},
    {"torch", {"torch", "numpy"}},
    {"scipy", {"scipy", "numpy"}},
    {"pandas", {"pandas", "numpy"}},
    {"sklearn", {"sklearn", "numpy"}},
    {"scikit-learn", {"sklearn", "numpy"}},
};

/* Allowed for every framework, beside its own modules: nothing that opens files or processes. */
static const char *const allowed_modules[] = {
    "math",     "typing",     "collections", "itertools",  "functools", "dataclasses", "abc",        "enum",
    "warnings", "__future__", "random",      "statistics", "operator",  "copy",        "contextlib", "numbers",
    "string",   "re",         "heapq",       "bisect",     "time",      "types"};

static const char *const banned_calls[] = {"eval", "exec", "compile", "__import__", "open", "input", "breakpoint"};

static const struct framework *framework_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(frameworks); i++)
		if (strcasecmp(frameworks[i].name, name) == 0)
			return &frameworks[i];
	return NULL;
}

/* Without a framework that we know there is nothing to derive a list of imports from. */
static void default_policy(const struct question *question, struct question_policy *policy)
{
	for (size_t i = 0; i < COUNT_OF(banned_calls); i++)
		string_list_add(&policy->ban_calls, banned_calls[i]);
	policy->given = framework_find(question->framework) != NULL;
	if (!policy->given)
		return;
	for (size_t i = 0; i < question->modules.count; i++)
		string_list_unite(&policy->allow_imports, question->modules.items[i]);
	for (size_t i = 0; i < COUNT_OF(allowed_modules); i++)
		string_list_unite(&policy->allow_imports, allowed_modules[i]);
}

/* ---- metadata ------------------------------------------------------------------ */

/* Takes the error as a warning: "E107 ..." becomes "W107 ...". */
static void soften(struct question *question, struct err *reason)
{
	reason->text[0] = 'W';
	string_list_add(&question->warnings, reason->text);
}

static void optional_string(struct meta root, const char *key, char **out, struct question *question)
{
	struct err reason = {0};
	const char *text = "";
	if (!meta_string(root, key, OPTIONAL, &text, &reason))
		soften(question, &reason);
	free(*out);
	*out = mem_dup(text);
}

static void optional_strings(struct meta root, const char *key, struct string_list *out, struct question *question)
{
	struct err reason = {0};
	if (!meta_strings(root, key, out, &reason))
		soften(question, &reason);
}

static void framework_read(struct meta root, struct question *question)
{
	optional_string(root, "framework", &question->framework, question);
	const struct framework *framework = framework_find(question->framework);
	if (!framework && question->framework[0]) {
		AUTO_FREE char *word = meta_quoted(question->framework);
		meta_note(meta_get(root, "framework"), &question->warnings, "W108",
			  "unknown framework %s: no module is asked for and no import refused", word);
	}
	for (size_t i = 0; framework && i < COUNT_OF(framework->modules) && framework->modules[i]; i++) {
		string_list_unite(&question->modules, framework->modules[i]);
		string_list_unite(&question->preload, framework->modules[i]);
	}
}

/* Where none is installed the questions are listed, in a language that nobody has. */
static const char *pytests_language(void)
{
	const struct language *language = language_of_pytests();
	return language ? language->name : "pytests";
}

static bool files_stand(int folder, struct err *err)
{
	return pack_file_check(folder, "question.md", err) && pack_file_check(folder, "tests.py", err);
}

static const char *const extra_keys[] = {"hints", "limits", "wrong", "attribution", "preload", "policy"};

bool mlbites_extra_read(const struct metadata *extra, struct question *question, struct err *err)
{
	struct meta root = metadata_root(extra);
	struct meta unused = {0};
	if (!meta_expect_map(root, err) ||
	    !limits_read(meta_get(root, "limits"), question, &question->warnings, err) ||
	    !meta_map(root, "attribution", OPTIONAL, &unused, err))
		return false;
	meta_unknown(root, extra_keys, COUNT_OF(extra_keys), "E101", &question->warnings);
	if (!meta_get(root, "preload").at)
		return true;
	string_list_release(&question->preload);
	return preload_read(root, &question->preload, err);
}

bool mlbites_read(int folder, const struct metadata *metadata, const struct pack_defaults *defaults,
		  struct question *question, struct err *err)
{
	static const char *const keys[] = {"title", "category",   "framework",
					   "tags",  "difficulty", "relevant_questions"};
	struct meta root = metadata_root(metadata);
	struct err reason = {0};
	question->kind = QUESTION_PYTESTS;
	question->limits = limits_of_pytests;
	string_list_unite(&question->languages, pytests_language());
	if (!meta_expect_map(root, err) || !title_read(root, &question->title, err))
		return false;
	meta_unknown(root, keys, COUNT_OF(keys), "W101", &question->warnings);
	optional_string(root, "category", &question->category, question);
	optional_strings(root, "tags", &question->tags, question);
	optional_strings(root, "relevant_questions", &question->related, question);
	if (!difficulty_read(root, &question->difficulty, &reason))
		soften(question, &reason);
	for (size_t i = 0; i < defaults->preload.count; i++)
		string_list_unite(&question->preload, defaults->preload.items[i]);
	framework_read(root, question);
	limits_default(defaults, question);
	if (!files_stand(folder, err))
		return false;
	if (pack_has(folder, "extra.json")) {
		struct metadata *extra = metadata_read(folder, "extra.json", &metadata_limits, err);
		bool read = extra && mlbites_extra_read(extra, question, err);
		metadata_free(extra);
		if (!read)
			return false;
	}
	question->limits.test_ms = question->limits.total_ms; /* all tests are one here */
	for (size_t i = 0; i < question->language_limit_count; i++)
		question->language_limits[i].limits.test_ms = question->language_limits[i].limits.total_ms;
	return true;
}

/* ---- body ------------------------------------------------------------------------ */

/* A line that begins "def run_tests(". */
static bool has_run_tests(const char *source)
{
	for (const char *line = source; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		const char *c = line;
		if (strncmp(c, "def", 3) != 0 || !isblank((unsigned char)c[3]))
			continue;
		c += 3 + strspn(c + 3, " \t");
		if (strncmp(c, "run_tests", 9) != 0)
			continue;
		c += 9 + strspn(c + 9, " \t");
		if (*c == '(')
			return true;
	}
	return false;
}

static bool policy_read(struct meta root, struct question_body *body, struct err *err)
{
	static const char *const keys[] = {"allow_imports", "ban_calls"};
	struct meta policy = {0};
	if (!meta_map(root, "policy", OPTIONAL, &policy, err))
		return false;
	if (!policy.at)
		return true;
	meta_unknown(policy, keys, COUNT_OF(keys), "E101", &body->notes);
	if (meta_get(policy, "allow_imports").at) {
		string_list_release(&body->policy.allow_imports);
		body->policy.given = true;
	}
	return dotted_names_read(policy, "allow_imports", &body->policy.allow_imports, err) &&
	       dotted_names_read(policy, "ban_calls", &body->policy.ban_calls, err);
}

static bool extra_body_read(int folder, struct question_body *body, struct err *err)
{
	if (!pack_has(folder, "extra.json"))
		return true;
	struct metadata *extra = metadata_read(folder, "extra.json", &metadata_limits, err);
	if (!extra)
		return false;
	struct meta root = metadata_root(extra);
	bool read = hints_read(root, body, &body->notes, err) &&
		    solutions_read(folder, root, LIST_WRONG, body, &body->notes, err) && policy_read(root, body, err);
	metadata_free(extra);
	return read;
}

static bool tests_source_read(int folder, struct question_body *body, struct err *err)
{
	AUTO_BUF source = {0};
	if (!pack_file_read(folder, "tests.py", &source, err))
		return false;
	if (!has_run_tests(buf_text(&source)))
		return err_set(err, ERR_INPUT, "E407 tests.py: has no run_tests(candidate)");
	body->tests_source_len = source.len;
	body->tests_source = buf_steal(&source);
	return true;
}

static bool reference_read(int folder, struct question_body *body, struct err *err)
{
	if (!pack_has(folder, "solution.py"))
		return true;
	if (!solution_add(folder, "solution.py", &body->solutions, &body->solution_count, err))
		return false;
	struct question_solution *solution = &body->solutions[body->solution_count - 1];
	solution->language = mem_dup(pytests_language());
	solution->note = mem_dup("");
	solution->primary = true;
	return true;
}

bool mlbites_body_read(int folder, const struct question *question, struct question_body *body, struct err *err)
{
	default_policy(question, &body->policy);
	return text_read(folder, "question.md", &body->statement, err) &&
	       (!pack_has(folder, "solution.md") || text_read(folder, "solution.md", &body->editorial, err)) &&
	       (!pack_has(folder, "starting_point.py") ||
		text_read(folder, "starting_point.py", &body->starter, err)) &&
	       tests_source_read(folder, body, err) && reference_read(folder, body, err) &&
	       extra_body_read(folder, body, err);
}
