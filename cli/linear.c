/* Linear mode: its commands, one table, and the loop that reads and calls them. */
#include "cli/linear.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

static linear_fn help, quit;

struct row {
	const char *name, *words; /* "FROM [TO]" */
	size_t min, max;          /* of words */
	bool question;            /* one must be open */
	linear_fn *fn;
	const char *help;
};

static const struct row rows[] = {
	{"list", "[WORD...]", 0, LINEAR_WORDS_MAX, false, linear_list, "the questions, or those in which every word is found"},
	{"more", "", 0, 0, false, linear_more, "goes on with the list"},
	{"open", "[QUESTION]", 0, 1, false, linear_open, "opens a question by its number in the list or its name, or the one that was open last"},
	{"next", "", 0, 0, false, linear_next, "opens the next question of the list"},
	{"statement", "", 0, 0, true, linear_statement, "tells the open question's statement"},
	{"formulas", "", 0, 0, false, linear_formulas, "switches between formulas in Unicode and as they were typed"},
	{"hint", "", 0, 0, true, linear_hint, "one more hint"},
	{"solution", "", 0, 0, true, linear_solution, "the written solution; asks before"},
	{"language", "[NAME]", 0, 1, true, linear_language, "which languages there are, or goes on in that one"},
	{"draft", "[FROM [TO]]", 0, 2, true, linear_draft, "tells your draft with line numbers, or a part of it"},
	{"edit", "", 0, 0, true, linear_edit, "starts your editor, $VISUAL or $EDITOR, on the draft"},
	{"write", "", 0, 0, true, linear_write, "types the draft anew"},
	{"append", "", 0, 0, true, linear_append, "types lines behind the last"},
	{"insert", "LINE", 1, 1, true, linear_insert, "types lines before that line"},
	{"replace", "FROM [TO]", 1, 2, true, linear_replace, "types lines in place of those"},
	{"delete", "FROM [TO]", 1, 2, true, linear_delete, "takes lines out"},
	{"undo", "", 0, 0, true, linear_undo, "the draft before the last change; again undoes it"},
	{"reset", "", 0, 0, true, linear_reset, "back to the starter; asks before"},
	{"format", "", 0, 0, true, linear_format, "formats the draft with the language's formatter"},
	{"lint", "", 0, 0, true, linear_lint, "tells what the language's linter finds"},
	{"run", "", 0, 0, true, linear_run, "runs the public tests on the draft; Ctrl-C stops them"},
	{"submit", "", 0, 0, true, linear_submit, "runs all tests and records the attempt"},
	{"results", "", 0, 0, true, linear_results, "tells the last results again"},
	{"test", "NUMBER", 1, 1, true, linear_test, "tells all of one test of the last run"},
	{"close", "", 0, 0, true, linear_close, "leaves the question; the draft is kept"},
	{"help", "[COMMAND]", 0, 1, false, help, "this help, or what one command does"},
	{"quit", "", 0, 0, false, quit, "ends Greenroom"},
};

/* ---- help and quit */

static void put_row(struct buf *out, const struct row *row)
{
	buf_printf(out, "%s%s%s: %s.\n", row->name, *row->words ? " " : "", row->words, row->help);
}

static const struct row *find(const char *name);

static void help(struct linear *linear, const struct linear_words *words)
{
	AUTO_BUF out = {0};
	(void)linear;
	if (words->count) {
		const struct row *row = find(words->items[0]);
		if (row)
			put_row(&out, row);
	} else {
		buf_puts(&out, "The beginning of a name is enough. Words in brackets may be left out.\n");
		for (size_t i = 0; i < COUNT_OF(rows); i++)
			put_row(&out, &rows[i]);
	}
	print(&out);
}

static void quit(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	linear->ended = true;
}

/* ---- one command */

static void complain_unknown(const char *name)
{
	const char *names[COUNT_OF(rows)];
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		names[i] = rows[i].name;
	const char *near = text_nearest(name, names, COUNT_OF(rows));
	complain_of(STATUS_INPUT, "there is no command \"%s\"%s%s%s; type help", name, near ? " (did you mean \"" : "",
	            near ? near : "", near ? "\"?)" : "");
}

/* By its name or the beginning of it; NULL after a complaint. */
static const struct row *find(const char *name)
{
	const struct row *found = NULL;
	AUTO_BUF names = {0};
	size_t count = 0;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (strncmp(rows[i].name, name, strlen(name)) != 0)
			continue;
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
		buf_printf(&names, "%s%s", count++ ? ", " : "", rows[i].name);
		found = &rows[i];
	}
	if (count == 1)
		return found;
	if (count)
		complain_of(STATUS_INPUT, "\"%s\" may be one of: %s", name, buf_text(&names));
	else
		complain_unknown(name);
	return NULL;
}

/* Cut at blanks, in place; false after a complaint where there are too many. */
static bool split(char *line, struct linear_words *words)
{
	words->count = 0;
	for (char *word; (word = strsep(&line, " \t"));) {
		if (!*word)
			continue;
		if (words->count == LINEAR_WORDS_MAX) {
			complain_of(STATUS_INPUT, "a command has at most %d words", LINEAR_WORDS_MAX);
			return false;
		}
		words->items[words->count++] = word;
	}
	return true;
}

static void call(struct linear *linear, const struct row *row, const struct linear_words *words)
{
	if (words->count < row->min)
		complain_of(STATUS_INPUT, "type %s %s", row->name, row->words);
	else if (words->count > row->max)
		complain_of(STATUS_INPUT, "one word too many: \"%s\"; type %s%s%s", words->items[row->max], row->name,
		            *row->words ? " " : "", row->words);
	else if (row->question && !linear->question)
		complain_of(STATUS_INPUT, "no question is open: type open and its number or name");
	else
		row->fn(linear, words);
}

static void obey(struct linear *linear, char *line)
{
	struct linear_words words, rest = {.count = 0};
	if (!split(line, &words) || !words.count)
		return;
	const struct row *row = find(words.items[0]);
	for (size_t i = 1; i < words.count; i++)
		rest.items[rest.count++] = words.items[i];
	if (row)
		call(linear, row, &rest);
}

/* ---- from the beginning to the end */

/* Ctrl-C gives up the run or what is being typed; what tells us to end does so at the next line. */
static void on_signal(int number, void *context)
{
	struct linear *linear = context;
	if (linear->running)
		run_cancel(linear->run);
	if (number == SIGINT)
		linear->stopped = true;
	else
		linear->ended = true;
}

static void greet(struct linear *linear)
{
	AUTO_FREE char *count = linear_count(linear->session->catalogue->question_count, "question");
	linear_say("Greenroom, linear mode: %s. Type list, open and a name, help, or quit.", count);
}

static void read_and_obey(struct linear *linear)
{
	AUTO_BUF line = {0};
	struct err err;
	AUTO_FREE char *prompt = mem_format("%s> ", linear->question ? linear->question->slug : "greenroom");
	if (linear_read(linear, prompt, &line, &err) && line.len)
		obey(linear, line.data);
	else if (err.kind != ERR_NONE)
		complain(&err);
	else if (linear->stopped)
		linear_say("Type quit to end.");
}

static enum status converse(struct session *session, const char *name)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct linear linear = {.session = session};
	struct loop_signal *signals[COUNT_OF(numbers)];
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		signals[i] = loop_signal_new(session->loop, numbers[i], on_signal, &linear);
	greet(&linear);
	if (name) {
		struct linear_words words = {.items = {(char *)name}, .count = 1};
		linear_open(&linear, &words);
	}
	while (!linear.ended)
		read_and_obey(&linear);
	linear_leave(&linear);
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		loop_signal_free(signals[i]);
	buf_release(&linear.source);
	free(linear.listed);
	return STATUS_PASSED;
}

static enum status start(struct session *session, const char *name)
{
	enum status status = STATUS_PASSED;
	if (!session->store)
		return STATUS_MACHINE; /* warned of already: nothing typed could be saved */
	if (name && !session_question(session, name, true, &status))
		return status;
	return converse(session, name);
}

enum status command_linear(const struct arguments *arguments)
{
	struct session session;
	enum status status = session_open(&session, arguments, SESSION_STORE | SESSION_ASKING | SESSION_RUNNER);
	if (status == STATUS_PASSED)
		status = start(&session, arguments->word_count ? arguments->words[0] : NULL);
	session_close(&session);
	return status;
}
