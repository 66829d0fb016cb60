#include "cli/commands.h"

#include <stdint.h>
#include <string.h>

#include "engine/base/mem.h"

#define BIT(option) (1u << (option))

const struct option_row option_rows[OPTION_COUNT] = {
	[OPTION_PACK] = {"--pack", NULL, "DIR", "add the pack in DIR; may be given several times", true},
	[OPTION_DATA] = {"--data", NULL, "DIR", "keep drafts and attempts in DIR", true},
	[OPTION_TOOL] = {"--LANGUAGE", NULL, "PATH", "use the tool at PATH for a language: --python PATH", true},
	[OPTION_LANGUAGE] = {"--language", NULL, "NAME", "in this language: cpp, java, ...", false},
	[OPTION_THEME] = {"--theme", NULL, "NAME", "the screen's colours: dark, light, contrast, ...", true},
	[OPTION_JSON] = {"--json", NULL, NULL, "print one JSON object", false},
	[OPTION_NAMES] = {"--names", NULL, NULL, "print the questions' names alone, one a line", false},
	[OPTION_CANDIDATE] = {"--candidate", NULL, "FILE", "judge FILE as an author sees it", false},
	[OPTION_LINEAR] = {"--linear", NULL, NULL, "plain lines and prompts instead of the screen", false},
	[OPTION_HELP] = {"--help", "-h", NULL, "this help, or a command's", true},
	[OPTION_VERSION] = {"--version", "-V", NULL, "the version", true},
};

const unsigned screen_options = BIT(OPTION_LINEAR);

static const char list_more[] =
    "Lists the questions of all packs with title, difficulty, category, tags and\n"
    "status: new, tried, solved, broken, unavailable. With WORDs, only the questions\n"
    "in which every WORD is found.\n"
    "\n"
    "--json prints {\"packs\": [{\"name\", \"title\", \"version\", \"folder\", \"problem\",\n"
    "\"warnings\"}], \"questions\": [{\"pack\", \"slug\", \"title\", \"kind\", \"difficulty\",\n"
    "\"category\", \"framework\", \"tags\", \"languages\", \"modules\", \"estimated_minutes\",\n"
    "\"state\", \"problem\", \"warnings\", \"status\", \"runs\", \"submits\", \"best_wall_ms\",\n"
    "\"last_ms\"}]}: state is ready, broken or unavailable, with the reason in problem;\n"
    "status is new, tried or solved; what is not known is null.\n";

static const char show_more[] =
    "Prints a question: what is known of it, its interface, and the statement as\n"
    "Markdown. QUESTION is its slug, or PACK/SLUG.\n"
    "\n"
    "--language NAME prints the starter in that language, and nothing else.\n";

static const char run_more[] =
    "Runs the public tests on FILE, on standard input where FILE is -, or on the\n"
    "draft, and prints a line for each test as it is judged. Ends with status 0 when\n"
    "all pass, 1 when one fails. The language is --language's, else that of FILE's\n"
    "ending, else the first of the question's that this machine has tools for.\n"
    "\n"
    "--json prints the report alone: {\"mode\", \"verdict\", \"message\", \"detail\", \"line\",\n"
    "\"total\", \"passed\", \"public_total\", \"public_passed\", \"hidden_total\",\n"
    "\"hidden_passed\", \"first_failed\", \"wall_ms\", \"cpu_ms\", \"memory_kb\", \"tests\": [...]}\n"
    "and more keys, as greenroom(1) has them.\n";

static const char submit_more[] =
    "Runs public and hidden tests on FILE, on standard input where FILE is -, or on\n"
    "the draft, and records the attempt. Prints how many passed and which was the\n"
    "first to fail; of the hidden tests no more than that.\n"
    "\n"
    "--json prints the report as `greenroom run --json` does, without rows for hidden\n"
    "tests.\n";

static const char verify_more[] =
    "Checks questions as their author: files and tests are sound, every reference\n"
    "solution is accepted, the starter is not, and every known-wrong solution fails\n"
    "with the verdict and in the tests that the question promises. Without QUESTIONs\n"
    "it takes all of them; with --pack, all of those packs. The run rate does not\n"
    "count here. A question that this machine cannot run is skipped and counted,\n"
    "unless it was named; a solution in a language whose tools are missing is not\n"
    "run, and counted. --language NAME takes the solutions in that language alone.\n"
    "\n"
    "--candidate FILE judges FILE on all tests of one QUESTION and shows everything,\n"
    "hidden tests too.\n"
    "\n"
    "--json prints {\"questions\": [{\"pack\", \"slug\", \"state\", \"problem\", \"lines\",\n"
    "\"checks\": [{\"kind\", \"file\", \"language\", \"verdict\", \"passed\", \"total\", \"wall_ms\",\n"
    "\"good\", \"problem\"}]}], \"checked\", \"failed\", \"broken\", \"skipped\", \"not_run\"}: kind\n"
    "is reference, starter or wrong; good says whether the verdict is what it must be.\n"
    "With --candidate it prints the report, as `greenroom run --json` does.\n";

static const char format_more[] =
    "Formats the draft with the language's formatter, in a sandbox. What the draft was\n"
    "is kept as a snapshot. With FILE, or - for standard input, the result is printed\n"
    "and nothing is changed.\n";

static const char lint_more[] =
    "Prints what the language's linter says of the draft, of FILE, or of standard input\n"
    "where FILE is -. Ends with status 1 when it says anything.\n";

static const char settings_more[] =
    "Prints every setting with what it means and its present value, in the form of the\n"
    "settings' file; what has its default is a comment. The first line says where that\n"
    "file is. What is wrong with it is said with its line, and the status is then 2.\n";

static const char doctor_more[] =
    "Says what this machine can do: each step of the sandbox and what it does not\n"
    "catch, the languages with their tools, editors, the terminal, the data directory,\n"
    "the packs. Ends with status 3 where code cannot be run or nothing can\n"
    "be saved.\n";

static const char help_more[] = "Prints the help of COMMAND, or of all.\n";

static const struct command commands[] = {
	{"list", "[WORD...]", 0, SIZE_MAX, "list the questions", list_more, BIT(OPTION_JSON) | BIT(OPTION_NAMES),
	 command_list},
	{"show", "QUESTION", 1, 1, "print a question's statement", show_more, BIT(OPTION_LANGUAGE), command_show},
	{"run", "QUESTION [FILE]", 1, 2, "run the public tests", run_more, BIT(OPTION_JSON) | BIT(OPTION_LANGUAGE),
	 command_run},
	{"submit", "QUESTION [FILE]", 1, 2, "run all tests and record the attempt", submit_more,
	 BIT(OPTION_JSON) | BIT(OPTION_LANGUAGE), command_submit},
	{"verify", "[QUESTION...]", 0, SIZE_MAX, "check questions and their solutions", verify_more,
	 BIT(OPTION_JSON) | BIT(OPTION_CANDIDATE) | BIT(OPTION_LANGUAGE), command_verify},
	{"format", "QUESTION [FILE]", 1, 2, "format the draft", format_more, BIT(OPTION_LANGUAGE), command_format},
	{"lint", "QUESTION [FILE]", 1, 2, "say what the linter finds", lint_more, BIT(OPTION_LANGUAGE), command_lint},
	{"settings", "", 0, 0, "print the settings and where they are kept", settings_more, 0, command_settings},
	{"doctor", "", 0, 0, "say what this machine can do", doctor_more, 0, command_doctor},
	{"help", "[COMMAND]", 0, 1, "print help", help_more, 0, command_help},
};

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

const char *command_nearest(const char *name)
{
	const char *names[COUNT_OF(commands)];
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		names[i] = commands[i].name;
	return text_nearest(name, names, COUNT_OF(commands));
}

enum { HELP_COLUMN = 27 };

static void put_row(struct buf *out, const char *left, const char *right)
{
	buf_printf(out, "  %-*s%s\n", HELP_COLUMN - 2, left, right);
}

static void put_options(struct buf *out, unsigned options, bool global)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = &option_rows[i];
		if (row->global ? !global : !(options & BIT(i)))
			continue;
		AUTO_FREE char *left = mem_format("%s%s%s%s%s", row->letter ? row->letter : "", row->letter ? ", " : "",
		                                  row->name, row->argument ? " " : "", row->argument ? row->argument : "");
		put_row(out, left, row->help);
	}
}

static void put_command_page(const struct command *command, struct buf *out)
{
	buf_printf(out, "usage: greenroom %s%s%s%s\n\n%s\noptions:\n", command->name,
	           command->options || !*command->words ? " [OPTION...]" : "", *command->words ? " " : "", command->words,
	           command->more);
	put_options(out, command->options, true);
}

void help_put(const struct command *command, struct buf *out)
{
	if (command) {
		put_command_page(command, out);
		return;
	}
	buf_puts(out, "usage: greenroom [OPTION...] [QUESTION]\n"
	              "       greenroom COMMAND [OPTION...] [ARGUMENT...]\n"
	              "\n"
	              "Practise coding interviews in a terminal: the statement, your own editor and the\n"
	              "results of the tests on one screen. Without a COMMAND the screen starts, on\n"
	              "QUESTION where one is given.\n"
	              "\n"
	              "commands:\n");
	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		AUTO_FREE char *left = mem_format("%s %s", commands[i].name, commands[i].words);
		put_row(out, left, commands[i].help);
	}
	buf_puts(out, "\noptions:\n");
	put_options(out, screen_options, true);
	buf_puts(out, "\nExit status: 0 passed, 1 failed, 2 usage or broken input, 3 the sandbox or the\n"
	              "machine. `greenroom help COMMAND` says more.\n");
}

enum status command_help(const struct arguments *arguments)
{
	const char *name = arguments->word_count ? arguments->words[0] : NULL;
	const struct command *command = name ? command_find(name) : NULL;
	if (name && !command) {
		const char *near = command_nearest(name);
		return complain_of(STATUS_INPUT, "there is no command \"%s\"%s%s%s", name, near ? " (did you mean \"" : "",
		                   near ? near : "", near ? "\"?)" : "");
	}
	AUTO_BUF out = {0};
	help_put(command, &out);
	print(&out);
	return STATUS_PASSED;
}
