/* verify: what is checked of each question, and how it came out.  verify.c schedules and judges,
 * verify_report.c tells it. */
#ifndef GREENROOM_CLI_VERIFY_H
#define GREENROOM_CLI_VERIFY_H

#include "cli/session.h"

enum check_kind { CHECK_REFERENCE, CHECK_STARTER, CHECK_WRONG };

/* One source that is run on all tests of a question. */
struct check {
	enum check_kind kind;
	const struct question_solution *solution; /* NULL: a starter */
	const struct language *language; /* NULL: not installed */
	const char *source;
	size_t source_len;
	bool done, good;
	bool not_run;  /* this machine lacks the language's tools: `problem` says which */
	enum verdict verdict;
	char *failed;  /* ids of the first tests that failed, "h-1, h-2"; "" */
	char *problem; /* "E303 ..." where it is not good, else NULL */
	size_t passed, total;
	int64_t wall_us;
};

/* One question. */
struct examined {
	struct question *question;
	struct question_body *body;
	struct string_list starters;
	struct string_list lines; /* the validator's */
	struct check *checks;
	size_t check_count, begun, ended;
	char *problem;            /* why nothing could be checked, or NULL */
	bool ready;               /* the body was tried */
	enum status status;
	bool skipped;             /* this machine cannot run it, and nobody asked for it by name */
};

struct tally {
	size_t checked, failed, broken, skipped;
	size_t not_run; /* solutions whose language this machine cannot run */
};

/* One question whose checks have all ended. */
void verify_put(struct buf *out, const struct examined *subject);
void verify_put_json(struct buf *out, const struct examined *subject);
/* "18 questions checked, 0 failed, 0 broken, 2 skipped"; ", 3 solutions not run" where there are such */
void verify_put_tally(struct buf *out, const struct tally *tally);

#endif
