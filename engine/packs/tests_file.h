/* tests*.json: the tests of a function or class question. */
#ifndef GREENROOM_PACKS_TESTS_FILE_H
#define GREENROOM_PACKS_TESTS_FILE_H

#include "engine/packs/question.h"
#include "engine/values/metadata.h"

enum {
	TESTS_MAX = 10000, /* of a question; E219 */
	TEST_FILES_MAX = 16,
	TEST_ID_MAX = 100, /* bytes */
};

/* "tests" of question.json, or where it says nothing tests.json and tests.hidden.json if
 * that one is there. */
bool tests_names_read(int folder, struct meta root, struct string_list *out, struct err *err);

/* Appends one file's tests to the body, which then owns the file's values.  Its signature must have been read. */
bool tests_parse(const char *file, const char *text, size_t len, const struct compare_rules *rules,
		 struct question_body *body, struct err *err);
/* Reads all the files and puts the public tests first. */
bool tests_read(int folder, const struct string_list *files, struct question_body *body, struct err *err);

#endif
