/* run and submit: one source against a question, as the person sees it. */
#include "cli/judge.h"
#include "engine/base/mem.h"

void record_attempt(const struct run_report *report, void *context)
{
	const struct judging *judging = context;
	struct store *store = judging->session->store;
	struct err err = {0};
	if (!store || report->verdict == VERDICT_CANCELLED || report->verdict == VERDICT_SANDBOX_ERROR)
		return;
	const struct draft_key key = session_draft(judging->question, judging->language);
	if (!attempt_add(store, &key, judging->source, judging->source_len, report, &err))
		warn_of("the attempt is not kept: %s", err.text);
}

bool rate_allows(const struct session *session, const struct question *question)
{
	const struct pack *pack = catalogue_pack_of(session->catalogue, question);
	int wait_s;
	if (!session->store || !pack || rate_take(session->store, SESSION_NAME, pack->runs, pack->per_s, &wait_s))
		return true;
	AUTO_FREE char *period = pack->per_s == 60 ? mem_dup("a minute") : mem_format("in %d s", pack->per_s);
	complain_of(STATUS_FAILED, "%d runs %s are as many as this pack allows: try again in %d s", pack->runs, period,
	            wait_s);
	return false;
}

static enum status run_source(struct session *session, const struct question *question,
                              const struct question_body *body, enum run_mode mode)
{
	const struct arguments *arguments = session->arguments;
	const char *file = arguments->word_count > 1 ? arguments->words[1] : NULL;
	enum status status = STATUS_PASSED;
	AUTO_BUF source = {0};
	struct err err = {0};
	const struct language *language = session_language(session, question, file, &status);
	if (!language)
		return status;
	if (!source_read(session, question, language, file, &source, &err))
		return complain(&err);
	if (!rate_allows(session, question))
		return STATUS_FAILED;
	const struct judging judging = {
		.session = session,
		.question = question,
		.body = body,
		.language = language,
		.source = buf_text(&source),
		.source_len = source.len,
		.mode = mode,
	};
	return judge_aloud(&judging, record_attempt, (void *)&judging);
}

static enum status run_question(struct session *session, enum run_mode mode)
{
	enum status status = STATUS_PASSED;
	const struct question *question = session_question(session, session->arguments->words[0], false, &status);
	struct question_body *body = question ? session_body(question, &status) : NULL;
	if (body)
		status = run_source(session, question, body, mode);
	question_body_free(body);
	return status;
}

static enum status run_in(const struct arguments *arguments, enum run_mode mode)
{
	struct session session;
	enum status status =
	    session_open(&session, arguments, SESSION_STORE | SESSION_ASKING | SESSION_RUNNER);
	if (status == STATUS_PASSED)
		status = run_question(&session, mode);
	session_close(&session);
	return status;
}

enum status command_run(const struct arguments *arguments)
{
	return run_in(arguments, RUN_PUBLIC);
}

enum status command_submit(const struct arguments *arguments)
{
	return run_in(arguments, RUN_SUBMIT);
}
