/* What a harness is asked, and what comes of its answers: requests and verdicts of function and class questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/runs/judge.h"
#include "engine/runs/request.h"
#include "engine/toolchain/language.h"
#include "tests/unit/pack_maker.h"

/* Two languages beside the one of pytests that differ in names and requests from it: the made-up one, and that one with whole requests. */
static struct language *brisk, *whole;

static int load_languages(void **state)
{
	(void)state;
	brisk = language_load(SOURCE_DIR "/tests/fixtures/languages/brisk", NULL);
	whole = language_load(SOURCE_DIR "/tests/fixtures/languages/brisk", NULL);
	if (!brisk || !whole)
		return -1;
	whole->run.request = REQUEST_FULL;
	return 0;
}

static int free_languages(void **state)
{
	(void)state;
	language_free(brisk);
	language_free(whole);
	return 0;
}

static struct question_body *body_of(const char *scratch)
{
	AUTO_CATALOGUE *catalogue = load(scratch, "pack");
	struct err err = {0};
	struct question_body *body = question_body_load(&catalogue->questions[0], &err);
	if (!body)
		fail_msg("%s", err.text);
	return body;
}

static void assert_request(const struct question_body *body, const struct language *language, const char *wanted)
{
	AUTO_BUF out = {0};
	request_write(&out, body, language, &body->tests[0], "x = \"1\"\n", 8, "");
	assert_string_equal(buf_text(&out), wanted);
}

static void requests_of_functions(void **state)
{
	put_question(*state);
	AUTO_BODY *body = body_of(*state);
	assert_request(body, language_of_pytests(),
	               "{\"kind\":\"function\",\"name\":\"two_sum\",\"params\":[\"nums\",\"target\"],\"types\":"
	               "[\"list<int>\",\"int\"],\"returns\":\"list<int>\",\"judge\":\"return:0\",\"input\":[[1,2],3],"
	               "\"source\":\"x = \\\"1\\\"\\u000a\"}");
	assert_request(body, brisk, "[[1,2],3]");
	assert_request(body, whole,
	               "{\"kind\":\"function\",\"name\":\"twoSum\",\"params\":[\"nums\",\"target\"],\"types\":"
	               "[\"list<int>\",\"int\"],\"returns\":\"list<int>\",\"judge\":\"return:0\",\"input\":[[1,2],3]}");
}

/* Nothing of what is expected is in a request. */
static void requests_of_classes(void **state)
{
	put_class(*state);
	AUTO_FREE char *text = changed(SOUND_CLASS, "\"name\": \"push\"", "\"name\": \"push_it\"");
	AUTO_FREE char *tests = changed(SOUND_CLASS_TESTS, "\"push\", [1]", "\"push_it\", [7]");
	AUTO_FREE char *expects = changed(tests, "[], 1]", "[], 987654]");
	put(*state, "pack/stack/question.json", text);
	put(*state, "pack/stack/tests.json", expects);
	AUTO_BODY *body = body_of(*state);
	assert_request(body, language_of_pytests(),
	               "{\"kind\":\"class\",\"name\":\"MinStack\",\"params\":[\"size\"],\"types\":[\"int\"],\"methods\":["
	               "{\"name\":\"push_it\",\"params\":[\"value\"],\"types\":[\"int\"],\"returns\":\"void\"},"
	               "{\"name\":\"pop\",\"params\":[],\"types\":[],\"returns\":\"optional<int>\"}],"
	               "\"ops\":[[\"new\",[3]],[\"push_it\",[7]],[\"pop\",[]],[\"pop\",[]]],\"source\":\"x = \\\"1\\\"\\u000a\"}");
	assert_request(body, brisk, "[[0,[3]],[1,[7]],[2,[]],[2,[]]]");
	AUTO_BUF out = {0};
	request_write(&out, body, whole, &body->tests[0], "", 0, "");
	assert_non_null(strstr(buf_text(&out), "[\"pushIt\",[7]]"));
	assert_null(strstr(buf_text(&out), "987654"));
}

/* An answer, and what is made of it. */
static void assert_judged(const struct question_body *body, const char *answer, bool denied, enum verdict verdict,
                          const char *message)
{
	struct box_result result = {.end = BOX_EXITED, .memory_kb = 1000, .memory_denied = denied};
	buf_puts(&result.answer, answer);
	const struct judge_context context = {.body = body, .test = &body->tests[0], .limits = {.memory_mb = 256}};
	struct run_test row = {0};
	judge(&context, &result, &row);
	if (row.verdict != verdict || strcmp(row.message, message) != 0)
		fail_msg("%s: %s \"%s\"", answer, verdict_name(row.verdict), row.message);
	run_test_release(&row);
	buf_release(&result.answer);
}

static void answers_of_classes(void **state)
{
	put_class(*state);
	AUTO_BODY *body = body_of(*state);
	static const struct {
		const char *answer;
		enum verdict verdict;
		const char *message;
	} rows[] = {
	    {"{\"value\":[null,null,1,null]}", VERDICT_ACCEPTED, ""},
	    /* The last call expects nothing, and neither do constructor and push. */
	    {"{\"value\":[1,\"x\",1,{\"a\":[]}]}", VERDICT_ACCEPTED, ""},
	    {"{\"value\":[null,null,2,null]}", VERDICT_WRONG_ANSWER, "call 3, pop(): expected 1, got 2"},
	    {"{\"value\":[null,null,null,null]}", VERDICT_WRONG_ANSWER, "call 3, pop(): expected 1, got null"},
	    {"{\"value\":[null,null,1]}", VERDICT_BAD_VALUE, "the answer is no list of 4 results, one a call"},
	    {"{\"value\":[null,null,1,null,null]}", VERDICT_BAD_VALUE, "the answer is no list of 4 results, one a call"},
	    {"{\"value\":1}", VERDICT_BAD_VALUE, "the answer is no list of 4 results, one a call"},
	    {"{\"error\":{\"type\":\"KeyError\",\"message\":\"3\",\"call\":3}}", VERDICT_RUNTIME_ERROR,
	     "call 3, pop(): KeyError: 3"},
	    {"{\"error\":{\"type\":\"KeyError\",\"message\":\"\",\"call\":1}}", VERDICT_RUNTIME_ERROR,
	     "call 1, MinStack(): KeyError"},
	    {"{\"error\":{\"type\":\"KeyError\",\"message\":\"3\",\"call\":5}}", VERDICT_RUNTIME_ERROR, "KeyError: 3"},
	    {"{\"error\":{\"type\":\"KeyError\",\"message\":\"3\",\"call\":0}}", VERDICT_RUNTIME_ERROR, "KeyError: 3"},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_judged(body, rows[i].answer, false, rows[i].verdict, rows[i].message);
}

static void want_of_memory(void **state)
{
	put_question(*state);
	AUTO_BODY *body = body_of(*state);
	const char *sure = "{\"error\":{\"type\":\"HeapFull\",\"message\":\"\",\"memory\":true}}";
	const char *maybe = "{\"error\":{\"type\":\"NoMemory\",\"message\":\"x\",\"memory\":\"maybe\"}}";
	const char *not = "{\"error\":{\"type\":\"NoMemory\",\"message\":\"x\",\"memory\":false}}";
	const char *likely = "likely: NoMemory near the limit of 256 MB";
	assert_judged(body, sure, false, VERDICT_MEMORY_LIMIT, "likely: HeapFull near the limit of 256 MB");
	assert_judged(body, maybe, true, VERDICT_MEMORY_LIMIT, likely);
	assert_judged(body, maybe, false, VERDICT_RUNTIME_ERROR, "NoMemory: x");
	assert_judged(body, not, true, VERDICT_RUNTIME_ERROR, "NoMemory: x");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, drop_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(requests_of_functions),
	    TEST(requests_of_classes),
	    TEST(answers_of_classes),
	    TEST(want_of_memory),
	};
	return cmocka_run_group_tests_name("judge", tests, load_languages, free_languages);
}
