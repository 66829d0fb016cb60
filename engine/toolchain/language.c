#include "engine/toolchain/language.h"

#include <dirent.h>
#include <math.h>
#include <string.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/base/places.h"
#include "engine/toolchain/language_read.h"
#include "engine/toolchain/template.h"

/* ---- all that are installed */

static int by_order(const void *a, const void *b)
{
	const struct language *x = *(struct language *const *)a, *y = *(struct language *const *)b;
	return x->order != y->order ? (x->order > y->order) - (x->order < y->order) : strcmp(x->name, y->name);
}

static void load_one(const char *folder, const char *name, struct languages *out)
{
	AUTO_FREE char *path = path_join(folder, name);
	AUTO_FREE char *definition = path_join(path, "language.json");
	if (!text_is_slug(name) || !file_exists(definition))
		return;
	struct err err = {0};
	struct language *language = language_load(path, &err);
	if (!language) {
		string_list_add(&out->problems, err.text);
		return;
	}
	out->items = mem_grow(out->items, out->count + 1, sizeof(struct language *));
	out->items[out->count++] = language;
}

void languages_load(const char *folder, struct languages *out)
{
	DIR *entries = opendir(folder);
	if (!entries) {
		AUTO_FREE char *line = mem_format("%s: the languages' folder cannot be opened", folder);
		string_list_add(&out->problems, line);
		return;
	}
	for (const struct dirent *entry; (entry = readdir(entries));)
		load_one(folder, entry->d_name, out);
	closedir(entries);
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, by_order);
}

void languages_release(struct languages *languages)
{
	for (size_t i = 0; i < languages->count; i++)
		language_free(languages->items[i]);
	free(languages->items);
	string_list_release(&languages->problems);
	*languages = (struct languages){0};
}

const struct languages *languages_all(void)
{
	static struct languages all;
	static bool loaded;
	if (!loaded) {
		loaded = true;
		languages_load(places_languages(), &all);
	}
	return &all;
}

static const struct language *installed(const char *name)
{
	const struct languages *all = languages_all();
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->items[i]->name, name) == 0)
			return all->items[i];
	return NULL;
}

const struct language *language_find(const char *name, struct err *err)
{
	const struct language *language = installed(name);
	if (language)
		return language;
	AUTO_FREE char *shown = text_escaped(name, TEXT_ONE_LINE);
	const char *near = language_nearest(name);
	const struct string_list *problems = &languages_all()->problems;
	AUTO_FREE char *file = mem_format("/%s/language.json", name);
	for (size_t i = 0; i < problems->count; i++)
		if (strstr(problems->items[i], file)) {
			err_set(err, ERR_MACHINE, "%s", problems->items[i]);
			return NULL;
		}
	err_set(err, ERR_INPUT, "the language \"%.60s\" is not known here%s%s%s", shown, near ? " (did you mean \"" : "",
		near ? near : "", near ? "\"?)" : "");
	return NULL;
}

const char *language_nearest(const char *name)
{
	const struct languages *all = languages_all();
	AUTO_FREE const char **names = mem_zero(all->count + 1, sizeof *names);
	for (size_t i = 0; i < all->count; i++)
		names[i] = all->items[i]->name;
	return text_nearest(name, names, all->count);
}

const char *language_title(const char *name)
{
	const struct language *language = installed(name);
	return language ? language->title : name;
}

const struct language *language_of_file(const char *file)
{
	const struct languages *all = languages_all();
	const struct language *found = NULL;
	const char *ending = strrchr(path_base(file), '.');
	for (size_t i = 0; ending && i < all->count; i++) {
		const char *own = strrchr(all->items[i]->file, '.');
		if (!own || strcmp(own, ending) != 0)
			continue;
		if (found)
			return NULL;
		found = all->items[i];
	}
	return found;
}

const struct language *language_of_pytests(void)
{
	const struct languages *all = languages_all();
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i]->pytests)
			return all->items[i];
	return NULL;
}

const struct language *language_first(void)
{
	const struct languages *all = languages_all();
	return all->count ? all->items[0] : NULL;
}

/* ---- one of them */

const struct language_tool *language_tool(const struct language *language, const char *name)
{
	for (size_t i = 0; i < language->tool_count; i++)
		if (strcmp(language->tools[i].name, name) == 0)
			return &language->tools[i];
	return NULL;
}

int language_scaled(struct language_scale scale, int limit)
{
	double scaled = ceil(limit * scale.times) + scale.plus;
	return scaled < 1 ? 1 : scaled > INT32_MAX ? INT32_MAX : (int)scaled;
}

bool language_is_compiled(const struct language *language)
{
	return language->compile.argv.count > 0;
}

/* ---- the end of one */

static void files_free(struct language_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->items[i].name);
		buf_release(&files->items[i].data);
	}
	free(files->items);
}

static void tools_free(struct language *l)
{
	for (size_t i = 0; i < l->tool_count; i++) {
		struct language_tool *tool = &l->tools[i];
		free(tool->name);
		string_list_release(&tool->programs);
		string_list_release(&tool->homes);
		string_list_release(&tool->folders);
		string_list_release(&tool->ask);
		string_list_release(&tool->prefixes);
		free(tool->minimum);
		free(tool->install);
		string_list_release(&tool->module_names);
		string_list_release(&tool->module_packages);
		free(tool->module_title);
		free(tool->module_install);
		free(tool->module_otherwise);
	}
	free(l->tools);
}

static void types_free(struct language *l)
{
	for (size_t i = 0; i < l->type_count; i++) {
		struct language_type *type = &l->types[i];
		for (size_t k = 0; k < type->form_count; k++) {
			free(type->forms[k].name);
			template_free(type->forms[k].text);
		}
		free(type->forms);
		free(type->match);
	}
	free(l->types);
}

static void compile_free(struct language_compile *c)
{
	string_list_release(&c->argv);
	string_list_release(&c->env);
	files_free(&c->files);
	free(c->artefact);
	free(c->name);
	for (size_t i = 0; i < c->step_count; i++) {
		struct language_step *step = &c->steps[i];
		string_list_release(&step->argv);
		files_free(&step->files);
		free(step->artefact);
		free(step->file);
		free(step->title);
		string_list_release(&step->keep);
	}
	free(c->steps);
	free(c->diagnostics.location);
	free(c->diagnostics.error);
	free(c->diagnostics.via);
	string_list_release(&c->diagnostics.drop);
	for (size_t i = 0; i < c->diagnostics.rewrite_count; i++) {
		template_free(c->diagnostics.rewrites[i].pattern);
		template_free(c->diagnostics.rewrites[i].text);
	}
	free(c->diagnostics.rewrites);
}

static void run_free(struct language_run *run)
{
	string_list_release(&run->argv);
	string_list_release(&run->env);
	files_free(&run->files);
	string_list_release(&run->host);
	string_list_release(&run->preloadable);
	free(run->memory);
}

static void polishes_free(struct language_polishes *polishes)
{
	for (size_t i = 0; i < polishes->count; i++) {
		free(polishes->items[i].tool);
		string_list_release(&polishes->items[i].argv);
	}
	free(polishes->items);
}

void language_free(struct language *language)
{
	if (!language)
		return;
	free(language->name);
	free(language->title);
	free(language->file);
	free(language->editor_type);
	free(language->comment);
	free(language->folder);
	free(language->digest);
	string_list_release(&language->keywords);
	string_list_release(&language->block_comment);
	string_list_release(&language->strings);
	string_list_release(&language->long_strings);
	tools_free(language);
	types_free(language);
	template_free(language->starter);
	template_free(language->starter_class);
	string_list_release(&language->wrap);
	string_list_release(&language->escaped);
	string_list_release(&language->escapes);
	for (size_t i = 0; i < language->glue_count; i++) {
		free(language->glue[i].file);
		template_free(language->glue[i].text);
		template_free(language->glue[i].text_class);
	}
	free(language->glue);
	compile_free(&language->compile);
	run_free(&language->run);
	polishes_free(&language->formatters);
	polishes_free(&language->linters);
	string_list_release(&language->repl);
	free(language);
}
