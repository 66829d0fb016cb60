/* One run to its end, told on standard output: what run, submit and verify --candidate share. */
#ifndef GREENROOM_CLI_JUDGE_H
#define GREENROOM_CLI_JUDGE_H

#include "cli/session.h"
#include "engine/runs/polish.h"

struct judging {
	struct session *session;
	const struct question *question;
	const struct question_body *body;
	const struct language *language;
	const char *source;
	size_t source_len;
	enum run_mode mode;
	bool reveal; /* rows of hidden tests too: for authors */
};

/* Reads a candidate's source: FILE, "-" for standard input, or NULL for the draft.  What is no source at
 * all (too large for the question, NUL bytes, no UTF-8) is an error here. */
bool source_read(const struct session *session, const struct question *question, const struct language *language,
                 const char *file, struct buf *source, struct err *err);

typedef void judged_fn(const struct run_report *report, void *context);
/* Runs it on the session's loop and prints each test and the whole, or with --json the report alone.
 * Ctrl-C stops the run.  `fn` (may be NULL) gets the report before it is freed. */
enum status judge_aloud(const struct judging *judging, judged_fn *fn, void *context);

enum status status_of_verdict(enum verdict verdict);

/* The language's formatter or linter over `file` as above, with its word on standard output; what was formatted replaces the
 * draft, or is printed. */
enum status polish_aloud(struct session *session, const struct question *question, const struct language *language,
                         const char *file, enum polish_kind kind);

/* Counts a run against the pack's run rate; false after a complaint that says how long to wait. */
bool rate_allows(const struct session *session, const struct question *question);
/* A judged_fn: keeps the attempt; context is the struct judging.  A run that was stopped, or that the machine could not do, is none. */
void record_attempt(const struct run_report *report, void *context);

#endif
