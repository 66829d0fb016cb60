#include "tui/fuzzy.h"

#include <string.h>

/* A letter, one that follows the letter before, one at the beginning of a word; what a skipped byte costs. */
enum { LETTER = 16, IN_A_ROW = 12, WORD_BEGINS = 10, TEXT_BEGINS = 4, SKIPPED = 5, NONE = -1 };

void fuzzy_fold(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

uint64_t fuzzy_letters(const char *text)
{
	uint64_t bits = 0;
	for (; *text; text++)
		bits |= UINT64_C(1) << ((unsigned char)*text & 63);
	return bits;
}

/* ---- all ways at once: the best score of the word's first i + 1 bytes with the last of them at text[j] */

struct table {
	const char *text, *word;
	size_t text_len, word_len;
	int budget; /* bytes that may be skipped inside words */
	/* For each byte of the word and of the text; NONE: no way ends there. */
	int score[FUZZY_WORD_MAX][FUZZY_TEXT_MAX];
	int skipped[FUZZY_WORD_MAX][FUZZY_TEXT_MAX];
	short from[FUZZY_WORD_MAX][FUZZY_TEXT_MAX];
};

static bool joins_words(char c)
{
	return c == ' ' || c == '-' || c == '_' || c == '/' || c == '(' || c == '.' || c == ',' || c == ':' || c == '\'';
}

static bool begins_word(const char *text, size_t at)
{
	return at == 0 || joins_words(text[at - 1]);
}

static void begin_at(struct table *table, size_t at)
{
	bool begins = begins_word(table->text, at);
	table->score[0][at] = LETTER + (begins ? WORD_BEGINS : 0) + (at == 0 ? TEXT_BEGINS : 0);
	table->skipped[0][at] = 0;
	table->from[0][at] = NONE;
}

/* The best way to text[at] from any place of the byte before. */
static void go_on_at(struct table *table, size_t i, size_t at)
{
	bool begins = begins_word(table->text, at);
	for (size_t before = i - 1; before < at; before++) {
		if (table->score[i - 1][before] == NONE)
			continue;
		int gap = (int)(at - before) - 1;
		int cost = begins ? 0 : gap;
		int skipped = table->skipped[i - 1][before] + cost;
		int score = table->score[i - 1][before] + LETTER + (gap == 0 ? IN_A_ROW : 0) + (begins ? WORD_BEGINS : 0) -
		            SKIPPED * cost;
		if (skipped > table->budget || score <= table->score[i][at])
			continue;
		table->score[i][at] = score;
		table->skipped[i][at] = skipped;
		table->from[i][at] = (short)before;
	}
}

static void fill(struct table *table)
{
	for (size_t i = 0; i < table->word_len; i++)
		for (size_t at = i; at < table->text_len; at++) {
			table->score[i][at] = NONE;
			if (table->text[at] != table->word[i])
				continue;
			if (i == 0)
				begin_at(table, at);
			else
				go_on_at(table, i, at);
		}
}

/* Most texts do not even hold the bytes in their order. */
static bool is_possible(const char *text, size_t text_len, const char *word, size_t word_len)
{
	size_t i = 0;
	for (size_t at = 0; at < text_len && i < word_len; at++)
		if (text[at] == word[i])
			i++;
	return i == word_len;
}

/* Where the best way ends, and its score; 0: there is none. */
static int best_end(const struct table *table, size_t *end)
{
	int best = 0;
	for (size_t at = table->word_len - 1; at < table->text_len; at++)
		if (table->score[table->word_len - 1][at] > best) {
			best = table->score[table->word_len - 1][at];
			*end = at;
		}
	return best;
}

int fuzzy_mark(const char *text, const char *word, bool *marks)
{
	static struct table table; /* 100 kB, for one search after another */
	size_t end = 0;
	table.text = text;
	table.word = word;
	table.text_len = strnlen(text, FUZZY_TEXT_MAX);
	table.word_len = strnlen(word, FUZZY_WORD_MAX);
	table.budget = (int)table.word_len / 4;
	if (!is_possible(text, table.text_len, word, table.word_len))
		return 0;
	fill(&table);
	int best = best_end(&table, &end);
	for (size_t i = table.word_len; best && marks && i-- > 0;) {
		marks[end] = true;
		end = i ? (size_t)table.from[i][end] : 0;
	}
	return best;
}

int fuzzy_score(const char *text, const char *word)
{
	return fuzzy_mark(text, word, NULL);
}
