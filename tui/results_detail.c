#include "tui/results_detail.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/contrast.h"
#include "tui/wrap.h"

/* Lines of one text (input, expected, ...) as long as the person has not asked for all. */
#define SHORT_LINES 3
#define SHORT_PRINTED_LINES 6
#define SHORT_TRACEBACK_LINES 12
#define LABEL_COLUMNS 10
#define DETAIL_INDENT 4

static const struct value_limits limits = {.bytes = 1 << 20, .depth = 128, .values = 1 << 18};

static void put(struct lines *out, enum role role, const char *text)
{
	lines_add(out, role, 0, text, strlen(text));
}

static void put_padding(struct lines *out, size_t columns)
{
	while (columns-- > 0)
		put(out, ROLE_TEXT, " ");
}

struct field {
	const char *label;
	const char *text;
	enum role role;
	size_t short_lines;
};

static void put_field(const struct field *field, bool expanded, size_t width, struct lines *out)
{
	if (!field->text[0])
		return;
	lines_begin(out);
	put_padding(out, DETAIL_INDENT);
	put(out, ROLE_DIM, field->label);
	size_t used = text_width(field->label, strlen(field->label));
	put_padding(out, used < LABEL_COLUMNS ? LABEL_COLUMNS - used : 1);
	wrap_text(out, field->role, field->text, width,
	          (struct wrap_limits){
	              .most = expanded ? 0 : field->short_lines,
	              .indent = DETAIL_INDENT + LABEL_COLUMNS,
	              .go_on = true,
	          });
}

static void put_indented(enum role role, const char *text, size_t most, size_t width, struct lines *out)
{
	if (!text[0])
		return;
	lines_begin(out);
	put_padding(out, DETAIL_INDENT);
	wrap_text(out, role, text, width, (struct wrap_limits){.most = most, .indent = DETAIL_INDENT, .go_on = true});
}

/* "coins = [1, 5]", one line an argument; false where the input is no list of as many. */
static bool put_arguments(const struct run_test *test, const struct string_list *params, bool expanded, size_t width,
                          struct lines *out)
{
	struct value_doc *doc = params->count ? value_read(test->input, strlen(test->input), &limits, NULL) : NULL;
	const struct value *root = doc ? value_root(doc) : NULL;
	bool fits = root && root->kind == VALUE_LIST && root->count == params->count;
	for (size_t i = 0; fits && i < root->count; i++) {
		AUTO_BUF text = {0};
		AUTO_FREE char *name = text_escaped(params->items[i], TEXT_ONE_LINE);
		buf_printf(&text, "%s = ", name);
		value_show(&text, &root->items[i], SIZE_MAX);
		const struct field field = {i ? "" : "input", buf_text(&text), ROLE_TEXT, SHORT_LINES};
		put_field(&field, expanded, width, out);
	}
	value_doc_free(doc);
	return fits;
}

static void put_input(const struct run_test *test, const struct string_list *params, bool expanded, size_t width,
                      struct lines *out)
{
	const struct field field = {"input", test->input, ROLE_TEXT, SHORT_LINES};
	if (test->calls || !put_arguments(test, params, expanded, width, out))
		put_field(&field, expanded, width, out);
}

static bool can_contrast(const struct run_test *test)
{
	return !test->any_of && test->expected[0] && test->actual[0];
}

/* The calls stand beside their results then. */
static bool tells_calls(const struct run_test *test)
{
	return test->calls && test->verdict != VERDICT_ACCEPTED && can_contrast(test);
}

static void put_values(const struct run_test *test, bool expanded, size_t width, struct lines *out)
{
	bool passed = test->verdict == VERDICT_ACCEPTED;
	const struct contrast contrast = {
	    .expected = test->expected,
	    .actual = test->actual,
	    .rules = &test->rules,
	    .calls = test->calls ? test->input : NULL,
	    .indent = DETAIL_INDENT,
	    .expanded = expanded,
	};
	const struct field fields[] = {
	    {test->any_of ? "any of" : "expected", test->expected, ROLE_EXPECTED, SHORT_LINES},
	    {"got", test->actual, passed ? ROLE_EXPECTED : ROLE_ACTUAL, SHORT_LINES},
	};
	/* Where the order does not matter, what stands side by side need not belong together. */
	if (!passed && can_contrast(test) && test->rules.unordered == ORDER_MATTERS) {
		contrast_put(&contrast, width, out);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		put_field(&fields[i], expanded, width, out);
}

/* A wrong answer's message repeats expected and actual, unless it names the place in a larger value. */
static bool says_more(const struct run_test *test)
{
	return test->verdict != VERDICT_WRONG_ANSWER || !test->expected[0] || !test->actual[0] ||
	       strstr(test->message, "at ") || strstr(test->message, "call ") || test->rules.unordered != ORDER_MATTERS;
}

void results_put_detail(const struct run_test *test, const struct string_list *params, bool expanded, size_t width,
                        struct lines *out)
{
	bool passed = test->verdict == VERDICT_ACCEPTED;
	if (!passed) {
		if (says_more(test))
			put_indented(ROLE_TEXT, test->message, expanded ? 0 : SHORT_LINES, width, out);
		put_indented(ROLE_TEXT, test->detail, expanded ? 0 : SHORT_TRACEBACK_LINES, width, out);
	}
	if (!passed || expanded) {
		if (!tells_calls(test))
			put_input(test, params, expanded, width, out);
		put_values(test, expanded, width, out);
	}
	const struct field printed = {"printed", test->output, ROLE_TEXT, passed ? 2 : SHORT_PRINTED_LINES};
	put_field(&printed, expanded, width, out);
	if (!passed && test->feedback && test->feedback[0])
		put_indented(ROLE_EMPHASIS, test->feedback, 0, width, out);
}
