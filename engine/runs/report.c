#include <string.h>

#include "engine/runs/run.h"

static void put(struct buf *out, const char *key, const char *text)
{
	json_put_string(out, key, strlen(key));
	buf_putc(out, ':');
	json_put_string(out, text, strlen(text));
	buf_putc(out, ',');
}

static void put_ms(struct buf *out, const char *key, int64_t us)
{
	buf_printf(out, "\"%s\":%lld.%03lld,", key, (long long)(us / 1000), (long long)(us % 1000));
}

static void put_test(struct buf *out, const struct run_test *t)
{
	buf_printf(out, "{\"index\":%zu,", t->index + 1);
	put(out, "id", t->id);
	put(out, "visibility", t->visibility == TEST_PUBLIC ? "public" : "hidden");
	put(out, "verdict", verdict_name(t->verdict));
	put(out, "message", t->message);
	put(out, "detail", t->detail);
	buf_printf(out, "\"line\":%d,", t->line);
	put(out, "input", t->input);
	put(out, "expected", t->expected);
	put(out, "actual", t->actual);
	put(out, "output", t->output);
	put_ms(out, "wall_ms", t->wall_us);
	put_ms(out, "cpu_ms", t->cpu_us);
	buf_printf(out, "\"memory_kb\":%lld}", (long long)t->memory_kb);
}

void run_report_json(const struct run_report *r, const struct question *question, struct buf *out)
{
	buf_puts(out, "{\"format\":1,");
	put(out, "pack", question->pack);
	put(out, "question", question->slug);
	put(out, "mode", r->mode == RUN_SUBMIT ? "submit" : "run");
	put(out, "verdict", verdict_name(r->verdict));
	put(out, "message", r->message);
	put(out, "detail", r->detail);
	buf_printf(out, "\"line\":%d,", r->line);
	buf_printf(out, "\"total\":%zu,\"passed\":%zu,\"public_total\":%zu,\"public_passed\":%zu,", r->total, r->passed,
	           r->public_total, r->public_passed);
	buf_printf(out, "\"hidden_total\":%zu,\"hidden_passed\":%zu,", r->hidden_total, r->hidden_passed);
	buf_printf(out, "\"first_failed\":%zu,", r->first_failed);
	put_ms(out, "wall_ms", r->wall_us);
	put_ms(out, "cpu_ms", r->cpu_us);
	buf_printf(out, "\"memory_kb\":%lld,\"started_ms\":%lld,\"ended_ms\":%lld,", (long long)r->memory_kb,
	           (long long)r->started_ms, (long long)r->ended_ms);
	put(out, "language", r->language ? r->language->name : "");
	put(out, "tool", r->tool);
	put(out, "tool_version", r->tool_version);
	if (r->built) {
		buf_printf(out, "\"compile\":{\"cached\":%s,", r->build_cached ? "true" : "false");
		put_ms(out, "wall_ms", r->build_us);
		buf_puts(out, "\"warnings\":");
		json_put_string(out, r->warnings, strlen(r->warnings));
		buf_puts(out, "},");
	} else {
		buf_puts(out, "\"compile\":null,");
	}
	buf_puts(out, "\"tests\":[");
	for (size_t i = 0; i < r->test_count; i++) {
		if (i)
			buf_putc(out, ',');
		put_test(out, &r->tests[i]);
	}
	buf_puts(out, "]}");
}
