/* Language definitions: engine/languages/NAME/language.json and the files beside it.
 *
 * Read from installed data only, never from a pack, once, and kept.  No language has a name in C: what is
 * true of one stands in its definition.  All errors name file and place
 * ("E107 .../language.json run.argv[2]: expected a string, got a number"): a broken definition is left out,
 * and `problems` says why.
 *
 * Keys (* may be left out):
 *
 *     format        1
 *     name, title   "cpp", "C++"; the name is the folder's
 *     order         place in lists, smallest first
 *     file          what the candidate's source is called; its ending tells the language of a solution that names none
 *     editor_type*  file type for editors ("" unknown)
 *     comment       what begins a comment to the end of a line
 *     block_comment* ["/ *", "* /"]: what begins and ends a comment of any length (without the blanks)
 *     strings*      what begins and ends a string in one line; without: " and '
 *     long_strings* the same for strings over several lines
 *     pytests*      true: pytests questions are in this language (one at most)
 *     keywords      words that no function, class, method or parameter may be called
 *     names*        {function, method, parameter, class}: "snake", "camel" or "pascal"; without: snake, and pascal for classes
 *     tools         {name: tool}; at least one
 *     types         [{match, type, ...forms}], the first match wins (spelling.h); with a form "single" all types of a signature
 *                   that match must be one: a class of nodes has one type of values
 *     starter, starter_class*   template files (template.h); without the latter it has no class questions
 *     wrap*         ["// ", " * "]: in generated texts, lines over 79 columns that begin so are broken, and go on so
 *     escape*       {"* /": "* / "}: replaced in the author's words, so that they cannot leave a comment
 *     glue*         [{file, template, template_class*}]: generated for each question, beside the source when compiling
 *     compile*      below; an interpreted language has none
 *     run           below
 *     limits*       {test_ms, total_ms, cpu_ms, memory_mb, processes}: each {times*, plus*}: how a question's limits are scaled
 *     formatter*, linter*   [{tool, argv, stdin*}]: the first whose tool is there; reads and writes /work/<file>
 *     repl*         argv
 *
 * A tool: {programs, homes*, folders*, ask, prefixes*, minimum*, install, optional*, modules*}: looked for in $HOME/bin of the
 * environment variables `homes`, in PATH, then in `folders` (each may
 * hold one *); the first number in the first line of what `ask` prints is its version; `prefixes` are host folders bound read-only
 * for it.  Where `ask` has the word "{modules}", the names of all modules that questions need stand in its place, and it prints
 * {"path", "version", "prefixes", "modules"} as JSON; `modules` {title, packages, install, otherwise} then says what is printed
 * for those that it lacks: "needs the TITLEs a, b: INSTALL package-of-a package-of-b", or OTHERWISE and their names.
 * In argv words "{name}" is the tool's real path; in a tool's `ask` and `prefixes` also "{path}", "{folder}" (of the
 * definition) and "{home}" (the folder above bin/ of the path).  Other words in braces are refused, except where a
 * name is no [a-z_]+.  Also known: "{memory_mb}", the run's limit.
 *
 * Numbers: milliseconds, megabytes (2^20), kilobytes (2^10).  A definition has at most 256 KB, each of its files 1 MB.
 */
#ifndef GREENROOM_TOOLCHAIN_LANGUAGE_H
#define GREENROOM_TOOLCHAIN_LANGUAGE_H

#include "engine/base/err.h"
#include "engine/base/string_list.h"
#include "engine/base/text.h"
#include "engine/values/type.h"

struct template;

enum spelling { SPELL_SNAKE, SPELL_CAMEL, SPELL_PASCAL };

struct language_tool {
	char *name;                  /* "compiler" */
	struct string_list programs; /* "g++", "g++-12" */
	struct string_list homes;    /* names of environment variables */
	struct string_list folders;  /* beside PATH */
	struct string_list ask;      /* argv */
	bool asks_modules;           /* "{modules}" is one of its words */
	struct string_list prefixes;
	char *minimum; /* version, compared by its numbers; "" */
	char *install; /* command that installs it */
	bool optional; /* only some commands need it: formatters */
	struct string_list module_names, module_packages; /* side by side */
	char *module_title, *module_install, *module_otherwise;
};

/* Files of the definition's folder, by name, with what is in them. */
struct language_file {
	char *name;
	struct buf data;
};
struct language_files {
	struct language_file *items;
	size_t count;
};

/* One entry of "types". */
struct language_form {
	char *name; /* "type", "zero", ... */
	struct template *text;
};
struct language_type {
	char *match; /* "list<any>" */
	struct language_form *forms;
	size_t form_count;
};

struct language_glue {
	char *file;                   /* "main.cpp" */
	struct template *text, *text_class; /* NULL: not generated for that kind of question */
};

/* A limit becomes limit * times + plus, rounded up. */
struct language_scale {
	double times; /* 1 */
	int plus;     /* 0 */
};
struct language_limits {
	struct language_scale test_ms, total_ms, cpu_ms, memory_mb, processes;
};

/* Lines of a compiler's output. The expressions are POSIX extended. */
struct language_rewrite {
	struct template *pattern;
	struct template *text; /* \1 to \9 in what it expands to are the pattern's groups */
	bool load;             /* the source compiles, but what is asked for is not in it, or is another: "cannot load" */
};
struct language_diagnostics {
	char *location;          /* an error in the candidate's file; its first group is the line; "" */
	char *error;             /* an error elsewhere (in a library), which heads the others where none has a location; "" */
	char *via;               /* how the candidate's file came to that; its first group is the line; "" */
	struct string_list drop; /* lines that are not shown */
	struct language_rewrite *rewrites;
	size_t rewrite_count;
};

/* Something made once for a tool's version: one box, without anything of a candidate's. */
struct language_step {
	struct string_list argv;
	struct language_files files; /* into /box */
	char *artefact;              /* path in the box of what it makes */
	char *file;                  /* what that is called below /box/prepared */
	char *title;                 /* for people: "precompiled header" */
	struct string_list keep;     /* of `files`: they appear below /box/prepared, too */
};

struct language_compile {
	struct string_list argv;     /* empty: not compiled */
	struct string_list env;
	struct language_files files; /* into /box, beside source and glue */
	char *artefact;              /* path in the box: "/work/program" */
	char *name;                  /* what it is called in /box of the runs */
	struct language_step *steps; /* "prepare" */
	size_t step_count;
	int wall_ms; /* of processor time for a step of "prepare"; by the clock three times that */
	int memory_mb, processes, disk_mb, output_kb;
	struct language_scale compile_ms; /* of the question's limit */
	struct language_diagnostics diagnostics;
};

enum language_request { REQUEST_FULL, REQUEST_INPUT };

struct language_run {
	struct string_list argv;
	struct string_list env;
	struct language_files files;    /* into /box */
	struct string_list host;        /* argv of a warm host; empty: there is none */
	struct string_list preloadable; /* modules that a pack may ask to have loaded ahead */
	bool many;                      /* one process answers many requests (box.h) */
	enum language_request request;  /* "full", or "input": the arguments alone */
	char *memory;                   /* how memory is measured: "" or a word of the box's ("resident") */
};

struct language_polish {
	char *tool;
	struct string_list argv;
	bool stdin_too; /* the source is also on standard input, and the new text on standard output */
};
struct language_polishes {
	struct language_polish *items;
	size_t count;
};

struct language {
	char *name, *title, *file, *editor_type, *comment;
	char *folder; /* of the definition */
	int order;
	bool pytests;
	struct string_list keywords;
	struct string_list block_comment; /* none, or two: begin and end */
	struct string_list strings, long_strings;
	enum spelling function_names, method_names, parameter_names, class_names;
	struct language_tool *tools;
	size_t tool_count;
	struct language_type *types;
	size_t type_count;
	struct template *starter, *starter_class; /* the latter may be NULL */
	struct string_list wrap;
	struct string_list escaped, escapes; /* escaped.items[i] becomes escapes.items[i]; the longest come first */
	struct language_glue *glue;
	size_t glue_count;
	struct language_compile compile;
	struct language_run run;
	struct language_limits limits;
	struct language_polishes formatters, linters;
	struct string_list repl;
	char *digest; /* of the definition and all its files: changes when any of them does */
};

struct languages {
	struct language **items; /* by order, then name */
	size_t count;
	struct string_list problems; /* one line for each definition that could not be read */
};

/* What is installed; read at the first call, kept until the program ends. */
const struct languages *languages_all(void);
/* NULL and err where there is none of that name, with the nearest, or its definition is broken. */
const struct language *language_find(const char *name, struct err *err);
/* The nearest known name, or NULL. */
const char *language_nearest(const char *name);
/* The title of one that is known ("C++"), else the name as it is given. */
const char *language_title(const char *name);
/* The language of a file by its ending; NULL where none has it, or several have. */
const struct language *language_of_file(const char *file);
/* The one in which pytests questions are; NULL where none is installed. */
const struct language *language_of_pytests(void);
/* The first of all; NULL where none is installed. */
const struct language *language_first(void);

const struct language_tool *language_tool(const struct language *language, const char *name); /* or NULL */
int language_scaled(struct language_scale scale, int limit);
bool language_is_compiled(const struct language *language);

/* Reading one folder, or a folder of folders: for the above, and for tests. */
struct language *language_load(const char *folder, struct err *err);
void language_free(struct language *language);
void languages_load(const char *folder, struct languages *out);
void languages_release(struct languages *languages);

#endif
