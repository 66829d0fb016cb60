#include "engine/packs/cases.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/packs/class_test.h"
#include "engine/values/metadata.h"

static const struct value_limits limits = {.bytes = CASES_BYTES_MAX, .depth = 128, .values = 1 << 18};

struct cases_store {
	struct metadata *file;
	struct question_body *halves; /* only for the documents of ops */
	struct value *inputs;         /* a list of arguments each */
	char **ids;
	size_t count;
};

/* ---- reading */

static bool type_holds(struct meta at, const char *what, const struct type *type, const struct value *value, struct err *err)
{
	struct type_fault fault;
	if (!type_find_fault(type, value, false, &fault))
		return true;
	return meta_fail(at, err, "E212", "%s%s: %s", what, fault.place, fault.why);
}

static bool is_param(const struct question_signature *signature, const char *name)
{
	for (size_t i = 0; i < signature->param_count; i++)
		if (strcmp(signature->params[i].name, name) == 0)
			return true;
	return false;
}

static bool input_read(struct meta at, const struct question_body *body, struct value *out, struct err *err)
{
	const struct question_signature *signature = &body->signature;
	struct meta input = {0};
	if (!meta_map(at, "input", NEEDED, &input, err))
		return false;
	for (size_t i = 0; i < input.at->count; i++)
		if (!is_param(signature, input.at->entries[i].key)) {
			AUTO_FREE char *word = meta_quoted(input.at->entries[i].key);
			return meta_fail(input, err, "E101", "there is no parameter %s", word);
		}
	struct value *items = mem_zero(signature->param_count + 1, sizeof *items);
	*out = (struct value){.kind = VALUE_LIST, .items = items, .count = signature->param_count};
	for (size_t i = 0; i < signature->param_count; i++) {
		const struct question_param *param = &signature->params[i];
		const struct value *value = value_get(input.at, param->name); /* a null is a value here */
		if (!value)
			return meta_fail(input, err, "E106", "\"%s\" is missing", param->name);
		if (!type_holds(input, param->name, param->type, value, err))
			return false;
		items[i] = *value;
	}
	return true;
}

static bool keys_known(struct meta at, bool class, struct err *err)
{
	static const char *const keys[] = {"name", "input", "expected"};
	static const char *const class_keys[] = {"name", "ops"};
	struct string_list faults = {0};
	meta_unknown(at, class ? class_keys : keys, class ? COUNT_OF(class_keys) : COUNT_OF(keys), "E101", &faults);
	bool known = !faults.count || err_set(err, ERR_INPUT, "%s", faults.items[0]);
	string_list_release(&faults);
	return known;
}

static bool class_case_read(struct meta at, const struct question_body *body, struct cases_store *store,
                            struct question_test *test, struct err *err)
{
	if (!ops_read(at, store->halves, test, err))
		return false;
	AUTO_FREE char *fault = ops_fault(body, test, false);
	return !fault[0] || err_set(err, ERR_INPUT, "%s", fault);
}

static bool case_read(struct meta at, const struct question_body *body, struct cases *cases, struct err *err)
{
	struct cases_store *store = cases->store;
	size_t place = cases->count;
	bool class = signature_is_class(&body->signature);
	struct question_test *test = &cases->tests[place];
	const char *name = NULL;
	if (!meta_expect_map(at, err) || !keys_known(at, class, err) || !meta_string(at, "name", OPTIONAL, &name, err))
		return false;
	store->ids[place] = name && name[0] ? mem_dup_n(name, strnlen(name, 100)) : mem_format("case %zu", place + 1);
	store->count = cases->count = place + 1;
	*test = (struct question_test){.id = store->ids[place],
	                               .visibility = TEST_PUBLIC,
	                               .rules = body->rules,
	                               .file = CASES_FILE,
	                               .place = place};
	if (class)
		return class_case_read(at, body, store, test, err);
	if (!input_read(at, body, &store->inputs[place], err))
		return false;
	test->input = &store->inputs[place];
	test->expected = value_get(at.at, "expected");
	return !test->expected || type_holds(at, "expected", question_judged_type(body), test->expected, err);
}

static bool list_read(const char *text, size_t len, const struct question_body *body, struct cases *cases, struct err *err)
{
	struct cases_store *store = cases->store;
	store->file = metadata_parse(CASES_FILE, text, len, &limits, err);
	if (!store->file)
		return false;
	struct meta root = metadata_root(store->file);
	if (!meta_is(root, VALUE_LIST))
		return meta_fail(root, err, "E107", "expected a list of cases, [{\"input\": {...}}, ...]");
	size_t count = meta_count(root);
	if (count > CASES_MAX)
		return meta_fail(root, err, "E219", "%zu cases, at most %d", count, CASES_MAX);
	cases->tests = mem_zero(count + 1, sizeof *cases->tests);
	store->inputs = mem_zero(count + 1, sizeof *store->inputs);
	store->ids = mem_zero(count + 1, sizeof *store->ids);
	for (size_t i = 0; i < count; i++)
		if (!case_read(meta_item(root, i), body, cases, err))
			return false;
	return true;
}

static bool is_blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!memchr(" \t\r\n", text[i], 4))
			return false;
	return true;
}

bool cases_read(const char *text, size_t len, const struct question_body *body, struct cases *out, struct err *err)
{
	struct cases cases = {.store = mem_zero(1, sizeof *cases.store)};
	cases.store->halves = mem_zero(1, sizeof *cases.store->halves);
	bool pytests = body->tests_source != NULL;
	bool read = pytests ? err_set(err, ERR_INPUT, "this question's tests are a program: it takes no cases of your own")
	                    : is_blank(text, len) || list_read(text, len, body, &cases, err);
	if (read)
		*out = cases;
	else
		cases_release(&cases);
	return read;
}

void cases_release(struct cases *cases)
{
	struct cases_store *store = cases->store;
	if (!store)
		return;
	for (size_t i = 0; i < store->count; i++) {
		free(store->ids[i]);
		free((void *)(uintptr_t)store->inputs[i].items);
	}
	free(store->ids);
	free(store->inputs);
	metadata_free(store->file);
	question_body_free(store->halves);
	free(store);
	free(cases->tests);
	*cases = (struct cases){0};
}

/* ---- writing */

static void put_text(struct buf *out, const char *text)
{
	const struct value value = {.kind = VALUE_STRING, .text = text, .len = strlen(text)};
	value_write(out, &value);
}

static void put_case(struct buf *out, const struct question_body *body, const struct question_test *test, const char *name)
{
	buf_puts(out, "{\"name\": ");
	put_text(out, name);
	if (test->ops) {
		buf_puts(out, ", \"ops\": ");
		value_write(out, test->ops);
		buf_putc(out, '}');
		return;
	}
	buf_puts(out, ", \"input\": {");
	for (size_t i = 0; i < body->signature.param_count; i++) {
		buf_puts(out, i ? ", " : "");
		put_text(out, body->signature.params[i].name);
		buf_puts(out, ": ");
		value_write(out, &test->input->items[i]);
	}
	buf_putc(out, '}');
	if (test->expected) {
		buf_puts(out, ", \"expected\": ");
		value_write(out, test->expected);
	}
	buf_putc(out, '}');
}

char *cases_starter(const struct question_body *body)
{
	struct buf out = {0};
	buf_puts(&out, "[\n");
	if (body->public_count) {
		buf_puts(&out, "  ");
		put_case(&out, body, &body->tests[0], body->tests[0].id);
		buf_putc(&out, '\n');
	}
	buf_puts(&out, "]\n");
	return buf_steal(&out);
}

bool cases_add(const char *text, size_t len, const struct question_body *body, const struct question_test *test,
               const char *name, struct buf *out, struct err *err)
{
	struct cases cases = {0};
	if (is_blank(text, len)) {
		text = "[\n]\n";
		len = strlen(text);
	}
	if (!cases_read(text, len, body, &cases, err))
		return false;
	size_t count = cases.count, end = len;
	cases_release(&cases);
	if (count >= CASES_MAX)
		return err_set(err, ERR_INPUT, "%s: %zu cases already, at most %d", CASES_FILE, count, CASES_MAX);
	/* It was read: the last bracket closes the list. */
	while (text[end - 1] != ']')
		end--;
	size_t behind = end - 1;
	while (behind > 0 && strchr(" \t\r\n", text[behind - 1]))
		behind--;
	buf_put(out, text, behind);
	buf_puts(out, count ? ",\n  " : "\n  ");
	put_case(out, body, test, name);
	buf_putc(out, '\n');
	buf_put(out, text + end - 1, len - end + 1);
	return true;
}

void cases_fill(const char *text, size_t len, char *const *values, size_t count, struct buf *out)
{
	size_t depth = 0, which = 0;
	bool inside = false; /* a string */
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (inside && c == '\\' && i + 1 < len) {
			buf_putc(out, c);
			buf_putc(out, text[++i]);
			continue;
		}
		if (c == '"')
			inside = !inside;
		else if (!inside && (c == '[' || c == '{'))
			depth++;
		else if (!inside && (c == ']' || c == '}'))
			depth--;
		if (!inside && c == '}' && depth == 1 && which < count) {
			if (values[which])
				buf_printf(out, ", \"expected\": %s", values[which]);
			which++;
		}
		buf_putc(out, c);
	}
}
