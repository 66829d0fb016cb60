#include "cli/verify.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "cli/judge.h"
#include "engine/base/mem.h"

enum {
	FLIGHTS_MAX = 2, /* runs at once: more would disturb each other's clocks */
	IDS_SHOWN = 3,   /* of the tests that failed */
};

struct verifying;

struct flight {
	struct verifying *all;
	struct examined *subject;
	struct check *check;
	struct run *run; /* NULL: free */
};

struct verifying {
	struct session *session;
	struct examined *subjects;
	size_t count;
	size_t at;      /* the first that may have checks to begin */
	size_t printed; /* in order, as they are complete */
	struct flight flights[FLIGHTS_MAX];
	size_t flight_count;
	struct tally tally;
	enum status status;
};

/* ---- how a check came out */

/* E303 is a reference's, E305 the starter's, E306 to E308 a known-wrong solution's; see the validator's table. */
__attribute__((format(printf, 2, 3))) static void find_fault(struct check *check, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	free(check->problem);
	check->problem = mem_vformat(format, args);
	va_end(args);
	check->good = false;
}

static const struct run_test *first_failed(const struct run_report *report)
{
	for (size_t i = 0; i < report->test_count; i++)
		if (report->tests[i].verdict != VERDICT_ACCEPTED)
			return &report->tests[i];
	return NULL;
}

static const struct run_test *test_with_id(const struct run_report *report, const char *id)
{
	for (size_t i = 0; i < report->test_count; i++)
		if (strcmp(report->tests[i].id, id) == 0)
			return &report->tests[i];
	return NULL;
}

static void judge_reference(struct check *check, const struct run_report *report)
{
	const struct run_test *test = first_failed(report);
	const char *id = test ? test->id : "";
	if (report->verdict == VERDICT_COMPILE_ERROR)
		find_fault(check, "E302 %s does not compile: %s", check->solution->file, report->message);
	else if (report->verdict != VERDICT_ACCEPTED)
		find_fault(check, "E303 %s fails%s%s: %s: %s", check->solution->file, *id ? " " : "", id,
		           verdict_words(report->verdict), test && *test->message ? test->message : report->message);
}

/* Tampered: it passed, and beside it another known-wrong source did too. */
static bool passes(const struct run_report *report)
{
	return report->verdict == VERDICT_ACCEPTED || report->verdict == VERDICT_TAMPERED;
}

static void judge_wrong(struct check *check, const struct run_report *report)
{
	const struct question_solution *solution = check->solution;
	bool as_promised = solution->expect && report->verdict == verdict_from_name(solution->expect);
	if (passes(report) && !as_promised) {
		find_fault(check, "E306 %s passes: add a test it fails", solution->file);
		return;
	}
	if (solution->expect && !as_promised) {
		find_fault(check, "E308 %s: expected %s, got %s: %s", solution->file, solution->expect,
		           verdict_name(report->verdict), report->message);
		return;
	}
	for (size_t i = 0; i < solution->must_fail.count; i++) {
		const char *id = solution->must_fail.items[i];
		const struct run_test *test = test_with_id(report, id);
		if (test && test->verdict != VERDICT_ACCEPTED)
			continue;
		find_fault(check, "E307 %s %s %s as promised", solution->file, test ? "does not fail" : "was not run on", id);
		return;
	}
}

static char *failed_ids(const struct run_report *report)
{
	AUTO_BUF ids = {0};
	size_t shown = 0;
	for (size_t i = 0; i < report->test_count; i++) {
		const struct run_test *test = &report->tests[i];
		if (test->verdict == VERDICT_ACCEPTED || !*test->id)
			continue;
		if (shown++ == IDS_SHOWN) {
			buf_puts(&ids, ", ...");
			break;
		}
		buf_printf(&ids, "%s%s", shown > 1 ? ", " : "", test->id);
	}
	return mem_dup(buf_text(&ids));
}

static void judge_check(struct check *check, const struct run_report *report)
{
	check->done = check->good = true;
	check->verdict = report->verdict;
	check->passed = report->passed;
	check->total = report->total;
	check->wall_us = report->wall_us;
	check->failed = failed_ids(report);
	if (report->verdict == VERDICT_SANDBOX_ERROR || report->verdict == VERDICT_CANCELLED)
		find_fault(check, "%s: %s", verdict_words(report->verdict), report->message);
	else if (check->kind == CHECK_REFERENCE)
		judge_reference(check, report);
	else if (check->kind == CHECK_WRONG)
		judge_wrong(check, report);
	else if (report->verdict == VERDICT_COMPILE_ERROR)
		find_fault(check, "E302 the starter does not compile (%s): %s", check->language->title, report->message);
	else if (passes(report))
		find_fault(check, "E305 the starter passes all tests (%s)", check->language->title);
}

static enum status status_of_check(const struct check *check)
{
	if (check->verdict == VERDICT_SANDBOX_ERROR)
		return STATUS_MACHINE;
	return check->good ? STATUS_PASSED : STATUS_FAILED;
}

/* ---- what is to be checked */

/* Where the language's tools are missing the check is over: said, and counted as not run. */
static void find_tools(struct verifying *all, const struct examined *subject, struct check *check, const char *name)
{
	struct err err = {0};
	check->language = language_find(name, &err);
	if (check->language) {
		tools_wait(all->session->loop, all->session->tools, check->language, NULL);
		if (offer_possible(all->session->tools, subject->question, check->language, &err))
			return;
	}
	check->done = check->good = check->not_run = true;
	check->failed = mem_dup("");
	check->problem = mem_format("%s: not run: %s", check->solution ? check->solution->file : "starter", err.text);
}

static void add_check(struct verifying *all, struct examined *subject, enum check_kind kind,
                      const struct question_solution *solution, const char *language, const char *source, size_t len)
{
	const char *only = all->session->arguments->language;
	if (only && strcmp(only, language) != 0)
		return;
	struct check *check = &subject->checks[subject->check_count++];
	*check = (struct check){.kind = kind, .solution = solution, .source = source, .source_len = len};
	find_tools(all, subject, check, language);
}

static void add_solution(struct verifying *all, struct examined *subject, enum check_kind kind,
                         const struct question_solution *solution)
{
	add_check(all, subject, kind, solution, solution->language, solution->source, solution->source_len);
}

static bool has_solution_in(const struct question_body *body, const char *language)
{
	for (size_t i = 0; i < body->solution_count; i++)
		if (strcmp(body->solutions[i].language, language) == 0)
			return true;
	return false;
}

/* In the question's first language, and in all that its author has written a reference in. */
static void add_starters(struct verifying *all, struct examined *subject)
{
	const struct string_list *languages = &subject->question->languages;
	for (size_t i = 0; i < languages->count; i++) {
		if (i && !has_solution_in(subject->body, languages->items[i]))
			continue;
		AUTO_FREE char *starter = question_starter(subject->question, subject->body, languages->items[i], NULL);
		if (!starter)
			continue;
		string_list_add(&subject->starters, starter);
		const char *kept = subject->starters.items[subject->starters.count - 1];
		add_check(all, subject, CHECK_STARTER, NULL, languages->items[i], kept, strlen(kept));
	}
}

static void add_checks(struct verifying *all, struct examined *subject)
{
	const struct question_body *body = subject->body;
	size_t most = body->solution_count + body->wrong_count + subject->question->languages.count;
	subject->checks = mem_zero(most + 1, sizeof *subject->checks);
	for (size_t i = 0; i < body->solution_count; i++)
		add_solution(all, subject, CHECK_REFERENCE, &body->solutions[i]);
	add_starters(all, subject);
	for (size_t i = 0; i < body->wrong_count; i++)
		add_solution(all, subject, CHECK_WRONG, &body->wrong[i]);
}

static void cannot_check(struct examined *subject, enum status status, const char *why)
{
	subject->problem = mem_dup(why);
	subject->status = status;
}

/* Loads what is behind the question; a body with errors in it is not run: its tests would judge wrongly. */
static void make_ready(struct verifying *all, struct examined *subject)
{
	const struct question *q = subject->question;
	struct err err = {0};
	subject->ready = true;
	if (q->state == QUESTION_UNAVAILABLE)
		cannot_check(subject, subject->skipped ? STATUS_PASSED : STATUS_MACHINE, q->problem);
	else if (q->state == QUESTION_BROKEN)
		cannot_check(subject, STATUS_INPUT, q->problem);
	else if (!(subject->body = question_body_load(q, &err)))
		cannot_check(subject, STATUS_INPUT, err.text);
	else if (question_validate(q, subject->body, &subject->lines))
		subject->status = STATUS_INPUT;
	else
		add_checks(all, subject);
}

static bool is_complete(const struct examined *subject)
{
	return subject->ready && subject->ended == subject->check_count;
}

static void subject_release(struct examined *subject)
{
	for (size_t i = 0; i < subject->check_count; i++) {
		free(subject->checks[i].failed);
		free(subject->checks[i].problem);
	}
	free(subject->checks);
	subject->checks = NULL;
	subject->check_count = 0;
	question_body_free(subject->body);
	subject->body = NULL;
	string_list_release(&subject->lines);
	string_list_release(&subject->starters);
	free(subject->problem);
	subject->problem = NULL;
}

/* ---- the flights */

static void count_subject(struct verifying *all, const struct examined *subject)
{
	if (subject->problem && subject->skipped && subject->question->state == QUESTION_UNAVAILABLE) {
		all->tally.skipped++;
		return;
	}
	for (size_t i = 0; i < subject->check_count; i++)
		all->tally.not_run += subject->checks[i].not_run;
	all->tally.checked++;
	all->tally.broken += subject->status == STATUS_INPUT;
	all->tally.failed += subject->status == STATUS_FAILED || subject->status == STATUS_MACHINE;
}

/* In the order of the catalogue, whatever order they end in. */
static void print_complete(struct verifying *all)
{
	bool json = all->session->arguments->json;
	while (all->printed < all->count && is_complete(&all->subjects[all->printed])) {
		struct examined *subject = &all->subjects[all->printed];
		AUTO_BUF out = {0};
		if (json && all->printed)
			buf_putc(&out, ',');
		(json ? verify_put_json : verify_put)(&out, subject);
		print(&out);
		count_subject(all, subject);
		all->status = worse(all->status, subject->status);
		subject_release(subject);
		all->printed++;
		/* It stays complete: released subjects have neither begun nor ended checks to come. */
		subject->begun = subject->ended = 0;
	}
}

static struct examined *subject_to_begin(struct verifying *all)
{
	for (; all->at < all->count; all->at++) {
		struct examined *subject = &all->subjects[all->at];
		if (!subject->ready)
			make_ready(all, subject);
		for (; subject->begun < subject->check_count && subject->checks[subject->begun].done; subject->begun++)
			subject->ended++;
		if (subject->begun < subject->check_count)
			return subject;
	}
	return NULL;
}

static void landed(const struct run_event *event, void *context);

static void take_off(struct flight *flight)
{
	struct examined *subject = subject_to_begin(flight->all);
	if (!subject)
		return;
	struct check *check = &subject->checks[subject->begun++];
	const struct run_request request = {
		.question = subject->question,
		.body = subject->body,
		.language = check->language,
		.source = check->source,
		.source_len = check->source_len,
		.mode = RUN_SUBMIT,
		.reveal = true,
	};
	flight->subject = subject;
	flight->check = check;
	flight->run = run_start(flight->all->session->runner, &request, landed, flight);
}

static void landed(const struct run_event *event, void *context)
{
	struct flight *flight = context;
	struct examined *subject = flight->subject;
	if (event->kind != RUN_ENDED)
		return;
	judge_check(flight->check, event->report);
	subject->status = worse(subject->status, status_of_check(flight->check));
	run_free(flight->run);
	flight->run = NULL;
	subject->ended++;
	take_off(flight);
	print_complete(flight->all);
}

static size_t flights_for_this_machine(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN) > 1 ? FLIGHTS_MAX : 1;
}

typedef void language_fn(struct verifying *all, const struct question *question, const struct language *language);

static void each_language(struct verifying *all, language_fn *fn)
{
	const char *only = all->session->arguments->language;
	for (size_t i = 0; i < all->count; i++) {
		const struct question *q = all->subjects[i].question;
		for (size_t k = 0; q->state == QUESTION_READY && k < q->languages.count; k++) {
			const struct language *language = language_find(q->languages.items[k], NULL);
			if (language && (!only || strcmp(only, language->name) == 0))
				fn(all, q, language);
		}
	}
}

static void ask_tools(struct verifying *all, const struct question *question, const struct language *language)
{
	(void)question;
	tools_ask(all->session->tools, language, NULL);
}

static void warm(struct verifying *all, const struct question *question, const struct language *language)
{
	tools_wait(all->session->loop, all->session->tools, language, NULL);
	runner_warm(all->session->runner, question, language);
}

/* Interpreters that import much, and what compilers prepare, are begun at once: by the time of their first test they are ready. */
static void warm_up(struct verifying *all)
{
	each_language(all, ask_tools);
	each_language(all, warm);
}

static void verify_all(struct verifying *all)
{
	AUTO_BUF out = {0};
	bool json = all->session->arguments->json;
	if (json)
		buf_puts(&out, "{\"questions\":[");
	print(&out);
	warm_up(all);
	all->flight_count = flights_for_this_machine();
	for (size_t i = 0; i < all->flight_count; i++) {
		all->flights[i].all = all;
		take_off(&all->flights[i]);
	}
	print_complete(all);
	while (all->printed < all->count)
		loop_turn(all->session->loop, true);
	if (json) {
		buf_puts(&out, "]");
		put_json_int(&out, "checked", (int64_t)all->tally.checked);
		put_json_int(&out, "failed", (int64_t)all->tally.failed);
		put_json_int(&out, "broken", (int64_t)all->tally.broken);
		put_json_int(&out, "skipped", (int64_t)all->tally.skipped);
		put_json_int(&out, "not_run", (int64_t)all->tally.not_run);
		buf_puts(&out, "}\n");
	} else {
		verify_put_tally(&out, &all->tally);
	}
	print(&out);
}

/* ---- which questions */

static void add_subject(struct verifying *all, struct question *question, bool named)
{
	all->subjects[all->count++] = (struct examined){.question = question, .skipped = !named};
}

static bool named_packs_are_whole(const struct session *session, size_t packs, enum status *status)
{
	for (size_t i = 0; i < packs; i++) {
		const struct pack *pack = &session->catalogue->packs[i];
		if (pack->problem)
			*status = complain_of(STATUS_INPUT, "the pack %s is broken: %s", pack->name, pack->problem);
	}
	return *status == STATUS_PASSED;
}

/* Those named; or all of the packs given by --pack; or all. */
static enum status choose(struct verifying *all)
{
	const struct session *session = all->session;
	const struct arguments *arguments = session->arguments;
	struct catalogue *catalogue = session->catalogue;
	enum status status = STATUS_PASSED;
	all->subjects = mem_zero(catalogue->question_count + arguments->word_count + 1, sizeof *all->subjects);
	for (size_t i = 0; i < arguments->word_count; i++) {
		struct err err = {0};
		struct question *question = catalogue_find(catalogue, arguments->words[i], &err);
		if (!question)
			return complain(&err);
		add_subject(all, question, true);
	}
	if (arguments->word_count)
		return STATUS_PASSED;
	size_t packs = session->own_packs ? session->own_packs : catalogue->pack_count;
	if (!named_packs_are_whole(session, packs, &status))
		return status;
	for (size_t i = 0; i < packs; i++)
		for (size_t k = 0; k < catalogue->question_count; k++)
			if (strcmp(catalogue->questions[k].pack, catalogue->packs[i].name) == 0)
				add_subject(all, &catalogue->questions[k], false);
	return all->count ? STATUS_PASSED : complain_of(STATUS_INPUT, "there are no questions to verify");
}

static enum status verify_questions(struct session *session)
{
	struct verifying all = {.session = session};
	enum status status = choose(&all);
	if (status == STATUS_PASSED) {
		verify_all(&all);
		status = all.status;
		if (!all.tally.checked)
			status = complain_of(STATUS_MACHINE, "nothing was checked: this machine can run none of the questions");
	}
	free(all.subjects);
	return status;
}

/* ---- one candidate, as its author sees it */

static enum status verify_candidate(struct session *session)
{
	const struct arguments *arguments = session->arguments;
	enum status status = STATUS_PASSED;
	if (arguments->word_count != 1)
		return complain_of(STATUS_INPUT, "--candidate judges one file on one QUESTION: greenroom verify QUESTION "
		                                 "--candidate FILE");
	const struct question *question = session_question(session, arguments->words[0], false, &status);
	const struct language *language =
	    question ? session_language(session, question, arguments->candidate, &status) : NULL;
	struct question_body *body = language ? session_body(question, &status) : NULL;
	AUTO_BUF source = {0};
	struct err err = {0};
	if (body && !source_read(session, question, language, arguments->candidate, &source, &err)) {
		status = complain(&err);
	} else if (body) {
		const struct judging judging = {session, question, body, language, buf_text(&source), source.len, RUN_SUBMIT, true};
		status = judge_aloud(&judging, NULL, NULL);
	}
	question_body_free(body);
	return status;
}

enum status command_verify(const struct arguments *arguments)
{
	struct session session;
	enum status status = session_open(&session, arguments, SESSION_TOOLS | SESSION_RUNNER);
	if (status == STATUS_PASSED)
		status = arguments->candidate ? verify_candidate(&session) : verify_questions(&session);
	session_close(&session);
	return status;
}
