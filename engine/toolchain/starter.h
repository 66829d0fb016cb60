/* Starters: the source that one begins with, made from the signature by the language's template. */
#ifndef GREENROOM_TOOLCHAIN_STARTER_H
#define GREENROOM_TOOLCHAIN_STARTER_H

#include "engine/toolchain/template.h"

/* Yours; NULL and err where the language cannot say the signature ("C cannot express map<string,int>"). */
char *starter_text(const struct template_subject *subject, struct err *err);

#endif
