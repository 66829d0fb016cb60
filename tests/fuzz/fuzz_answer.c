/* Fuzz: what a box hands back, judged.
 *
 * The first byte says of what question and how the box ended, the rest is the answer channel's.  Whatever it holds:
 * a verdict with its texts, a report that is JSON, and "accepted" only for the very value or mark that was asked
 * for (else abort).  Seeds in tests/fuzz/corpus/answer.
 */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/runs/judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FROM_STDERR = 64 }; /* of the answer, also printed */

static const char nonce[] = "00112233445566778899aabbccddeeff";

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* Read once: the same for all inputs. */
static const struct value *value_of(const char *text)
{
	struct value_doc *doc = value_read(text, strlen(text), &value_limits_answer, NULL);
	require(doc != NULL);
	return value_root(doc);
}

struct asked {
	struct question question;
	struct question_param param;
	struct question_body body;
	struct question_test test;
};

/* A class with one method, which is called twice, and once more where nothing is expected. */
static struct asked *class_asked(void)
{
	static struct asked a;
	static struct question_method get;
	if (a.test.ops)
		return &a;
	get = (struct question_method){.name = mem_dup("get"), .returns = type_parse("optional<float>", NULL)};
	a.question = (struct question){.pack = mem_dup("fuzz"), .slug = mem_dup("fuzz"), .kind = QUESTION_CLASS};
	a.body.signature = (struct question_signature){.name = mem_dup("Fuzz"), .methods = &get, .method_count = 1};
	a.test = (struct question_test){.id = "one",
	                                .input = value_of("[[\"new\",[]],[\"get\",[]],[\"get\",[]],[\"get\",[]]]"),
	                                .expected = value_of("[null,1.5,null,null]"),
	                                .ops = value_of("[[\"new\",[]],[\"get\",[],1.5],[\"get\",[],null],[\"get\",[]]]"),
	                                .rules = compare_rules_default};
	return &a;
}

/* Three questions: a list is returned, an argument's float is judged, any of two is accepted. */
static struct asked *asked_of(unsigned which)
{
	static struct asked all[3];
	struct asked *a = &all[which];
	if (a->body.signature.returns)
		return a;
	static const char *const types[] = {"list<int>", "float", "map<string,optional<int>>"};
	static const char *const expected[] = {"[1,2]", "0.5", "[{\"a\":1},{\"a\":null}]"};
	a->question = (struct question){.pack = mem_dup("fuzz"), .slug = mem_dup("fuzz"), .kind = QUESTION_FUNCTION};
	a->param = (struct question_param){.name = mem_dup("a"), .type = type_parse(types[which], NULL)};
	a->body.signature = (struct question_signature){.name = mem_dup("f"), .params = &a->param, .param_count = 1,
	                                                .returns = type_parse(types[which], NULL)};
	a->body.judge = which == 1 ? JUDGE_PARAM : JUDGE_RETURN;
	a->test = (struct question_test){.id = "one", .input = value_of("[[]]"), .rules = compare_rules_default};
	*(which == 2 ? &a->test.any_of : &a->test.expected) = value_of(expected[which]);
	return a;
}

/* The first byte: 2 bits the question (3: pytests), 3 bits the end, then the memory, and whether a class is asked instead. */
static struct box_result result_of(uint8_t how, const char *text, size_t len)
{
	static const struct {
		enum box_end end;
		int status;
	} ends[8] = {{BOX_EXITED, 0}, {BOX_EXITED, 0}, {BOX_EXITED, 3}, {BOX_SIGNALED, SIGSEGV},
	             {BOX_SIGNALED, SIGKILL}, {BOX_SIGNALED, 77}, {BOX_MEMORY, 0}, {BOX_START, 1}};
	struct box_result r = {.end = ends[how >> 2 & 7].end, .status = ends[how >> 2 & 7].status,
	                       .memory_kb = how & 0x20 ? 255 << 10 : 1000};
	buf_put(&r.answer, text, len);
	buf_put(&r.err.head, text, len < FROM_STDERR ? len : FROM_STDERR);
	r.err.total = r.err.head.len;
	return r;
}

static void check_accepted(const struct asked *a, const struct box_result *r)
{
	struct value_doc *doc = value_read(buf_text(&r->answer), r->answer.len, &value_limits_answer, NULL);
	require(doc && r->end == BOX_EXITED && r->status == 0);
	const struct value *v = value_get(value_root(doc), a ? "value" : "passed");
	require(v != NULL);
	if (!a)
		require(v->kind == VALUE_STRING && strcmp(v->text, nonce) == 0);
	else if (a->test.ops)
		require(v->kind == VALUE_LIST && v->count == 4 && v->items[2].kind == VALUE_NULL &&
		        compare_values(a->body.signature.methods[0].returns, &a->test.expected->items[1], &v->items[1],
		                       &a->test.rules, NULL));
	else if (a->test.any_of)
		require(compare_values(a->param.type, &a->test.any_of->items[0], v, &a->test.rules, NULL) ||
		        compare_values(a->param.type, &a->test.any_of->items[1], v, &a->test.rules, NULL));
	else
		require(compare_values(a->param.type, a->test.expected, v, &a->test.rules, NULL));
	value_doc_free(doc);
}

static void check_report(const struct question *question, struct run_test *row)
{
	const struct run_report report = {.verdict = row->verdict, .message = row->message, .detail = row->detail, .tests = row,
	                                  .test_count = 1, .total = 1, .tool = row->output,
	                                  .tool_version = row->output, .warnings = row->output};
	AUTO_BUF json = {0};
	struct err err = {0};
	run_report_json(&report, question, &json);
	struct value_doc *doc = value_read(buf_text(&json), json.len, &value_limits_answer, &err);
	require(doc != NULL);
	value_doc_free(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	unsigned which = data[0] & 3;
	struct asked *a = data[0] & 0x40 ? class_asked() : which < 3 ? asked_of(which) : NULL;
	static struct question_body no_body;
	struct box_result result = result_of(data[0], (const char *)data + 1, size - 1);
	const struct judge_context context = {.question = a ? &a->question : &asked_of(0)->question,
	                                      .body = a ? &a->body : &no_body,
	                                      .test = a ? &a->test : NULL,
	                                      .nonce = nonce,
	                                      .limits = {.wall_ms = 100, .cpu_ms = 100, .memory_mb = 256}};
	struct run_test row = {.id = "", .message = mem_dup(""), .detail = mem_dup(""), .input = mem_dup(""),
	                       .expected = mem_dup(""), .actual = mem_dup(""), .output = mem_dup("")};
	judge(&context, &result, &row);
	require(row.verdict != VERDICT_NONE && row.message && row.detail && row.actual && row.output);
	if (row.verdict == VERDICT_ACCEPTED)
		check_accepted(a, &result);
	check_report(context.question, &row);
	run_test_release(&row);
	buf_release(&result.answer);
	buf_release(&result.err.head);
	return 0;
}
