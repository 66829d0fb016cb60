/* Tools: where compilers, interpreters and their kind are on this machine.
 *
 * For each tool of a definition there are candidates, the first choice first: the one that the person named for the
 * language; those below the definition's `homes` ($VIRTUAL_ENV/bin); those beside the named one; those in PATH; those in its
 * `folders`.  A candidate is asked before it is used, in the background and only for a language that somebody needs: a
 * question for its version, or, where the definition says {modules}, for JSON with its real path, version, the folders that it
 * needs, and which modules it has.  One that cannot be read by the user that runs boxes, that lies where boxes see
 * nothing, that is too old, or whose folders are or hold what candidates' programs must not see, is refused with the reason.
 *
 * Of a tool that has no modules the next candidate is asked only where the one before is refused.
 */
#ifndef GREENROOM_TOOLCHAIN_TOOLS_H
#define GREENROOM_TOOLCHAIN_TOOLS_H

#include "engine/base/err.h"
#include "engine/loop/loop.h"
#include "engine/toolchain/language.h"
#include "engine/values/digest.h"

enum tool_state { TOOL_FOUND, TOOL_ASKED, TOOL_KNOWN };

/* A candidate. */
struct tool {
	const struct language_tool *definition;
	enum tool_state state;
	char *origin;  /* "option", "$VIRTUAL_ENV", "PATH", "system" */
	char *asked;   /* the path as found */
	char *path;    /* what is executed: as it says itself, else with all links followed; NULL until known */
	char *version; /* "3.11.2"; NULL until known */
	struct string_list prefixes; /* folders to bind */
	struct string_list modules;  /* of those asked for, the ones it has */
	char *refused; /* why it is not used, or NULL */
};

/* The candidates for one tool of a language. */
struct tool_candidates {
	struct tool *items;
	size_t count;
};

/* What the person named for a language: the first of its definition's tools. */
struct tool_setting {
	const char *language, *path;
};

struct tools_spec {
	const struct languages *languages;   /* borrowed; NULL: those that are installed */
	const struct string_list *modules;   /* to look for; NULL: none */
	const char *const *forbidden;        /* folders that no prefix may be or hold; NULL-terminated, or NULL */
	const struct tool_setting *settings;
	size_t setting_count;
	bool (*can_read)(const char *path);  /* could the user that runs boxes execute it? */
};

typedef void tools_fn(void *context);

struct tools;
/* Finds the candidates, and begins to ask those that have modules: what they say decides which questions can be run.  fn (may
 * be NULL) is called from the loop each time when all that was asked is known. */
struct tools *tools_new(struct loop *loop, const struct tools_spec *spec, tools_fn *fn, void *context);
void tools_free(struct tools *tools);

/* Begins to ask for what a language cannot do without; name: for that tool of it alone.  Cheap to repeat.  NULL for both: for all
 * there are. */
void tools_ask(struct tools *tools, const struct language *language, const char *name);
/* Is it known, of what tools_ask began? */
bool tools_known(const struct tools *tools, const struct language *language, const char *name);
/* tools_ask, and runs the loop until it is known. */
void tools_wait(struct loop *loop, struct tools *tools, const struct language *language, const char *name);

/* A language with one tool chosen for each of its definition's; made once for each choice, so that the pointers can be
 * compared; lives as long as the tools. */
struct toolchain {
	const struct language *language;
	const struct tool **tools; /* as language->tools; NULL for optional ones */
	char id[DIGEST_TEXT];      /* of paths, versions and files: changes when a tool is replaced */
};
/* The first candidates that are known and have all the modules; NULL and err "needs g++, which is not here: apt install g++",
 * "needs the Python module torch: apt install python3-torch". */
const struct toolchain *tools_choose(struct tools *tools, const struct language *language,
                                     const struct string_list *modules, struct err *err);
/* The same as far as can be said without asking: for lists. */
bool tools_offer(const struct tools *tools, const struct language *language, const struct string_list *modules,
                 struct err *err);
/* One tool by name, once it is known. */
const struct tool *tools_named(const struct tools *tools, const struct language *language, const char *name,
                               struct err *err);
/* All candidates for language->tools[index], for doctor. */
const struct tool_candidates *tools_candidates(const struct tools *tools, const struct language *language, size_t index);

/* The first of a toolchain's tools: what a report calls it. */
const struct tool *toolchain_main(const struct toolchain *toolchain);
/* A word of a definition's argv with "{compiler}" (a tool's path) and "{memory_mb}" filled in.  `extra` (or NULL) is a
 * tool beside the toolchain's: a formatter.  Yours. */
char *toolchain_word(const struct toolchain *toolchain, const struct tool *extra, const char *word, int memory_mb);
/* All words of a list so; NULL-terminated, yours: words_free. */
char **toolchain_words(const struct toolchain *toolchain, const struct tool *extra, const struct string_list *words,
                       int memory_mb);
void words_free(char **words);
/* Adds the folders that its tools, and `extra`, need.  */
void toolchain_prefixes(const struct toolchain *toolchain, const struct tool *extra, struct string_list *out);

/* Are the numbers of a version at least those of the other? */
bool version_at_least(const char *version, const char *minimum);

#endif
