/* Linear mode: the screen's work as plain lines and prompts, for who listens to a screen reader and for terminals that
 * can only print.
 *
 * One command a line, from standard input; answers are sentences on standard output, what matters most first.  No
 * cursor movement, no colour, nothing drawn twice; it works without a terminal too.  Complaints are on standard
 * error and change nothing.  The draft is the same file as the screen's, written at once by each command that
 * edits it, with a snapshot before: an end at any moment loses no line that was taken.
 *
 * What the files of linear mode share: linear.c the table of commands and the loop, linear_input.c lines,
 * linear_list.c finding questions, linear_question.c the open one, linear_draft.c its draft, linear_run.c runs.
 */
#ifndef GREENROOM_CLI_LINEAR_H
#define GREENROOM_CLI_LINEAR_H

#include "cli/session.h"

enum {
	LINEAR_LINE_MAX = 65536, /* bytes of one line */
	LINEAR_WORDS_MAX = 32,   /* of one command */
	LINEAR_PAGE = 20,        /* questions told at once */
};

struct linear {
	struct session *session;
	bool ended;   /* quit was said, standard input is at its end, or we were told to end */
	bool stopped; /* by Ctrl-C, which gives up what is being typed or run, and no more */

	/* The list as it was told last. */
	const struct question **listed; /* borrowed from the catalogue */
	size_t listed_count, told;

	/* The open question; NULL: none. */
	const struct question *question; /* borrowed from the catalogue */
	struct question_body *body;
	const struct language *language;
	struct draft_lock *lock; /* NULL where it cannot be had */
	size_t hints_told;
	bool sources; /* formulas as they were typed */

	/* The last run of it; NULL: none.  The report is the run's. */
	struct run *run;
	const struct run_report *report;
	bool running;
	struct buf source; /* what runs */
};

/* A command's words without its name. */
struct linear_words {
	char *items[LINEAR_WORDS_MAX];
	size_t count;
};
typedef void linear_fn(struct linear *linear, const struct linear_words *words);

linear_fn linear_list, linear_more, linear_open, linear_next;
linear_fn linear_statement, linear_formulas, linear_hint, linear_solution, linear_language, linear_close;
linear_fn linear_draft, linear_edit, linear_write, linear_append, linear_insert, linear_replace, linear_delete;
linear_fn linear_undo, linear_reset, linear_format, linear_lint;
linear_fn linear_run, linear_submit, linear_results, linear_test;

/* ---- lines */

/* Prints the prompt and waits for a line, while the loop runs; without its line end.  False with err empty: there is none
 * (`ended` or `stopped` is set); false with err: the line is none (too long, a NUL byte, no UTF-8), and was skipped. */
bool linear_read(struct linear *linear, const char *prompt, struct buf *line, struct err *err);
/* Lines up to one that is a single dot; a line of dots loses its first.  False after a complaint, also where one of them was no
 * line: *text then has the others, to be kept but not to be used as if it were whole. */
bool linear_read_text(struct linear *linear, size_t max, struct buf *text);
/* True where the person types "yes". */
bool linear_confirm(struct linear *linear, const char *what);
/* A whole number from 1 to max; false after a complaint. */
bool linear_number(const char *word, const char *what, size_t max, size_t *out);
/* One sentence, formatted, escaped, and ended by a line end. */
void linear_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "3 lines", "1 line".  Yours. */
char *linear_count(size_t count, const char *noun);

/* ---- the question and its draft */

/* Leaves the open question; the draft stays. */
void linear_leave(struct linear *linear);
/* Opens it; false after a complaint, and the one before is open still. */
bool linear_begin(struct linear *linear, const struct question *question);
struct draft_key linear_key(const struct linear *linear);
/* Makes the draft of the open question if there is none, takes its lock, and says how long it is. */
bool linear_draft_open(struct linear *linear);
/* Reads the draft; false after a complaint. */
bool linear_draft_read(struct linear *linear, struct buf *text);
/* Markdown as plain lines. */
void linear_put_markdown(const struct linear *linear, struct buf *out, const char *markdown);
/* Gives up what is left of the last run. */
void linear_run_forget(struct linear *linear);

#endif
