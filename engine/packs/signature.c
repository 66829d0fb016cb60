#include "engine/packs/signature.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/packs/fields.h"

/* Names that every language can spell: snake_case, and PascalCase for classes. */
static bool name_fits(const char *name, bool class)
{
	bool fits = (class ? isupper((unsigned char)name[0]) : islower((unsigned char)name[0])) && strlen(name) <= 64;
	for (const char *c = name; *c; c++)
		fits = fits && (islower((unsigned char)*c) || isdigit((unsigned char)*c) ||
				(class ? isupper((unsigned char)*c) : *c == '_'));
	return fits;
}

static bool name_read(struct meta map, bool class, char **out, struct err *err)
{
	const char *name = NULL;
	if (!meta_string(map, "name", NEEDED, &name, err))
		return false;
	if (!name_fits(name, class)) {
		AUTO_FREE char *word = meta_quoted(name);
		return meta_fail(meta_get(map, "name"), err, "E108", "%s is no %s name of up to 64 letters", word,
				 class ? "PascalCase" : "snake_case");
	}
	*out = mem_dup(name);
	return true;
}

static bool doc_read(struct meta map, char **out, struct err *err)
{
	const char *doc = "";
	if (!meta_string(map, "doc", OPTIONAL, &doc, err))
		return false;
	*out = mem_dup(doc);
	return true;
}

static bool type_read(struct meta map, struct type **out, struct err *err)
{
	const char *text = NULL;
	if (!meta_string(map, "type", NEEDED, &text, err))
		return false;
	struct err reason = {0};
	struct type *type = type_parse(text, &reason);
	if (!type)
		return meta_fail(meta_get(map, "type"), err, "E202", "%s", reason.text);
	*out = type;
	return true;
}

static bool param_read(struct meta at, struct question_param *params, size_t index, struct string_list *notes,
		       struct err *err)
{
	static const char *const keys[] = {"name", "type", "doc"};
	struct question_param *param = &params[index];
	if (!meta_expect_map(at, err) || !name_read(at, false, &param->name, err) ||
	    !type_read(at, &param->type, err) || !doc_read(at, &param->doc, err))
		return false;
	if (param->type->kind == TYPE_VOID)
		return meta_fail(meta_get(at, "type"), err, "E202", "a parameter cannot be void");
	for (size_t i = 0; i < index; i++)
		if (strcmp(params[i].name, param->name) == 0)
			return meta_fail(meta_get(at, "name"), err, "E108", "two parameters are named \"%s\"",
					 param->name);
	meta_unknown(at, keys, COUNT_OF(keys), "E101", notes);
	return true;
}

/* *count is always how many are to be released. */
static bool params_read(struct meta map, enum meta_need need, struct question_param **params, size_t *count,
			struct string_list *notes, struct err *err)
{
	struct meta list = {0};
	if (!meta_list(map, "params", need, &list, err))
		return false;
	if (meta_count(list) > PARAMS_MAX)
		return meta_fail(list, err, "E108", "%zu parameters, at most %d", meta_count(list), PARAMS_MAX);
	*params = mem_zero(meta_count(list) + 1, sizeof **params);
	for (size_t i = 0; i < meta_count(list); i++) {
		*count = i + 1;
		if (!param_read(meta_item(list, i), *params, i, notes, err))
			return false;
	}
	return true;
}

static bool returns_read(struct meta map, struct type **type, char **doc, struct string_list *notes, struct err *err)
{
	static const char *const keys[] = {"type", "doc"};
	struct meta returns = {0};
	if (!meta_map(map, "returns", NEEDED, &returns, err))
		return false;
	meta_unknown(returns, keys, COUNT_OF(keys), "E101", notes);
	return type_read(returns, type, err) && doc_read(returns, doc, err);
}

static bool method_read(struct meta at, struct question_signature *signature, struct string_list *notes,
			struct err *err)
{
	static const char *const keys[] = {"name", "doc", "params", "returns"};
	struct question_method *method = &signature->methods[signature->method_count++];
	if (!meta_expect_map(at, err) || !name_read(at, false, &method->name, err) ||
	    !doc_read(at, &method->doc, err) ||
	    !params_read(at, OPTIONAL, &method->params, &method->param_count, notes, err) ||
	    !returns_read(at, &method->returns, &method->returns_doc, notes, err))
		return false;
	meta_unknown(at, keys, COUNT_OF(keys), "E101", notes);
	if (strcmp(method->name, OP_NEW) == 0)
		return meta_fail(meta_get(at, "name"), err, "E108", "\"%s\" is the constructor", OP_NEW);
	if (signature_method(signature, method->name) != method)
		return meta_fail(meta_get(at, "name"), err, "E108", "two methods are named \"%s\"", method->name);
	return true;
}

static bool class_read(struct meta map, struct question_signature *signature, struct string_list *notes,
		       struct err *err)
{
	static const char *const keys[] = {"name", "doc", "params", "methods"};
	struct meta methods = {0};
	if (!name_read(map, true, &signature->name, err) || !doc_read(map, &signature->doc, err) ||
	    !params_read(map, OPTIONAL, &signature->params, &signature->param_count, notes, err) ||
	    !meta_list(map, "methods", NEEDED, &methods, err))
		return false;
	if (meta_count(methods) == 0 || meta_count(methods) > METHODS_MAX)
		return meta_fail(methods, err, "E108", "%zu methods: a class has 1 to %d", meta_count(methods),
				 METHODS_MAX);
	signature->returns_doc = mem_dup("");
	signature->methods = mem_zero(meta_count(methods), sizeof *signature->methods);
	for (size_t i = 0; i < meta_count(methods); i++)
		if (!method_read(meta_item(methods, i), signature, notes, err))
			return false;
	meta_unknown(map, keys, COUNT_OF(keys), "E101", notes);
	return true;
}

static bool function_read(struct meta map, struct question_signature *signature, struct string_list *notes,
			  struct err *err)
{
	static const char *const keys[] = {"name", "doc", "params", "returns"};
	meta_unknown(map, keys, COUNT_OF(keys), "E101", notes);
	return name_read(map, false, &signature->name, err) && doc_read(map, &signature->doc, err) &&
	       params_read(map, NEEDED, &signature->params, &signature->param_count, notes, err) &&
	       returns_read(map, &signature->returns, &signature->returns_doc, notes, err);
}

/* "names": {LANGUAGE: NAME}: what the function or class is called there. */
static bool names_read(struct meta root, struct question_signature *signature, struct err *err)
{
	struct meta names = {0};
	if (!meta_map(root, "names", OPTIONAL, &names, err))
		return false;
	signature->names = mem_zero(meta_count(names) + 1, sizeof *signature->names);
	for (size_t i = 0; i < meta_count(names); i++) {
		struct meta at = names;
		at.at = &names.at->entries[i].value;
		if (!meta_expect_string(at, err))
			return false;
		const char *name = at.at->text;
		bool fits = isalpha((unsigned char)name[0]) && strlen(name) <= 64;
		for (const char *c = name; *c; c++)
			fits = fits && (isalnum((unsigned char)*c) || *c == '_');
		if (!fits) {
			AUTO_FREE char *word = meta_quoted(name);
			return meta_fail(at, err, "E108", "%s is no name of up to 64 letters, digits and _", word);
		}
		signature->names[signature->name_count++] = (struct question_name){
		    .language = mem_dup(names.at->entries[i].key), .name = mem_dup(name)};
	}
	return true;
}

bool signature_read(struct meta root, bool class, struct question_signature *out, struct string_list *notes,
		    struct err *err)
{
	struct meta map = {0};
	if (!meta_map(root, "signature", NEEDED, &map, err))
		return false;
	struct question_signature signature = {0};
	bool read = class ? class_read(map, &signature, notes, err) : function_read(map, &signature, notes, err);
	if (!read || !names_read(root, &signature, err)) {
		signature_release(&signature);
		return false;
	}
	*out = signature;
	return true;
}

bool judge_read(struct meta root, const struct question_signature *signature, enum judge_what *what, size_t *param,
		struct err *err)
{
	const char *judge = "return";
	if (!meta_string(root, "judge", OPTIONAL, &judge, err))
		return false;
	struct meta at = meta_get(root, "judge");
	if (signature_is_class(signature)) {
		*what = JUDGE_RETURN;
		return !at.at || meta_fail(at, err, "E205", "a class is judged by what its methods return");
	}
	if (strcmp(judge, "return") == 0) {
		if (signature->returns->kind == TYPE_VOID)
			return meta_fail(at.at ? at : root, err, "E205",
					 "nothing is returned: \"judge\" must name a parameter, \"param:NAME\"");
		*what = JUDGE_RETURN;
		return true;
	}
	bool prefix = strncmp(judge, "prefix:", 7) == 0;
	const char *name = prefix ? judge + 7 : strncmp(judge, "param:", 6) == 0 ? judge + 6 : NULL;
	AUTO_FREE char *word = meta_quoted(name ? name : judge);
	if (!name)
		return meta_fail(at, err, "E205", "%s is none of \"return\", \"param:NAME\", \"prefix:NAME\"", word);
	for (size_t i = 0; i < signature->param_count; i++) {
		if (strcmp(signature->params[i].name, name) != 0)
			continue;
		if (prefix && (signature->params[i].type->kind != TYPE_LIST || signature->returns->kind != TYPE_INT))
			return meta_fail(at, err, "E205", "a prefix needs a list parameter and an int returned");
		*what = prefix ? JUDGE_PREFIX : JUDGE_PARAM;
		*param = i;
		return true;
	}
	return meta_fail(at, err, "E205", "judge names no parameter: %s", word);
}

/* ---- compare -------------------------------------------------------------- */

static bool tolerance_read(struct meta map, struct compare_read *out, struct err *err)
{
	struct compare_rules *rules = &out->rules;
	bool exact = false;
	int ulp = 0;
	if (!meta_bool(map, "exact", &exact, err))
		return false;
	bool has_abs = meta_get(map, "abs").at, has_rel = meta_get(map, "rel").at, has_ulp = meta_get(map, "ulp").at;
	bool tolerance = has_abs || has_rel || has_ulp;
	if (exact && tolerance)
		return meta_fail(meta_get(map, "exact"), err, "E108", "exact beside a tolerance: choose one");
	if (!exact && !tolerance)
		return true;
	double abs = 0, rel = 0;
	if (!meta_number(map, "abs", &abs, err) || !meta_number(map, "rel", &rel, err) ||
	    !meta_int(map, "ulp", 0, INT_MAX, &ulp, err))
		return false;
	rules->exact = exact;
	rules->has_abs = has_abs;
	rules->has_rel = has_rel;
	rules->has_ulp = has_ulp;
	rules->abs = abs;
	rules->rel = rel;
	rules->ulp = ulp;
	out->stated = true;
	return true;
}

bool compare_read(struct meta compare, struct compare_read *out, struct string_list *notes, struct err *err)
{
	static const char *const keys[] = {"exact", "abs", "rel", "ulp", "nan_equal", "unordered", "any_of", "checker"};
	static const char *const orders[] = {"outer", "all"};
	if (!compare.at)
		return true;
	struct compare_read read = *out;
	size_t order = COUNT_OF(orders);
	if (!meta_expect_map(compare, err) || !tolerance_read(compare, &read, err) ||
	    !meta_bool(compare, "nan_equal", &read.rules.nan_equal, err) ||
	    !meta_choice(compare, "unordered", orders, COUNT_OF(orders), &order, err) ||
	    !meta_list(compare, "any_of", OPTIONAL, &read.any_of, err))
		return false;
	if (order < COUNT_OF(orders))
		read.rules.unordered = order == 0 ? ORDER_OUTER : ORDER_ALL;
	read.checker = meta_get(compare, "checker").at != NULL;
	meta_unknown(compare, keys, COUNT_OF(keys), "E101", notes);
	*out = read;
	return true;
}
