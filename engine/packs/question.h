/* Questions: what a pack's folder holds, in two halves.
 *
 * struct question is the metadata, read for every question of a pack when a
 * catalogue is loaded.  struct question_body is everything else (statement, tests,
 * starter, solutions), loaded when a question is opened and owned by its opener.
 * All strings are UTF-8 but unescaped: whoever shows them escapes them.
 */
#ifndef GREENROOM_PACKS_QUESTION_H
#define GREENROOM_PACKS_QUESTION_H

#include "engine/base/string_list.h"
#include "engine/values/compare.h"
#include "engine/toolchain/template.h"
#include "engine/values/signature.h"

enum question_kind { QUESTION_FUNCTION, QUESTION_CLASS, QUESTION_PYTESTS };
enum question_difficulty { DIFFICULTY_UNKNOWN, DIFFICULTY_EASY, DIFFICULTY_MEDIUM, DIFFICULTY_HARD };
const char *question_difficulty_name(enum question_difficulty difficulty); /* "easy", ..., "" */

enum question_state {
	QUESTION_READY,
	QUESTION_BROKEN,      /* `problem` holds the error, file and place */
	QUESTION_UNAVAILABLE, /* `problem` says what is missing and the command that installs it */
};

/* Milliseconds, megabytes (2^20), kilobytes (2^10).  Defaults for function and class questions:
 * 500, 4000, 2000, 10000, 256, 64, 50; for pytests: total 20000, cpu 15000, memory 1024. */
struct question_limits {
	int test_ms;    /* wall, one test; pytests: total_ms */
	int total_ms;   /* wall, the tests of one run together */
	int cpu_ms;     /* processor, the tests of one run together */
	int compile_ms;
	int memory_mb;  /* one test, beyond what the interpreter itself holds */
	int output_kb;  /* stdout and stderr together, one test */
	int source_kb;
	int processes;  /* 64 */
};

struct question_language_limits {
	char *language;
	struct question_limits limits;
};

struct question {
	char *pack;   /* the pack's name */
	char *slug;   /* the folder's name, unique in the pack */
	char *folder; /* absolute path */
	enum question_kind kind;
	enum question_state state;
	char *problem; /* NULL when READY */
	struct string_list warnings;

	char *title; /* the slug where broken metadata has none */
	enum question_difficulty difficulty;
	char *category; /* "" when not given */
	struct string_list tags;
	struct string_list languages; /* what it is offered in, the author's order */
	struct string_list unsaid;    /* those of them (or, where it names none, of all) that cannot say the signature, and beside each the reason: */
	struct string_list unsaid_why;
	struct string_list modules;   /* Python modules that it needs: "numpy", "torch" */
	struct string_list preload;   /* Python modules worth importing ahead */
	struct string_list related;
	int estimated_minutes;        /* 0: not given */
	char *framework;              /* pytests: "numpy", "pytorch", ...; "" otherwise */
	struct question_limits limits;
	struct question_language_limits *language_limits; /* "per_language": what they say, 0 where nothing */
	size_t language_limit_count;
};

enum test_visibility { TEST_PUBLIC, TEST_HIDDEN };

struct question_test {
	const char *id;             /* borrowed from the body's documents, like the values */
	enum test_visibility visibility;
	const struct value *input;  /* list of arguments, in the signature's order; class: see class_test.h */
	const struct value *expected;
	const struct value *ops;    /* class questions: the calls; NULL otherwise */
	const struct value *any_of; /* list of accepted values, or NULL */
	struct compare_rules rules;
	int timeout_ms;             /* 0: the question's */
	const char *feedback;       /* NULL or a word for one who fails it (public tests only) */
	const char *file;           /* where it stands: tests[place] of this file */
	size_t place;
};

/* A solution that must pass (expect NULL) or a known-wrong one. */
struct question_solution {
	char *file;     /* relative to the question's folder */
	char *language;
	char *source;   /* NUL-terminated */
	size_t source_len;
	bool primary;
	char *expect;   /* known-wrong: the verdict's name ("wrong_answer"), or NULL */
	struct string_list must_fail; /* test ids */
	char *note;
};

struct question_hint {
	int cost;
	char *text;
};

struct question_policy {
	struct string_list allow_imports; /* top-level module names; count 0: any */
	struct string_list ban_calls;     /* dotted names: "torch.optim.Adam", "eval" */
	bool given;                       /* false: every import is allowed; ban_calls hold in any case */
};

struct question_body {
	char *statement; /* Markdown */
	char *editorial; /* Markdown, or NULL */
	char *starter;   /* pytests: starting_point.py; function: NULL, it is generated */
	char *tests_source;      /* pytests: tests.py */
	size_t tests_source_len;

	struct question_signature signature; /* function and class questions */
	enum judge_what judge;
	size_t judge_param;                  /* index into signature.params */
	struct question_test *tests;         /* public ones first */
	size_t test_count, public_count;
	struct compare_rules rules;          /* the question's, before a test's own */
	bool rules_stated;                   /* it names a tolerance or says "exact": true */

	struct question_solution *solutions;
	size_t solution_count;
	struct question_solution *wrong;
	size_t wrong_count;
	struct question_hint *hints;
	size_t hint_count;
	struct question_policy policy;

	struct value_doc **documents; /* own the tests' values */
	size_t document_count;
	struct string_list test_files; /* names, borrowed by the tests */
	struct string_list notes;      /* lines of the validator found while reading (unknown keys) */
};

void question_release(struct question *question);

/* The limits in one language: what the question says for it as it is, all others as the definition scales them. */
struct question_limits question_limits_in(const struct question *question, const struct language *language);
/* Is the question offered in the language, and can that say its signature?  False and err: "C cannot express
 * map<string,int>", "this question is not offered in Java". */
bool question_offers(const struct question *question, const struct language *language, struct err *err);
/* The one that is wanted (may be NULL) where the question offers it and it is installed, else the question's
 * first that is; NULL: none. */
const struct language *question_language(const struct question *question, const char *wanted);

/* Reads what is behind a question that is READY, or UNAVAILABLE for want of a module.  NULL
 * and an error "CODE file place: what": caps are 16 MB a file, 10,000 tests, depth 128. Tests that
 * could only judge wrongly (E211 to E213, E215) are such an error, too. */
struct question_body *question_body_load(const struct question *question, struct err *err);
void question_body_free(struct question_body *body);
/* The statement alone (Markdown, yours), for a look at it: reads no test.  NULL and err as above. */
char *question_statement_load(const struct question *question, struct err *err);

/* The type that expected values have: what is returned, or the judged parameter's.  NULL for a class. */
const struct type *question_judged_type(const struct question_body *body);

/* Collects every problem of one question for `verify`, one line each ("E211 tests.json tests[3]: ..."),
 * without running anything.  Returns how many were errors; warnings begin with W.  body may be NULL
 * where it could not be loaded: what can be read is read here, so that all its errors are listed. */
size_t question_validate(const struct question *question, const struct question_body *body,
                         struct string_list *lines);

/* The draft to begin with: starting_point.py, or generated from the signature.  Yours; NULL and err where the
 * language is not known or cannot say the signature. */
char *question_starter(const struct question *question, const struct question_body *body, const char *language,
                       struct err *err);
/* What templates speak of; borrows all three. */
struct template_subject question_subject(const struct question *question, const struct question_body *body,
                                const struct language *language);

#endif
