/* Finding a question: the list in pages, numbers, names. */
#include <stdlib.h>
#include <string.h>

#include "cli/linear.h"
#include "engine/base/mem.h"

static const char *status_of(const struct linear *linear, const struct question *question)
{
	struct attempt_summary summary = {0};
	if (question->state != QUESTION_READY)
		return question->state == QUESTION_BROKEN ? "broken" : "cannot be run here";
	attempt_summary(linear->session->store, SESSION_NAME, question->pack, question->slug, &summary);
	return summary.solved ? "solved" : summary.tried ? "tried" : "new";
}

/* "3. Fewest coins, easy, Dynamic programming, new." */
static void put_question(const struct linear *linear, size_t number, struct buf *out)
{
	const struct question *question = linear->listed[number - 1];
	const char *const facts[] = {question_difficulty_name(question->difficulty), question->category,
	                             status_of(linear, question)};
	buf_printf(out, "%zu. ", number);
	put_text(out, question->title);
	for (size_t i = 0; i < COUNT_OF(facts); i++) {
		if (!*facts[i])
			continue;
		buf_puts(out, ", ");
		put_text(out, facts[i]);
	}
	buf_puts(out, ".\n");
}

static void tell_page(struct linear *linear)
{
	AUTO_BUF out = {0};
	size_t last = linear->told + LINEAR_PAGE;
	last = last < linear->listed_count ? last : linear->listed_count;
	while (linear->told < last)
		put_question(linear, ++linear->told, &out);
	if (last < linear->listed_count)
		buf_printf(&out, "%zu more: type more.\n", linear->listed_count - last);
	print(&out);
}

static bool wanted(const struct question *question, const struct linear_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (!question_matches(question, words->items[i]))
			return false;
	return true;
}

void linear_list(struct linear *linear, const struct linear_words *words)
{
	const struct catalogue *catalogue = linear->session->catalogue;
	free(linear->listed);
	linear->listed = mem_zero(catalogue->question_count + 1, sizeof *linear->listed);
	linear->listed_count = linear->told = 0;
	for (size_t i = 0; i < catalogue->question_count; i++)
		if (wanted(&catalogue->questions[i], words))
			linear->listed[linear->listed_count++] = &catalogue->questions[i];
	if (!linear->listed_count) {
		linear_say(words->count ? "No question has all of these words." : "There are no questions.");
		return;
	}
	AUTO_FREE char *count = linear_count(linear->listed_count, "question");
	linear_say("%s. To open one, type open and its number or name.", count);
	tell_page(linear);
}

void linear_more(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	if (!linear->listed)
		complain_of(STATUS_INPUT, "there is no list yet: type list");
	else if (linear->told == linear->listed_count)
		linear_say("That was the whole list.");
	else
		tell_page(linear);
}

static bool begin_named(struct linear *linear, const char *name)
{
	enum status status;
	const struct question *question = session_question(linear->session, name, false, &status);
	return question && linear_begin(linear, question);
}

static void open_last(struct linear *linear)
{
	AUTO_FREE char *last = store_get(linear->session->store, SESSION_NAME, "last_question");
	if (!last)
		complain_of(STATUS_INPUT, "no question was open before: type list, then open and a number");
	else if (begin_named(linear, last))
		linear_statement(linear, NULL);
}

/* The statement follows: who opens a question wants to hear it. */
void linear_open(struct linear *linear, const struct linear_words *words)
{
	if (!words->count) {
		open_last(linear);
		return;
	}
	const char *word = words->items[0];
	size_t number;
	bool opened = false;
	if (strspn(word, "0123456789") == strlen(word)) {
		if (!linear->listed)
			complain_of(STATUS_INPUT, "there is no list yet: type list, then open %s", word);
		else if (linear_number(word, "a question of the list", linear->listed_count, &number)) {
			const struct question *question = linear->listed[number - 1];
			AUTO_FREE char *name = mem_format("%s/%s", question->pack, question->slug);
			opened = begin_named(linear, name);
		}
	} else {
		opened = begin_named(linear, word);
	}
	if (opened)
		linear_statement(linear, NULL);
}

/* Where the open question stands in the list; listed_count: nowhere. */
static size_t place_of(const struct linear *linear)
{
	size_t i = 0;
	while (i < linear->listed_count && linear->listed[i] != linear->question)
		i++;
	return i;
}

void linear_next(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	if (!linear->listed) {
		complain_of(STATUS_INPUT, "there is no list yet: type list");
		return;
	}
	size_t i = place_of(linear);
	i = i == linear->listed_count ? 0 : i + 1;
	while (i < linear->listed_count && linear->listed[i]->state != QUESTION_READY)
		i++;
	if (i == linear->listed_count)
		linear_say("The list has no further question that can be opened.");
	else if (linear_begin(linear, linear->listed[i]))
		linear_statement(linear, NULL);
}
