/* Language definitions, the template expander, spelling, starters and glue: on a made-up language, and on Python's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/toolchain/glue.h"
#include "engine/toolchain/lines.h"
#include "engine/toolchain/spelling.h"
#include "engine/toolchain/starter.h"
#include "tests/unit/pack_maker.h"

#define BRISK SOURCE_DIR "/tests/fixtures/languages/brisk"

static struct language *brisk(void)
{
	struct err err = {0};
	struct language *language = language_load(BRISK, &err);
	if (!language)
		fail_msg("%s", err.text);
	return language;
}

/* ---- signatures by hand */

static struct question_param param(const char *name, const char *type, const char *doc)
{
	struct err err = {0};
	struct question_param made = {mem_dup(name), type_parse(type, &err), mem_dup(doc)};
	if (!made.type)
		fail_msg("%s", err.text);
	return made;
}

static void add_param(struct question_signature *s, const char *name, const char *type, const char *doc)
{
	s->params = mem_grow(s->params, s->param_count + 1, sizeof *s->params);
	s->params[s->param_count++] = param(name, type, doc);
}

static struct question_signature function(const char *name, const char *returns, const char *doc)
{
	return (struct question_signature){.name = mem_dup(name),
	                                   .returns = type_parse(returns, NULL),
	                                   .returns_doc = mem_dup(""),
	                                   .doc = mem_dup(doc)};
}

static struct question_method *add_method(struct question_signature *s, const char *name, const char *returns)
{
	s->methods = mem_grow(s->methods, s->method_count + 1, sizeof *s->methods);
	struct question_method *method = &s->methods[s->method_count++];
	*method = (struct question_method){.name = mem_dup(name),
	                                   .returns = type_parse(returns, NULL),
	                                   .returns_doc = mem_dup(""),
	                                   .doc = mem_dup("")};
	return method;
}

static void add_method_param(struct question_method *method, const char *name, const char *type)
{
	method->params = mem_grow(method->params, method->param_count + 1, sizeof *method->params);
	method->params[method->param_count++] = param(name, type, "");
}

/* two_sum(nums, the_target) -> list<int>, and a class MinStack(capacity) with push(value) and pop(). */
static struct question_signature two_sum(void)
{
	struct question_signature s = function("two_sum", "list<int>", "");
	add_param(&s, "nums", "list<int>", "the numbers");
	add_param(&s, "the_target", "int", "");
	return s;
}

static struct question_signature min_stack(void)
{
	struct question_signature s = function("MinStack", "int", "A stack that knows its least item.");
	type_free(s.returns);
	s.returns = NULL;
	add_param(&s, "capacity", "int", "how many items");
	struct question_method *push = add_method(&s, "push_item", "void");
	add_method_param(push, "new_value", "int");
	add_method(&s, "pop", "optional<int>");
	return s;
}

/* ---- templates */

static char *expanded(const struct template_subject *subject, const char *text, struct err *err)
{
	struct template *template = template_parse("t", text, strlen(text), err);
	struct buf out = {0};
	bool fine = template && template_expand(template, subject, &out, err);
	template_free(template);
	if (fine)
		return buf_steal(&out);
	assert_int_equal(out.len, 0);
	buf_release(&out);
	return NULL;
}

static void assert_expands(const struct template_subject *subject, const char *text, const char *wanted)
{
	struct err err = {0};
	AUTO_FREE char *got = expanded(subject, text, &err);
	if (!got)
		fail_msg("%s\n  %s", text, err.text);
	assert_string_equal(got, wanted);
}

static void values_and_blocks(void **state)
{
	(void)state;
	AUTO_LANGUAGE *language = brisk();
	struct question_signature s = two_sum();
	const struct template_subject subject = {
	    .language = language, .signature = &s, .judge = JUDGE_PARAM, .judge_param = 0, .title = "Two */ sums"};
	static const char *const rows[][2] = {
	    {"plain", "plain"},
	    {"@{name} @{raw_name} @{name.pascal} @{name.snake}", "twoSum two_sum TwoSum two_sum"},
	    {"@{language} @{file} @{question}", "Brisk solution.bk Two * / sums"},
	    {"@{params_text}|@{param_count}|@{judge_index}|@{judged}", "nums, theTarget|2|0|nums"},
	    {"a@@{b}@{name}", "a@{b}twoSum"},
	    {"@ {x} @x", "@ {x} @x"},
	    {"@{returns}", "[Num]"},
	    {"@{for params}@{sep , }@{i}/@{count} @{p}@{if last}!@{end}@{end}", "0/2 nums, 1/2 theTarget!"},
	    {"@{for params}@{sep ;\\n}@{raw_p}: @{neutral}@{end}", "nums: list<int>;\nthe_target: int"},
	    {"@{for params}@{if judged}*@{end}@{p}@{if has_doc} (@{doc})@{end} @{end}", "*nums (the numbers) theTarget "},
	    {"@{for methods}x@{else}no methods@{end}", "no methods"},
	    {"@{if class}C@{else}F@{end}@{if void}V@{end}@{if not void}R@{end}", "FR"},
	    {"@{if judge_return or judge_prefix}a@{else}b@{end}", "b"},
	    {"@{if not class and judge_param and has_params}a@{end}", "a"},
	    {"@{if class and void or uses list}a@{end}@{if uses tree}t@{end}@{if uses scalar}s@{end}", "as"},
	    {"@{for types}@{id}=@{type} @{end}", "int=Num list_int=[Num] "},
	    {"@{for types}@{form read v#} @{end}", "readNum(v0) each(v1, i1, readNum(v1[i])) "},
	    {"@{with returned}@{neutral} @{0} @{0.neutral} @{0.zero}@{end}", "list<int> Num int 0"},
	    {"@{with judged}@{form zero}@{with 0}/@{form zero}@{end}@{end}", "[]/0"},
	    {"@{for params}@{form param}; @{end}", "[Num] nums, Num numsLen; Num; "},
	    {"@{for params}@{form read}; @{form read in.$}; @{end}",
	     "each(nums, i1, readNum(nums[i])); each(in.nums, i1, readNum(in.nums[i])); readNum(theTarget); "
	     "readNum(in.theTarget); "},
	    {"@{with returned}@{if is list}l@{end}@{if is scalar}s@{end}@{if holds int}i@{end}@{if has_form read}r@{end}"
	     "@{if has_form other}o@{end}@{end}",
	     "lir"},
	    /* Lines of block tags vanish, with their blanks; all others stay as they are. */
	    {"a\n  @{if void}\nb\n  @{else} \nc\n\t@{end}\nd\n", "a\nc\nd\n"},
	    {"a\n@{if void}@{else}@{end}\nb\n", "a\nb\n"},
	    {"a\n@{if void} b@{end}\nc", "a\n\nc"},
	    {"@{if not void}\nlast line\n@{end}", "last line\n"},
	    {"@{fit}short@{else}broken@{end}", "short"},
	    {"123456789 123456789 123456789 @{fit}123456789 123456789 123456789 123456789 123456789@{else}b@{end}",
	     "123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789"},
	    {"123456789 123456789 123456789 @{fit}123456789 123456789 123456789 123456789 1234567890@{else}b@{end}",
	     "123456789 123456789 123456789 b"},
	    {"@{wrap 4}\nab: 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 1234\nx\n@{end}\n",
	     "ab: 123456789 123456789 123456789 123456789 123456789 123456789 123456789\n    123456789 1234\nx\n"},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_expands(&subject, rows[i][0], rows[i][1]);
	signature_release(&s);
}

static void values_of_classes(void **state)
{
	(void)state;
	AUTO_LANGUAGE *language = brisk();
	struct question_signature s = min_stack();
	const struct template_subject subject = {.language = language, .signature = &s, .title = "T"};
	static const char *const rows[][2] = {
	    {"@{class}/@{name}/@{class.snake}/@{raw_class}/@{method_count}/@{returns}/@{judged}",
	     "MinStack/MinStack/min_stack/MinStack/2//"},
	    {"@{for methods}@{sep ; }@{class}.@{name}(@{for params}@{p}: @{type}@{end}) @{returns}@{if void} void@{end}@{end}",
	     "MinStack.pushItem(newValue: Num) None void; MinStack.pop() Num?"},
	    {"@{if class}C@{end}@{if void}V@{end}@{if has_doc}D@{end}@{if has_param_docs}P@{end}", "CVDP"},
	    {"@{with returned}x@{end}@{for types}@{id} @{end}", "int optional_int "},
	    {"@{for methods}@{i}@{for params}[@{i}]@{end}@{i} @{end}", "0[0]0 11 "},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_expands(&subject, rows[i][0], rows[i][1]);
	signature_release(&s);
}

static void names_of_types_differ(void **state)
{
	(void)state;
	AUTO_LANGUAGE *language = brisk();
	struct question_signature s = function("f", "tuple<int,list<int>,string>", "");
	add_param(&s, "a", "tuple<tuple<int,list<int>>,string>", "");
	const struct template_subject subject = {.language = language, .signature = &s, .title = ""};
	assert_expands(&subject, "@{for types}@{id} @{end}",
	               "int list_int tuple2_int_list_int string tuple2_tuple2_int_list_int_string "
	               "tuple3_int_list_int_string ");
	assert_expands(&subject, "@{with returned}@{form zero}@{end}", "(0, [], \"\")");
	signature_release(&s);
}

static void faults_of_templates(void **state)
{
	(void)state;
	AUTO_LANGUAGE *language = brisk();
	struct question_signature s = two_sum();
	const struct template_subject subject = {.language = language, .signature = &s, .title = ""};
	static const char *const rows[][2] = {
	    {"x\n@{nme}", "t line 2: unknown word @{nme}"},
	    {"@{name.upper}", "t line 1: unknown word @{name.upper}"},
	    {"@{file.snake}", "t line 1: unknown word @{file.snake}"},
	    {"@{\x1b[1m}", "t line 1: unknown word @{\\x1b[1m}"},
	    {"@{name", "t line 1: a tag is not closed on its line"},
	    {"@{na\nme}", "t line 1: a tag is not closed on its line"},
	    {"a\n@{if void}\nb", "t line 2: a block has no end"},
	    {"@{end}", "t line 1: \"end\" without a block"},
	    {"@{else}", "t line 1: \"else\" belongs to no if, for or fit"},
	    {"@{if void}@{else}@{else}@{end}", "t line 1: \"else\" belongs to no if, for or fit"},
	    {"@{fit}a@{end}", "t line 1: \"fit\" needs an else"},
	    {"@{if}a@{end}", "t line 1: a condition is missing"},
	    {"@{if void or}a@{end}", "t line 1: a condition is missing"},
	    {"@{if empty}a@{end}", "t line 1: unknown condition \"empty\""},
	    {"@{if void class}a@{end}", "t line 1: \"class\" where \"and\" or \"or\" is expected"},
	    {"@{if is lst}a@{end}", "t line 1: \"lst\" is no kind of type"},
	    {"@{for things}a@{end}", "t line 1: \"for\" goes over params, methods, types or args"},
	    {"@{with 8}a@{end}", "t line 1: \"with\" takes returned, judged or the number of an argument"},
	    {"@{wrap}a@{end}", "t line 1: \"wrap\" takes a number of blanks"},
	    {"\xff", "t line 1: not UTF-8, or a NUL in it"},
	    /* Found when expanded. */
	    {"@{p}", "t line 1: a word that means nothing here"},
	    {"@{class}", "t line 1: a word that means nothing here"},
	    {"\n@{type}", "t line 2: no type is current here"},
	    {"@{form zero}", "t line 1: no type is current here"},
	    {"@{for args}x@{end}", "t line 1: no type is current here"},
	    {"@{with returned}@{1}@{end}", "t line 1: the current type has no such argument"},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct err err = {0};
		assert_null(expanded(&subject, rows[i][0], &err));
		assert_string_equal(err.text, rows[i][1]);
	}
	AUTO_BUF deep = {0};
	for (int i = 0; i < 17; i++)
		buf_puts(&deep, "@{if void}");
	struct err err = {0};
	assert_null(template_parse("t", deep.data, deep.len, &err));
	assert_string_equal(err.text, "t line 1: too many blocks inside each other");
	signature_release(&s);
}

static char *spoilt_definition(const char *from, const char *to)
{
	AUTO_BUF text = {0};
	struct err err = {0};
	if (!file_read(BRISK "/language.json", 1 << 20, &text, &err))
		fail_msg("%s", err.text);
	return changed(buf_text(&text), from, to);
}

static void put_definition(const char *scratch, const char *json)
{
	static const char *const files[] = {"starter.tmpl", "starter_class.tmpl", "main.tmpl", "main_class.tmpl",
	                                    "support.bk"};
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		AUTO_FREE char *from = path_join(BRISK, files[i]);
		AUTO_FREE char *to = path_join("brisk", files[i]);
		AUTO_BUF text = {0};
		struct err err = {0};
		if (!file_read(from, 1 << 20, &text, &err))
			fail_msg("%s", err.text);
		put(scratch, to, buf_text(&text));
	}
	put(scratch, "brisk/language.json", json);
}

/* Forms that never end are stopped, and so is a result without bounds. */
static void endless_forms(void **state)
{
	static const char *const rows[][2] = {
	    {"\"zero\": \"[@{form zero}]\"", "types \"int\" zero line 1: forms inside each other without an end"},
	    {"\"zero\": \"@{for types}@{form zero}@{form zero}@{end}\"", ""},
	};
	struct question_signature s = two_sum();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_FREE char *json = spoilt_definition("\"zero\": \"0\"", rows[i][0]);
		put_definition(*state, json);
		AUTO_FREE char *folder = path_join(*state, "brisk");
		AUTO_LANGUAGE *language = language_load(folder, NULL);
		assert_non_null(language);
		const struct template_subject subject = {.language = language, .signature = &s, .title = ""};
		struct err err = {0};
		AUTO_FREE char *got = expanded(&subject, "@{for params}@{form zero}@{end}", &err);
		assert_null(got);
		assert_non_null(strstr(err.text, rows[i][1]));
	}
	signature_release(&s);
}

/* ---- spelling */

static void names(void **state)
{
	(void)state;
	static const char *const rows[][4] = {
	    {"two_sum", "two_sum", "twoSum", "TwoSum"},    {"MinStack", "min_stack", "minStack", "MinStack"},
	    {"LRUCache", "lru_cache", "lruCache", "LruCache"}, {"x2_y", "x2_y", "x2Y", "X2Y"},
	    {"class_", "class_", "class_", "Class_"},      {"a__b", "a_b", "aB", "AB"},
	    {"n", "n", "n", "N"},                          {"ndcg_at_k", "ndcg_at_k", "ndcgAtK", "NdcgAtK"},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (int k = SPELL_SNAKE; k <= SPELL_PASCAL; k++) {
			AUTO_FREE char *got = spelling_of(rows[i][0], (enum spelling)k);
			assert_string_equal(got, rows[i][k + 1]);
		}
}

static void names_by_the_author(void **state)
{
	(void)state;
	AUTO_LANGUAGE *language = brisk();
	struct question_signature s = two_sum();
	s.names = mem_zero(1, sizeof *s.names);
	s.names[s.name_count++] = (struct question_name){mem_dup("brisk"), mem_dup("sum2")};
	AUTO_FREE char *name = spelling_function(language, &s);
	assert_string_equal(name, "sum2");
	free(s.names[0].language);
	s.names[0].language = mem_dup("other");
	AUTO_FREE char *usual = spelling_function(language, &s);
	assert_string_equal(usual, "twoSum");
	signature_release(&s);
}

static void patterns(void **state)
{
	(void)state;
	static const struct {
		const char *pattern;
		bool valid;
	} rows[] = {
	    {"int", true},          {"any", true},    {"scalar", true},       {"list", true},        {"list<any>", true},
	    {"map<string,any>", true}, {"tuple<any,list<scalar>>", true}, {"optional<tree>", true},
	    {"", false},            {"lst", false},   {"list<", false},       {"list<int", false},   {"list<int>>", false},
	    {"any<int>", false},    {"list<>", false}, {"list <int>", false}, {"map<string,>", false}, {"list<int>x", false},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (spelling_pattern_valid(rows[i].pattern) != rows[i].valid)
			fail_msg("%s", rows[i].pattern);
}


static void note_fault(const struct spelling_fault *fault, void *context)
{
	buf_printf(context, "%s: %s\n", fault->place, fault->why);
}

static void what_cannot_be_said(void **state)
{
	(void)state;
	AUTO_LANGUAGE *language = brisk();
	struct question_signature s = function("let", "list<map<string,int>>", "");
	add_param(&s, "new_item", "int", "");
	add_param(&s, "a_b", "tree<int>", "");
	add_param(&s, "a__b", "tree<float>", "");
	add_param(&s, "deep", "list<list<list<int>>>", "");
	AUTO_BUF lines = {0};
	spelling_check(language, &s, note_fault, &lines);
	assert_string_equal(buf_text(&lines),
	                    "name: function name \"let\" is a keyword in brisk\n"
	                    "returns.type: Brisk cannot express map<string,int>\n"
	                    "params[0].name: parameter name \"newItem\" is a keyword in brisk\n"
	                    "params[2].name: parameter names \"a_b\" and \"a__b\" are both \"aB\" in brisk\n"
	                    "params[2].type: Brisk cannot express tree<float>\n"
	                    "params[3].type: Brisk cannot express list<list<list<int>>>\n");
	struct err err = {0};
	assert_false(spelling_can_say(language, &s, &err));
	assert_string_equal(err.text, "function name \"let\" is a keyword in brisk");
	signature_release(&s);
	s = min_stack();
	add_method(&s, "let", "map<int,int>");
	buf_clear(&lines);
	spelling_check(language, &s, note_fault, &lines);
	assert_string_equal(buf_text(&lines), "methods[2].name: method name \"let\" is a keyword in brisk\n"
	                                      "methods[2].returns.type: Brisk cannot express map<int,int>\n");
	template_free(language->starter_class);
	language->starter_class = NULL;
	assert_false(spelling_can_say(language, &s, &err));
	assert_string_equal(err.text, "Brisk has no class questions");
	signature_release(&s);
}

/* ---- starters and glue */

static void brisk_starters(void **state)
{
	(void)state;
	AUTO_LANGUAGE *language = brisk();
	struct question_signature s = two_sum();
	free(s.doc);
	s.doc = mem_dup("The first two indexes, in rising order, whose numbers have the sum that is */ asked for\n here.");
	const struct template_subject subject = {
	    .language = language, .signature = &s, .judge = JUDGE_PREFIX, .judge_param = 0, .title = "T"};
	struct err err = {0};
	AUTO_FREE char *starter = starter_text(&subject, &err);
	if (!starter)
		fail_msg("%s", err.text);
	assert_string_equal(starter, "/**\n"
	                             " * The first two indexes, in rising order, whose numbers have the sum that is *\n"
	                             " * / asked for here.\n"
	                             " * nums: the numbers\n"
	                             " */\n"
	                             "fn twoSum(mut [Num] nums, Num numsLen, Num) -> [Num] {\n"
	                             "\treturn [];\n"
	                             "}\n");
	signature_release(&s);
	s = min_stack();
	AUTO_FREE char *class = starter_text(&subject, &err);
	assert_string_equal(class, "class MinStack {\n"
	                           "\tnew(capacity: Num) {}\n"
	                           "\tfn pushItem(newValue: Num) -> None {}\n"
	                           "\tfn pop() -> Num? { return nil; }\n"
	                           "}\n");
	signature_release(&s);
	s = function("f", "map<string,int>", "");
	assert_null(starter_text(&subject, &err));
	assert_string_equal(err.text, "Brisk cannot express map<string,int>");
	struct language_files files = {0};
	assert_false(glue_files(&subject, &files, &err));
	assert_int_equal(files.count, 0);
	signature_release(&s);
}

static void brisk_glue(void **state)
{
	(void)state;
	AUTO_LANGUAGE *language = brisk();
	struct question_signature s = two_sum();
	const struct template_subject subject = {.language = language, .signature = &s, .title = "T"};
	struct language_files files = {0};
	assert_true(glue_files(&subject, &files, NULL));
	assert_int_equal(files.count, 2);
	assert_string_equal(files.items[0].name, "main.bk");
	assert_string_equal(buf_text(&files.items[0].data), "type int = Num;\n"
	                                                    "type list_int = [Num];\n"
	                                                    "let a0 = each(nums, i1, readNum(nums[i]));\n"
	                                                    "let a1 = readNum(theTarget);\n");
	language_files_release(&files);
	signature_release(&s);
	s = min_stack();
	assert_true(glue_files(&subject, &files, NULL));
	assert_int_equal(files.count, 1);
	assert_string_equal(buf_text(&files.items[0].data), "case 0: MinStack.pushItem/1\ncase 1: MinStack.pop/0\n");
	language_files_release(&files);
	signature_release(&s);
}

/* What Python's definition makes of a class, and of lines that are too long. */
static void python_starters(void **state)
{
	(void)state;
	struct err err = {0};
	AUTO_LANGUAGE *language = language_load(SOURCE_DIR "/engine/languages/python", &err);
	if (!language)
		fail_msg("%s", err.text);
	struct question_signature s = min_stack();
	const struct template_subject subject = {.language = language, .signature = &s, .title = "T"};
	AUTO_FREE char *class = starter_text(&subject, &err);
	assert_string_equal(class, "from typing import Optional\n\n\n"
	                           "class MinStack:\n"
	                           "    \"\"\"A stack that knows its least item.\"\"\"\n\n"
	                           "    def __init__(self, capacity: int) -> None:\n"
	                           "        \"\"\"\n"
	                           "        capacity: how many items\n"
	                           "        \"\"\"\n"
	                           "        pass\n\n"
	                           "    def push_item(self, new_value: int) -> None:\n"
	                           "        pass\n\n"
	                           "    def pop(self) -> Optional[int]:\n"
	                           "        pass\n");
	signature_release(&s);
	s = function("a_function_with_a_long_name", "list<list<float>>", "Does \"\"\" \\ nothing.");
	add_param(&s, "the_first_of_them", "list<list<float>>",
	          "one two three four five six seven eight nine ten eleven twelve thirteen fourteen");
	AUTO_FREE char *function_text = starter_text(&subject, &err);
	assert_string_equal(function_text,
	                    "def a_function_with_a_long_name(\n"
	                    "    the_first_of_them: list[list[float]],\n"
	                    ") -> list[list[float]]:\n"
	                    "    \"\"\"\n"
	                    "    Does '\"\" \\\\ nothing.\n\n"
	                    "    the_first_of_them: one two three four five six seven eight nine ten eleven\n"
	                    "        twelve thirteen fourteen\n"
	                    "    \"\"\"\n"
	                    "    pass\n");
	signature_release(&s);
}

/* ---- definitions */

static void a_definition(void **state)
{
	(void)state;
	AUTO_LANGUAGE *l = brisk();
	assert_string_equal(l->title, "Brisk");
	assert_int_equal(l->order, 70);
	assert_false(l->pytests);
	assert_int_equal(l->function_names, SPELL_CAMEL);
	const struct language_tool *compiler = language_tool(l, "compiler");
	assert_string_equal(compiler->minimum, "2.10");
	assert_string_equal(compiler->folders.items[0], "/opt/brisk/*/bin");
	assert_false(compiler->optional);
	assert_true(language_tool(l, "tidy")->optional);
	assert_null(language_tool(l, "linker"));
	assert_true(language_is_compiled(l));
	assert_int_equal(l->compile.wall_ms, 9000);
	assert_int_equal(l->compile.memory_mb, 1024);
	assert_string_equal(buf_text(&l->compile.files.items[0].data), "support\n");
	assert_string_equal(l->compile.steps[0].keep.items[0], "support.bk");
	assert_int_equal(l->run.request, REQUEST_INPUT);
	assert_true(l->run.many);
	assert_int_equal(language_scaled(l->limits.test_ms, 500), 1100);
	assert_int_equal(language_scaled(l->limits.total_ms, 500), 500);
	assert_int_equal(language_scaled(l->limits.memory_mb, 256), 320);
	assert_int_equal(language_scaled(l->compile.compile_ms, 3), 12);
	assert_string_equal(l->formatters.items[0].tool, "tidy");
	assert_true(l->formatters.items[0].stdin_too);
	assert_int_equal(l->linters.count, 0);
}

/* What is changed in the definition, and the end of the error that comes of it. */
static const char *const spoils[][3] = {
    {"\"format\": 1", "\"format\": 2", "E102 %s/language.json: \"format\" must be 1"},
    {"\"name\": \"brisk\"", "\"name\": \"brsk\"", "E108 %s/language.json name: the folder is called brisk"},
    {"\"title\": \"Brisk\",", "", "E106 %s/language.json: \"title\" is missing"},
    {"\"order\": 70", "\"order\": \"x\"", "E107 %s/language.json order: expected a whole number, got a string"},
    {"\"editor_type\"", "\"editor_typ\"",
     "E101 %s/language.json: unknown key \"editor_typ\" (did you mean \"editor_type\"?)"},
    {"\"file\": \"solution.bk\"", "\"file\": \"a/b\"", "E108 %s/language.json file: is no file's name"},
    {"\"function\": \"camel\"", "\"function\": \"kebab\"",
     "E108 %s/language.json names.function: unknown word \"kebab\""},
    {"\"programs\": [\"briskc\"]", "\"programs\": []", "E108 %s/language.json tools.compiler.programs: is empty"},
    {"\"programs\": [\"briskc\"]", "\"programs\": [1]",
     "E107 %s/language.json tools.compiler.programs[0]: expected a string, got a number"},
    {"[\"{compiler}\", \"/box/main.bk\"", "[\"{compilr}\", \"/box/main.bk\"",
     "E108 %s/language.json compile.argv[0]: {compilr} is no tool of this language"},
    {"\"match\": \"scalar\"", "\"match\": \"scala\"",
     "E202 %s/language.json types[3].match: \"scala\" is no pattern of types"},
    {"\"type\": \"[@{0}]\", \"param\"", "\"tpe\": \"[@{0}]\", \"param\"",
     "E106 %s/language.json types[4]: \"type\" is missing"},
    {"\"zero\": \"[]\"", "\"zero\": \"@{oops}\"",
     "%s/language.json types \"list<scalar>\" zero line 1: unknown word @{oops}"},
    {"\"starter\": \"starter.tmpl\",", "", "E106 %s/language.json: \"starter\" is missing"},
    {"\"starter\": \"starter.tmpl\"", "\"starter\": \"../starter.tmpl\"",
     "E120 %s/language.json starter: \"../starter.tmpl\" is no file of the definition's folder"},
    {"\"files\": [\"support.bk\"],\n    \"artefact\"", "\"files\": [\"nothing.bk\"],\n    \"artefact\"",
     "E106 %s/language.json compile.files[0]: opening %s/nothing.bk: No such file or directory"},
    {"\"keep\": [\"support.bk\"]", "\"keep\": [\"x\"]",
     "E108 %s/language.json compile.prepare[0].keep[0]: is none of \"files\""},
    {"([0-9]+)", "([0-9+)", "E108 %s/language.json compile.diagnostics.location: is no regular expression: "},
    {"\"request\": \"input\"", "\"request\": \"inputs\"",
     "E108 %s/language.json run.request: unknown word \"inputs\" (did you mean \"input\"?)"},
    {"\"tool\": \"tidy\"", "\"tool\": \"tidi\"", "E108 %s/language.json formatter[0].tool: is none of \"tools\""},
    {"\"template\": \"main.tmpl\"}\n", "\"file\": \"x\"}\n", "E132 %s/language.json: JSON error at line 40, column 35: duplicate key \"file\""},
    {"\"keywords\"", "\"block_comment\": [\"/*\"], \"keywords\"",
     "E108 %s/language.json block_comment: expected what begins and what ends a comment"},
    {"\"keywords\"", "\"long_strings\": [\"\"], \"keywords\"",
     "E108 %s/language.json: what begins or ends a string or a comment is empty"},
    {"\"*/\": \"* /\"", "\"\": \"* /\"", "E108 %s/language.json escape: what is escaped has 1 to 64 bytes"},
    {"{\n", "[\n", "E131 %s/language.json: JSON error at "},
};

static void broken_definitions(void **state)
{
	AUTO_FREE char *folder = path_join(*state, "brisk");
	for (size_t i = 0; i < COUNT_OF(spoils); i++) {
		AUTO_FREE char *json = spoilt_definition(spoils[i][0], spoils[i][1]);
		put_definition(*state, json);
		struct err err = {0};
		assert_null(language_load(folder, &err));
		AUTO_BUF wanted = {0};
		for (const char *c = spoils[i][2]; *c; c++)
			if (strncmp(c, "%s", 2) == 0) {
				buf_puts(&wanted, folder);
				c++;
			} else {
				buf_putc(&wanted, *c);
			}
		if (strncmp(err.text, buf_text(&wanted), wanted.len) != 0)
			fail_msg("%s\n  not %s", err.text, buf_text(&wanted));
	}
}

static void folders_of_languages(void **state)
{
	AUTO_FREE char *json = spoilt_definition("\"order\": 70", "\"order\": \"x\"");
	put_definition(*state, json);
	put(*state, "notes.txt", "no language");
	put(*state, "empty/readme", "no language");
	struct languages languages = {0};
	languages_load(*state, &languages);
	languages_load(SOURCE_DIR "/tests/fixtures/languages", &languages);
	languages_load("/nowhere", &languages);
	size_t found = 0;
	for (size_t i = 0; i < languages.count; i++) {
		found += strcmp(languages.items[i]->name, "brisk") == 0;
		assert_true(i == 0 || languages.items[i - 1]->order <= languages.items[i]->order);
	}
	assert_int_equal(found, 1);
	assert_int_equal(languages.problems.count, 2);
	assert_non_null(strstr(languages.problems.items[0], "language.json order: expected a whole number"));
	assert_string_equal(languages.problems.items[1], "/nowhere: the languages' folder cannot be opened");
	languages_release(&languages);
}

/* What is installed can be read, all of it. */
static void installed_languages(void **state)
{
	(void)state;
	const struct languages *all = languages_all();
	if (all->problems.count)
		fail_msg("%s", all->problems.items[0]);
	assert_true(all->count >= 1);
	for (size_t i = 1; i < all->count; i++)
		assert_true(all->items[i - 1]->order <= all->items[i]->order);
	const struct language *pytests = language_of_pytests();
	assert_non_null(pytests);
	assert_ptr_equal(language_find(pytests->name, NULL), pytests);
	AUTO_FREE char *file = mem_format("solutions/any%s", strrchr(pytests->file, '.'));
	assert_ptr_equal(language_of_file(file), pytests);
	assert_null(language_of_file("solutions/any"));
	/* Two kinds of nodes in one signature: said by those whose nodes have no type, refused with a reason by the others. */
	struct question_signature s = min_stack();
	add_method(&s, "first", "tree<int>");
	add_method(&s, "again", "list<tree<int>>");
	add_method(&s, "second", "tree<string>");
	size_t said = 0, refused = 0;
	for (size_t i = 0; i < all->count; i++) {
		struct err err = {0};
		said += spelling_can_say(all->items[i], &s, &err);
		refused += strstr(err.text, "cannot express tree<string> beside tree<int>") != NULL;
	}
	signature_release(&s);
	assert_true(said >= 1 && refused >= 1);
	assert_null(language_of_file("solutions.py/any.unknown"));
	struct err err = {0};
	assert_null(language_find("pythn", &err));
	assert_string_equal(err.text, "the language \"pythn\" is not known here (did you mean \"python\"?)");
	assert_null(language_find("\x1b-----", &err));
	assert_string_equal(err.text, "the language \"\\x1b-----\" is not known here");
	assert_string_equal(language_title("nothing"), "nothing");
}

static void limits_in_a_language(void **state)
{
	(void)state;
	AUTO_LANGUAGE *language = brisk();
	struct question_language_limits own[] = {{.language = (char[]){"brisk"}, .limits = {.cpu_ms = 123}}};
	struct question question = {
	    .limits = {.test_ms = 500, .total_ms = 4000, .cpu_ms = 2000, .compile_ms = 10, .memory_mb = 256,
	               .output_kb = 64, .source_kb = 50, .processes = 8},
	    .language_limits = own,
	    .language_limit_count = 1,
	};
	struct question_limits limits = question_limits_in(&question, language);
	assert_int_equal(limits.test_ms, 1100);
	assert_int_equal(limits.total_ms, 4000);
	assert_int_equal(limits.cpu_ms, 123);
	assert_int_equal(limits.compile_ms, 22);
	assert_int_equal(limits.memory_mb, 320);
	assert_int_equal(limits.output_kb, 64);
	assert_int_equal(limits.processes, 8);
}

static void wide_lines(void **state)
{
	(void)state;
	assert_int_equal(line_columns("\tab\t\xc3\xa4", 6), 17);
	struct string_list prefixes = {0};
	string_list_add(&prefixes, "// ");
	struct buf text = {0};
	const char *word = "0123456789012345678901234567890123456789";
	buf_printf(&text, "\t// %s %s\nleft %s %s\n// %s%s\n//", word, word, word, word, word, word);
	lines_wrap_prefixed(&text, &prefixes);
	AUTO_FREE char *wanted = mem_format("\t// %s\n\t// %s\nleft %s %s\n// %s%s\n//", word, word, word, word, word, word);
	assert_string_equal(text.data, wanted);
	buf_release(&text);
	string_list_release(&prefixes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_and_blocks),
	    cmocka_unit_test(values_of_classes),
	    cmocka_unit_test(names_of_types_differ),
	    cmocka_unit_test(faults_of_templates),
	    cmocka_unit_test_setup_teardown(endless_forms, make_scratch, drop_scratch),
	    cmocka_unit_test(names),
	    cmocka_unit_test(names_by_the_author),
	    cmocka_unit_test(patterns),
	    cmocka_unit_test(what_cannot_be_said),
	    cmocka_unit_test(brisk_starters),
	    cmocka_unit_test(brisk_glue),
	    cmocka_unit_test(python_starters),
	    cmocka_unit_test(a_definition),
	    cmocka_unit_test_setup_teardown(broken_definitions, make_scratch, drop_scratch),
	    cmocka_unit_test_setup_teardown(folders_of_languages, make_scratch, drop_scratch),
	    cmocka_unit_test(installed_languages),
	    cmocka_unit_test(limits_in_a_language),
	    cmocka_unit_test(wide_lines),
	};
	return cmocka_run_group_tests_name("toolchain", tests, NULL, NULL);
}
