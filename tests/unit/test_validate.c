/* What stands behind a question: the faults of its tests and texts, word for word, and the starter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/packs/showing.h"
#include "engine/toolchain/language.h"
#include "tests/unit/pack_maker.h"

struct fault {
	const char *file, *from, *to;
	const char *line; /* of the validator */
	bool loads;       /* such a question can be opened all the same */
};

static const char *sound_text(const char *file, bool class)
{
	if (strcmp(file, "question.json") == 0)
		return class ? SOUND_CLASS : SOUND_QUESTION;
	if (strcmp(file, "tests.json") == 0)
		return class ? SOUND_CLASS_TESTS : SOUND_TESTS;
	return class ? SOUND_CLASS_HIDDEN : SOUND_HIDDEN;
}

static void assert_fault(const char *scratch, const struct fault *fault, bool class)
{
	if (class)
		put_class(scratch);
	else
		put_question(scratch);
	AUTO_FREE char *path = path_join(class ? "pack/stack" : "pack/two-sum", fault->file);
	AUTO_FREE char *text = changed(sound_text(fault->file, class), fault->from, fault->to);
	put(scratch, path, text);
	AUTO_CATALOGUE *catalogue = load(scratch, "pack");
	const struct question *question = &catalogue->questions[0];
	if (question->problem)
		fail_msg("broken in the list: %s", question->problem);
	struct err err = {0};
	struct string_list lines = {0};
	AUTO_BODY *body = question_body_load(question, &err);
	if (!body && fault->loads)
		fail_msg("does not load: %s", err.text);
	if (body && !fault->loads)
		fail_msg("loads; expected: %s", fault->line);
	if (!body)
		assert_string_equal(err.text, fault->line);
	size_t errors = question_validate(question, body, &lines);
	if (!string_list_has(&lines, fault->line))
		fail_msg("%s\n  not %s", lines.count ? lines.items[0] : "no line", fault->line);
	assert_int_equal(errors > 0, fault->line[0] == 'E');
	string_list_release(&lines);
}

static const struct fault faults[] = {
    {"tests.json", "[1, 2], 3", "[1, 2], 3, 4", "E211 tests.json tests[0]: 3 inputs where the signature has 2", false},
    {"tests.json", "[1, 2], 3", "[1, 3000000000], 3",
     "E212 tests.json tests[0].input[0][1]: 3000000000 does not fit int", false},
    {"tests.json", "[1, 2], 3", "\"12\", 3", "E212 tests.json tests[0].input[0]: expected list<int>, got string",
     false},
    {"tests.json", "[0, 1]", "null", "E213 tests.json tests[0].expected: null but not optional", false},
    {"tests.json", "[0, 1]", "[0, 1.0]", "E214 tests.json tests[0].expected[1]: 3 and 3.0 mixed: expected int, got 1.0",
     false},
    {"tests.hidden.json", "[[5, 6], 11]", "[[5, 6]]",
     "E211 tests.hidden.json tests[1]: 1 inputs where the signature has 2", false},
    {"tests.json", "{\"tests\"", "{\"visibility\": \"hidden\", \"tests\"", "E215 question.json tests: no public test",
     false},
    {"tests.hidden.json", "\"id\": \"b\"", "\"id\": \"a\"", "E210 tests.hidden.json tests[0].id: id used twice: \"a\"",
     true},
    {"tests.hidden.json", "\"hidden\"", "\"public\"", "W215 question.json tests: no hidden test", true},
    {"tests.hidden.json", "[[5, 6], 11]", "[[1, 2], 3]",
     "W216 tests.hidden.json tests[1].input: same input as tests.json tests[0]", true},
    {"tests.hidden.json", "[[5, 6], 11], \"expected\": [0, 1]", "[[1, 2], 3], \"expected\": [1, 0]",
     "E217 tests.hidden.json tests[1].input: same input as tests.json tests[0], another expected value", true},
    {"tests.hidden.json", "\"feedback\"", "\"feedbak\"",
     "E101 tests.hidden.json tests[0]: unknown key \"feedbak\" (did you mean \"feedback\"?)", true},
    {"tests.hidden.json", "\"id\": \"b\", ", "", "E106 tests.hidden.json tests[0]: \"id\" is missing", false},
    {"tests.hidden.json", ", \"expected\": [0, 2]", "", "E106 tests.hidden.json tests[0]: \"expected\" is missing",
     false},
    {"tests.hidden.json", "800", "0", "E108 tests.hidden.json tests[1].timeout_ms: 0 is not within 1 to 600000", false},
    {"tests.hidden.json", "\"hidden\"", "\"hiden\"",
     "E108 tests.hidden.json visibility: unknown word \"hiden\" (did you mean \"hidden\"?)", false},
    {"tests.hidden.json", "\"tests\": [", "\"tests\": ",
     "E131 tests.hidden.json: JSON error at line 3, column 2: expected a key in double quotes, found '{'", false},
    {"tests.json", "[0, 1]", "[0, 1], \"any_of\": [[0, 1], [true]]",
     "E212 tests.json tests[0].any_of[1][0]: expected int, got bool", false},
    {"tests.json", "[0, 1]", "[0, 1], \"any_of\": []", "E108 tests.json tests[0].any_of: no accepted value is listed",
     false},
    {"question.json", "\"name\": \"nums\"", "\"name\": \"lambda\"",
     "E203 question.json signature.params[0].name: parameter name \"lambda\" is a keyword in python", true},
    {"question.json", "{\"exact\": true}", "{\"any_of\": [1]}",
     "E108 question.json compare.any_of: accepted values belong to a test", false},
    {"question.json", "\"primary\": true", "\"primary\": false", "E301 question.json solutions: no primary solution",
     true},
    {"question.json", "[\"b\"]", "[\"b\", \"x\"]", "E312 question.json wrong[0].must_fail[1]: no test has the id \"x\"",
     true},
    {"question.json", "solutions/python.py", "solutions/c.py", "E125 solutions/c.py: is missing", false},
    {"question.json", "\"wrong\": [{\"file\": \"wrong/first.py\", \"must_fail\": [\"b\"]}],", "",
     "W309 question.json wrong: no known-wrong solution", true},
    {"question.json", "Look twice.", " \\n", "E403 question.json hints[0]: empty hint", true},
};

static void every_fault(void **state)
{
	for (size_t i = 0; i < COUNT_OF(faults); i++)
		assert_fault(*state, &faults[i], false);
}

static const struct fault class_faults[] = {
    {"tests.json", "[\"new\", [3]]", "[\"push\", [3]]",
     "E221 tests.json tests[0].ops[0]: the first call must be \"new\"", false},
    {"tests.json", "[\"push\", [1]]", "[\"new\", [1]]",
     "E221 tests.json tests[0].ops[1]: only the first call is \"new\"", false},
    {"tests.json", "[\"new\", [3]]", "[\"new\", [3], null]",
     "E221 tests.json tests[0].ops[0]: \"new\" returns nothing that could be expected", false},
    {"tests.json", "[\"push\", [1]]", "[\"push\", [1], null]",
     "E221 tests.json tests[0].ops[1]: push returns nothing that could be expected", false},
    {"tests.json", "\"push\"", "\"psh\"",
     "E221 tests.json tests[0].ops[1]: no method \"psh\" (did you mean \"push\"?)", false},
    {"tests.json", "[\"push\", [1]]", "[\"push\", 1]",
     "E221 tests.json tests[0].ops[1]: a call is [\"method\", [arguments]], and what it returns", false},
    {"tests.json", "[\"push\", [1]]", "[\"push\", [1], 2, 3]",
     "E221 tests.json tests[0].ops[1]: a call is [\"method\", [arguments]], and what it returns", false},
    {"tests.json", "[\"push\", [1]]", "7",
     "E221 tests.json tests[0].ops[1]: a call is [\"method\", [arguments]], and what it returns", false},
    {"tests.json", "[], 1]", "[]]", "E221 tests.json tests[0].ops: no call expects anything", false},
    {"tests.hidden.json", "[[\"new\", [1]], [\"pop\", [], null]]", "[]",
     "E221 tests.hidden.json tests[0].ops: 0 calls: a test has 1 to 10000", false},
    {"tests.json", "[\"new\", [3]]", "[\"new\", []]",
     "E211 tests.json tests[0].ops[0]: 0 inputs where the constructor has 1", false},
    {"tests.json", "[\"push\", [1]]", "[\"push\", [1, 2]]",
     "E211 tests.json tests[0].ops[1]: 2 inputs where push has 1", false},
    {"tests.json", "[\"push\", [1]]", "[\"push\", [\"x\"]]",
     "E212 tests.json tests[0].ops[1][1][0]: expected int, got string", false},
    {"tests.json", "[\"push\", [1]]", "[\"push\", [null]]",
     "E213 tests.json tests[0].ops[1][1][0]: null but not optional", false},
    {"tests.json", "[], 1]", "[], 3000000000]", "E212 tests.json tests[0].ops[2][2]: 3000000000 does not fit int",
     false},
    {"tests.json", "\"ops\"", "\"op\"", "E106 tests.json tests[0]: \"ops\" is missing", false},
    {"tests.json", "\"ops\"", "\"any_of\": [1], \"ops\"",
     "E108 tests.json tests[0].any_of: a class's test has no list of accepted values", false},
    {"tests.hidden.json", "[[\"new\", [1]], [\"pop\", [], null]]",
     "[[\"new\", [3]], [\"push\", [1]], [\"pop\", [], 2], [\"pop\", []]]",
     "E217 tests.hidden.json tests[0].input: same input as tests.json tests[0], another expected value", true},
    {"question.json", "{\"exact\": true}", "{\"unordered\": \"all\"}",
     "E218 question.json compare.unordered: unordered on a type that is no list", true},
    {"question.json",
     "optional<int>\", \"doc\": \"the top\"}}]},\n \"names\": {\"java\": \"Stapel\"}, \"languages\": [\"python\"], "
     "\"compare\": {\"exact\": true},",
     "optional<float>\"}}]}, \"languages\": [\"python\"],",
     "E206 question.json compare: float return without tolerance: state abs, rel or ulp, or \"exact\": true", true},
    {"question.json", "\"name\": \"value\"", "\"name\": \"self\"",
     "E203 question.json signature.methods[0].params[0].name: parameter name \"self\" is a keyword in python", true},
};

static void every_fault_of_classes(void **state)
{
	for (size_t i = 0; i < COUNT_OF(class_faults); i++)
		assert_fault(*state, &class_faults[i], true);
}

/* Signatures that no class can have: broken in the list. */
static void broken_classes(void **state)
{
	static const char *const rows[][3] = {
	    {"\"MinStack\"", "\"minStack\"",
	     "E108 question.json signature.name: \"minStack\" is no PascalCase name of up to 64 letters"},
	    {"\"name\": \"pop\"", "\"name\": \"push\"",
	     "E108 question.json signature.methods[1].name: two methods are named \"push\""},
	    {"\"name\": \"pop\"", "\"name\": \"new\"",
	     "E108 question.json signature.methods[1].name: \"new\" is the constructor"},
	    {"\"returns\": {\"type\": \"void\"}", "\"doc\": \"\"",
	     "E106 question.json signature.methods[0]: \"returns\" is missing"},
	    {"\"methods\"", "\"method\"", "E106 question.json signature: \"methods\" is missing"},
	    {"\"languages\"", "\"judge\": \"param:size\", \"languages\"",
	     "E205 question.json judge: a class is judged by what its methods return"},
	    {"\"Stapel\"", "\"1st\"", "E108 question.json names.java: \"1st\" is no name of up to 64 letters, digits and _"},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		put_class(*state);
		AUTO_FREE char *text = changed(SOUND_CLASS, rows[i][0], rows[i][1]);
		put(*state, "pack/stack/question.json", text);
		assert_broken(*state, rows[i][2]);
	}
}

/* A language that cannot say the signature is not offered, and says why. */
static void languages_that_cannot(void **state)
{
	put_class(*state);
	AUTO_FREE char *text = changed(SOUND_CLASS, "\"name\": \"size\"", "\"name\": \"class\"");
	put(*state, "pack/stack/question.json", text);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	const struct question *question = &catalogue->questions[0];
	const struct language *language = language_find("python", NULL);
	struct err err = {0};
	assert_false(question_offers(question, language, &err));
	assert_string_equal(err.text, "parameter name \"class\" is a keyword in python");
	assert_null(question_language(question, "python"));
	AUTO_LANGUAGE *other = language_load(SOURCE_DIR "/tests/fixtures/languages/brisk", NULL);
	assert_false(question_offers(question, other, &err));
	assert_string_equal(err.text, "this question is not offered in Brisk");
}

/* Who names no languages means all that can say the signature. */
static void languages_by_default(void **state)
{
	put_class(*state);
	AUTO_FREE char *text = changed(SOUND_CLASS, " \"languages\": [\"python\"],", "");
	put(*state, "pack/stack/question.json", text);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	const struct question *question = &catalogue->questions[0];
	assert_null(question->problem);
	assert_true(question->languages.count >= 1);
	assert_string_equal(question->languages.items[0], language_first()->name);
	assert_ptr_equal(question_language(question, NULL), language_first());
	assert_ptr_equal(question_language(question, "nothing"), language_first());
	AUTO_FREE char *none = changed(text, "\"name\": \"size\"", "\"name\": \"class\"");
	put(*state, "pack/stack/question.json", none);
	AUTO_CATALOGUE *fewer = load(*state, "pack");
	assert_true(fewer->questions[0].languages.count < question->languages.count);
	assert_false(string_list_has(&fewer->questions[0].languages, "python"));
	if (!fewer->questions[0].languages.count)
		assert_string_equal(fewer->questions[0].problem,
		                    "no language that is installed here can express its signature");
}

/* Another signature, with tests that fit it. */
static void assert_typed_fault(const char *scratch, const char *types, const char *compare, const char *languages,
			       const char *test, const char *line)
{
	put_question(scratch);
	AUTO_FREE char *question = mem_format("{\"format\": 1, \"kind\": \"function\", \"id\": \"two-sum\", \"title\": "
					      "\"T\", \"tests\": [\"tests.json\"],"
					      " \"signature\": {\"name\": \"f\", %s}, \"languages\": [%s]%s}",
					      types, languages, compare);
	AUTO_FREE char *tests = mem_format("{\"tests\": [%s]}", test);
	put(scratch, "pack/two-sum/question.json", question);
	put(scratch, "pack/two-sum/tests.json", tests);
	AUTO_CATALOGUE *catalogue = load(scratch, "pack");
	struct string_list lines = {0};
	question_validate(&catalogue->questions[0], NULL, &lines);
	if (!string_list_has(&lines, line))
		fail_msg("%s\n  not %s", lines.items[0], line);
	string_list_release(&lines);
}

static void faults_of_types(void **state)
{
	const char *floats = "\"params\": [{\"name\": \"x\", \"type\": \"float\"}], \"returns\": {\"type\": \"float\"}";
	const char *maps =
	    "\"params\": [{\"name\": \"new\", \"type\": \"map<string,int>\"}], \"returns\": {\"type\": \"int\"}";
	const char *one = "{\"id\": \"a\", \"input\": [1.0], \"expected\": 1.0}";
	const char *map = "{\"id\": \"a\", \"input\": [{}], \"expected\": 1}";
	assert_typed_fault(*state, floats, "", "\"python\"", one,
			   "E206 question.json compare: float return without tolerance: state abs, rel or ulp, or "
			   "\"exact\": true");
	assert_typed_fault(*state, floats, "", "\"python\"", "{\"id\": \"a\", \"input\": [3], \"expected\": 1.0}",
			   "E214 tests.json tests[0].input[0]: 3 and 3.0 mixed: expected float, got 3");
	assert_typed_fault(*state, floats, ", \"compare\": {\"abs\": 0.1, \"unordered\": \"all\"}", "\"python\"", one,
			   "E218 question.json compare.unordered: unordered on a type that is no list");
	assert_typed_fault(*state, maps, "", "\"python\", \"c\"", map,
			   "E204 question.json signature.params[0].type: C cannot express map<string,int>");
	assert_typed_fault(*state, maps, "", "\"python\", \"java\"", map,
			   "E203 question.json signature.params[0].name: parameter name \"new\" is a keyword in java");
	assert_typed_fault(*state, maps, ", \"compare\": {\"checker\": {\"file\": \"c.py\"}}", "\"python\"", map,
			   "E102 question.json compare: questions with a checker need a newer Greenroom");
}

/* An integer where a float is meant is the author's to mend, not the learner's to suffer. */
static void mixed_numbers_still_load(void **state)
{
	put_question(*state);
	AUTO_FREE char *text = changed(SOUND_QUESTION, "\"type\": \"int\"", "\"type\": \"float\"");
	put(*state, "pack/two-sum/question.json", text);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	AUTO_BODY *body = question_body_load(&catalogue->questions[0], NULL);
	assert_non_null(body);
	struct string_list lines = {0};
	assert_int_equal(question_validate(&catalogue->questions[0], body, &lines), 3);
	assert_string_equal(lines.items[0],
			    "E214 tests.json tests[0].input[1]: 3 and 3.0 mixed: expected float, got 3");
	string_list_release(&lines);
}

/* ---- comparison rules of a test ---------------------------------------------------------- */

static void tighter_tolerance_replaces(void **state)
{
	put_question(*state);
	AUTO_FREE char *question =
	    changed(SOUND_QUESTION, "{\"exact\": true}", "{\"abs\": 1e-6, \"rel\": 1e-6, \"unordered\": \"outer\"}");
	AUTO_FREE char *tests =
	    changed(SOUND_TESTS, "\"expected\"", "\"compare\": {\"abs\": 1e-12, \"nan_equal\": false}, \"expected\"");
	put(*state, "pack/two-sum/question.json", question);
	put(*state, "pack/two-sum/tests.json", tests);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	AUTO_BODY *body = question_body_load(&catalogue->questions[0], NULL);
	const struct compare_rules *own = &body->tests[0].rules, *whole = &body->tests[1].rules;
	assert_true(own->has_abs && !own->has_rel && !own->exact && !own->nan_equal);
	assert_true(own->abs == 1e-12);
	assert_int_equal(own->unordered, ORDER_OUTER);
	assert_true(whole->has_abs && whole->has_rel && whole->nan_equal);
	assert_int_equal(whole->unordered, ORDER_OUTER);
}

/* ---- floods ------------------------------------------------------------------------------- */

static void load_fails(const char *scratch, const char *tests, size_t len, const char *expected)
{
	struct err err = {0};
	put_question(scratch);
	put_bytes(scratch, "pack/two-sum/tests.json", tests, len);
	AUTO_CATALOGUE *catalogue = load(scratch, "pack");
	assert_null(catalogue->questions[0].problem);
	assert_null(question_body_load(&catalogue->questions[0], &err));
	assert_string_equal(err.text, expected);
}

static void too_many_tests(void **state)
{
	AUTO_BUF tests = {0};
	buf_puts(&tests, "{\"tests\": [");
	for (int i = 0; i < 100000; i++)
		buf_printf(&tests, "%s{\"id\": \"t%d\", \"input\": [[1, 2], 3], \"expected\": [0, 1]}", i ? "," : "",
			   i);
	buf_puts(&tests, "]}");
	load_fails(*state, buf_text(&tests), tests.len,
		   "E219 tests.json tests: 100000 tests, at most 10000 in a question");
}

static void too_deep_tests(void **state)
{
	AUTO_BUF tests = {0};
	buf_puts(&tests, "{\"tests\": [{\"id\": \"a\", \"input\": ");
	for (int i = 0; i < 10000; i++)
		buf_putc(&tests, '[');
	for (int i = 0; i < 10000; i++)
		buf_putc(&tests, ']');
	buf_puts(&tests, "}]}");
	load_fails(*state, buf_text(&tests), tests.len,
		   "E131 tests.json: JSON error at line 1, column 158: nested deeper than 128");
}

static void too_large_tests(void **state)
{
	enum { LEN = 16 * 1024 * 1024 + 1 };
	AUTO_FREE char *blanks = mem_new(LEN);
	memset(blanks, ' ', LEN);
	put_question(*state);
	put_bytes(*state, "pack/two-sum/tests.json", blanks, LEN);
	assert_broken(*state, "E123 tests.json: is over 16 MiB");
	put_question(*state);
	put_bytes(*state, "pack/two-sum/wrong/first.py", blanks, 1024 * 1024 + 1);
	struct err err = {0};
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	assert_null(question_body_load(&catalogue->questions[0], &err));
	assert_string_equal(err.text, "E123 wrong/first.py: 1048577 bytes, a solution has at most 1048576");
}

/* Ten thousand faults are told of in one screen, and counted. */
static void many_faults(void **state)
{
	AUTO_BUF tests = {0};
	put_question(*state);
	buf_puts(&tests, "{\"tests\": [");
	for (int i = 0; i < 9000; i++)
		buf_printf(&tests, "%s{\"id\": \"t%d\", \"input\": [], \"expected\": 1}", i ? "," : "", i);
	buf_puts(&tests, "]}");
	put(*state, "pack/two-sum/tests.json", buf_text(&tests));
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	struct string_list lines = {0};
	assert_int_equal(question_validate(&catalogue->questions[0], NULL, &lines), 9000);
	assert_int_equal(lines.count, 201);
	assert_string_equal(lines.items[200], "W199 two-sum: 8800 more problems are not shown");
	string_list_release(&lines);
}

/* ---- what texts give away -------------------------------------------------------------------- */

static void shown_inputs(void **state)
{
	put_question(*state);
	AUTO_FREE char *text = changed(SOUND_HIDDEN, "[[2, 2, 7], 9]", "[[2, 2, 7, 11, 15], 9]");
	put(*state, "pack/two-sum/tests.hidden.json", text);
	put(*state, "pack/two-sum/statement.md", "`two_sum([2,2,7, 11,15],\n target = 9)`");
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	struct string_list lines = {0};
	assert_int_equal(question_validate(&catalogue->questions[0], NULL, &lines), 1);
	assert_string_equal(lines.items[0],
			    "E405 tests.hidden.json tests[0].input: the statement shows a hidden input");
	string_list_release(&lines);
	put(*state, "pack/two-sum/statement.md",
	    "`two_sum([2,2,7, 11,15], 8)` is one call among the many that one may think of: 9");
	assert_int_equal(question_validate(&catalogue->questions[0], NULL, &lines), 0);
	string_list_release(&lines);
}

static void shown_code(void **state)
{
	(void)state;
	const char *code = "def f(x):\n    a = 1\n\n    b = 2\n    return a + b\n";
	assert_true(text_shares_code("Try:\n\n  a = 1\n  b = 2\n  return a + b\n", code));
	assert_false(text_shares_code("Try:\n\n  a = 1\n  b = 2\n  return a - b\n", code));
	assert_false(text_shares_code("", code));
	assert_false(text_shares_code(code, ""));
}

/* ---- starters ---------------------------------------------------------------------------------- */

static void python_starters(void **state)
{
	put_question(*state);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	const struct question *question = &catalogue->questions[0];
	AUTO_BODY *body = question_body_load(question, NULL);
	AUTO_FREE char *starter = question_starter(question, body, "python", NULL);
	assert_string_equal(starter, "def two_sum(nums: list[int], target: int) -> list[int]:\n"
				     "    \"\"\"\n"
				     "    nums: the numbers\n"
				     "    target: their sum\n"
				     "    Returns: both indexes\n"
				     "    \"\"\"\n"
				     "    pass\n");
	struct err err = {0};
	assert_null(question_starter(question, body, "jvaa", &err));
	assert_string_equal(err.text, "the language \"jvaa\" is not known here (did you mean \"java\"?)");
}

static void starter_of_every_type(void **state)
{
	put_question(*state);
	put(*state, "pack/two-sum/question.json",
	    "{\"format\": 1, \"kind\": \"function\", \"id\": \"two-sum\", \"title\": \"T\", \"tests\": "
	    "[\"tests.json\"],"
	    " \"judge\": \"param:items\", \"signature\": {\"name\": \"walk\", \"params\": ["
	    " {\"name\": \"items\", \"type\": \"list<tuple<int64,bool>>\", \"doc\": \"say \\\"\\\"\\\" \\\\ "
	    "and\\n\\u001b\"},"
	    " {\"name\": \"root\", \"type\": \"optional<tree<string>>\"},"
	    " {\"name\": \"head\", \"type\": \"linked_list<float>\"},"
	    " {\"name\": \"sizes\", \"type\": \"optional<map<int,list<float>>>\"}],"
	    " \"returns\": {\"type\": \"void\"}}, \"compare\": {\"exact\": true}}");
	put(*state, "pack/two-sum/tests.json",
	    "{\"tests\": [{\"id\": \"a\", \"input\": [[], null, [], null], \"expected\": []}]}");
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	const struct question *question = &catalogue->questions[0];
	struct err err = {0};
	AUTO_BODY *body = question_body_load(question, &err);
	if (!body)
		fail_msg("%s", err.text);
	assert_int_equal(body->judge, JUDGE_PARAM);
	AUTO_FREE char *starter = question_starter(question, body, "python", NULL);
	assert_string_equal(starter, "from typing import Optional\n\n"
				     "# Given:\n"
				     "#\n"
				     "# class TreeNode:\n"
				     "#     def __init__(self, val=0, left=None, right=None):\n"
				     "#         self.val = val\n"
				     "#         self.left = left\n"
				     "#         self.right = right\n\n"
				     "# Given:\n"
				     "#\n"
				     "# class ListNode:\n"
				     "#     def __init__(self, val=0, next=None):\n"
				     "#         self.val = val\n"
				     "#         self.next = next\n\n\n"
				     "def walk(\n"
				     "    items: list[tuple[int, bool]],\n"
				     "    root: Optional[TreeNode],\n"
				     "    head: Optional[ListNode],\n"
				     "    sizes: Optional[dict[int, list[float]]],\n"
				     ") -> None:\n"
				     "    \"\"\"\n"
				     "    items: say '\"\" \\\\ and \\\\x1b\n"
				     "    Changes items in place.\n"
				     "    \"\"\"\n"
				     "    pass\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_scratch, drop_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(every_fault),
	    TEST(every_fault_of_classes),
	    TEST(broken_classes),
	    TEST(languages_that_cannot),
	    TEST(languages_by_default),
	    TEST(faults_of_types),
	    TEST(mixed_numbers_still_load),
	    TEST(tighter_tolerance_replaces),
	    TEST(too_many_tests),
	    TEST(too_deep_tests),
	    TEST(too_large_tests),
	    TEST(many_faults),
	    TEST(shown_inputs),
	    TEST(shown_code),
	    TEST(python_starters),
	    TEST(starter_of_every_type),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
