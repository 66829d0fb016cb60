/* The opened question: its text, its draft, the editor on it, and the run that is going on.
 *
 * Opening makes the draft if there is none; the editor starts when the pane's size is first known.  Runs
 * and leaving both ask the editor to save first; nothing the person typed is dropped without their word.
 * All callbacks come from the loop, except `message`, which may come at once.
 */
#ifndef GREENROOM_TUI_OPENED_H
#define GREENROOM_TUI_OPENED_H

#include "engine/loop/loop.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/polish.h"
#include "engine/runs/run.h"
#include "engine/store/store.h"
#include "tui/editor.h"
#include "tui/pager.h"
#include "tui/results.h"
#include "tui/scratch.h"
#include "tui/statement.h"
#include "tui/term.h"

enum opened_message { OPENED_INFO, OPENED_ERROR };

struct opened_events {
	void (*changed)(void *context);                                             /* something to draw */
	void (*message)(enum opened_message kind, const char *text, void *context); /* one line for the person */
	void (*attempted)(void *context);                                           /* an attempt was stored */
	void (*bell)(void *context);
	/* After opened_leave: all is saved, the editor may be ended: opened_free it, now or later. */
	void (*left)(void *context);
	void (*damaged)(void *context); /* the editor's terminal alone has something to draw */
	/* The editor wants this in the person's clipboard: see term_events. */
	void (*clipboard)(const char *text, size_t len, void *context);
};

struct opened_setup {
	struct loop *loop;
	struct store *store;
	struct runner *runner;
	const char *session;
	const char *language; /* wanted, or NULL */
	struct tools *tools;
	const struct pack *pack;
	bool solutions; /* may be looked at */
	colour foreground, background; /* told to the editor where it asks */
	const char *editor; /* a command line, or NULL: the environment's.  May be changed, for the editor's next start */
	bool autosave;      /* the editor is told to save when typing pauses */
};

enum opened_saving {
	OPENED_SAVES_NOTHING,
	OPENED_SAVES_TO_RUN,
	OPENED_SAVES_TO_LEAVE,
	OPENED_SAVES_ONLY, /* a run was stopped before it began */
	OPENED_SAVES_TO_POLISH,
	OPENED_SAVES_TO_RESET,
	OPENED_SAVES_TO_RESTORE,
};

struct opened {
	struct opened_setup setup;
	struct opened_events events;
	void *context;
	const struct question *question; /* borrowed from the catalogue */
	struct question_body *body;
	const struct language *language;
	struct draft_key key; /* borrows from the above */
	char *path;           /* the draft */

	struct statement statement;
	struct results results;
	struct pager results_pager;
	struct lines results_lines; /* laid out anew for each frame */
	bool show_failure;          /* the next frame brings the first failing test into sight */

	struct editor *editor;
	struct term *term;
	int rows, cols;       /* of the editor's pane */
	bool ended;           /* the editor's program is over */
	char *editor_problem; /* why there is no editor, or how it ended; "" otherwise */
	bool typed;           /* a key went to the editor ... */
	int64_t saved_before_ns; /* ... when the draft had been written last at this time */

	struct scratch *scratch; /* NULL: none */
	struct loop_timer *scratch_later; /* the tools are still being asked */
	int scratch_rows, scratch_cols;
	bool scratch_shown;      /* in the results' place */

	struct own_cases *cases; /* of the person's own (opened_cases.c); NULL: not asked for yet */
	struct live *live;     /* live tests (opened_live.c), or NULL: off */

	struct polish *polish; /* a formatter or linter at work, or NULL */
	enum polish_kind polishing;

	struct run *run;
	struct buf source; /* what runs */
	enum run_mode wanted;
	enum opened_saving saving;
	struct loop_timer *settle; /* before a save: the editor reads what was typed first */
	int64_t settle_until_us;
	bool settled_once;
	bool leave_confirmed; /* asked, and nothing was typed since */
	bool leave_forced;
	bool reset_confirmed; /* the same */

	/* The draft's side (opened_draft.c). */
	struct draft_lock *lock;   /* NULL: another program has it */
	struct file_watch *visits;
	bool shared;               /* another program has had the draft open meanwhile */
	struct recovery *recovery; /* text that an editor left is looked for, or offered; the editor starts after that */
	bool left_waited;
	struct lines recovery_lines;
	struct pager recovery_pager;
	struct loop_timer *autosave; /* NULL before the first key */
	int64_t unsaved_since_us;    /* the first key since the last save; 0: none */
	bool autosaving;
	int autosaves_missed; /* one after the other */
};

/* NULL and err where the question cannot be opened (its files are broken).  A draft that cannot be made is
 * no failure: the editor's pane then says why. */
struct opened *opened_new(const struct opened_setup *setup, const struct opened_events *events, void *context,
                          const struct question *question, struct err *err);
/* Ends run and editor as they are. */
void opened_free(struct opened *opened);

/* The editor's pane has this size: starts the editor the first time. */
void opened_resize(struct opened *opened, int rows, int cols);
bool opened_editing(const struct opened *opened); /* an editor runs and takes keys */
/* Starts the editor again after it ended. */
void opened_edit_again(struct opened *opened, int rows, int cols);
void opened_typed(struct opened *opened); /* call with every key that goes to the editor */

/* An editor left text that it could not save: its pane shows what differs, and Enter or D decides. */
bool opened_recovering(const struct opened *opened);
const struct lines *opened_recovery_lines(struct opened *opened, size_t width); /* borrowed until the next call */
bool opened_recovery_key(struct opened *opened, const struct key *key, size_t rows);

/* Back to the starter: asked twice; the draft is saved and kept as a snapshot before. */
void opened_reset(struct opened *opened);
/* Back to the newest snapshot that differs from the draft, which is kept as a snapshot too: so a second time undoes it. */
void opened_restore(struct opened *opened);

void opened_run(struct opened *opened, enum run_mode mode);
/* The language's formatter or linter over the saved draft.  What the formatter makes replaces it, after a snapshot; what the linter
 * finds stands in the results' place. */
void opened_polish(struct opened *opened, enum polish_kind kind);
/* Shows the scratch terminal, and starts it where there is none. */
void opened_scratch(struct opened *opened, int rows, int cols);
/* Shows one more hint below the statement. */
void opened_hint(struct opened *opened);
void opened_stop(struct opened *opened);
bool opened_running(const struct opened *opened);

/* Saves, then `left`.  Where saving is not possible the person is told and must ask again, unless forced. */
void opened_leave(struct opened *opened, bool forced);

#endif
