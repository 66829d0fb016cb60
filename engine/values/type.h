/* Neutral types of a signature: "list<int>", "map<string,int>", "tree<int>".
 *
 * The table of PACKS.md: int (32 bit), int64, float, bool, string, list<T>,
 * map<string,T>, map<int,T>, optional<T>, tuple<A,B,...>, tree<T>,
 * linked_list<T>, void.  JSON forms: tree is level order with null for a missing
 * child; float also "NaN", "Infinity", "-Infinity"; map<int,T> has decimal keys.
 */
#ifndef GREENROOM_VALUES_TYPE_H
#define GREENROOM_VALUES_TYPE_H

#include "engine/values/value.h"

enum type_kind {
	TYPE_INT,
	TYPE_INT64,
	TYPE_FLOAT,
	TYPE_BOOL,
	TYPE_STRING,
	TYPE_LIST,
	TYPE_MAP,
	TYPE_OPTIONAL,
	TYPE_TUPLE,
	TYPE_TREE,
	TYPE_LINKED_LIST,
	TYPE_VOID,
};

struct type {
	enum type_kind kind;
	struct type **args; /* LIST, OPTIONAL, TREE, LINKED_LIST: 1; MAP: key, value; TUPLE: 2 to 8 */
	size_t arg_count;
};

/* NULL and err `unknown type "list<integer>" (did you mean list<int>?)`; at most 8 deep.
 * Refused because a value would not say what it is: optional<optional<T>> and
 * optional or void inside a tree; void anywhere but alone. */
struct type *type_parse(const char *text, struct err *err);
void type_free(struct type *type);
char *type_text(const struct type *type); /* "map<string,list<int>>"; yours */
bool type_contains(const struct type *type, enum type_kind kind);
const char *type_kind_name(enum type_kind kind); /* "linked_list" */
/* False where no kind has that name. */
bool type_kind_find(const char *name, size_t len, enum type_kind *kind);

/* Does the value have the type?  false and err with the place and what was found:
 * `[2].x: 3000000000 does not fit int`, `expected list<int>, got string`.
 * `strict` is for tests of a pack: there a float needs its float text ("3.0", "1e3").
 * An answer may also carry an integer text where a float is wanted, and null for an
 * empty tree or linked_list.  An integral float text ("3.0") is refused for an int in both,
 * and so is a float past a double's range (1e999). */
bool type_check(const struct type *type, const struct value *value, bool strict, struct err *err);

/* The same, for those who need to know what kind of fault it was and where. */
enum type_fault_kind {
	TYPE_FAULT_KIND,    /* "expected list<int>, got string", a tuple's length, a tree's order */
	TYPE_FAULT_NULL,    /* "null but not optional" */
	TYPE_FAULT_RANGE,   /* "3000000000 does not fit int" */
	TYPE_FAULT_MIXED,   /* "3 and 3.0 mixed: expected float, got 3" (strict only) */
};
struct type_fault {
	enum type_fault_kind kind;
	char place[128]; /* "[2].x"; "" for the whole value */
	char why[256];   /* escaped */
};
/* True and *fault filled where there is one. */
bool type_find_fault(const struct type *type, const struct value *value, bool strict, struct type_fault *fault);

#endif
