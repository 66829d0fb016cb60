#include "engine/packs/validate.h"

#include <stdarg.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/packs/class_test.h"
#include "engine/packs/question_read.h"
#include "engine/packs/showing.h"
#include "engine/toolchain/spelling.h"

/* Lines as they are found; past LINES_MAX they are only counted, so that a generated
 * file of ten thousand bad tests is told of in one screen. */
enum { LINES_MAX = 200 };
struct findings {
	struct string_list *lines;
	size_t errors, shown, left_out;
};

static void found(struct findings *f, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void found(struct findings *f, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	AUTO_FREE char *line = mem_vformat(format, args);
	va_end(args);
	f->errors += line[0] == 'E';
	if (f->shown++ < LINES_MAX)
		string_list_add(f->lines, line);
	else
		f->left_out++;
}

static void found_all(struct findings *f, const struct string_list *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		found(f, "%s", lines->items[i]);
}

/* ---- the signature ------------------------------------------------------------- */

static void check_fault(const struct spelling_fault *fault, void *context)
{
	static const char *const codes[] = {
	    [SPELLING_KEYWORD] = "E203", [SPELLING_TWICE] = "E203", [SPELLING_TYPE] = "E204", [SPELLING_CLASS] = "E204"};
	found(context, "%s question.json signature%s%s: %s", codes[fault->kind], fault->place[0] ? "." : "", fault->place,
	      fault->why);
}

/* Is or holds anything that is compared such a type? */
static bool judges_kind(const struct question_body *body, enum type_kind kind)
{
	const struct question_signature *signature = &body->signature;
	if (!signature_is_class(signature))
		return type_contains(question_judged_type(body), kind);
	for (size_t i = 0; i < signature->method_count; i++)
		if (type_contains(signature->methods[i].returns, kind))
			return true;
	return false;
}

static void check_signature(struct findings *f, const struct question *question, const struct question_body *body)
{
	const struct question_signature *signature = &body->signature;
	for (size_t l = 0; l < question->languages.count; l++) {
		const struct language *language = language_find(question->languages.items[l], NULL);
		if (language)
			spelling_check(language, signature, check_fault, f);
	}
	if (judges_kind(body, TYPE_FLOAT) && !body->rules_stated)
		found(f, "E206 question.json compare: float return without tolerance: state abs, rel or ulp, or "
			 "\"exact\": true");
	if (body->rules.unordered != ORDER_MATTERS && !judges_kind(body, TYPE_LIST))
		found(f, "E218 question.json compare.unordered: unordered on a type that is no list");
}

/* ---- one test ---------------------------------------------------------------------- */

/* The validator's words for a value that does not have its type; "" where it has. */
static char *value_fault(const struct question_test *test, const char *place, const struct type *type,
			 const struct value *value, bool strict)
{
	struct type_fault fault;
	if (!type_find_fault(type, value, strict, &fault))
		return mem_dup("");
	/* What is no fault to a run may be mixed to the author: the strict words say more. */
	type_find_fault(type, value, true, &fault);
	const char *code = fault.kind == TYPE_FAULT_NULL ? "E213" : fault.kind == TYPE_FAULT_MIXED ? "E214" : "E212";
	return mem_format("%s %s tests[%zu].%s%s: %s", code, test->file, test->place, place, fault.place, fault.why);
}

/* The first fault of a test's values, or "". */
static char *test_fault(const struct question_body *body, const struct question_test *test, bool strict)
{
	const struct question_signature *signature = &body->signature;
	if (test->ops)
		return ops_fault(body, test, strict);
	if (test->input->count != signature->param_count)
		return mem_format("E211 %s tests[%zu]: %zu inputs where the signature has %zu", test->file, test->place,
				  test->input->count, signature->param_count);
	for (size_t i = 0; i < signature->param_count; i++) {
		AUTO_FREE char *place = mem_format("input[%zu]", i);
		char *fault = value_fault(test, place, signature->params[i].type, &test->input->items[i], strict);
		if (fault[0])
			return fault;
		free(fault);
	}
	const struct type *judged = question_judged_type(body);
	if (!test->any_of)
		return value_fault(test, "expected", judged, test->expected, strict);
	for (size_t i = 0; i < test->any_of->count; i++) {
		AUTO_FREE char *place = mem_format("any_of[%zu]", i);
		char *fault = value_fault(test, place, judged, &test->any_of->items[i], strict);
		if (fault[0])
			return fault;
		free(fault);
	}
	return mem_dup("");
}

bool tests_are_sound(const struct question *question, const struct question_body *body, struct err *err)
{
	if (question->kind == QUESTION_PYTESTS)
		return true;
	if (body->public_count == 0)
		return err_set(err, ERR_INPUT, "E215 question.json tests: no public test");
	for (size_t i = 0; i < body->test_count; i++) {
		AUTO_FREE char *fault = test_fault(body, &body->tests[i], false);
		if (fault[0])
			return err_set(err, ERR_INPUT, "%s", fault);
	}
	return true;
}

/* ---- tests beside each other --------------------------------------------------------- */

struct keyed_test {
	char *key;
	const struct question_test *test;
	size_t order;
};

static int compare_keyed(const void *a, const void *b)
{
	const struct keyed_test *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static struct keyed_test *sorted_by(const struct question_body *body, char *key_of(const struct question_test *))
{
	struct keyed_test *keyed = mem_new((body->test_count + 1) * sizeof *keyed);
	for (size_t i = 0; i < body->test_count; i++)
		keyed[i] = (struct keyed_test){.key = key_of(&body->tests[i]), .test = &body->tests[i], .order = i};
	if (body->test_count)
		qsort(keyed, body->test_count, sizeof *keyed, compare_keyed);
	return keyed;
}

static void keyed_free(struct keyed_test *keyed, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(keyed[i].key);
	free(keyed);
}

static char *key_id(const struct question_test *test)
{
	return mem_dup(test->id);
}

static char *key_input(const struct question_test *test)
{
	struct buf out = {0};
	value_write(&out, test->input);
	return buf_steal(&out);
}

static void check_ids(struct findings *f, const struct question_body *body)
{
	struct keyed_test *keyed = sorted_by(body, key_id);
	for (size_t i = 1; i < body->test_count; i++) {
		const struct question_test *test = keyed[i].test;
		if (strcmp(keyed[i - 1].key, keyed[i].key) != 0)
			continue;
		AUTO_FREE char *id = meta_quoted(test->id);
		found(f, "E210 %s tests[%zu].id: id used twice: %s", test->file, test->place, id);
	}
	keyed_free(keyed, body->test_count);
}

static bool same_expected(const struct question_body *body, const struct question_test *a,
			  const struct question_test *b)
{
	struct difference difference;
	size_t call;
	if (a->ops)
		return ops_same(body, a, b->expected, &call, &difference);
	return compare_values(question_judged_type(body), a->expected, b->expected, &a->rules, &difference);
}

static void check_inputs(struct findings *f, const struct question_body *body)
{
	struct keyed_test *keyed = sorted_by(body, key_input);
	const struct question_test *first = NULL;
	for (size_t i = 0; i < body->test_count; i++) {
		const struct question_test *test = keyed[i].test;
		if (i == 0 || strcmp(keyed[i - 1].key, keyed[i].key) != 0) {
			first = test;
			continue;
		}
		bool same = same_expected(body, first, test);
		found(f, "%s %s tests[%zu].input: same input as %s tests[%zu]%s", same ? "W216" : "E217", test->file,
		      test->place, first->file, first->place, same ? "" : ", another expected value");
	}
	keyed_free(keyed, body->test_count);
}

static void check_tests(struct findings *f, const struct question_body *body)
{
	bool sound = true;
	for (size_t i = 0; i < body->test_count; i++) {
		const struct question_test *test = &body->tests[i];
		AUTO_FREE char *fault = test_fault(body, test, true);
		if (fault[0]) {
			found(f, "%s", fault);
			sound = false;
		}
		if (test->rules.unordered != body->rules.unordered && !judges_kind(body, TYPE_LIST))
			found(f, "E218 %s tests[%zu].compare.unordered: unordered on a type that is no list",
			      test->file, test->place);
	}
	if (body->public_count == 0)
		found(f, "E215 question.json tests: no public test");
	if (body->public_count == body->test_count)
		found(f, "W215 question.json tests: no hidden test");
	check_ids(f, body);
	if (sound)
		check_inputs(f, body);
}

/* ---- solutions and hints ---------------------------------------------------------------- */

static void check_must_fail(struct findings *f, const struct question_body *body, const char *file)
{
	for (size_t i = 0; i < body->wrong_count; i++) {
		for (size_t k = 0; k < body->wrong[i].must_fail.count; k++) {
			const char *id = body->wrong[i].must_fail.items[k];
			size_t t = 0;
			while (t < body->test_count && strcmp(body->tests[t].id, id) != 0)
				t++;
			if (t < body->test_count)
				continue;
			AUTO_FREE char *word = meta_quoted(id);
			found(f, "E312 %s wrong[%zu].must_fail[%zu]: no test has the id %s", file, i, k, word);
		}
	}
}

static void check_solutions(struct findings *f, const struct question *question, const struct question_body *body)
{
	bool pytests = question->kind == QUESTION_PYTESTS;
	const char *file = pytests ? "extra.json" : "question.json";
	bool primary = false;
	for (size_t i = 0; i < body->solution_count; i++)
		primary = primary || body->solutions[i].primary;
	/* The folder's format leaves solution.py to its author. */
	if (!primary && pytests)
		found(f, "W301 solution.py: no primary solution");
	else if (!primary)
		found(f, "E301 question.json solutions: no primary solution");
	if (body->wrong_count == 0)
		found(f, "W309 %s wrong: no known-wrong solution", file);
	check_must_fail(f, body, file);
}

static void check_hints(struct findings *f, const struct question *question, const struct question_body *body)
{
	const char *file = question->kind == QUESTION_PYTESTS ? "extra.json" : "question.json";
	for (size_t i = 0; i < body->hint_count; i++)
		if (body->hints[i].text[strspn(body->hints[i].text, " \t\r\n")] == '\0')
			found(f, "E403 %s hints[%zu]: empty hint", file, i);
	if (!body->hint_count)
		return;
	const struct question_hint *last = &body->hints[body->hint_count - 1];
	for (size_t i = 0; i < body->solution_count; i++)
		if (body->solutions[i].primary && text_shares_code(last->text, body->solutions[i].source))
			found(f, "E404 %s hints[%zu]: last hint holds the reference's code (%s)", file,
			      body->hint_count - 1, body->solutions[i].file);
}

static void check_statement(struct findings *f, const struct question_body *body)
{
	AUTO_FREE char *squeezed = statement_squeezed(body->statement);
	for (size_t i = body->public_count; i < body->test_count; i++) {
		const struct question_test *test = &body->tests[i];
		if (statement_shows(squeezed, test->input))
			found(f, "E405 %s tests[%zu].input: the statement shows a hidden input", test->file,
			      test->place);
	}
}

/* ---- a question ---------------------------------------------------------------------------- */

static void check_body(struct findings *f, const struct question *question, const struct question_body *body)
{
	found_all(f, &body->notes);
	if (question->kind != QUESTION_PYTESTS) {
		check_signature(f, question, body);
		check_tests(f, body);
		check_statement(f, body);
	}
	check_solutions(f, question, body);
	check_hints(f, question, body);
}

size_t question_validate(const struct question *question, const struct question_body *body, struct string_list *lines)
{
	struct findings f = {.lines = lines};
	found_all(&f, &question->warnings);
	struct err err = {0};
	struct question_body *own = NULL;
	if (question->state == QUESTION_BROKEN)
		found(&f, "%s", question->problem);
	else if (!body && !(own = question_body_read(question, &err)))
		found(&f, "%s", err.text);
	if (own || body)
		check_body(&f, question, body ? body : own);
	question_body_free(own);
	if (f.left_out) {
		AUTO_FREE char *line =
		    mem_format("W199 %s: %zu more problems are not shown", question->slug, f.left_out);
		string_list_add(lines, line);
	}
	return f.errors;
}
