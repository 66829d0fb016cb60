/* The person's terminal beyond its terminfo entry: 24 bit colours, the clipboard.  Pure, but for the environment. */
#ifndef GREENROOM_TUI_OUTER_H
#define GREENROOM_TUI_OUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/text.h"

/* The environment says that 24 bit colours are understood: by COLORTERM, or because tmux translates them.  GNU screen is
 * not believed: the variable is that of the terminal around it. */
bool outer_claims_direct(void);

/* COLORTERM does not survive SSH, so the terminal is asked: this sets such a colour, asks for the style in force (DECRQSS)
 * and takes it back. */
#define OUTER_COLOUR_QUESTION "\033[48;2;1;2;3m\033P$qm\033\\\033[m"

/* The background's colour (OSC 11). */
#define OUTER_BACKGROUND_QUESTION "\033]11;?\033\\"
/* True where a token of tui/keys (KEY_OTHER) answers that; `light` is then whether dark text is better read on it. */
bool outer_background_answer(const char *bytes, size_t len, bool *light);
/* What the environment says of it (COLORFGBG), for terminals that do not answer; false where it says nothing. */
bool outer_background_claim(bool *light);

enum outer_answer {
	OUTER_NONE,   /* these bytes are no answer */
	OUTER_PLAIN,  /* one that says nothing for 24 bit colours */
	OUTER_DIRECT, /* the colour came back as it was */
};
/* One token of tui/keys (KEY_OTHER). */
enum outer_answer outer_colour_answer(const char *bytes, size_t len);

/* Sets the person's clipboard (OSC 52); for the terminal.  At most OUTER_CLIPBOARD_MAX bytes: false for more. */
enum { OUTER_CLIPBOARD_MAX = 1 << 20 };
bool outer_put_clipboard(struct buf *out, const char *text, size_t len);

#endif
