/* Function and class questions: question.json, and what it names. */
#ifndef GREENROOM_PACKS_FUNCTION_QUESTION_H
#define GREENROOM_PACKS_FUNCTION_QUESTION_H

#include "engine/packs/fields.h"

/* Fills the metadata half from question.json, and looks whether the statement and the
 * test files stand in the folder.  A question that names no languages is offered in all that can say its signature.
 * False: the question is broken; what was read before the error stays. */
bool function_question_read(int folder, const struct metadata *metadata, const struct pack_defaults *defaults,
			    struct question *question, struct err *err);

/* The statement alone.  Yours; NULL and err where it cannot be read. */
char *function_statement_read(int folder, struct err *err);

/* Fills the body from the folder.  Semantic faults of tests are left to validate.c. */
bool function_body_read(int folder, enum question_kind kind, struct question_body *body, struct err *err);

#endif
