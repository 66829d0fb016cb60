/* Fuzz: the metadata and test files of a pack, as bytes.
 *
 * The first byte says which file the rest is: q question.json, t tests.json, c tests.json of a class, m metadata.json,
 * x extra.json, p pack.json.  Whatever it holds: a question or an error, never a crash; tests that are found sound can be asked
 * of a harness, and a signature that a language can say has a starter.
 * Seeds in tests/fuzz/corpus/pack.
 */
#include <stdint.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/packs/class_test.h"
#include "engine/packs/function_question.h"
#include "engine/packs/mlbites.h"
#include "engine/packs/pack_file.h"
#include "engine/packs/signature.h"
#include "engine/packs/tests_file.h"
#include "engine/packs/validate.h"
#include "engine/toolchain/glue.h"
#include "engine/toolchain/spelling.h"
#include "engine/toolchain/starter.h"

enum { NO_FOLDER = -1 }; /* every file that a question names is missing */

static void question_begin(struct question *question)
{
	*question = (struct question){
	    .slug = mem_dup("fuzz"), .title = mem_dup("fuzz"), .category = mem_dup(""), .framework = mem_dup("")};
}

static void require(bool holds)
{
	if (!holds)
		abort();
}

static const struct language *const *languages(void)
{
	static struct language *two[2];
	if (!two[0]) {
		two[0] = language_load(DATA_DIR "/engine/languages/python", NULL);
		two[1] = language_load(DATA_DIR "/tests/fixtures/languages/brisk", NULL);
		require(two[0] && two[1]);
	}
	return (const struct language *const *)two;
}

static void read_signature(struct meta root, bool class)
{
	struct err err = {0};
	struct string_list notes = {0};
	struct question_signature signature = {0};
	struct template_subject subject = {.signature = &signature, .title = "*/ fuzz"};
	bool read = signature_read(root, class, &signature, &notes, &err) &&
		    judge_read(root, &signature, &subject.judge, &subject.judge_param, &err);
	for (size_t i = 0; read && i < 2; i++) {
		subject.language = languages()[i];
		bool said = spelling_can_say(subject.language, &signature, &err);
		AUTO_FREE char *starter = starter_text(&subject, &err);
		struct language_files glue = {0};
		require(said == (starter != NULL) && said == glue_files(&subject, &glue, &err));
		language_files_release(&glue);
	}
	signature_release(&signature);
	string_list_release(&notes);
}

static void read_question(char kind, const char *text, size_t len)
{
	static const struct pack_defaults defaults;
	struct err err = {0};
	struct metadata *metadata = metadata_parse("fuzz.json", text, len, &metadata_limits, &err);
	if (!metadata)
		return;
	struct question question;
	struct question_body body = {0};
	struct meta root = metadata_root(metadata);
	question_begin(&question);
	if (kind == 'q')
		function_question_read(NO_FOLDER, metadata, &defaults, &question, &err);
	else if (kind == 'm')
		mlbites_read(NO_FOLDER, metadata, &defaults, &question, &err);
	else
		mlbites_extra_read(metadata, &question, &err);
	if (kind == 'q' && meta_is(root, VALUE_MAP)) {
		read_signature(root, false);
		read_signature(root, true);
	}
	hints_read(root, &body, &question.warnings, &err);
	solutions_read(NO_FOLDER, root, LIST_WRONG, &body, &question.warnings, &err);
	for (size_t i = 0; i < body.hint_count; i++)
		free(body.hints[i].text);
	free(body.hints);
	question_release(&question);
	metadata_free(metadata);
}

static void read_tests(const char *text, size_t len)
{
	struct err err = {0};
	struct question_body *body = mem_zero(1, sizeof *body);
	tests_parse("fuzz.json", text, len, &compare_rules_default, body, &err);
	question_body_free(body);
}

/* A class with a method of every sort. */
static const char class_text[] =
    "{\"signature\": {\"name\": \"Fuzz\", \"params\": [{\"name\": \"n\", \"type\": \"int\"}], \"methods\": ["
    " {\"name\": \"put\", \"params\": [{\"name\": \"v\", \"type\": \"list<float>\"}], \"returns\": {\"type\": \"void\"}},"
    " {\"name\": \"get\", \"returns\": {\"type\": \"optional<map<string,int>>\"}}]}}";

static void read_class_tests(const char *text, size_t len)
{
	struct err err = {0};
	struct string_list notes = {0};
	const struct question question = {.kind = QUESTION_CLASS};
	struct question_body *body = mem_zero(1, sizeof *body);
	struct metadata *class = metadata_parse("class", class_text, sizeof class_text - 1, &metadata_limits, &err);
	require(class && signature_read(metadata_root(class), true, &body->signature, &notes, &err));
	if (tests_parse("fuzz.json", text, len, &compare_rules_default, body, &err)) {
		body->public_count = body->test_count;
		bool sound = tests_are_sound(&question, body, &err);
		for (size_t i = 0; i < body->test_count; i++) {
			const struct question_test *test = &body->tests[i];
			struct difference difference;
			size_t call;
			AUTO_FREE char *strict = ops_fault(body, test, true);
			require(test->ops->count == test->input->count && test->ops->count == test->expected->count);
			require(!sound || ops_same(body, test, test->expected, &call, &difference));
		}
	}
	metadata_free(class);
	string_list_release(&notes);
	question_body_free(body);
}

static void read_pack(const char *text, size_t len)
{
	struct err err = {0};
	struct pack pack = {0};
	struct pack_file file = {0};
	pack_file_parse(text, len, &pack, &file, &err);
	pack_file_release(&file);
	free(pack.name);
	free(pack.title);
	free(pack.version);
	string_list_release(&pack.warnings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	const char *text = (const char *)data + 1;
	switch (data[0]) {
	case 't': read_tests(text, size - 1); break;
	case 'c': read_class_tests(text, size - 1); break;
	case 'p': read_pack(text, size - 1); break;
	case 'q':
	case 'm':
	case 'x': read_question((char)data[0], text, size - 1); break;
	default: break;
	}
	return 0;
}
