/* A chooser: a list over the screen from which one row is taken.
 *
 * Typing narrows it (each word must be in the row, case apart); arrows, Tab, PgUp and PgDn move; Enter or a
 * click takes a row, Esc or F1 none.  A row that cannot be taken stands dimmed with its reason.  It owns its
 * texts, and calls nobody: who shows it asks what a key did.
 */
#ifndef GREENROOM_TUI_CHOOSER_H
#define GREENROOM_TUI_CHOOSER_H

#include "tui/keys.h"
#include "tui/screen.h"

struct chooser;

struct chooser *chooser_new(const char *title);
void chooser_free(struct chooser *chooser);

/* Texts are escaped on their way in.  `note` stands dimmed behind; `why_not` NULL: the row may be taken, else it is the reason
 * why not, and stands in the note's place.  `value` is the owner's: an index, an enum. */
void chooser_add(struct chooser *chooser, const char *text, const char *note, const char *why_not, size_t value);
/* Puts the cursor on the row of that value. */
void chooser_select(struct chooser *chooser, size_t value);

/* What the cursor is on, where that can be taken. */
bool chooser_at(const struct chooser *chooser, size_t *value);

enum chooser_answer {
	CHOOSER_GOES_ON,
	CHOOSER_TAKEN,  /* *value is set */
	CHOOSER_CLOSED, /* nothing was taken */
};
enum chooser_answer chooser_key(struct chooser *chooser, const struct key *key, size_t *value);
enum chooser_answer chooser_mouse(struct chooser *chooser, const struct key *key, size_t *value);

/* In the middle of the area, as large as its rows ask for; where notes are cut, the one under the cursor stands whole below; sets the cursor in the search line. */
void chooser_draw(struct chooser *chooser, struct screen *screen, struct rect area);

#endif
