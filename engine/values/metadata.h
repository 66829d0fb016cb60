/* Metadata files: pack.json, question.json, metadata.json, extra.json, tests*.json, language.json.
 *
 * Read by the one strict reader of value.h and picked apart here, so that every
 * error is a whole line of the validator with file and place:
 * "E107 question.json limits.test_ms: expected a whole number, got string".
 *
 * Codes given here: E101 unknown key, E106 missing, E107 another type than expected,
 * E108 a value that is not allowed, E130 not UTF-8, E131 no JSON or too large or deep,
 * E132 duplicate key.
 */
#ifndef GREENROOM_VALUES_METADATA_H
#define GREENROOM_VALUES_METADATA_H

#include "engine/base/string_list.h"
#include "engine/values/value.h"

enum {
	METADATA_MAX = 1024 * 1024, /* bytes of a metadata file */
	METADATA_DEPTH = 64,
};
extern const struct value_limits metadata_limits;

/* One parsed file. */
struct metadata;
/* `file` is what errors call it.  A byte order mark in front is skipped. */
struct metadata *metadata_parse(const char *file, const char *text, size_t len, const struct value_limits *limits,
				struct err *err);
void metadata_free(struct metadata *metadata);
/* Hands out the values' document; the metadata itself may be freed then. */
struct value_doc *metadata_take(struct metadata *metadata);

/* One place in a file, borrowed from its metadata.  `at` is NULL where nothing stands there. */
struct meta {
	const char *file;
	const struct value *root, *at;
};
struct meta metadata_root(const struct metadata *metadata);

bool meta_is(struct meta at, enum value_kind kind);
/* NULL in the file counts as absent. */
struct meta meta_get(struct meta map, const char *key);
struct meta meta_item(struct meta list, size_t index);
size_t meta_count(struct meta at); /* items or entries; 0 where absent */

/* False, and err "CODE file place: words".  Place is "limits.test_ms", "tests[3].input". */
bool meta_fail(struct meta at, struct err *err, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same as a line in a list. */
void meta_note(struct meta at, struct string_list *lines, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Fields of an object.  An absent one leaves *out alone; it is an error only where `need` says
 * so.  True: fine.  Strings are borrowed from the metadata. */
enum meta_need { OPTIONAL, NEEDED };
bool meta_map(struct meta map, const char *key, enum meta_need need, struct meta *out, struct err *err);
bool meta_list(struct meta map, const char *key, enum meta_need need, struct meta *out, struct err *err);
bool meta_string(struct meta map, const char *key, enum meta_need need, const char **out, struct err *err);
bool meta_int(struct meta map, const char *key, int min, int max, int *out, struct err *err);
bool meta_bool(struct meta map, const char *key, bool *out, struct err *err);
/* A finite number, 0 or more. */
bool meta_number(struct meta map, const char *key, double *out, struct err *err);
/* A list of strings, each added to out. */
bool meta_strings(struct meta map, const char *key, struct string_list *out, struct err *err);
/* One of names; *out is its index. */
bool meta_choice(struct meta map, const char *key, const char *const *names, size_t count, size_t *out,
		 struct err *err);

bool meta_expect_map(struct meta at, struct err *err);
bool meta_expect_string(struct meta at, struct err *err);

/* Adds a line for each key of the object that is not known, with the nearest that is. */
void meta_unknown(struct meta map, const char *const *known, size_t count, const char *code, struct string_list *lines);

/* A string from a pack as it may stand inside an error: escaped, at most about 80 bytes. Yours. */
char *meta_quoted(const char *text);

#endif
