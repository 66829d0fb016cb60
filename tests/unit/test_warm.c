/* Warm hosts: fresh processes, the same verdicts as cold ones, and runs that go on when a host dies or hangs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/offers.h"
#include "engine/runs/run.h"

static struct loop *loop;
static struct catalogue *catalogue;
static struct tools *tools;
static const struct language *python;

struct seen {
	bool begun, ended;
	enum verdict verdict;
	size_t passed, total;
	char *outputs[16];
	size_t output_count;
};

static void on_event(const struct run_event *event, void *context)
{
	struct seen *seen = context;
	seen->begun = true;
	if (event->kind != RUN_ENDED)
		return;
	seen->ended = true;
	seen->verdict = event->report->verdict;
	seen->passed = event->report->passed;
	seen->total = event->report->total;
	for (size_t i = 0; i < event->report->test_count && i < COUNT_OF(seen->outputs); i++)
		seen->outputs[seen->output_count++] = mem_dup(event->report->tests[i].output);
}

static void release(struct seen *seen)
{
	for (size_t i = 0; i < seen->output_count; i++)
		free(seen->outputs[i]);
}

struct ready {
	const struct question *question;
	struct question_body *body;
};

static struct ready open_question(const char *name)
{
	struct err err = {0};
	struct ready r = {.question = catalogue_find(catalogue, name, &err)};
	if (!r.question)
		fail_msg("%s", err.text);
	r.body = question_body_load(r.question, &err);
	if (!r.body)
		fail_msg("%s", err.text);
	return r;
}

static struct run *start(struct runner *runner, const struct ready *r, const char *source, struct seen *seen)
{
	const struct run_request request = {.question = r->question,
	                                    .body = r->body,
	                                    .language = python,
	                                    .source = source,
	                                    .source_len = strlen(source),
	                                    .mode = RUN_SUBMIT};
	return run_start(runner, &request, on_event, seen);
}

static void run_whole(struct runner *runner, const struct ready *r, const char *source, struct seen *seen)
{
	struct run *run = start(runner, r, source, seen);
	while (!seen->ended)
		loop_turn(loop, true);
	run_free(run);
}

static pid_t parent_of(pid_t pid)
{
	char path[64], text[1024];
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
	text[n > 0 ? n : 0] = '\0';
	const char *at = strrchr(text, ')');
	int parent = 0;
	return at && sscanf(at + 1, " %*c %d", &parent) == 1 ? (pid_t)parent : 0;
}

static bool is_ours(pid_t pid)
{
	while (pid > 1 && pid != getpid())
		pid = parent_of(pid);
	return pid == getpid();
}

static bool is_host(pid_t pid)
{
	char path[64], text[4096];
	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
	text[n > 0 ? n : 0] = '\0';
	for (ssize_t i = 0; i < n; i++)
		if (strcmp(text + i, "--host") == 0)
			return true;
	return false;
}

/* The host among our descendants.  Its children have its command line too, but a parent in the same namespace. */
static pid_t find_host(void)
{
	int64_t until = loop_now_us() + 5000000;
	while (loop_now_us() < until) {
		pid_t found = 0;
		DIR *proc = opendir("/proc");
		for (const struct dirent *e; (e = readdir(proc));) {
			pid_t pid = isdigit((unsigned char)e->d_name[0]) ? (pid_t)atoi(e->d_name) : 0;
			if (pid && is_host(pid) && !is_host(parent_of(pid)) && is_ours(pid) && (!found || pid < found))
				found = pid;
		}
		closedir(proc);
		if (found)
			return found;
		loop_turn(loop, false);
	}
	fail_msg("no warm host was started");
	return 0;
}

static const char *const right = "def total(items):\n    return sum(items)\n";

static void survives_the_host(void **state)
{
	(void)state;
	struct runner *runner = runner_new(loop, tools, NULL);
	struct ready r = open_question("basic/total");
	static const int signals[] = {SIGKILL, SIGSTOP};
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		struct seen seen = {0};
		run_whole(runner, &r, right, &seen);
		assert_int_equal(seen.verdict, VERDICT_ACCEPTED);
		pid_t host = find_host();
		assert_int_equal(kill(host, signals[i]), 0);
		struct seen again = {0};
		run_whole(runner, &r, right, &again);
		assert_int_equal(again.verdict, VERDICT_ACCEPTED);
		assert_int_equal(again.passed, 6);
		release(&seen);
		release(&again);
	}
	runner_free(runner);
	question_body_free(r.body);
}

/* What one test leaves behind, the next does not find. */
static void fresh_each_test(void **state)
{
	(void)state;
	static const char source[] =
	    "import builtins, os, random, json, tempfile\n"
	    "def total(items):\n"
	    "    found = [hasattr(builtins, 'mark'), os.path.exists('/work/mark'), os.path.exists('/tmp/mark'), os.path.exists('/dev/shm/mark')]\n"
	    "    builtins.mark = 1\n"
	    "    for p in ('/work/mark', '/tmp/mark', '/dev/shm/mark'): open(p, 'w').close()\n"
	    "    json.dumps = lambda *a, **k: '{\"value\": 6}'\n"
	    "    print(found, random.random(), os.getpid())\n"
	    "    return sum(items)\n";
	struct runner *runner = runner_new(loop, tools, NULL);
	struct ready r = open_question("basic/total");
	struct seen seen = {0};
	run_whole(runner, &r, source, &seen);
	assert_int_equal(seen.verdict, VERDICT_ACCEPTED);
	assert_int_equal(seen.output_count, 3);
	assert_non_null(strstr(seen.outputs[0], "[False, False, False, False]"));
	for (size_t i = 1; i < seen.output_count; i++)
		assert_string_equal(seen.outputs[i], seen.outputs[0]);
	release(&seen);
	runner_free(runner);
	question_body_free(r.body);
}

/* The host's heap holds nothing of earlier requests, and its namespaces are out of reach. */
static void nothing_to_find(void **state)
{
	(void)state;
	static const char source[] =
	    "import gc, os\n"
	    "def total(items):\n"
	    "    marks = [o for o in gc.get_objects() if isinstance(o, dict) and 'expected' in o]\n"
	    "    text = open('/proc/self/status').read()\n"
	    "    caps = [l for l in text.splitlines() if l.startswith('CapEff')][0].split()[1]\n"
	    "    pids = sorted(int(p) for p in os.listdir('/proc') if p.isdigit())\n"
	    "    print(len(marks), caps, len([p for p in pids if p != os.getpid()]), sorted(os.listdir('/proc/self/fd')) == ['0', '1', '2', '4', '5'] or sorted(os.listdir('/proc/self/fd')))\n"
	    "    try:\n"
	    "        os.setns(0, 0)\n"
	    "    except (OSError, AttributeError):\n"
	    "        pass\n"
	    "    return sum(items)\n";
	struct runner *runner = runner_new(loop, tools, NULL);
	struct ready r = open_question("basic/total");
	struct seen seen = {0};
	run_whole(runner, &r, source, &seen);
	assert_int_equal(seen.verdict, VERDICT_ACCEPTED);
	assert_true(strncmp(seen.outputs[0], "0 0000000000000000 ", 19) == 0);
	assert_null(strstr(seen.outputs[0], "'6'"));
	release(&seen);
	runner_free(runner);
	question_body_free(r.body);
}

static char *file_of(const struct question *q, const char *name)
{
	struct err err = {0};
	struct buf text = {0};
	AUTO_FREE char *path = path_join(q->folder, name);
	if (!file_read(path, 1 << 20, &text, &err))
		fail_msg("%s", err.text);
	return buf_steal(&text);
}

/* torch code judges the same warm, cold, and under the plain interpreter. */
static void torch_the_same_everywhere(void **state)
{
	(void)state;
	struct ready r = open_question("adam-optimiser");
	if (r.question->state != QUESTION_READY) {
		print_message("skipped: %s\n", r.question->problem);
		question_body_free(r.body);
		skip();
	}
	static const char *const files[] = {"solution.py", "starting_point.py"};
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		AUTO_FREE char *source = file_of(r.question, files[i]);
		enum verdict verdicts[2];
		for (int warm = 0; warm < 2; warm++) {
			setenv("GREENROOM_WARM", warm ? "1" : "0", 1);
			struct runner *runner = runner_new(loop, tools, NULL);
			struct seen seen = {0};
			run_whole(runner, &r, source, &seen);
			verdicts[warm] = seen.verdict;
			release(&seen);
			runner_free(runner);
		}
		unsetenv("GREENROOM_WARM");
		assert_int_equal(verdicts[0], verdicts[1]);
		const struct tool *it = toolchain_main(tools_choose(tools, python, &r.question->modules, NULL));
		AUTO_FREE char *command = mem_format(
		    "cd '%s' && PYTHONDONTWRITEBYTECODE=1 '%s' -c \"import importlib.util as u, sys\n"
		    "def load(n, p):\n    s = u.spec_from_file_location(n, p); m = u.module_from_spec(s); s.loader.exec_module(m); return m\n"
		    "load('t', 'tests.py').run_tests(load('c', '%s'))\" >/dev/null 2>&1",
		    r.question->folder, it->path, files[i]);
		assert_int_equal(system(command) == 0, verdicts[1] == VERDICT_ACCEPTED);
	}
	question_body_free(r.body);
}

static int set_up(void **state)
{
	(void)state;
	struct err err = {0};
	loop = loop_new(&err);
	catalogue = catalogue_new();
	if (!catalogue_add(catalogue, SOURCE_DIR "/tests/fixtures/basic", &err) ||
	    !catalogue_add(catalogue, SOURCE_DIR "/questions/ml", &err))
		fail_msg("%s", err.text);
	struct string_list modules = {0};
	offers_modules(catalogue, &modules);
	const struct tools_spec spec = {.modules = &modules, .can_read = box_can_read};
	tools = tools_new(loop, &spec, NULL, NULL);
	string_list_release(&modules);
	python = language_find("python", NULL);
	assert_non_null(python);
	tools_wait(loop, tools, python, NULL);
	offers_mark(tools, catalogue);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	tools_free(tools);
	catalogue_free(catalogue);
	loop_free(loop);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(survives_the_host),
	    cmocka_unit_test(fresh_each_test),
	    cmocka_unit_test(nothing_to_find),
	    cmocka_unit_test(torch_the_same_everywhere),
	};
	return cmocka_run_group_tests_name("warm", tests, set_up, tear_down);
}
