/* The store: what the learner made.  Drafts are plain files; attempts are rows.
 *
 *     DATA/drafts/SESSION/PACK/QUESTION/LANGUAGE/solution.py   the draft
 *     DATA/snapshots/SESSION/PACK/QUESTION/LANGUAGE/YYYYMMDD-HHMMSS-mmm-WHY.py (UTC)
 *     DATA/recovery/SESSION/PACK/QUESTION/LANGUAGE/             what editors could not save; who has the draft open
 *     DATA/greenroom.db                                         attempts (SQLite, WAL; schema in database.c)
 *     DATA/greenroom.lock                                       held while the database is opened or set aside
 *     DATA/packs/                                               packs of one's own
 *
 * Drafts are written beside and renamed.  A snapshot is kept before anything
 * replaces one.  The database is for attempts only: without it (corrupt, read-only,
 * full disk) drafts still work, `store_trouble` says what is wrong, and a corrupt
 * file is set aside under its own name plus ".corrupt-DATE" and a new one begun.  Several programs may
 * use one home at once.
 */
#ifndef GREENROOM_STORE_STORE_H
#define GREENROOM_STORE_STORE_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/packs/question.h"
#include "engine/runs/run.h"

struct store;

/* `folder`: the data directory, or NULL for path_data_home().  Made with mode 0700 if missing.  NULL only
 * where not even reading works; a store that cannot write opens and says so in store_trouble. */
struct store *store_open(const char *folder, struct err *err);
void store_close(struct store *store);
const char *store_folder(const struct store *store);
/* NULL, or one line for the person: the last thing that went wrong.  Borrowed until the next call. */
const char *store_trouble(const struct store *store);

/* ---- drafts.  session: "practice" by default; slugs and pack names are checked (no '/', no dots alone). */
struct draft_key {
	const char *session, *pack, *question, *language;
	const char *file; /* "solution.py" */
};
char *draft_path(const struct store *store, const struct draft_key *key); /* absolute; yours */
/* Makes the draft from `starter` if there is none; the path is usable after true. */
bool draft_ensure(struct store *store, const struct draft_key *key, const char *starter, struct err *err);
bool draft_read(struct store *store, const struct draft_key *key, size_t max, struct buf *out, struct err *err);
/* Snapshot of what is there (if it differs from the newest snapshot), then replace. */
bool draft_replace(struct store *store, const struct draft_key *key, const char *why, const char *text,
                   size_t len, struct err *err);
bool draft_snapshot(struct store *store, const struct draft_key *key, const char *why, struct err *err);
/* Keeps a text that is not the draft as a snapshot, unless the newest one holds it. */
bool draft_keep(struct store *store, const struct draft_key *key, const char *why, const char *text, size_t len,
                struct err *err);
/* Paths of the snapshots, newest first. */
void draft_snapshots(struct store *store, const struct draft_key *key, struct string_list *paths);

/* The folder for what editors could not save of it.  Not made; yours. */
char *draft_recovery(const struct store *store, const struct draft_key *key);

/* Who has a draft open.  A lock keeps nobody out: it is there so that two programs on one draft know of each other.
 * It ends with its holder, also by a kill.  NULL and err where it cannot be had; where another program holds it,
 * *other is that one's process id and err stays empty.  Then that one is told by its `visited` file (see below). */
struct draft_lock;
struct draft_lock *draft_lock_take(struct store *store, const struct draft_key *key, pid_t *other, struct err *err);
void draft_lock_free(struct draft_lock *lock); /* forgets the editor */
/* Notes the editor that holds unsaved text, for the next holder. */
void draft_lock_note(struct draft_lock *lock, pid_t editor);
/* The editor that the last holder left behind when it was killed; it may still be ending.  0: none. */
pid_t draft_lock_left(const struct draft_lock *lock);
/* Written by every program that wanted the lock in vain: watch it.  Borrowed. */
const char *draft_lock_visited(const struct draft_lock *lock);
pid_t draft_lock_visitor(const struct draft_lock *lock); /* the last one; 0: none */

/* ---- attempts */
struct attempt_summary {
	int64_t runs, submits;
	bool tried, solved;      /* solved: an accepted submit */
	int64_t last_ms;         /* Unix time of the last attempt, 0: never */
	int64_t best_wall_us;    /* of accepted submits; 0: none */
};
/* Stores a finished run with its source; false (and trouble) leaves all else working. */
bool attempt_add(struct store *store, const struct draft_key *key, const char *source, size_t len,
                 const struct run_report *report, struct err *err);
void attempt_summary(struct store *store, const char *session, const char *pack, const char *question,
                     struct attempt_summary *out);
/* For a whole list at once: calls fn for each question that has attempts. */
typedef void attempt_each_fn(const char *pack, const char *question, const struct attempt_summary *summary,
                             void *context);
void attempt_each(struct store *store, const char *session, attempt_each_fn *fn, void *context);

/* ---- the rate limit: `runs` starts in any `per_s` seconds, counted in the database, so that a restart does
 * not reset it.  True: this start is counted.  False: *wait_s is how long until one is free again.
 * Where the database cannot be used, the count is kept in memory. */
bool rate_take(struct store *store, const char *session, int runs, int per_s, int *wait_s);

/* ---- where the person was: small texts by name ("last_question", ...).  NULL when unset; yours. */
char *store_get(struct store *store, const char *session, const char *name);
bool store_set(struct store *store, const char *session, const char *name, const char *value);

#endif
