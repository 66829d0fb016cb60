/* Spelling: how a language writes a signature's names and types, and what it cannot say.
 *
 * Names are converted by convention ("two_sum", "twoSum", "TwoSum"), unless the question's "names" say
 * otherwise for its function or class.  Underscores at the end stay.  Types are told by patterns: a neutral type in which
 * `scalar` stands for int, int64, float, bool or string, `any` for every type, and a name without <...> for all
 * types of that name.  A type without a pattern cannot be said, nor one that holds such a type.
 */
#ifndef GREENROOM_TOOLCHAIN_SPELLING_H
#define GREENROOM_TOOLCHAIN_SPELLING_H

#include "engine/toolchain/language.h"
#include "engine/values/signature.h"

/* All yours. */
char *spelling_of(const char *name, enum spelling spelling);
char *spelling_function(const struct language *language, const struct question_signature *signature); /* or class */
char *spelling_method(const struct language *language, const char *name);
char *spelling_param(const struct language *language, const char *name);

/* The first entry whose pattern has the type; NULL: cannot be said. */
const struct language_type *spelling_type(const struct language *language, const struct type *type);
/* The type that cannot be said: this one, or one inside it.  NULL: all can. */
const struct type *spelling_gap(const struct language *language, const struct type *type);
bool spelling_pattern_valid(const char *pattern);

/* What is wrong with a signature in a language: the first fault. */
struct spelling_fault {
	enum spelling_fault_kind {
		SPELLING_KEYWORD, /* "parameter name \"new\" is a keyword in java" */
		SPELLING_TWICE,   /* "parameter names \"a_b\" and \"a__b\" are both \"aB\" in java" */
		SPELLING_TYPE,    /* "C cannot express map<string,int>" */
		SPELLING_CLASS,   /* "C has no class questions" */
	} kind;
	char place[64]; /* in the signature: "params[1].name", "methods[0].returns.type"; "" for all of it */
	char why[320];
};
/* Calls fn for each fault of the signature. */
typedef void spelling_fault_fn(const struct spelling_fault *fault, void *context);
void spelling_check(const struct language *language, const struct question_signature *signature, spelling_fault_fn *fn,
                    void *context);
/* Can the signature be written?  False and err with the first fault's words. */
bool spelling_can_say(const struct language *language, const struct question_signature *signature, struct err *err);

#endif
