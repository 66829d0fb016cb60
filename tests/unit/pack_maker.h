/* Packs made on the spot: a scratch folder, files in it, and one sound question to spoil. */
#ifndef GREENROOM_TESTS_PACK_MAKER_H
#define GREENROOM_TESTS_PACK_MAKER_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/packs/catalogue.h"
#include "engine/toolchain/language.h"

#define SOUND_QUESTION                                                                                                 \
	"{\"format\": 1, \"kind\": \"function\", \"id\": \"two-sum\", \"title\": \"Two sum\",\n"                       \
	" \"difficulty\": \"easy\", \"category\": \"Arrays\", \"tags\": [\"arrays\"],\n"                               \
	" \"signature\": {\"name\": \"two_sum\",\n"                                                                    \
	"   \"params\": [{\"name\": \"nums\", \"type\": \"list<int>\", \"doc\": \"the numbers\"},\n"                   \
	"              {\"name\": \"target\", \"type\": \"int\", \"doc\": \"their sum\"}],\n"                          \
	"   \"returns\": {\"type\": \"list<int>\", \"doc\": \"both indexes\"}},\n"                                     \
	" \"languages\": [\"python\"], \"compare\": {\"exact\": true},\n"                                              \
	" \"tests\": [\"tests.json\", \"tests.hidden.json\"],\n"                                                       \
	" \"solutions\": [{\"file\": \"solutions/python.py\", \"primary\": true}],\n"                                  \
	" \"wrong\": [{\"file\": \"wrong/first.py\", \"must_fail\": [\"b\"]}],\n"                                      \
	" \"hints\": [{\"cost\": 0, \"text\": \"Look twice.\"}]}\n"

#define SOUND_TESTS "{\"tests\": [{\"id\": \"a\", \"input\": [[1, 2], 3], \"expected\": [0, 1]}]}\n"
#define SOUND_HIDDEN                                                                                                   \
	"{\"visibility\": \"hidden\", \"tests\": [\n"                                                                  \
	" {\"id\": \"b\", \"input\": [[2, 2, 7], 9], \"expected\": [0, 2], \"feedback\": \"Equal ones?\"},\n"          \
	" {\"id\": \"c\", \"input\": [[5, 6], 11], \"expected\": [0, 1], \"timeout_ms\": 800}]}\n"
#define SOUND_METADATA "{\"title\": \"ReLU\", \"framework\": \"numpy\", \"difficulty\": \"Easy\"}\n"
#define SOUND_TESTS_PY "import numpy as np\n\ndef run_tests(candidate):\n    assert candidate.relu(1) == 1\n"

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline int make_scratch(void **state)
{
	const char *base = getenv("TMPDIR");
	char *folder = mem_format("%s/greenroom-packs.XXXXXX", base && *base ? base : "/tmp");
	*state = folder;
	return mkdtemp(folder) ? 0 : -1;
}

static inline int drop_scratch(void **state)
{
	nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(*state);
	return 0;
}

/* Writes below the scratch folder, and makes the folders above. */
static inline void put_bytes(const char *scratch, const char *path, const char *bytes, size_t len)
{
	struct err err = {0};
	AUTO_FREE char *file = path_join(scratch, path);
	AUTO_FREE char *folder = mem_dup_n(file, (size_t)(path_base(file) - file - 1));
	if (!folder_make(folder, &err) || !file_replace(file, bytes, len, 0600, &err))
		fail_msg("%s", err.text);
}

static inline void put(const char *scratch, const char *path, const char *text)
{
	put_bytes(scratch, path, text, strlen(text));
}

/* text with the first `from` replaced by `to`; from must be there. */
static inline char *changed(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	if (!at)
		fail_msg("nothing to replace: %s", from);
	struct buf out = {0};
	buf_put(&out, text, (size_t)(at - text));
	buf_puts(&out, to);
	buf_puts(&out, at + strlen(from));
	return buf_steal(&out);
}

/* The sound function question, in the folder pack/two-sum. */
static inline void put_question(const char *scratch)
{
	put(scratch, "pack/two-sum/question.json", SOUND_QUESTION);
	put(scratch, "pack/two-sum/statement.md", "# Two sum\n");
	put(scratch, "pack/two-sum/tests.json", SOUND_TESTS);
	put(scratch, "pack/two-sum/tests.hidden.json", SOUND_HIDDEN);
	put(scratch, "pack/two-sum/solutions/python.py", "def two_sum(nums, target):\n    return [0, 1]\n");
	put(scratch, "pack/two-sum/wrong/first.py", "def two_sum(nums, target):\n    return []\n");
}

#define SOUND_CLASS                                                                                                    \
	"{\"format\": 1, \"kind\": \"class\", \"id\": \"stack\", \"title\": \"Stack\",\n"                               \
	" \"signature\": {\"name\": \"MinStack\", \"doc\": \"A stack.\",\n"                                              \
	"   \"params\": [{\"name\": \"size\", \"type\": \"int\"}],\n"                                                     \
	"   \"methods\": [{\"name\": \"push\", \"params\": [{\"name\": \"value\", \"type\": \"int\"}],\n"                  \
	"                 \"returns\": {\"type\": \"void\"}},\n"                                                            \
	"                {\"name\": \"pop\", \"returns\": {\"type\": \"optional<int>\", \"doc\": \"the top\"}}]},\n"        \
	" \"names\": {\"java\": \"Stapel\"}, \"languages\": [\"python\"], \"compare\": {\"exact\": true},\n"               \
	" \"solutions\": [{\"file\": \"solutions/python.py\", \"primary\": true}],\n"                                     \
	" \"wrong\": [{\"file\": \"wrong/first.py\", \"must_fail\": [\"b\"]}]}\n"
#define SOUND_CLASS_TESTS                                                                                              \
	"{\"tests\": [{\"id\": \"a\", \"ops\": [[\"new\", [3]], [\"push\", [1]], [\"pop\", [], 1], [\"pop\", []]]}]}\n"
#define SOUND_CLASS_HIDDEN                                                                                             \
	"{\"visibility\": \"hidden\", \"tests\": [{\"id\": \"b\", \"ops\": [[\"new\", [1]], [\"pop\", [], null]]}]}\n"

/* A sound class question, in the folder pack/stack. */
static inline void put_class(const char *scratch)
{
	put(scratch, "pack/stack/question.json", SOUND_CLASS);
	put(scratch, "pack/stack/statement.md", "# Stack\n");
	put(scratch, "pack/stack/tests.json", SOUND_CLASS_TESTS);
	put(scratch, "pack/stack/tests.hidden.json", SOUND_CLASS_HIDDEN);
	put(scratch, "pack/stack/solutions/python.py", "class MinStack:\n    pass\n");
	put(scratch, "pack/stack/wrong/first.py", "class MinStack:\n    pass\n");
}

/* A sound MLBites folder, in the folder pack/relu. */
static inline void put_bite(const char *scratch)
{
	put(scratch, "pack/relu/metadata.json", SOUND_METADATA);
	put(scratch, "pack/relu/question.md", "# ReLU\n");
	put(scratch, "pack/relu/tests.py", SOUND_TESTS_PY);
}

static inline struct catalogue *load(const char *scratch, const char *path)
{
	struct err err = {0};
	struct catalogue *catalogue = catalogue_new();
	AUTO_FREE char *folder = path_join(scratch, path);
	if (!catalogue_add(catalogue, folder, &err))
		fail_msg("catalogue_add: %s", err.text);
	return catalogue;
}

static inline void catalogue_cleanup(struct catalogue **catalogue)
{
	catalogue_free(*catalogue);
}
#define AUTO_CATALOGUE __attribute__((cleanup(catalogue_cleanup))) struct catalogue

static inline void language_cleanup(struct language **language)
{
	language_free(*language);
}
#define AUTO_LANGUAGE __attribute__((cleanup(language_cleanup))) struct language

static inline void body_cleanup(struct question_body **body)
{
	question_body_free(*body);
}
#define AUTO_BODY __attribute__((cleanup(body_cleanup))) struct question_body

/* The catalogue of pack/ holds one question, which is broken in just these words. */
static inline void assert_broken(const char *scratch, const char *problem)
{
	AUTO_CATALOGUE *catalogue = load(scratch, "pack");
	assert_int_equal(catalogue->question_count, 1);
	if (!catalogue->questions[0].problem)
		fail_msg("not broken; expected: %s", problem);
	assert_string_equal(catalogue->questions[0].problem, problem);
	assert_int_equal(catalogue->questions[0].state, QUESTION_BROKEN);
}

#endif
