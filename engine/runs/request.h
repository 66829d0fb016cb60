/* The request that a harness reads: one test's input, as JSON, with names as the language spells them.
 *
 * A definition's "request" says which:
 *
 * "full": function {kind, name, params, types, returns, judge, input, source?, policy?}; class {kind, name, params,
 * types, methods: [{name, params, types, returns}], ops: [[method, [arguments]], ...], source?, policy?}, the first op is
 * "new".  `source` is left out where the language is compiled.  "input": for a function the list of arguments, for a
 * class [[method's index from 1, or 0 for the constructor, [arguments]], ...].
 * Nothing that is expected, no id, no visibility.  pytests: {kind, tests, nonce, controls, source, policy?}.
 */
#ifndef GREENROOM_RUNS_REQUEST_H
#define GREENROOM_RUNS_REQUEST_H

#include "engine/packs/question.h"

/* test NULL: pytests with the nonce. */
void request_write(struct buf *out, const struct question_body *body, const struct language *language,
                   const struct question_test *test, const char *source, size_t source_len, const char *nonce);

#endif
