/* The person's own cases of the opened question: a file (engine/packs/cases.h) kept with the drafts, one for all languages, edited in the
 * results' place by a second editor and run beside the public tests.
 *
 * The editor lives on while its pane is put away.  Whatever needs the file (a run, a pin, leaving) has it saved first, as with the
 * draft; a pause in typing saves it too.
 */
#ifndef GREENROOM_TUI_OPENED_CASES_H
#define GREENROOM_TUI_OPENED_CASES_H

#include "engine/packs/cases.h"
#include "tui/opened.h"

/* Shows the editor on the file in a pane of that size; both are made where they are missing. */
void opened_cases_edit(struct opened *opened, int rows, int cols);
/* Saves; the results are seen again. */
void opened_cases_put_away(struct opened *opened);
/* NULL while it is not shown. */
struct term *opened_cases_term(const struct opened *opened);
const char *opened_cases_editor(const struct opened *opened); /* its name */
void opened_cases_resize(struct opened *opened, int rows, int cols);
void opened_cases_typed(struct opened *opened); /* call with every key that goes to it */
/* Adds the test of that row to the file. */
void opened_cases_pin(struct opened *opened, const struct run_test *row);

/* Runs the pack's own solution on the cases that expect nothing, and writes what it returns into the file.  For practice only. */
void opened_cases_fill(struct opened *opened);

/* ---- for opened.c and opened_live.c */

/* True where the file is being saved first: opened_start_run follows. */
bool opened_cases_save_to_run(struct opened *opened, const char *what_ran);
bool opened_cases_saving_to_run(const struct opened *opened);
/* True where it is being saved first, or the person was asked: opened_leave follows where that went well. */
bool opened_cases_save_to_leave(struct opened *opened, bool forced);
/* What a run is to have; the cases stay until the next call.  A file with mistakes is told of and left out. */
void opened_cases_give(struct opened *opened, struct run_request *request);
void opened_cases_close(struct opened *opened);

/* What opened.c has for it. */
void opened_start_run(struct opened *opened, const char *what_ran);

#endif
