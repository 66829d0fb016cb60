/* Fuzzy search: is a typed word in a text, how well, and where.
 *
 * The word's bytes must stand in the text in their order.  A jump to the beginning of a word is free ("fc" finds
 * "fewest coins"); of other bytes one in four of the word's may be skipped ("fewst" finds "fewest"), so that a few
 * letters do not match everything.  Of all ways the best counts: letters in one piece and at the
 * beginnings of words.  Both texts are folded by fuzzy_fold before.
 */
#ifndef GREENROOM_TUI_FUZZY_H
#define GREENROOM_TUI_FUZZY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is longer takes part with its head. */
enum { FUZZY_WORD_MAX = 48, FUZZY_TEXT_MAX = 240 };

/* ASCII letters become lower case, in place; all else counts as it is. */
void fuzzy_fold(char *text);
/* Which characters a text holds, roughly: a text can only hold a word whose bits are all in its own. */
uint64_t fuzzy_letters(const char *text);

/* 0: no match; the more the better.  `word` must not be empty. */
int fuzzy_score(const char *text, const char *word);
/* Sets marks[i] for the bytes of the text that the best way uses, leaves the others alone; marks has FUZZY_TEXT_MAX. */
int fuzzy_mark(const char *text, const char *word, bool *marks);

#endif
