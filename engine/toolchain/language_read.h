/* Reading a definition's parts from JSON. */
#ifndef GREENROOM_TOOLCHAIN_LANGUAGE_READ_H
#define GREENROOM_TOOLCHAIN_LANGUAGE_READ_H

#include "engine/toolchain/language.h"
#include "engine/values/digest.h"
#include "engine/values/metadata.h"

/* Notes of unknown keys go to `unknown`: for a definition they are errors. */
struct definition {
	struct language *language;
	struct string_list unknown;
	struct digest digest; /* of all that was read so far */
};
bool tools_read(struct definition *definition, struct meta root, struct err *err);
bool types_read(struct definition *definition, struct meta root, struct err *err);
bool compile_read(struct definition *definition, struct meta root, struct err *err);
bool run_read(struct definition *definition, struct meta root, struct err *err);
bool limits_read_scales(struct definition *definition, struct meta root, struct err *err);
bool polishes_read(struct definition *definition, struct meta root, const char *key, struct language_polishes *out,
                   struct err *err);

/* For all parts.  A word of an argv may name tools in braces. */
bool definition_argv(struct definition *definition, struct meta map, const char *key, enum meta_need need,
                     struct string_list *out, struct err *err);
bool definition_text(struct meta map, const char *key, enum meta_need need, char **out, struct err *err);
bool definition_file(struct definition *definition, struct meta at, struct buf *out, struct err *err);
bool definition_files(struct definition *definition, struct meta map, struct language_files *out, struct err *err);
/* NULL: err, or (where `*fine` stays true) the key is absent. */
struct template *definition_template(struct definition *definition, struct meta map, const char *key, bool *fine,
                                     struct err *err);
/* The name of something: [a-z_]+. */
bool definition_is_word(const char *text, size_t len);

#endif
