/* Real programs under the wall of a run: what is ordinary must work, and what is not must be refused in words that
 * a program understands. Each says a line that is known beforehand.
 *
 *   realistic [--rung full|light] [--only NAME] [--show] */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "tests/box/drive.h"
#include "tests/box/tap.h"

struct program {
	const char *name, *file;
	const char *needs[4];  /* modules */
	const char *says[3];
	const char *listed;    /* NULL: works on rung LIGHT too; otherwise words of box_uncaught for why not */
};

static const struct program programs[] = {
    {.name = "asyncio", .file = "real-asyncio.py", .says = {"asyncio [0, 2, 4, 6, 8] [0, 1, 2, 3, 4] 6 True True"}},
    {.name = "multiprocessing.Pool", .file = "real-pool.py",
     .says = {"pool [0, 1, 4, 9, 16, 25] 81 [0, 1, 4] [0, 1, 4, 9]"}, .listed = "writable"},
    {.name = "multiprocessing.Process", .file = "real-process.py",
     .says = {"fork ['queued', 'queued'] 2 200 7 [0, 0]", "spawn ['queued', 'queued'] 2 200 7 [0, 0]",
              "manager {'a': 1, 'b': 2}"}, .listed = "writable"},
    {.name = "threading", .file = "real-threading.py", .says = {"threading 8000 rang [0, 1, 2]"}},
    {.name = "tempfile", .file = "real-tempfile.py",
     .says = {"tempfile b'unnamed' named ['a', 'b', 'c', 'c', 'copy', 'link', 'link'] 1000 Named /tmp False"},
     .listed = "writable"},
    {.name = "sqlite3", .file = "real-sqlite.py", .says = {"sqlite (2, 6.5)\nsqlite (2, 6.5)\nsqlite (2,)"}, .listed = "writable"},
    {.name = "subprocess", .file = "real-subprocess.py",
     .says = {"subprocess /bin/ls /bin/sh Operation not permitted /bin/sh Permission denied /bin/ls\nsystem 127 127"}},
    {.name = "the standard library", .file = "real-library.py", .says = {"library 1 0 1"}, .listed = "writable"},
    {.name = "NumPy", .file = "real-numpy.py", .needs = {"numpy"},
     .says = {"numpy True True (200,) True 10000.0 (200, 200)"}, .listed = "writable"},
    {.name = "SciPy", .file = "real-scipy.py", .needs = {"numpy", "scipy"},
     .says = {"scipy [1.0, -2.0] 2.0 True 0.975 1.0 0 [1, 3, 2] 1.0"}},
    {.name = "pandas", .file = "real-pandas.py", .needs = {"numpy", "pandas"},
     .says = {"pandas [4.0, 2.0] (4, 5) 0 (2, 1) True 1 2 True"}, .listed = "writable"},
    {.name = "PyTorch", .file = "real-torch.py", .needs = {"numpy", "torch"},
     .says = {"torch True (1, 64, 8) (1, 4, 14, 14) 1"}, .listed = "writable"},
    {.name = "DataLoader", .file = "real-dataloader.py", .needs = {"numpy", "torch"},
     .says = {"loader 0 3 330\nloader 1 3 330"}, .listed = "writable"},
};

static const struct box_limits limits = {.start_ms = 10000, .wall_ms = 50000, .cpu_ms = 40000, .memory_mb = 1024,
                                         .processes = 64, .output_kb = 64, .answer_kb = 64, .disk_mb = 64};

static struct stage stage;
static bool light, show;

static const struct toolchain *python_for(const struct program *program, struct err *err)
{
	struct string_list modules = {0};
	for (size_t i = 0; i < COUNT_OF(program->needs) && program->needs[i]; i++)
		string_list_add(&modules, program->needs[i]);
	const struct toolchain *it = tools_choose(stage.tools, stage.python->language, &modules, err);
	string_list_release(&modules);
	return it;
}

static bool is_listed(const char *phrase)
{
	bool found = false;
	for (const char *const *line = box_uncaught(BOX_RUNG_LIGHT); phrase && *line; line++)
		found = found || text_contains(*line, phrase);
	return found;
}

static void check(const struct program *program, const struct seen *seen, struct buf *why)
{
	if (light && is_listed(program->listed))
		return;
	if (seen->end != BOX_EXITED || seen->status != 0)
		buf_printf(why, "it ended otherwise: %s %d\n", box_end_name(seen->end), seen->status);
	for (size_t i = 0; i < COUNT_OF(program->says) && program->says[i]; i++)
		if (!strstr(seen->printed, program->says[i]))
			buf_printf(why, "\"%s\" was not said\n", program->says[i]);
	if (seen->rung != (light ? BOX_RUNG_LIGHT : BOX_RUNG_FULL))
		buf_puts(why, "the box was on another rung\n");
}

static bool run_program(const struct program *program, size_t number)
{
	struct err err = {0};
	const struct toolchain *python = python_for(program, &err);
	if (!python) {
		tap_skip(number, program->name, err.text);
		return true;
	}
	const struct subject subject = {.name = program->file, .bare = true, .limits = limits, .python = python};
	struct seen seen = {0};
	AUTO_BUF why = {0};
	drive_box(&stage, &subject, &seen);
	check(program, &seen, &why);
	AUTO_FREE char *left = stage_survivors(&stage);
	if (left)
		buf_puts(&why, left);
	bool ok = !why.len;
	AUTO_FREE char *line = mem_format("%s (memory %lld MB, cpu %.2f s, %.2f s)", program->name,
	                                  (long long)(seen.memory_kb + 512) / 1024, (double)seen.cpu_us / 1e6,
	                                  (double)seen.wall_us / 1e6);
	tap_line(ok, number, line);
	tap_comment(buf_text(&why));
	if (!ok || show)
		tap_comment(seen.text);
	seen_release(&seen);
	return ok;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"rung", required_argument, NULL, 'r'},
	                                        {"only", required_argument, NULL, 'o'},
	                                        {"show", no_argument, NULL, 's'},
	                                        {0}};
	const char *only = NULL;
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) >= 0;) {
		if (c == '?')
			return 2;
		if (c == 'r')
			light = strcmp(optarg, "light") == 0;
		else if (c == 'o')
			only = optarg;
		else
			show = true;
	}
	if (light)
		setenv("GREENROOM_BOX", "light", 1);
	else
		unsetenv("GREENROOM_BOX");
	survey_adopt_orphans();
	stage_set(&stage);
	stage_begin(&stage);
	size_t count = 0, failed = 0;
	for (size_t i = 0; i < COUNT_OF(programs); i++)
		count += !only || strcmp(only, programs[i].name) == 0;
	tap_plan(count);
	count = 0;
	for (size_t i = 0; i < COUNT_OF(programs); i++)
		if (!only || strcmp(only, programs[i].name) == 0)
			failed += !run_program(&programs[i], ++count);
	AUTO_FREE char *left = stage_strike(&stage);
	if (left)
		tap_comment(left);
	return failed || left ? 1 : 0;
}
