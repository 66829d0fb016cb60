/* Recovery: text that an editor held and could not save (a connection that dropped, a kill, a power cut).
 *
 * Editors leave such text in files of their own, which their definitions name.  Before an editor starts on a draft,
 * those files are looked for and made text (a swap file by the editor itself).  What is the draft already, or older
 * than it, is put away (older text as a snapshot); the newest text that differs and is younger is offered.  Whichever
 * way the person decides, both texts are kept, and no file of the dead editor stands in the new one's way.
 */
#ifndef GREENROOM_TUI_RECOVERY_H
#define GREENROOM_TUI_RECOVERY_H

#include <sys/types.h>

#include "engine/loop/loop.h"
#include "engine/store/store.h"
#include "tui/style.h"

struct recovery_setup {
	struct loop *loop;
	struct store *store;
	const struct draft_key *key; /* borrowed and alive for as long */
	const char *draft;           /* path, the same */
	pid_t left;                  /* an editor that may still be ending and writing, or 0 */
};

struct recovery;
/* NULL where there is nothing to look at, which is the rule.  Else fn comes once from the loop (within 3 s for a file
 * that the editor must read); the recovery may be freed inside. */
struct recovery *recovery_new(const struct recovery_setup *setup, loop_timer_fn *fn, void *context);
void recovery_free(struct recovery *recovery);

/* Since fn came: is there a text to decide about? */
bool recovery_offers(const struct recovery *recovery);
/* What was put away without asking, in words for the person, or NULL. */
const char *recovery_note(const struct recovery *recovery);
/* The offer: what it is, and how it differs from the draft. */
void recovery_lines(const struct recovery *recovery, size_t width, struct lines *out);
/* The found text becomes the draft, or the draft stays; the other one is kept as a snapshot either way.  On failure
 * nothing was put away. */
bool recovery_accept(struct recovery *recovery, struct err *err);
bool recovery_decline(struct recovery *recovery, struct err *err);

#endif
