#include <string.h>

#include "engine/base/mem.h"
#include "engine/store/internal.h"

enum { SOURCE_MAX = 1 << 20 }; /* longer ones were refused by the run; their head is kept */

struct attempt {
	const struct draft_key *key;
	const char *source;
	size_t len;
	const struct run_report *report;
};

static const char *mode_name(enum run_mode mode)
{
	return mode == RUN_SUBMIT ? "submit" : "run";
}

static bool add_attempt(struct database *db, const struct attempt *a, struct err *err)
{
	const struct run_report *r = a->report;
	const int64_t counts[] = {
		(int64_t)r->total,        (int64_t)r->passed,        (int64_t)r->public_total,
		(int64_t)r->public_passed, (int64_t)r->hidden_total, (int64_t)r->hidden_passed,
		(int64_t)r->first_failed, r->wall_us,                r->cpu_us,
		r->memory_kb,
	};
	struct database_query *query = database_query(
	    db,
	    "INSERT INTO attempt (session, pack, question, language, mode, verdict, started_ms, ended_ms, total,"
	    " passed, public_total, public_passed, hidden_total, hidden_passed, first_failed, wall_us, cpu_us,"
	    " memory_kb, source)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
	    err);
	if (!query)
		return false;
	database_put_text(query, a->key->session);
	database_put_text(query, a->key->pack);
	database_put_text(query, a->key->question);
	database_put_text(query, a->key->language);
	database_put_text(query, mode_name(r->mode));
	database_put_text(query, verdict_name(r->verdict));
	database_put_int(query, r->started_ms);
	database_put_int(query, r->ended_ms);
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		database_put_int(query, counts[i]);
	database_put_blob(query, a->source, a->len < SOURCE_MAX ? a->len : SOURCE_MAX);
	bool done = database_run(query, err);
	database_query_free(query);
	return done;
}

static bool add_test(struct database *db, int64_t attempt, const struct run_test *test, struct err *err)
{
	struct database_query *query =
	    database_query(db, "INSERT INTO attempt_test VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", err);
	if (!query)
		return false;
	database_put_int(query, attempt);
	database_put_int(query, (int64_t)test->index);
	database_put_text(query, test->id);
	database_put_text(query, verdict_name(test->verdict));
	database_put_int(query, test->wall_us);
	database_put_int(query, test->cpu_us);
	database_put_int(query, test->memory_kb);
	bool done = database_run(query, err);
	database_query_free(query);
	return done;
}

/* An author's report may hold rows of hidden tests; the record never does. */
static bool add_all(struct database *db, void *context, struct err *err)
{
	const struct attempt *a = context;
	if (!add_attempt(db, a, err))
		return false;
	int64_t id = database_last_id(db);
	for (size_t i = 0; i < a->report->test_count; i++) {
		const struct run_test *test = &a->report->tests[i];
		if (test->visibility == TEST_PUBLIC && !test->own && !add_test(db, id, test, err))
			return false;
	}
	return true;
}

bool attempt_add(struct store *store, const struct draft_key *key, const char *source, size_t len,
                 const struct run_report *report, struct err *err)
{
	struct attempt attempt = {key, source, len, report};
	return store_work(store, true, add_all, &attempt, err);
}

#define SUMMARY_COLUMNS                                                                                \
	"sum(mode = 'run'), sum(mode = 'submit'), sum(mode = 'submit' AND verdict = 'accepted'),"        \
	" max(ended_ms), min(CASE WHEN mode = 'submit' AND verdict = 'accepted' THEN wall_us END)"

static struct attempt_summary summary_at(const struct database_query *query, int column)
{
	struct attempt_summary s = {
		.runs = database_int(query, column),
		.submits = database_int(query, column + 1),
		.solved = database_int(query, column + 2) > 0,
		.last_ms = database_int(query, column + 3),
		.best_wall_us = database_int(query, column + 4),
	};
	s.tried = s.runs > 0 || s.submits > 0;
	return s;
}

struct one {
	const char *session, *pack, *question;
	struct attempt_summary *out;
};

static bool read_one(struct database *db, void *context, struct err *err)
{
	const struct one *one = context;
	struct database_query *query = database_query(
	    db, "SELECT " SUMMARY_COLUMNS " FROM attempt WHERE session = ?1 AND pack = ?2 AND question = ?3", err);
	if (!query)
		return false;
	database_put_text(query, one->session);
	database_put_text(query, one->pack);
	database_put_text(query, one->question);
	bool got = database_next(query, err);
	if (got)
		*one->out = summary_at(query, 0);
	database_query_free(query);
	return got;
}

void attempt_summary(struct store *store, const char *session, const char *pack, const char *question,
                     struct attempt_summary *out)
{
	*out = (struct attempt_summary){0};
	struct one one = {session, pack, question, out};
	store_work(store, false, read_one, &one, NULL);
}

struct summary_row {
	char *pack, *question;
	struct attempt_summary summary;
};

struct each {
	const char *session;
	struct summary_row *rows;
	size_t count, capacity;
};

static void forget_rows(struct each *each)
{
	for (size_t i = 0; i < each->count; i++) {
		free(each->rows[i].pack);
		free(each->rows[i].question);
	}
	each->count = 0;
}

static bool read_each(struct database *db, void *context, struct err *err)
{
	struct each *each = context;
	forget_rows(each);
	struct database_query *query = database_query(
	    db,
	    "SELECT pack, question, " SUMMARY_COLUMNS " FROM attempt WHERE session = ?1 GROUP BY pack, question",
	    err);
	if (!query)
		return false;
	database_put_text(query, each->session);
	struct err why = {0};
	while (database_next(query, &why)) {
		MEM_ROOM(each->rows, each->count, each->capacity);
		each->rows[each->count++] = (struct summary_row){
			.pack = mem_dup(database_text(query, 0)),
			.question = mem_dup(database_text(query, 1)),
			.summary = summary_at(query, 2),
		};
	}
	database_query_free(query);
	if (why.kind && err)
		*err = why;
	return why.kind == ERR_NONE;
}

/* The rows are gathered first: `fn` may use the store, and must not see rows of a file that turns out damaged. */
void attempt_each(struct store *store, const char *session, attempt_each_fn *fn, void *context)
{
	struct each each = {.session = session};
	if (store_work(store, false, read_each, &each, NULL))
		for (size_t i = 0; i < each.count; i++)
			fn(each.rows[i].pack, each.rows[i].question, &each.rows[i].summary, context);
	forget_rows(&each);
	free(each.rows);
}
