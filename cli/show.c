#include <string.h>

#include "cli/session.h"
#include "cli/table.h"
#include "engine/base/mem.h"

static void put_fact(struct buf *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	buf_printf(out, "%-12s", name);
	put_text(out, value);
	buf_putc(out, '\n');
}

static void put_list(struct buf *out, const char *name, const struct string_list *list)
{
	AUTO_BUF text = {0};
	for (size_t i = 0; i < list->count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", list->items[i]);
	put_fact(out, name, buf_text(&text));
}

static void put_limits(struct buf *out, const struct question *q)
{
	const struct question_limits *l = &q->limits;
	AUTO_FREE char *text =
	    q->kind == QUESTION_PYTESTS
	        ? mem_format("%d ms, %d ms of processor time, %d MB, %d KB of source", l->total_ms, l->cpu_ms, l->memory_mb,
	                     l->source_kb)
	        : mem_format("%d ms a test, %d ms and %d ms of processor time for all, %d MB, %d KB of source", l->test_ms,
	                     l->total_ms, l->cpu_ms, l->memory_mb, l->source_kb);
	put_fact(out, "limits", text);
}

/* "two_sum(nums: list<int>, target: int) -> list<int>", without a result for a constructor. */
static char *head_text(const char *name, const struct question_param *params, size_t count, const struct type *returns)
{
	struct buf text = {0};
	buf_printf(&text, "%s(", name);
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *type = type_text(params[i].type);
		buf_printf(&text, "%s%s: %s", i ? ", " : "", params[i].name, type);
	}
	buf_putc(&text, ')');
	if (returns) {
		AUTO_FREE char *type = type_text(returns);
		buf_printf(&text, " -> %s", type);
	}
	return buf_steal(&text);
}

/* A row for each that has a word of its own. */
static void put_docs(struct buf *out, const struct question_param *params, size_t count, const char *doc,
                     const char *returns_doc)
{
	struct table docs = {.columns = 2};
	for (size_t i = 0; i < count; i++)
		if (*params[i].doc)
			table_row(&docs, (const char *const[]){params[i].name, params[i].doc});
	if (*returns_doc)
		table_row(&docs, (const char *const[]){"returns", returns_doc});
	if (*doc) {
		buf_puts(out, "            ");
		put_text(out, doc);
		buf_putc(out, '\n');
	}
	table_put(&docs, "            ", out);
	table_release(&docs);
}

/* The function; or the class and its methods. */
static void put_interface(struct buf *out, const struct question_signature *s)
{
	if (!s->name)
		return;
	AUTO_FREE char *head = head_text(s->name, s->params, s->param_count, s->returns);
	put_fact(out, "interface", head);
	put_docs(out, s->params, s->param_count, s->doc, s->returns_doc);
	for (size_t i = 0; i < s->method_count; i++) {
		const struct question_method *m = &s->methods[i];
		AUTO_FREE char *method = head_text(m->name, m->params, m->param_count, m->returns);
		put_fact(out, i ? " " : "methods", method);
		put_docs(out, m->params, m->param_count, m->doc, m->returns_doc);
	}
}

/* "C++", "Java (needs javac, which is not here: apt install ...)" */
static void put_languages(struct buf *out, const struct session *session, const struct question *q)
{
	AUTO_BUF text = {0};
	for (size_t i = 0; i < q->languages.count; i++) {
		struct err err = {0};
		const char *name = q->languages.items[i];
		const struct language *language = language_find(name, &err);
		bool possible = language && offer_possible(session->tools, q, language, &err);
		buf_printf(&text, "%s%s", i ? ", " : "", language ? language->title : name);
		if (!possible)
			buf_printf(&text, " (%s)", err.text);
	}
	put_fact(out, "languages", buf_text(&text));
}

static void put_question(struct buf *out, const struct session *session, const struct question *q,
                         const struct question_body *body)
{
	put_fact(out, "title", q->title);
	put_fact(out, "question", q->slug);
	put_fact(out, "pack", q->pack);
	put_fact(out, "difficulty", question_difficulty_name(q->difficulty));
	put_fact(out, "category", q->category);
	put_list(out, "tags", &q->tags);
	put_fact(out, "framework", q->framework);
	put_languages(out, session, q);
	if (q->estimated_minutes)
		buf_printf(out, "%-12s%d minutes\n", "time", q->estimated_minutes);
	put_limits(out, q);
	if (q->kind == QUESTION_PYTESTS)
		put_fact(out, "note", "tests readable by the candidate's code");
	if (q->state == QUESTION_UNAVAILABLE)
		put_fact(out, "unavailable", q->problem);
	put_interface(out, &body->signature);
	buf_putc(out, '\n');
	put_lines(out, "", body->statement, SIZE_MAX);
}

/* The starter alone, so that it can be kept as a file. */
static enum status put_starter(struct buf *out, const struct question *question, const struct question_body *body,
                               const char *language)
{
	struct err err = {0};
	if (!language_find(language, &err))
		return complain(&err);
	AUTO_FREE char *starter = question_starter(question, body, language, &err);
	if (!starter)
		return complain(&err);
	put_lines(out, "", starter, SIZE_MAX);
	return STATUS_PASSED;
}

static enum status show(const struct session *session, const char *name)
{
	enum status status = STATUS_PASSED;
	const char *language = session->arguments->language;
	const struct question *question = session_question(session, name, true, &status);
	struct question_body *body = question ? session_body(question, &status) : NULL;
	AUTO_BUF out = {0};
	if (body && language)
		status = put_starter(&out, question, body, language);
	else if (body)
		put_question(&out, session, question, body);
	print(&out);
	question_body_free(body);
	return status;
}

enum status command_show(const struct arguments *arguments)
{
	struct session session;
	enum status status = session_open(&session, arguments, SESSION_TOOLS);
	if (status == STATUS_PASSED)
		status = show(&session, arguments->words[0]);
	session_close(&session);
	return status;
}
