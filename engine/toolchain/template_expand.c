#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/toolchain/lines.h"
#include "engine/toolchain/spelling.h"
#include "engine/toolchain/template_internal.h"

enum { DEPTH_MAX = 32, RESULT_MAX = 1 << 20, TYPES_MAX = 2048 };

/* Where an expansion stands.  Copied for everything inside. */
struct scope {
	const struct template_subject *subject;
	const struct question_method *method; /* NULL: the outermost */
	const struct question_param *param;   /* in `for params` */
	size_t param_index;
	const struct type *type;              /* NULL: none is current */
	const char *form;                     /* that is being expanded, or NULL */
	const char *x;                        /* NULL: the parameter's name */
	size_t i, count;                      /* of the innermost loop */
	size_t depth;                         /* of forms */
};

struct expansion {
	const struct template *template;
	struct buf *out;
	struct err *err;
	size_t line;
};

static bool expand(struct expansion *e, const struct template *t, size_t from, size_t to, const struct scope *s);

static bool fail(const struct expansion *e, const char *why)
{
	return err_set(e->err, ERR_MACHINE, "%s line %zu: %s", e->template->name, e->line, why);
}

/* ---- what is spoken of */

static const struct question_signature *signature_of(const struct scope *s)
{
	return s->subject->signature;
}

static const struct question_param *params_of(const struct scope *s, size_t *count)
{
	*count = s->method ? s->method->param_count : signature_of(s)->param_count;
	return s->method ? s->method->params : signature_of(s)->params;
}

static const struct type *returned(const struct scope *s)
{
	return s->method ? s->method->returns : signature_of(s)->returns;
}

static const struct type *judged_type(const struct scope *s)
{
	bool param = !s->method && s->subject->judge != JUDGE_RETURN;
	return param ? signature_of(s)->params[s->subject->judge_param].type : returned(s);
}

static bool is_void(const struct scope *s)
{
	const struct type *type = returned(s);
	return !type || type->kind == TYPE_VOID;
}

static bool is_scalar(const struct type *type)
{
	return type->arg_count == 0 && type->kind != TYPE_VOID;
}

static bool has_param_docs(const struct scope *s)
{
	size_t count;
	const struct question_param *params = params_of(s, &count);
	for (size_t i = 0; i < count; i++)
		if (params[i].doc[0])
			return true;
	return false;
}

static bool has_docs(const struct scope *s)
{
	return (s->method ? s->method->doc : signature_of(s)->doc)[0] ||
	       (s->method ? s->method->returns_doc : signature_of(s)->returns_doc)[0] || has_param_docs(s);
}

/* ---- conditions: words between blanks; or of ands of nots */

enum condition {
	IS_CLASS,
	IS_VOID,
	JUDGES_RETURN,
	JUDGES_PARAM,
	JUDGES_PREFIX,
	IS_JUDGED,
	HAS_DOC,
	HAS_RETURNS_DOC,
	HAS_DOCS,
	HAS_PARAM_DOCS,
	HAS_PARAMS,
	IS_FIRST,
	IS_LAST,
	USES_KIND, /* from here on with a word behind */
	IS_KIND,
	HOLDS_KIND,
	HAS_FORM,
};
static const char *const conditions[] = {
    [IS_CLASS] = "class",         [IS_VOID] = "void",
    [JUDGES_RETURN] = "judge_return", [JUDGES_PARAM] = "judge_param",
    [JUDGES_PREFIX] = "judge_prefix", [IS_JUDGED] = "judged",
    [HAS_DOC] = "has_doc",        [HAS_RETURNS_DOC] = "has_returns_doc",
    [HAS_DOCS] = "has_docs",      [HAS_PARAM_DOCS] = "has_param_docs",
    [HAS_PARAMS] = "has_params",
    [IS_FIRST] = "first",         [IS_LAST] = "last",
    [USES_KIND] = "uses",         [IS_KIND] = "is",
    [HOLDS_KIND] = "holds",       [HAS_FORM] = "has_form",
};

/* The next word of a condition; false at its end. */
static bool next_word(const char **at, char word[64])
{
	*at += strspn(*at, " ");
	size_t len = strcspn(*at, " "), kept = len < 63 ? len : 63;
	memcpy(word, *at, kept);
	word[kept] = '\0';
	*at += len;
	return len > 0;
}

static bool condition_find(const char *word, enum condition *out)
{
	for (size_t i = 0; i < COUNT_OF(conditions); i++)
		if (strcmp(conditions[i], word) == 0) {
			*out = (enum condition)i;
			return true;
		}
	return false;
}

static bool names_kind(const char *word)
{
	enum type_kind kind;
	return type_kind_find(word, strlen(word), &kind) || strcmp(word, "scalar") == 0;
}

bool template_condition_check(const char *condition, char *why, size_t room)
{
	char word[64];
	bool wanted = true; /* a condition, not "and" or "or" */
	snprintf(why, room, "a condition is missing");
	while (next_word(&condition, word)) {
		enum condition which;
		if (!wanted) {
			snprintf(why, room, "\"%s\" where \"and\" or \"or\" is expected", word);
			if (strcmp(word, "and") != 0 && strcmp(word, "or") != 0)
				return false;
			snprintf(why, room, "a condition is missing");
			wanted = true;
			continue;
		}
		if (strcmp(word, "not") == 0)
			continue;
		snprintf(why, room, "unknown condition \"%s\"", word);
		if (!condition_find(word, &which))
			return false;
		if (which >= USES_KIND && !next_word(&condition, word))
			return false;
		snprintf(why, room, "\"%s\" is no kind of type", word);
		if (which >= USES_KIND && which != HAS_FORM && !names_kind(word))
			return false;
		wanted = false;
	}
	return !wanted;
}

static bool type_is(const struct type *type, const char *word, bool inside)
{
	if (strcmp(word, "scalar") == 0)
		return is_scalar(type);
	enum type_kind kind = TYPE_VOID;
	type_kind_find(word, strlen(word), &kind);
	return inside ? type_contains(type, kind) : type->kind == kind;
}

static bool type_has_form(const struct scope *s, const char *form)
{
	const struct language_type *entry = spelling_type(s->subject->language, s->type);
	for (size_t i = 0; entry && i < entry->form_count; i++)
		if (strcmp(entry->forms[i].name, form) == 0)
			return true;
	return false;
}

static bool uses(const struct scope *s, const char *word)
{
	enum type_kind kind = TYPE_VOID;
	if (type_kind_find(word, strlen(word), &kind))
		return signature_uses(signature_of(s), kind);
	for (kind = TYPE_INT; kind <= TYPE_STRING; kind++)
		if (signature_uses(signature_of(s), kind))
			return true;
	return false;
}

static bool holds(const struct scope *s, enum condition which, const char *word)
{
	const struct template_subject *subject = s->subject;
	size_t count;
	params_of(s, &count);
	switch (which) {
	case IS_CLASS: return signature_is_class(subject->signature);
	case IS_VOID: return is_void(s);
	case JUDGES_RETURN: return subject->judge == JUDGE_RETURN;
	case JUDGES_PARAM: return subject->judge == JUDGE_PARAM;
	case JUDGES_PREFIX: return subject->judge == JUDGE_PREFIX;
	case IS_JUDGED:
		return s->param && !s->method && subject->judge != JUDGE_RETURN && s->param_index == subject->judge_param;
	case HAS_DOC:
		return (s->param ? s->param->doc : s->method ? s->method->doc : subject->signature->doc)[0] != '\0';
	case HAS_RETURNS_DOC: return (s->method ? s->method->returns_doc : subject->signature->returns_doc)[0] != '\0';
	case HAS_DOCS: return has_docs(s);
	case HAS_PARAM_DOCS: return has_param_docs(s);
	case HAS_PARAMS: return count > 0;
	case IS_FIRST: return s->i == 0;
	case IS_LAST: return s->i + 1 == s->count;
	case USES_KIND: return uses(s, word);
	case IS_KIND: return s->type && type_is(s->type, word, false);
	case HOLDS_KIND: return s->type && type_is(s->type, word, true);
	case HAS_FORM: return s->type && type_has_form(s, word);
	}
	return false;
}

/* Parsing has found it well made. */
static bool condition_holds(const struct scope *s, const char *text)
{
	char word[64];
	bool any = false, all = true, negated = false;
	while (next_word(&text, word)) {
		enum condition which;
		if (strcmp(word, "or") == 0) {
			any = any || all;
			all = true;
		} else if (strcmp(word, "not") == 0) {
			negated = !negated;
		} else if (condition_find(word, &which)) {
			char behind[64] = "";
			if (which >= USES_KIND)
				next_word(&text, behind);
			all = all && holds(s, which, behind) != negated;
			negated = false;
		}
	}
	return any || all;
}

/* ---- values */

enum value_word {
	V_NAME, V_CLASS, V_P, V_JUDGED, V_RAW_NAME, V_RAW_CLASS, V_RAW_P, V_X, /* may have a spelling behind */
	V_DOC, V_RETURNS_DOC, V_QUESTION, V_LANGUAGE, V_FILE, V_TYPE, V_RETURNS, V_NEUTRAL, V_ID, V_DEPTH,
	V_I, V_COUNT, V_PARAM_COUNT, V_METHOD_COUNT, V_JUDGE_INDEX, V_PARAMS_TEXT,
};
static const char *const value_words[] = {
    [V_NAME] = "name",         [V_CLASS] = "class",             [V_P] = "p",
    [V_JUDGED] = "judged",     [V_RAW_NAME] = "raw_name",       [V_RAW_CLASS] = "raw_class",
    [V_RAW_P] = "raw_p",       [V_X] = "x",                     [V_DOC] = "doc",
    [V_RETURNS_DOC] = "returns_doc", [V_QUESTION] = "question", [V_LANGUAGE] = "language",
    [V_FILE] = "file",         [V_TYPE] = "type",               [V_RETURNS] = "returns",
    [V_NEUTRAL] = "neutral",   [V_ID] = "id",                   [V_DEPTH] = "depth",
    [V_I] = "i",               [V_COUNT] = "count",             [V_PARAM_COUNT] = "param_count",
    [V_METHOD_COUNT] = "method_count", [V_JUDGE_INDEX] = "judge_index", [V_PARAMS_TEXT] = "params_text",
};
static const char *const spellings[] = {[SPELL_SNAKE] = "snake", [SPELL_CAMEL] = "camel", [SPELL_PASCAL] = "pascal"};

/* "p.camel": the value and, where there is one, the spelling (else -1). */
static bool value_find(const char *text, enum value_word *word, int *spelling)
{
	size_t len = strcspn(text, ".");
	size_t which = 0;
	while (which < COUNT_OF(value_words) &&
	       (strlen(value_words[which]) != len || strncmp(value_words[which], text, len) != 0))
		which++;
	if (which == COUNT_OF(value_words))
		return false;
	*word = (enum value_word)which;
	*spelling = -1;
	if (!text[len])
		return true;
	for (size_t i = 0; which <= V_X && i < COUNT_OF(spellings); i++)
		if (strcmp(text + len + 1, spellings[i]) == 0)
			*spelling = (int)i;
	return *spelling >= 0;
}

bool template_value_known(const char *word)
{
	enum value_word which;
	int spelling;
	return value_find(word, &which, &spelling);
}

/* The author's words: one line, nothing for a terminal, nothing that leaves a comment. */
static void put_doc(struct buf *out, const struct language *language, const char *text)
{
	AUTO_BUF flat = {0}, shown = {0};
	for (const char *c = text; *c; c++) {
		bool blank = *c == '\n' || *c == '\r' || *c == '\t' || *c == ' ';
		if (!blank)
			buf_putc(&flat, *c);
		else if (flat.len && flat.data[flat.len - 1] != ' ')
			buf_putc(&flat, ' ');
	}
	while (flat.len && flat.data[flat.len - 1] == ' ')
		flat.len--;
	text_escape(&shown, flat.len ? flat.data : "", flat.len, TEXT_ONE_LINE);
	for (const char *c = buf_text(&shown); *c;) {
		size_t i = 0;
		while (i < language->escaped.count &&
		       strncmp(c, language->escaped.items[i], strlen(language->escaped.items[i])) != 0)
			i++;
		if (i < language->escaped.count) {
			buf_puts(out, language->escapes.items[i]);
			c += strlen(language->escaped.items[i]);
		} else {
			buf_putc(out, *c++);
		}
	}
}

/* Prefix notation tells any two types apart: all names but tuple's have a number of arguments of their own. */
static void put_id(struct buf *out, const struct type *type)
{
	buf_puts(out, type_kind_name(type->kind));
	if (type->kind == TYPE_TUPLE)
		buf_printf(out, "%zu", type->arg_count);
	for (size_t i = 0; i < type->arg_count; i++) {
		buf_putc(out, '_');
		put_id(out, type->args[i]);
	}
}

static char *called(const struct scope *s)
{
	return s->method ? spelling_method(s->subject->language, s->method->name)
			 : spelling_function(s->subject->language, signature_of(s));
}

static char *x_of(const struct scope *s)
{
	if (s->x)
		return mem_dup(s->x);
	return s->param ? spelling_param(s->subject->language, s->param->name) : mem_dup("value");
}

/* One of the names; NULL where there is none here. */
static char *name_value(const struct scope *s, enum value_word word)
{
	const struct question_signature *signature = signature_of(s);
	const struct language *language = s->subject->language;
	switch (word) {
	case V_NAME: return called(s);
	case V_CLASS: return signature_is_class(signature) ? spelling_function(language, signature) : NULL;
	case V_P: return s->param ? spelling_param(language, s->param->name) : NULL;
	case V_JUDGED:
		return s->subject->judge == JUDGE_RETURN
			   ? mem_dup("")
			   : spelling_param(language, signature->params[s->subject->judge_param].name);
	case V_RAW_NAME: return mem_dup(s->method ? s->method->name : signature->name);
	case V_RAW_CLASS: return signature_is_class(signature) ? mem_dup(signature->name) : NULL;
	case V_RAW_P: return s->param ? mem_dup(s->param->name) : NULL;
	case V_X: return x_of(s);
	default: return NULL;
	}
}

static void put_params_text(struct buf *out, const struct scope *s)
{
	size_t count;
	const struct question_param *params = params_of(s, &count);
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *name = spelling_param(s->subject->language, params[i].name);
		buf_printf(out, "%s%s", i ? ", " : "", name);
	}
}

static bool put_form(struct expansion *e, const struct scope *s, const struct type *type, const char *form, const char *x);

static bool put_of_type(struct expansion *e, const struct scope *s, const struct type *type, const char *what)
{
	if (strcmp(what, "neutral") == 0) {
		AUTO_FREE char *text = type_text(type);
		buf_puts(e->out, text);
		return true;
	}
	if (strcmp(what, "id") == 0) {
		put_id(e->out, type);
		return true;
	}
	return put_form(e, s, type, what, s->x);
}

static const char *doc_of(const struct scope *s)
{
	return s->param ? s->param->doc : s->method ? s->method->doc : signature_of(s)->doc;
}

static bool put_value(struct expansion *e, const struct scope *s, const char *text)
{
	const struct question_signature *signature = signature_of(s);
	const struct language *language = s->subject->language;
	enum value_word word = V_NAME;
	int spelling = -1;
	value_find(text, &word, &spelling);
	size_t params;
	params_of(s, &params);
	switch (word) {
	case V_DOC: put_doc(e->out, language, doc_of(s)); return true;
	case V_RETURNS_DOC:
		put_doc(e->out, language, s->method ? s->method->returns_doc : signature->returns_doc);
		return true;
	case V_QUESTION: put_doc(e->out, language, s->subject->title); return true;
	case V_LANGUAGE: buf_puts(e->out, language->title); return true;
	case V_FILE: buf_puts(e->out, language->file); return true;
	case V_TYPE: return s->type ? put_of_type(e, s, s->type, "type") : fail(e, "no type is current here");
	case V_NEUTRAL: return s->type ? put_of_type(e, s, s->type, "neutral") : fail(e, "no type is current here");
	case V_ID: return s->type ? put_of_type(e, s, s->type, "id") : fail(e, "no type is current here");
	case V_RETURNS: return !returned(s) || put_of_type(e, s, returned(s), "type");
	case V_DEPTH: buf_printf(e->out, "%zu", s->depth); return true;
	case V_I: buf_printf(e->out, "%zu", s->i); return true;
	case V_COUNT: buf_printf(e->out, "%zu", s->count); return true;
	case V_PARAM_COUNT: buf_printf(e->out, "%zu", params); return true;
	case V_METHOD_COUNT: buf_printf(e->out, "%zu", signature->method_count); return true;
	case V_JUDGE_INDEX: buf_printf(e->out, "%zu", s->subject->judge_param); return true;
	case V_PARAMS_TEXT: put_params_text(e->out, s); return true;
	default: break;
	}
	AUTO_FREE char *name = name_value(s, word);
	if (!name)
		return fail(e, "a word that means nothing here");
	AUTO_FREE char *spelt = spelling >= 0 ? spelling_of(name, (enum spelling)spelling) : mem_dup(name);
	buf_puts(e->out, spelt);
	return true;
}

/* ---- forms */

/* X with each $ replaced by the current x, each # by the turn of the innermost loop; NULL stays. */
static char *applied_to(const struct scope *s, const char *x)
{
	if (!x)
		return NULL;
	struct buf out = {0};
	AUTO_FREE char *own = x_of(s);
	for (; *x; x++)
		if (*x == '$')
			buf_puts(&out, own);
		else if (*x == '#')
			buf_printf(&out, "%zu", s->i);
		else
			buf_putc(&out, *x);
	return buf_steal(&out);
}

static bool put_form(struct expansion *e, const struct scope *s, const struct type *type, const char *form, const char *x)
{
	if (s->depth == DEPTH_MAX)
		return fail(e, "forms inside each other without an end");
	const struct language_type *entry = spelling_type(s->subject->language, type);
	const struct template *found = NULL;
	for (size_t i = 0; entry && i < entry->form_count; i++)
		if (strcmp(entry->forms[i].name, form) == 0)
			found = entry->forms[i].text;
	for (size_t i = 0; entry && !found && i < entry->form_count; i++)
		if (strcmp(entry->forms[i].name, "type") == 0)
			found = entry->forms[i].text;
	if (!found) {
		AUTO_FREE char *text = type_text(type);
		return type->kind == TYPE_VOID ||
		       err_set(e->err, ERR_INPUT, "%s cannot express %s", s->subject->language->title, text);
	}
	struct scope inside = *s;
	inside.type = type;
	inside.form = form;
	inside.x = x;
	inside.depth++;
	return expand(e, found, 0, found->count, &inside);
}

static bool put_form_token(struct expansion *e, const struct token *token, const struct scope *s)
{
	if (!s->type)
		return fail(e, "no type is current here");
	const char *form = token->text ? token->text : s->form ? s->form : "type";
	AUTO_FREE char *x = applied_to(s, token->x);
	return put_form(e, s, s->type, form, x ? x : s->x);
}

static bool put_argument(struct expansion *e, const struct token *token, const struct scope *s)
{
	if (!s->type || token->number >= s->type->arg_count)
		return fail(e, "the current type has no such argument");
	AUTO_FREE char *x = applied_to(s, token->x);
	struct scope inside = *s;
	inside.x = x ? x : s->x;
	return put_of_type(e, &inside, s->type->args[token->number],
			   token->text ? token->text
			   : s->form   ? s->form
				       : "type");
}

/* ---- loops */

static bool is_listed(const struct type *const *types, size_t count, const struct type *type)
{
	AUTO_FREE char *text = type_text(type);
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *other = type_text(types[i]);
		if (strcmp(other, text) == 0)
			return true;
	}
	return false;
}

/* Inner ones first. */
static void list_type(const struct type **types, size_t *count, const struct type *type)
{
	for (size_t i = 0; i < type->arg_count; i++)
		list_type(types, count, type->args[i]);
	if (type->kind != TYPE_VOID && *count < TYPES_MAX && !is_listed(types, *count, type))
		types[(*count)++] = type;
}

static size_t list_types(const struct question_signature *signature, const struct type **types)
{
	size_t count = 0;
	for (size_t i = 0; i < signature->param_count; i++)
		list_type(types, &count, signature->params[i].type);
	if (signature->returns)
		list_type(types, &count, signature->returns);
	for (size_t m = 0; m < signature->method_count; m++) {
		const struct question_method *method = &signature->methods[m];
		for (size_t i = 0; i < method->param_count; i++)
			list_type(types, &count, method->params[i].type);
		list_type(types, &count, method->returns);
	}
	return count;
}

/* The turns of a loop over types; `types` is borrowed. */
static bool each_type(struct expansion *e, const struct template *t, size_t block, const struct scope *s,
                      const struct type *const *types, size_t count)
{
	const struct token *token = &t->tokens[block];
	struct scope inside = *s;
	inside.count = count;
	for (inside.i = 0; inside.i < count; inside.i++) {
		inside.type = types[inside.i];
		size_t body_end = token->otherwise == token->end ? token->end : token->otherwise - 1;
		if (!expand(e, t, block + 1, body_end, &inside))
			return false;
	}
	return true;
}

static bool each_param(struct expansion *e, const struct template *t, size_t block, size_t body_end,
                       const struct scope *s)
{
	struct scope inside = *s;
	const struct question_param *params = params_of(s, &inside.count);
	for (inside.i = 0; inside.i < inside.count; inside.i++) {
		inside.param = &params[inside.i];
		inside.param_index = inside.i;
		inside.type = params[inside.i].type;
		inside.x = NULL;
		if (!expand(e, t, block + 1, body_end, &inside))
			return false;
	}
	return true;
}

static bool each_method(struct expansion *e, const struct template *t, size_t block, size_t body_end,
                        const struct scope *s)
{
	struct scope inside = *s;
	inside.count = signature_of(s)->method_count;
	inside.param = NULL;
	inside.type = NULL;
	for (inside.i = 0; inside.i < inside.count; inside.i++) {
		inside.method = &signature_of(s)->methods[inside.i];
		if (!expand(e, t, block + 1, body_end, &inside))
			return false;
	}
	return true;
}

static bool loop(struct expansion *e, const struct template *t, size_t block, const struct scope *s)
{
	const struct token *token = &t->tokens[block];
	size_t body_end = token->otherwise == token->end ? token->end : token->otherwise - 1;
	size_t count = 0;
	bool fine = true;
	AUTO_FREE const struct type **types = NULL;
	if (strcmp(token->text, "params") == 0) {
		params_of(s, &count);
		fine = each_param(e, t, block, body_end, s);
	} else if (strcmp(token->text, "methods") == 0) {
		count = signature_of(s)->method_count;
		fine = each_method(e, t, block, body_end, s);
	} else if (strcmp(token->text, "args") == 0) {
		if (!s->type)
			return fail(e, "no type is current here");
		count = s->type->arg_count;
		fine = each_type(e, t, block, s, (const struct type *const *)s->type->args, count);
	} else {
		types = mem_zero(TYPES_MAX, sizeof *types);
		count = list_types(signature_of(s), types);
		fine = each_type(e, t, block, s, types, count);
	}
	return fine && (count > 0 || token->otherwise == token->end || expand(e, t, token->otherwise, token->end, s));
}

/* ---- blocks */

static bool with(struct expansion *e, const struct template *t, size_t block, const struct scope *s)
{
	const struct token *token = &t->tokens[block];
	struct scope inside = *s;
	if (strcmp(token->text, "returned") == 0) {
		inside.type = returned(s);
	} else if (strcmp(token->text, "judged") == 0) {
		inside.type = judged_type(s);
	} else {
		if (!s->type || token->number >= s->type->arg_count)
			return fail(e, "the current type has no such argument");
		inside.type = s->type->args[token->number];
	}
	return !inside.type || expand(e, t, block + 1, token->end, &inside);
}

static size_t line_start(const struct buf *out, size_t at)
{
	while (at > 0 && out->data[at - 1] != '\n')
		at--;
	return at;
}

static bool fit(struct expansion *e, const struct template *t, size_t block, const struct scope *s)
{
	const struct token *token = &t->tokens[block];
	size_t mark = e->out->len;
	if (!expand(e, t, block + 1, token->otherwise - 1, s))
		return false;
	size_t start = line_start(e->out, mark);
	if (e->out->len == mark || !lines_too_wide(e->out->data + start, e->out->len - start))
		return true;
	e->out->len = mark;
	e->out->data[mark] = '\0';
	return expand(e, t, token->otherwise, token->end, s);
}

static bool put_token(struct expansion *e, const struct template *t, size_t at, const struct scope *s)
{
	const struct token *token = &t->tokens[at];
	size_t body_end = token->otherwise == token->end ? token->end : token->otherwise - 1;
	size_t mark = e->out->len;
	switch (token->kind) {
	case TOKEN_TEXT: buf_puts(e->out, token->text); return true;
	case TOKEN_SEP:
		if (s->i > 0)
			buf_puts(e->out, token->text);
		return true;
	case TOKEN_VALUE: return put_value(e, s, token->text);
	case TOKEN_FORM: return put_form_token(e, token, s);
	case TOKEN_ARG: return put_argument(e, token, s);
	case TOKEN_IF:
		return condition_holds(s, token->text) ? expand(e, t, at + 1, body_end, s)
						       : expand(e, t, token->otherwise, token->end, s);
	case TOKEN_FOR: return loop(e, t, at, s);
	case TOKEN_WITH: return with(e, t, at, s);
	case TOKEN_FIT: return fit(e, t, at, s);
	case TOKEN_WRAP:
		if (!expand(e, t, at + 1, token->end, s))
			return false;
		lines_wrap(e->out, mark, token->number);
		return true;
	case TOKEN_ELSE:
	case TOKEN_END: break;
	}
	return true;
}

static bool expand(struct expansion *e, const struct template *t, size_t from, size_t to, const struct scope *s)
{
	const struct template *outer = e->template;
	for (size_t at = from; at < to; at++) {
		const struct token *token = &t->tokens[at];
		e->template = t;
		e->line = token->line;
		if (e->out->len > RESULT_MAX)
			return fail(e, "the result has more than 1 MB");
		if (!put_token(e, t, at, s))
			return false;
		if (token->end)
			at = token->end;
	}
	e->template = outer;
	return true;
}

/* On failure the result is cut to what it was. */
static bool ended(struct buf *out, struct buf *result, bool fine)
{
	if (fine)
		buf_put(out, buf_text(result), result->len);
	buf_release(result);
	return fine;
}

bool template_expand(const struct template *template, const struct template_subject *subject, struct buf *out, struct err *err)
{
	struct buf result = {0};
	struct expansion e = {.template = template, .out = &result, .err = err};
	const struct scope outermost = {.subject = subject};
	return ended(out, &result, expand(&e, template, 0, template->count, &outermost));
}

bool template_form(const struct template_subject *subject, const struct type *type, const char *form, const char *x,
                   struct buf *out, struct err *err)
{
	char name[] = "a form";
	const struct template nowhere = {.name = name};
	struct buf result = {0};
	struct expansion e = {.template = &nowhere, .out = &result, .err = err};
	const struct scope outermost = {.subject = subject};
	return ended(out, &result, put_form(&e, &outermost, type, form, x));
}
