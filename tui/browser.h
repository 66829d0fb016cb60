/* The browser: all questions, narrowed by typing and by filters, one of them under the cursor; beside the list
 * its statement, where there is room.
 */
#ifndef GREENROOM_TUI_BROWSER_H
#define GREENROOM_TUI_BROWSER_H

#include "engine/packs/catalogue.h"
#include "engine/store/store.h"
#include "tui/keys.h"
#include "tui/listing.h"
#include "tui/screen.h"

struct browser;

struct browser *browser_new(const struct catalogue *catalogue, struct store *store, const char *session);
void browser_free(struct browser *browser);

/* What was tried and solved, and what is unavailable, is read again for the next frame.  Until then the list stays as
 * it is, so that a question which its own verdict filters out has neighbours still. */
void browser_refresh(struct browser *browser);
/* Puts the cursor on a question, clearing search and filters where they hide it. */
void browser_select(struct browser *browser, const struct question *question);
/* The same, but where it is hidden the cursor stays. */
void browser_point(struct browser *browser, const struct question *question);
/* NULL where nothing is listed. */
const struct question *browser_selected(const struct browser *browser);
/* The next one in the list that can be opened, `step` 1, or the one before, -1.  NULL: there is none. */
const struct question *browser_neighbour(const struct browser *browser, const struct question *question, int step);

/* What is listed: to filter and to sort.  Call browser_listed when it was changed. */
struct listing *browser_listing(struct browser *browser);
void browser_listed(struct browser *browser);

/* Typing, Backspace, Ctrl-U and Ctrl-W edit the search; arrows, PgUp, PgDn, Home and End move.  False
 * where the key is none of these. */
bool browser_key(struct browser *browser, const struct key *key);
void browser_paste(struct browser *browser, const char *text, size_t len);
/* The search; where nothing is typed, the filters. */
void browser_clear(struct browser *browser);
bool browser_narrows(const struct browser *browser); /* there is something to clear */
/* Tags may give the way to solve it away: shown, or not.  Kept for the next start. */
void browser_toggle_tags(struct browser *browser);
void browser_scroll(struct browser *browser, int by);
/* The wheel, and a click on a row of the screen: true where it selected one. */
bool browser_click(struct browser *browser, int row, int col);

/* Leaves the last row for the bar; puts the cursor into the search line. */
void browser_draw(struct browser *browser, struct screen *screen, struct rect area);

#endif
