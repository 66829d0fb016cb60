/* "signature", "names", "judge" and "compare" of a function or class question. */
#ifndef GREENROOM_PACKS_SIGNATURE_H
#define GREENROOM_PACKS_SIGNATURE_H

#include "engine/packs/question.h"
#include "engine/values/metadata.h"

enum { PARAMS_MAX = 32, METHODS_MAX = 32 };
#define OP_NEW "new" /* what tests call the constructor */

/* *out must be empty; on failure it still is. */
bool signature_read(struct meta root, bool class, struct question_signature *out, struct string_list *notes, struct err *err);
/* E205 where it names no parameter, or void returns and nothing else is judged. */
bool judge_read(struct meta root, const struct question_signature *signature, enum judge_what *what, size_t *param,
		struct err *err);

struct compare_read {
	struct compare_rules rules; /* begin with the outer ones */
	bool stated;                /* a tolerance, or "exact": true */
	bool checker;               /* names a program of its own */
	struct meta any_of;         /* the list, where given */
};
/* A tolerance replaces all outer ones: "one that holds is enough" would keep the loosest. */
bool compare_read(struct meta compare, struct compare_read *out, struct string_list *notes, struct err *err);

#endif
