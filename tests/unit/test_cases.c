/* Cases of one's own: what is read, what is refused and with which words, what is added. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "engine/packs/cases.h"
#include "engine/packs/catalogue.h"

struct desk {
	struct catalogue *catalogue;
	struct question_body *body;
};

static struct desk *desk_of(const char *question)
{
	struct err err = {0};
	struct desk *desk = mem_zero(1, sizeof *desk);
	desk->catalogue = catalogue_new();
	bool added = catalogue_add(desk->catalogue, SOURCE_DIR "/questions/foundations", &err);
	struct question *found = added ? catalogue_find(desk->catalogue, question, &err) : NULL;
	desk->body = found ? question_body_load(found, &err) : NULL;
	if (!desk->body)
		fail_msg("%s", err.text);
	return desk;
}

static void desk_free(struct desk *desk)
{
	question_body_free(desk->body);
	catalogue_free(desk->catalogue);
	free(desk);
}

static void refused(const struct desk *desk, const char *text, const char *why)
{
	struct cases cases = {0};
	struct err err = {0};
	assert_false(cases_read(text, strlen(text), desk->body, &cases, &err));
	assert_null(cases.store);
	assert_string_equal(err.text, why);
}

static void test_read(void **state)
{
	(void)state;
	struct desk *desk = desk_of("foundations/fewest-coins");
	struct cases cases = {0};
	struct err err = {0};
	const char text[] = "[{\"name\": \"two\", \"input\": {\"amount\": 6, \"coins\": [1, 5]}, \"expected\": 2},\n"
	                    " {\"input\": {\"coins\": [], \"amount\": 1}, \"expected\": null},\n"
	                    " {\"input\": {\"coins\": [3], \"amount\": 3}}]";
	assert_true(cases_read(text, strlen(text), desk->body, &cases, &err));
	assert_int_equal(cases.count, 3);
	assert_string_equal(cases.tests[0].id, "two");
	assert_string_equal(cases.tests[1].id, "case 2");
	/* in the signature's order, not the file's */
	assert_int_equal(cases.tests[0].input->count, 2);
	assert_int_equal(cases.tests[0].input->items[0].kind, VALUE_LIST);
	assert_string_equal(cases.tests[0].input->items[1].text, "6");
	assert_string_equal(cases.tests[0].expected->text, "2");
	assert_int_equal(cases.tests[1].expected->kind, VALUE_NULL); /* a null may be expected */
	assert_null(cases.tests[2].expected);
	cases_release(&cases);
	assert_true(cases_read(" \n", 2, desk->body, &cases, &err));
	assert_int_equal(cases.count, 0);
	cases_release(&cases);
	desk_free(desk);
}

static void test_refused(void **state)
{
	(void)state;
	struct desk *desk = desk_of("foundations/fewest-coins");
	refused(desk, "[{\"input\": {\"coins\": [1]}}]", "E106 cases.json [0].input: \"amount\" is missing");
	refused(desk, "[{\"input\": {\"coins\": [1], \"amount\": \"x\"}}]", "E212 cases.json [0].input: amount: expected int, got string");
	refused(desk, "[{\"input\": {\"coins\": [1, null], \"amount\": 1}}]",
	        "E212 cases.json [0].input: coins[1]: null but not optional");
	refused(desk, "[{\"input\": {\"coin\": [1], \"amount\": 1}}]", "E101 cases.json [0].input: there is no parameter \"coin\"");
	refused(desk, "[{\"input\": {\"coins\": [], \"amount\": 1}, \"expected\": []}]",
	        "E212 cases.json [0]: expected: expected int, got list");
	refused(desk, "{}", "E107 cases.json: expected a list of cases, [{\"input\": {...}}, ...]");
	AUTO_BUF many = {0};
	for (int i = 0; i <= CASES_MAX; i++)
		buf_printf(&many, "%s{\"input\": {\"coins\": [], \"amount\": 1}}", i ? "," : "[");
	buf_putc(&many, ']');
	refused(desk, buf_text(&many), "E219 cases.json: 201 cases, at most 200");
	struct cases cases = {0};
	struct err err = {0};
	assert_false(cases_read("\0", 1, desk->body, &cases, &err));
	assert_false(cases_read("[{", 2, desk->body, &cases, &err));
	desk_free(desk);
}

/* What the person wrote stays as it is, comments of white space and all. */
static void test_add(void **state)
{
	(void)state;
	struct desk *desk = desk_of("foundations/fewest-coins");
	struct err err = {0};
	AUTO_FREE char *first = cases_starter(desk->body);
	AUTO_BUF out = {0};
	assert_true(cases_add(first, strlen(first), desk->body, &desk->body->tests[1], "a \"pinned\" one", &out, &err));
	assert_memory_equal(buf_text(&out), first, strlen(first) - strlen("\n]\n"));
	struct cases cases = {0};
	assert_true(cases_read(buf_text(&out), out.len, desk->body, &cases, &err));
	assert_int_equal(cases.count, 2);
	assert_string_equal(cases.tests[1].id, "a \"pinned\" one");
	assert_string_equal(cases.tests[1].input->items[1].text, desk->body->tests[1].input->items[1].text);
	cases_release(&cases);
	buf_clear(&out);
	assert_true(cases_add("", 0, desk->body, &desk->body->tests[0], "x", &out, &err));
	assert_true(cases_read(buf_text(&out), out.len, desk->body, &cases, &err));
	assert_int_equal(cases.count, 1);
	cases_release(&cases);
	/* a file that cannot be read is not added to */
	buf_clear(&out);
	assert_false(cases_add("[{}]", 4, desk->body, &desk->body->tests[0], "x", &out, &err));
	assert_int_equal(out.len, 0);
	desk_free(desk);
}

static void test_fill(void **state)
{
	(void)state;
	const char text[] = "[ {\"name\": \"a } \\\" b\", \"input\": {\"coins\": [1], \"amount\": 1} },\n {\"input\": {}},{\"input\": {}}]\n";
	char *const values[] = {(char *)"[2]", NULL, (char *)"3"};
	AUTO_BUF out = {0};
	cases_fill(text, strlen(text), values, 3, &out);
	assert_string_equal(buf_text(&out), "[ {\"name\": \"a } \\\" b\", \"input\": {\"coins\": [1], \"amount\": 1} , \"expected\": [2]},\n"
	                                    " {\"input\": {}},{\"input\": {}, \"expected\": 3}]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_fill),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
