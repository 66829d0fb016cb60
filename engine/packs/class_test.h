/* Tests of class questions: what is called, what is expected.
 *
 * "ops": [["new", [3]], ["push", [1]], ["pop", [], 1]].  The first constructs, and no other does; each other one calls a
 * method with arguments and may expect a result.  A call that expects nothing is not compared.
 *
 * A question_test keeps the ops as written, and two lists made of them: `input`, the ops without what is expected,
 * and `expected`, one result a call, null where nothing is compared.
 */
#ifndef GREENROOM_PACKS_CLASS_TEST_H
#define GREENROOM_PACKS_CLASS_TEST_H

#include "engine/packs/question.h"
#include "engine/values/metadata.h"

enum { OPS_MAX = 10000 }; /* of a test */

/* Reads "ops" of a test; the body owns what is made of them. */
bool ops_read(struct meta test, struct question_body *body, struct question_test *out, struct err *err);

/* The method of one op; NULL for the constructor. */
const struct question_method *op_method(const struct question_signature *signature, const struct value *op);
/* What an op expects; NULL where it is not compared. */
const struct value *op_expected(const struct value *op);

/* The validator's words for the first fault of a test's ops ("E211 tests.json tests[0].ops[2]: 2 inputs where push has 1");
 * "" where there is none.  `strict` as for type_find_fault.  Yours. */
char *ops_fault(const struct question_body *body, const struct question_test *test, bool strict);

/* Compares results, one a call, with what the ops expect.  `actual` has as many items as there are ops.  *call is the first
 * that differs, from 0. */
bool ops_same(const struct question_body *body, const struct question_test *test, const struct value *actual,
              size_t *call, struct difference *difference);

#endif
