/* Glue: the parts of a harness that a question's signature decides, generated for compiled languages.
 *
 * They hold names and types only, nothing of a test.
 */
#ifndef GREENROOM_TOOLCHAIN_GLUE_H
#define GREENROOM_TOOLCHAIN_GLUE_H

#include "engine/toolchain/language.h"
#include "engine/toolchain/template.h"

/* Zero-initialise *out.  False and err, *out untouched, where the language cannot say the signature. */
bool glue_files(const struct template_subject *subject, struct language_files *out, struct err *err);
void language_files_release(struct language_files *files);

#endif
