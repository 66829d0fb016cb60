#include "engine/toolchain/template.h"

#include <ctype.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/toolchain/template_internal.h"

enum { NESTED_MAX = 16 };

struct parser {
	struct template *template;
	const char *at, *end;
	size_t line;
	size_t open[NESTED_MAX]; /* tokens of blocks that have no end yet */
	size_t open_count;
	struct err *err;
};

static bool fail(const struct parser *p, const char *why)
{
	return err_set(p->err, ERR_MACHINE, "%s line %zu: %s", p->template->name, p->line, why);
}

static struct token *add(struct parser *p, enum token_kind kind, char *text)
{
	struct template *t = p->template;
	MEM_ROOM(t->tokens, t->count, t->capacity);
	struct token *token = &t->tokens[t->count++];
	*token = (struct token){.kind = kind, .line = p->line, .text = text};
	return token;
}

static void add_text(struct parser *p, const char *from, const char *to)
{
	if (to > from)
		add(p, TOKEN_TEXT, mem_dup_n(from, (size_t)(to - from)));
}

/* ---- tags */

/* "word rest": true where `text` begins with the word; *rest is behind it and its blank. */
static bool begins(const char *text, const char *word, const char **rest)
{
	size_t len = strlen(word);
	if (strncmp(text, word, len) != 0 || (text[len] && text[len] != ' '))
		return false;
	*rest = text + len + (text[len] == ' ');
	return true;
}

static bool is_block(const char *tag)
{
	static const char *const words[] = {"if", "for", "with", "fit", "wrap", "else", "end"};
	const char *rest;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (begins(tag, words[i], &rest))
			return true;
	return false;
}

static char *separator(const char *text)
{
	struct buf out = {0};
	for (const char *c = text; *c; c++) {
		const char *from = "nts\\", *to = "\n\t \\", *which = *c == '\\' && c[1] ? strchr(from, c[1]) : NULL;
		buf_putc(&out, which ? to[which - from] : *c);
		c += which != NULL;
	}
	return buf_steal(&out);
}

/* "NAME", "NAME X" or "". */
static void take_form(struct token *token, const char *rest)
{
	size_t len = strcspn(rest, " ");
	if (len)
		token->text = mem_dup_n(rest, len);
	if (rest[len])
		token->x = mem_dup(rest + len + 1);
}

static bool open_block(struct parser *p, enum token_kind kind, const char *text, size_t number)
{
	if (p->open_count == NESTED_MAX)
		return fail(p, "too many blocks inside each other");
	p->open[p->open_count++] = p->template->count;
	add(p, kind, text ? mem_dup(text) : NULL)->number = number;
	return true;
}

static bool put_if(struct parser *p, const char *condition)
{
	char why[128];
	return template_condition_check(condition, why, sizeof why) ? open_block(p, TOKEN_IF, condition, 0)
								    : fail(p, why);
}

static bool put_for(struct parser *p, const char *list)
{
	static const char *const lists[] = {"params", "methods", "types", "args"};
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (strcmp(list, lists[i]) == 0)
			return open_block(p, TOKEN_FOR, list, 0);
	return fail(p, "\"for\" goes over params, methods, types or args");
}

static bool put_with(struct parser *p, const char *what)
{
	bool index = what[0] >= '0' && what[0] <= '7' && !what[1];
	if (!index && strcmp(what, "returned") != 0 && strcmp(what, "judged") != 0)
		return fail(p, "\"with\" takes returned, judged or the number of an argument");
	return open_block(p, TOKEN_WITH, what, index ? (size_t)(what[0] - '0') : 0);
}

static bool put_wrap(struct parser *p, const char *number)
{
	size_t len = strspn(number, "0123456789");
	if (len == 0 || len > 2 || number[len])
		return fail(p, "\"wrap\" takes a number of blanks");
	return open_block(p, TOKEN_WRAP, NULL, (size_t)atoi(number));
}

static bool put_else(struct parser *p)
{
	struct token *tokens = p->template->tokens;
	size_t block = p->open_count ? p->open[p->open_count - 1] : 0;
	enum token_kind kind = p->open_count ? tokens[block].kind : TOKEN_END;
	if ((kind != TOKEN_IF && kind != TOKEN_FOR && kind != TOKEN_FIT) || tokens[block].otherwise)
		return fail(p, "\"else\" belongs to no if, for or fit");
	tokens[block].otherwise = p->template->count + 1;
	add(p, TOKEN_ELSE, NULL);
	return true;
}

static bool put_end(struct parser *p)
{
	if (!p->open_count)
		return fail(p, "\"end\" without a block");
	struct token *block = &p->template->tokens[p->open[--p->open_count]];
	block->end = p->template->count;
	if (block->kind == TOKEN_FIT && !block->otherwise)
		return fail(p, "\"fit\" needs an else");
	if (!block->otherwise)
		block->otherwise = block->end;
	add(p, TOKEN_END, NULL);
	return true;
}

static bool put_block(struct parser *p, const char *tag)
{
	const char *rest;
	if (begins(tag, "if", &rest))
		return put_if(p, rest);
	if (begins(tag, "for", &rest))
		return put_for(p, rest);
	if (begins(tag, "with", &rest))
		return put_with(p, rest);
	if (begins(tag, "wrap", &rest))
		return put_wrap(p, rest);
	if (strcmp(tag, "fit") == 0)
		return open_block(p, TOKEN_FIT, NULL, 0);
	if (strcmp(tag, "else") == 0)
		return put_else(p);
	return strcmp(tag, "end") == 0 ? put_end(p) : fail(p, "\"fit\", \"else\" and \"end\" take nothing");
}

/* "0", "1.NAME", "1.NAME X", "0 X". */
static bool is_argument(const char *tag)
{
	return isdigit((unsigned char)tag[0]) && (!tag[1] || tag[1] == ' ' || (tag[1] == '.' && tag[2] > ' '));
}

static bool put_tag(struct parser *p, const char *tag)
{
	const char *rest;
	if (is_block(tag))
		return put_block(p, tag);
	if (begins(tag, "sep", &rest)) {
		add(p, TOKEN_SEP, separator(rest));
		return true;
	}
	if (begins(tag, "form", &rest)) {
		take_form(add(p, TOKEN_FORM, NULL), rest);
		return true;
	}
	if (is_argument(tag)) {
		struct token *token = add(p, TOKEN_ARG, NULL);
		token->number = (size_t)(tag[0] - '0');
		take_form(token, tag + 1 + (tag[1] == '.'));
		return true;
	}
	if (!template_value_known(tag)) {
		AUTO_FREE char *shown = text_escaped(tag, TEXT_ONE_LINE);
		AUTO_FREE char *why = mem_format("unknown word @{%.60s}", shown);
		return fail(p, why);
	}
	add(p, TOKEN_VALUE, mem_dup(tag));
	return true;
}

/* ---- text */

/* Where `at` stands at "@{": what is in the braces (yours) and where it goes on; NULL where nothing closes it. */
static char *tag_at(const struct parser *p, const char *at, const char **behind)
{
	if (p->end - at < 2 || at[0] != '@' || at[1] != '{')
		return NULL;
	const char *c = at + 2;
	while (c < p->end && *c != '}' && *c != '\n')
		c++;
	if (c == p->end || *c != '}')
		return NULL;
	*behind = c + 1;
	return mem_dup_n(at + 2, (size_t)(c - at - 2));
}

/* Nothing but block tags, at least one, and blanks until the line's end?  Then *behind is the next line. */
static bool holds_blocks_only(const struct parser *p, const char *at, const char **behind)
{
	size_t tags = 0;
	for (;;) {
		while (at < p->end && (*at == ' ' || *at == '\t'))
			at++;
		if (at == p->end || *at == '\n') {
			*behind = at == p->end ? at : at + 1;
			return tags > 0;
		}
		AUTO_FREE char *tag = tag_at(p, at, &at);
		if (!tag || !is_block(tag))
			return false;
		tags++;
	}
}

static bool put_block_line(struct parser *p, const char *behind)
{
	while (p->at < behind && *p->at != '\n') {
		AUTO_FREE char *tag = tag_at(p, p->at, &p->at);
		if (!tag)
			p->at++; /* a blank */
		else if (!put_block(p, tag))
			return false;
	}
	p->at = behind;
	p->line++;
	return true;
}

/* One line, with its end. */
static bool put_line(struct parser *p)
{
	const char *behind;
	if (holds_blocks_only(p, p->at, &behind))
		return put_block_line(p, behind);
	const char *text = p->at;
	while (p->at < p->end && *p->at != '\n') {
		if (p->end - p->at >= 3 && strncmp(p->at, "@@{", 3) == 0) {
			add_text(p, text, p->at);
			text = p->at + 1;
			p->at += 3;
			continue;
		}
		if (p->end - p->at < 2 || strncmp(p->at, "@{", 2) != 0) {
			p->at++;
			continue;
		}
		add_text(p, text, p->at);
		AUTO_FREE char *tag = tag_at(p, p->at, &p->at);
		if (!tag)
			return fail(p, "a tag is not closed on its line");
		if (!put_tag(p, tag))
			return false;
		text = p->at;
	}
	p->at += p->at < p->end;
	add_text(p, text, p->at);
	p->line++;
	return true;
}

struct template *template_parse(const char *name, const char *text, size_t len, struct err *err)
{
	struct template *template = mem_zero(1, sizeof *template);
	template->name = mem_dup(name);
	struct parser p = {.template = template, .at = text, .end = text + len, .line = 1, .err = err};
	bool read = true;
	if (memchr(text, '\0', len) || !utf8_valid(text, len, NULL))
		read = fail(&p, "not UTF-8, or a NUL in it");
	while (read && p.at < p.end)
		read = put_line(&p);
	if (read && p.open_count) {
		p.line = template->tokens[p.open[p.open_count - 1]].line;
		read = fail(&p, "a block has no end");
	}
	if (read)
		return template;
	template_free(template);
	return NULL;
}

void template_free(struct template *template)
{
	if (!template)
		return;
	for (size_t i = 0; i < template->count; i++) {
		free(template->tokens[i].text);
		free(template->tokens[i].x);
	}
	free(template->tokens);
	free(template->name);
	free(template);
}
