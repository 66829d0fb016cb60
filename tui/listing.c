#include "tui/listing.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/fuzzy.h"
#include "tui/listing_internal.h"

/* What a match in the title counts more than one elsewhere. */
enum { TITLE_BONUS = 24, TAG_BONUS = 12, OTHER_SCORE = 1, WORDS_MAX = 8 };

const struct listing_look listing_looks[STATUS_COUNT] = {
    [STATUS_NEW] = {"·", "new", ROLE_DIM},
    [STATUS_TRIED] = {"~", "tried", ROLE_WARN},
    [STATUS_SOLVED] = {"✓", "solved", ROLE_PASS},
    [STATUS_UNAVAILABLE] = {"-", "unavailable", ROLE_DIM},
    [STATUS_BROKEN] = {"!", "broken", ROLE_ERROR},
};

/* ---- what is known of each question */

static struct listing_text text_of(const char *text)
{
	struct listing_text out = {.shown = text_escaped(text, TEXT_ONE_LINE)};
	out.folded = mem_dup(out.shown);
	fuzzy_fold(out.folded);
	out.letters = fuzzy_letters(out.folded);
	return out;
}

static void text_release(struct listing_text *text)
{
	free(text->shown);
	free(text->folded);
}

static char *joined(const struct string_list *list)
{
	AUTO_BUF out = {0};
	for (size_t i = 0; i < list->count; i++)
		buf_printf(&out, "%s%s", i ? ", " : "", list->items[i]);
	return text_escaped(buf_text(&out), TEXT_ONE_LINE);
}

static char *shortened(const struct string_list *list)
{
	AUTO_BUF out = {0};
	buf_puts(&out, list->count ? list->items[0] : "");
	if (list->count > 1)
		buf_printf(&out, " +%zu", list->count - 1);
	return text_escaped(buf_text(&out), TEXT_ONE_LINE);
}

static void describe(const struct question *question, struct listing_entry *entry)
{
	entry->title = text_of(question->title);
	entry->category = text_of(question->category);
	entry->tags = mem_zero(question->tags.count + 1, sizeof *entry->tags);
	entry->tag_count = question->tags.count;
	for (size_t i = 0; i < entry->tag_count; i++)
		entry->tags[i] = text_of(question->tags.items[i]);
	entry->tags_shown = joined(&question->tags);
	entry->languages_shown = joined(&question->languages);
	entry->languages_short = shortened(&question->languages);
}

static void entry_release(struct listing_entry *entry)
{
	text_release(&entry->title);
	text_release(&entry->category);
	for (size_t i = 0; i < entry->tag_count; i++)
		text_release(&entry->tags[i]);
	free(entry->tags);
	free(entry->tags_shown);
	free(entry->languages_shown);
	free(entry->languages_short);
}

enum listing_status listing_status(const struct listing *listing, size_t index)
{
	const struct question *question = &listing->catalogue->questions[index];
	if (question->state == QUESTION_BROKEN)
		return STATUS_BROKEN;
	if (listing->entries[index].summary.solved)
		return STATUS_SOLVED;
	if (question->state == QUESTION_UNAVAILABLE)
		return STATUS_UNAVAILABLE;
	return listing->entries[index].summary.tried ? STATUS_TRIED : STATUS_NEW;
}

/* ---- attempts, found by name */

static int compare_names(const char *pack, const char *slug, const struct question *question)
{
	int by_pack = strcmp(pack, question->pack);
	return by_pack ? by_pack : strcmp(slug, question->slug);
}

/* Of two questions with one name the first has it; the catalogue opens that one too. */
static int by_name(const void *a, const void *b)
{
	const struct question *x = *(const struct question *const *)a, *y = *(const struct question *const *)b;
	int order = compare_names(x->pack, x->slug, y);
	return order ? order : (x > y) - (x < y);
}

size_t listing_index_of(const struct listing *listing, const char *pack, const char *slug)
{
	size_t count = listing->catalogue->question_count, low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_names(pack, slug, listing->by_name[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < count && compare_names(pack, slug, listing->by_name[low]) == 0;
	return found ? (size_t)(listing->by_name[low] - listing->catalogue->questions) : count;
}

static void take_summary(const char *pack, const char *slug, const struct attempt_summary *summary, void *context)
{
	struct listing *listing = context;
	size_t index = listing_index_of(listing, pack, slug);
	if (index < listing->catalogue->question_count)
		listing->entries[index].summary = *summary;
}

static void read_attempts(struct listing *listing)
{
	for (size_t i = 0; i < listing->catalogue->question_count; i++)
		listing->entries[i].summary = (struct attempt_summary){0};
	attempt_each(listing->store, listing->session, take_summary, listing);
}

/* ---- the search */

struct words {
	char *text; /* folded, cut into words */
	const char *items[WORDS_MAX];
	uint64_t letters[WORDS_MAX];
	size_t count;
};

static void words_of(const struct listing *listing, struct words *words)
{
	*words = (struct words){.text = mem_dup(buf_text(&listing->query))};
	fuzzy_fold(words->text);
	char *rest = words->text, *word;
	while (words->count < WORDS_MAX && (word = strtok_r(NULL, " \t\n", &rest))) {
		words->letters[words->count] = fuzzy_letters(word);
		words->items[words->count++] = word;
	}
}

static int score_in(const struct listing_text *text, const char *word, uint64_t letters)
{
	return (letters & ~text->letters) == 0 ? fuzzy_score(text->folded, word) : 0;
}

static int better(int a, int b)
{
	return a > b ? a : b;
}

/* Names that are known exactly: no guessing there. */
static bool is_named(const struct question *question, const char *word)
{
	return text_contains(question->slug, word) || text_contains(question->pack, word) ||
	       text_contains(question->framework, word) || text_contains(question_difficulty_name(question->difficulty), word);
}

static int score_of_word(const struct listing *listing, size_t index, const char *word, uint64_t letters)
{
	const struct listing_entry *entry = &listing->entries[index];
	int title = score_in(&entry->title, word, letters);
	int best = better(title ? title + TITLE_BONUS : 0, score_in(&entry->category, word, letters));
	for (size_t i = 0; i < entry->tag_count; i++) {
		int tag = score_in(&entry->tags[i], word, letters);
		best = better(best, tag ? tag + TAG_BONUS : 0);
	}
	return best || !is_named(&listing->catalogue->questions[index], word) ? best : OTHER_SCORE;
}

/* 0 where a word is nowhere. */
static int score_of(const struct listing *listing, size_t index, const struct words *words)
{
	int sum = 1;
	for (size_t i = 0; i < words->count; i++) {
		int score = score_of_word(listing, index, words->items[i], words->letters[i]);
		if (!score)
			return 0;
		sum += score;
	}
	return sum;
}

bool listing_mark(const struct listing *listing, const struct listing_text *text, bool *marks)
{
	bool any = false;
	struct words words;
	words_of(listing, &words);
	for (size_t i = 0; i < words.count; i++)
		if ((words.letters[i] & ~text->letters) == 0 && fuzzy_mark(text->folded, words.items[i], marks))
			any = true;
	free(words.text);
	return any;
}

/* ---- the list */

struct hit {
	size_t index, rank;
	int score;
};

static int by_score(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

void listing_narrow(struct listing *listing)
{
	size_t count = listing->catalogue->question_count, found = 0;
	struct words words;
	words_of(listing, &words);
	struct hit *hits = mem_new((count + 1) * sizeof *hits);
	for (size_t rank = 0; rank < count; rank++) {
		size_t index = listing->order[rank];
		int score = listing_filters_pass(listing, index) ? score_of(listing, index, &words) : 0;
		if (score)
			hits[found++] = (struct hit){index, rank, score};
	}
	if (words.count && found)
		qsort(hits, found, sizeof *hits, by_score);
	for (size_t i = 0; i < found; i++)
		listing->shown[i] = hits[i].index;
	listing->shown_count = found;
	free(hits);
	free(words.text);
}

void listing_search(struct listing *listing, const char *query)
{
	buf_clear(&listing->query);
	buf_puts(&listing->query, query);
	listing_narrow(listing);
}

void listing_refresh(struct listing *listing)
{
	read_attempts(listing);
	listing_put_in_order(listing);
	listing_narrow(listing);
}

struct listing *listing_new(const struct catalogue *catalogue, struct store *store, const char *session)
{
	struct listing *listing = mem_zero(1, sizeof *listing);
	size_t count = catalogue->question_count;
	listing->catalogue = catalogue;
	listing->store = store;
	listing->session = mem_dup(session);
	listing->entries = mem_zero(count + 1, sizeof *listing->entries);
	listing->by_name = mem_new((count + 1) * sizeof(struct question *));
	listing->order = mem_new((count + 1) * sizeof *listing->order);
	listing->shown = mem_new((count + 1) * sizeof *listing->shown);
	for (size_t i = 0; i < count; i++) {
		describe(&catalogue->questions[i], &listing->entries[i]);
		listing->by_name[i] = &catalogue->questions[i];
	}
	if (count)
		qsort(listing->by_name, count, sizeof(struct question *), by_name);
	listing_read_lists(listing);
	listing_restore(listing);
	listing_refresh(listing);
	return listing;
}

void listing_free(struct listing *listing)
{
	if (!listing)
		return;
	for (size_t i = 0; i < listing->catalogue->question_count; i++)
		entry_release(&listing->entries[i]);
	for (size_t i = 0; i < listing->filter_count; i++)
		free(listing->filters[i].value);
	listing_free_lists(listing);
	free(listing->session);
	free(listing->entries);
	free(listing->by_name);
	free(listing->filters);
	free(listing->order);
	free(listing->shown);
	buf_release(&listing->query);
	free(listing);
}

/* ---- one of many */

static uint64_t hash_more(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash * UINT64_C(0x9e3779b97f4a7c15);
}

/* Each question draws a lot with the day; the highest wins.  So nothing that a machine lacks moves any other day's. */
const struct question *listing_of_the_day(const struct catalogue *catalogue, const char *pack, const char *date)
{
	const struct question *best = NULL;
	uint64_t highest = 0;
	for (size_t i = 0; i < catalogue->question_count; i++) {
		const struct question *question = &catalogue->questions[i];
		if (question->state != QUESTION_READY || strcmp(question->pack, pack) != 0)
			continue;
		uint64_t lot = hash_more(hash_more(hash_more(UINT64_C(0xcbf29ce484222325), date), pack), question->slug);
		lot ^= lot >> 29;
		if (!best || lot > highest) {
			best = question;
			highest = lot;
		}
	}
	return best;
}

const struct question *listing_random(const struct listing *listing, const struct question *but)
{
	size_t count = 0;
	const struct question **ready = mem_new((listing->shown_count + 1) * sizeof *ready);
	for (size_t i = 0; i < listing->shown_count; i++) {
		const struct question *question = &listing->catalogue->questions[listing->shown[i]];
		if (question->state == QUESTION_READY && question != but)
			ready[count++] = question;
	}
	uint64_t lot = 0;
	/* Without a random source the first one is as good. */
	if (getentropy(&lot, sizeof lot) < 0)
		lot = 0;
	const struct question *found = count ? ready[lot % count] : NULL;
	free(ready);
	return found;
}
