/* Scroll mode of a terminal pane: what has left the screen, read and searched while the child goes on.
 *
 * The place stays with the text: what the child writes meanwhile moves the screen away from it, not it from the person.
 * Only the main screen leaves anything behind (an editor on the alternate screen scrolls by itself).
 */
#ifndef GREENROOM_TUI_SCROLL_H
#define GREENROOM_TUI_SCROLL_H

#include "tui/keys.h"
#include "tui/screen.h"
#include "tui/search.h"
#include "tui/term.h"

/* All zero: not scrolling. */
struct scroll {
	bool on;
	int64_t top;   /* the upper row that is seen: lines since the terminal began */
	bool typing;   /* after '/' or '?': keys belong to the search */
	bool backward; /* which way 'n' goes */
	char search[SEARCH_MAX + 1];
	int64_t found; /* the line found last, or -1 */
	bool missed;   /* the last search found nothing */
};

/* There are lines above the screen. */
bool scroll_possible(const struct term *term);
void scroll_begin(struct scroll *scroll, const struct term *term);
void scroll_end(struct scroll *scroll);
/* By lines; negative goes back.  Begins where it was not on; going down to the end of all ends it. */
void scroll_by(struct scroll *scroll, const struct term *term, int lines);
/* Every key is taken while it is on: j k, arrows, Ctrl-U D B F, PgUp PgDn Space, g G, Home End, / ? n N; q, Esc, Enter and
 * Ctrl-C leave. */
void scroll_key(struct scroll *scroll, const struct term *term, const struct key *key, int rows);
/* Instead of term_draw while it is on: the text, what was found, and where we are in the last row. */
void scroll_draw(const struct scroll *scroll, struct term *term, struct screen *screen, struct rect area);

#endif
