#include "engine/packs/class_test.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/packs/signature.h"

/* ---- reading: only what must stand so that the rest can be said of it */

static bool op_read(struct meta at, struct err *err)
{
	if (!meta_is(at, VALUE_LIST) || at.at->count < 2 || at.at->count > 3 || at.at->items[0].kind != VALUE_STRING ||
	    at.at->items[1].kind != VALUE_LIST)
		return meta_fail(at, err, "E221", "a call is [\"method\", [arguments]], and what it returns");
	return true;
}

/* {"input": ..., "expected": ...} of the ops. */
static struct value_doc *halves_of(const struct value *ops, struct err *err)
{
	AUTO_BUF text = {0};
	buf_puts(&text, "[[");
	for (size_t i = 0; i < ops->count; i++) {
		buf_puts(&text, i ? ",[" : "[");
		value_write(&text, &ops->items[i].items[0]);
		buf_putc(&text, ',');
		value_write(&text, &ops->items[i].items[1]);
		buf_putc(&text, ']');
	}
	buf_puts(&text, "],[");
	for (size_t i = 0; i < ops->count; i++) {
		const struct value *expected = op_expected(&ops->items[i]);
		buf_puts(&text, i ? "," : "");
		if (expected)
			value_write(&text, expected);
		else
			buf_puts(&text, "null");
	}
	buf_puts(&text, "]]");
	return value_read(buf_text(&text), text.len, &value_limits_tests, err);
}

bool ops_read(struct meta test, struct question_body *body, struct question_test *out, struct err *err)
{
	struct meta ops = {0};
	if (!meta_list(test, "ops", NEEDED, &ops, err))
		return false;
	if (meta_count(ops) == 0 || meta_count(ops) > OPS_MAX)
		return meta_fail(ops, err, "E221", "%zu calls: a test has 1 to %d", meta_count(ops), OPS_MAX);
	for (size_t i = 0; i < meta_count(ops); i++)
		if (!op_read(meta_item(ops, i), err))
			return false;
	struct value_doc *halves = halves_of(ops.at, err);
	if (!halves)
		return false;
	body->documents = mem_grow(body->documents, body->document_count + 1, sizeof(struct value_doc *));
	body->documents[body->document_count++] = halves;
	out->ops = ops.at;
	out->input = &value_root(halves)->items[0];
	out->expected = &value_root(halves)->items[1];
	return true;
}

/* ---- what an op means */

const struct question_method *op_method(const struct question_signature *signature, const struct value *op)
{
	return signature_method(signature, op->items[0].text);
}

const struct value *op_expected(const struct value *op)
{
	return op->count == 3 ? &op->items[2] : NULL;
}

/* ---- what is wrong with one */

static char *line(const struct question_test *test, const char *code, size_t op, const char *words)
{
	return mem_format("%s %s tests[%zu].ops[%zu]: %s", code, test->file, test->place, op, words);
}

static char *type_fault_line(const struct question_test *test, size_t op, const char *place, const struct type *type,
			     const struct value *value, bool strict)
{
	struct type_fault fault;
	if (!type_find_fault(type, value, strict, &fault))
		return NULL;
	type_find_fault(type, value, true, &fault); /* the strict words say more */
	const char *code = fault.kind == TYPE_FAULT_NULL ? "E213" : fault.kind == TYPE_FAULT_MIXED ? "E214" : "E212";
	return mem_format("%s %s tests[%zu].ops[%zu]%s%s: %s", code, test->file, test->place, op, place, fault.place,
			  fault.why);
}

static char *arguments_fault(const struct question_test *test, size_t op, const char *name,
			     const struct question_param *params, size_t count, bool strict)
{
	const struct value *arguments = &test->ops->items[op].items[1];
	if (arguments->count != count) {
		AUTO_FREE char *words = mem_format("%zu inputs where %s has %zu", arguments->count, name, count);
		return line(test, "E211", op, words);
	}
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *place = mem_format("[1][%zu]", i);
		char *fault = type_fault_line(test, op, place, params[i].type, &arguments->items[i], strict);
		if (fault)
			return fault;
	}
	return NULL;
}

static char *unknown_method(const struct question_signature *signature, const struct question_test *test, size_t op)
{
	AUTO_FREE const char **names = mem_zero(signature->method_count, sizeof *names);
	for (size_t i = 0; i < signature->method_count; i++)
		names[i] = signature->methods[i].name;
	const char *asked = test->ops->items[op].items[0].text;
	const char *near = text_nearest(asked, names, signature->method_count);
	AUTO_FREE char *word = meta_quoted(asked);
	AUTO_FREE char *words = mem_format("no method %s%s%s%s", word, near ? " (did you mean \"" : "", near ? near : "",
					   near ? "\"?)" : "");
	return line(test, "E221", op, words);
}

static char *op_fault(const struct question_signature *signature, const struct question_test *test, size_t op,
		      bool strict)
{
	const struct value *at = &test->ops->items[op];
	bool constructs = strcmp(at->items[0].text, OP_NEW) == 0;
	if (constructs != (op == 0))
		return line(test, "E221", op, op == 0 ? "the first call must be \"new\"" : "only the first call is \"new\"");
	if (constructs)
		return op_expected(at) ? line(test, "E221", op, "\"new\" returns nothing that could be expected")
				       : arguments_fault(test, op, "the constructor", signature->params,
							 signature->param_count, strict);
	const struct question_method *method = op_method(signature, at);
	if (!method)
		return unknown_method(signature, test, op);
	char *fault = arguments_fault(test, op, method->name, method->params, method->param_count, strict);
	if (fault || !op_expected(at))
		return fault;
	if (method->returns->kind == TYPE_VOID) {
		AUTO_FREE char *words = mem_format("%s returns nothing that could be expected", method->name);
		return line(test, "E221", op, words);
	}
	return type_fault_line(test, op, "[2]", method->returns, op_expected(at), strict);
}

char *ops_fault(const struct question_body *body, const struct question_test *test, bool strict)
{
	bool compared = false;
	for (size_t i = 0; i < test->ops->count; i++) {
		char *fault = op_fault(&body->signature, test, i, strict);
		if (fault)
			return fault;
		compared = compared || op_expected(&test->ops->items[i]);
	}
	if (compared)
		return mem_dup("");
	return mem_format("E221 %s tests[%zu].ops: no call expects anything", test->file, test->place);
}

/* ---- results */

bool ops_same(const struct question_body *body, const struct question_test *test, const struct value *actual,
              size_t *call, struct difference *difference)
{
	for (size_t i = 0; i < test->ops->count; i++) {
		const struct value *expected = op_expected(&test->ops->items[i]);
		const struct question_method *method = op_method(&body->signature, &test->ops->items[i]);
		if (!expected || !method ||
		    compare_values(method->returns, expected, &actual->items[i], &test->rules, difference))
			continue;
		*call = i;
		return false;
	}
	return true;
}
