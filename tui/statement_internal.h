/* Between the two files of tui/statement.h: pages and their layout, and what keys do on them. */
#ifndef GREENROOM_TUI_STATEMENT_INTERNAL_H
#define GREENROOM_TUI_STATEMENT_INTERNAL_H

#include "tui/statement.h"

/* Enter and Esc around the solution. */
bool statement_page_key(struct statement *statement, const struct key *key);

#endif
