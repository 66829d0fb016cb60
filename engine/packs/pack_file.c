#include "engine/packs/pack_file.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/packs/folder.h"
#include "engine/toolchain/language.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.1.0"
#endif

/* Larger than other metadata: "files" has an entry for each file of the pack. */
static const struct value_limits pack_json_limits = {
    .bytes = PACK_FILE_MAX, .depth = METADATA_DEPTH, .values = 2000000};

/* "1.2.3", each part of at most six digits. */
static bool version_parse(const char *text, int out[3])
{
	char rest;
	if (strlen(text) > 20 || text[strspn(text, "0123456789.")])
		return false;
	return sscanf(text, "%6d.%6d.%6d%c", &out[0], &out[1], &out[2], &rest) == 3;
}

static int version_compare(const int a[3], const int b[3])
{
	for (int i = 0; i < 3; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static bool versions_read(struct meta root, struct pack *pack, struct err *err)
{
	const char *version = "", *least = NULL;
	int parts[3], ours[3] = {0};
	if (!meta_string(root, "version", OPTIONAL, &version, err) ||
	    !meta_string(root, "min_app_version", OPTIONAL, &least, err))
		return false;
	if (!version_parse(version, parts)) {
		AUTO_FREE char *word = meta_quoted(version);
		meta_note(meta_get(root, "version"), &pack->warnings, "E104", "version %s is not MAJOR.MINOR.PATCH",
			  word);
	}
	free(pack->version);
	pack->version = mem_dup(version);
	if (!least)
		return true;
	AUTO_FREE char *word = meta_quoted(least);
	if (!version_parse(least, parts))
		return meta_fail(meta_get(root, "min_app_version"), err, "E104", "version %s is not MAJOR.MINOR.PATCH",
				 word);
	version_parse(PACKAGE_VERSION, ours);
	if (version_compare(parts, ours) > 0)
		return meta_fail(meta_get(root, "min_app_version"), err, "E103", "needs Greenroom %s, this is %s",
				 least, PACKAGE_VERSION);
	return true;
}

static bool names_read(struct meta root, struct pack *pack, struct err *err)
{
	const char *name = NULL, *title = NULL, *licence = NULL;
	if (!meta_string(root, "name", NEEDED, &name, err) || !meta_string(root, "title", OPTIONAL, &title, err) ||
	    !meta_string(root, "licence", OPTIONAL, &licence, err))
		return false;
	if (!text_is_slug(name)) {
		AUTO_FREE char *word = meta_quoted(name);
		return meta_fail(meta_get(root, "name"), err, "E108", "%s is no name: a-z, 0-9 and single hyphens",
				 word);
	}
	if (!licence || !licence[0])
		meta_note(root, &pack->warnings, "E105", "licence missing: an SPDX id or LicenseRef-name");
	free(pack->name);
	pack->name = mem_dup(name);
	free(pack->title);
	pack->title = mem_dup(title ? title : name);
	return true;
}

static bool defaults_read(struct meta root, struct pack *pack, struct pack_file *out, struct err *err)
{
	static const char *const keys[] = {"limits", "run_rate"};
	static const char *const rate_keys[] = {"runs", "per_s"};
	struct meta defaults = {0}, rate = {0};
	if (!preload_read(root, &out->defaults.preload, err) || !meta_map(root, "defaults", OPTIONAL, &defaults, err) ||
	    !meta_map(defaults, "run_rate", OPTIONAL, &rate, err) ||
	    !meta_map(defaults, "limits", OPTIONAL, &out->defaults.limits, err) ||
	    !limits_check(out->defaults.limits, &pack->warnings, err))
		return false;
	meta_unknown(defaults, keys, COUNT_OF(keys), "E101", &pack->warnings);
	meta_unknown(rate, rate_keys, COUNT_OF(rate_keys), "E101", &pack->warnings);
	return meta_int(rate, "runs", 1, 1000, &pack->runs, err) &&
	       meta_int(rate, "per_s", 1, 86400, &pack->per_s, err);
}

static bool need_read(struct meta at, struct pack *pack, struct pack_file *out, struct err *err)
{
	static const char *const keys[] = {"name", "questions"};
	const char *name = NULL;
	struct meta questions = {0};
	if (meta_is(at, VALUE_STRING))
		name = at.at->text;
	else if (!meta_expect_map(at, err) || !meta_string(at, "name", NEEDED, &name, err) ||
		 !meta_list(at, "questions", OPTIONAL, &questions, err))
		return false;
	if (!is_dotted_name(name)) {
		AUTO_FREE char *word = meta_quoted(name);
		return meta_fail(at, err, "E108", "%s is no name of a Python module", word);
	}
	meta_unknown(at, keys, COUNT_OF(keys), "E101", &pack->warnings);
	struct pack_need *need = &out->needs[out->need_count++];
	*need = (struct pack_need){.module = mem_dup(name), .everywhere = !questions.at};
	return !questions.at || meta_strings(at, "questions", &need->questions, err);
}

static bool needs_read(struct meta root, struct pack *pack, struct pack_file *out, struct err *err)
{
	enum { NEEDS_MAX = 100 };
	static const char *const language_keys[] = {"version", "modules"};
	const struct language *language = language_of_pytests();
	const char *const keys[] = {language ? language->name : ""};
	struct meta requires = {0}, needed = {0}, modules = {0};
	const char *version = NULL; /* the interpreters are asked for modules; only its type is checked */
	if (!meta_map(root, "requires", OPTIONAL, &requires, err) ||
	    (language && !meta_map(requires, keys[0], OPTIONAL, &needed, err)) ||
	    !meta_string(needed, "version", OPTIONAL, &version, err) ||
	    !meta_list(needed, "modules", OPTIONAL, &modules, err))
		return false;
	meta_unknown(requires, keys, COUNT_OF(keys), "E101", &pack->warnings);
	meta_unknown(needed, language_keys, COUNT_OF(language_keys), "E101", &pack->warnings);
	if (meta_count(modules) > NEEDS_MAX)
		return meta_fail(modules, err, "E108", "%zu modules, at most %d", meta_count(modules), NEEDS_MAX);
	out->needs = mem_zero(meta_count(modules) + 1, sizeof *out->needs);
	for (size_t i = 0; i < meta_count(modules); i++)
		if (!need_read(meta_item(modules, i), pack, out, err))
			return false;
	return true;
}

static bool paths_read(struct meta root, struct pack *pack, struct pack_file *out, struct err *err)
{
	static const char *const keys[] = {"path"};
	struct meta list = {0};
	if (!meta_list(root, "questions", OPTIONAL, &list, err))
		return false;
	if (meta_count(list) > QUESTIONS_MAX)
		return meta_fail(list, err, "E108", "%zu questions, at most %d in a pack", meta_count(list),
				 QUESTIONS_MAX);
	out->lists_questions = list.at != NULL;
	for (size_t i = 0; i < meta_count(list); i++) {
		struct meta entry = meta_item(list, i);
		const char *path = NULL, *code = NULL;
		if (!meta_expect_map(entry, err) || !meta_string(entry, "path", NEEDED, &path, err))
			return false;
		const char *problem = pack_path_problem(path, &code);
		struct err reason = {0};
		if (problem) {
			AUTO_FREE char *word = meta_quoted(path);
			meta_fail(meta_get(entry, "path"), &reason, code, "%s %s", word, problem);
		}
		meta_unknown(entry, keys, COUNT_OF(keys), "E101", &pack->warnings);
		string_list_add(&out->paths, path);
		string_list_add(&out->path_problems, reason.text);
	}
	return true;
}

bool pack_file_parse(const char *text, size_t len, struct pack *pack, struct pack_file *out, struct err *err)
{
	static const char *const keys[] = {"format",   "name",    "version",  "title",     "licence", "min_app_version",
					   "requires", "preload", "defaults", "questions", "files"};
	struct meta unused = {0};
	out->metadata = metadata_parse("pack.json", text, len, &pack_json_limits, err);
	if (!out->metadata)
		return false;
	struct meta root = metadata_root(out->metadata);
	if (!meta_expect_map(root, err) || !format_read(root, &pack->warnings, err) || !names_read(root, pack, err) ||
	    !versions_read(root, pack, err))
		return false;
	meta_unknown(root, keys, COUNT_OF(keys), "E101", &pack->warnings);
	return defaults_read(root, pack, out, err) && needs_read(root, pack, out, err) &&
	       meta_map(root, "files", OPTIONAL, &unused, err) && paths_read(root, pack, out, err);
}

void pack_file_release(struct pack_file *file)
{
	for (size_t i = 0; i < file->need_count; i++) {
		free(file->needs[i].module);
		string_list_release(&file->needs[i].questions);
	}
	free(file->needs);
	string_list_release(&file->paths);
	string_list_release(&file->path_problems);
	string_list_release(&file->defaults.preload);
	metadata_free(file->metadata);
	*file = (struct pack_file){0};
}
