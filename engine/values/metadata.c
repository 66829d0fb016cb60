#include "engine/values/metadata.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "engine/base/mem.h"

const struct value_limits metadata_limits = {.bytes = METADATA_MAX, .depth = METADATA_DEPTH, .values = 200000};

struct metadata {
	char *file;
	struct value_doc *doc;
};

struct metadata *metadata_parse(const char *file, const char *text, size_t len, const struct value_limits *limits,
				struct err *err)
{
	size_t bad;
	if (!utf8_valid(text, len, &bad)) {
		err_set(err, ERR_INPUT, "E130 %s: not UTF-8 at byte %zu", file, bad);
		return NULL;
	}
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	struct err reason = {0};
	struct value_doc *doc = value_read(text, len, limits, &reason);
	if (!doc) {
		const char *code = strstr(reason.text, "duplicate key") ? "E132" : "E131";
		err_set(err, ERR_INPUT, "%s %s: %.900s", code, file, reason.text);
		return NULL;
	}
	struct metadata *metadata = mem_new(sizeof *metadata);
	*metadata = (struct metadata){.file = mem_dup(file), .doc = doc};
	return metadata;
}

void metadata_free(struct metadata *metadata)
{
	if (!metadata)
		return;
	value_doc_free(metadata->doc);
	free(metadata->file);
	free(metadata);
}

struct value_doc *metadata_take(struct metadata *metadata)
{
	struct value_doc *doc = metadata->doc;
	metadata->doc = NULL;
	return doc;
}

struct meta metadata_root(const struct metadata *metadata)
{
	const struct value *root = value_root(metadata->doc);
	return (struct meta){.file = metadata->file, .root = root, .at = root};
}

bool meta_is(struct meta at, enum value_kind kind)
{
	return at.at && at.at->kind == kind;
}

struct meta meta_get(struct meta map, const char *key)
{
	struct meta found = map;
	found.at = map.at ? value_get(map.at, key) : NULL;
	if (meta_is(found, VALUE_NULL))
		found.at = NULL;
	return found;
}

struct meta meta_item(struct meta list, size_t index)
{
	struct meta item = list;
	item.at = &list.at->items[index];
	return item;
}

size_t meta_count(struct meta at)
{
	return at.at ? at.at->count : 0;
}

/* Cut and escaped. */
static void put_shown(struct buf *out, const char *text, size_t len)
{
	AUTO_BUF cut = {0};
	text_cut_middle(&cut, text, len, 60);
	text_escape(out, buf_text(&cut), cut.len, TEXT_ONE_LINE);
}

char *meta_quoted(const char *text)
{
	struct buf out = {0};
	buf_putc(&out, '"');
	put_shown(&out, text, strlen(text));
	buf_putc(&out, '"');
	return buf_steal(&out);
}

/* ---- places ------------------------------------------------------------- */

enum { PATH_MAX_PARTS = 256 }; /* deeper than any of our limits lets a file be */

/* Searched for only when an error is written, so that handles need no parents.  Fills
 * path[] with the index taken at each level; the recursion is bounded by its length. */
static bool find_path(const struct value *from, const struct value *wanted, size_t path[], size_t depth, size_t *parts)
{
	if (from == wanted) {
		*parts = depth;
		return true;
	}
	if (depth == PATH_MAX_PARTS || (from->kind != VALUE_MAP && from->kind != VALUE_LIST))
		return false;
	for (size_t i = 0; i < from->count; i++) {
		path[depth] = i;
		const struct value *child = from->kind == VALUE_MAP ? &from->entries[i].value : &from->items[i];
		if (find_path(child, wanted, path, depth + 1, parts))
			return true;
	}
	return false;
}

static void put_place(struct buf *out, struct meta at)
{
	size_t path[PATH_MAX_PARTS];
	size_t parts = 0;
	if (!at.at || !find_path(at.root, at.at, path, 0, &parts))
		return;
	const struct value *value = at.root;
	for (size_t i = 0; i < parts; i++) {
		if (value->kind == VALUE_LIST) {
			buf_printf(out, "[%zu]", path[i]);
			value = &value->items[path[i]];
			continue;
		}
		const struct value_entry *entry = &value->entries[path[i]];
		if (out->len)
			buf_putc(out, '.');
		put_shown(out, entry->key, entry->key_len);
		value = &entry->value;
	}
}

static char *line_of(struct meta at, const char *code, const char *format, va_list args)
{
	AUTO_BUF place = {0};
	AUTO_FREE char *words = mem_vformat(format, args);
	put_place(&place, at);
	return mem_format("%s %s%s%s: %s", code, at.file, place.len ? " " : "", buf_text(&place), words);
}

bool meta_fail(struct meta at, struct err *err, const char *code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	AUTO_FREE char *line = line_of(at, code, format, args);
	va_end(args);
	return err_set(err, ERR_INPUT, "%s", line);
}

void meta_note(struct meta at, struct string_list *lines, const char *code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	AUTO_FREE char *line = line_of(at, code, format, args);
	va_end(args);
	string_list_add(lines, line);
}

/* ---- fields -------------------------------------------------------------- */

static const char *kind_words(const struct value *value)
{
	switch (value->kind) {
	case VALUE_NULL: return "null";
	case VALUE_BOOL: return value->boolean ? "true" : "false";
	case VALUE_NUMBER: return "a number";
	case VALUE_STRING: return "a string";
	case VALUE_LIST: return "a list";
	case VALUE_MAP: return "an object";
	}
	return "something else";
}

static bool expect(struct meta at, enum value_kind kind, const char *words, struct err *err)
{
	if (at.at->kind == kind)
		return true;
	return meta_fail(at, err, "E107", "expected %s, got %s", words, kind_words(at.at));
}

bool meta_expect_map(struct meta at, struct err *err)
{
	return expect(at, VALUE_MAP, "an object", err);
}

bool meta_expect_string(struct meta at, struct err *err)
{
	return expect(at, VALUE_STRING, "a string", err);
}

static bool field(struct meta map, const char *key, enum meta_need need, enum value_kind kind, const char *words,
		  struct meta *out, struct err *err)
{
	struct meta found = meta_get(map, key);
	if (!found.at)
		return need == OPTIONAL || meta_fail(map, err, "E106", "\"%s\" is missing", key);
	if (!expect(found, kind, words, err))
		return false;
	*out = found;
	return true;
}

bool meta_map(struct meta map, const char *key, enum meta_need need, struct meta *out, struct err *err)
{
	return field(map, key, need, VALUE_MAP, "an object", out, err);
}

bool meta_list(struct meta map, const char *key, enum meta_need need, struct meta *out, struct err *err)
{
	return field(map, key, need, VALUE_LIST, "a list", out, err);
}

bool meta_string(struct meta map, const char *key, enum meta_need need, const char **out, struct err *err)
{
	struct meta found = {0};
	if (!field(map, key, need, VALUE_STRING, "a string", &found, err))
		return false;
	if (found.at)
		*out = found.at->text;
	return true;
}

enum { NUMBER_SHOWN = 41 };

static const char *number_text(const struct value *number, char out[NUMBER_SHOWN])
{
	size_t len = number->len < NUMBER_SHOWN - 1 ? number->len : NUMBER_SHOWN - 1;
	memcpy(out, number->text, len);
	out[len] = '\0';
	return out;
}

bool meta_int(struct meta map, const char *key, int min, int max, int *out, struct err *err)
{
	struct meta found = {0};
	if (!field(map, key, OPTIONAL, VALUE_NUMBER, "a whole number", &found, err))
		return false;
	if (!found.at)
		return true;
	char shown[NUMBER_SHOWN];
	int64_t number;
	if (!value_is_integer(found.at))
		return meta_fail(found, err, "E107", "expected a whole number, got %s", number_text(found.at, shown));
	if (!value_int64(found.at, &number) || number < min || number > max)
		return meta_fail(found, err, "E108", "%s is not within %d to %d", number_text(found.at, shown), min,
				 max);
	*out = (int)number;
	return true;
}

bool meta_bool(struct meta map, const char *key, bool *out, struct err *err)
{
	struct meta found = {0};
	if (!field(map, key, OPTIONAL, VALUE_BOOL, "true or false", &found, err))
		return false;
	if (found.at)
		*out = found.at->boolean;
	return true;
}

bool meta_number(struct meta map, const char *key, double *out, struct err *err)
{
	struct meta found = {0};
	if (!field(map, key, OPTIONAL, VALUE_NUMBER, "a number", &found, err))
		return false;
	if (!found.at)
		return true;
	char shown[NUMBER_SHOWN];
	double number = value_double(found.at);
	if (!isfinite(number) || number < 0)
		return meta_fail(found, err, "E108", "%s is no finite number of 0 or more",
				 number_text(found.at, shown));
	*out = number;
	return true;
}

bool meta_strings(struct meta map, const char *key, struct string_list *out, struct err *err)
{
	struct meta list = {0};
	if (!meta_list(map, key, OPTIONAL, &list, err))
		return false;
	for (size_t i = 0; i < meta_count(list); i++)
		if (!meta_expect_string(meta_item(list, i), err))
			return false;
	for (size_t i = 0; i < meta_count(list); i++)
		string_list_add(out, list.at->items[i].text);
	return true;
}

/* ` (did you mean "x"?)`, or "". */
static char *suggestion(const char *word, const char *const *names, size_t count)
{
	const char *near = text_nearest(word, names, count);
	return near ? mem_format(" (did you mean \"%s\"?)", near) : mem_dup("");
}

bool meta_choice(struct meta map, const char *key, const char *const *names, size_t count, size_t *out, struct err *err)
{
	struct meta found = {0};
	if (!field(map, key, OPTIONAL, VALUE_STRING, "a string", &found, err))
		return false;
	if (!found.at)
		return true;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], found.at->text) == 0) {
			*out = i;
			return true;
		}
	}
	AUTO_FREE char *word = meta_quoted(found.at->text);
	AUTO_FREE char *near = suggestion(found.at->text, names, count);
	return meta_fail(found, err, "E108", "unknown word %s%s", word, near);
}

void meta_unknown(struct meta map, const char *const *known, size_t count, const char *code, struct string_list *lines)
{
	enum { SHOWN = 20 }; /* a file of a thousand of them is told of in a few lines */
	size_t found = 0;
	for (size_t i = 0; meta_is(map, VALUE_MAP) && i < map.at->count; i++) {
		const char *key = map.at->entries[i].key;
		size_t k = 0;
		while (k < count && strcmp(known[k], key) != 0)
			k++;
		if (k < count || found++ >= SHOWN)
			continue;
		AUTO_FREE char *word = meta_quoted(key);
		AUTO_FREE char *near = suggestion(key, known, count);
		meta_note(map, lines, code, "unknown key %s%s", word, near);
	}
	if (found > SHOWN)
		meta_note(map, lines, code, "%zu more unknown keys", found - SHOWN);
}
