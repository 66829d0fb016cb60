#include "engine/toolchain/starter.h"

#include "engine/toolchain/lines.h"
#include "engine/toolchain/spelling.h"

char *starter_text(const struct template_subject *subject, struct err *err)
{
	const struct language *language = subject->language;
	if (!spelling_can_say(language, subject->signature, err))
		return NULL;
	struct buf out = {0};
	const struct template *template =
	    signature_is_class(subject->signature) ? language->starter_class : language->starter;
	if (!template_expand(template, subject, &out, err))
		return NULL;
	lines_wrap_prefixed(&out, &language->wrap);
	return buf_steal(&out);
}
