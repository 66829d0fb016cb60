/* Packs on disk: what the catalogue lists, and the exact words for what is wrong with a pack. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>

#include "tests/unit/pack_maker.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.1.0"
#endif

/* ---- packs that are sound ---------------------------------------------------------- */

static void a_sound_question(void **state)
{
	put_question(*state);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	assert_int_equal(catalogue->question_count, 1);
	const struct question *question = &catalogue->questions[0];
	assert_null(question->problem);
	assert_int_equal(question->state, QUESTION_READY);
	assert_int_equal(question->kind, QUESTION_FUNCTION);
	assert_string_equal(question->pack, "pack");
	assert_string_equal(question->slug, "two-sum");
	assert_string_equal(question->title, "Two sum");
	assert_int_equal(question->difficulty, DIFFICULTY_EASY);
	assert_int_equal(question->limits.total_ms, 4000);
	assert_int_equal(question->warnings.count, 0);
	struct err err = {0};
	AUTO_BODY *body = question_body_load(question, &err);
	if (!body)
		fail_msg("%s", err.text);
	assert_int_equal(body->test_count, 3);
	assert_int_equal(body->public_count, 1);
	assert_string_equal(body->tests[2].id, "c");
	assert_int_equal(body->tests[2].timeout_ms, 800);
	assert_string_equal(body->wrong[0].expect, "wrong_answer");
	assert_string_equal(body->wrong[0].language, "python");
	assert_string_equal(body->wrong[0].source, "def two_sum(nums, target):\n    return []\n");
	struct string_list lines = {0};
	assert_int_equal(question_validate(question, body, &lines), 0);
	assert_int_equal(lines.count, 0);
}

static void a_sound_bite(void **state)
{
	put_bite(*state);
	put(*state, "pack/relu/solution.py", "def relu(x):\n    return max(x, 0)\n");
	put(*state, "pack/relu/notes.md", "More.\n");
	put(*state, "pack/relu/wrong/id.py", "def relu(x):\n    return x\n");
	put(*state, "pack/relu/extra.json",
	    "{\"limits\": {\"total_ms\": 7000, \"cpu_ms\": 6000}, \"wrong\": [{\"file\": \"wrong/id.py\"}],"
	    " \"policy\": {\"ban_calls\": [\"numpy.maximum\"]}, \"preload\": {\"python\": [\"scipy\"]}}");
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	const struct question *question = &catalogue->questions[0];
	assert_null(question->problem);
	assert_int_equal(question->kind, QUESTION_PYTESTS);
	assert_string_equal(question->framework, "numpy");
	assert_true(string_list_has(&question->modules, "numpy"));
	assert_int_equal(question->preload.count, 1);
	assert_string_equal(question->preload.items[0], "scipy");
	assert_int_equal(question->limits.total_ms, 7000);
	assert_int_equal(question->limits.test_ms, 7000);
	assert_int_equal(question->limits.memory_mb, 1024);
	struct err err = {0};
	AUTO_BODY *body = question_body_load(question, &err);
	if (!body)
		fail_msg("%s", err.text);
	assert_true(body->policy.given);
	assert_true(string_list_has(&body->policy.allow_imports, "numpy"));
	assert_false(string_list_has(&body->policy.allow_imports, "torch"));
	assert_true(string_list_has(&body->policy.ban_calls, "eval"));
	assert_true(string_list_has(&body->policy.ban_calls, "numpy.maximum"));
	assert_int_equal(body->wrong_count, 1);
	assert_null(body->starter);
	AUTO_FREE char *starter = question_starter(question, body, "python", NULL);
	assert_string_equal(starter, "# ReLU\n\n");
}

static void policy_of_frameworks(void **state)
{
	put_bite(*state);
	put(*state, "pack/relu/metadata.json", "{\"title\": \"ReLU\", \"framework\": \"PyTorch\"}");
	put(*state, "pack/relu/extra.json", "{\"policy\": {\"allow_imports\": []}}");
	put(*state, "pack/relv/metadata.json", "{\"title\": \"ReLV\", \"framework\": \"jaxx\"}");
	put(*state, "pack/relv/question.md", "");
	put(*state, "pack/relv/tests.py", SOUND_TESTS_PY);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	const struct question *torch = &catalogue->questions[0], *other = &catalogue->questions[1];
	assert_string_equal(torch->modules.items[0], "torch");
	assert_string_equal(torch->modules.items[1], "numpy");
	AUTO_BODY *none = question_body_load(torch, NULL);
	assert_true(none->policy.given);
	assert_int_equal(none->policy.allow_imports.count, 0);
	AUTO_BODY *free_body = question_body_load(other, NULL);
	assert_false(free_body->policy.given);
	assert_true(string_list_has(&free_body->policy.ban_calls, "exec"));
	assert_string_equal(other->warnings.items[0],
			    "W108 metadata.json framework: unknown framework \"jaxx\": no module "
			    "is asked for and no import refused");
}

/* The packs that stand in the tree have no error and nothing broken. */
static void assert_clean(const char *folder, size_t at_least)
{
	struct err err = {0};
	AUTO_CATALOGUE *catalogue = catalogue_new();
	if (!catalogue_add(catalogue, folder, &err))
		fail_msg("%s", err.text);
	assert_null(catalogue->packs[0].problem);
	assert_int_equal(catalogue->packs[0].warnings.count, 0);
	assert_true(catalogue->question_count >= at_least);
	for (size_t i = 0; i < catalogue->question_count; i++) {
		const struct question *question = &catalogue->questions[i];
		if (question->problem)
			fail_msg("%s: %s", question->slug, question->problem);
		AUTO_BODY *body = question_body_load(question, &err);
		if (!body)
			fail_msg("%s: %s", question->slug, err.text);
		struct string_list lines = {0};
		if (question_validate(question, body, &lines))
			fail_msg("%s: %s", question->slug, lines.items[0]);
		string_list_release(&lines);
		AUTO_FREE char *starter = question_starter(question, body, "python", NULL);
		assert_non_null(starter);
	}
}

static void shipped_packs(void **state)
{
	(void)state;
	AUTO_FREE char *foundations = path_join(SOURCE_DIR, "questions/foundations");
	AUTO_FREE char *ml = path_join(SOURCE_DIR, "questions/ml");
	AUTO_FREE char *bites = path_join(SOURCE_DIR, "tests/fixtures/bites");
	assert_clean(foundations, 15);
	assert_clean(ml, 8);
	assert_clean(bites, 10);
}

/* ---- question.json --------------------------------------------------------------------- */

struct spoilt {
	const char *from, *to, *problem;
};

static const struct spoilt broken_questions[] = {
    {"\"format\": 1", "\"format\": 3", "E102 question.json format: format 3 is newer than this program (1)"},
    {"\"kind\": \"function\"", "\"kind\": \"funtion\"",
     "E108 question.json kind: unknown word \"funtion\" (did you mean \"function\"?)"},
    {"\"kind\": \"function\",", "", "E106 question.json: \"kind\" is missing"},
    {"\"title\": \"Two sum\",", "", "E106 question.json: \"title\" is missing"},
    {"\"title\": \"Two sum\"", "\"title\": \"\"", "E108 question.json title: a title has 1 to 200 bytes, this has 0"},
    {"\"title\": \"Two sum\"", "\"title\": 3", "E107 question.json title: expected a string, got a number"},
    {"\"tags\": [\"arrays\"]", "\"tags\": [\"x\", null]", "E107 question.json tags[1]: expected a string, got null"},
    {"\"id\": \"two-sum\"", "\"id\": \"x\", \"id\": \"two-sum\"",
     "E132 question.json: JSON error at line 1, column 46: duplicate key \"id\""},
    {"\"list<int>\", \"doc\": \"the", "\"list<integer>\", \"doc\": \"the",
     "E202 question.json signature.params[0].type: unknown type \"list<integer>\" (did you mean list<int>?)"},
    {"\"type\": \"int\"", "\"type\": \"void\"",
     "E202 question.json signature.params[1].type: a parameter cannot be void"},
    {"\"name\": \"target\"", "\"name\": \"nums\"",
     "E108 question.json signature.params[1].name: two parameters are named \"nums\""},
    {"\"name\": \"two_sum\"", "\"name\": \"two sum\"",
     "E108 question.json signature.name: \"two sum\" is no snake_case name of up to 64 letters"},
    {"\"languages\"", "\"judge\": \"param:numbers\", \"languages\"",
     "E205 question.json judge: judge names no parameter: \"numbers\""},
    {"{\"type\": \"list<int>\", \"doc\": \"both", "{\"type\": \"void\", \"doc\": \"both",
     "E205 question.json: nothing is returned: \"judge\" must name a parameter, \"param:NAME\""},
    {"{\"exact\": true}", "{\"exact\": true, \"abs\": 1}",
     "E108 question.json compare.exact: exact beside a tolerance: choose one"},
    {"{\"exact\": true}", "{\"abs\": -1}", "E108 question.json compare.abs: -1 is no finite number of 0 or more"},
    {"{\"exact\": true}", "{\"abs\": 1e999}", "E108 question.json compare.abs: 1e999 is no finite number of 0 or more"},
    {"{\"exact\": true}", "{\"unordered\": \"oter\"}",
     "E108 question.json compare.unordered: unknown word \"oter\" (did you mean \"outer\"?)"},
    {"\"languages\"", "\"limits\": {\"test_ms\": 0}, \"languages\"",
     "E108 question.json limits.test_ms: 0 is not within 1 to 600000"},
    {"\"languages\"", "\"limits\": {\"test_ms\": 1.5}, \"languages\"",
     "E107 question.json limits.test_ms: expected a whole number, got 1.5"},
    {"\"languages\"", "\"limits\": {\"per_language\": {\"java\": {\"cpu_ms\": \"9\"}}}, \"languages\"",
     "E107 question.json limits.per_language.java.cpu_ms: expected a whole number, got a string"},
    {"[\"python\"]", "[]", "E108 question.json languages: no language is named"},
    {"tests.hidden.json", "../secret.json", "E120 ../secret.json: leaves the pack"},
    {"tests.hidden.json", "/etc/passwd", "E120 /etc/passwd: leaves the pack"},
    {"tests.hidden.json", "a//b", "E120 a//b: has an empty part"},
    {"tests.hidden.json", "a\\u0007b", "E122 a\\x07b: has a control character"},
    {"tests.hidden.json", "other.json", "E125 other.json: is missing"},
    {"tests.hidden.json", "wrong", "E125 wrong: is no regular file"},
    {"\"easy\",", "\"easy\"", "E131 question.json: JSON error at line 2, column 23: expected ',' or '}', found '\"'"},
};

static void broken_question(void **state)
{
	for (size_t i = 0; i < COUNT_OF(broken_questions); i++) {
		put_question(*state);
		AUTO_FREE char *text = changed(SOUND_QUESTION, broken_questions[i].from, broken_questions[i].to);
		put(*state, "pack/two-sum/question.json", text);
		assert_broken(*state, broken_questions[i].problem);
	}
}

/* What is odd but does not stop anybody. */
static const struct spoilt noted_questions[] = {
    {"\"category\"", "\"categry\"", "E101 question.json: unknown key \"categry\" (did you mean \"category\"?)"},
    {"\"format\": 1, ", "", "E106 question.json: \"format\" is missing: write \"format\": 1"},
    {"\"easy\"", "\"esay\"", "E108 question.json difficulty: \"esay\" is none of easy, medium, hard"},
    {"\"id\": \"two-sum\"", "\"id\": \"2sum\"", "E108 question.json id: \"2sum\" is not the folder's name \"two-sum\""},
    {"[\"python\"]", "[\"python\", \"jaba\"]",
     "W109 question.json languages[1]: unknown language \"jaba\" (did you mean \"java\"?)"},
    {"\"doc\": \"their sum\"", "\"docs\": \"x\"",
     "E101 question.json signature.params[1]: unknown key \"docs\" (did you mean \"doc\"?)"},
    {"\"languages\"", "\"related\": [\"gone\"], \"languages\"",
     "W402 question.json related[0]: unknown related question \"gone\""},
};

static void noted_question(void **state)
{
	for (size_t i = 0; i < COUNT_OF(noted_questions); i++) {
		put_question(*state);
		AUTO_FREE char *text = changed(SOUND_QUESTION, noted_questions[i].from, noted_questions[i].to);
		put(*state, "pack/two-sum/question.json", text);
		AUTO_CATALOGUE *catalogue = load(*state, "pack");
		const struct question *question = &catalogue->questions[0];
		assert_null(question->problem);
		assert_int_equal(question->warnings.count, 1);
		assert_string_equal(question->warnings.items[0], noted_questions[i].problem);
		AUTO_BODY *body = question_body_load(question, NULL);
		assert_non_null(body);
		struct string_list lines = {0};
		assert_int_equal(question_validate(question, body, &lines), noted_questions[i].problem[0] == 'E');
		assert_string_equal(lines.items[0], noted_questions[i].problem);
		string_list_release(&lines);
	}
}

static void odd_bytes(void **state)
{
	put_question(*state);
	put(*state, "pack/two-sum/question.json", "{\"title\": \"\xff\"}");
	assert_broken(*state, "E130 question.json: not UTF-8 at byte 11");
	put(*state, "pack/two-sum/question.json", "");
	assert_broken(*state,
		      "E131 question.json: JSON error at line 1, column 1: the text ends where a value was expected");
	put(*state, "pack/two-sum/question.json", "[1]");
	assert_broken(*state, "E107 question.json: expected an object, got a list");
	put(*state, "pack/two-sum/question.json", "\xef\xbb\xbf" SOUND_QUESTION);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	assert_null(catalogue->questions[0].problem);
}

static void too_deep_or_large(void **state)
{
	put_question(*state);
	AUTO_BUF deep = {0};
	for (int i = 0; i < 10000; i++)
		buf_putc(&deep, '[');
	put(*state, "pack/two-sum/question.json", buf_text(&deep));
	assert_broken(*state, "E131 question.json: JSON error at line 1, column 65: nested deeper than 64");
	AUTO_BUF large = {0};
	while (large.len <= 1024 * 1024)
		buf_puts(&large, "                                ");
	put(*state, "pack/two-sum/question.json", buf_text(&large));
	AUTO_FREE char *problem =
	    mem_format("E131 question.json: JSON error at line 1, column 1: %zu bytes, at most 1048576 "
		       "are read",
		       large.len);
	assert_broken(*state, problem);
	AUTO_FREE char *path = path_join(*state, "pack/two-sum/question.json");
	assert_int_equal(truncate(path, 16 * 1024 * 1024 + 1), 0);
	assert_broken(*state, "E123 question.json: is over 16 MiB");
}

/* ---- class questions ------------------------------------------------------------------ */

static void class_questions(void **state)
{
	put_class(*state);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	const struct question *question = &catalogue->questions[0];
	assert_null(question->problem);
	assert_int_equal(question->kind, QUESTION_CLASS);
	struct err err = {0};
	AUTO_BODY *body = question_body_load(question, &err);
	if (!body)
		fail_msg("%s", err.text);
	const struct question_signature *signature = &body->signature;
	assert_true(signature_is_class(signature));
	assert_null(signature->returns);
	assert_string_equal(signature->name, "MinStack");
	assert_string_equal(signature->doc, "A stack.");
	assert_int_equal(signature->method_count, 2);
	assert_string_equal(signature->methods[0].params[0].name, "value");
	assert_int_equal(signature->methods[0].returns->kind, TYPE_VOID);
	assert_string_equal(signature->methods[1].returns_doc, "the top");
	assert_string_equal(signature->names[0].name, "Stapel");
	assert_int_equal(body->test_count, 2);
	AUTO_BUF input = {0}, expected = {0};
	value_write(&input, body->tests[0].input);
	value_write(&expected, body->tests[0].expected);
	assert_string_equal(buf_text(&input), "[[\"new\",[3]],[\"push\",[1]],[\"pop\",[]],[\"pop\",[]]]");
	assert_string_equal(buf_text(&expected), "[null,null,1,null]");
	struct string_list lines = {0};
	assert_int_equal(question_validate(question, body, &lines), 0);
	string_list_release(&lines);
}

/* ---- links and odd files --------------------------------------------------------------- */

static void links_are_refused(void **state)
{
	AUTO_FREE char *file = path_join(*state, "pack/two-sum/tests.json");
	AUTO_FREE char *below = path_join(*state, "pack/two-sum/wrong");
	AUTO_FREE char *folder = path_join(*state, "pack/linked");
	AUTO_FREE char *target = path_join(*state, "pack/two-sum");
	put_question(*state);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(symlink("/etc/passwd", file), 0);
	assert_broken(*state, "E121 tests.json: is a link, which a pack may not hold");

	put_question(*state);
	assert_int_equal(symlink(target, folder), 0);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	assert_int_equal(catalogue->question_count, 2);
	assert_string_equal(catalogue->questions[0].problem, "E121 linked: is a link, which a pack may not hold");
	assert_null(catalogue->questions[1].problem);

	nftw(below, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	assert_int_equal(symlink("/tmp", below), 0);
	struct err err = {0};
	assert_null(question_body_load(&catalogue->questions[1], &err));
	assert_string_equal(err.text, "E121 wrong/first.py: is a link, which a pack may not hold");
}

static void a_fifo_does_not_block(void **state)
{
	AUTO_FREE char *file = path_join(*state, "pack/two-sum/tests.json");
	put_question(*state);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(mkfifo(file, 0600), 0);
	assert_broken(*state, "E125 tests.json: is no regular file");
}

/* ---- MLBites folders ---------------------------------------------------------------------- */

static void drop(const char *scratch, const char *path)
{
	AUTO_FREE char *file = path_join(scratch, path);
	assert_int_equal(unlink(file), 0);
}

static void broken_bites(void **state)
{
	put_bite(*state);
	drop(*state, "pack/relu/tests.py");
	assert_broken(*state, "E125 tests.py: is missing");
	put_bite(*state);
	drop(*state, "pack/relu/question.md");
	assert_broken(*state, "E125 question.md: is missing");
	put_bite(*state);
	drop(*state, "pack/relu/metadata.json");
	assert_broken(*state, "E106 metadata.json: is missing, and so is question.json");
	put_bite(*state);
	put(*state, "pack/relu/metadata.json", "{\"category\": \"x\"}");
	assert_broken(*state, "E106 metadata.json: \"title\" is missing");
	put(*state, "pack/relu/metadata.json", "{\n  \"title\": \"ReLU\",\n  \"tags\": [,]\n}");
	assert_broken(*state, "E131 metadata.json: JSON error at line 3, column 12: expected a value, found ','");
	put_bite(*state);
	put(*state, "pack/relu/extra.json", "{\"limits\": []}");
	assert_broken(*state, "E107 extra.json limits: expected an object, got a list");
}

static void bite_bodies(void **state)
{
	static const struct spoilt extras[] = {
	    {"extra.json", "{\"wrong\": [{\"file\": \"wrong/gone.py\"}]}", "E125 wrong/gone.py: is missing"},
	    {"extra.json", "{\"wrong\": [{}]}", "E106 extra.json wrong[0]: \"file\" is missing"},
	    {"extra.json", "{\"wrong\": [{\"file\": \"../x.py\"}]}",
	     "E120 extra.json wrong[0].file: \"../x.py\" leaves the pack"},
	    {"extra.json", "{\"wrong\": [{\"file\": \"tests.py\", \"expect\": \"wrong\"}]}",
	     "E108 extra.json wrong[0].expect: unknown word \"wrong\""},
	    {"extra.json", "{\"hints\": [{\"cost\": -1, \"text\": \"\"}]}",
	     "E108 extra.json hints[0].cost: -1 is not within 0 to 1000"},
	    {"extra.json", "{\"policy\": {\"ban_calls\": [\"a b\"]}}",
	     "E108 extra.json policy.ban_calls[0]: \"a b\" is no Python name"},
	    {"tests.py", "# def run_tests(candidate):\ndef run_test(candidate):\n",
	     "E407 tests.py: has no run_tests(candidate)"},
	    {"solution.py", "x = '\xe9'\n", "E130 solution.py: not UTF-8 at byte 5"},
	};
	for (size_t i = 0; i < COUNT_OF(extras); i++) {
		put_bite(*state);
		put(*state, "pack/relu/extra.json", "{}");
		AUTO_FREE char *path = path_join("pack/relu", extras[i].from);
		put(*state, path, extras[i].to);
		AUTO_CATALOGUE *catalogue = load(*state, "pack");
		struct err err = {0};
		assert_null(catalogue->questions[0].problem);
		assert_null(question_body_load(&catalogue->questions[0], &err));
		assert_string_equal(err.text, extras[i].problem);
		struct string_list lines = {0};
		assert_true(question_validate(&catalogue->questions[0], NULL, &lines) > 0);
		assert_true(string_list_has(&lines, extras[i].problem));
		string_list_release(&lines);
	}
}

static void odd_bites_only_warn(void **state)
{
	put_bite(*state);
	put(*state, "pack/relu/metadata.json",
	    "{\"title\": \"ReLU\", \"framework\": null, \"tags\": \"x\", \"difficulty\": \"Insane\","
	    " \"version\": 3, \"relevant_questions\": [\"gone\"], \"category\": 7}");
	static const char *const expected[] = {
	    "W101 metadata.json: unknown key \"version\"",
	    "W107 metadata.json category: expected a string, got a number",
	    "W107 metadata.json tags: expected a list, got a string",
	    "W108 metadata.json difficulty: \"Insane\" is none of easy, medium, hard",
	    "W402 metadata.json relevant_questions[0]: unknown related question \"gone\"",
	};
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	const struct question *question = &catalogue->questions[0];
	assert_int_equal(question->state, QUESTION_READY);
	assert_int_equal(question->warnings.count, COUNT_OF(expected));
	for (size_t i = 0; i < COUNT_OF(expected); i++)
		assert_string_equal(question->warnings.items[i], expected[i]);
}

/* ---- pack.json -------------------------------------------------------------------------------- */

#define SOUND_PACK                                                                                                     \
	"{\"format\": 1, \"name\": \"mixed\", \"version\": \"1.0.0\", \"title\": \"Mixed\",\n"                         \
	" \"licence\": \"MIT\", \"min_app_version\": \"0.1.0\",\n"                                                     \
	" \"requires\": {\"python\": {\"version\": \">=3.9\", \"modules\": [\"attrs\",\n"                              \
	"   {\"name\": \"torch\", \"questions\": [\"relu\"]}]}},\n"                                                    \
	" \"preload\": {\"python\": [\"json\"]},\n"                                                                    \
	" \"defaults\": {\"limits\": {\"memory_mb\": 300}, \"run_rate\": {\"runs\": 5, \"per_s\": 30}},\n"             \
	" \"questions\": [{\"path\": \"two-sum\"}, {\"path\": \"relu\"}]}\n"

static void a_sound_pack(void **state)
{
	put_question(*state);
	put_bite(*state);
	put(*state, "pack/pack.json", SOUND_PACK);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	const struct pack *pack = &catalogue->packs[0];
	assert_null(pack->problem);
	assert_string_equal(pack->name, "mixed");
	assert_string_equal(pack->title, "Mixed");
	assert_int_equal(pack->runs, 5);
	assert_int_equal(pack->per_s, 30);
	assert_int_equal(pack->warnings.count, 0);
	assert_int_equal(catalogue->question_count, 2);
	const struct question *two_sum = &catalogue->questions[0], *relu = &catalogue->questions[1];
	assert_string_equal(two_sum->slug, "two-sum");
	assert_int_equal(two_sum->limits.memory_mb, 300);
	assert_int_equal(two_sum->modules.count, 1);
	assert_string_equal(two_sum->preload.items[0], "json");
	assert_true(string_list_has(&relu->modules, "torch"));
	assert_true(string_list_has(&relu->modules, "attrs"));
	assert_true(string_list_has(&relu->preload, "numpy"));
	assert_ptr_equal(catalogue_pack_of(catalogue, relu), pack);
}

static void broken_packs(void **state)
{
	static const struct spoilt packs[] = {
	    {"\"format\": 1", "\"format\": 2", "E102 pack.json format: format 2 is newer than this program (1)"},
	    {"\"0.1.0\"", "\"9.5.0\"",
	     "E103 pack.json min_app_version: needs Greenroom 9.5.0, this is " PACKAGE_VERSION},
	    {"\"0.1.0\"", "\"1\"", "E104 pack.json min_app_version: version \"1\" is not MAJOR.MINOR.PATCH"},
	    {"\"mixed\"", "\"Mixed Up\"", "E108 pack.json name: \"Mixed Up\" is no name: a-z, 0-9 and single hyphens"},
	    {"\"name\": \"mixed\",", "", "E106 pack.json: \"name\" is missing"},
	    {"[\"attrs\"", "[\"os; x\"",
	     "E108 pack.json requires.python.modules[0]: \"os; x\" is no name of a Python module"},
	    {"{\"path\": \"two-sum\"}", "\"two-sum\"", "E107 pack.json questions[0]: expected an object, got a string"},
	    {"{\"runs\": 5", "{\"runs\": 0", "E108 pack.json defaults.run_rate.runs: 0 is not within 1 to 1000"},
	    {"\"MIT\",", "\"MIT\"", "E131 pack.json: JSON error at line 2, column 19: expected ',' or '}', found '\"'"},
	};
	put_question(*state);
	put_bite(*state);
	for (size_t i = 0; i < COUNT_OF(packs); i++) {
		AUTO_FREE char *text = changed(SOUND_PACK, packs[i].from, packs[i].to);
		put(*state, "pack/pack.json", text);
		AUTO_CATALOGUE *catalogue = load(*state, "pack");
		assert_int_equal(catalogue->pack_count, 1);
		assert_int_equal(catalogue->question_count, 0);
		if (!catalogue->packs[0].problem)
			fail_msg("not broken; expected: %s", packs[i].problem);
		assert_string_equal(catalogue->packs[0].problem, packs[i].problem);
	}
}

static void noted_packs(void **state)
{
	static const struct spoilt packs[] = {
	    {"\"licence\"", "\"licnese\"", "E105 pack.json: licence missing: an SPDX id or LicenseRef-name"},
	    {"\"licence\"", "\"licnese\"", "E101 pack.json: unknown key \"licnese\" (did you mean \"licence\"?)"},
	    {"\"1.0.0\"", "\"1.0\"", "E104 pack.json version: version \"1.0\" is not MAJOR.MINOR.PATCH"},
	    {"[\"relu\"]", "[\"rel\"]",
	     "E402 pack.json requires.python.modules[1].questions[0]: unknown question \"rel\""},
	};
	put_question(*state);
	put_bite(*state);
	for (size_t i = 0; i < COUNT_OF(packs); i++) {
		AUTO_FREE char *text = changed(SOUND_PACK, packs[i].from, packs[i].to);
		put(*state, "pack/pack.json", text);
		AUTO_CATALOGUE *catalogue = load(*state, "pack");
		assert_int_equal(catalogue->question_count, 2);
		const struct string_list *warnings = &catalogue->packs[0].warnings;
		if (!string_list_has(warnings, packs[i].problem))
			fail_msg("%s, not %s", warnings->count ? warnings->items[0] : "nothing", packs[i].problem);
	}
}

/* A bad path hides none of the others. */
static void paths_of_questions(void **state)
{
	put_question(*state);
	put_bite(*state);
	put(*state, "pack/more/relu/metadata.json", SOUND_METADATA);
	AUTO_FREE char *text =
	    changed(SOUND_PACK, "{\"path\": \"two-sum\"}",
		    "{\"path\": \"../two-sum\"}, {\"path\": \"gone\"}, {\"path\": \"more/../relu\"}");
	AUTO_FREE char *twice =
	    changed(text, "{\"path\": \"relu\"}", "{\"path\": \"relu\"}, {\"path\": \"more/relu\"}");
	put(*state, "pack/pack.json", twice);
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	assert_int_equal(catalogue->question_count, 5);
	assert_string_equal(catalogue->questions[0].problem,
			    "E120 pack.json questions[0].path: \"../two-sum\" leaves the pack");
	assert_string_equal(catalogue->questions[1].problem, "E125 gone: is missing");
	assert_string_equal(catalogue->questions[2].problem,
			    "E120 pack.json questions[2].path: \"more/../relu\" leaves the pack");
	assert_string_equal(catalogue->questions[3].problem, "E201 pack.json: two questions have the slug \"relu\"");
	assert_string_equal(catalogue->questions[4].problem, "E201 pack.json: two questions have the slug \"relu\"");
}

/* ---- folders ------------------------------------------------------------------------------------ */

static void what_is_no_pack(void **state)
{
	struct err err = {0};
	AUTO_CATALOGUE *catalogue = catalogue_new();
	put(*state, "file", "x");
	put(*state, "empty/readme.md", "x");
	AUTO_FREE char *file = path_join(*state, "file");
	AUTO_FREE char *gone = path_join(*state, "gone");
	AUTO_FREE char *empty = path_join(*state, "empty");
	AUTO_FREE char *is_file = mem_format("%s is a file: a pack is a folder", file);
	AUTO_FREE char *is_gone = mem_format("opening the pack %s: No such file or directory", gone);
	assert_false(catalogue_add(catalogue, file, &err));
	assert_string_equal(err.text, is_file);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_false(catalogue_add(catalogue, gone, &err));
	assert_string_equal(err.text, is_gone);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(catalogue->pack_count, 0);
	assert_true(catalogue_add(catalogue, empty, &err));
	assert_string_equal(catalogue->packs[0].problem, "E106 pack.json: no question is in this folder");
}

static void kinds_of_folders(void **state)
{
	put_question(*state);
	put_bite(*state);
	put(*state, "pack/docs/readme.md", "x");
	put(*state, "tree/questions/relu/metadata.json", SOUND_METADATA);
	AUTO_CATALOGUE *single = load(*state, "pack/relu");
	assert_int_equal(single->question_count, 1);
	assert_string_equal(single->questions[0].pack, "relu");
	assert_string_equal(single->questions[0].slug, "relu");
	assert_null(single->questions[0].problem);
	AUTO_CATALOGUE *bare = load(*state, "pack");
	assert_int_equal(bare->question_count, 2);
	assert_string_equal(bare->questions[0].slug, "relu");
	AUTO_CATALOGUE *tree = load(*state, "tree");
	assert_int_equal(tree->question_count, 1);
	assert_string_equal(tree->questions[0].pack, "tree");
	AUTO_CATALOGUE *all = catalogue_new();
	AUTO_FREE char *nowhere = path_join(*state, "nowhere");
	catalogue_add_all(all, nowhere);
	assert_int_equal(all->pack_count, 0);
	catalogue_add_all(all, *state);
	assert_int_equal(all->pack_count, 2);
	assert_int_equal(all->question_count, 3);
	assert_string_equal(all->packs[0].name, "pack");
}

static void finding(void **state)
{
	struct err err = {0};
	put_question(*state);
	put_bite(*state);
	put(*state, "tree/questions/relu/metadata.json", SOUND_METADATA);
	put(*state, "x/pack/questions/softmax/metadata.json", SOUND_METADATA);
	AUTO_CATALOGUE *all = catalogue_new();
	catalogue_add_all(all, *state);
	AUTO_FREE char *same_name = path_join(*state, "x/pack");
	assert_true(catalogue_add(all, same_name, &err));
	assert_int_equal(all->packs[0].warnings.count, 1);
	AUTO_FREE char *left_out =
	    mem_format("W201 pack.json: another pack named \"pack\" in %s is left out", same_name);
	assert_string_equal(all->packs[0].warnings.items[0], left_out);
	assert_string_equal(catalogue_find(all, "two-sum", &err)->slug, "two-sum");
	assert_string_equal(catalogue_find(all, "tree/relu", &err)->pack, "tree");
	assert_null(catalogue_find(all, "relu", &err));
	assert_string_equal(err.text, "\"relu\" is in several packs: name one of pack/relu, tree/relu");
	assert_null(catalogue_find(all, "two-smu", &err));
	assert_string_equal(err.text, "no question \"two-smu\" (did you mean \"two-sum\"?)");
	assert_null(catalogue_find(all, "\x1b[31m", &err));
	assert_string_equal(err.text, "no question \"\\x1b[31m\"");
	const struct question *question = catalogue_find(all, "two-sum", NULL);
	assert_true(question_matches(question, ""));
	assert_true(question_matches(question, " ARR  easy two "));
	assert_true(question_matches(question, "pack"));
	assert_false(question_matches(question, "two hard"));
}

/* Thousands are listed without a look into a test: these are no JSON at all. */
static void many_questions(void **state)
{
	enum { MANY = 1000 };
	for (int i = 0; i < MANY; i++) {
		AUTO_FREE char *slug = mem_format("q%04d", i);
		AUTO_FREE char *text = changed(SOUND_QUESTION, "two-sum", slug);
		static const char *const names[] = {"statement.md", "tests.json", "tests.hidden.json"};
		AUTO_FREE char *file = mem_format("pack/%s/question.json", slug);
		put(*state, file, text);
		for (size_t k = 0; k < COUNT_OF(names); k++) {
			AUTO_FREE char *other = mem_format("pack/%s/%s", slug, names[k]);
			put(*state, other, "\xff");
		}
	}
	AUTO_CATALOGUE *catalogue = load(*state, "pack");
	assert_int_equal(catalogue->question_count, MANY);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(catalogue->questions[i].state, QUESTION_READY);
	assert_string_equal(catalogue->questions[MANY - 1].slug, "q0999");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_scratch, drop_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_sound_question),  TEST(a_sound_bite),          TEST(policy_of_frameworks),
	    TEST(shipped_packs),     TEST(broken_question),       TEST(noted_question),
	    TEST(odd_bytes),         TEST(too_deep_or_large),     TEST(class_questions),
	    TEST(links_are_refused), TEST(a_fifo_does_not_block), TEST(broken_bites),
	    TEST(bite_bodies),       TEST(odd_bites_only_warn),   TEST(a_sound_pack),
	    TEST(broken_packs),      TEST(noted_packs),           TEST(paths_of_questions),
	    TEST(what_is_no_pack),   TEST(kinds_of_folders),      TEST(finding),
	    TEST(many_questions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
