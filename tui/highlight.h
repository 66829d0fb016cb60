/* Highlighting: which words of a source are keywords, strings, numbers, comments.
 *
 * By what the language's definition says of itself (engine/toolchain/language.h): no language is known here.  Line by line:
 * what goes over several lines is carried from one to the next.  Nothing is parsed, so rare corners are coloured wrongly
 * (a regular expression that holds a quote); nothing but colours depends on it.  Time is linear in the text.
 */
#ifndef GREENROOM_TUI_HIGHLIGHT_H
#define GREENROOM_TUI_HIGHLIGHT_H

#include "engine/toolchain/language.h"
#include "tui/style.h"

/* Bytes up to `end` of a line, from where the piece before ends. */
struct highlight_piece {
	size_t end;
	enum role role;
};

/* Zero-initialise it. */
struct highlight {
	const struct language *language; /* NULL: all is ROLE_CODE_BLOCK */
	const char *until;               /* borrowed: what ends the string or comment that goes on, or NULL */
	enum role going_on;
	struct highlight_piece *pieces;  /* of the last line */
	size_t count, capacity;
};

/* The language that a code block names: by its name, its title, or the ending of its files, case apart; NULL: none. */
const struct language *highlight_language(const char *word);
/* Cuts the next line of a source (no newline in it) into pieces. */
void highlight_line(struct highlight *highlight, const char *text, size_t len);
void highlight_release(struct highlight *highlight);

#endif
