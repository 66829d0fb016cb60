#include "engine/runs/request.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/packs/class_test.h"
#include "engine/packs/signature.h"
#include "engine/toolchain/spelling.h"

static void put_text(struct buf *out, const char *key, const char *text, size_t len)
{
	json_put_string(out, key, strlen(key));
	buf_putc(out, ':');
	json_put_string(out, text, len);
}

static void put_list(struct buf *out, const char *key, const struct string_list *list)
{
	json_put_string(out, key, strlen(key));
	buf_puts(out, ":[");
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			buf_putc(out, ',');
		json_put_string(out, list->items[i], strlen(list->items[i]));
	}
	buf_putc(out, ']');
}

static void put_params(struct buf *out, const struct language *language, const struct question_param *params,
                       size_t count)
{
	buf_puts(out, "\"params\":[");
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *name = spelling_param(language, params[i].name);
		if (i)
			buf_putc(out, ',');
		json_put_string(out, name, strlen(name));
	}
	buf_puts(out, "],\"types\":[");
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *type = type_text(params[i].type);
		if (i)
			buf_putc(out, ',');
		json_put_string(out, type, strlen(type));
	}
	buf_putc(out, ']');
}

static void put_name(struct buf *out, const struct language *language, const struct question_signature *signature)
{
	AUTO_FREE char *name = spelling_function(language, signature);
	put_text(out, "name", name, strlen(name));
	buf_putc(out, ',');
}

static void put_returns(struct buf *out, const struct type *type)
{
	AUTO_FREE char *text = type_text(type);
	buf_putc(out, ',');
	put_text(out, "returns", text, strlen(text));
}

static void put_function(struct buf *out, const struct question_body *body, const struct language *language,
                         const struct question_test *test)
{
	static const char *const what[] = {[JUDGE_RETURN] = "return", [JUDGE_PARAM] = "param", [JUDGE_PREFIX] = "prefix"};
	const struct question_signature *s = &body->signature;
	put_name(out, language, s);
	put_params(out, language, s->params, s->param_count);
	/* What is encoded: an argument where that is judged, else the result. */
	put_returns(out, body->judge == JUDGE_RETURN ? s->returns : s->params[body->judge_param].type);
	buf_printf(out, ",\"judge\":\"%s:%zu\",\"input\":", what[body->judge], body->judge_param);
	value_write(out, test->input);
}

static void put_class(struct buf *out, const struct question_body *body, const struct language *language,
                      const struct question_test *test)
{
	const struct question_signature *s = &body->signature;
	put_name(out, language, s);
	put_params(out, language, s->params, s->param_count);
	buf_puts(out, ",\"methods\":[");
	for (size_t i = 0; i < s->method_count; i++) {
		const struct question_method *method = &s->methods[i];
		AUTO_FREE char *name = spelling_method(language, method->name);
		buf_puts(out, i ? ",{" : "{");
		put_text(out, "name", name, strlen(name));
		buf_putc(out, ',');
		put_params(out, language, method->params, method->param_count);
		put_returns(out, method->returns);
		buf_putc(out, '}');
	}
	buf_puts(out, "],\"ops\":[");
	for (size_t i = 0; i < test->ops->count; i++) {
		const struct value *op = &test->ops->items[i];
		const struct question_method *method = op_method(s, op);
		AUTO_FREE char *name = method ? spelling_method(language, method->name) : mem_dup(OP_NEW);
		buf_puts(out, i ? ",[" : "[");
		json_put_string(out, name, strlen(name));
		buf_putc(out, ',');
		value_write(out, &op->items[1]);
		buf_putc(out, ']');
	}
	buf_putc(out, ']');
}

static void put_calls(struct buf *out, const struct question_signature *signature, const struct question_test *test)
{
	buf_putc(out, '[');
	for (size_t i = 0; i < test->ops->count; i++) {
		const struct value *op = &test->ops->items[i];
		const struct question_method *method = op_method(signature, op);
		buf_printf(out, "%s[%zu,", i ? "," : "", method ? (size_t)(method - signature->methods) + 1 : 0);
		value_write(out, &op->items[1]);
		buf_putc(out, ']');
	}
	buf_putc(out, ']');
}

/* Sources that must not pass beside the candidate's: all that are known to be wrong, or the starter. */
static void put_controls(struct buf *out, const struct question_body *body)
{
	struct string_list controls = {0};
	for (size_t i = 0; i < body->wrong_count; i++)
		if (!body->wrong[i].expect || strcmp(body->wrong[i].expect, "wrong_answer") == 0)
			string_list_add(&controls, body->wrong[i].source);
	if (!controls.count && body->starter)
		string_list_add(&controls, body->starter);
	buf_putc(out, ',');
	put_list(out, "controls", &controls);
	string_list_release(&controls);
}

static void put_policy(struct buf *out, const struct question_policy *policy)
{
	if (!policy->given && !policy->ban_calls.count)
		return;
	buf_puts(out, ",\"policy\":{");
	if (policy->given) {
		put_list(out, "allow_imports", &policy->allow_imports);
		buf_putc(out, ',');
	}
	put_list(out, "ban_calls", &policy->ban_calls);
	buf_putc(out, '}');
}

static void put_pytests(struct buf *out, const struct question_body *body, const char *nonce)
{
	put_text(out, "tests", body->tests_source, body->tests_source_len);
	buf_putc(out, ',');
	put_text(out, "nonce", nonce, strlen(nonce));
	put_controls(out, body);
}

void request_write(struct buf *out, const struct question_body *body, const struct language *language,
                   const struct question_test *test, const char *source, size_t source_len, const char *nonce)
{
	if (test && language->run.request == REQUEST_INPUT) {
		if (test->ops)
			put_calls(out, &body->signature, test);
		else
			value_write(out, test->input);
		return;
	}
	buf_printf(out, "{\"kind\":\"%s\",", !test ? "pytests" : test->ops ? "class" : "function");
	if (!test)
		put_pytests(out, body, nonce);
	else if (test->ops)
		put_class(out, body, language, test);
	else
		put_function(out, body, language, test);
	put_policy(out, &body->policy);
	if (!language_is_compiled(language)) {
		buf_putc(out, ',');
		put_text(out, "source", source, source_len);
	}
	buf_putc(out, '}');
}
