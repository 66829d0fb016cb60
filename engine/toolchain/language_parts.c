#include <limits.h>
#include <regex.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/toolchain/language_read.h"
#include "engine/toolchain/spelling.h"
#include "engine/toolchain/template.h"

/* ---- tools */

static bool modules_read(struct definition *d, struct meta tool_at, struct language_tool *tool, struct err *err)
{
	static const char *const keys[] = {"title", "packages", "install", "otherwise"};
	struct meta at = {0}, packages = {0};
	tool->asks_modules = string_list_has(&tool->ask, "{modules}");
	if (!meta_map(tool_at, "modules", tool->asks_modules ? NEEDED : OPTIONAL, &at, err))
		return false;
	if (!at.at)
		return true;
	meta_unknown(at, keys, COUNT_OF(keys), "E101", &d->unknown);
	if (!meta_map(at, "packages", OPTIONAL, &packages, err))
		return false;
	for (size_t i = 0; i < meta_count(packages); i++) {
		const struct value_entry *entry = &packages.at->entries[i];
		struct meta package = packages;
		package.at = &entry->value;
		if (!meta_expect_string(package, err))
			return false;
		string_list_add(&tool->module_names, entry->key);
		string_list_add(&tool->module_packages, entry->value.text);
	}
	return definition_text(at, "title", NEEDED, &tool->module_title, err) &&
	       definition_text(at, "install", NEEDED, &tool->module_install, err) &&
	       definition_text(at, "otherwise", NEEDED, &tool->module_otherwise, err);
}

static bool tool_read(struct definition *d, struct meta at, struct language_tool *tool, struct err *err)
{
	static const char *const keys[] = {"programs", "homes",   "folders",  "ask",    "prefixes",
	                                   "minimum",  "install", "optional", "modules"};
	if (!meta_expect_map(at, err) || !definition_argv(d, at, "programs", NEEDED, &tool->programs, err) ||
	    !meta_strings(at, "homes", &tool->homes, err) || !meta_strings(at, "folders", &tool->folders, err) ||
	    !definition_argv(d, at, "ask", NEEDED, &tool->ask, err) ||
	    !definition_argv(d, at, "prefixes", OPTIONAL, &tool->prefixes, err) ||
	    !definition_text(at, "minimum", OPTIONAL, &tool->minimum, err) ||
	    !definition_text(at, "install", NEEDED, &tool->install, err) ||
	    !meta_bool(at, "optional", &tool->optional, err) || !modules_read(d, at, tool, err))
		return false;
	meta_unknown(at, keys, COUNT_OF(keys), "E101", &d->unknown);
	return true;
}

bool tools_read(struct definition *d, struct meta root, struct err *err)
{
	struct language *l = d->language;
	struct meta map = {0};
	if (!meta_map(root, "tools", NEEDED, &map, err))
		return false;
	l->tools = mem_zero(meta_count(map) + 1, sizeof *l->tools);
	for (size_t i = 0; i < meta_count(map); i++) {
		const struct value_entry *entry = &map.at->entries[i];
		struct meta at = map;
		at.at = &entry->value;
		if (!definition_is_word(entry->key, entry->key_len))
			return meta_fail(at, err, "E108", "a tool's name is of letters a to z and _");
		struct language_tool *tool = &l->tools[l->tool_count++];
		tool->name = mem_dup(entry->key);
		if (!tool_read(d, at, tool, err))
			return false;
	}
	return true;
}

/* ---- types */

static bool form_read(struct meta at, const struct value_entry *entry, struct language_type *type, struct err *err)
{
	if (!meta_expect_string(at, err))
		return false;
	AUTO_FREE char *name = mem_format("%s types \"%s\" %s", at.file, type->match, entry->key);
	struct language_form *form = &type->forms[type->form_count++];
	form->name = mem_dup(entry->key);
	form->text = template_parse(name, at.at->text, at.at->len, err);
	return form->text != NULL;
}

static bool type_entry_read(struct meta at, struct language_type *type, struct err *err)
{
	const char *match = NULL, *needed = NULL;
	if (!meta_expect_map(at, err) || !meta_string(at, "match", NEEDED, &match, err) ||
	    !meta_string(at, "type", NEEDED, &needed, err))
		return false;
	type->match = mem_dup(match);
	if (!spelling_pattern_valid(match)) {
		AUTO_FREE char *word = meta_quoted(match);
		return meta_fail(meta_get(at, "match"), err, "E202", "%s is no pattern of types", word);
	}
	type->forms = mem_zero(meta_count(at), sizeof *type->forms);
	for (size_t i = 0; i < meta_count(at); i++) {
		struct meta form = at;
		form.at = &at.at->entries[i].value;
		if (strcmp(at.at->entries[i].key, "match") != 0 && !form_read(form, &at.at->entries[i], type, err))
			return false;
	}
	return true;
}

bool types_read(struct definition *d, struct meta root, struct err *err)
{
	struct language *l = d->language;
	struct meta list = {0};
	if (!meta_list(root, "types", NEEDED, &list, err))
		return false;
	l->types = mem_zero(meta_count(list) + 1, sizeof *l->types);
	for (size_t i = 0; i < meta_count(list); i++)
		if (!type_entry_read(meta_item(list, i), &l->types[l->type_count++], err))
			return false;
	return true;
}

/* ---- limits */

static bool scale_read(struct definition *d, struct meta map, const char *key, struct language_scale *out,
                       struct err *err)
{
	static const char *const keys[] = {"times", "plus"};
	*out = (struct language_scale){.times = 1};
	struct meta at = {0};
	if (!meta_map(map, key, OPTIONAL, &at, err))
		return false;
	meta_unknown(at, keys, COUNT_OF(keys), "E101", &d->unknown);
	return !at.at || (meta_number(at, "times", &out->times, err) && meta_int(at, "plus", 0, 1000000, &out->plus, err));
}

bool limits_read_scales(struct definition *d, struct meta root, struct err *err)
{
	static const char *const keys[] = {"test_ms", "total_ms", "cpu_ms", "memory_mb", "processes"};
	struct language_limits *l = &d->language->limits;
	struct meta map = {0};
	if (!meta_map(root, "limits", OPTIONAL, &map, err))
		return false;
	meta_unknown(map, keys, COUNT_OF(keys), "E101", &d->unknown);
	return scale_read(d, map, "test_ms", &l->test_ms, err) && scale_read(d, map, "total_ms", &l->total_ms, err) &&
	       scale_read(d, map, "cpu_ms", &l->cpu_ms, err) && scale_read(d, map, "memory_mb", &l->memory_mb, err) &&
	       scale_read(d, map, "processes", &l->processes, err);
}

/* ---- compiling */

static bool expression_check(struct meta at, const char *expression, struct err *err)
{
	regex_t regex;
	int failed = regcomp(&regex, expression, REG_EXTENDED);
	if (!failed) {
		regfree(&regex);
		return true;
	}
	char why[100];
	regerror(failed, &regex, why, sizeof why);
	return meta_fail(at, err, "E108", "is no regular expression: %s", why);
}

static bool expression_read(struct meta map, const char *key, char **out, struct err *err)
{
	return definition_text(map, key, OPTIONAL, out, err) && expression_check(meta_get(map, key), *out, err);
}

static struct template *inline_template(struct meta map, const char *key, struct err *err)
{
	const char *text = NULL;
	if (!meta_string(map, key, NEEDED, &text, err))
		return NULL;
	AUTO_FREE char *name = mem_format("%s compile.diagnostics.rewrite %s", map.file, key);
	return template_parse(name, text, strlen(text), err);
}

static bool rewrites_read(struct definition *d, struct meta at, struct language_diagnostics *out, struct err *err)
{
	static const char *const keys[] = {"pattern", "text", "load"};
	struct meta list = {0};
	if (!meta_list(at, "rewrite", OPTIONAL, &list, err))
		return false;
	out->rewrites = mem_zero(meta_count(list) + 1, sizeof *out->rewrites);
	for (size_t i = 0; i < meta_count(list); i++) {
		struct meta entry = meta_item(list, i);
		struct language_rewrite *rewrite = &out->rewrites[out->rewrite_count++];
		if (!meta_expect_map(entry, err) || !(rewrite->pattern = inline_template(entry, "pattern", err)) ||
		    !(rewrite->text = inline_template(entry, "text", err)) ||
		    !meta_bool(entry, "load", &rewrite->load, err))
			return false;
		meta_unknown(entry, keys, COUNT_OF(keys), "E101", &d->unknown);
	}
	return true;
}

static bool diagnostics_read(struct definition *d, struct meta compile, struct language_diagnostics *out,
                             struct err *err)
{
	static const char *const keys[] = {"location", "error", "via", "drop", "rewrite"};
	struct meta at = {0}, drop = {0};
	if (!meta_map(compile, "diagnostics", OPTIONAL, &at, err) ||
	    !expression_read(at, "location", &out->location, err) || !expression_read(at, "error", &out->error, err) ||
	    !expression_read(at, "via", &out->via, err) ||
	    !meta_list(at, "drop", OPTIONAL, &drop, err) || !meta_strings(at, "drop", &out->drop, err))
		return false;
	meta_unknown(at, keys, COUNT_OF(keys), "E101", &d->unknown);
	for (size_t i = 0; i < out->drop.count; i++)
		if (!expression_check(meta_item(drop, i), out->drop.items[i], err))
			return false;
	return rewrites_read(d, at, out, err);
}

static bool step_read(struct definition *d, struct meta at, struct language_step *step, struct err *err)
{
	static const char *const keys[] = {"argv", "files", "artefact", "file", "title", "keep"};
	if (!meta_expect_map(at, err) || !definition_argv(d, at, "argv", NEEDED, &step->argv, err) ||
	    !definition_files(d, at, &step->files, err) ||
	    !definition_text(at, "artefact", NEEDED, &step->artefact, err) ||
	    !definition_text(at, "file", NEEDED, &step->file, err) ||
	    !definition_text(at, "title", NEEDED, &step->title, err) || !meta_strings(at, "keep", &step->keep, err))
		return false;
	meta_unknown(at, keys, COUNT_OF(keys), "E101", &d->unknown);
	for (size_t i = 0; i < step->keep.count; i++) {
		size_t f = 0;
		while (f < step->files.count && strcmp(step->files.items[f].name, step->keep.items[i]) != 0)
			f++;
		if (f == step->files.count)
			return meta_fail(meta_item(meta_get(at, "keep"), i), err, "E108", "is none of \"files\"");
	}
	return true;
}

static bool steps_read(struct definition *d, struct meta compile, struct language_compile *out, struct err *err)
{
	struct meta list = {0};
	if (!meta_list(compile, "prepare", OPTIONAL, &list, err))
		return false;
	out->steps = mem_zero(meta_count(list) + 1, sizeof *out->steps);
	for (size_t i = 0; i < meta_count(list); i++)
		if (!step_read(d, meta_item(list, i), &out->steps[out->step_count++], err))
			return false;
	return true;
}

bool compile_read(struct definition *d, struct meta root, struct err *err)
{
	static const char *const keys[] = {"argv",    "env",       "files",     "artefact", "name",      "prepare",
	                                   "wall_ms", "memory_mb", "processes", "disk_mb",  "output_kb", "diagnostics",
	                                   "compile_ms"};
	struct language_compile *c = &d->language->compile;
	*c = (struct language_compile){
	    .wall_ms = 20000, .memory_mb = 1024, .processes = 64, .disk_mb = 256, .output_kb = 256, .compile_ms.times = 1};
	struct meta at = {0};
	if (!meta_map(root, "compile", OPTIONAL, &at, err))
		return false;
	if (!at.at)
		return true;
	meta_unknown(at, keys, COUNT_OF(keys), "E101", &d->unknown);
	return definition_argv(d, at, "argv", NEEDED, &c->argv, err) && definition_argv(d, at, "env", OPTIONAL, &c->env, err) &&
	       definition_files(d, at, &c->files, err) && definition_text(at, "artefact", NEEDED, &c->artefact, err) &&
	       definition_text(at, "name", NEEDED, &c->name, err) &&
	       meta_int(at, "wall_ms", 1, 600000, &c->wall_ms, err) &&
	       meta_int(at, "memory_mb", 8, 65536, &c->memory_mb, err) &&
	       meta_int(at, "processes", 1, 4096, &c->processes, err) &&
	       meta_int(at, "disk_mb", 1, 4096, &c->disk_mb, err) &&
	       meta_int(at, "output_kb", 1, 16384, &c->output_kb, err) &&
	       scale_read(d, at, "compile_ms", &c->compile_ms, err) && steps_read(d, at, c, err) &&
	       diagnostics_read(d, at, &c->diagnostics, err);
}

/* ---- running, formatting */

bool run_read(struct definition *d, struct meta root, struct err *err)
{
	static const char *const keys[] = {"argv", "env",  "files",   "host",
	                                   "many", "request", "memory", "preloadable"};
	static const char *const requests[] = {[REQUEST_FULL] = "full", [REQUEST_INPUT] = "input"};
	struct language_run *run = &d->language->run;
	struct meta at = {0};
	size_t request = REQUEST_FULL;
	if (!meta_map(root, "run", NEEDED, &at, err) || !definition_argv(d, at, "argv", NEEDED, &run->argv, err) ||
	    !definition_argv(d, at, "env", OPTIONAL, &run->env, err) || !definition_files(d, at, &run->files, err) ||
	    !definition_argv(d, at, "host", OPTIONAL, &run->host, err) ||
	    !meta_strings(at, "preloadable", &run->preloadable, err) || !meta_bool(at, "many", &run->many, err) ||
	    !meta_choice(at, "request", requests, COUNT_OF(requests), &request, err) ||
	    !definition_text(at, "memory", OPTIONAL, &run->memory, err))
		return false;
	run->request = (enum language_request)request;
	meta_unknown(at, keys, COUNT_OF(keys), "E101", &d->unknown);
	return true;
}

bool polishes_read(struct definition *d, struct meta root, const char *key, struct language_polishes *out,
                   struct err *err)
{
	static const char *const keys[] = {"tool", "argv", "stdin"};
	struct meta list = {0};
	if (!meta_list(root, key, OPTIONAL, &list, err))
		return false;
	out->items = mem_zero(meta_count(list) + 1, sizeof *out->items);
	for (size_t i = 0; i < meta_count(list); i++) {
		struct meta at = meta_item(list, i);
		struct language_polish *polish = &out->items[out->count++];
		if (!meta_expect_map(at, err) || !definition_text(at, "tool", NEEDED, &polish->tool, err) ||
		    !definition_argv(d, at, "argv", NEEDED, &polish->argv, err) ||
		    !meta_bool(at, "stdin", &polish->stdin_too, err))
			return false;
		if (!language_tool(d->language, polish->tool))
			return meta_fail(meta_get(at, "tool"), err, "E108", "is none of \"tools\"");
		meta_unknown(at, keys, COUNT_OF(keys), "E101", &d->unknown);
	}
	return true;
}
