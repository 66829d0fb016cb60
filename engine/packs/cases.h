/* Cases of one's own: a file of tests that the person writes for one question, run beside its public tests.
 *
 * JSON, a list of at most CASES_MAX cases, with the names of the question's parameters:
 *
 *     [
 *       {"name": "two coins", "input": {"coins": [1, 5], "amount": 6}, "expected": 2},
 *       {"input": {"coins": [], "amount": 1}}
 *     ]
 *
 * "name" and "expected" may be left out: without an expected value what came is only shown.  A case of a class has "ops" as a
 * pack's tests have them (class_test.h).  What the file says is checked against the signature before anything is run; errors name
 * file and place as those of packs do.
 */
#ifndef GREENROOM_PACKS_CASES_H
#define GREENROOM_PACKS_CASES_H

#include "engine/packs/question.h"

enum { CASES_MAX = 200, CASES_BYTES_MAX = 1 << 20 };
#define CASES_FILE "cases.json" /* what errors call it */

struct cases {
	struct question_test *tests; /* `expected` NULL: nothing is compared */
	size_t count;
	struct cases_store *store; /* owns what the tests borrow */
};

/* Borrows the body until cases_release.  pytests questions have none: an error. */
bool cases_read(const char *text, size_t len, const struct question_body *body, struct cases *out, struct err *err);
void cases_release(struct cases *cases);

/* The file to begin with: the question's first public test, as an example.  Yours. */
char *cases_starter(const struct question_body *body);
/* The file with one more case behind the others, all else as it was.  An empty file counts as an empty list. */
bool cases_add(const char *text, size_t len, const struct question_body *body, const struct question_test *test,
               const char *name, struct buf *out, struct err *err);
/* The file with an expected value (JSON; NULL: none) put into each case, all else as it was.  `text` was read before, and has as
 * many cases as there are values; a case that expects something already must have none. */
void cases_fill(const char *text, size_t len, char *const *values, size_t count, struct buf *out);

#endif
