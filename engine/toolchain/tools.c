#include "engine/toolchain/tools.h"

#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/toolchain/tools_internal.h"
#include "engine/values/value.h"

enum { CANDIDATES_MAX = 8, ANSWER_MAX = 64 << 10, ASK_MS = 5000, VERSION_MAX = 100 };

/* ---- candidates */

static bool has_candidate(const struct seeking *s, const char *path)
{
	for (size_t i = 0; i < s->found.count; i++)
		if (strcmp(s->found.items[i].asked, path) == 0)
			return true;
	return false;
}

static void candidate(struct seeking *s, const char *origin, const char *path)
{
	if (s->found.count == CANDIDATES_MAX || has_candidate(s, path))
		return;
	s->found.items[s->found.count++] =
	    (struct tool){.definition = s->definition, .origin = mem_dup(origin), .asked = mem_dup(path)};
}

/* The first of its programs in a folder; a relative folder is not looked at. */
static bool look_in(struct seeking *s, const char *origin, const char *folder)
{
	if (folder[0] != '/')
		return false;
	for (size_t i = 0; i < s->definition->programs.count; i++) {
		AUTO_FREE char *path = path_join(folder, s->definition->programs.items[i]);
		if (access(path, X_OK) != 0 || !file_exists(path))
			continue;
		candidate(s, origin, path);
		return true;
	}
	return false;
}

static void look_in_homes(struct seeking *s)
{
	const struct string_list *homes = &s->definition->homes;
	for (size_t i = 0; i < homes->count; i++) {
		const char *home = getenv(homes->items[i]);
		AUTO_FREE char *bin = path_join(home ? home : "", "bin");
		AUTO_FREE char *origin = mem_format("$%s", homes->items[i]);
		look_in(s, origin, bin);
	}
}

static void look_in_path(struct seeking *s)
{
	const char *path = getenv("PATH");
	AUTO_FREE char *copy = mem_dup(path ? path : "");
	char *rest = copy;
	for (char *folder; (folder = strsep(&rest, ":"));)
		if (look_in(s, "PATH", folder))
			return;
}

static void look_in_folders(struct seeking *s)
{
	for (size_t i = 0; i < s->definition->folders.count; i++) {
		glob_t found;
		if (glob(s->definition->folders.items[i], 0, NULL, &found) != 0)
			continue;
		for (size_t k = 0; k < found.gl_pathc; k++)
			look_in(s, "system", found.gl_pathv[k]);
		globfree(&found);
	}
}

static void look_beside(struct seeking *s, const char *path)
{
	AUTO_FREE char *folder = mem_dup_n(path, (size_t)(path_base(path) - path));
	look_in(s, "option", folder);
}

static const char *setting_for(const struct tools_spec *spec, const struct language *language)
{
	for (size_t i = 0; i < spec->setting_count; i++)
		if (strcmp(spec->settings[i].language, language->name) == 0)
			return spec->settings[i].path;
	return NULL;
}

static void find_candidates(struct seeking *s, const struct tools_spec *spec)
{
	const char *setting = setting_for(spec, s->language);
	bool first = s->definition == &s->language->tools[0];
	s->found.items = mem_zero(CANDIDATES_MAX, sizeof *s->found.items);
	s->named = setting && first;
	if (s->named) {
		AUTO_FREE char *here = getcwd(NULL, 0);
		AUTO_FREE char *path = path_join(here ? here : "/", setting);
		candidate(s, "option", path);
	}
	look_in_homes(s);
	if (setting && !first)
		look_beside(s, setting);
	look_in_path(s);
	look_in_folders(s);
}

/* ---- words of a tool's own "ask" and "prefixes" */

static char *replaced(const char *text, const char *what, const char *with)
{
	AUTO_BUF out = {0};
	for (const char *at; (at = strstr(text, what)); text = at + strlen(what)) {
		buf_put(&out, text, (size_t)(at - text));
		buf_puts(&out, with);
	}
	buf_puts(&out, text);
	return buf_steal(&out);
}

/* The folder above bin/ of the path: "/usr/lib/jvm/x" of "/usr/lib/jvm/x/bin/javac". */
static char *home_of(const char *path)
{
	char *home = mem_dup(path);
	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(home, '/');
		if (slash)
			*slash = '\0';
	}
	if (!*home) {
		free(home);
		home = mem_dup("/");
	}
	return home;
}

static char *own_word(const struct seeking *s, const char *path, const char *word)
{
	AUTO_FREE char *home = home_of(path);
	AUTO_FREE char *a = replaced(word, "{path}", path);
	AUTO_FREE char *b = replaced(a, "{folder}", s->language->folder);
	return replaced(b, "{home}", home);
}

/* ---- what is asked, and answered */

static bool inside(const char *path, const char *folder)
{
	size_t n = strlen(folder);
	while (n > 1 && folder[n - 1] == '/')
		n--;
	return strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0' || n == 1);
}

/* Binding a prefix shows all of it to the candidate. */
static void refuse_for_prefixes(const struct tools *all, struct tool *tool)
{
	for (size_t i = 0; i < tool->prefixes.count; i++)
		for (size_t k = 0; k < all->forbidden.count; k++)
			if (inside(all->forbidden.items[k], tool->prefixes.items[i])) {
				tool->refused = mem_format("its folder %s holds %s, which candidates must not see",
				                           tool->prefixes.items[i], all->forbidden.items[k]);
				return;
			}
}

static bool is_seen_in_boxes(const struct tool *tool)
{
	bool seen = inside(tool->path, "/usr") || inside(tool->path, "/bin");
	for (size_t i = 0; i < tool->prefixes.count; i++)
		seen = seen || inside(tool->path, tool->prefixes.items[i]);
	return seen;
}

static void refuse_if_unusable(const struct tools *all, struct tool *tool)
{
	const char *minimum = tool->definition->minimum;
	if (!all->can_read(tool->path))
		tool->refused = mem_format("%s cannot be read by the user that runs boxes", tool->path);
	else if (!is_seen_in_boxes(tool))
		tool->refused = mem_format("%s lies outside of /usr", tool->path);
	else if (minimum && *minimum && !version_at_least(tool->version, minimum))
		tool->refused = mem_format("version %s is too old: %s is needed", tool->version, minimum);
	else
		refuse_for_prefixes(all, tool);
}

static const char *text_in(const struct value *map, const char *key)
{
	const struct value *v = value_get(map, key);
	return v && v->kind == VALUE_STRING ? v->text : "";
}

static void list_in(const struct value *map, const char *key, struct string_list *out)
{
	const struct value *v = value_get(map, key);
	for (size_t i = 0; v && v->kind == VALUE_LIST && i < v->count; i++)
		if (v->items[i].kind == VALUE_STRING)
			string_list_unite(out, v->items[i].text);
}

static void take_json(struct tool *tool, const struct buf *output)
{
	struct value_doc *doc = value_read(buf_text(output), output->len, &value_limits_answer, NULL);
	const struct value *root = doc ? value_root(doc) : NULL;
	const char *path = text_in(root, "path");
	if (!root || root->kind != VALUE_MAP || path[0] != '/') {
		tool->refused = mem_dup("it did not say what it is");
	} else {
		tool->path = mem_dup(path);
		tool->version = mem_dup(text_in(root, "version"));
		list_in(root, "prefixes", &tool->prefixes);
		list_in(root, "modules", &tool->modules);
	}
	value_doc_free(doc);
}

/* "17.0.12" of "javac 17.0.12", "1.19.8" of "go version go1.19.8 linux/amd64", "18.13.0" of "v18.13.0". */
static char *version_in(const struct buf *output)
{
	const char *text = buf_text(output), *end = text + strcspn(text, "\n");
	while (text < end && !isdigit((unsigned char)*text))
		text++;
	size_t n = 0;
	while (text + n < end && n < VERSION_MAX && (isalnum((unsigned char)text[n]) || strchr("._+-", text[n])))
		n++;
	return n ? mem_dup_n(text, n) : NULL;
}

static void take_version(struct tool *tool, const struct buf *output)
{
	tool->version = version_in(output);
	if (!tool->version)
		tool->refused = mem_dup("it did not say its version");
}

static void ask_next(struct seeking *s);

static void finish(struct seeking *s)
{
	s->ended = true;
	if (--s->all->waiting == 0)
		loop_timer_set(s->all->tell, 0);
}

static void answered(bool ended_in_time, int status, const struct buf *output, void *context)
{
	struct inquiry *inquiry = context;
	struct seeking *s = inquiry->about;
	struct tool *tool = inquiry->tool;
	tool->state = TOOL_KNOWN;
	if (!ended_in_time)
		tool->refused = mem_format("it did not answer within %d s", ASK_MS / 1000);
	else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		tool->refused = mem_dup("it could not be asked (it ended with an error)");
	else
		(s->definition->asks_modules ? take_json : take_version)(tool, output);
	if (!tool->refused)
		refuse_if_unusable(s->all, tool);
	s->pending--;
	ask_next(s);
}

/* Its real path, but for one that says itself what it is: a virtual environment's interpreter is a link. */
static char *path_to_ask(const struct seeking *s, const struct tool *tool)
{
	char *real = s->definition->asks_modules ? NULL : realpath(tool->asked, NULL);
	char *path = mem_dup(real ? real : tool->asked);
	free(real);
	return path;
}

static const char **words_to_ask(const struct seeking *s, const char *path)
{
	const struct string_list *ask = &s->definition->ask, *modules = &s->all->modules;
	const char **argv = mem_zero(ask->count + modules->count + 1, sizeof *argv);
	size_t n = 0;
	for (size_t i = 0; i < ask->count; i++) {
		bool names = strcmp(ask->items[i], "{modules}") == 0;
		for (size_t k = 0; names && k < modules->count; k++)
			argv[n++] = mem_dup(modules->items[k]);
		if (!names)
			argv[n++] = own_word(s, path, ask->items[i]);
	}
	return argv;
}

/* A pattern stands for what it finds: distributions put a part of a home elsewhere (configuration below /etc). */
static void add_prefixes(struct tool *tool, const char *pattern)
{
	glob_t found;
	if (!strchr(pattern, '*')) {
		string_list_unite(&tool->prefixes, pattern);
	} else if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			string_list_unite(&tool->prefixes, found.gl_pathv[i]);
		globfree(&found);
	}
}

static void ask_one(struct seeking *s, size_t index)
{
	struct tool *tool = &s->found.items[index];
	struct inquiry *inquiry = &s->inquiries[index];
	AUTO_FREE char *path = path_to_ask(s, tool);
	const char **argv = words_to_ask(s, path);
	struct loop_child_spec spec = {.path = argv[0], .argv = argv, .folder = "/"};
	struct err err = {0};
	*inquiry = (struct inquiry){.about = s, .tool = tool};
	tool->state = TOOL_ASKED;
	if (!s->definition->asks_modules) {
		tool->path = mem_dup(path);
		for (size_t i = 0; i < s->definition->prefixes.count; i++) {
			AUTO_FREE char *prefix = own_word(s, path, s->definition->prefixes.items[i]);
			add_prefixes(tool, prefix);
		}
	}
	inquiry->capture = loop_capture_new(s->all->loop, &spec, ASK_MS, ANSWER_MAX, answered, inquiry, &err);
	if (inquiry->capture) {
		s->pending++;
	} else {
		tool->refused = mem_dup(err.text);
		tool->state = TOOL_KNOWN;
	}
	for (size_t i = 0; argv[i]; i++)
		free((char *)(uintptr_t)argv[i]);
	free(argv);
}

/* Those with modules all at once, since the choice is by modules; of others the next only where the last is no good. */
static void ask_next(struct seeking *s)
{
	while (!s->pending && s->next < s->found.count) {
		bool found = s->next && !s->found.items[s->next - 1].refused;
		/* Who names one means it: no other runs in its place. */
		bool meant = s->named && s->next;
		if (!s->definition->asks_modules && (found || meant) && !s->exhaustive)
			break;
		do
			ask_one(s, s->next++);
		while (s->definition->asks_modules && s->next < s->found.count);
	}
	if (!s->pending && !s->ended)
		finish(s);
}

/* ---- all of them */

static void tell(void *context)
{
	struct tools *tools = context;
	if (tools->fn)
		tools->fn(tools->context);
}

static void begin(struct seeking *s, bool exhaustive)
{
	bool more = exhaustive && !s->exhaustive && s->ended && s->next < s->found.count;
	s->exhaustive |= exhaustive;
	if (s->begun && !more)
		return;
	s->begun = true;
	s->ended = false;
	s->all->waiting++;
	ask_next(s);
}

static bool is_meant(const struct seeking *s, const struct language *language, const char *name)
{
	if (!language)
		return true;
	if (s->language != language)
		return false;
	return name ? strcmp(s->definition->name, name) == 0 : !s->definition->optional;
}

void tools_ask(struct tools *tools, const struct language *language, const char *name)
{
	for (size_t i = 0; i < tools->count; i++)
		if (is_meant(&tools->items[i], language, name))
			begin(&tools->items[i], !language);
}

bool tools_known(const struct tools *tools, const struct language *language, const char *name)
{
	for (size_t i = 0; i < tools->count; i++) {
		const struct seeking *s = &tools->items[i];
		if (is_meant(s, language, name) && !s->ended && (language || s->begun))
			return false;
	}
	return true;
}

void tools_wait(struct loop *loop, struct tools *tools, const struct language *language, const char *name)
{
	tools_ask(tools, language, name);
	while (!tools_known(tools, language, name))
		loop_turn(loop, true);
}

static void add_language(struct tools *tools, const struct language *language, const struct tools_spec *spec)
{
	for (size_t i = 0; i < language->tool_count; i++) {
		struct seeking *s = &tools->items[tools->count++];
		*s = (struct seeking){.all = tools, .language = language, .definition = &language->tools[i]};
		find_candidates(s, spec);
		s->inquiries = mem_zero(CANDIDATES_MAX, sizeof *s->inquiries);
	}
}

static void keep_real_paths(struct string_list *list, const char *const *paths)
{
	for (size_t i = 0; paths && paths[i]; i++) {
		char *real = realpath(paths[i], NULL);
		string_list_add(list, real ? real : paths[i]);
		free(real);
	}
}

struct tools *tools_new(struct loop *loop, const struct tools_spec *spec, tools_fn *fn, void *context)
{
	const struct languages *languages = spec->languages ? spec->languages : languages_all();
	struct tools *tools = mem_zero(1, sizeof *tools);
	tools->loop = loop;
	tools->can_read = spec->can_read;
	tools->fn = fn;
	tools->context = context;
	tools->tell = loop_timer_new(loop, tell, tools);
	keep_real_paths(&tools->forbidden, spec->forbidden);
	for (size_t i = 0; spec->modules && i < spec->modules->count; i++)
		string_list_unite(&tools->modules, spec->modules->items[i]);
	size_t count = 0;
	for (size_t i = 0; i < languages->count; i++)
		count += languages->items[i]->tool_count;
	tools->items = mem_zero(count, sizeof *tools->items);
	for (size_t i = 0; i < languages->count; i++)
		add_language(tools, languages->items[i], spec);
	tools->waiting = 1; /* until all have begun: told once, also where nothing is asked */
	for (size_t i = 0; i < tools->count; i++)
		if (tools->items[i].definition->asks_modules)
			begin(&tools->items[i], false);
	if (--tools->waiting == 0)
		loop_timer_set(tools->tell, 0);
	return tools;
}

static void tool_release(struct tool *tool)
{
	free(tool->origin);
	free(tool->asked);
	free(tool->path);
	free(tool->version);
	free(tool->refused);
	string_list_release(&tool->prefixes);
	string_list_release(&tool->modules);
}

void tools_free(struct tools *tools)
{
	if (!tools)
		return;
	for (size_t i = 0; i < tools->count; i++) {
		struct seeking *s = &tools->items[i];
		for (size_t k = 0; k < s->found.count; k++) {
			loop_capture_free(s->inquiries[k].capture);
			tool_release(&s->found.items[k]);
		}
		free(s->found.items);
		free(s->inquiries);
	}
	for (size_t i = 0; i < tools->chain_count; i++) {
		free(tools->chains[i]->tools);
		free(tools->chains[i]);
	}
	free(tools->chains);
	free(tools->items);
	string_list_release(&tools->forbidden);
	string_list_release(&tools->modules);
	loop_timer_free(tools->tell);
	free(tools);
}
