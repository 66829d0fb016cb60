#include "engine/runs/judge.h"

#include <signal.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/packs/class_test.h"

enum { SHOWN_VALUE_MAX = 4096, SHOWN_OUTPUT_MAX = 8192, SHOWN_STDERR_MAX = 2048 };

static void replace(char **slot, char *text)
{
	free(*slot);
	*slot = text;
}

static void decide(struct run_test *row, enum verdict verdict, char *message)
{
	row->verdict = verdict;
	replace(&row->message, message);
}

static const struct value *member(const struct value *map, const char *key, enum value_kind kind)
{
	const struct value *v = value_get(map, key);
	return v && v->kind == kind ? v : NULL;
}

static const char *text_in(const struct value *map, const char *key)
{
	const struct value *v = member(map, key, VALUE_STRING);
	return v ? v->text : "";
}

static int line_in(const struct value *map)
{
	const struct value *v = member(map, "line", VALUE_NUMBER);
	int64_t line;
	return v && value_int64(v, &line) && line > 0 && line < 1000000 ? (int)line : 0;
}

static char *shown(const struct value *value)
{
	struct buf out = {0};
	value_show(&out, value, SHOWN_VALUE_MAX);
	return buf_steal(&out);
}

static int64_t memory_limit_kb(const struct judge_context *c)
{
	return (int64_t)c->limits.memory_mb * 1024;
}

static bool near_memory_limit(const struct judge_context *c, const struct box_result *r)
{
	return r->memory_kb * 10 >= memory_limit_kb(c) * 9;
}

/* ---- what the answer says */

/* "call 4, pop(): at [2]: expected 3, got 4". */
static char *call_words(const struct judge_context *c, size_t call, const char *words)
{
	const struct question_method *method = op_method(&c->body->signature, &c->test->ops->items[call]);
	return mem_format("call %zu, %s(): %s", call + 1, method ? method->name : c->body->signature.name, words);
}

static char *difference_words(const struct difference *difference)
{
	return difference->place[0] ? mem_format("at %s: %s", difference->place, difference->why)
	                            : mem_dup(difference->why);
}

static void judge_results(const struct judge_context *c, const struct value *actual, struct run_test *row)
{
	struct difference difference = {0};
	size_t call = 0, calls = c->test->ops->count;
	replace(&row->actual, shown(actual));
	if (actual->kind != VALUE_LIST || actual->count != calls) {
		decide(row, VERDICT_BAD_VALUE, mem_format("the answer is no list of %zu results, one a call", calls));
	} else if (ops_same(c->body, c->test, actual, &call, &difference)) {
		decide(row, VERDICT_ACCEPTED, mem_dup(""));
	} else {
		AUTO_FREE char *words = difference_words(&difference);
		decide(row, VERDICT_WRONG_ANSWER, call_words(c, call, words));
	}
}

static void judge_value(const struct judge_context *c, const struct value *actual, struct run_test *row)
{
	const struct question_signature *signature = &c->body->signature;
	const struct type *type =
	    c->body->judge == JUDGE_RETURN ? signature->returns : signature->params[c->body->judge_param].type;
	replace(&row->actual, shown(actual));
	struct difference difference = {0};
	const struct value *expected = c->test->expected;
	bool same = false;
	if (c->test->any_of)
		for (size_t i = 0; i < c->test->any_of->count && !same; i++)
			same = compare_values(type, &c->test->any_of->items[i], actual, &c->test->rules, &difference);
	else if (expected)
		same = compare_values(type, expected, actual, &c->test->rules, &difference);
	if (!expected && !c->test->any_of)
		decide(row, VERDICT_NONE, mem_dup("nothing is expected: this is what came"));
	else if (same)
		decide(row, VERDICT_ACCEPTED, mem_dup(""));
	else if (c->test->any_of)
		decide(row, VERDICT_WRONG_ANSWER, mem_dup("none of the accepted answers"));
	else
		decide(row, VERDICT_WRONG_ANSWER, difference_words(&difference));
}

/* "memory": true where the runtime's own limit was hit, "maybe" where the box must have noticed something, too. */
static bool ran_out_of_memory(const struct judge_context *c, const struct box_result *r, const struct value *error)
{
	const struct value *memory = value_get(error, "memory");
	if (memory && memory->kind == VALUE_BOOL)
		return memory->boolean;
	return strcmp(text_in(error, "memory"), "maybe") == 0 && (r->memory_denied || near_memory_limit(c, r));
}

/* The call that an exception came out of, from 1; 0 where it does not say. */
static size_t call_in(const struct judge_context *c, const struct value *error)
{
	const struct value *v = member(error, "call", VALUE_NUMBER);
	int64_t call;
	bool known = v && c->test && c->test->ops && value_int64(v, &call) && call >= 1;
	return known && (size_t)call <= c->test->ops->count ? (size_t)call : 0;
}

static void judge_exception(const struct judge_context *c, const struct box_result *r, const struct value *e,
                            enum verdict verdict, struct run_test *row)
{
	const char *type = text_in(e, "type"), *message = text_in(e, "message");
	replace(&row->detail, mem_dup(text_in(e, "traceback")));
	row->line = line_in(e);
	if (ran_out_of_memory(c, r, e)) {
		decide(row, VERDICT_MEMORY_LIMIT, mem_format("likely: %s near the limit of %d MB", type, c->limits.memory_mb));
		return;
	}
	AUTO_FREE char *words = mem_format("%s%s%s", type, message[0] ? ": " : "", message);
	size_t call = call_in(c, e);
	decide(row, verdict, call ? call_words(c, call - 1, words) : mem_dup(words));
}

/* A text of the answer's, with the call that it came out of. */
static void judge_text(const struct judge_context *c, const struct value *root, enum verdict verdict, char *words,
                       struct run_test *row)
{
	size_t call = call_in(c, root);
	decide(row, verdict, call ? call_words(c, call - 1, words) : mem_dup(words));
	free(words);
}

static void judge_policy(const struct value *list, struct run_test *row)
{
	AUTO_BUF text = {0};
	for (size_t i = 0; i < list->count; i++) {
		buf_printf(&text, "%sline %d: %s", i ? "\n" : "", line_in(&list->items[i]),
		           text_in(&list->items[i], "message"));
		if (!row->line)
			row->line = line_in(&list->items[i]);
	}
	const char *first = list->count ? text_in(&list->items[0], "message") : "";
	decide(row, VERDICT_REJECTED, mem_format("line %d: %s", row->line, first));
	replace(&row->detail, buf_steal(&text));
}

static void judge_passed(const struct judge_context *c, const struct value *nonce, struct run_test *row)
{
	if (c->nonce && strcmp(nonce->text, c->nonce) == 0)
		decide(row, VERDICT_ACCEPTED, mem_dup(""));
	else
		decide(row, VERDICT_BAD_VALUE, mem_dup("the answer does not carry this run's mark"));
}

static void judge_load(const struct value *load, struct run_test *row)
{
	AUTO_FREE char *text = mem_dup(text_in(load, "message"));
	row->line = line_in(load);
	replace(&row->detail, mem_dup(text));
	char *end = strchr(text, '\n');
	if (end)
		*end = '\0';
	decide(row, VERDICT_CANNOT_LOAD, mem_dup(text));
}

static void judge_answer(const struct judge_context *c, const struct box_result *r, struct run_test *row)
{
	struct err err = {0};
	struct value_doc *doc = value_read(buf_text(&r->answer), r->answer.len, &value_limits_answer, &err);
	if (!doc) {
		bool several = strstr(err.text, "after the value") != NULL;
		decide(row, VERDICT_BAD_VALUE,
		       several ? mem_dup("more than one answer came: did a copy of the process (fork) answer too?")
		               : mem_format("the answer cannot be read: %s", err.text));
		return;
	}
	const struct value *root = value_root(doc), *v;
	if (c->test && c->test->ops && (v = value_get(root, "value")))
		judge_results(c, v, row);
	else if (c->test && (v = value_get(root, "value")))
		judge_value(c, v, row);
	else if (!c->test && (v = member(root, "passed", VALUE_STRING)))
		judge_passed(c, v, row);
	else if (!c->test && (v = member(root, "failed", VALUE_MAP)))
		judge_exception(c, r, v, VERDICT_WRONG_ANSWER, row);
	else if ((v = member(root, "error", VALUE_MAP)))
		judge_exception(c, r, v, VERDICT_RUNTIME_ERROR, row);
	else if ((v = member(root, "load", VALUE_MAP)))
		judge_load(v, row);
	else if ((v = member(root, "policy", VALUE_LIST)))
		judge_policy(v, row);
	else if ((v = member(root, "bad", VALUE_STRING)))
		judge_text(c, root, VERDICT_BAD_VALUE, mem_dup(v->text), row);
	else if ((v = member(root, "exit", VALUE_STRING)))
		judge_text(c, root, VERDICT_NO_ANSWER, mem_format("ended by %s instead of answering", v->text), row);
	else if (value_get(root, "tampered"))
		decide(row, VERDICT_TAMPERED,
		       mem_dup("a known-wrong solution passes too after yours has run: the tests were changed"));
	else
		decide(row, VERDICT_BAD_VALUE, mem_dup("the answer has none of the known parts"));
	value_doc_free(doc);
}

/* ---- how the box ended */

static void judge_signal(const struct judge_context *c, const struct box_result *r, struct run_test *row)
{
	const char *name = sigabbrev_np(r->status);
	if (r->status == SIGXCPU)
		decide(row, VERDICT_TIME_LIMIT, mem_format("processor time over %d ms", c->limits.cpu_ms));
	else if (near_memory_limit(c, r) && (r->status == SIGKILL || r->status == SIGSEGV || r->status == SIGABRT))
		decide(row, VERDICT_MEMORY_LIMIT, mem_format("likely: ended by SIG%s near the limit of %d MB",
		                                             name ? name : "?", c->limits.memory_mb));
	else if (name)
		decide(row, VERDICT_RUNTIME_ERROR, mem_format("ended by SIG%s", name));
	else
		decide(row, VERDICT_RUNTIME_ERROR, mem_format("ended by signal %d", r->status));
}

static void judge_exit(const struct judge_context *c, const struct box_result *r, struct run_test *row)
{
	if (r->status != 0)
		decide(row, VERDICT_RUNTIME_ERROR, mem_format("ended with exit status %d", r->status));
	else if (!r->answer.len)
		decide(row, VERDICT_NO_ANSWER, mem_dup("the program ended without an answer"));
	else
		judge_answer(c, r, row);
}

static void judge_failure_to_start(const struct judge_context *c, const struct box_result *r, struct run_test *row)
{
	AUTO_BUF said = {0};
	box_stream_text(&r->err, &said);
	AUTO_BUF cut = {0};
	text_cut_middle(&cut, buf_text(&said), said.len, SHOWN_STDERR_MAX);
	replace(&row->detail, buf_steal(&cut));
	/* A compiled program has the candidate's part in it before it says that it is ready: constructors of globals. */
	if (c->own_program)
		decide(row, VERDICT_RUNTIME_ERROR, mem_dup("the program ended, or hung, before its first test began"));
	else
		decide(row, VERDICT_SANDBOX_ERROR, mem_dup("the program did not start inside the box"));
}

static void judge_end(const struct judge_context *c, const struct box_result *r, struct run_test *row)
{
	switch (r->end) {
	case BOX_EXITED: judge_exit(c, r, row); break;
	case BOX_SIGNALED: judge_signal(c, r, row); break;
	case BOX_WALL:
		decide(row, VERDICT_TIME_LIMIT, mem_format("no answer within %d ms", c->limits.wall_ms));
		break;
	case BOX_CPU:
		decide(row, VERDICT_TIME_LIMIT, mem_format("processor time over %d ms", c->limits.cpu_ms));
		break;
	case BOX_MEMORY:
		decide(row, VERDICT_MEMORY_LIMIT, mem_format("more than %d MB", c->limits.memory_mb));
		break;
	case BOX_OUTPUT:
		decide(row, VERDICT_OUTPUT_LIMIT,
		       r->err.total > BOX_STDERR_MAX
		           ? mem_format("printed more than %d MB to standard error", BOX_STDERR_MAX >> 20)
		           : mem_format("printed more than %d KB", c->limits.output_kb));
		break;
	case BOX_ANSWER:
		decide(row, VERDICT_OUTPUT_LIMIT, mem_format("the answer has more than %d KB", c->limits.answer_kb));
		break;
	case BOX_GARBLED: decide(row, VERDICT_RUNTIME_ERROR, mem_dup(r->failure)); break;
	case BOX_ARTEFACT: decide(row, VERDICT_CANNOT_LOAD, mem_dup(r->failure)); break;
	case BOX_START: judge_failure_to_start(c, r, row); break;
	case BOX_CANCELLED: decide(row, VERDICT_CANCELLED, mem_dup("stopped")); break;
	case BOX_FAILED:
		decide(row, VERDICT_SANDBOX_ERROR, mem_dup(r->failure ? r->failure : "no cause was given"));
		break;
	}
}

static char *printed(const struct box_result *r)
{
	AUTO_BUF all = {0};
	box_stream_text(&r->out, &all);
	if (all.len && r->err.total && all.data[all.len - 1] != '\n')
		buf_putc(&all, '\n');
	box_stream_text(&r->err, &all);
	struct buf cut = {0};
	text_cut_middle(&cut, buf_text(&all), all.len, SHOWN_OUTPUT_MAX);
	return buf_steal(&cut);
}

void judge(const struct judge_context *context, const struct box_result *result, struct run_test *row)
{
	row->wall_us = result->wall_us;
	row->cpu_us = result->cpu_us;
	row->memory_kb = result->memory_kb;
	row->limit_us = (int64_t)context->limits.wall_ms * 1000;
	if (context->test) {
		replace(&row->input, shown(context->test->input));
		const struct value *expected = context->test->any_of ? context->test->any_of : context->test->expected;
		if (expected)
			replace(&row->expected, shown(expected));
		row->feedback = context->test->feedback;
		row->rules = context->test->rules;
		row->any_of = context->test->any_of != NULL;
		row->calls = context->test->ops != NULL;
	}
	replace(&row->output, printed(result));
	judge_end(context, result, row);
}

bool judge_is_final(enum verdict verdict)
{
	return verdict == VERDICT_CANNOT_LOAD || verdict == VERDICT_COMPILE_ERROR || verdict == VERDICT_REJECTED ||
	       verdict == VERDICT_SANDBOX_ERROR || verdict == VERDICT_CANCELLED;
}

void run_test_release(struct run_test *row)
{
	free(row->message);
	free(row->detail);
	free(row->input);
	free(row->expected);
	free(row->actual);
	free(row->output);
	*row = (struct run_test){0};
}

void run_report_release(struct run_report *report)
{
	for (size_t i = 0; i < report->test_count; i++)
		run_test_release(&report->tests[i]);
	free(report->tests);
	free(report->message);
	free(report->detail);
	free(report->tool);
	free(report->tool_version);
	free(report->warnings);
	*report = (struct run_report){0};
}
