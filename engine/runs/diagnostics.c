#include "engine/runs/diagnostics.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/toolchain/language.h"

enum { LINE_MAX_BYTES = 2000, GROUPS = 10, LINE_NUMBER_MAX = 1000000 };

struct rewrite {
	regex_t pattern;
	char *text;
	bool load;
};

struct expression {
	regex_t regex;
	bool given;
};

/* How well a line heads what is shown; the first of the best does. */
enum rank { RANK_ANY, RANK_ERROR, RANK_OWN };

struct diagnostics {
	struct expression location, error, via;
	regex_t *drop;
	size_t drop_count;
	struct rewrite *rewrites;
	size_t rewrite_count;
};

static bool compile(regex_t *out, const char *expression, struct err *err)
{
	char why[100];
	int failed = regcomp(out, expression, REG_EXTENDED);
	if (!failed)
		return true;
	regerror(failed, out, why, sizeof why);
	return err_set(err, ERR_MACHINE, "\"%.100s\" is no regular expression: %s", expression, why);
}

static bool compile_given(struct expression *out, const char *expression, struct err *err)
{
	if (!expression || !*expression)
		return true;
	return out->given = compile(&out->regex, expression, err);
}

static void expression_release(struct expression *e)
{
	if (e->given)
		regfree(&e->regex);
}

static bool add_rewrite(struct diagnostics *d, const struct language_rewrite *from, const struct template_subject *subject,
                        struct err *err)
{
	AUTO_BUF pattern = {0};
	AUTO_BUF text = {0};
	struct rewrite *to = &d->rewrites[d->rewrite_count];
	if (!template_expand(from->pattern, subject, &pattern, err) || !template_expand(from->text, subject, &text, err) ||
	    !compile(&to->pattern, buf_text(&pattern), err))
		return false;
	to->text = buf_steal(&text);
	to->load = from->load;
	d->rewrite_count++;
	return true;
}

struct diagnostics *diagnostics_new(const struct template_subject *subject, struct err *err)
{
	const struct language_diagnostics *from = &subject->language->compile.diagnostics;
	struct diagnostics *d = mem_zero(1, sizeof *d);
	d->drop = mem_zero(from->drop.count, sizeof *d->drop);
	d->rewrites = mem_zero(from->rewrite_count, sizeof *d->rewrites);
	bool ok = compile_given(&d->location, from->location, err) && compile_given(&d->error, from->error, err) &&
	          compile_given(&d->via, from->via, err);
	for (size_t i = 0; ok && i < from->drop.count; i++)
		if ((ok = compile(&d->drop[i], from->drop.items[i], err)))
			d->drop_count++;
	for (size_t i = 0; ok && i < from->rewrite_count; i++)
		ok = add_rewrite(d, &from->rewrites[i], subject, err);
	if (ok)
		return d;
	diagnostics_free(d);
	return NULL;
}

void diagnostics_free(struct diagnostics *d)
{
	if (!d)
		return;
	expression_release(&d->location);
	expression_release(&d->error);
	expression_release(&d->via);
	for (size_t i = 0; i < d->drop_count; i++)
		regfree(&d->drop[i]);
	for (size_t i = 0; i < d->rewrite_count; i++) {
		regfree(&d->rewrites[i].pattern);
		free(d->rewrites[i].text);
	}
	free(d->drop);
	free(d->rewrites);
	free(d);
}

static bool in_path(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("/._-", c));
}

/* What stands before "/box/" in a path into the box: nothing, ".." from /work, the private folder that LIGHT has. */
static bool leads_to_box(const char *path, size_t len)
{
	static const char light[] = "/tmp/greenroom-box-";
	return len == 0 || (len == 2 && strncmp(path, "..", 2) == 0) ||
	       (len > strlen(light) && strncmp(path, light, strlen(light)) == 0);
}

/* Compilers name files by their paths in the box; the candidate knows their names. */
static char *own_names(const char *line, size_t len)
{
	static const char place[] = "/box/";
	AUTO_FREE char *all = mem_dup_n(line, len);
	AUTO_BUF out = {0};
	const char *text = all;
	for (const char *at; (at = strstr(text, place)); text = at + strlen(place)) {
		const char *start = at;
		while (start > text && in_path(start[-1]))
			start--;
		bool ours = leads_to_box(start, (size_t)(at - start));
		buf_put(&out, text, (size_t)((ours ? start : at + strlen(place)) - text));
	}
	buf_puts(&out, text);
	return buf_steal(&out);
}

/* The text with \1 to \9 filled in. */
static char *filled(const char *text, const char *line, const regmatch_t *groups)
{
	struct buf out = {0};
	for (; *text; text++) {
		bool group = text[0] == '\\' && text[1] >= '1' && text[1] <= '9';
		if (!group) {
			buf_putc(&out, *text);
			continue;
		}
		const regmatch_t *g = &groups[*++text - '0'];
		if (g->rm_so >= 0)
			buf_put(&out, line + g->rm_so, (size_t)(g->rm_eo - g->rm_so));
	}
	return buf_steal(&out);
}

/* The line number in the candidate's source that an expression finds; 0: none. */
static int number_in(const struct expression *e, const char *line)
{
	regmatch_t groups[2];
	if (!e->given || regexec(&e->regex, line, 2, groups, 0) != 0 || groups[1].rm_so < 0)
		return 0;
	long number = strtol(line + groups[1].rm_so, NULL, 10);
	return number > 0 && number < LINE_NUMBER_MAX ? (int)number : 0;
}

static bool is_dropped(const struct diagnostics *d, const char *line)
{
	for (size_t i = 0; i < d->drop_count; i++)
		if (regexec(&d->drop[i], line, 0, NULL, 0) == 0)
			return true;
	return false;
}

/* Yours: what is shown of a line; NULL: nothing.  A line is said better before it can be dropped: what speaks of the
 * harness may mean the candidate's part. */
static char *shown(const struct diagnostics *d, char *line, int *location, const struct rewrite **by)
{
	*location = number_in(&d->location, line);
	for (size_t i = 0; i < d->rewrite_count; i++) {
		regmatch_t groups[GROUPS];
		if (regexec(&d->rewrites[i].pattern, line, GROUPS, groups, 0) != 0)
			continue;
		char *better = filled(d->rewrites[i].text, line, groups);
		free(line);
		if (*better) {
			*by = &d->rewrites[i];
			return better;
		}
		free(better);
		return NULL;
	}
	if (!is_dropped(d, line))
		return line;
	*location = 0;
	free(line);
	return NULL;
}

void diagnostics_read(const struct diagnostics *d, const char *text, struct said *said)
{
	enum rank best = RANK_ANY;
	int via = 0;
	for (const char *line = text, *end; *line; line = *end ? end + 1 : end) {
		int location = 0;
		const struct rewrite *by = NULL;
		end = line + strcspn(line, "\n");
		char *own = own_names(line, (size_t)(end - line));
		if (strlen(own) <= LINE_MAX_BYTES)
			own = shown(d, own, &location, &by);
		if (!own)
			continue;
		buf_printf(&said->shown, "%s\n", own);
		bool error = d->error.given && regexec(&d->error.regex, own, 0, NULL, 0) == 0;
		enum rank rank = by || location ? RANK_OWN : error ? RANK_ERROR : RANK_ANY;
		if (!said->first || rank > best) {
			best = rank;
			free(said->first);
			said->first = mem_dup(own);
			said->load = by && by->load;
		}
		if (!said->line)
			said->line = location;
		if (!via)
			via = number_in(&d->via, own);
		free(own);
	}
	if (said->line || !via)
		return;
	said->line = via;
	char *headed = mem_format("line %d: %s", via, said->first);
	free(said->first);
	said->first = headed;
}

void said_release(struct said *said)
{
	buf_release(&said->shown);
	free(said->first);
	*said = (struct said){0};
}
