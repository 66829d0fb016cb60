#include "engine/toolchain/glue.h"

#include "engine/base/mem.h"
#include "engine/toolchain/spelling.h"

void language_files_release(struct language_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->items[i].name);
		buf_release(&files->items[i].data);
	}
	free(files->items);
	*files = (struct language_files){0};
}

bool glue_files(const struct template_subject *subject, struct language_files *out, struct err *err)
{
	const struct language *language = subject->language;
	if (!spelling_can_say(language, subject->signature, err))
		return false;
	struct language_files files = {.items = mem_zero(language->glue_count + 1, sizeof *files.items)};
	for (size_t i = 0; i < language->glue_count; i++) {
		const struct language_glue *glue = &language->glue[i];
		const struct template *text = signature_is_class(subject->signature) ? glue->text_class : glue->text;
		if (!text)
			continue;
		struct language_file *file = &files.items[files.count++];
		file->name = mem_dup(glue->file);
		if (!template_expand(text, subject, &file->data, err)) {
			language_files_release(&files);
			return false;
		}
	}
	*out = files;
	return true;
}
