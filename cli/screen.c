#include <unistd.h>

#include "cli/session.h"
#include "tui/app.h"

static enum status start(struct session *session, const struct arguments *arguments)
{
	const char *question = arguments->word_count ? arguments->words[0] : NULL;
	enum status status = STATUS_PASSED;
	struct err err = {0};
	if (question && !catalogue_find(session->catalogue, question, &err)) {
		const char *command = command_nearest(question);
		if (command)
			err_prefix(&err, "no command %s (did you mean \"greenroom %s\"?)", question, command);
		return complain(&err);
	}
	if (question && !session_question(session, question, true, &status))
		return status;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return complain_of(STATUS_INPUT, "the screen needs a terminal on standard input and output; over SSH: "
		                                 "ssh -t HOST greenroom; without one: greenroom --linear");
	if (!session->store)
		return STATUS_MACHINE; /* warned of already: nothing typed could be saved */
	const struct tui_options options = {
		.loop = session->loop,
		.catalogue = session->catalogue,
		.store = session->store,
		.tools = session->tools,
		.runner = session->runner,
		.question = question,
		.session = SESSION_NAME,
		.theme = arguments->theme,
		.links = true,
		.solutions = true,
		.clipboard = true, /* practice: what is copied is the person's own */
	};
	return (enum status)tui_main(&options);
}

enum status command_screen(const struct arguments *arguments)
{
	struct session session;
	enum status status = session_open(&session, arguments, SESSION_STORE | SESSION_ASKING | SESSION_RUNNER);
	if (status == STATUS_PASSED)
		status = start(&session, arguments);
	session_close(&session);
	return status;
}
