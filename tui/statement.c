#include "tui/statement.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "engine/toolchain/language.h"
#include "tui/markdown.h"
#include "tui/statement_internal.h"
#include "tui/wrap.h"

/* The head shows the title already: a first heading that only repeats it is left out. */
static const char *without_title(const char *markdown, const char *title)
{
	const char *text = markdown + strspn(markdown, "\r\n");
	size_t n = strlen(title);
	if (strncmp(text, "# ", 2) != 0 || strncmp(text + 2, title, n) != 0)
		return markdown;
	text += 2 + n;
	text += strspn(text, " \t\r");
	return *text == '\n' || !*text ? text : markdown;
}

void statement_init(struct statement *statement, const struct question *question, const char *markdown,
                    const struct question_hint *hints, size_t hint_count)
{
	*statement = (struct statement){.question = question,
	                                .markdown = without_title(markdown, question->title),
	                                .hints = hints,
	                                .hint_count = hint_count,
	                                .found = SIZE_MAX,
	                                .example = SIZE_MAX};
}

void statement_release(struct statement *statement)
{
	lines_release(&statement->lines);
	*statement = (struct statement){0};
}

enum role difficulty_role(enum question_difficulty difficulty)
{
	switch (difficulty) {
	case DIFFICULTY_EASY:
		return ROLE_EASY;
	case DIFFICULTY_MEDIUM:
		return ROLE_MEDIUM;
	case DIFFICULTY_HARD:
		return ROLE_HARD;
	case DIFFICULTY_UNKNOWN:
		break;
	}
	return ROLE_DIM;
}

/* Title, difficulty, category, time, and how far the verdict can be trusted: what the Markdown does not say. */
static void put_head(const struct question *question, size_t width, struct lines *out)
{
	wrap_text(out, ROLE_HEADING, question->title, width, (struct wrap_limits){.most = 3});
	AUTO_BUF facts = {0};
	if (question->category[0])
		buf_printf(&facts, " · %s", question->category);
	if (question->estimated_minutes > 0)
		buf_printf(&facts, " · %d min", question->estimated_minutes);
	AUTO_FREE char *safe = text_escaped(buf_text(&facts), TEXT_ONE_LINE);
	const char *difficulty = question_difficulty_name(question->difficulty);
	const char *rest = *difficulty ? safe : safe + (facts.len ? strlen(" · ") : 0);
	lines_begin(out);
	lines_add(out, difficulty_role(question->difficulty), 0, difficulty, strlen(difficulty));
	wrap_text(out, ROLE_DIM, rest, width, (struct wrap_limits){.most = 3, .go_on = true});
	if (question->kind == QUESTION_PYTESTS)
		wrap_text(out, ROLE_DIM, "tests readable by the candidate's code", width, (struct wrap_limits){.most = 3});
	lines_begin(out);
}

static void put_hints(struct statement *statement, size_t width)
{
	for (size_t i = 0; i < statement->hints_shown; i++) {
		lines_begin(&statement->lines);
		statement->hint_line = lines_begin(&statement->lines);
		lines_printf(&statement->lines, ROLE_HEADING, "Hint %zu of %zu", i + 1, statement->hint_count);
		markdown_render(statement->hints[i].text, strlen(statement->hints[i].text), width, statement->options, &statement->lines);
	}
}

/* ---- the solution */

static const struct question_solution *solution_in(const struct question_body *body, const struct language *language)
{
	const struct question_solution *best = NULL;
	for (size_t i = 0; i < body->solution_count; i++) {
		const struct question_solution *solution = &body->solutions[i];
		bool wanted = language && strcmp(solution->language, language->name) == 0;
		bool have = best && language && strcmp(best->language, language->name) == 0;
		if (!best || (wanted && !have) || (wanted == have && solution->primary && !best->primary))
			best = solution;
	}
	return best;
}

/* A source as a code block of its language: no fence in it is as long as that. */
static void put_source(const struct question_solution *solution, size_t width, unsigned options, struct lines *out)
{
	static const char fence[] = "~~~~~~~~~~~~~~~~~~~~~~~~";
	AUTO_BUF block = {0};
	buf_printf(&block, "%s %s\n", fence, solution->language);
	buf_put(&block, solution->source, solution->source_len);
	buf_printf(&block, "%s%s\n", solution->source_len && solution->source[solution->source_len - 1] == '\n' ? "" : "\n", fence);
	markdown_render(block.data, block.len, width, options, out);
}

static void put_solution(struct statement *statement, size_t width)
{
	const struct question_body *body = statement->body;
	const struct question_solution *solution = solution_in(body, statement->language);
	struct lines *lines = &statement->lines;
	if (body->editorial)
		markdown_render(body->editorial, strlen(body->editorial), width, statement->options, lines);
	if (!solution)
		return;
	if (body->editorial)
		lines_begin(lines);
	AUTO_FREE char *file = text_escaped(solution->file, TEXT_ONE_LINE);
	AUTO_FREE char *heading = mem_format("In %s (%s)", language_title(solution->language), file);
	wrap_text(lines, ROLE_HEADING, heading, width, (struct wrap_limits){.most = 3});
	lines_begin(lines);
	put_source(solution, width, statement->options, lines);
}

static void put_question(struct statement *statement, size_t width)
{
	wrap_text(&statement->lines, ROLE_WARN, "Show the solution?", width, (struct wrap_limits){0});
	lines_begin(&statement->lines);
	wrap_text(&statement->lines, ROLE_TEXT,
	          "It is worth more after a try of your own. Enter shows it; Esc leads back to the statement.", width,
	          (struct wrap_limits){0});
}

void statement_offer_solution(struct statement *statement, const struct question_body *body, const struct language *language)
{
	if (!body->editorial && !body->solution_count)
		return;
	statement->body = body;
	statement->language = language;
}

/* ---- layout */

void statement_toggle_sources(struct statement *statement)
{
	statement->options ^= MARKDOWN_FORMULA_SOURCES;
	statement->width = 0;
}

static void put_page(struct statement *statement, size_t width)
{
	switch (statement->page) {
	case STATEMENT_TEXT:
		put_head(statement->question, width, &statement->lines);
		markdown_render(statement->markdown, strlen(statement->markdown), width, statement->options, &statement->lines);
		put_hints(statement, width);
		return;
	case STATEMENT_ASKS:
		put_question(statement, width);
		return;
	case STATEMENT_SOLUTION:
		put_solution(statement, width);
		return;
	}
}

const struct lines *statement_lines(struct statement *statement, size_t width)
{
	if (width == 0 || statement->width == width)
		return &statement->lines;
	size_t before = statement->lines.count;
	lines_release(&statement->lines);
	put_page(statement, width);
	statement->width = width;
	statement->widest = 0;
	for (size_t i = 0; i < statement->lines.count; i++) {
		size_t columns = line_text_width(&statement->lines.items[i]);
		statement->widest = columns > statement->widest ? columns : statement->widest;
	}
	statement->found = statement->example = SIZE_MAX;
	if (before)
		statement->pager.top = statement->pager.top * statement->lines.count / before;
	return &statement->lines;
}

/* Anew, at the width that it has. */
static void lay_out(struct statement *statement)
{
	size_t width = statement->width;
	statement->width = 0;
	statement_lines(statement, width);
}

/* ---- pages */

/* Another page; the statement is found again where it was left. */
static void turn_to(struct statement *statement, enum statement_page page)
{
	if (statement->page == STATEMENT_TEXT)
		statement->text_pager = statement->pager;
	statement->page = page;
	lay_out(statement);
	statement->pager = page == STATEMENT_TEXT ? statement->text_pager : (struct pager){0};
	statement->found = statement->example = SIZE_MAX;
}

bool statement_hint(struct statement *statement)
{
	if (statement->hints_shown == statement->hint_count)
		return false;
	statement->hints_shown++;
	if (statement->page != STATEMENT_TEXT)
		turn_to(statement, STATEMENT_TEXT);
	lay_out(statement);
	statement->pager.top = statement->hint_line;
	return true;
}

bool statement_solution(struct statement *statement)
{
	if (!statement->body)
		return false;
	turn_to(statement, statement->page != STATEMENT_TEXT ? STATEMENT_TEXT
	                   : statement->confirmed            ? STATEMENT_SOLUTION
	                                                     : STATEMENT_ASKS);
	return true;
}

bool statement_page_key(struct statement *statement, const struct key *key)
{
	if (statement->page == STATEMENT_TEXT || key->modifiers)
		return false;
	if (key->code == K_ESC) {
		turn_to(statement, STATEMENT_TEXT);
		return true;
	}
	if (statement->page != STATEMENT_ASKS || key->code != K_ENTER)
		return false;
	statement->confirmed = true;
	turn_to(statement, STATEMENT_SOLUTION);
	return true;
}
