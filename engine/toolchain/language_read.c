#include "engine/toolchain/language_read.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/toolchain/template.h"

enum { DEFINITION_MAX = 256 << 10, DEFINITION_FILE_MAX = 1 << 20, ITEMS_MAX = 200 };

static const struct value_limits definition_limits = {.bytes = DEFINITION_MAX, .depth = 32, .values = 20000};

/* ---- what all parts are made of */

bool definition_is_word(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] < 'a' || text[i] > 'z') && text[i] != '_')
			return false;
	return len > 0;
}

bool definition_text(struct meta map, const char *key, enum meta_need need, char **out, struct err *err)
{
	const char *text = "";
	if (!meta_string(map, key, need, &text, err))
		return false;
	*out = mem_dup(text);
	return true;
}

/* The first {word} that nobody knows, or NULL. */
static char *unknown_brace(const struct language *language, const char *text)
{
	static const char *const others[] = {"path", "folder", "home", "memory_mb", "modules"};
	for (const char *open = text; (open = strchr(open, '{')); open++) {
		size_t len = strcspn(open + 1, "}");
		if (!open[1 + len] || !definition_is_word(open + 1, len))
			continue;
		AUTO_FREE char *word = mem_dup_n(open + 1, len);
		bool known = language_tool(language, word) != NULL;
		for (size_t i = 0; !known && i < COUNT_OF(others); i++)
			known = strcmp(word, others[i]) == 0;
		if (!known)
			return mem_dup_n(open, len + 2);
	}
	return NULL;
}

bool definition_argv(struct definition *definition, struct meta map, const char *key, enum meta_need need,
                     struct string_list *out, struct err *err)
{
	struct meta list = {0};
	if (!meta_list(map, key, need, &list, err) || !meta_strings(map, key, out, err))
		return false;
	if (need == NEEDED && !out->count)
		return meta_fail(list, err, "E108", "is empty");
	for (size_t i = 0; i < out->count; i++) {
		AUTO_FREE char *unknown = unknown_brace(definition->language, out->items[i]);
		if (unknown)
			return meta_fail(meta_item(list, i), err, "E108", "%.60s is no tool of this language", unknown);
	}
	return true;
}

bool definition_file(struct definition *definition, struct meta at, struct buf *out, struct err *err)
{
	if (!meta_expect_string(at, err))
		return false;
	const char *name = at.at->text;
	AUTO_FREE char *word = meta_quoted(name);
	if (!name[0] || strchr(name, '/') || name[0] == '.')
		return meta_fail(at, err, "E120", "%s is no file of the definition's folder", word);
	AUTO_FREE char *path = path_join(definition->language->folder, name);
	struct err reason = {0};
	size_t before = out->len;
	if (!file_read(path, DEFINITION_FILE_MAX, out, &reason))
		return meta_fail(at, err, "E106", "%s", reason.text);
	digest_puts(&definition->digest, name);
	digest_put(&definition->digest, buf_text(out) + before, out->len - before);
	return true;
}

bool definition_files(struct definition *definition, struct meta map, struct language_files *out, struct err *err)
{
	struct meta list = {0};
	if (!meta_list(map, "files", OPTIONAL, &list, err))
		return false;
	if (meta_count(list) > ITEMS_MAX)
		return meta_fail(list, err, "E108", "%zu files, at most %d", meta_count(list), ITEMS_MAX);
	out->items = mem_zero(meta_count(list) + 1, sizeof *out->items);
	for (size_t i = 0; i < meta_count(list); i++) {
		struct meta at = meta_item(list, i);
		struct language_file *file = &out->items[out->count];
		if (!definition_file(definition, at, &file->data, err))
			return false;
		file->name = mem_dup(at.at->text);
		out->count++;
	}
	return true;
}

struct template *definition_template(struct definition *definition, struct meta map, const char *key, bool *fine,
                                     struct err *err)
{
	struct meta at = meta_get(map, key);
	if (!at.at)
		return NULL;
	*fine = false;
	AUTO_BUF text = {0};
	if (!definition_file(definition, at, &text, err))
		return NULL;
	AUTO_FREE char *name = path_join(definition->language->folder, at.at->text);
	struct template *template = template_parse(name, buf_text(&text), text.len, err);
	*fine = template != NULL;
	return template;
}

/* ---- the definition itself */

static bool spelling_choice(struct meta names, const char *key, enum spelling *out, struct err *err)
{
	static const char *const words[] = {[SPELL_SNAKE] = "snake", [SPELL_CAMEL] = "camel", [SPELL_PASCAL] = "pascal"};
	size_t which = *out;
	if (!meta_choice(names, key, words, COUNT_OF(words), &which, err))
		return false;
	*out = (enum spelling)which;
	return true;
}

static bool names_read(struct definition *d, struct meta root, struct err *err)
{
	static const char *const keys[] = {"function", "method", "parameter", "class"};
	struct language *l = d->language;
	struct meta names = {0};
	l->class_names = SPELL_PASCAL;
	if (!meta_map(root, "names", OPTIONAL, &names, err))
		return false;
	meta_unknown(names, keys, COUNT_OF(keys), "E101", &d->unknown);
	return spelling_choice(names, "function", &l->function_names, err) &&
	       spelling_choice(names, "method", &l->method_names, err) &&
	       spelling_choice(names, "parameter", &l->parameter_names, err) &&
	       spelling_choice(names, "class", &l->class_names, err);
}

/* The longest first, so that one that holds another is found before it. */
static bool escape_read(struct definition *d, struct meta root, struct err *err)
{
	struct meta map = {0};
	if (!meta_map(root, "escape", OPTIONAL, &map, err))
		return false;
	for (size_t len = 64; len > 0; len--) {
		for (size_t i = 0; i < meta_count(map); i++) {
			struct meta at = map;
			at.at = &map.at->entries[i].value;
			if (!meta_expect_string(at, err))
				return false;
			if (map.at->entries[i].key_len == 0 || map.at->entries[i].key_len > 64)
				return meta_fail(map, err, "E108", "what is escaped has 1 to 64 bytes");
			if (map.at->entries[i].key_len != len)
				continue;
			string_list_add(&d->language->escaped, map.at->entries[i].key);
			string_list_add(&d->language->escapes, at.at->text);
		}
	}
	return true;
}

static bool glue_read(struct definition *d, struct meta root, struct err *err)
{
	static const char *const keys[] = {"file", "template", "template_class"};
	struct language *l = d->language;
	struct meta list = {0};
	if (!meta_list(root, "glue", OPTIONAL, &list, err))
		return false;
	l->glue = mem_zero(meta_count(list) + 1, sizeof *l->glue);
	for (size_t i = 0; i < meta_count(list); i++) {
		struct meta entry = meta_item(list, i);
		struct language_glue *glue = &l->glue[l->glue_count++];
		bool fine = true;
		if (!meta_expect_map(entry, err) || !definition_text(entry, "file", NEEDED, &glue->file, err))
			return false;
		meta_unknown(entry, keys, COUNT_OF(keys), "E101", &d->unknown);
		glue->text = definition_template(d, entry, "template", &fine, err);
		if (fine)
			glue->text_class = definition_template(d, entry, "template_class", &fine, err);
		if (!fine)
			return false;
		if (!glue->text && !glue->text_class)
			return meta_fail(entry, err, "E106", "\"template\" is missing");
	}
	return true;
}

static bool templates_read(struct definition *d, struct meta root, struct err *err)
{
	struct language *l = d->language;
	bool fine = true;
	l->starter = definition_template(d, root, "starter", &fine, err);
	if (fine && !l->starter)
		return meta_fail(root, err, "E106", "\"starter\" is missing");
	if (fine)
		l->starter_class = definition_template(d, root, "starter_class", &fine, err);
	return fine;
}

/* How a source is coloured. */
static bool marks_read(struct language *l, struct meta root, struct err *err)
{
	static const char *const quotes[] = {"\"", "'"};
	if (!meta_strings(root, "block_comment", &l->block_comment, err) || !meta_strings(root, "strings", &l->strings, err) ||
	    !meta_strings(root, "long_strings", &l->long_strings, err))
		return false;
	if (l->block_comment.count != 0 && l->block_comment.count != 2)
		return meta_fail(meta_get(root, "block_comment"), err, "E108", "expected what begins and what ends a comment");
	for (size_t i = 0; i < COUNT_OF(quotes) && !meta_get(root, "strings").at; i++)
		string_list_add(&l->strings, quotes[i]);
	const struct string_list *const lists[] = {&l->block_comment, &l->strings, &l->long_strings};
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (string_list_has(lists[i], ""))
			return meta_fail(root, err, "E108", "what begins or ends a string or a comment is empty");
	return true;
}

static bool description_read(struct definition *d, struct meta root, struct err *err)
{
	struct language *l = d->language;
	int format = 0;
	if (!meta_int(root, "format", 1, 1000000, &format, err))
		return false;
	if (format != 1)
		return meta_fail(root, err, format ? "E102" : "E106", "\"format\" must be 1");
	if (!definition_text(root, "name", NEEDED, &l->name, err) || !definition_text(root, "title", NEEDED, &l->title, err) ||
	    !definition_text(root, "file", NEEDED, &l->file, err) ||
	    !definition_text(root, "comment", NEEDED, &l->comment, err) ||
	    !definition_text(root, "editor_type", OPTIONAL, &l->editor_type, err) ||
	    !meta_int(root, "order", 0, 1000000, &l->order, err) || !meta_bool(root, "pytests", &l->pytests, err) ||
	    !meta_strings(root, "keywords", &l->keywords, err) || !marks_read(l, root, err) || !meta_strings(root, "wrap", &l->wrap, err))
		return false;
	if (strcmp(l->name, path_base(l->folder)) != 0)
		return meta_fail(meta_get(root, "name"), err, "E108", "the folder is called %s", path_base(l->folder));
	if (!l->file[0] || strchr(l->file, '/'))
		return meta_fail(meta_get(root, "file"), err, "E108", "is no file's name");
	return true;
}

static bool definition_read(struct definition *d, struct meta root, struct err *err)
{
	static const char *const keys[] = {"format",  "name",     "title",     "order",  "file",          "editor_type",
	                                   "comment", "pytests",  "keywords",  "names",  "tools",         "types",
	                                   "starter", "wrap",     "escape",    "glue",   "starter_class", "compile",
	                                   "run",     "limits",   "formatter", "linter", "repl",
	                                   "block_comment", "strings", "long_strings"};
	struct language *l = d->language;
	if (!meta_expect_map(root, err) || !description_read(d, root, err))
		return false;
	meta_unknown(root, keys, COUNT_OF(keys), "E101", &d->unknown);
	if (!names_read(d, root, err) || !escape_read(d, root, err) || !tools_read(d, root, err) ||
	    !types_read(d, root, err) || !templates_read(d, root, err) || !glue_read(d, root, err) ||
	    !compile_read(d, root, err) || !run_read(d, root, err) || !limits_read_scales(d, root, err) ||
	    !polishes_read(d, root, "formatter", &l->formatters, err) ||
	    !polishes_read(d, root, "linter", &l->linters, err) ||
	    !definition_argv(d, root, "repl", OPTIONAL, &l->repl, err))
		return false;
	return !d->unknown.count || err_set(err, ERR_MACHINE, "%s", d->unknown.items[0]);
}

struct language *language_load(const char *folder, struct err *err)
{
	AUTO_FREE char *path = path_join(folder, "language.json");
	AUTO_BUF text = {0};
	if (!file_read(path, DEFINITION_MAX, &text, err))
		return NULL;
	struct metadata *metadata = metadata_parse(path, buf_text(&text), text.len, &definition_limits, err);
	if (!metadata)
		return NULL;
	struct definition d = {.language = mem_zero(1, sizeof *d.language)};
	d.language->folder = mem_dup(folder);
	d.language->digest = mem_zero(DIGEST_TEXT, 1);
	digest_init(&d.digest);
	digest_put(&d.digest, buf_text(&text), text.len);
	bool read = definition_read(&d, metadata_root(metadata), err);
	digest_end(&d.digest, d.language->digest);
	string_list_release(&d.unknown);
	metadata_free(metadata);
	if (read)
		return d.language;
	language_free(d.language);
	return NULL;
}
