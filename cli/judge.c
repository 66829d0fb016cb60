#include "cli/judge.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"

enum {
	READ_MAX = 16 << 20, /* of a file; a question's own limit comes after */
	TEXT_MAX = 2048,     /* of one text of a test, on the screen of one who scrolls */
	ID_COLUMNS_MAX = 32,
};

/* ---- the source */

static bool read_standard_input(struct buf *source, struct err *err)
{
	char chunk[65536];
	ssize_t n;
	while ((n = read(STDIN_FILENO, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "reading standard input");
		if (source->len + (size_t)n > READ_MAX)
			return err_set(err, ERR_INPUT, "standard input is larger than %d bytes", READ_MAX);
		buf_put(source, chunk, (size_t)n);
	}
	return true;
}

static bool read_draft(const struct session *session, const struct question *question,
                       const struct language *language, struct buf *source, struct err *err)
{
	if (!session->store)
		return err_set(err, ERR_MACHINE, "there are no drafts without a data directory: name a FILE");
	const struct draft_key key = session_draft(question, language);
	AUTO_FREE char *path = draft_path(session->store, &key);
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return err_set(err, ERR_INPUT, "there is no draft of %s yet in %s: name a FILE, or begin one with greenroom %s",
		               question->slug, language->title, question->slug);
	return draft_read(session->store, &key, READ_MAX, source, err);
}

static bool check_source(const struct question *question, const char *name, const struct buf *source,
                         struct err *err)
{
	size_t bad, limit = (size_t)question->limits.source_kb << 10;
	if (source->len > limit)
		return err_set(err, ERR_INPUT, "%s has %zu bytes; the limit of %s is %d KB", name, source->len,
		               question->slug, question->limits.source_kb);
	const char *nul = source->len ? memchr(source->data, '\0', source->len) : NULL;
	if (nul)
		return err_set(err, ERR_INPUT, "%s holds a NUL byte, at byte %zu", name, (size_t)(nul - source->data));
	if (source->len && !utf8_valid(source->data, source->len, &bad))
		return err_set(err, ERR_INPUT, "%s is not UTF-8 at byte %zu", name, bad);
	return true;
}

bool source_read(const struct session *session, const struct question *question, const struct language *language,
                 const char *file, struct buf *source, struct err *err)
{
	bool read = !file                    ? read_draft(session, question, language, source, err)
	            : strcmp(file, "-") == 0 ? read_standard_input(source, err)
	                                     : file_read(file, READ_MAX, source, err);
	const char *name = !file ? "the draft" : strcmp(file, "-") == 0 ? "standard input" : file;
	return read && check_source(question, name, source, err);
}

/* ---- what is printed */

static void put_texts(struct buf *out, const char *name, const char *text)
{
	if (!*text)
		return;
	buf_printf(out, "      %s\n", name);
	put_lines(out, "        ", text, TEXT_MAX);
}

/* "      expected  [1, 2]" */
static void put_value(struct buf *out, const char *name, const char *text)
{
	if (!*text)
		return;
	AUTO_BUF cut = {0};
	text_cut_middle(&cut, text, strlen(text), TEXT_MAX);
	buf_printf(out, "      %-10s", name);
	put_text(out, buf_text(&cut));
	buf_putc(out, '\n');
}

static void put_test(struct buf *out, const struct run_test *test, size_t id_columns)
{
	AUTO_FREE char *id = text_escaped(*test->id ? test->id : "run_tests", TEXT_ONE_LINE);
	bool good = test->verdict == VERDICT_ACCEPTED;
	buf_printf(out, "  %s %s", sign(good), id);
	for (size_t n = text_columns(id); n < id_columns; n++)
		buf_putc(out, ' ');
	AUTO_BUF time = {0};
	put_time(&time, test->wall_us);
	buf_printf(out, "  %-14s  %9s  ", verdict_words(test->verdict), buf_text(&time));
	put_memory(out, test->memory_kb);
	buf_puts(out, test->visibility == TEST_HIDDEN ? "  (hidden)\n" : "\n");
	if (!good) {
		put_value(out, "input", test->input);
		put_value(out, "expected", test->expected);
		put_value(out, "actual", test->actual);
		/* A traceback that begins with the message says it for both. */
		if (strncmp(test->detail, test->message, strlen(test->message)) != 0)
			put_lines(out, "      ", test->message, TEXT_MAX);
		put_lines(out, "        ", test->detail, TEXT_MAX);
		if (test->feedback)
			put_value(out, "hint", test->feedback);
	}
	put_texts(out, "printed", test->output);
}

/* A submit says no more than the screen does. */
static void put_submit(struct buf *out, const struct run_report *r)
{
	bool judged = r->verdict != VERDICT_CANCELLED && r->verdict != VERDICT_CANNOT_LOAD &&
	              r->verdict != VERDICT_COMPILE_ERROR && r->verdict != VERDICT_REJECTED && r->verdict != VERDICT_SANDBOX_ERROR;
	if (!judged)
		return;
	buf_printf(out, "  public  %zu of %zu passed\n", r->public_passed, r->public_total);
	if (r->hidden_total)
		buf_printf(out, "  hidden  %zu of %zu passed\n", r->hidden_passed, r->hidden_total);
	if (r->first_failed)
		buf_printf(out, "  the first that failed is test %zu\n", r->first_failed);
}

/* "compiled with g++ 12.2.0 in 1.20 s" and what the compiler warns of. */
static void put_build(struct buf *out, const struct run_report *r)
{
	if (!r->built || r->verdict == VERDICT_COMPILE_ERROR || r->verdict == VERDICT_SANDBOX_ERROR)
		return;
	buf_puts(out, r->build_cached ? "  compiled before with " : "  compiled with ");
	put_text(out, path_base(r->tool));
	buf_putc(out, ' ');
	put_text(out, r->tool_version);
	buf_puts(out, " in ");
	put_time(out, r->build_us);
	buf_putc(out, '\n');
	put_lines(out, "    ", r->warnings, TEXT_MAX);
}

static void put_whole(struct buf *out, const struct judging *judging, const struct run_report *r)
{
	bool rows = judging->mode == RUN_PUBLIC || judging->reveal;
	if (!rows)
		put_submit(out, r);
	buf_printf(out, "%s %s: ", sign(r->verdict == VERDICT_ACCEPTED), verdict_words(r->verdict));
	put_text(out, r->message);
	buf_putc(out, '\n');
	put_build(out, r);
	/* With a row that shows it already, it need not stand here a second time. */
	if (!rows || !r->test_count)
		put_lines(out, "    ", r->detail, TEXT_MAX);
}

/* ---- the run */

struct aloud {
	const struct judging *judging;
	judged_fn *fn;
	void *context;
	struct run *run;
	size_t id_columns;
	bool ended;
	enum status status;
};

enum status status_of_verdict(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_ACCEPTED: return STATUS_PASSED;
	case VERDICT_SANDBOX_ERROR: return STATUS_MACHINE;
	default: return STATUS_FAILED;
	}
}

static size_t id_columns_of(const struct judging *judging)
{
	size_t most = 9; /* "run_tests" */
	size_t count = judging->reveal ? judging->body->test_count : judging->body->public_count;
	for (size_t i = 0; i < count; i++) {
		size_t n = text_columns(judging->body->tests[i].id);
		most = n > most ? n : most;
	}
	return most < ID_COLUMNS_MAX ? most : ID_COLUMNS_MAX;
}

static void on_event(const struct run_event *event, void *context)
{
	struct aloud *aloud = context;
	const struct judging *judging = aloud->judging;
	bool json = judging->session->arguments->json;
	AUTO_BUF out = {0};
	if (event->kind == RUN_TEST && event->test && !json && (judging->mode == RUN_PUBLIC || judging->reveal))
		put_test(&out, event->test, aloud->id_columns);
	if (event->kind == RUN_ENDED) {
		if (json) {
			run_report_json(event->report, judging->question, &out);
			buf_putc(&out, '\n');
		} else {
			put_whole(&out, judging, event->report);
		}
		if (aloud->fn)
			aloud->fn(event->report, aloud->context);
		aloud->status = status_of_verdict(event->report->verdict);
		aloud->ended = true;
	}
	print(&out);
}

static void on_interrupt(int number, void *context)
{
	(void)number;
	run_cancel(((struct aloud *)context)->run);
}

enum status judge_aloud(const struct judging *judging, judged_fn *fn, void *context)
{
	struct session *session = judging->session;
	const struct run_request request = {
		.question = judging->question,
		.body = judging->body,
		.language = judging->language,
		.source = judging->source_len ? judging->source : "",
		.source_len = judging->source_len,
		.mode = judging->mode,
		.reveal = judging->reveal,
	};
	struct aloud aloud = {.judging = judging, .fn = fn, .context = context, .id_columns = id_columns_of(judging)};
	aloud.run = run_start(session->runner, &request, on_event, &aloud);
	struct loop_signal *interrupt = loop_signal_new(session->loop, SIGINT, on_interrupt, &aloud);
	struct loop_signal *terminate = loop_signal_new(session->loop, SIGTERM, on_interrupt, &aloud);
	while (!aloud.ended)
		loop_turn(session->loop, true);
	loop_signal_free(terminate);
	loop_signal_free(interrupt);
	run_free(aloud.run);
	return aloud.status;
}
