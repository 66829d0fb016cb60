/* The settings for who only tells of them (tui/settings.h has the rest, and the names of the screen's commands). */
#ifndef GREENROOM_TUI_SETTINGS_TEXT_H
#define GREENROOM_TUI_SETTINGS_TEXT_H

#include "engine/base/string_list.h"
#include "engine/base/text.h"

/* Where the file is looked for; yours. */
char *settings_path(void);
/* Every setting of the file with its section, help and value: an INI file itself, in which what has its default is a
 * comment.  `problems` gets what is wrong with the file. */
void settings_text(const char *path, struct buf *out, struct string_list *problems);
/* The editor's command line of the file at settings_path(), or NULL; yours. */
char *settings_editor(void);

#endif
