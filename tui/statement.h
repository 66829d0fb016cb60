/* The statement's pane: the question's Markdown, laid out once a width, with the hints asked for below it; and behind
 * it, after a confirmation, the written solution.
 *
 * Keys while it has the focus: those of the pager; h l scroll tables that are too wide; / searches and n N go on, within
 * the page; x goes to the next example, X back; in the solution Esc leads back.
 */
#ifndef GREENROOM_TUI_STATEMENT_H
#define GREENROOM_TUI_STATEMENT_H

#include "engine/packs/question.h"
#include "tui/pager.h"
#include "tui/search.h"

enum statement_page {
	STATEMENT_TEXT,
	STATEMENT_ASKS,     /* is the solution to be shown? Enter shows it, Esc leads back */
	STATEMENT_SOLUTION, /* the written one and the source of another */
};

struct statement {
	const struct question *question; /* borrowed */
	const char *markdown;            /* borrowed */
	size_t width;                    /* of `lines`; 0: not laid out */
	unsigned options;                /* of enum markdown_option; after a change width is to be 0 */
	const struct question_hint *hints; /* borrowed */
	size_t hint_count, hints_shown;
	size_t hint_line;                /* where the last shown hint begins in `lines` */
	struct lines lines;
	size_t widest;                   /* columns of the widest line */
	struct pager pager;

	enum statement_page page;
	const struct question_body *body;  /* borrowed; NULL: no solution is offered */
	const struct language *language;   /* borrowed: the solution is shown in it where there is one */
	bool confirmed;                    /* the solution was asked for and Enter said */
	struct pager text_pager;           /* where the statement was left */

	bool typing;   /* after '/': keys belong to the search */
	bool missed;   /* the last search found nothing */
	char search[SEARCH_MAX + 1];
	size_t found;  /* the line found last, SIZE_MAX: none */
	size_t example; /* the line of the example gone to last, SIZE_MAX: none */
};

void statement_init(struct statement *statement, const struct question *question, const char *markdown,
                    const struct question_hint *hints, size_t hint_count);
/* One more hint below the statement, brought into sight; false where there is none (left). */
bool statement_hint(struct statement *statement);
/* Formulas drawn, or as they were typed. */
void statement_toggle_sources(struct statement *statement);
/* Lets the written solution and one in the language be seen. */
void statement_offer_solution(struct statement *statement, const struct question_body *body, const struct language *language);
/* To it, or back; false where none is offered, or there is none. */
bool statement_solution(struct statement *statement);
/* The line to type a search in. */
void statement_begin_search(struct statement *statement);
/* To the example behind the one gone to last, or the one before it, around the ends; false where there is none. */
bool statement_example(struct statement *statement, bool back, size_t rows);
/* A key while it has the focus; false: not one of its own. */
bool statement_key(struct statement *statement, const struct key *key, size_t rows, size_t cols);
void statement_release(struct statement *statement);
/* Lays out at a width if it is not; keeps the place roughly. */
const struct lines *statement_lines(struct statement *statement, size_t width);
/* With what was found marked, and the search in the last row while one is typed. */
void statement_draw(struct statement *statement, struct screen *screen, struct rect area);

enum role difficulty_role(enum question_difficulty difficulty);

#endif
