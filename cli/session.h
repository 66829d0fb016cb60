/* What the commands and the screen stand on: the loop, the packs, the store, the tools, the runner.
 *
 * Packs come from --pack, then DATA/packs, then those that ship with the program; where two have one
 * name the first counts, so that an author's copy is not hidden by the installed one.
 */
#ifndef GREENROOM_CLI_SESSION_H
#define GREENROOM_CLI_SESSION_H

#include "cli/commands.h"
#include "engine/loop/loop.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/offers.h"
#include "engine/runs/run.h"
#include "engine/store/store.h"

#define SESSION_NAME "practice" /* in drafts and attempts, for who is in no interview */

enum {
	SESSION_STORE = 1,        /* store; what is wrong with it is warned of, not fatal */
	SESSION_TOOLS = 2,  /* found; those that decide which questions can be run are asked, and the questions marked: waits for them */
	SESSION_ASKING = 4, /* the same without waiting: marked when they have answered */
	SESSION_RUNNER = 8, /* with one of the two above */
};

struct session {
	const struct arguments *arguments; /* borrowed */
	struct loop *loop;
	struct catalogue *catalogue;
	size_t own_packs; /* the first so many of the catalogue's packs came by --pack */
	char *data;       /* the data directory, absolute */
	struct store *store; /* NULL where not even reading works */
	struct tools *tools;
	struct runner *runner;
};

/* STATUS_PASSED, or the status of what was complained of.  session_close is due in both cases. */
enum status session_open(struct session *session, const struct arguments *arguments, unsigned needs);
void session_close(struct session *session);

/* The question of that name; a broken one is an error, and so is an unavailable one unless `any`.
 * NULL after a complaint whose status is in *status. */
struct question *session_question(const struct session *session, const char *name, bool any, enum status *status);
/* Its statement, tests and solutions; NULL as above. */
struct question_body *session_body(const struct question *question, enum status *status);

/* The language to do the question in: the one named by --language; else that of the file's ending (file may be NULL or "-");
 * else the first of the question's that this machine has tools for.  NULL after a complaint: the question is not
 * offered in it, the tools are missing. */
const struct language *session_language(const struct session *session, const struct question *question, const char *file,
                                        enum status *status);
/* Where its draft is kept; borrows all of it. */
struct draft_key session_draft(const struct question *question, const struct language *language);

#endif
