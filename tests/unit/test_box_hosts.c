/* What many boxes share and what one gives back: the root of an exec host, folders of the host, and a compiler's artefact. */
#include "tests/unit/box_seen.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* ---- exec hosts */

enum { BIG = 5 << 20 };

static struct box_host *python_host(const char *source, bool waits)
{
	static const char *const argv[] = {"/usr/bin/python3", "-I", "-S", "-B", "/box/program.py", NULL};
	static char big[BIG];
	memset(big, 'b', sizeof big);
	const struct box_file files[] = {{.name = "program.py", .data = source, .len = strlen(source)},
	                                 {.name = "big", .data = big, .len = sizeof big, .executable = true}};
	const struct box_spec spec = {.profile = BOX_RUN, .argv = argv, .files = files, .file_count = COUNT_OF(files),
	                              .limits = usual, .waits = waits};
	return box_exec_host_start(loop, &spec);
}

/* In a host the helper stays: it is the one child of ours. */
static void end_in(struct seen *seen)
{
	while (!seen->ended)
		loop_turn(loop, true);
	box_free(seen->box);
}

static void end_host(struct box_host *host)
{
	box_host_free(host);
	int64_t until = loop_now_us() + 5000000;
	while (helpers_alive() && loop_now_us() < until)
		loop_turn(loop, false);
	assert_int_equal(helpers_alive(), 0);
}

static void start_in(struct box_host *host, const struct box_limits *limits, struct seen *seen)
{
	*seen = (struct seen){.request = seen->request};
	seen->box = box_start_in(host, limits, &events, seen);
}

static void many_in_one_root(void **state)
{
	(void)state;
	struct box_host *host = python_host(
	    "import os, sys\nprint(sorted(os.listdir('/work') + os.listdir('/tmp') + os.listdir('/dev/shm')))\n"
	    "open('/work/mine', 'w').write('x'); open('/tmp/mine', 'w').write('x'); open('/dev/shm/mine', 'w').write('x')\n"
	    "st = os.stat('/box/big')\nprint(st.st_dev, st.st_ino, st.st_size)\n"
	    "bad = []\nfor p in ('/box/x', '/box/big', '/x', '/usr/x', '/etc/x', '/disk/x', '/proc/sys/kernel/hostname'):\n"
	    "    try: open(p, 'a'); bad.append(p)\n    except OSError: pass\n"
	    "for p in ('/proc/1/root', '/proc/1/fd', '/root', '/home'):\n"
	    "    try: bad += os.listdir(p)\n    except OSError: pass\n"
	    "print(bad, os.getuid(), os.uname().nodename, os.getpid(), [n for n in os.listdir('/proc') if n.isdigit()])\n"
	    "sys.exit(7)\n", false);
	char *first = NULL;
	for (int i = 0; i < 5; i++) {
		struct seen seen[2] = {0};
		start_in(host, &usual, &seen[0]);
		start_in(host, &usual, &seen[1]);
		for (size_t j = 0; j < COUNT_OF(seen); j++) {
			end_in(&seen[j]);
			assert_string_equal(seen[j].failure, "");
			assert_int_equal(seen[j].end, BOX_EXITED);
			assert_int_equal(seen[j].status, 7);
			assert_int_equal(seen[j].rung, BOX_RUNG_FULL);
			/* The very same file for all, and nothing of one in another. */
			first = first ? first : mem_dup(seen[j].out);
			assert_string_equal(seen[j].out, first);
			release(&seen[j]);
		}
	}
	if (strncmp(first, "[]\n", 3) != 0 || !strstr(first, " 5242880\n[] 1000 greenroom 2 ['1', '2']\n"))
		fail_msg("%s", first);
	free(first);
	assert_true(box_host_alive(host));
	end_host(host);
}

static void limits_in_a_root(void **state)
{
	(void)state;
	static const struct {
		const char *source;
		enum box_end end;
	} cases[] = {
	    {"import time\ntime.sleep(60)\n", BOX_WALL},
	    {"while True: pass\n", BOX_CPU},
	    {"x = []\nwhile True: x.append(bytearray(b'x') * (1 << 20))\n", BOX_MEMORY},
	    {"while True: print('x' * 1000)\n", BOX_OUTPUT},
	    {"import os\nwhile True: os.write(4, b'x' * 1000)\n", BOX_ANSWER},
	    {"import os\nos.abort()\n", BOX_SIGNALED},
	    {"import os, signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True:\n    try: os.fork()\n    except OSError: pass\n",
	     BOX_CPU},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct box_host *host = python_host(cases[i].source, false);
		struct box_limits limits = usual;
		limits.wall_ms = cases[i].end == BOX_WALL ? 300 : 10000;
		limits.cpu_ms = 400;
		struct seen seen = {0};
		start_in(host, &limits, &seen);
		end_in(&seen);
		if (seen.end != cases[i].end)
			fail_msg("%s\nended as %s (%s)\n%s", cases[i].source, box_end_name(seen.end), seen.failure, seen.err);
		release(&seen);
		/* Another is not disturbed by it. */
		start_in(host, &limits, &seen);
		end_in(&seen);
		assert_int_equal(seen.end, cases[i].end);
		release(&seen);
		end_host(host);
	}
}

static void asked_in_a_root(void **state)
{
	(void)state;
	struct box_host *host = python_host(
	    "import os\nos.write(4, b'R\\n')\nr = os.read(3, 100)\nprint('printed')\nos.write(4, r + b' pong')\n", true);
	for (int i = 0; i < 3; i++) {
		struct seen seen = {.request = "ping"};
		start_in(host, &usual, &seen);
		end_in(&seen);
		assert_true(seen.ready);
		assert_int_equal(seen.end, BOX_EXITED);
		assert_string_equal(seen.answer, "ping pong");
		assert_string_equal(seen.out, "printed\n");
		release(&seen);
	}
	end_host(host);
	host = python_host("import sys\nsys.exit('no')\n", true);
	struct seen seen = {0};
	start_in(host, &usual, &seen);
	end_in(&seen);
	assert_int_equal(seen.end, BOX_START);
	assert_int_equal(seen.status, 1);
	assert_string_equal(seen.err, "no\n");
	release(&seen);
	end_host(host);
}

static void host_that_goes(void **state)
{
	(void)state;
	struct box_host *host = python_host("import time\nwhile True: time.sleep(9)\n", false);
	struct seen seen = {0};
	start_in(host, &usual, &seen);
	while (!count_alive("/box/program.py"))
		loop_turn(loop, false);
	box_host_free(host);
	end_in(&seen);
	assert_int_equal(seen.end, BOX_FAILED);
	release(&seen);
	wait_until_gone("/box/program.py", 0);
	/* One that cannot be built says why, and its boxes say that it is gone. */
	static const char *const argv[] = {"/bin/true", NULL};
	static const char *const missing[] = {"/no/such/folder", NULL};
	const struct box_spec spec = {.profile = BOX_RUN, .argv = argv, .read_only = missing, .limits = usual};
	host = box_exec_host_start(loop, &spec);
	int64_t until = loop_now_us() + 5000000;
	while (box_host_alive(host) && loop_now_us() < until)
		loop_turn(loop, false);
	assert_false(box_host_alive(host));
	AUTO_BUF said = {0};
	box_host_said(host, &said);
	assert_non_null(strstr(buf_text(&said), "/no/such/folder"));
	start_in(host, &usual, &seen);
	end_in(&seen);
	assert_int_equal(seen.end, BOX_FAILED);
	release(&seen);
	end_host(host);
	/* A program that is not there is the box's end, not the host's. */
	static const char *const none[] = {"/no/such/program", NULL};
	host = box_exec_host_start(loop, &(struct box_spec){.profile = BOX_RUN, .argv = none, .limits = usual});
	for (int i = 0; i < 2; i++) {
		start_in(host, &usual, &seen);
		end_in(&seen);
		assert_int_equal(seen.end, BOX_FAILED);
		assert_non_null(strstr(seen.failure, "executing the program"));
		release(&seen);
	}
	assert_true(box_host_alive(host));
	end_host(host);
}

static void root_leaves_nothing(void **state)
{
	(void)state;
	static const char *const argv[] = {"/bin/true", NULL};
	const struct box_spec spec = {.profile = BOX_RUN, .argv = argv, .limits = usual};
	size_t before = count_entries("/proc/self/fd");
	struct box_host *host = box_exec_host_start(loop, &spec);
	for (int i = 0; i < 200; i++) {
		struct seen seen = {0};
		start_in(host, &usual, &seen);
		end_in(&seen);
		assert_int_equal(seen.end, BOX_EXITED);
		release(&seen);
	}
	end_host(host);
	assert_int_equal(count_entries("/proc/self/fd"), before);
}

/* ---- folders */

static void folders(void **state)
{
	(void)state;
	char folder[] = "/tmp/test_box.XXXXXX";
	assert_non_null(mkdtemp(folder));
	/* Closed to others, as a home is: what lies below must be reached all the same. */
	AUTO_FREE char *inner = path_join(folder, "prepared");
	AUTO_FREE char *file = path_join(inner, "header.gch");
	struct err err = {0};
	assert_int_equal(mkdir(inner, 0755), 0);
	assert_true(file_replace(file, "prepared\n", 9, 0644, &err));
	assert_int_equal(chmod(file, 0644), 0);
	assert_int_equal(chmod(folder, 0700), 0);
	static const char *const argv[] = {"/usr/bin/python3", "-I", "-S", "-B", "/box/program.py", "/box/prepared/header.gch", NULL};
	static const char source[] =
	    "import os, sys\np = sys.argv[1]\nf = os.path.dirname(p)\nprint(open(p).read(), os.listdir(f))\nbad = []\n"
	    "for name, act in (('write', lambda: open(p, 'a')), ('make', lambda: open(f + '/x', 'x')), ('unlink', lambda: os.unlink(p)),\n"
	    "                  ('mode', lambda: os.chmod(p, 0o777)), ('up', lambda: os.listdir(os.path.realpath(f) + '/..')) ):\n"
	    "    try: act(); bad.append(name)\n    except OSError: pass\n"
	    "if f == '/box/prepared': bad.remove('up')\nprint('bad', bad)\n";
	const struct box_file program = {.name = "program.py", .data = source, .len = sizeof source - 1};
	const struct box_folder prepared = {inner, "/box/prepared"};
	struct box_spec spec = {.profile = BOX_COMPILE, .argv = argv, .files = &program, .file_count = 1, .folders = &prepared,
	                        .folder_count = 1, .limits = usual};
	struct seen seen = {0};
	seen.box = box_start(loop, &spec, &events, &seen);
	finish(&seen);
	if (seen.end != BOX_EXITED || strcmp(seen.out, "prepared\n ['header.gch']\nbad []\n") != 0)
		fail_msg("%s %s\n%s%s", box_end_name(seen.end), seen.failure, seen.out, seen.err);
	release(&seen);
	/* Wherever it is to be seen otherwise, or is none, the box is not built. */
	const struct box_folder wrong[] = {{inner, "/etc"}, {inner, "/box/.x"}, {inner, "/box/a/b"}, {inner, "/box/"},
	                                   {file, "/box/file"}, {"/no/such", "/box/x"}};
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		spec.folders = &wrong[i];
		seen = (struct seen){0};
		seen.box = box_start(loop, &spec, &events, &seen);
		finish(&seen);
		/* LIGHT links to what there is: a link that leads nowhere harms nobody. */
		if (seen.end != BOX_FAILED && !(rung == BOX_RUNG_LIGHT && i >= 4))
			fail_msg("%s at %s: %s", wrong[i].host, wrong[i].inside, box_end_name(seen.end));
		release(&seen);
	}
	assert_int_equal(unlink(file), 0);
	assert_int_equal(rmdir(inner), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* ---- artefacts */

/* A compiler's stand-in: the box's working directory is /work on either rung. */
static void compile(const char *source, const char *artefact, int artefact_kb, struct seen *seen, int *fd)
{
	static const char *const argv[] = {"/usr/bin/python3", "-I", "-S", "-B", "/box/program.py", NULL};
	const struct box_file file = {.name = "program.py", .data = source, .len = strlen(source)};
	const struct box_spec spec = {.profile = BOX_COMPILE, .argv = argv, .files = &file, .file_count = 1, .limits = usual,
	                              .artefact = artefact, .artefact_kb = artefact_kb};
	*seen = (struct seen){0};
	seen->box = box_start(loop, &spec, &events, seen);
	while (!seen->ended)
		loop_turn(loop, true);
	*fd = box_take_artefact(seen->box);
	assert_int_equal(box_take_artefact(seen->box), -1);
	finish(seen);
}

static void gives_its_artefact(void **state)
{
	(void)state;
	struct seen seen;
	int fd;
	compile("import os\nos.mkdir('out')\nopen('out/program', 'w').write('made' + 'x' * 3000000)\n", "/work/out/program", 4096, &seen, &fd);
	assert_string_equal(seen.failure, "");
	assert_int_equal(seen.end, BOX_EXITED);
	assert_true(fd >= 0);
	char text[8] = "";
	struct stat st;
	assert_int_equal(read(fd, text, 5), 5);
	assert_string_equal(text, "madex");
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 3000004);
	/* A copy that nobody changes any more. */
	assert_int_equal(fcntl(fd, F_GET_SEALS), F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
	assert_int_equal(write(fd, "x", 1), -1);
	close(fd);
	release(&seen);
	/* Nobody takes it: it goes with the box. */
	size_t before = count_entries("/proc/self/fd");
	static const char *const argv[] = {"/bin/sh", "-c", "echo x > program", NULL};
	const struct box_spec spec = {.profile = BOX_COMPILE, .argv = argv, .limits = usual, .artefact = "/work/program",
	                              .artefact_kb = 16};
	seen = (struct seen){0};
	seen.box = box_start(loop, &spec, &events, &seen);
	finish(&seen);
	assert_int_equal(seen.end, BOX_EXITED);
	assert_int_equal(count_entries("/proc/self/fd"), before);
	release(&seen);
	/* A program that fails has none, whatever it left. */
	compile("open('program', 'w').write('x')\nraise SystemExit(3)\n", "/work/program", 16, &seen, &fd);
	assert_int_equal(seen.end, BOX_EXITED);
	assert_int_equal(seen.status, 3);
	assert_int_equal(fd, -1);
	release(&seen);
}

static void hostile_artefacts(void **state)
{
	(void)state;
	static const struct {
		const char *source, *artefact, *says;
	} cases[] = {
	    {"", "/work/program", "no such file"},
	    {"", "/work/out/program", "no such file"},
	    {"open('out', 'w')", "/work/out/program", "no such file"},
	    {"os.symlink('/etc/passwd', 'program')", "/work/program", "symbolic link"},
	    {"os.symlink('other', 'program'); open('other', 'w').write('x')", "/work/program", "symbolic link"},
	    {"os.symlink('/', 'out')", "/work/out/etc/passwd", "symbolic link"},
	    {"os.mkdir('a'); os.symlink('a', 'out'); open('a/program', 'w').write('x')", "/work/out/program", "symbolic link"},
	    {"os.symlink('/proc/1/root/etc', 'out')", "/work/out/passwd", "symbolic link"},
	    {"", "/work/../etc/passwd", "program"},
	    {"", "/etc/passwd", "not below /work"},
	    /* Neither can be made in a box, and if it could, it is not opened. */
	    {"os.mkfifo('program')", "/work/program", ""},
	    {"os.mknod('program', 0o20666, os.makedev(1, 5))", "/work/program", ""},
	    {"os.mkdir('program')", "/work/program", "no plain file"},
	    {"import socket; s = socket.socket(socket.AF_UNIX); s.bind('program')", "/work/program", ""},
	    {"open('other', 'w').write('x'); os.link('other', 'program')", "/work/program", "more than one name"},
	    {"open('program', 'w').write('x' * 20000)", "/work/program", "20 KB; the limit is 16 KB"},
	    {"os.truncate(os.open('program', os.O_CREAT | os.O_RDWR), 8 << 20)", "/work/program", "limit is 16 KB"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		AUTO_FREE char *source = mem_format("import os\ntry:\n    %s%s\nexcept OSError as e: print(e)\n", cases[i].source,
		                                    cases[i].source[0] ? "" : "pass");
		struct seen seen;
		int fd;
		compile(source, cases[i].artefact, 16, &seen, &fd);
		bool right = seen.end == BOX_ARTEFACT && fd == -1 && seen.failure[0];
		if (strcmp(cases[i].says, "program") != 0 && strcmp(cases[i].says, "") != 0)
			right = right && strstr(seen.failure, cases[i].says);
		if (!right)
			fail_msg("%s: %s (%s)\n%s%s", source, box_end_name(seen.end), seen.failure, seen.out, seen.err);
		release(&seen);
	}
}

/* What outlives the compiler is dead before its artefact is looked at. */
static void artefact_stands_still(void **state)
{
	(void)state;
	struct seen seen;
	int fd;
	compile("import os, time\nf = os.open('program', os.O_CREAT | os.O_RDWR)\nos.write(f, b'x')\nr, w = os.pipe()\n"
	        "if os.fork() == 0:\n    os.setsid()\n    if os.fork(): os._exit(0)\n    os.write(w, b'x')\n"
	        "    while True: os.write(f, b'y' * 10)\n"
	        "os.read(r, 1)\n", "/work/program", 16384, &seen, &fd);
	assert_int_equal(seen.end, BOX_EXITED);
	assert_true(fd >= 0);
	struct stat before, after;
	assert_int_equal(fstat(fd, &before), 0);
	wait_until_gone("/box/program.py", 0);
	assert_int_equal(fstat(fd, &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	close(fd);
	release(&seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FULL(many_in_one_root),   FULL(limits_in_a_root),  FULL(asked_in_a_root),       FULL(host_that_goes),
	    FULL(root_leaves_nothing), BOTH(folders),          BOTH(gives_its_artefact),    BOTH(hostile_artefacts),
	    BOTH(artefact_stands_still),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
