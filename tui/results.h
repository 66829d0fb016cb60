/* The results' pane: what the last run said, while it runs and after.
 *
 * Owns copies of everything it shows, so a run may be freed as soon as it has ended.  Rendering is pure:
 * results -> lines.  What a Submit may tell of hidden tests was decided by the engine: here are only counts and the first failing
 * index.
 */
#ifndef GREENROOM_TUI_RESULTS_H
#define GREENROOM_TUI_RESULTS_H

#include "engine/runs/run.h"
#include "tui/style.h"

enum results_phase {
	RESULTS_NOTHING, /* nothing ran yet */
	RESULTS_SAVING,  /* the editor is being asked to save */
	RESULTS_RUNNING,
	RESULTS_ENDED,
	RESULTS_NOT_RUN, /* asked for, but it could not be: `message` says why */
	RESULTS_TOLD,    /* no run: `stage` is a heading, `message` what a tool said */
};

struct results {
	enum results_phase phase;
	enum run_mode mode;
	size_t total, done;
	char *what_ran;          /* "the text saved 0.02 s before", or "" */
	char *message;
	char *stage;             /* what is made before the first test ("compiling"), or "" */
	int64_t begun_us, ended_us; /* loop_now_us() */
	struct run_test *tests;  /* rows so far, texts owned (id and feedback too) */
	size_t test_count, test_capacity;
	struct run_report report; /* RESULTS_ENDED: without rows; texts owned */
	bool expanded;           /* long texts in full */
	size_t focus;            /* which failing test is the current one, from 0; counted on beyond the last begins anew */
	struct results_time {
		char *id;
		int64_t wall_us;
	} *before;               /* what the tests of the run before took */
	size_t before_count;
	struct string_list params; /* what a function question's inputs are called; set by the owner */
};

void results_init(struct results *results);
void results_release(struct results *results);

void results_saving(struct results *results, enum run_mode mode, int64_t now_us);
void results_begin(struct results *results, enum run_mode mode, const char *what_ran, int64_t now_us);
void results_event(struct results *results, const struct run_event *event, int64_t now_us);
void results_refuse(struct results *results, const char *why);
/* What a linter found, or that it found nothing. */
void results_tell(struct results *results, const char *heading, const char *text);

/* The failing test that is looked at (the first, or another after `focus` was counted on); NULL where none failed. */
const struct run_test *results_current(const struct results *results);
/* The line of the source that the current failing test, or what the report says of the whole, speaks of; 0: none. */
int results_line(const struct results *results);
size_t results_failures(const struct results *results);

/* Where the current failing test stands in the lines: its row, and what is behind its detail.  SIZE_MAX: there is none. */
struct results_place {
	size_t line, end;
};
/* place may be NULL. */
void results_render(const struct results *results, size_t width, int64_t now_us, struct lines *out,
                    struct results_place *place);
/* For the pane's title: "running 3 of 10", "accepted", ... ; "" while there is nothing. */
void results_words(const struct results *results, char *out, size_t size);
enum role results_role(const struct results *results);

/* The parts of a row. */
const char *verdict_mark(enum verdict verdict); /* "✓", "✗", "●" */
enum role verdict_role(enum verdict verdict);
/* "0.02 s", "5 s", "3 min", "2 h", "4 d"; into at least 24 bytes. */
const char *duration_words(int64_t us, char out[24]);

#endif
