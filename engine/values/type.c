#include "engine/values/type.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/values/place.h"

enum { DEPTH_MAX = 8, ARGS_MAX = 8, TEXT_MAX = 256, SHOWN = 80 };

/* By enum type_kind. */
static const struct {
	const char *name;
	size_t least, most; /* types inside */
	const char *form;
} kinds[] = {
	[TYPE_INT] = {"int", 0, 0, "int"},
	[TYPE_INT64] = {"int64", 0, 0, "int64"},
	[TYPE_FLOAT] = {"float", 0, 0, "float"},
	[TYPE_BOOL] = {"bool", 0, 0, "bool"},
	[TYPE_STRING] = {"string", 0, 0, "string"},
	[TYPE_LIST] = {"list", 1, 1, "list<T>"},
	[TYPE_MAP] = {"map", 2, 2, "map<string,T> or map<int,T>"},
	[TYPE_OPTIONAL] = {"optional", 1, 1, "optional<T>"},
	[TYPE_TUPLE] = {"tuple", 2, ARGS_MAX, "tuple<A,B> with 2 to 8 types"},
	[TYPE_TREE] = {"tree", 1, 1, "tree<T>"},
	[TYPE_LINKED_LIST] = {"linked_list", 1, 1, "linked_list<T>"},
	[TYPE_VOID] = {"void", 0, 0, "void"},
};

/* What other languages call them; only for "did you mean". */
static const struct {
	const char *name;
	enum type_kind kind;
} foreign[] = {
	{"integer", TYPE_INT}, {"int32", TYPE_INT}, {"i32", TYPE_INT}, {"int32_t", TYPE_INT},
	{"long", TYPE_INT64}, {"i64", TYPE_INT64}, {"int64_t", TYPE_INT64}, {"bigint", TYPE_INT64},
	{"double", TYPE_FLOAT}, {"number", TYPE_FLOAT}, {"float64", TYPE_FLOAT}, {"real", TYPE_FLOAT},
	{"boolean", TYPE_BOOL}, {"str", TYPE_STRING}, {"text", TYPE_STRING},
	{"array", TYPE_LIST}, {"vector", TYPE_LIST},
	{"dict", TYPE_MAP}, {"object", TYPE_MAP}, {"hashmap", TYPE_MAP},
	{"nullable", TYPE_OPTIONAL}, {"maybe", TYPE_OPTIONAL}, {"pair", TYPE_TUPLE},
	{"treenode", TYPE_TREE}, {"listnode", TYPE_LINKED_LIST}, {"linkedlist", TYPE_LINKED_LIST},
	{"none", TYPE_VOID}, {"null", TYPE_VOID},
};

/* ---- parsing ---- */

struct parser {
	const char *at;
	bool unknown; /* the fault is a name: a suggestion may help */
	char why[128];
};

static bool refuse(struct parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(struct parser *p, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(p->why, sizeof p->why, format, args);
	va_end(args);
	return false;
}

static bool accept(struct parser *p, char c)
{
	while (*p->at == ' ')
		p->at++;
	if (*p->at != c)
		return false;
	p->at++;
	while (*p->at == ' ')
		p->at++;
	return true;
}

static bool is_name_byte(char c)
{
	return isascii(c) && (isalnum(c) || c == '_');
}

static bool known_kind(const char *name, size_t len, enum type_kind *kind)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strlen(kinds[i].name) == len && memcmp(kinds[i].name, name, len) == 0) {
			*kind = (enum type_kind)i;
			return true;
		}
	return false;
}

/* What holds between a type and those inside it, beyond their number. */
static bool args_agree(struct parser *p, const struct type *type)
{
	for (size_t i = 0; i < type->arg_count; i++) {
		enum type_kind inner = type->args[i]->kind;
		if (inner == TYPE_VOID)
			return refuse(p, "void only stands alone");
		if (type->kind == TYPE_MAP && i == 0 && inner != TYPE_STRING && inner != TYPE_INT)
			return refuse(p, "a map's keys are string or int");
		if (type->kind == TYPE_OPTIONAL && inner == TYPE_OPTIONAL)
			return refuse(p, "optional inside optional: null would not say which");
		if (type->kind == TYPE_TREE && inner == TYPE_OPTIONAL)
			return refuse(p, "optional inside tree: null already means a missing child");
	}
	return true;
}

static struct type *parse(struct parser *p, size_t depth);

static bool parse_args(struct parser *p, struct type *type, size_t depth)
{
	type->args = mem_zero(ARGS_MAX, sizeof(struct type *));
	do {
		if (type->arg_count == ARGS_MAX)
			return refuse(p, "at most %d types stand inside one", ARGS_MAX);
		type->args[type->arg_count] = parse(p, depth + 1);
		if (!type->args[type->arg_count])
			return false;
		type->arg_count++;
	} while (accept(p, ','));
	return accept(p, '>') || refuse(p, "'>' is missing");
}

static struct type *parse(struct parser *p, size_t depth)
{
	accept(p, ' ');
	size_t len = 0;
	while (is_name_byte(p->at[len]))
		len++;
	enum type_kind kind;
	if (!known_kind(p->at, len, &kind)) {
		p->unknown = true;
		return NULL;
	}
	if (depth > DEPTH_MAX) {
		refuse(p, "nested more than %d deep", DEPTH_MAX);
		return NULL;
	}
	p->at += len;
	struct type *type = mem_zero(1, sizeof *type);
	type->kind = kind;
	bool ok = !accept(p, '<') || parse_args(p, type, depth);
	if (ok && (type->arg_count < kinds[kind].least || type->arg_count > kinds[kind].most))
		ok = refuse(p, "it is written %s", kinds[kind].form);
	if (ok && args_agree(p, type))
		return type;
	type_free(type);
	return NULL;
}

static struct type *parse_whole(struct parser *p)
{
	struct type *type = parse(p, 1);
	if (type && *p->at) {
		type_free(type);
		p->unknown = true; /* "int[]", "list[int]" */
		return NULL;
	}
	return type;
}

/* ---- "did you mean" ---- */

static const char *nearest_kind(const char *name)
{
	const char *names[COUNT_OF(kinds)];
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		names[i] = kinds[i].name;
		if (strcmp(name, names[i]) == 0)
			return names[i];
	}
	for (size_t i = 0; i < COUNT_OF(foreign); i++)
		if (strcmp(name, foreign[i].name) == 0)
			return kinds[foreign[i].kind].name;
	return text_nearest(name, names, COUNT_OF(kinds));
}

/* The text with each name replaced by the nearest known one and [ ] by < >; false
 * where some part means nothing. */
static bool respell(const char *text, size_t len, struct buf *out)
{
	if (len > 2 && memcmp(text + len - 2, "[]", 2) == 0) { /* int[] */
		buf_puts(out, "list<");
		if (!respell(text, len - 2, out))
			return false;
		buf_putc(out, '>');
		return true;
	}
	for (size_t i = 0; i < len;) {
		size_t n = 0;
		while (i + n < len && is_name_byte(text[i + n]))
			n++;
		if (n) {
			AUTO_FREE char *name = mem_dup_n(text + i, n);
			for (char *c = name; *c; c++)
				*c = (char)tolower(*c);
			const char *known = nearest_kind(name);
			if (!known)
				return false;
			buf_puts(out, known);
			i += n;
			continue;
		}
		static const char brackets[] = "<>[], ", meant[] = "<><>,";
		const char *found = strchr(brackets, text[i++]);
		if (!found)
			return false;
		if (*found != ' ')
			buf_putc(out, meant[found - brackets]);
	}
	return true;
}

/* A type that parses, or NULL. */
static char *suggest(const char *text)
{
	AUTO_BUF out = {0};
	if (!respell(text, strlen(text), &out))
		return NULL;
	struct parser p = {.at = buf_text(&out)};
	struct type *type = parse_whole(&p);
	char *found = type ? type_text(type) : NULL;
	type_free(type);
	return found;
}

struct type *type_parse(const char *text, struct err *err)
{
	if (strlen(text) > TEXT_MAX) {
		err_set(err, ERR_INPUT, "a type of %zu bytes, at most %d are read", strlen(text), TEXT_MAX);
		return NULL;
	}
	struct parser p = {.at = text};
	struct type *type = parse_whole(&p);
	if (type)
		return type;
	AUTO_BUF shown = {0};
	const struct value quoted = {.kind = VALUE_STRING, .text = text, .len = strlen(text)};
	value_show(&shown, &quoted, SHOWN);
	if (!p.unknown) {
		err_set(err, ERR_INPUT, "type %s: %s", buf_text(&shown), p.why);
		return NULL;
	}
	AUTO_FREE char *meant = suggest(text);
	if (meant)
		err_set(err, ERR_INPUT, "unknown type %s (did you mean %s?)", buf_text(&shown), meant);
	else
		err_set(err, ERR_INPUT, "unknown type %s", buf_text(&shown));
	return NULL;
}

void type_free(struct type *type)
{
	if (!type)
		return;
	for (size_t i = 0; i < type->arg_count; i++)
		type_free(type->args[i]);
	free(type->args);
	free(type);
}

static void put_type(struct buf *out, const struct type *type)
{
	buf_puts(out, kinds[type->kind].name);
	for (size_t i = 0; i < type->arg_count; i++) {
		buf_putc(out, i ? ',' : '<');
		put_type(out, type->args[i]);
	}
	if (type->arg_count)
		buf_putc(out, '>');
}

char *type_text(const struct type *type)
{
	struct buf out = {0};
	put_type(&out, type);
	return buf_steal(&out);
}

const char *type_kind_name(enum type_kind kind)
{
	return kinds[kind].name;
}

bool type_kind_find(const char *name, size_t len, enum type_kind *kind)
{
	return known_kind(name, len, kind);
}

bool type_contains(const struct type *type, enum type_kind kind)
{
	if (type->kind == kind)
		return true;
	for (size_t i = 0; i < type->arg_count; i++)
		if (type_contains(type->args[i], kind))
			return true;
	return false;
}

/* ---- checking: recursive, but never deeper than the type, which is at most 8 ---- */

struct checker {
	bool strict;
	struct type_fault *fault;
};

static bool found(const struct checker *c, const struct place *place, enum type_fault_kind kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static bool found(const struct checker *c, const struct place *place, enum type_fault_kind kind, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	AUTO_FREE char *why = mem_vformat(format, args);
	va_end(args);
	AUTO_BUF where = {0};
	place_put(&where, place);
	c->fault->kind = kind;
	place_copy(c->fault->place, sizeof c->fault->place, buf_text(&where));
	place_copy(c->fault->why, sizeof c->fault->why, why);
	return false;
}

/* "expected list<int>, got string" */
static bool unexpected(const struct checker *c, const struct place *place, const struct type *type, const struct value *value)
{
	static const char *const names[] = {
		[VALUE_NULL] = "null", [VALUE_BOOL] = "bool", [VALUE_NUMBER] = "float",
		[VALUE_STRING] = "string", [VALUE_LIST] = "list", [VALUE_MAP] = "map",
	};
	if (value->kind == VALUE_NULL)
		return found(c, place, TYPE_FAULT_NULL, "null but not optional");
	AUTO_FREE char *wanted = type_text(type);
	const char *got = value_is_integer(value) ? "int" : names[value->kind];
	return found(c, place, TYPE_FAULT_KIND, "expected %s, got %s", wanted, got);
}

static bool number_fault(const struct checker *c, const struct place *place, enum type_fault_kind kind,
                         const struct value *number, const char *before, const char *after)
{
	AUTO_BUF shown = {0};
	value_show(&shown, number, SHOWN);
	return found(c, place, kind, "%s%s%s", before, buf_text(&shown), after);
}

static bool check_int(const struct checker *c, const struct place *place, const struct type *type,
                      const struct value *value)
{
	int64_t n;
	if (value->kind != VALUE_NUMBER)
		return unexpected(c, place, type, value);
	const char *name = kinds[type->kind].name;
	char words[64];
	if (value_is_integer(value)) {
		if (value_int64(value, &n) && (type->kind == TYPE_INT64 || (n >= INT32_MIN && n <= INT32_MAX)))
			return true;
		snprintf(words, sizeof words, " does not fit %s", name);
		return number_fault(c, place, TYPE_FAULT_RANGE, value, "", words);
	}
	double d = value_double(value);
	bool mixed = c->strict && isfinite(d) && d == trunc(d);
	snprintf(words, sizeof words, "%sexpected %s, got ", mixed ? "3 and 3.0 mixed: " : "", name);
	return number_fault(c, place, mixed ? TYPE_FAULT_MIXED : TYPE_FAULT_KIND, value, words, "");
}

static bool is_float_word(const struct value *value)
{
	return value->kind == VALUE_STRING &&
	       (strcmp(value->text, "NaN") == 0 || strcmp(value->text, "Infinity") == 0 ||
	        strcmp(value->text, "-Infinity") == 0);
}

static bool check_float(const struct checker *c, const struct place *place, const struct type *type,
                        const struct value *value)
{
	if (is_float_word(value))
		return true;
	if (value->kind != VALUE_NUMBER)
		return unexpected(c, place, type, value);
	if (!isfinite(value_double(value)))
		return number_fault(c, place, TYPE_FAULT_RANGE, value, "", " does not fit float");
	if (c->strict && value_is_integer(value))
		return number_fault(c, place, TYPE_FAULT_MIXED, value, "3 and 3.0 mixed: expected float, got ", "");
	return true;
}

static bool check(const struct checker *c, const struct place *place, const struct type *type,
                  const struct value *value);

static bool check_list(const struct checker *c, const struct place *place, const struct type *type,
                       const struct value *value)
{
	if (value->kind != VALUE_LIST)
		return unexpected(c, place, type, value);
	for (size_t i = 0; i < value->count; i++)
		if (!check(c, &(struct place){.up = place, .index = i}, type->args[0], &value->items[i]))
			return false;
	return true;
}

static bool check_tuple(const struct checker *c, const struct place *place, const struct type *type,
                        const struct value *value)
{
	if (value->kind != VALUE_LIST)
		return unexpected(c, place, type, value);
	if (value->count != type->arg_count) {
		AUTO_FREE char *wanted = type_text(type);
		return found(c, place, TYPE_FAULT_KIND, "expected %zu items for %s, got %zu", type->arg_count,
		             wanted, value->count);
	}
	for (size_t i = 0; i < value->count; i++)
		if (!check(c, &(struct place){.up = place, .index = i}, type->args[i], &value->items[i]))
			return false;
	return true;
}

/* Level order: every node so far has two places below it, filled in the order of the list. */
static bool check_tree(const struct checker *c, const struct place *place, const struct type *type,
                       const struct value *value)
{
	if (value->kind != VALUE_LIST)
		return unexpected(c, place, type, value);
	size_t places = 1;
	for (size_t i = 0; i < value->count; i++) {
		const struct place here = {.up = place, .index = i};
		if (!places)
			return found(c, &here, TYPE_FAULT_KIND, "no node of the tree is left to stand above this one");
		places--;
		if (value->items[i].kind == VALUE_NULL)
			continue;
		if (!check(c, &here, type->args[0], &value->items[i]))
			return false;
		places += 2;
	}
	return true;
}

static bool check_int_key(const struct checker *c, const struct place *place, const struct value_entry *entry)
{
	const char *digits = entry->key + (entry->key[0] == '-');
	size_t len = strspn(digits, "0123456789");
	AUTO_BUF shown = {0};
	if (len && len == strlen(digits) && (digits[0] != '0' || entry->key_len == 1)) {
		const struct value number = {.kind = VALUE_NUMBER, .text = entry->key, .len = entry->key_len};
		int64_t n;
		if (value_int64(&number, &n) && n >= INT32_MIN && n <= INT32_MAX)
			return true;
		value_show(&shown, &number, SHOWN);
		return found(c, place, TYPE_FAULT_RANGE, "key %s does not fit int", buf_text(&shown));
	}
	const struct value text = {.kind = VALUE_STRING, .text = entry->key, .len = entry->key_len};
	value_show(&shown, &text, SHOWN);
	return found(c, place, TYPE_FAULT_KIND, "key %s is no int", buf_text(&shown));
}

static bool check_map(const struct checker *c, const struct place *place, const struct type *type,
                      const struct value *value)
{
	if (value->kind != VALUE_MAP)
		return unexpected(c, place, type, value);
	for (size_t i = 0; i < value->count; i++) {
		const struct value_entry *entry = &value->entries[i];
		const struct place here = {.up = place, .key = entry->key, .key_len = entry->key_len};
		if (type->args[0]->kind == TYPE_INT && !check_int_key(c, place, entry))
			return false;
		if (!check(c, &here, type->args[1], &entry->value))
			return false;
	}
	return true;
}

static bool check(const struct checker *c, const struct place *place, const struct type *type,
                  const struct value *value)
{
	bool null = value->kind == VALUE_NULL;
	switch (type->kind) {
	case TYPE_INT:
	case TYPE_INT64: return check_int(c, place, type, value);
	case TYPE_FLOAT: return check_float(c, place, type, value);
	case TYPE_BOOL: return value->kind == VALUE_BOOL || unexpected(c, place, type, value);
	case TYPE_STRING: return value->kind == VALUE_STRING || unexpected(c, place, type, value);
	case TYPE_LIST: return check_list(c, place, type, value);
	case TYPE_MAP: return check_map(c, place, type, value);
	case TYPE_OPTIONAL: return null || check(c, place, type->args[0], value);
	case TYPE_TUPLE: return check_tuple(c, place, type, value);
	case TYPE_TREE: return (null && !c->strict) || check_tree(c, place, type, value);
	case TYPE_LINKED_LIST: return (null && !c->strict) || check_list(c, place, type, value);
	case TYPE_VOID: return null || unexpected(c, place, type, value);
	}
	return false;
}

bool type_find_fault(const struct type *type, const struct value *value, bool strict, struct type_fault *fault)
{
	const struct checker c = {strict, fault};
	return !check(&c, &(struct place){0}, type, value);
}

bool type_check(const struct type *type, const struct value *value, bool strict, struct err *err)
{
	struct type_fault fault;
	if (!type_find_fault(type, value, strict, &fault))
		return true;
	return err_set(err, ERR_INPUT, "%s%s%s", fault.place, fault.place[0] ? ": " : "", fault.why);
}
