#include "engine/toolchain/spelling.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"

/* ---- names */

/* Does a word begin at name[i]?  "twoSum", "two_sum", "LRUCache" (before the C). */
static bool word_begins(const char *name, size_t i)
{
	if (i == 0 || name[i - 1] == '_')
		return true;
	if (!isupper((unsigned char)name[i]))
		return false;
	return !isupper((unsigned char)name[i - 1]) || islower((unsigned char)name[i + 1]);
}

char *spelling_of(const char *name, enum spelling spelling)
{
	struct buf out = {0};
	size_t len = strlen(name);
	while (len > 0 && name[len - 1] == '_')
		len--;
	for (size_t i = 0; i < len; i++) {
		if (name[i] == '_')
			continue;
		bool begins = word_begins(name, i), first = out.len == 0;
		int c = (unsigned char)name[i];
		if (spelling == SPELL_SNAKE && begins && !first)
			buf_putc(&out, '_');
		bool upper = spelling != SPELL_SNAKE && begins && (!first || spelling == SPELL_PASCAL);
		buf_putc(&out, (char)(upper ? toupper(c) : tolower(c)));
	}
	buf_puts(&out, name + len);
	return buf_steal(&out);
}

char *spelling_function(const struct language *language, const struct question_signature *signature)
{
	for (size_t i = 0; i < signature->name_count; i++)
		if (strcmp(signature->names[i].language, language->name) == 0)
			return mem_dup(signature->names[i].name);
	return spelling_of(signature->name,
	                   signature_is_class(signature) ? language->class_names : language->function_names);
}

char *spelling_method(const struct language *language, const char *name)
{
	return spelling_of(name, language->method_names);
}

char *spelling_param(const struct language *language, const char *name)
{
	return spelling_of(name, language->parameter_names);
}

/* ---- types by pattern */

enum { PATTERN_DEPTH = 8, WORD_MAX = 32 };

/* One type of a pattern, or of none (then only whether it is well made counts).  Advances *at. */
static bool matches(const char **at, const struct type *type, size_t depth, bool *valid)
{
	size_t len = strspn(*at, "abcdefghijklmnopqrstuvwxyz_0123456789");
	const char *word = *at;
	enum type_kind kind = TYPE_VOID;
	bool any = len == 3 && strncmp(word, "any", 3) == 0, scalar = len == 6 && strncmp(word, "scalar", 6) == 0;
	if (depth == PATTERN_DEPTH || (!any && !scalar && !type_kind_find(word, len, &kind))) {
		*valid = false;
		return false;
	}
	*at += len;
	bool fits = !type || any || (scalar ? !type->arg_count && type->kind != TYPE_VOID : type->kind == kind);
	if (**at != '<')
		return fits;
	if (any || scalar) {
		*valid = false;
		return false;
	}
	size_t args = 0;
	do {
		(*at)++;
		const struct type *arg = type && fits && args < type->arg_count ? type->args[args] : NULL;
		fits = matches(at, arg, depth + 1, valid) && fits;
		args++;
	} while (*valid && **at == ',');
	*valid = *valid && **at == '>';
	*at += *valid;
	return *valid && fits && (!type || args == type->arg_count);
}

bool spelling_pattern_valid(const char *pattern)
{
	bool valid = true;
	matches(&pattern, NULL, 0, &valid);
	return valid && !*pattern;
}

/* Most patterns begin with the name of another kind: a catalogue of thousands of signatures asks about each in each language. */
static bool may_match(const char *pattern, const char *kind)
{
	return strncmp(pattern, kind, strlen(kind)) == 0 || strncmp(pattern, "any", 3) == 0 || strncmp(pattern, "scalar", 6) == 0;
}

const struct language_type *spelling_type(const struct language *language, const struct type *type)
{
	const char *kind = type_kind_name(type->kind);
	for (size_t i = 0; i < language->type_count; i++) {
		const char *pattern = language->types[i].match;
		bool valid = true;
		if (!may_match(pattern, kind))
			continue;
		if (matches(&pattern, type, 0, &valid))
			return &language->types[i];
	}
	return NULL;
}

const struct type *spelling_gap(const struct language *language, const struct type *type)
{
	for (size_t i = 0; i < type->arg_count; i++) {
		const struct type *gap = spelling_gap(language, type->args[i]);
		if (gap)
			return gap;
	}
	return type->kind == TYPE_VOID || spelling_type(language, type) ? NULL : type;
}

/* ---- what cannot be said */

struct check {
	const struct language *language;
	spelling_fault_fn *fn;
	void *context;
	const struct type **singles; /* by kind: the type that an entry with the form "single" has stood for */
};

/* Put into words only where something is wrong there, which is rare. */
struct spot {
	const char *in;    /* "methods[2].", or "" */
	bool param;        /* params[index]. */
	size_t index;
	const char *field; /* "name", "type" */
};

static void report(const struct check *c, enum spelling_fault_kind kind, struct spot spot, const char *why)
{
	struct spelling_fault fault = {.kind = kind};
	if (spot.param)
		snprintf(fault.place, sizeof fault.place, "%sparams[%zu].%s", spot.in, spot.index, spot.field);
	else
		snprintf(fault.place, sizeof fault.place, "%s%s", spot.in, spot.field);
	snprintf(fault.why, sizeof fault.why, "%s", why);
	c->fn(&fault, c->context);
}

static void check_name(const struct check *c, const char *what, struct spot spot, const char *spelt)
{
	if (!string_list_has(&c->language->keywords, spelt))
		return;
	AUTO_FREE char *why = mem_format("%s \"%s\" is a keyword in %s", what, spelt, c->language->name);
	report(c, SPELLING_KEYWORD, spot, why);
}

static void check_twice(const struct check *c, const char *what, struct spot spot, const char *a, const char *b,
                        enum spelling spelling)
{
	AUTO_FREE char *x = spelling_of(a, spelling);
	AUTO_FREE char *y = spelling_of(b, spelling);
	if (strcmp(x, y) != 0)
		return;
	AUTO_FREE char *why =
	    mem_format("%s names \"%s\" and \"%s\" are both \"%s\" in %s", what, a, b, x, c->language->name);
	report(c, SPELLING_TWICE, spot, why);
}

static bool is_single(const struct language_type *entry)
{
	for (size_t i = 0; entry && i < entry->form_count; i++)
		if (strcmp(entry->forms[i].name, "single") == 0)
			return true;
	return false;
}

/* One class of nodes cannot hold integers here and texts there. */
static void check_singles(const struct check *c, struct spot spot, const struct type *type)
{
	for (size_t i = 0; i < type->arg_count; i++)
		check_singles(c, spot, type->args[i]);
	if (!is_single(spelling_type(c->language, type)))
		return;
	if (!c->singles[type->kind]) {
		c->singles[type->kind] = type;
		return;
	}
	AUTO_FREE char *first = type_text(c->singles[type->kind]);
	AUTO_FREE char *text = type_text(type);
	if (strcmp(first, text) == 0)
		return;
	AUTO_FREE char *why = mem_format("%s cannot express %s beside %s", c->language->title, text, first);
	report(c, SPELLING_TYPE, spot, why);
}

static void check_type(const struct check *c, struct spot spot, const struct type *type)
{
	const struct type *gap = spelling_gap(c->language, type);
	if (!gap) {
		check_singles(c, spot, type);
		return;
	}
	AUTO_FREE char *text = type_text(gap);
	AUTO_FREE char *why = mem_format("%s cannot express %s", c->language->title, text);
	report(c, SPELLING_TYPE, spot, why);
}

/* `in` is "" or "methods[2].". */
static void check_params(const struct check *c, const char *in, const struct question_param *params, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct spot name = {in, true, i, "name"}, type = {in, true, i, "type"};
		AUTO_FREE char *spelt = spelling_param(c->language, params[i].name);
		check_name(c, "parameter name", name, spelt);
		for (size_t k = 0; k < i; k++)
			check_twice(c, "parameter", name, params[k].name, params[i].name, c->language->parameter_names);
		check_type(c, type, params[i].type);
	}
}

static void check_method(const struct check *c, const struct question_signature *signature, size_t m)
{
	const struct question_method *method = &signature->methods[m];
	AUTO_FREE char *in = mem_format("methods[%zu].", m);
	const struct spot name = {.in = in, .field = "name"}, returns = {.in = in, .field = "returns.type"};
	AUTO_FREE char *spelt = spelling_method(c->language, method->name);
	check_name(c, "method name", name, spelt);
	for (size_t k = 0; k < m; k++)
		check_twice(c, "method", name, signature->methods[k].name, method->name, c->language->method_names);
	check_type(c, returns, method->returns);
	check_params(c, in, method->params, method->param_count);
}

void spelling_check(const struct language *language, const struct question_signature *signature, spelling_fault_fn *fn,
                    void *context)
{
	const struct type *singles[TYPE_VOID + 1] = {0};
	const struct check c = {.language = language, .fn = fn, .context = context, .singles = singles};
	bool class = signature_is_class(signature);
	if (class && !language->starter_class) {
		AUTO_FREE char *why = mem_format("%s has no class questions", language->title);
		report(&c, SPELLING_CLASS, (struct spot){.in = "", .field = ""}, why);
		return;
	}
	AUTO_FREE char *name = spelling_function(language, signature);
	check_name(&c, class ? "class name" : "function name", (struct spot){.in = "", .field = "name"}, name);
	if (signature->returns)
		check_type(&c, (struct spot){.in = "", .field = "returns.type"}, signature->returns);
	check_params(&c, "", signature->params, signature->param_count);
	for (size_t m = 0; m < signature->method_count; m++)
		check_method(&c, signature, m);
}

static void keep_first(const struct spelling_fault *fault, void *context)
{
	struct err *first = context;
	if (!first->kind)
		err_set(first, ERR_INPUT, "%s", fault->why);
}

bool spelling_can_say(const struct language *language, const struct question_signature *signature, struct err *err)
{
	struct err first = {0};
	spelling_check(language, signature, keep_first, &first);
	return !first.kind || err_set(err, ERR_INPUT, "%s", first.text);
}
