/* The battery of the sandbox: every attack and bad input of its table as a program that is really run, each with the
 * verdict that it must end in; after each, nothing of it may be left (processes, descriptors, mounts, shared memory,
 * files, planted things taken away, a witness outside killed).
 *
 *   battery [--rung full|light] [--table] [--only NUMBER]
 *
 * TAP; with --table a table for people.  The status is 1 where a row failed. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/base/mem.h"
#include "engine/runs/judge.h"
#include "tests/box/drive.h"
#include "tests/box/drive_compile.h"
#include "tests/box/rows.h"
#include "tests/box/tap.h"

enum { HOST_MS = 300 };

static struct stage stage;
static enum box_rung rung = BOX_RUNG_FULL;
static bool as_table;
static const char *only;
static size_t line_number, failed_count, skipped_count;

static const struct box_limits limits_of[] = {
    [STEADY] = {.start_ms = 10000, .wall_ms = 8000, .cpu_ms = 4000, .memory_mb = 128, .processes = 32, .output_kb = 64,
                .answer_kb = 256, .disk_mb = 16},
    [BRIEF] = {.start_ms = 10000, .wall_ms = 400, .cpu_ms = 300, .memory_mb = 128, .processes = 32, .output_kb = 64,
               .answer_kb = 256, .disk_mb = 16},
    [COMPILING] = {.start_ms = 10000, .wall_ms = 30000, .cpu_ms = 12000, .memory_mb = 512, .processes = 64, .output_kb = 64,
                   .answer_kb = 16, .disk_mb = 64},
    [WALL] = {.start_ms = 10000, .wall_ms = 800, .memory_mb = 128, .processes = 32, .output_kb = 64, .answer_kb = 256,
              .disk_mb = 16},
};

static const char *const questions_of[] = {[STEADY] = "hostile/steady", [COMPILING] = "hostile/steady", [BRIEF] = "hostile/brief", [WALL] = "hostile/busy"};

/* ---- what is expected */

static bool is_listed(const char *phrase)
{
	for (const char *const *line = box_uncaught(BOX_RUNG_LIGHT); *line; line++)
		if (text_contains(*line, phrase))
			return true;
	return false;
}

/* Escape sequences are kept as they came; every way to a screen goes through the one escaper. */
static bool shows_safely(const char *text)
{
	AUTO_FREE char *shown = text_escaped(text, TEXT_LINES);
	size_t bad;
	if (!utf8_valid(shown, strlen(shown), &bad))
		return false;
	for (const char *p = shown; *p; p++)
		if (((unsigned char)*p < ' ' && *p != '\n' && *p != '\t') || *p == 0x7f ||
		    ((unsigned char)*p == 0xc2 && (unsigned char)p[1] < 0xa0))
			return false;
	return true;
}

/* A subject's line about something that should have been refused. */
static const char *find_open(const char *printed)
{
	while (printed && strncmp(printed, "OPEN ", 5) != 0) {
		printed = strchr(printed, '\n');
		printed = printed ? printed + 1 : NULL;
	}
	return printed;
}

static void check_words(const struct row *row, const struct seen *seen, struct buf *why)
{
	for (size_t i = 0; i < COUNT_OF(row->says) && row->says[i]; i++)
		if (!strstr(seen->text, row->says[i]))
			buf_printf(why, "\"%s\" was not said\n", row->says[i]);
	const char *open = find_open(seen->printed);
	if (open)
		buf_printf(why, "%.*s\n", (int)strcspn(open, "\n"), open);
	if (!shows_safely(seen->text))
		buf_puts(why, "what was said cannot be shown safely\n");
}

/* The clocks of processes outside tick in hundredths. */
static void check_burnt(const struct seen *seen, struct buf *why)
{
	long long burnt = 0;
	for (const char *at = seen->printed; (at = strstr(at, "burnt ")); at++)
		burnt = atoll(at + 6);
	if (!burnt || seen->cpu_us / 1000 < burnt * 8 / 10 - 40)
		buf_printf(why, "%lld ms of processor time counted, %lld ms burnt\n", (long long)seen->cpu_us / 1000, burnt);
}

static void check_ends(const struct row *row, const struct seen *seen, struct buf *why)
{
	if (!(row->verdicts & 1U << seen->verdict))
		buf_printf(why, "the verdict must be another than \"%s\"\n", verdict_words(seen->verdict));
	if (seen->in_box && row->ends && !(row->ends & 1U << seen->end))
		buf_printf(why, "the box must not end as \"%s\"\n", box_end_name(seen->end));
	if (seen->in_box && seen->rung != rung)
		buf_puts(why, "the box was on another rung\n");
	if (row->within_ms && seen->wall_us > row->within_ms * 1000)
		buf_printf(why, "it took more than %lld ms\n", (long long)row->within_ms);
	if (row->counts_burnt)
		check_burnt(seen, why);
	if ((row->verdicts == IS(ACCEPTED)) && seen->passed != seen->total)
		buf_printf(why, "%zu of %zu tests passed\n", seen->passed, seen->total);
}

/* ---- one row */

static bool is_listed_here(const struct row *row)
{
	return rung == BOX_RUNG_LIGHT && row->listed;
}

static char *shown_as(const struct row *row, enum row_path path, const struct seen *seen)
{
	AUTO_FREE char *cut = mem_dup_n(seen->message, 90);
	AUTO_FREE char *message = text_escaped(cut, TEXT_ONE_LINE);
	const char *through = row->path == IN_BOTH ? path == IN_BOX ? ", boxed" : ", run" : "";
	return mem_format("row %s %s%s: %s%s%s (memory %lld MB, cpu %.2f s, %.2f s)", row->number, row->name, through,
	                  verdict_words(seen->verdict), *message ? ", " : "", message,
	                  (long long)(seen->memory_kb + 512) / 1024, (double)seen->cpu_us / 1e6, (double)seen->wall_us / 1e6);
}

static void report_table(const struct row *row, enum row_path path, const struct seen *seen, bool ok)
{
	AUTO_FREE char *cut = mem_dup_n(seen->message, 60);
	AUTO_FREE char *message = text_escaped(cut, TEXT_ONE_LINE);
	printf("%-5s%-46s%-5s%-16s%5lld MB %5.2f s cpu %5.2f s  %s%s\n", row->number, row->name, path == IN_BOX ? "box" : "run",
	       verdict_words(seen->verdict), (long long)(seen->memory_kb + 512) / 1024, (double)seen->cpu_us / 1e6,
	       (double)seen->wall_us / 1e6, ok ? "" : "FAILED ", is_listed_here(row) ? "listed as uncaught" : message);
	fflush(stdout);
}

static void report(const struct row *row, enum row_path path, const struct seen *seen, const char *why)
{
	bool ok = !*why;
	failed_count += !ok;
	line_number++;
	if (as_table) {
		report_table(row, path, seen, ok);
	} else {
		AUTO_FREE char *name = shown_as(row, path, seen);
		tap_line(ok, line_number, name);
	}
	if (ok)
		return;
	tap_comment(why);
	tap_comment(seen->text);
}

static const char *row_question(const struct row *row)
{
	return row->question ? row->question : questions_of[row->limits];
}

static void run_row(const struct row *row, enum row_path path)
{
	const struct subject subject = {
	    .name = row->program,
	    .bare = row->path == IN_RUN,
	    .profile = row->profile,
	    .limits = limits_of[row->limits],
	    .question = row_question(row),
	    .submit = row->submit,
	};
	struct seen seen = {.message = mem_dup(""), .text = mem_dup(""), .printed = mem_dup("")};
	AUTO_BUF why = {0};
	if (row->profile == BOX_COMPILE)
		drive_compile(&stage, &subject, &seen);
	else if (path == IN_BOX)
		drive_box(&stage, &subject, &seen);
	else
		drive_run(&stage, &subject, &seen);
	if (is_listed_here(row)) {
		if (!is_listed(row->listed))
			buf_printf(&why, "not listed as uncaught: \"%s\"\n", row->listed);
	} else {
		check_words(row, &seen, &why);
		check_ends(row, &seen, &why);
	}
	AUTO_FREE char *left = stage_survivors(&stage);
	if (left)
		buf_puts(&why, left);
	report(row, path, &seen, buf_text(&why));
	seen_release(&seen);
}

static bool is_available(const char *name)
{
	struct err err = {0};
	const struct question *question = catalogue_find(stage.catalogue, name, &err);
	return question && question->state == QUESTION_READY;
}

static const char *skip_cause(const struct row *row)
{
	if (!row->program)
		return row->why;
#if !defined(__x86_64__)
	if (strncmp(row->number, "43", 2) == 0)
		return "this processor has no such calls";
#endif
	struct rlimit core;
	if (strcmp(row->number, "44") == 0 && getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0)
		return "core dumps are forbidden here by a hard limit already";
	if (row->profile == BOX_COMPILE && compile_missing(row->program))
		return "its compiler is not installed";
	return is_available(row_question(row)) ? NULL : "no interpreter here has what its question needs (numpy)";
}

static void skip(const struct row *row, const char *why)
{
	line_number++;
	skipped_count++;
	AUTO_FREE char *name = mem_format("row %s %s", row->number, row->name);
	if (as_table)
		printf("%-5s%-46s%-5s%s\n", row->number, row->name, "-", why);
	else
		tap_skip(line_number, name, why);
}

/* ---- all of it */

static size_t lines_of(const struct row *row)
{
	if (only && strcmp(only, row->number) != 0)
		return 0;
	return row->path == IN_BOTH ? 2 : 1;
}

static bool is_first_of_question(size_t index)
{
	for (size_t i = 0; i < index; i++)
		if ((rows[i].path & IN_RUN) && strcmp(row_question(&rows[i]), row_question(&rows[index])) == 0)
			return false;
	return true;
}

/* The first of everything: what stays for the engine's lifetime (jailers, hosts, their spare children) is there after it. */
static void warm_up(void)
{
	struct subject subject = {.name = "plain.py", .bare = true, .limits = limits_of[STEADY]};
	struct seen seen = {0};
	drive_box(&stage, &subject, &seen);
	if (seen.rung != rung) {
		AUTO_FREE char *message = text_escaped(seen.message ? seen.message : "", TEXT_ONE_LINE);
		static const char *const names[] = {[BOX_RUNG_NONE] = "none", [BOX_RUNG_LIGHT] = "LIGHT", [BOX_RUNG_FULL] = "FULL"};
		printf("Bail out! asked for rung %s, boxes stand on %s: %s\n", names[rung], names[seen.rung], message);
		exit(1); /* the witness and all boxes end with us */
	}
	seen_release(&seen);
	/* A host serves from the second run on. */
	for (int n = 0; n < 2; n++) {
		for (size_t i = 0; i < row_count; i++) {
			subject.question = row_question(&rows[i]);
			if (!(rows[i].path & IN_RUN) || !is_first_of_question(i) || !is_available(subject.question))
				continue;
			drive_run(&stage, &subject, &seen);
			seen_release(&seen);
		}
		stage_wait(&stage, HOST_MS);
	}
	stage_begin(&stage);
}

static bool read_options(int argc, char **argv)
{
	static const struct option options[] = {{"rung", required_argument, NULL, 'r'},
	                                        {"table", no_argument, NULL, 't'},
	                                        {"only", required_argument, NULL, 'o'},
	                                        {0}};
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) >= 0;) {
		if (c == 't')
			as_table = true;
		else if (c == 'o')
			only = optarg;
		else if (c == 'r' && strcmp(optarg, "light") == 0)
			rung = BOX_RUNG_LIGHT;
		else if (c != 'r' || strcmp(optarg, "full") != 0)
			return false;
	}
	return optind == argc;
}

int main(int argc, char **argv)
{
	if (!read_options(argc, argv)) {
		fprintf(stderr, "battery [--rung full|light] [--table] [--only NUMBER]\n");
		return 2;
	}
	if (rung == BOX_RUNG_LIGHT)
		setenv("GREENROOM_BOX", "light", 1);
	else
		unsetenv("GREENROOM_BOX");
	survey_adopt_orphans();
	stage_set(&stage);
	warm_up();
	size_t count = 0;
	for (size_t i = 0; i < row_count; i++)
		count += lines_of(&rows[i]) ? skip_cause(&rows[i]) ? 1 : lines_of(&rows[i]) : 0;
	if (!as_table)
		tap_plan(count + 1);
	for (size_t i = 0; i < row_count; i++) {
		const char *cause = skip_cause(&rows[i]);
		if (!lines_of(&rows[i]))
			continue;
		if (cause) {
			skip(&rows[i], cause);
			continue;
		}
		if (rows[i].path & IN_BOX)
			run_row(&rows[i], IN_BOX);
		if (rows[i].path & IN_RUN)
			run_row(&rows[i], IN_RUN);
	}
	AUTO_FREE char *left = stage_strike(&stage);
	failed_count += left != NULL;
	if (!as_table)
		tap_line(!left, line_number + 1, "nothing of the engine's parts is left at the end");
	if (left)
		tap_comment(left);
	if (as_table)
		printf("%zu lines, %zu failed, %zu passed over\n", line_number, failed_count, skipped_count);
	return failed_count ? 1 : 0;
}
