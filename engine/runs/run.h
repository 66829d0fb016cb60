/* A run: one source against one question's tests, in boxes, judged from outside.
 *
 * run_start returns at once; events come from the loop, in order: RUN_BEGUN, RUN_STAGE while something has to be
 * made before the first test (build.h),
 * RUN_TEST for each test as it is judged, RUN_ENDED once, last.  There is one path for the screen, the
 * commands and `verify`.  A test that crashes or times out does not stop the others;
 * where the run's own limits are spent, the rest is VERDICT_TIME_LIMIT with the message that it was not run.
 *
 * From hidden tests only verdict counts and the first failing index leave the
 * engine: reports of a submit have no rows for hidden tests unless `reveal`
 * is set, which only `verify` (the author's view) does.
 */
#ifndef GREENROOM_RUNS_RUN_H
#define GREENROOM_RUNS_RUN_H

#include "engine/loop/loop.h"
#include "engine/packs/question.h"
#include "engine/runs/verdict.h"
#include "engine/toolchain/tools.h"

enum run_mode {
	RUN_PUBLIC, /* F5: public tests; pytests: all of tests.py */
	RUN_SUBMIT, /* F6: public and hidden */
};

struct run_request {
	const struct question *question; /* borrowed until the end */
	const struct question_body *body;
	const struct language *language;
	const char *source;              /* copied */
	size_t source_len;
	enum run_mode mode;
	const struct question_test *own; /* more tests of the person's own (cases.h), borrowed until the end: run behind the public
	                                  * ones of RUN_PUBLIC and told as rows, but they change neither counts nor verdict */
	size_t own_count;
	bool reveal;                     /* verify: rows and texts of hidden tests too */
	const struct toolchain *toolchain; /* borrowed until the end; NULL: chosen by tools_choose */
};

/* One judged test.  Texts are raw: escape them when shown. */
struct run_test {
	size_t index;          /* among all tests of this run, from 0 */
	const char *id;        /* "" for pytests */
	bool own;              /* of the person's own: run_request.own.  VERDICT_NONE: ran, and nothing is expected */
	enum test_visibility visibility;
	enum verdict verdict;
	char *message;         /* one line, "" when accepted: "expected 3, got 4 at [2]", "SIGSEGV", "processor time over 2000 ms" */
	char *detail;          /* traceback of the candidate's lines, policy findings; "" when none */
	int line;              /* in the candidate's source, 0 unknown */
	char *input, *expected, *actual; /* for people, cut at 4 KB each; "" when there is none */
	char *output;          /* stdout and stderr, cut at 8 KB in the middle */
	const char *feedback;  /* the question's word for one who fails here, or NULL; borrowed */
	int64_t wall_us, cpu_us, memory_kb;
	int64_t limit_us;      /* the wall time that it had; 0: it did not run */
	struct compare_rules rules; /* how the two were compared */
	bool any_of;           /* `expected` is a list of accepted values */
	bool calls;            /* a class question: `input` are calls, the values lists with one item a call */
};

struct run_report {
	enum run_mode mode;
	enum verdict verdict;  /* accepted when all are; otherwise the first failing test's */
	char *message;         /* for the whole: "8 of 10 tests passed", a load error, why the sandbox failed */
	char *detail;          /* the traceback or findings behind `message`; "" */
	int line;              /* in the candidate's source, 0 unknown */
	struct run_test *tests; /* rows that may be shown */
	size_t test_count;
	size_t total, passed;  /* of all tests that belong to the run */
	size_t public_total, public_passed, hidden_total, hidden_passed;
	size_t first_failed;   /* 1-based over all tests of the run, public first; 0: none */
	int64_t wall_us, cpu_us; /* sums over tests; wall_us without start-up */
	int64_t memory_kb;     /* the largest */
	int64_t started_ms, ended_ms; /* Unix time */
	const struct language *language;
	char *tool;            /* path of the interpreter or compiler; "" where none was found */
	char *tool_version;
	/* Compiled languages: */
	bool built;            /* there was a build, whatever came of it */
	bool build_cached;     /* nothing had to be compiled */
	int64_t build_us;      /* what compiling took, now or when it was put into the cache */
	char *warnings;        /* of the compiler, about the candidate's lines; "" */
};

enum run_event_kind { RUN_BEGUN, RUN_STAGE, RUN_TEST, RUN_ENDED };

struct run_event {
	enum run_event_kind kind;
	const char *stage;               /* RUN_STAGE: what is being done, for people: "compiling"; NULL: that is over */
	size_t total;                    /* tests in this run */
	size_t done;                     /* judged so far */
	const struct run_test *test;     /* RUN_TEST: borrowed; NULL for a hidden test */
	const struct run_report *report; /* RUN_ENDED: borrowed until run_free */
};

typedef void run_fn(const struct run_event *event, void *context);

struct runner;
/* Shares what outlives a run: tools, spare workers, built programs.  One per program.  cache: the folder for what is
 * built, NULL for the usual one. */
struct runner *runner_new(struct loop *loop, struct tools *tools, const char *cache);
void runner_free(struct runner *runner);
/* A question was opened in a language: what its first test needs is made ready.  Cheap to repeat. */
void runner_prepare(struct runner *runner, const struct question *question, const struct question_body *body,
                    const struct language *language);
/* Builds a source of the open question in the background, so that its run finds it done; the one before is given up.
 * Nothing happens for a language that is not compiled. */
void runner_build(struct runner *runner, const struct question *question, const struct question_body *body,
                  const struct language *language, const char *source, size_t len);
/* The question will be run soon in that language: what takes long to start is started.  Its tools must be known. */
void runner_warm(struct runner *runner, const struct question *question, const struct language *language);
/* All of that is ready now: a run begins without a delay. */
bool runner_ready(const struct runner *runner);
/* It was closed. */
void runner_rest(struct runner *runner);

struct run;
/* Never NULL; never calls back from inside: every failure is a report. */
struct run *run_start(struct runner *runner, const struct run_request *request, run_fn *fn, void *context);
/* Ends it now; RUN_ENDED follows with VERDICT_CANCELLED from the loop. */
void run_cancel(struct run *run);
/* Kills what still runs; no event any more.  Also valid inside the callback. */
void run_free(struct run *run);

/* The report as JSON (the shape documented in greenroom(1)), without anything of hidden tests
 * that is not already in the report. */
void run_report_json(const struct run_report *report, const struct question *question, struct buf *out);

#endif
