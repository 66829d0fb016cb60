#include "engine/packs/tests_file.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/packs/class_test.h"
#include "engine/packs/folder.h"
#include "engine/packs/signature.h"

/* Together, so that many files cannot add up to what one may not be. */
enum { TESTS_BYTES_MAX = 2 * PACK_FILE_MAX };

bool tests_names_read(int folder, struct meta root, struct string_list *out, struct err *err)
{
	struct meta list = {0};
	if (!meta_list(root, "tests", OPTIONAL, &list, err) || !meta_strings(root, "tests", out, err))
		return false;
	if (out->count > TEST_FILES_MAX)
		return meta_fail(list, err, "E108", "%zu test files, at most %d", out->count, TEST_FILES_MAX);
	if (list.at && out->count == 0)
		return meta_fail(list, err, "E108", "no test file is named");
	if (!list.at) {
		string_list_add(out, "tests.json");
		if (pack_has(folder, "tests.hidden.json"))
			string_list_add(out, "tests.hidden.json");
	}
	return true;
}

static bool id_read(struct meta at, struct question_test *test, struct err *err)
{
	if (!meta_string(at, "id", NEEDED, &test->id, err))
		return false;
	size_t len = strlen(test->id);
	if (len == 0 || len > TEST_ID_MAX)
		return meta_fail(meta_get(at, "id"), err, "E108", "an id has 1 to %d bytes, this has %zu", TEST_ID_MAX,
				 len);
	return true;
}

/* An expected null is a value here, so this asks the map itself. */
static bool expected_read(struct meta at, struct meta any_of, struct question_test *test, struct err *err)
{
	test->expected = value_get(at.at, "expected");
	if (any_of.at && meta_count(any_of) == 0)
		return meta_fail(any_of, err, "E108", "no accepted value is listed");
	test->any_of = any_of.at;
	if (!test->expected && any_of.at)
		test->expected = &any_of.at->items[0];
	if (!test->expected)
		return meta_fail(at, err, "E106", "\"expected\" is missing");
	return true;
}

/* What goes in and what is to come out, by the kind of question. */
static bool values_read(struct meta at, struct meta any_of, struct question_body *body, struct question_test *test,
			struct err *err)
{
	static const char *const keys[] = {"id",      "input",      "expected", "any_of",
					   "compare", "timeout_ms", "weight",   "feedback"};
	static const char *const class_keys[] = {"id", "ops", "compare", "timeout_ms", "weight", "feedback"};
	if (signature_is_class(&body->signature)) {
		meta_unknown(at, class_keys, COUNT_OF(class_keys), "E101", &body->notes);
		if (any_of.at)
			return meta_fail(any_of, err, "E108", "a class's test has no list of accepted values");
		return ops_read(at, body, test, err);
	}
	struct meta input = {0};
	meta_unknown(at, keys, COUNT_OF(keys), "E101", &body->notes);
	if (!meta_list(at, "input", NEEDED, &input, err))
		return false;
	test->input = input.at;
	return expected_read(at, any_of, test, err);
}

static bool test_read(struct meta at, struct question_body *body, struct question_test *test, struct err *err)
{
	struct compare_read compare = {.rules = test->rules};
	double weight = 1; /* later scores read it; its type is checked now */
	if (!meta_expect_map(at, err) || !id_read(at, test, err) ||
	    !compare_read(meta_get(at, "compare"), &compare, &body->notes, err) ||
	    !meta_list(at, "any_of", OPTIONAL, &compare.any_of, err) ||
	    !meta_int(at, "timeout_ms", 1, 600000, &test->timeout_ms, err) ||
	    !meta_number(at, "weight", &weight, err) || !meta_string(at, "feedback", OPTIONAL, &test->feedback, err))
		return false;
	if (compare.checker)
		return meta_fail(meta_get(at, "compare"), err, "E108", "a checker is for the whole question");
	test->rules = compare.rules;
	return values_read(at, compare.any_of, body, test, err);
}

static bool file_tests_read(struct meta root, const char *file, const struct compare_rules *rules,
			    struct question_body *body, struct err *err)
{
	static const char *const keys[] = {"visibility", "tests"};
	static const char *const visibilities[] = {[TEST_PUBLIC] = "public", [TEST_HIDDEN] = "hidden"};
	size_t visibility = TEST_PUBLIC;
	struct meta list = {0};
	if (!meta_expect_map(root, err) || !meta_list(root, "tests", NEEDED, &list, err) ||
	    !meta_choice(root, "visibility", visibilities, COUNT_OF(visibilities), &visibility, err))
		return false;
	size_t count = meta_count(list);
	if (count > TESTS_MAX - body->test_count)
		return meta_fail(list, err, "E219", "%zu tests, at most %d in a question", count + body->test_count,
				 TESTS_MAX);
	meta_unknown(root, keys, COUNT_OF(keys), "E101", &body->notes);
	body->tests = mem_grow(body->tests, body->test_count + count + 1, sizeof *body->tests);
	for (size_t i = 0; i < count; i++) {
		struct question_test test = {
		    .visibility = (enum test_visibility)visibility, .rules = *rules, .file = file, .place = i};
		if (!test_read(meta_item(list, i), body, &test, err))
			return false;
		body->tests[body->test_count++] = test;
	}
	return true;
}

bool tests_parse(const char *file, const char *text, size_t len, const struct compare_rules *rules,
		 struct question_body *body, struct err *err)
{
	struct metadata *metadata = metadata_parse(file, text, len, &value_limits_tests, err);
	if (!metadata)
		return false;
	string_list_add(&body->test_files, file);
	const char *name = body->test_files.items[body->test_files.count - 1];
	bool read = file_tests_read(metadata_root(metadata), name, rules, body, err);
	body->documents = mem_grow(body->documents, body->document_count + 1, sizeof(struct value_doc *));
	body->documents[body->document_count++] = metadata_take(metadata);
	metadata_free(metadata);
	return read;
}

/* Stable: the author's order stays within each half. */
static void public_first(struct question_body *body)
{
	struct question_test *sorted = mem_new((body->test_count + 1) * sizeof *sorted);
	size_t count = 0;
	for (int visibility = TEST_PUBLIC; visibility <= TEST_HIDDEN; visibility++) {
		for (size_t i = 0; i < body->test_count; i++)
			if ((int)body->tests[i].visibility == visibility)
				sorted[count++] = body->tests[i];
		if (visibility == TEST_PUBLIC)
			body->public_count = count;
	}
	free(body->tests);
	body->tests = sorted;
}

bool tests_read(int folder, const struct string_list *files, struct question_body *body, struct err *err)
{
	size_t bytes = 0;
	for (size_t i = 0; i < files->count; i++) {
		AUTO_BUF text = {0};
		const char *file = files->items[i];
		if (!pack_file_read(folder, file, &text, err))
			return false;
		bytes += text.len;
		if (bytes > TESTS_BYTES_MAX)
			return err_set(err, ERR_INPUT, "E123 %.300s: the test files are over 32 MiB together", file);
		if (!tests_parse(file, buf_text(&text), text.len, &body->rules, body, err))
			return false;
	}
	public_first(body);
	return true;
}
