/* The open question: its language, statement, hints and solution. */
#include <stdlib.h>
#include <string.h>

#include "cli/linear.h"
#include "engine/base/mem.h"
#include "tui/markdown.h"

/* ---- the language: that of last time, as on the screen */

static char *kept_name(const struct question *question)
{
	return mem_format("language:%s/%s", question->pack, question->slug);
}

static const struct language *kept_language(struct linear *linear, const struct question *question)
{
	struct session *session = linear->session;
	AUTO_FREE char *name = kept_name(question);
	AUTO_FREE char *own = store_get(session->store, SESSION_NAME, name);
	AUTO_FREE char *last = own ? NULL : store_get(session->store, SESSION_NAME, "language");
	const char *kept = own ? own : last;
	const struct language *language = kept ? language_find(kept, NULL) : NULL;
	if (!language || !question_offers(question, language, NULL))
		return NULL;
	tools_wait(session->loop, session->tools, language, NULL);
	return offer_possible(session->tools, question, language, NULL) ? language : NULL;
}

static void keep_language(const struct linear *linear)
{
	AUTO_FREE char *name = kept_name(linear->question);
	store_set(linear->session->store, SESSION_NAME, name, linear->language->name);
	store_set(linear->session->store, SESSION_NAME, "language", linear->language->name);
}

static void tell_languages(const struct linear *linear)
{
	AUTO_BUF out = {0};
	buf_puts(&out, "The language is ");
	put_text(&out, linear->language->title);
	buf_puts(&out, ". Offered here:\n");
	for (size_t i = 0; i < linear->question->languages.count; i++) {
		struct err err = {0};
		const char *name = linear->question->languages.items[i];
		const struct language *language = language_find(name, &err);
		bool possible = language && offer_possible(linear->session->tools, linear->question, language, &err);
		put_text(&out, name);
		if (!possible) {
			buf_puts(&out, ", not possible: ");
			put_text(&out, err.text);
		}
		buf_putc(&out, '\n');
	}
	print(&out);
}

static const struct language *named_language(struct linear *linear, const char *name)
{
	struct err err = {0};
	const struct language *language = language_find(name, &err);
	if (language && question_offers(linear->question, language, &err)) {
		tools_wait(linear->session->loop, linear->session->tools, language, NULL);
		if (offer_possible(linear->session->tools, linear->question, language, &err))
			return language;
	}
	complain(&err);
	return NULL;
}

/* ---- opening and leaving */

struct draft_key linear_key(const struct linear *linear)
{
	return session_draft(linear->question, linear->language);
}

void linear_leave(struct linear *linear)
{
	if (!linear->question)
		return;
	linear_run_forget(linear);
	runner_rest(linear->session->runner);
	draft_lock_free(linear->lock);
	question_body_free(linear->body);
	linear->lock = NULL;
	linear->body = NULL;
	linear->question = NULL;
	linear->language = NULL;
	linear->hints_told = 0;
}

bool linear_begin(struct linear *linear, const struct question *question)
{
	struct session *session = linear->session;
	enum status status;
	struct question_body *body = session_body(question, &status);
	if (!body)
		return false;
	const struct language *language = kept_language(linear, question);
	if (!language)
		language = session_language(session, question, NULL, &status);
	if (!language) {
		question_body_free(body);
		return false;
	}
	linear_leave(linear);
	linear->question = question;
	linear->body = body;
	linear->language = language;
	AUTO_FREE char *name = mem_format("%s/%s", question->pack, question->slug);
	store_set(session->store, SESSION_NAME, "last_question", name);
	runner_prepare(session->runner, question, body, language);
	return true;
}

void linear_language(struct linear *linear, const struct linear_words *words)
{
	if (!words->count) {
		tell_languages(linear);
		return;
	}
	const struct language *language = named_language(linear, words->items[0]);
	if (!language)
		return;
	linear_run_forget(linear);
	draft_lock_free(linear->lock);
	linear->lock = NULL;
	linear->language = language;
	keep_language(linear);
	runner_prepare(linear->session->runner, linear->question, linear->body, language);
	linear_say("The language is %s.", language->title);
	linear_draft_open(linear);
}

void linear_close(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	AUTO_FREE char *title = mem_dup(linear->question->title);
	linear_leave(linear);
	linear_say("Closed: %s. The draft is kept.", title);
}

/* ---- what there is to read */

/* The first heading where it only repeats the title, which was told. */
static const char *without_title(const char *markdown, const char *title)
{
	size_t n = strlen(title);
	const char *text = markdown + strspn(markdown, "\r\n");
	if (strncmp(text, "# ", 2) != 0 || strncmp(text + 2, title, n) != 0)
		return markdown;
	text += 2 + n;
	text += strspn(text, " \t\r");
	return *text == '\n' || !*text ? text + strspn(text, "\r\n") : markdown;
}

void linear_put_markdown(const struct linear *linear, struct buf *out, const char *markdown)
{
	struct lines lines = {0};
	unsigned options = MARKDOWN_PLAIN | (linear->sources ? MARKDOWN_FORMULA_SOURCES : 0);
	markdown_render(markdown, strlen(markdown), 0, options, &lines);
	for (size_t i = 0; i < lines.count; i++) {
		for (size_t s = 0; s < lines.items[i].count; s++)
			buf_puts(out, lines.items[i].spans[s].text);
		while (out->len && out->data[out->len - 1] == ' ')
			out->data[--out->len] = '\0';
		buf_putc(out, '\n');
	}
	lines_release(&lines);
}

static void put_head(struct buf *out, const struct question *question)
{
	const char *difficulty = question_difficulty_name(question->difficulty);
	put_text(out, question->title);
	if (*difficulty)
		buf_printf(out, ", %s", difficulty);
	if (*question->category) {
		buf_puts(out, ", ");
		put_text(out, question->category);
	}
	if (question->estimated_minutes)
		buf_printf(out, ", %d minutes", question->estimated_minutes);
	buf_puts(out, ".\n");
	if (question->kind == QUESTION_PYTESTS)
		buf_puts(out, "The candidate's code could read the tests of this question.\n");
	buf_putc(out, '\n');
}

/* `words` may be NULL: it is also what opening a question ends with. */
void linear_statement(struct linear *linear, const struct linear_words *words)
{
	AUTO_BUF out = {0};
	put_head(&out, linear->question);
	linear_put_markdown(linear, &out, without_title(linear->body->statement, linear->question->title));
	buf_putc(&out, '\n');
	print(&out);
	if (!words)
		linear_draft_open(linear);
}

void linear_formulas(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	linear->sources = !linear->sources;
	linear_say(linear->sources ? "Formulas are told as they were typed." : "Formulas are told in Unicode.");
}

void linear_hint(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	const struct question_body *body = linear->body;
	if (linear->hints_told == body->hint_count) {
		linear_say(body->hint_count ? "These were all the hints." : "This question has no hints.");
		return;
	}
	const struct question_hint *hint = &body->hints[linear->hints_told++];
	AUTO_BUF out = {0};
	buf_printf(&out, "Hint %zu of %zu.\n", linear->hints_told, body->hint_count);
	linear_put_markdown(linear, &out, hint->text);
	print(&out);
}

/* The one in the language that is open, the author's first choice before others. */
static const struct question_solution *own_solution(const struct linear *linear)
{
	const struct question_solution *found = NULL;
	for (size_t i = 0; i < linear->body->solution_count; i++) {
		const struct question_solution *solution = &linear->body->solutions[i];
		if (strcmp(solution->language, linear->language->name) == 0 && (!found || (solution->primary && !found->primary)))
			found = solution;
	}
	return found;
}

void linear_solution(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	const struct question_solution *solution = own_solution(linear);
	const char *editorial = linear->body->editorial;
	if (!solution && !editorial) {
		linear_say("This question has no solution to read in %s.", linear->language->title);
		return;
	}
	if (!linear_confirm(linear, "This tells the solution."))
		return;
	AUTO_BUF out = {0};
	if (editorial)
		linear_put_markdown(linear, &out, editorial);
	if (solution) {
		buf_puts(&out, editorial ? "\nThe solution in " : "The solution in ");
		put_text(&out, linear->language->title);
		buf_puts(&out, ":\n");
		put_lines(&out, "", solution->source, SIZE_MAX);
	}
	print(&out);
}
