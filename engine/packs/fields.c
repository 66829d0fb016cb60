#include "engine/packs/fields.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "engine/base/mem.h"
#include "engine/packs/folder.h"
#include "engine/toolchain/language.h"

const struct question_limits limits_of_functions = {
    .test_ms = 500,
    .total_ms = 4000,
    .cpu_ms = 2000,
    .compile_ms = 10000,
    .memory_mb = 256,
    .output_kb = 64,
    .source_kb = 50,
    .processes = 64,
};

const struct question_limits limits_of_pytests = {
    .test_ms = 20000,
    .total_ms = 20000,
    .cpu_ms = 15000,
    .compile_ms = 10000,
    .memory_mb = 1024,
    .output_kb = 64,
    .source_kb = 50,
    .processes = 64,
};

bool format_read(struct meta root, struct string_list *notes, struct err *err)
{
	struct meta at = meta_get(root, "format");
	int format = PACK_FORMAT;
	if (!at.at)
		meta_note(root, notes, "E106", "\"format\" is missing: write \"format\": %d", PACK_FORMAT);
	if (!meta_int(root, "format", 1, 1000000, &format, err))
		return false;
	if (format > PACK_FORMAT)
		return meta_fail(at, err, "E102", "format %d is newer than this program (%d)", format, PACK_FORMAT);
	return true;
}

static const char *const limit_keys[] = {"test_ms",   "total_ms",  "cpu_ms",    "compile_ms",  "memory_mb",
					 "output_kb", "source_kb", "processes", "per_language"};

static bool limit_fields(struct meta map, struct question_limits *out, struct err *err)
{
	enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE };
	return meta_int(map, "test_ms", 1, 10 * MINUTE, &out->test_ms, err) &&
	       meta_int(map, "total_ms", 1, HOUR, &out->total_ms, err) &&
	       meta_int(map, "cpu_ms", 1, HOUR, &out->cpu_ms, err) &&
	       meta_int(map, "compile_ms", 1, 10 * MINUTE, &out->compile_ms, err) &&
	       meta_int(map, "memory_mb", 8, 65536, &out->memory_mb, err) &&
	       meta_int(map, "output_kb", 1, 16384, &out->output_kb, err) &&
	       meta_int(map, "source_kb", 1, 1024, &out->source_kb, err) &&
	       meta_int(map, "processes", 1, 4096, &out->processes, err);
}

bool limits_check(struct meta limits, struct string_list *notes, struct err *err)
{
	if (!limits.at)
		return true;
	struct question_limits tried = {0};
	struct meta languages = {0};
	if (!meta_expect_map(limits, err) || !limit_fields(limits, &tried, err) ||
	    !meta_map(limits, "per_language", OPTIONAL, &languages, err))
		return false;
	meta_unknown(limits, limit_keys, COUNT_OF(limit_keys), "E101", notes);
	for (size_t i = 0; i < meta_count(languages); i++) {
		struct meta one = languages;
		one.at = &languages.at->entries[i].value;
		if (!meta_expect_map(one, err) || !limit_fields(one, &tried, err))
			return false;
		meta_unknown(one, limit_keys, COUNT_OF(limit_keys) - 1, "E101", notes);
	}
	return true;
}

/* The question's own numbers for a language, made where there are none yet. */
static struct question_limits *limits_of_language(struct question *question, const char *language)
{
	size_t count = question->language_limit_count;
	for (size_t i = 0; i < count; i++)
		if (strcmp(question->language_limits[i].language, language) == 0)
			return &question->language_limits[i].limits;
	question->language_limits = mem_grow(question->language_limits, count + 1, sizeof *question->language_limits);
	question->language_limits[count] = (struct question_language_limits){.language = mem_dup(language)};
	question->language_limit_count++;
	return &question->language_limits[count].limits;
}

bool limits_read(struct meta limits, struct question *question, struct string_list *notes, struct err *err)
{
	if (!limits_check(limits, notes, err))
		return false;
	if (limits.at)
		limit_fields(limits, &question->limits, NULL);
	struct meta languages = meta_get(limits, "per_language");
	for (size_t i = 0; i < meta_count(languages); i++) {
		struct meta one = languages;
		one.at = &languages.at->entries[i].value;
		limit_fields(one, limits_of_language(question, languages.at->entries[i].key), NULL);
	}
	return true;
}

void limits_default(const struct pack_defaults *defaults, struct question *question)
{
	struct string_list noted = {0}; /* once, with the pack */
	limits_read(defaults->limits, question, &noted, NULL);
	string_list_release(&noted);
}

bool difficulty_read(struct meta root, enum question_difficulty *out, struct err *err)
{
	const char *text = NULL;
	if (!meta_string(root, "difficulty", OPTIONAL, &text, err))
		return false;
	if (!text)
		return true;
	for (int d = DIFFICULTY_EASY; d <= DIFFICULTY_HARD; d++) {
		if (strcasecmp(question_difficulty_name((enum question_difficulty)d), text) == 0) {
			*out = (enum question_difficulty)d;
			return true;
		}
	}
	AUTO_FREE char *word = meta_quoted(text);
	return meta_fail(meta_get(root, "difficulty"), err, "E108", "%s is none of easy, medium, hard", word);
}

bool title_read(struct meta root, char **out, struct err *err)
{
	enum { TITLE_MAX = 200 };
	const char *text = NULL;
	if (!meta_string(root, "title", NEEDED, &text, err))
		return false;
	if (!text[0] || strlen(text) > TITLE_MAX)
		return meta_fail(meta_get(root, "title"), err, "E108", "a title has 1 to %d bytes, this has %zu",
				 TITLE_MAX, strlen(text));
	free(*out);
	*out = mem_dup(text);
	return true;
}

bool text_read(int folder, const char *file, char **out, struct err *err)
{
	AUTO_BUF text = {0};
	if (!pack_file_read(folder, file, &text, err))
		return false;
	free(*out);
	*out = buf_steal(&text);
	return true;
}

static const char *const hint_keys[] = {"cost", "text"};

bool hints_read(struct meta root, struct question_body *body, struct string_list *notes, struct err *err)
{
	struct meta list = {0};
	if (!meta_list(root, "hints", OPTIONAL, &list, err))
		return false;
	if (meta_count(list) > HINTS_MAX)
		return meta_fail(list, err, "E108", "%zu hints, at most %d", meta_count(list), HINTS_MAX);
	body->hints = mem_zero(meta_count(list) + 1, sizeof *body->hints);
	for (size_t i = 0; i < meta_count(list); i++) {
		struct meta entry = meta_item(list, i);
		const char *text = NULL;
		int cost = 0;
		if (!meta_expect_map(entry, err) || !meta_string(entry, "text", NEEDED, &text, err) ||
		    !meta_int(entry, "cost", 0, 1000, &cost, err))
			return false;
		meta_unknown(entry, hint_keys, COUNT_OF(hint_keys), "E101", notes);
		body->hints[body->hint_count++] = (struct question_hint){.cost = cost, .text = mem_dup(text)};
	}
	return true;
}

bool is_dotted_name(const char *name)
{
	enum { NAME_MAX_BYTES = 100 };
	bool begins = true;
	size_t len = 0;
	for (; name[len]; len++) {
		unsigned char c = (unsigned char)name[len];
		if (c == '.' && !begins)
			begins = true;
		else if (isalpha(c) || c == '_' || (!begins && isdigit(c)))
			begins = false;
		else
			return false;
	}
	return len > 0 && len <= NAME_MAX_BYTES && !begins;
}

bool dotted_names_read(struct meta map, const char *key, struct string_list *out, struct err *err)
{
	struct meta list = {0};
	if (!meta_list(map, key, OPTIONAL, &list, err))
		return false;
	for (size_t i = 0; i < meta_count(list); i++) {
		struct meta entry = meta_item(list, i);
		if (!meta_expect_string(entry, err))
			return false;
		if (!is_dotted_name(entry.at->text)) {
			AUTO_FREE char *word = meta_quoted(entry.at->text);
			return meta_fail(entry, err, "E108", "%s is no Python name", word);
		}
	}
	for (size_t i = 0; i < meta_count(list); i++)
		string_list_unite(out, meta_item(list, i).at->text);
	return true;
}

bool preload_read(struct meta root, struct string_list *out, struct err *err)
{
	if (meta_is(meta_get(root, "preload"), VALUE_LIST))
		return dotted_names_read(root, "preload", out, err);
	struct meta languages = {0};
	const struct language *language = language_of_pytests();
	return meta_map(root, "preload", OPTIONAL, &languages, err) &&
	       (!languages.at || !language || dotted_names_read(languages, language->name, out, err));
}

/* ---- solutions ----------------------------------------------------------- */

bool solution_add(int folder, const char *file, struct question_solution **list, size_t *count, struct err *err)
{
	enum { SOURCE_MAX = 1024 * 1024 }; /* what limits.source_kb can allow at most */
	AUTO_BUF source = {0};
	if (!pack_file_read(folder, file, &source, err))
		return false;
	if (source.len > SOURCE_MAX) {
		AUTO_FREE char *shown = text_escaped(file, TEXT_ONE_LINE);
		return err_set(err, ERR_INPUT, "E123 %.300s: %zu bytes, a solution has at most %d", shown, source.len,
			       SOURCE_MAX);
	}
	*list = mem_grow(*list, *count + 1, sizeof **list);
	struct question_solution *solution = &(*list)[(*count)++];
	*solution = (struct question_solution){.file = mem_dup(file), .source_len = source.len};
	solution->source = buf_steal(&source);
	return true;
}

static const char *const expect_names[] = {"wrong_answer", "runtime_error", "time_limit", "memory_limit",
					   "output_limit", "no_answer",     "bad_value",  "rejected",
					   "cannot_load",  "tampered"};

/* What both lists say of an entry, before its file is read. */
struct solution_entry {
	const char *file, *language, *note;
	size_t expect;
	bool primary;
};

static bool entry_read(struct meta entry, enum solution_list which, struct solution_entry *out,
		       struct string_list *notes, struct err *err)
{
	static const char *const solution_keys[] = {"file", "language", "primary", "complexity", "note"};
	static const char *const wrong_keys[] = {"file", "language", "expect", "must_fail", "note"};
	if (!meta_expect_map(entry, err) || !meta_string(entry, "file", NEEDED, &out->file, err) ||
	    !meta_string(entry, "language", OPTIONAL, &out->language, err) ||
	    !meta_string(entry, "note", OPTIONAL, &out->note, err))
		return false;
	const char *code;
	const char *problem = pack_path_problem(out->file, &code);
	AUTO_FREE char *file = meta_quoted(out->file);
	if (problem)
		return meta_fail(meta_get(entry, "file"), err, code, "%s %s", file, problem);
	if (which == LIST_SOLUTIONS) {
		meta_unknown(entry, solution_keys, COUNT_OF(solution_keys), "E101", notes);
		const char *complexity = NULL; /* for readers of the file; only its type is checked */
		return meta_bool(entry, "primary", &out->primary, err) &&
		       meta_string(entry, "complexity", OPTIONAL, &complexity, err);
	}
	meta_unknown(entry, wrong_keys, COUNT_OF(wrong_keys), "E101", notes);
	return meta_choice(entry, "expect", expect_names, COUNT_OF(expect_names), &out->expect, err);
}

/* One that names no language is in that of its file's ending. */
static bool language_told(struct meta at, struct solution_entry *entry, struct err *err)
{
	if (entry->language)
		return true;
	const struct language *language = language_of_file(entry->file);
	if (!language)
		return meta_fail(at, err, "E106", "\"language\" is missing, and the file's ending tells none");
	entry->language = language->name;
	return true;
}

bool solutions_read(int folder, struct meta root, enum solution_list which, struct question_body *body,
		    struct string_list *notes, struct err *err)
{
	bool wrong = which == LIST_WRONG;
	struct question_solution **list = wrong ? &body->wrong : &body->solutions;
	size_t *count = wrong ? &body->wrong_count : &body->solution_count;
	struct meta entries = {0};
	if (!meta_list(root, wrong ? "wrong" : "solutions", OPTIONAL, &entries, err))
		return false;
	if (meta_count(entries) > SOLUTIONS_MAX)
		return meta_fail(entries, err, "E108", "%zu entries, at most %d", meta_count(entries), SOLUTIONS_MAX);
	for (size_t i = 0; i < meta_count(entries); i++) {
		struct meta at = meta_item(entries, i);
		struct solution_entry entry = {.note = ""};
		if (!entry_read(at, which, &entry, notes, err) || !language_told(at, &entry, err) ||
		    !solution_add(folder, entry.file, list, count, err))
			return false;
		struct question_solution *solution = &(*list)[*count - 1];
		solution->language = mem_dup(entry.language);
		solution->note = mem_dup(entry.note);
		solution->primary = entry.primary;
		solution->expect = wrong ? mem_dup(expect_names[entry.expect]) : NULL;
		if (!meta_strings(at, "must_fail", &solution->must_fail, err))
			return false;
	}
	return true;
}
