/* Signatures: what a question asks for, in neutral names and types.
 *
 * A function question's is one function.  A class question's names a class: its parameters are
 * the constructor's, it returns nothing (`returns` is NULL), and it has methods.  Functions, methods and
 * parameters are snake_case, classes PascalCase; a language spells them its own way
 * (engine/toolchain/spelling.h).
 */
#ifndef GREENROOM_VALUES_SIGNATURE_H
#define GREENROOM_VALUES_SIGNATURE_H

#include "engine/values/type.h"

struct question_param {
	char *name;
	struct type *type;
	char *doc; /* may be "" */
};

struct question_method {
	char *name;
	struct question_param *params;
	size_t param_count;
	struct type *returns; /* never NULL; void where nothing is returned */
	char *returns_doc;    /* may be "", as `doc` */
	char *doc;
};

/* What the function (the class) is called in one language, where the author says so. */
struct question_name {
	char *language, *name;
};

struct question_signature {
	char *name;
	struct question_param *params;
	size_t param_count;
	struct type *returns; /* NULL: a class */
	char *returns_doc;    /* may be "", as `doc` */
	char *doc;
	struct question_method *methods; /* of a class; at least one there */
	size_t method_count;
	struct question_name *names;
	size_t name_count;
};

/* What is compared with the expected value: what is returned, an argument that was changed in
 * place, or its first items, as many as were returned. */
enum judge_what { JUDGE_RETURN, JUDGE_PARAM, JUDGE_PREFIX };

bool signature_is_class(const struct question_signature *signature);
/* Does any parameter or result have such a type, or hold one? */
bool signature_uses(const struct question_signature *signature, enum type_kind kind);
/* NULL where the class has no such method. */
const struct question_method *signature_method(const struct question_signature *signature, const char *name);
/* Leaves an empty one. */
void signature_release(struct question_signature *signature);

#endif
