/* Judging: from what a box says to the verdict of one test.
 *
 * "The sandbox failed", "the program failed" and "the answer is wrong" are three different verdicts.  Accepted never
 * comes from an exit status or from text that the candidate could print.
 */
#ifndef GREENROOM_RUNS_JUDGE_H
#define GREENROOM_RUNS_JUDGE_H

#include "engine/box/box.h"
#include "engine/runs/run.h"

struct judge_context {
	const struct question *question;
	const struct question_body *body;
	const struct question_test *test; /* NULL: pytests */
	const char *nonce;                /* pytests */
	struct box_limits limits;         /* what this test had */
	bool own_program;                 /* the process is the candidate's from its first instruction on */
};

/* Fills verdict, message, detail, line, texts and usage of *row; the rest of it stays. */
void judge(const struct judge_context *context, const struct box_result *result, struct run_test *row);

/* True where the verdict cannot differ in another test of the same source: nothing was run yet. */
bool judge_is_final(enum verdict verdict);

void run_test_release(struct run_test *row);
void run_report_release(struct run_report *report);

#endif
