#include "cli/session.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/base/places.h"
#include "engine/box/box.h"

static bool add_pack(struct session *session, const char *folder, struct err *err)
{
	struct catalogue *catalogue = session->catalogue;
	size_t before = catalogue->pack_count;
	if (!catalogue_add(catalogue, folder, err)) {
		err_prefix(err, "--pack %s", folder);
		return false;
	}
	if (catalogue->pack_count > before)
		return true;
	return err_set(err, ERR_INPUT, "--pack %s: a pack of that name was given before", folder);
}

static bool load_packs(struct session *session, struct err *err)
{
	session->catalogue = catalogue_new();
	for (size_t i = 0; i < session->arguments->pack_count; i++)
		if (!add_pack(session, session->arguments->packs[i], err))
			return false;
	session->own_packs = session->catalogue->pack_count;
	AUTO_FREE char *packs = path_join(session->data, "packs");
	catalogue_add_all(session->catalogue, packs);
	catalogue_add_all(session->catalogue, places_questions());
	return true;
}

static void open_store(struct session *session)
{
	struct err err = {0};
	session->store = store_open(session->data, &err);
	const char *trouble = session->store ? store_trouble(session->store) : err.text;
	if (trouble)
		warn_of("%s", trouble);
}

/* No tool may show a candidate the person's home, drafts or packs.  The packs that ship with the
 * program hold no secret: everybody has them. */
static void forbid(const struct session *session, const char **folders)
{
	const char *home = getenv("HOME");
	const struct passwd *pw = home && *home ? NULL : getpwuid(getuid());
	size_t n = 0;
	folders[n++] = session->data;
	for (size_t i = 0; i < session->own_packs; i++)
		folders[n++] = session->catalogue->packs[i].folder;
	if (home && *home)
		folders[n++] = home;
	else if (pw)
		folders[n++] = pw->pw_dir;
	folders[n] = NULL;
}

static void tools_answered(void *context)
{
	struct session *session = context;
	offers_mark(session->tools, session->catalogue);
}

static void find_tools(struct session *session, bool wait)
{
	struct string_list modules = {0};
	offers_modules(session->catalogue, &modules);
	const char **forbidden = mem_zero(session->own_packs + 3, sizeof *forbidden);
	forbid(session, forbidden);
	const struct tools_spec spec = {
	    .modules = &modules,
	    .forbidden = forbidden,
	    .settings = session->arguments->settings,
	    .setting_count = session->arguments->setting_count,
	    .can_read = box_can_read,
	};
	session->tools = tools_new(session->loop, &spec, tools_answered, session);
	free(forbidden);
	string_list_release(&modules);
	if (!wait)
		return;
	while (!tools_known(session->tools, NULL, NULL))
		loop_turn(session->loop, true);
	offers_mark(session->tools, session->catalogue);
}

static char *data_folder(const struct arguments *arguments)
{
	if (!arguments->data)
		return path_data_home();
	AUTO_FREE char *here = getcwd(NULL, 0);
	return path_join(here ? here : "/", arguments->data);
}

enum status session_open(struct session *session, const struct arguments *arguments, unsigned needs)
{
	struct err err = {0};
	*session = (struct session){.arguments = arguments, .data = data_folder(arguments)};
	/* Hidden tests will be in this process; and a control group is taken over before there are children. */
	if (!box_harden_process(&err))
		return complain(&err);
	box_claim_cgroup();
	session->loop = loop_new(&err);
	if (!session->loop || !load_packs(session, &err))
		return complain(&err);
	if (needs & SESSION_STORE)
		open_store(session);
	if (needs & (SESSION_TOOLS | SESSION_ASKING))
		find_tools(session, needs & SESSION_TOOLS);
	if (needs & SESSION_RUNNER)
		session->runner = runner_new(session->loop, session->tools, NULL);
	return STATUS_PASSED;
}

void session_close(struct session *session)
{
	runner_free(session->runner);
	tools_free(session->tools);
	store_close(session->store);
	catalogue_free(session->catalogue);
	if (session->loop)
		loop_free(session->loop);
	free(session->data);
}

struct question *session_question(const struct session *session, const char *name, bool any, enum status *status)
{
	struct err err = {0};
	struct question *question = catalogue_find(session->catalogue, name, &err);
	if (question && question->state == QUESTION_BROKEN)
		err_set(&err, ERR_INPUT, "the question %s is broken: %s", question->slug, question->problem);
	else if (question && question->state == QUESTION_UNAVAILABLE && !any)
		err_set(&err, ERR_MACHINE, "the question %s cannot be run here: %s", question->slug, question->problem);
	else if (question)
		return question;
	*status = complain(&err);
	return NULL;
}

struct question_body *session_body(const struct question *question, enum status *status)
{
	struct err err = {0};
	struct question_body *body = question_body_load(question, &err);
	if (body)
		return body;
	err_prefix(&err, "the question %s is broken", question->slug);
	*status = complain(&err);
	return NULL;
}

/* ---- languages */

static char *offered_in(const struct question *question)
{
	struct buf text = {0};
	for (size_t i = 0; i < question->languages.count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", question->languages.items[i]);
	return buf_steal(&text);
}

static const struct language *wanted_language(const struct session *session, const struct question *question,
                                              const char *file, struct err *err)
{
	const char *name = session->arguments->language;
	const struct language *language = name ? language_find(name, err) : file ? language_of_file(file) : NULL;
	if (name && !language)
		return NULL;
	if (!language)
		language = offer_language(session->tools, question);
	if (!language) {
		err_set(err, ERR_MACHINE, "none of the languages of %s is installed", question->slug);
	} else if (!string_list_has(&question->languages, language->name)) {
		AUTO_FREE char *names = offered_in(question);
		err_set(err, ERR_INPUT, "%s is not offered in %s, but in: %s", question->slug, language->title, names);
		language = NULL;
	}
	return language;
}

const struct language *session_language(const struct session *session, const struct question *question, const char *file,
                                        enum status *status)
{
	struct err err = {0};
	const struct language *language = wanted_language(session, question, file, &err), *before = NULL;
	/* Where none was named, one whose tools turn out to be no good gives way to the next. */
	while (language && language != before && session->tools) {
		tools_wait(session->loop, session->tools, language, NULL);
		before = language;
		language = wanted_language(session, question, file, &err);
	}
	if (language && session->tools && !offer_possible(session->tools, question, language, &err)) {
		err_prefix(&err, "%s", language->title);
		language = NULL;
	}
	if (!language)
		*status = complain(&err);
	return language;
}

struct draft_key session_draft(const struct question *question, const struct language *language)
{
	return (struct draft_key){SESSION_NAME, question->pack, question->slug, language->name, language->file};
}
