/* Searching in a pane: the line in which it is typed, and where a text holds it. */
#ifndef GREENROOM_TUI_SEARCH_H
#define GREENROOM_TUI_SEARCH_H

#include "tui/keys.h"

enum { SEARCH_MAX = 120 }; /* bytes of what is searched for */

enum search_answer { SEARCH_GOES_ON, SEARCH_TAKEN, SEARCH_CANCELLED };
/* A key in that line: Enter takes it, Esc and Ctrl-C cancel and empty it. */
enum search_answer search_key(char typed[SEARCH_MAX + 1], const struct key *key);

/* The first place of `what` in the text, or NULL.  Capitals only matter where some were typed (ASCII). */
const char *search_find(const char *text, const char *what);

#endif
