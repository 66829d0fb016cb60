/* Greenroom's C harness: what a generated main.c needs of it.
 *
 * The program of one question reads one request from descriptor 3 (to its end) and answers on 4:
 *
 *     request   the JSON array of arguments; for a class [[0, [...]], [2, [1]], ...], where 0 is the
 *               constructor and 1 the first method
 *     answer    {"value": ...} | {"bad": "..."} | {"exit": "..."}
 *
 * It says "R\n" on 4 before anything of the candidate's runs.
 *
 * Values lie in memory as the C types of the question say.  Arguments are the members of a struct, in order, and so is
 * what is returned:
 *
 *     int int64 float bool      int32_t, int64_t, double, bool
 *     string                    const char *
 *     list<T>                   T *x; size_t x_len
 *     list<list<T>>             T **x; size_t x_len; size_t *x_lens: lengths of the inner ones
 *     list<list<list<T>>>       T ***x; size_t x_len; size_t *x_lens; size_t **x_lens2
 *     optional<T>               T *, NULL for null; of a string, list, tree or linked list their own pointer
 *     tuple<A,B>                a struct of its members
 *     tree, linked_list         struct TreeNode *, struct ListNode *
 *
 * Everything is from malloc and never freed: the process ends with its answer.
 */
#ifndef GREENROOM_H
#define GREENROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One function: how to call it, with the neutral types of what it takes and gives. */
struct greenroom_function {
	const char *params;  /* "tuple<list<int>,int>" */
	const char *returns; /* "list<int>", "void"; NULL: a constructor, which makes *object */
	void (*call)(void **object, void *arguments, void *result);
};

enum greenroom_judge { GREENROOM_RETURN, GREENROOM_PARAM, GREENROOM_PREFIX };

/* Reads the request, calls, answers, ends the process.  `index` and `name` are the judged parameter's. */
_Noreturn void greenroom_answer(const struct greenroom_function *function, enum greenroom_judge judge, size_t index,
				const char *name);
/* functions[0] is the constructor. */
_Noreturn void greenroom_answer_class(const struct greenroom_function *functions, size_t count);

/* What main returns; a source may have defined `int` otherwise. */
typedef int greenroom_status;

#endif
