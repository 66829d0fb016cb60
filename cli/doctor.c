#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/session.h"
#include "cli/table.h"
#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "tui/settings_text.h"

struct doctor {
	struct session *session;
	struct buf out;
	bool probed;
	enum status status;
};

static void put_row(struct table *table, bool good, const char *name, const char *detail)
{
	table_row(table, (const char *const[]){sign(good), name, detail});
}

/* Ends a section: its heading, its rows, an empty line. */
static void put_section(struct doctor *doctor, const char *heading, struct table *table)
{
	buf_printf(&doctor->out, "%s\n", heading);
	table_put(table, "  ", &doctor->out);
	buf_putc(&doctor->out, '\n');
	table_release(table);
	print(&doctor->out);
}

static void found_fatal(struct doctor *doctor)
{
	doctor->status = worse(doctor->status, STATUS_MACHINE);
}

/* ---- sandbox */

static void put_uncaught(struct doctor *doctor, enum box_rung rung)
{
	const char *const *sentences = box_uncaught(rung);
	if (!sentences || !sentences[0])
		return;
	buf_puts(&doctor->out, "  not caught here:\n");
	for (size_t i = 0; sentences[i]; i++)
		put_lines(&doctor->out, "    ", sentences[i], SIZE_MAX);
}

static void probed(const struct box_result *result, void *context)
{
	static const char *const rungs[] = {
		[BOX_RUNG_NONE] = "none", [BOX_RUNG_LIGHT] = "light", [BOX_RUNG_FULL] = "full"};
	struct doctor *doctor = context;
	struct table table = {.columns = 3};
	bool works = result->end == BOX_EXITED && result->status == 0;
	doctor->probed = true;
	for (size_t i = 0; i < result->step_count; i++)
		put_row(&table, result->steps[i].held, result->steps[i].name, result->steps[i].detail);
	buf_printf(&doctor->out, "sandbox: %s\n", works ? rungs[result->rung] : "does not work");
	table_put(&table, "  ", &doctor->out);
	table_release(&table);
	if (works) {
		put_uncaught(doctor, result->rung);
	} else {
		buf_puts(&doctor->out, "  ");
		put_text(&doctor->out, result->failure ? result->failure : box_end_name(result->end));
		buf_puts(&doctor->out, "\n  nothing can be run here: code never runs outside the sandbox\n");
		found_fatal(doctor);
	}
	buf_putc(&doctor->out, '\n');
	print(&doctor->out);
}

static void look_at_sandbox(struct doctor *doctor)
{
	const struct box_events events = {.on_end = probed};
	struct box *box = box_probe(doctor->session->loop, &events, doctor);
	while (!doctor->probed)
		loop_turn(doctor->session->loop, true);
	box_free(box);
}

/* ---- languages */

static char *joined(const struct string_list *list)
{
	AUTO_BUF text = {0};
	for (size_t i = 0; i < list->count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", list->items[i]);
	return mem_dup(buf_text(&text));
}

static void put_tool(struct table *table, const char *title, const struct tool *tool)
{
	AUTO_FREE char *name = mem_format("%s (%s)", tool->asked, tool->origin);
	AUTO_FREE char *modules = joined(&tool->modules);
	AUTO_FREE char *detail = tool->refused                      ? mem_dup(tool->refused)
	                         : tool->definition->asks_modules ? mem_format("%s, modules: %s", tool->version, *modules ? modules : "none")
	                                                          : mem_dup(tool->version);
	table_row(table, (const char *const[]){sign(!tool->refused), title, name, detail});
}

/* True where one of them can be used. */
static bool put_tools(struct table *table, const struct language *language, size_t index, const struct tools *tools)
{
	const struct language_tool *definition = &language->tools[index];
	const struct tool_candidates *found = tools_candidates(tools, language, index);
	const char *title = index ? "" : language->title;
	bool usable = false;
	for (size_t i = 0; i < found->count; i++) {
		put_tool(table, i ? "" : title, &found->items[i]);
		usable = usable || !found->items[i].refused;
	}
	AUTO_FREE char *name = mem_format("%s%s", definition->programs.items[0], found->count ? " (none is usable)" : "");
	AUTO_FREE char *detail = mem_format("%s%s", definition->install, definition->optional ? " (only to format or lint)" : "");
	if (!usable)
		table_row(table, (const char *const[]){sign(false), found->count ? "" : title, name, detail});
	return usable || definition->optional;
}

static void look_at_languages(struct doctor *doctor)
{
	const struct languages *languages = languages_all();
	struct tools *tools = doctor->session->tools;
	struct table table = {.columns = 4};
	bool any = false;
	tools_wait(doctor->session->loop, tools, NULL, NULL);
	for (size_t i = 0; i < languages->count; i++) {
		bool all = true;
		for (size_t k = 0; k < languages->items[i]->tool_count; k++)
			all = put_tools(&table, languages->items[i], k, tools) && all;
		any = any || all;
	}
	for (size_t i = 0; i < languages->problems.count; i++)
		table_row(&table, (const char *const[]){sign(false), "", "broken definition", languages->problems.items[i]});
	if (!any)
		found_fatal(doctor);
	put_section(doctor, "languages and their tools, first choice first", &table);
}

/* ---- editors */

/* The program of a command line like "nvim -u NONE", as found in PATH; yours, or NULL. */
static char *program_in_path(const char *command)
{
	AUTO_FREE char *name = mem_dup_n(command, strcspn(command, " \t"));
	if (strchr(name, '/'))
		return access(name, X_OK) == 0 ? mem_dup(name) : NULL;
	const char *path = getenv("PATH");
	AUTO_FREE char *folders = mem_dup(path ? path : "/usr/bin:/bin");
	char *rest = folders;
	for (char *folder; *name && (folder = strsep(&rest, ":"));) {
		char *candidate = path_join(folder, name);
		if (access(candidate, X_OK) == 0 && file_exists(candidate))
			return candidate;
		free(candidate);
	}
	return NULL;
}

static void put_editor(struct table *table, const char *name, const char *command)
{
	AUTO_FREE char *program = program_in_path(command);
	AUTO_FREE char *missing = mem_format("%s: not found", command);
	put_row(table, program, name, program ? program : missing);
}

static void look_at_editors(struct doctor *doctor)
{
	static const char *const variables[] = {"VISUAL", "EDITOR"};
	static const char *const fallbacks[] = {"nvim", "vim", "nano", "vi"};
	struct table table = {.columns = 3};
	AUTO_FREE char *wanted = settings_editor();
	if (wanted)
		put_editor(&table, "settings", wanted);
	for (size_t i = 0; i < COUNT_OF(variables); i++) {
		const char *command = getenv(variables[i]);
		AUTO_FREE char *name = mem_format("$%s", variables[i]);
		if (command && *command)
			put_editor(&table, name, command);
	}
	bool any = table.count;
	for (size_t i = 0; i < COUNT_OF(fallbacks); i++) {
		AUTO_FREE char *program = program_in_path(fallbacks[i]);
		if (program)
			put_row(&table, true, fallbacks[i], program);
		any = any || program;
	}
	if (!any)
		put_row(&table, false, "none", "apt install vim");
	put_section(doctor, "editors, first choice first", &table);
}

/* ---- settings */

static void look_at_settings(struct doctor *doctor)
{
	AUTO_BUF text = {0};
	AUTO_FREE char *path = settings_path();
	struct string_list problems = {0};
	struct table table = {.columns = 3};
	settings_text(path, &text, &problems);
	put_row(&table, true, path, file_exists(path) ? "is read" : "not there: all is as it comes");
	for (size_t i = 0; i < problems.count; i++)
		put_row(&table, false, path_base(path), problems.items[i]);
	string_list_release(&problems);
	put_section(doctor, "settings (greenroom settings prints them)", &table);
}

/* ---- terminal */

static bool has_terminfo(const char *term)
{
	const char *home = getenv("HOME"), *own = getenv("TERMINFO");
	AUTO_FREE char *in_home = mem_format("%s/.terminfo", home ? home : "");
	const char *const folders[] = {own ? own : "", in_home, "/etc/terminfo", "/lib/terminfo", "/usr/lib/terminfo",
	                               "/usr/share/terminfo"};
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		AUTO_FREE char *path = mem_format("%s/%c/%s", folders[i], term[0], term);
		if (*folders[i] && file_exists(path))
			return true;
	}
	return false;
}

static void look_at_terminal(struct doctor *doctor)
{
	const char *term = getenv("TERM"), *colour = getenv("COLORTERM");
	bool named = term && *term && !strchr(term, '/');
	bool known = named && has_terminfo(term);
	struct table table = {.columns = 3};
	AUTO_FREE char *unknown = mem_format("%s: no terminfo entry; it is taken for an xterm", named ? term : "not set");
	put_row(&table, known, "TERM", known ? term : unknown);
	put_row(&table, true, "COLORTERM", colour && *colour ? colour : "not set: as many colours as TERM says");
	put_row(&table, locale_is_utf8(), "locale", locale_is_utf8() ? "UTF-8" : "not UTF-8: set LANG=C.UTF-8");
	struct winsize size = {0};
	bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	bool sized = terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
	AUTO_FREE char *columns = mem_format("%d columns, %d rows", size.ws_col, size.ws_row);
	put_row(&table, terminal, "size", sized ? columns : "not on a terminal: over SSH, ssh -t HOST greenroom");
	put_section(doctor, "terminal", &table);
}

/* ---- data and packs */

/* Tried and not guessed: permissions do not tell of a full disk. */
static bool can_write(const char *folder, struct err *err)
{
	AUTO_FREE char *path = path_join(folder, "doctor-trial");
	if (!file_replace(path, "trial\n", 6, 0600, err))
		return false;
	unlink(path);
	return true;
}

static void look_at_data(struct doctor *doctor)
{
	struct err err = {0};
	struct store *store = store_open(doctor->session->data, &err);
	struct table table = {.columns = 3};
	if (!store || !can_write(doctor->session->data, &err)) {
		put_row(&table, false, doctor->session->data, err.text);
		found_fatal(doctor);
	} else {
		put_row(&table, true, doctor->session->data, "can be written");
	}
	if (store)
		put_row(&table, !store_trouble(store), "attempts", store_trouble(store) ? store_trouble(store) : "are kept");
	if (store && store_trouble(store))
		found_fatal(doctor);
	put_section(doctor, "data directory", &table);
	store_close(store);
}

static void look_at_packs(struct doctor *doctor)
{
	const struct catalogue *catalogue = doctor->session->catalogue;
	struct table table = {.columns = 3};
	for (size_t i = 0; i < catalogue->pack_count; i++) {
		const struct pack *pack = &catalogue->packs[i];
		size_t states[3] = {0};
		for (size_t k = 0; k < catalogue->question_count; k++)
			if (strcmp(catalogue->questions[k].pack, pack->name) == 0)
				states[catalogue->questions[k].state]++;
		AUTO_FREE char *counts =
		    mem_format("%zu ready, %zu broken, %zu unavailable: %s", states[QUESTION_READY], states[QUESTION_BROKEN],
		               states[QUESTION_UNAVAILABLE], pack->folder);
		put_row(&table, !pack->problem && !states[QUESTION_BROKEN], pack->name,
		        pack->problem ? pack->problem : counts);
	}
	if (!catalogue->pack_count)
		put_row(&table, false, "none", "give one by --pack DIR");
	put_section(doctor, "packs (greenroom list names what is wrong with a question)", &table);
}

enum status command_doctor(const struct arguments *arguments)
{
	struct session session;
	enum status status = session_open(&session, arguments, SESSION_TOOLS);
	if (status == STATUS_PASSED) {
		struct doctor doctor = {.session = &session};
		look_at_sandbox(&doctor);
		look_at_languages(&doctor);
		look_at_editors(&doctor);
		look_at_settings(&doctor);
		look_at_terminal(&doctor);
		look_at_data(&doctor);
		look_at_packs(&doctor);
		buf_release(&doctor.out);
		status = doctor.status;
	}
	session_close(&session);
	return status;
}
