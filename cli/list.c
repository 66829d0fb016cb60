#include <string.h>

#include "cli/session.h"
#include "cli/table.h"
#include "engine/base/mem.h"

/* Attempts of the listed questions, side by side with the catalogue's. */
struct listing {
	const struct catalogue *catalogue;
	struct attempt_summary *attempts;
};

static void note_attempt(const char *pack, const char *slug, const struct attempt_summary *summary, void *context)
{
	struct listing *listing = context;
	for (size_t i = 0; i < listing->catalogue->question_count; i++) {
		const struct question *q = &listing->catalogue->questions[i];
		if (strcmp(q->slug, slug) == 0 && strcmp(q->pack, pack) == 0)
			listing->attempts[i] = *summary;
	}
}

static const char *status_of(const struct attempt_summary *attempts)
{
	return attempts->solved ? "solved" : attempts->tried ? "tried" : "new";
}

static const char *state_name(enum question_state state)
{
	static const char *const names[] = {
		[QUESTION_READY] = "ready", [QUESTION_BROKEN] = "broken", [QUESTION_UNAVAILABLE] = "unavailable"};
	return names[state];
}

static const char *kind_name(enum question_kind kind)
{
	static const char *const names[] = {
		[QUESTION_FUNCTION] = "function", [QUESTION_CLASS] = "class", [QUESTION_PYTESTS] = "pytests"};
	return names[kind];
}

static bool wanted(const struct question *question, const struct arguments *arguments)
{
	for (size_t i = 0; i < arguments->word_count; i++)
		if (!question_matches(question, arguments->words[i]))
			return false;
	return true;
}

/* ---- as a table */

static void put_row(struct table *table, const struct question *q, const struct attempt_summary *attempts)
{
	AUTO_BUF tags = {0};
	for (size_t i = 0; i < q->tags.count; i++)
		buf_printf(&tags, "%s%s", i ? ", " : "", q->tags.items[i]);
	const char *const cells[] = {
		q->state == QUESTION_READY ? status_of(attempts) : state_name(q->state),
		q->slug,
		q->title,
		question_difficulty_name(q->difficulty),
		q->category,
		buf_text(&tags),
	};
	table_row(table, cells);
}

/* What the table has no room for. */
static void put_problems(const struct listing *listing, const struct pack *pack, const struct arguments *arguments,
                         struct buf *out)
{
	for (size_t i = 0; i < listing->catalogue->question_count; i++) {
		const struct question *q = &listing->catalogue->questions[i];
		if (!q->problem || strcmp(q->pack, pack->name) != 0 || !wanted(q, arguments))
			continue;
		buf_printf(out, "  %s: ", state_name(q->state));
		put_text(out, q->slug);
		buf_puts(out, ": ");
		put_text(out, q->problem);
		buf_putc(out, '\n');
	}
	for (size_t i = 0; i < pack->warnings.count; i++) {
		buf_puts(out, "  warning: ");
		put_text(out, pack->warnings.items[i]);
		buf_putc(out, '\n');
	}
}

static void put_pack(const struct listing *listing, const struct pack *pack, const struct arguments *arguments,
                     struct buf *out)
{
	struct table table = {.columns = 6};
	for (size_t i = 0; i < listing->catalogue->question_count; i++) {
		const struct question *q = &listing->catalogue->questions[i];
		if (strcmp(q->pack, pack->name) == 0 && wanted(q, arguments))
			put_row(&table, q, &listing->attempts[i]);
	}
	if (table.count || (!arguments->word_count && pack->problem)) {
		buf_puts(out, out->len ? "\n" : "");
		put_text(out, pack->name);
		if (*pack->title && strcmp(pack->title, pack->name) != 0) {
			buf_puts(out, ": ");
			put_text(out, pack->title);
		}
		buf_putc(out, '\n');
		table_put(&table, "  ", out);
		if (pack->problem) {
			buf_puts(out, "  broken: ");
			put_text(out, pack->problem);
			buf_putc(out, '\n');
		}
		put_problems(listing, pack, arguments, out);
	}
	table_release(&table);
}

static void put_tables(const struct listing *listing, const struct arguments *arguments, struct buf *out)
{
	for (size_t i = 0; i < listing->catalogue->pack_count; i++)
		put_pack(listing, &listing->catalogue->packs[i], arguments, out);
	if (!out->len)
		buf_puts(out, arguments->word_count ? "no question has all of these words\n" : "there are no questions\n");
}

/* ---- as JSON */

static void put_json_count(struct buf *out, const char *key, int64_t value)
{
	if (value)
		put_json_int(out, key, value);
	else
		put_json_text(out, key, NULL);
}

static void put_json_pack(struct buf *out, const struct pack *pack)
{
	buf_putc(out, '{');
	put_json_text(out, "name", pack->name);
	put_json_text(out, "title", pack->title);
	put_json_text(out, "version", *pack->version ? pack->version : NULL);
	put_json_text(out, "folder", pack->folder);
	put_json_text(out, "problem", pack->problem);
	put_json_list(out, "warnings", &pack->warnings);
	buf_putc(out, '}');
}

static void put_json_question(struct buf *out, const struct question *q, const struct attempt_summary *attempts)
{
	const char *difficulty = question_difficulty_name(q->difficulty);
	buf_putc(out, '{');
	put_json_text(out, "pack", q->pack);
	put_json_text(out, "slug", q->slug);
	put_json_text(out, "title", q->title);
	put_json_text(out, "kind", kind_name(q->kind));
	put_json_text(out, "difficulty", *difficulty ? difficulty : NULL);
	put_json_text(out, "category", q->category);
	put_json_text(out, "framework", q->framework && *q->framework ? q->framework : NULL);
	put_json_list(out, "tags", &q->tags);
	put_json_list(out, "languages", &q->languages);
	put_json_list(out, "modules", &q->modules);
	put_json_count(out, "estimated_minutes", q->estimated_minutes);
	put_json_text(out, "state", state_name(q->state));
	put_json_text(out, "problem", q->problem);
	put_json_list(out, "warnings", &q->warnings);
	put_json_text(out, "status", status_of(attempts));
	put_json_int(out, "runs", attempts->runs);
	put_json_int(out, "submits", attempts->submits);
	put_json_key(out, "best_wall_ms");
	if (attempts->best_wall_us)
		buf_printf(out, "%.3f", (double)attempts->best_wall_us / 1000);
	else
		buf_puts(out, "null");
	put_json_count(out, "last_ms", attempts->last_ms);
	buf_putc(out, '}');
}

static void put_json(const struct listing *listing, const struct arguments *arguments, struct buf *out)
{
	buf_putc(out, '{');
	put_json_key(out, "packs");
	buf_putc(out, '[');
	for (size_t i = 0; i < listing->catalogue->pack_count; i++) {
		buf_puts(out, i ? "," : "");
		put_json_pack(out, &listing->catalogue->packs[i]);
	}
	buf_puts(out, "],\"questions\":[");
	bool first = true;
	for (size_t i = 0; i < listing->catalogue->question_count; i++) {
		const struct question *q = &listing->catalogue->questions[i];
		if (!wanted(q, arguments))
			continue;
		buf_puts(out, first ? "" : ",");
		put_json_question(out, q, &listing->attempts[i]);
		first = false;
	}
	buf_puts(out, "]}\n");
}

/* ---- as names, for completions: nothing is asked of tools and attempts */

/* "pack/slug" where the slug alone would not do. */
static void put_names(const struct catalogue *catalogue, const struct arguments *arguments, struct buf *out)
{
	for (size_t i = 0; i < catalogue->question_count; i++) {
		const struct question *q = &catalogue->questions[i];
		if (q->state == QUESTION_BROKEN || !wanted(q, arguments))
			continue;
		if (!catalogue_find(catalogue, q->slug, NULL))
			buf_printf(out, "%s/", q->pack);
		buf_printf(out, "%s\n", q->slug);
	}
}

static enum status list_names(const struct arguments *arguments)
{
	struct session session;
	enum status status = session_open(&session, arguments, 0);
	if (status == STATUS_PASSED) {
		AUTO_BUF out = {0};
		put_names(session.catalogue, arguments, &out);
		print(&out);
	}
	session_close(&session);
	return status;
}

enum status command_list(const struct arguments *arguments)
{
	if (arguments->names && arguments->json)
		return complain_of(STATUS_INPUT, "--names does not go with --json");
	if (arguments->names)
		return list_names(arguments);
	struct session session;
	enum status status = session_open(&session, arguments, SESSION_STORE | SESSION_TOOLS);
	if (status == STATUS_PASSED) {
		struct listing listing = {session.catalogue,
		                          mem_zero(session.catalogue->question_count + 1, sizeof *listing.attempts)};
		AUTO_BUF out = {0};
		if (session.store)
			attempt_each(session.store, SESSION_NAME, note_attempt, &listing);
		(arguments->json ? put_json : put_tables)(&listing, arguments, &out);
		print(&out);
		free(listing.attempts);
	}
	session_close(&session);
	return status;
}
