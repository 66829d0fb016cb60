/* Live tests: while they are on, every save of the draft, whoever made it, runs the public tests.
 *
 * A newer save ends the older run; a run that the person asked for comes first, and a save meanwhile is run after it.  They count neither
 * as attempts nor for the rate limit, and move neither the focus nor the results' place; what they say replaces what is in the
 * results when they end, unless that is a submit's.
 */
#ifndef GREENROOM_TUI_OPENED_LIVE_H
#define GREENROOM_TUI_OPENED_LIVE_H

#include "tui/opened.h"

void opened_live_switch(struct opened *opened, bool on);
bool opened_live(const struct opened *opened);
/* For the bar: "live ✓ 4 of 4", "live ✗ 2 of 4: wrong answer"; "" while they are off.  Into at least 80 bytes. */
void opened_live_words(const struct opened *opened, char out[80]);

/* ---- for opened.c */

/* The person's run begins; it has ended. */
void opened_live_yield(struct opened *opened);
void opened_live_resume(struct opened *opened);
void opened_live_close(struct opened *opened);

#endif
