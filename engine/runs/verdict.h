/* Verdicts: how one test, and a whole run, came out. */
#ifndef GREENROOM_RUNS_VERDICT_H
#define GREENROOM_RUNS_VERDICT_H

enum verdict {
	VERDICT_NONE,            /* not run (yet) */
	VERDICT_ACCEPTED,
	VERDICT_WRONG_ANSWER,
	VERDICT_RUNTIME_ERROR,   /* exception, signal or exit status, named in the message */
	VERDICT_TIME_LIMIT,      /* wall or processor, named in the message */
	VERDICT_MEMORY_LIMIT,    /* sure, or likely: named in the message */
	VERDICT_OUTPUT_LIMIT,
	VERDICT_NO_ANSWER,       /* ended without one: exit, os._exit, SystemExit */
	VERDICT_BAD_VALUE,       /* answered something that is no value */
	VERDICT_REJECTED,        /* the question's policy forbids what the source does */
	VERDICT_CANNOT_LOAD,     /* syntax error, missing function, source too large or not UTF-8 */
	VERDICT_COMPILE_ERROR,   /* compiled languages: the compiler refused it, or its own limits were over */
	VERDICT_TAMPERED,        /* pytests: a known-wrong solution passes beside it too */
	VERDICT_HIDDEN_FAILED,   /* a submit whose first failing test is hidden: no more is said */
	VERDICT_SANDBOX_ERROR,   /* ours, never the candidate's fault */
	VERDICT_CANCELLED,
	VERDICT_COUNT,
};

/* "accepted", "wrong_answer", ...: in JSON, packs and the database. */
const char *verdict_name(enum verdict verdict);
/* "accepted", "wrong answer", ...: for people. */
const char *verdict_words(enum verdict verdict);
/* VERDICT_COUNT where the name is none. */
enum verdict verdict_from_name(const char *name);

#endif
