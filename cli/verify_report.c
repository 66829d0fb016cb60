#include <string.h>

#include "cli/table.h"
#include "cli/verify.h"
#include "engine/base/mem.h"

static const char *kind_name(enum check_kind kind)
{
	static const char *const names[] = {
		[CHECK_REFERENCE] = "reference", [CHECK_STARTER] = "starter", [CHECK_WRONG] = "wrong"};
	return names[kind];
}

/* "accepted", "wrong_answer as promised (failed h-3)" */
static char *outcome(const struct check *check)
{
	if (check->kind == CHECK_REFERENCE || !check->good)
		return mem_dup(verdict_name(check->verdict));
	const char *fits = check->kind == CHECK_STARTER ? "as it should be"
	                   : check->solution->expect    ? "as promised"
	                                                : "not accepted, as it should be";
	return mem_format("%s %s%s%s%s", verdict_name(check->verdict), fits, *check->failed ? " (failed " : "",
	                  check->failed, *check->failed ? ")" : "");
}

static void add_row(struct table *table, const struct check *check)
{
	if (check->not_run)
		return; /* its note says all there is */
	AUTO_BUF time = {0};
	put_time(&time, check->wall_us);
	AUTO_FREE char *passed = mem_format("%zu/%zu", check->passed, check->total);
	AUTO_FREE char *what = outcome(check);
	const char *const cells[] = {
		sign(check->good), kind_name(check->kind), check->solution ? check->solution->file : check->language->name,
		passed,            buf_text(&time),        what,
	};
	table_row(table, cells);
}

static void put_note(struct buf *out, const char *text)
{
	buf_puts(out, "  ");
	put_text(out, text);
	buf_putc(out, '\n');
}

void verify_put(struct buf *out, const struct examined *subject)
{
	put_text(out, subject->question->pack);
	buf_putc(out, '/');
	put_text(out, subject->question->slug);
	buf_putc(out, '\n');
	if (subject->problem) {
		buf_puts(out, subject->question->state == QUESTION_UNAVAILABLE ? subject->skipped ? "  skipped: " : "  unavailable: "
		                                                               : "  broken: ");
		put_text(out, subject->problem);
		buf_putc(out, '\n');
	}
	for (size_t i = 0; i < subject->lines.count; i++)
		put_note(out, subject->lines.items[i]);
	struct table table = {.columns = 6};
	for (size_t i = 0; i < subject->check_count; i++)
		add_row(&table, &subject->checks[i]);
	table_put(&table, "  ", out);
	table_release(&table);
	for (size_t i = 0; i < subject->check_count; i++)
		if (subject->checks[i].problem)
			put_note(out, subject->checks[i].problem);
}

static void put_json_check(struct buf *out, const struct check *check)
{
	buf_putc(out, '{');
	put_json_text(out, "kind", kind_name(check->kind));
	put_json_text(out, "file", check->solution ? check->solution->file : NULL);
	put_json_text(out, "language", check->language ? check->language->name : check->solution ? check->solution->language : NULL);
	put_json_text(out, "verdict", verdict_name(check->verdict));
	put_json_int(out, "passed", (int64_t)check->passed);
	put_json_int(out, "total", (int64_t)check->total);
	put_json_key(out, "wall_ms");
	buf_printf(out, "%.3f", (double)check->wall_us / 1000);
	put_json_bool(out, "good", check->good);
	put_json_text(out, "problem", check->problem);
	buf_putc(out, '}');
}

void verify_put_json(struct buf *out, const struct examined *subject)
{
	static const char *const states[] = {
		[QUESTION_READY] = "ready", [QUESTION_BROKEN] = "broken", [QUESTION_UNAVAILABLE] = "unavailable"};
	bool broken = subject->problem && subject->question->state == QUESTION_READY;
	buf_putc(out, '{');
	put_json_text(out, "pack", subject->question->pack);
	put_json_text(out, "slug", subject->question->slug);
	put_json_text(out, "state", broken ? "broken" : states[subject->question->state]);
	put_json_text(out, "problem", subject->problem);
	put_json_list(out, "lines", &subject->lines);
	put_json_key(out, "checks");
	buf_putc(out, '[');
	for (size_t i = 0; i < subject->check_count; i++) {
		buf_puts(out, i ? "," : "");
		put_json_check(out, &subject->checks[i]);
	}
	buf_puts(out, "]}");
}

void verify_put_tally(struct buf *out, const struct tally *tally)
{
	buf_printf(out, "%zu question%s checked, %zu failed, %zu broken, %zu skipped", tally->checked,
	           tally->checked == 1 ? "" : "s", tally->failed, tally->broken, tally->skipped);
	if (tally->not_run)
		buf_printf(out, ", %zu solution%s not run", tally->not_run, tally->not_run == 1 ? "" : "s");
	buf_putc(out, '\n');
}
