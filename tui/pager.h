/* A pager: which part of some lines is seen.  Shared by the statement, the results and the help. */
#ifndef GREENROOM_TUI_PAGER_H
#define GREENROOM_TUI_PAGER_H

#include "tui/keys.h"
#include "tui/screen.h"

struct pager {
	size_t top;
	size_t left; /* columns by which lines that are too wide are scrolled */
};

/* j k, arrows, PgUp PgDn Space, Ctrl-D Ctrl-U, g G, Home End; false where the key is none of these. */
bool pager_key(struct pager *pager, const struct key *key, size_t count, size_t rows);
void pager_scroll(struct pager *pager, long by, size_t count, size_t rows);
/* h l and the arrows scroll lines that are too wide, the widest of them `widest`; false where none is, or for other keys. */
bool pager_side_key(struct pager *pager, const struct key *key, size_t widest, size_t cols);
/* Keeps `top` inside. */
void pager_clamp(struct pager *pager, size_t count, size_t rows);
/* Brings `line` near the top where it and what follows it would not be seen well. */
void pager_show(struct pager *pager, size_t line, size_t count, size_t rows);
void pager_draw(const struct pager *pager, struct screen *screen, struct rect area, const struct lines *lines);
/* "40%", "all", "top", "end" for a pane's title, into at least 8 bytes. */
const char *pager_words(const struct pager *pager, size_t count, size_t rows, char out[8]);

#endif
