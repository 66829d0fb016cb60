/* The draft's side of the opened question: what keeps typed text from being lost.  For opened.c alone. */
#ifndef GREENROOM_TUI_OPENED_DRAFT_H
#define GREENROOM_TUI_OPENED_DRAFT_H

#include "tui/opened.h"

/* Takes the draft's lock, or tells the person of the other program that holds it. */
void opened_draft_open(struct opened *opened);
void opened_draft_close(struct opened *opened);

/* Looks for text that an editor left behind; true where the editor has to wait for that, and for the person's word:
 * opened_start_editor is called then (from the loop, or from opened_recovery_key). */
bool opened_draft_recover(struct opened *opened);

/* The editor runs, or its end. */
void opened_draft_editor(struct opened *opened, pid_t editor);

/* Something was typed: the draft on disk follows within two seconds, where the editor allows it. */
void opened_draft_typed(struct opened *opened);
/* Before the editor writes: what another program wrote into the draft meanwhile is kept. */
void opened_draft_before_save(struct opened *opened);
/* The editor saved at the person's wish: it may be trusted with automatic saves again. */
void opened_draft_saved(struct opened *opened);
/* We wrote the draft: the editor reads it again, or is started again. */
void opened_draft_replaced(struct opened *opened);
/* The editor has (not) saved: goes on with a reset or a restore. */
void opened_draft_saved_to_replace(struct opened *opened, enum editor_save how, const char *why, enum opened_saving purpose);

/* ---- what opened.c has for it */

void opened_start_editor(struct opened *opened);
/* The same after a look at what the last editor may have left; ends the one that runs. */
void opened_begin_editor(struct opened *opened);
/* Keys went to the editor and the draft was not written since. */
bool opened_maybe_unsaved(const struct opened *opened);

#endif
