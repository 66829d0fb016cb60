/* Fields that the kinds of questions, and pack.json, have in common.
 *
 * Where a reader takes `notes`, it adds lines of the validator for what is wrong but
 * does not stop the question from being used (E101 unknown key).
 */
#ifndef GREENROOM_PACKS_FIELDS_H
#define GREENROOM_PACKS_FIELDS_H

#include "engine/packs/question.h"
#include "engine/values/metadata.h"

enum {
	SOLUTIONS_MAX = 100, /* in each of "solutions" and "wrong" */
	HINTS_MAX = 50,
	PACK_FORMAT = 1,
};

extern const struct question_limits limits_of_functions, limits_of_pytests;

/* What the pack says for all its questions. */
struct pack_defaults {
	struct meta limits; /* pack.json's defaults.limits, perhaps absent */
	struct string_list preload;
};

/* "format": E102 where it is newer than PACK_FORMAT. */
bool format_read(struct meta root, struct string_list *notes, struct err *err);
/* Lays "limits" over the question's, those per language too; absent leaves all as it is, and so does an error. */
bool limits_read(struct meta limits, struct question *question, struct string_list *notes, struct err *err);
/* Is "limits" well made?  Adds notes. */
bool limits_check(struct meta limits, struct string_list *notes, struct err *err);
/* Lays what pack.json says, which has been checked, over the kind's own. */
void limits_default(const struct pack_defaults *defaults, struct question *question);
/* "easy", "Medium", ...: in any case of letters. */
bool difficulty_read(struct meta root, enum question_difficulty *out, struct err *err);
/* The title, 1 to 200 bytes, as a new string. */
bool title_read(struct meta root, char **out, struct err *err);
bool hints_read(struct meta root, struct question_body *body, struct string_list *notes, struct err *err);
/* "preload": a list of modules of the language that pytests questions are in, or {LANGUAGE: [...]}. */
bool preload_read(struct meta root, struct string_list *out, struct err *err);
/* A list of dotted Python names at `key`. */
bool dotted_names_read(struct meta map, const char *key, struct string_list *out, struct err *err);
bool is_dotted_name(const char *name);

/* "solutions" and "wrong": entries with their files' text. */
enum solution_list { LIST_SOLUTIONS, LIST_WRONG };
bool solutions_read(int folder, struct meta root, enum solution_list which, struct question_body *body,
		    struct string_list *notes, struct err *err);
/* One more entry of a list, with its file's text. */
bool solution_add(int folder, const char *file, struct question_solution **list, size_t *count, struct err *err);

/* A text file of the question as a new string. */
bool text_read(int folder, const char *file, char **out, struct err *err);

#endif
