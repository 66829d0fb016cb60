/* format and lint: a tool of the language's over the draft, or over a file. */
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "cli/judge.h"
#include "engine/base/mem.h"

struct polishing {
	struct session *session;
	const struct question *question;
	const struct language *language;
	enum polish_kind kind;
	const struct buf *source;
	bool draft; /* the draft itself; else what is formatted is printed */
	bool ended;
	enum status status;
};

static bool is_same(const struct buf *source, const struct polish_result *result)
{
	return source->len == result->len && memcmp(buf_text(source), result->text, result->len) == 0;
}

static void keep_formatted(struct polishing *p, const struct polish_result *result)
{
	const struct draft_key key = session_draft(p->question, p->language);
	struct err err = {0};
	AUTO_BUF out = {0};
	bool same = is_same(p->source, result);
	if (!same && !draft_replace(p->session->store, &key, "before-format", result->text, result->len, &err)) {
		p->status = complain(&err);
		return;
	}
	buf_puts(&out, same ? "nothing to change: " : "formatted: ");
	put_text(&out, result->tool);
	buf_putc(&out, '\n');
	print(&out);
}

/* As it is, not escaped where it goes to a file or another program: it is a source. */
static void put_formatted(const struct polish_result *result)
{
	AUTO_BUF out = {0};
	if (isatty(STDOUT_FILENO))
		put_lines(&out, "", result->text, SIZE_MAX);
	else
		buf_put(&out, result->text, result->len);
	print(&out);
}

static void put_findings(struct polishing *p, const struct polish_result *result)
{
	AUTO_BUF out = {0};
	put_lines(&out, "", result->findings, SIZE_MAX);
	if (*result->findings) {
		p->status = STATUS_FAILED;
	} else {
		put_text(&out, result->tool);
		buf_puts(&out, " finds nothing\n");
	}
	print(&out);
}

static void on_polished(const struct polish_result *result, void *context)
{
	struct polishing *p = context;
	p->ended = true;
	if (!result->ok)
		p->status = complain_of(result->missing ? STATUS_MACHINE : STATUS_FAILED, "%s", result->message);
	else if (p->kind == POLISH_LINT)
		put_findings(p, result);
	else if (p->draft)
		keep_formatted(p, result);
	else
		put_formatted(result);
}

enum status polish_aloud(struct session *session, const struct question *question, const struct language *language,
                         const char *file, enum polish_kind kind)
{
	AUTO_BUF source = {0};
	struct err err = {0};
	struct polishing p = {
		.session = session, .question = question, .language = language, .kind = kind, .source = &source, .draft = !file};
	if (!source_read(session, question, language, file, &source, &err))
		return complain(&err);
	struct polish *polish = polish_start(session->loop, session->tools, language, kind, buf_text(&source), source.len,
	                                     on_polished, &p);
	while (!p.ended)
		loop_turn(session->loop, true);
	polish_free(polish);
	return p.status;
}

static enum status polish_source(struct session *session, const struct question *question, enum polish_kind kind)
{
	const struct arguments *arguments = session->arguments;
	const char *file = arguments->word_count > 1 ? arguments->words[1] : NULL;
	enum status status = STATUS_PASSED;
	const struct language *language = session_language(session, question, file, &status);
	return language ? polish_aloud(session, question, language, file, kind) : status;
}

static enum status polish_in(const struct arguments *arguments, enum polish_kind kind)
{
	struct session session;
	enum status status = session_open(&session, arguments, SESSION_STORE | SESSION_ASKING);
	const struct question *question =
	    status == STATUS_PASSED ? session_question(&session, arguments->words[0], false, &status) : NULL;
	if (question)
		status = polish_source(&session, question, kind);
	session_close(&session);
	return status;
}

enum status command_format(const struct arguments *arguments)
{
	return polish_in(arguments, POLISH_FORMAT);
}

enum status command_lint(const struct arguments *arguments)
{
	return polish_in(arguments, POLISH_LINT);
}
