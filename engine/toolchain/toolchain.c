/* Choosing among the tools that were found; finding them is tools.c. */
#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/mem.h"
#include "engine/toolchain/tools_internal.h"

static const struct string_list no_modules;

static const struct seeking *seeking_for(const struct tools *tools, const struct language_tool *definition)
{
	for (size_t i = 0; i < tools->count; i++)
		if (tools->items[i].definition == definition)
			return &tools->items[i];
	return NULL;
}

const struct tool_candidates *tools_candidates(const struct tools *tools, const struct language *language, size_t index)
{
	const struct seeking *s = seeking_for(tools, &language->tools[index]);
	return s ? &s->found : NULL;
}

static bool has_modules(const struct seeking *s, const struct tool *tool, const struct string_list *modules)
{
	for (size_t i = 0; s->definition->asks_modules && i < modules->count; i++)
		if (!string_list_has(&tool->modules, modules->items[i]))
			return false;
	return true;
}

static const struct tool *usable_with(const struct seeking *s, const struct string_list *modules)
{
	for (size_t i = 0; i < s->found.count; i++) {
		const struct tool *tool = &s->found.items[i];
		if (tool->state == TOOL_KNOWN && !tool->refused && has_modules(s, tool, modules))
			return tool;
	}
	return NULL;
}

/* ---- why not */

static const char *package_of(const struct language_tool *definition, const char *module)
{
	for (size_t i = 0; i < definition->module_names.count; i++)
		if (strcmp(definition->module_names.items[i], module) == 0)
			return definition->module_packages.items[i];
	return NULL;
}

static bool say_missing_modules(const struct seeking *s, const struct string_list *modules, struct err *err)
{
	const struct language_tool *definition = s->definition;
	AUTO_BUF names = {0};
	AUTO_BUF packages = {0};
	for (size_t i = 0; i < modules->count; i++) {
		const struct string_list one = {.items = &modules->items[i], .count = 1};
		const char *package = package_of(definition, modules->items[i]);
		if (usable_with(s, &one))
			continue;
		buf_printf(&names, "%s%s", names.len ? ", " : "", modules->items[i]);
		if (package)
			buf_printf(&packages, " %s", package);
	}
	if (!names.len)
		return err_set(err, ERR_MACHINE, "no single %s has all the modules it needs", definition->programs.items[0]);
	const char *plural = strchr(buf_text(&names), ',') ? "s" : "";
	if (packages.len)
		return err_set(err, ERR_MACHINE, "needs the %s%s %s: %s%s", definition->module_title, plural,
		               buf_text(&names), definition->module_install, buf_text(&packages));
	return err_set(err, ERR_MACHINE, "needs the %s%s %s: %s %s", definition->module_title, plural, buf_text(&names),
	               definition->module_otherwise, buf_text(&names));
}

static bool say_why(const struct seeking *s, const struct string_list *modules, struct err *err)
{
	const struct language_tool *definition = s->definition;
	const struct tool *first = s->found.items;
	if (s->named && first->refused)
		return err_set(err, ERR_MACHINE, "%s cannot be used: %s", first->asked, first->refused);
	if (s->named && first->state == TOOL_KNOWN)
		return err_set(err, ERR_MACHINE, "%s lacks a %s that the question needs", first->asked,
		               definition->module_title);
	if (usable_with(s, &no_modules))
		return say_missing_modules(s, modules, err);
	if (!s->found.count)
		return err_set(err, ERR_MACHINE, "needs %s, which is not here: %s", definition->programs.items[0],
		               definition->install);
	return err_set(err, ERR_MACHINE, "no usable %s was found (greenroom doctor says why): %s",
	               definition->programs.items[0], definition->install);
}

/* The one that the person named, or none; else the first that will do. */
static const struct tool *choose(const struct seeking *s, const struct string_list *modules, struct err *err)
{
	const struct tool *tool = usable_with(s, modules);
	if (tool && (!s->named || tool == s->found.items))
		return tool;
	say_why(s, modules, err);
	return NULL;
}

bool tools_offer(const struct tools *tools, const struct language *language, const struct string_list *modules,
                 struct err *err)
{
	for (size_t i = 0; i < language->tool_count; i++) {
		const struct seeking *s = seeking_for(tools, &language->tools[i]);
		if (s->definition->optional)
			continue;
		if (s->ended && !choose(s, modules, err))
			return false;
		if (!s->found.count)
			return say_why(s, modules, err);
	}
	return true;
}

const struct tool *tools_named(const struct tools *tools, const struct language *language, const char *name,
                               struct err *err)
{
	const struct language_tool *definition = language_tool(language, name);
	if (definition)
		return choose(seeking_for(tools, definition), &no_modules, err);
	err_set(err, ERR_MACHINE, "%s has no tool \"%s\"", language->title, name);
	return NULL;
}

/* ---- toolchains */

/* The file's own marks say more than a version: a rebuilt compiler has the old number. */
static void put_identity(struct digest *digest, const struct tool *tool)
{
	struct stat st = {0};
	stat(tool->path, &st);
	const int64_t marks[] = {(int64_t)st.st_size, (int64_t)st.st_mtim.tv_sec, (int64_t)st.st_mtim.tv_nsec,
	                         (int64_t)st.st_ino};
	digest_puts(digest, tool->path);
	digest_puts(digest, tool->version);
	digest_put(digest, marks, sizeof marks);
}

static struct toolchain *chain_new(struct tools *tools, const struct language *language, const struct tool **chosen)
{
	struct toolchain *chain = mem_zero(1, sizeof *chain);
	struct digest digest;
	chain->language = language;
	chain->tools = chosen;
	digest_init(&digest);
	for (size_t i = 0; i < language->tool_count; i++)
		if (chosen[i])
			put_identity(&digest, chosen[i]);
	digest_end(&digest, chain->id);
	MEM_ROOM(tools->chains, tools->chain_count, tools->chain_capacity);
	tools->chains[tools->chain_count++] = chain;
	return chain;
}

static struct toolchain *chain_like(const struct tools *tools, const struct language *language,
                                    const struct tool *const *chosen)
{
	for (size_t i = 0; i < tools->chain_count; i++) {
		struct toolchain *chain = tools->chains[i];
		if (chain->language == language &&
		    memcmp(chain->tools, chosen, language->tool_count * sizeof *chosen) == 0)
			return chain;
	}
	return NULL;
}

const struct toolchain *tools_choose(struct tools *tools, const struct language *language,
                                     const struct string_list *modules, struct err *err)
{
	const struct tool **chosen = mem_zero(language->tool_count, sizeof *chosen);
	bool ok = true;
	for (size_t i = 0; ok && i < language->tool_count; i++) {
		const struct seeking *s = seeking_for(tools, &language->tools[i]);
		if (!s->definition->optional)
			ok = (chosen[i] = choose(s, modules, err)) != NULL;
	}
	struct toolchain *chain = ok ? chain_like(tools, language, chosen) : NULL;
	if (ok && !chain)
		return chain_new(tools, language, chosen);
	free(chosen);
	return chain;
}

const struct tool *toolchain_main(const struct toolchain *toolchain)
{
	return toolchain->tools[0];
}

static const char *value_of(const struct toolchain *toolchain, const struct tool *extra, const char *name, size_t len)
{
	const struct language *language = toolchain->language;
	if (extra && strlen(extra->definition->name) == len && strncmp(extra->definition->name, name, len) == 0)
		return extra->path;
	for (size_t i = 0; i < language->tool_count; i++)
		if (toolchain->tools[i] && strlen(language->tools[i].name) == len &&
		    strncmp(language->tools[i].name, name, len) == 0)
			return toolchain->tools[i]->path;
	return NULL;
}

char *toolchain_word(const struct toolchain *toolchain, const struct tool *extra, const char *word, int memory_mb)
{
	static const char memory[] = "memory_mb";
	AUTO_BUF out = {0};
	while (*word) {
		const char *end = *word == '{' ? strchr(word, '}') : NULL;
		size_t len = end ? (size_t)(end - word - 1) : 0;
		const char *path = end ? value_of(toolchain, extra, word + 1, len) : NULL;
		bool is_memory = end && len == strlen(memory) && strncmp(word + 1, memory, len) == 0;
		if (path)
			buf_puts(&out, path);
		else if (is_memory)
			buf_printf(&out, "%d", memory_mb);
		else
			buf_putc(&out, *word);
		word = path || is_memory ? end + 1 : word + 1;
	}
	return buf_steal(&out);
}

char **toolchain_words(const struct toolchain *toolchain, const struct tool *extra, const struct string_list *words,
                       int memory_mb)
{
	char **out = mem_zero(words->count + 1, sizeof *out);
	for (size_t i = 0; i < words->count; i++)
		out[i] = toolchain_word(toolchain, extra, words->items[i], memory_mb);
	return out;
}

void words_free(char **words)
{
	for (size_t i = 0; words && words[i]; i++)
		free(words[i]);
	free(words);
}

static void unite(struct string_list *out, const struct string_list *more)
{
	for (size_t i = 0; i < more->count; i++)
		string_list_unite(out, more->items[i]);
}

void toolchain_prefixes(const struct toolchain *toolchain, const struct tool *extra, struct string_list *out)
{
	for (size_t i = 0; i < toolchain->language->tool_count; i++)
		if (toolchain->tools[i])
			unite(out, &toolchain->tools[i]->prefixes);
	if (extra)
		unite(out, &extra->prefixes);
}

/* Numbers between whatever else: "17.0.12+7" is at least "17". */
bool version_at_least(const char *version, const char *minimum)
{
	for (;;) {
		version += strcspn(version, "0123456789");
		minimum += strcspn(minimum, "0123456789");
		if (!*minimum)
			return true;
		if (!*version)
			return false;
		char *version_end, *minimum_end;
		unsigned long long have = strtoull(version, &version_end, 10), need = strtoull(minimum, &minimum_end, 10);
		if (have != need)
			return have > need;
		version = version_end;
		minimum = minimum_end;
	}
}
