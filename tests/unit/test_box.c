/* The box, driven as the engine drives it, on both rungs: each program must end as named, and nothing of it may survive. */
#include "tests/unit/box_seen.h"

#include <signal.h>
#include <sys/stat.h>

static void says_hello(void **state)
{
	(void)state;
	struct seen seen = {0};
	python("import sys\nprint('hello')\nprint('there', file=sys.stderr)\nsys.exit(3)\n", &usual, false, &seen);
	assert_string_equal(seen.failure, "");
	assert_int_equal(seen.end, BOX_EXITED);
	assert_int_equal(seen.status, 3);
	assert_string_equal(seen.out, "hello\n");
	assert_string_equal(seen.err, "there\n");
	assert_int_equal(seen.rung, rung);
	assert_true(seen.steps >= 15);
	/* The control group and Landlock's scopes are the machine's to give; without namespaces eight steps cannot hold. */
	assert_in_range(seen.steps - seen.held, rung == BOX_RUNG_LIGHT ? 8 : 0, rung == BOX_RUNG_LIGHT ? 10 : 2);
	assert_true(seen.wall_us > 0);
	release(&seen);
}

static void asks_and_answers(void **state)
{
	(void)state;
	struct seen seen = {.request = "ping"};
	python("import os\nos.write(4, b'R\\n')\nr = os.read(3, 100)\nos.write(4, r + b' pong')\n", &usual, true, &seen);
	assert_true(seen.ready);
	assert_int_equal(seen.end, BOX_EXITED);
	assert_string_equal(seen.answer, "ping pong");
	release(&seen);
}

static void ends_before_ready(void **state)
{
	(void)state;
	struct seen seen = {0};
	python("import sys\nsys.exit('no')\n", &usual, true, &seen);
	assert_int_equal(seen.end, BOX_START);
	assert_int_equal(seen.status, 1);
	assert_string_equal(seen.err, "no\n");
	release(&seen);
	seen = (struct seen){0};
	struct box_limits short_start = usual;
	short_start.start_ms = 300;
	python("import time\ntime.sleep(60)\n", &short_start, true, &seen);
	assert_int_equal(seen.end, BOX_START);
	release(&seen);
}

static void clocks(void **state)
{
	(void)state;
	struct box_limits limits = usual;
	limits.wall_ms = 200;
	struct seen seen = {0};
	python("import os, time\nos.write(4, b'R\\n')\nos.read(3, 100)\ntime.sleep(60)\n", &limits, true, &seen);
	assert_int_equal(seen.end, BOX_WALL);
	assert_in_range(seen.wall_us, 200000, 1500000);
	release(&seen);
	seen = (struct seen){0};
	limits.wall_ms = 5000;
	limits.cpu_ms = 150;
	python("import os, signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nos.write(4, b'R\\n')\nos.read(3, 100)\nwhile True: pass\n",
	       &limits, true, &seen);
	assert_int_equal(seen.end, BOX_CPU);
	assert_in_range(seen.cpu_us, 140000, 1500000);
	release(&seen);
	seen = (struct seen){0};
	python("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n", &(struct box_limits){
	           .start_ms = 5000, .wall_ms = 300, .processes = 8, .output_kb = 8, .answer_kb = 8, .disk_mb = 4},
	       false, &seen);
	assert_int_equal(seen.end, BOX_WALL);
	release(&seen);
}

/* The processor time of a bomb counts, also that of processes nobody waited for. */
static void counts_the_whole_tree(void **state)
{
	(void)state;
	struct box_limits limits = usual;
	limits.wall_ms = 4000;
	limits.cpu_ms = 20000;
	struct seen seen = {0};
	python("import os\nfor i in range(3):\n    if os.fork() == 0:\n        while True: pass\nwhile True: pass\n", &limits,
	       false, &seen);
	assert_int_equal(seen.end, BOX_WALL);
	assert_true(seen.cpu_us > 500000);
	release(&seen);
}

static void memory(void **state)
{
	(void)state;
	expect("x = []\nwhile True: x.append(bytearray(1 << 20))\n", BOX_MEMORY, -1, NULL);
	expect("import mmap\nm = mmap.mmap(-1, 1 << 30)\nfor i in range(0, 1 << 30, 4096): m[i] = 1\n", BOX_MEMORY, -1, NULL);
	expect("import os\nx = bytearray(40 << 20)\nfor i in range(4):\n    if os.fork() == 0:\n"
	       "        y = bytearray(b'x' * (40 << 20))\n        import time; time.sleep(9)\nimport time; time.sleep(9)\n",
	       BOX_MEMORY, -1, NULL);
	/* Shared copies count once: four children of a process with 60 MB stay within 128. */
	expect("import os\nx = bytearray(60 << 20)\nfor i in range(0, 60 << 20, 4096): x[i] = 1\np = [os.fork() for i in range(2)]\n"
	       "import time; time.sleep(0.2)\nprint('fine')\n", BOX_EXITED, 0, "fine");
}

static void floods(void **state)
{
	(void)state;
	expect("while True: print('x' * 1000)\n", BOX_OUTPUT, -1, NULL);
	expect("import os\nwhile True: os.write(2, b'x' * 65536)\n", BOX_OUTPUT, -1, NULL);
	expect("import os\nwhile True: os.write(4, b'x' * 1000)\n", BOX_ANSWER, -1, NULL);
	expect("import os\nos.close(1); os.close(2); os.close(4)\n", BOX_EXITED, 0, NULL);
}

/* A traceback may be long: it costs nobody the reason of his program's end. */
static void long_traceback(void **state)
{
	(void)state;
	struct seen seen = {0};
	python("import sys\nsys.exit('head' + 'x' * (10 << 20) + 'tail')\n", &usual, false, &seen);
	assert_int_equal(seen.end, BOX_EXITED);
	assert_int_equal(seen.status, 1);
	assert_int_equal(seen.err_total, (10 << 20) + 9);
	assert_memory_equal(seen.err, "headx", 5);
	assert_string_equal(seen.err + strlen(seen.err) - 6, "xtail\n");
	assert_true(strlen(seen.err) < 200000);
	release(&seen);
}

static void bombs(void **state)
{
	(void)state;
	struct box_limits limits = usual;
	limits.wall_ms = 20000;
	limits.cpu_ms = 500;
	struct seen seen = {0};
	python("import os, signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True:\n    try:\n"
	       "        os.fork()\n    except OSError:\n        pass\n", &limits, false, &seen);
	assert_int_equal(seen.end, BOX_CPU);
	assert_true(seen.cpu_us >= 500000);
	release(&seen);
	expect("import threading, time\ntry:\n    for i in range(1000):\n        threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
	       "except RuntimeError as e:\n    print('refused', e, flush=True)\n    import os; os._exit(0)\n", BOX_EXITED, 0, "refused");
}

/* Where sessions of their own are allowed, too: nothing but the box's end is left to end them. */
static void daemons_of_compilers_die(void **state)
{
	(void)state;
	static const char *const argv[] = {"/usr/bin/python3", "-s", "-B", "/box/program.py", NULL};
	static const char source[] =
	    "import os, time\nfor i in range(5):\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
	    "            os.close(1); os.close(2)\n            while True: time.sleep(60)\n        os._exit(0)\n    os.wait()\n"
	    "print(os.getcwd(), flush=True)\n";
	const struct box_file file = {.name = "program.py", .data = source, .len = sizeof source - 1};
	const struct box_spec spec = {.profile = BOX_COMPILE, .argv = argv, .files = &file, .file_count = 1, .limits = usual};
	struct seen seen = {0};
	size_t before = count_alive("/box/program.py");
	seen.box = box_start(loop, &spec, &events, &seen);
	finish(&seen);
	assert_int_equal(seen.end, BOX_EXITED);
	wait_until_gone("/box/program.py", before);
	if (rung == BOX_RUNG_LIGHT)
		assert_false(folder_exists(strtok(seen.out, "\n")));
	release(&seen);
}

static void daemons_die(void **state)
{
	(void)state;
	struct seen seen = {0};
	int64_t began = loop_now_us();
	python("import os, time\nif os.fork() == 0:\n    if os.fork() == 0:\n        time.sleep(60)\n    os._exit(0)\nos.wait()\nprint('parent done')\n",
	       &usual, false, &seen);
	assert_int_equal(seen.end, BOX_EXITED);
	assert_string_equal(seen.out, "parent done\n");
	assert_true(loop_now_us() - began < 3000000);
	release(&seen);
}

static void walls(void **state)
{
	(void)state;
	expect("for p in ['/root', '/home', '/etc/shadow', '/proc/1/environ', '/proc/1/mem', '/proc/1/root/etc', '/proc/1/fd/0']:\n"
	       "    try:\n        import os\n        (os.listdir if os.path.isdir(p) else open)(p)\n        print('OPEN', p)\n"
	       "    except OSError: pass\nprint('end', len(open('/etc/passwd').readlines()))\n", BOX_EXITED, 0, "end 1\n");
	expect("import os\nbad = []\nfor p in ['/usr/x', '/x', '/box/x', '/etc/x', '/proc/sys/kernel/hostname', '/dev/x', '/usr/bin/python3']:\n"
	       "    try: open(p, 'a'); bad.append(p)\n    except OSError: pass\nprint('bad', bad)\n", BOX_EXITED, 0, "bad []\n");
	expect("import socket\nbad = []\nfor f in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):\n"
	       "    try: socket.socket(f); bad.append(f)\n    except OSError: pass\na, b = socket.socketpair()\na.send(b'x')\nprint('bad', bad, b.recv(1))\n",
	       BOX_EXITED, 0, "bad [] b'x'\n");
	expect("import ctypes, os\nl = ctypes.CDLL(None, use_errno=True)\nbad = []\n"
	       "for n, f in [('ptrace', lambda: l.ptrace(16, 1, 0, 0)), ('unshare', lambda: l.unshare(0x10000000)),\n"
	       "  ('mount', lambda: l.mount(b'a', b'/tmp', b'tmpfs', 0, 0)), ('chroot', lambda: l.chroot(b'/tmp')),\n"
	       "  ('setuid', lambda: l.setuid(0)), ('memfd', lambda: l.memfd_create(b'x', 0)), ('shmget', lambda: l.shmget(0, 4096, 0o1600)),\n"
	       "  ('keyctl', lambda: l.syscall(250, 0, 0, 0, 0)), ('io_uring', lambda: l.syscall(425, 1, 0)), ('bpf', lambda: l.syscall(321, 0, 0, 0)),\n"
	       "  ('userfaultfd', lambda: l.syscall(323, 0)), ('pidfd_getfd', lambda: l.syscall(438, 0, 0, 0)), ('personality', lambda: l.personality(0x40000)),\n"
	       "  ('mknod', lambda: l.mknod(b'/tmp/n', 0o20666, 0x103)), ('setpriority', lambda: l.setpriority(0, 0, 5)),\n"
	       "  ('prlimit', lambda: l.syscall(302, 0, 7, b'\\xff' * 16, 0)), ('tiocsti', lambda: l.ioctl(0, 0x5412, b'x')),\n"
	       "  ('perf', lambda: l.syscall(298, 0, 0, 0, 0, 0)), ('kill1', lambda: l.kill(1, 9) and -1), ('x32', lambda: -1)]:\n"
	       "    r = f()\n    if r != -1: bad.append((n, r))\nprint('bad', [b for b in bad if b[0] != 'kill1'])\n", BOX_EXITED, 0, "bad []\n");
	expect("import subprocess\ntry:\n    subprocess.run(['/bin/ls'])\n    print('RAN')\nexcept PermissionError as e:\n    print('denied')\n",
	       BOX_EXITED, 0, "denied\n");
	expect("import os\nprint(sorted(os.listdir('/proc/self/fd'))[:7], os.getuid(), os.uname().nodename, os.environ.get('TZ'))\n", BOX_EXITED, 0,
	       "1000 greenroom UTC");
	/* Neither the init nor the caller is among those that kill(-1) reaches. */
	expect("import os\ntry: os.kill(-1, 9)\nexcept ProcessLookupError: print('nobody')\n", BOX_EXITED, 0, "nobody");
	expect("import os\nos.abort()\n", BOX_SIGNALED, 6, NULL);
}

/* What rung LIGHT promises: `before` defines WITNESS (a process) and FILE (of the box's own user, who could do all of this
 * outside), and what must be refused goes through `no`. */
static void expect_refused(const char *source)
{
	char folder[] = "/tmp/test_box.XXXXXX";
	assert_non_null(mkdtemp(folder));
	AUTO_FREE char *file = path_join(folder, "file");
	struct err err = {0};
	assert_true(file_replace(file, "secret\n", 7, 0666, &err));
	assert_int_equal(chmod(folder, 0777), 0);
	assert_int_equal(chmod(file, 0666), 0);
	assert_int_equal(chown(file, box_uid(), (gid_t)-1), 0);
	AUTO_FREE char *program = mem_format(
	    "WITNESS, FILE, FOLDER = %d, '%s', '%s'\nimport ctypes, os, socket, fcntl, signal\n"
	    "lib = ctypes.CDLL(None, use_errno=True)\nbad = []\n"
	    "def no(name, f):\n    try:\n        r = f()\n        if r != -1: bad.append((name, r))\n"
	    "    except OSError: pass\n%sprint('bad', bad)\n", (int)getpid(), file, folder, source);
	expect(program, BOX_EXITED, 0, "bad []\n");
	AUTO_BUF text = {0};
	struct stat st;
	assert_true(file_read(file, 100, &text, &err));
	assert_string_equal(buf_text(&text), "secret\n");
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0666);
	assert_int_equal(count_entries(folder), 3);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void light_files(void **state)
{
	(void)state;
	expect_refused("no('read', lambda: open(FILE).read())\nno('write', lambda: open(FILE, 'a'))\n"
	               "no('truncate', lambda: os.truncate(FILE, 0))\nno('unlink', lambda: os.unlink(FILE))\n"
	               "no('rename', lambda: os.rename(FILE, FILE + '2'))\nno('make', lambda: open(FOLDER + '/new', 'x'))\n"
	               "no('folder', lambda: os.mkdir(FOLDER + '/new'))\nno('link', lambda: os.link(FILE, 'link'))\n"
	               "no('symlink', lambda: os.symlink(FILE, FOLDER + '/new'))\nno('fifo', lambda: os.mkfifo(FOLDER + '/new'))\n"
	               "no('mode', lambda: os.chmod(FILE, 0o777))\nno('times', lambda: os.utime(FILE, (0, 0)))\n"
	               "no('both', lambda: os.open(FILE, os.O_ACCMODE))\nno('cut', lambda: os.open(FILE, os.O_RDONLY | os.O_TRUNC))\n"
	               "no('watch', lambda: lib.inotify_add_watch(lib.inotify_init(), FILE.encode(), 2))\n"
	               "no('list', lambda: os.listdir(FOLDER))\nno('root', lambda: os.listdir('/'))\nno('tmp', lambda: os.listdir('/tmp'))\n"
	               "os.symlink(FILE, 'way')\nno('by a link', lambda: open('way').read())\nno('run', lambda: os.execv(FILE, ['x']))\n");
	expect_refused("for p in ['/root', '/home', '/etc/shadow', '/etc/passwd', '/etc/hostname', '/var', '/run', '/dev', '/dev/shm',\n"
	               "  '/sys', '/proc', '/proc/mounts', '/proc/net/tcp', '/proc/self/mountinfo', '/proc/self/net/unix', '/proc/self/cwd/../../x']:\n"
	               "    no(p, lambda: os.listdir(p) if os.path.isdir(p) else open(p).read())\n"
	               "for p in ['/usr/x', '/x', '/etc/x', '/tmp/x', '/work/x', '/dev/shm/x', os.path.dirname(__file__) + '/x', __file__, '/dev/tty',\n"
	               "  '/dev/random', '/usr/bin/python3', '/proc/self/comm', '/proc/self/oom_score_adj']:\n    no(p, lambda: open(p, 'a'))\n"
	               "assert open('/proc/self/status').read() and os.listdir('/proc/self/fd') and os.listdir('/proc/self/task')\n");
}

static void light_processes(void **state)
{
	(void)state;
	expect_refused("for pid in (WITNESS, os.getppid()):\n"
	               "    for f in ('environ', 'mem', 'maps', 'cmdline', 'status', 'stat', 'root/etc/passwd'):\n"
	               "        no(f, lambda: open(f'/proc/{pid}/{f}', 'rb').read(9))\n    no('fd', lambda: os.listdir(f'/proc/{pid}/fd'))\n"
	               "    for s in (9, 15, 19, 18, 0): no(s, lambda: os.kill(pid, s))\n"
	               "    no('group', lambda: os.killpg(os.getpgid(pid), 9))\n"
	               "    no('pidfd', lambda: signal.pidfd_send_signal(os.pidfd_open(pid), 9))\n"
	               "    no('queue', lambda: lib.syscall(129, pid, 9, bytes(128)))\n    no('ptrace', lambda: lib.ptrace(16, pid, 0, 0))\n"
	               "    no('nice', lambda: os.setpriority(os.PRIO_PROCESS, pid, 5))\n"
	               "    no('cores', lambda: os.sched_setaffinity(pid, {0}))\n"
	               "    no('limits', lambda: lib.prlimit(pid, 7, bytes(16), None))\n"
	               "    no('owner', lambda: fcntl.fcntl(1, fcntl.F_SETOWN, pid))\n"
	               "no('all', lambda: os.kill(-1, 9))\nno('session', os.setsid)\nno('group', lambda: os.setpgid(0, 0))\n"
	               "os.kill(os.getpid(), 0)\n");
	/* The one process group dies whole, also where its first process has ended. */
	struct seen seen = {0};
	python("import os, time\nfor i in range(8):\n    if os.fork() == 0:\n        os.close(1); os.close(2)\n"
	       "        while True: os.fork() if i < 4 else time.sleep(9)\nprint('gone')\n", &usual, false, &seen);
	assert_int_equal(seen.end, BOX_EXITED);
	wait_until_gone("/box/program.py", 0);
	release(&seen);
}

static void light_sockets(void **state)
{
	(void)state;
	expect_refused("for f in (1, 2, 10, 16, 17):\n    for t in (1, 2, 3, 5): no((f, t), lambda: socket.socket(f, t))\n"
	               "no('datagrams', lambda: socket.socketpair(1, 2))\nno('raw', lambda: socket.socketpair(1, 3))\n"
	               "a, b = socket.socketpair()\na.send(b'x')\nassert b.recv(1) == b'x'\n");
}

static void light_disk(void **state)
{
	(void)state;
	expect("import os\ntry:\n    with open('a', 'wb') as f:\n        while True: f.write(b'x' * 65536)\n"
	       "except OSError as e: print(e.errno)\n", BOX_EXITED, 0, "27\n");
	expect("import os\nfor i in range(1000):\n    open(f'{os.environ[\"TMPDIR\"]}/{i}', 'wb').write(b'x' * 1000000)\n", BOX_SIGNALED, SIGXFSZ,
	       NULL);
	expect("n = 0\nwhile True:\n    open(f'{n}', 'w').close(); n += 1\n", BOX_SIGNALED, SIGXFSZ, NULL);
	/* Whatever it leaves is taken away, however deep and whatever its mode. */
	struct seen seen = {0};
	python("import os\nprint(os.getcwd(), flush=True)\nos.mkdir('closed', 0)\nos.mkdir('a', 0o300)\nopen('a/x', 'w')\n"
	       "os.symlink('/usr', 'a/away')\nwhile True:\n    os.mkdir('d', 0o333); os.chdir('d'); open('f', 'w').close()\n",
	       &usual, false, &seen);
	if (seen.end != BOX_SIGNALED || seen.status != SIGXFSZ || seen.out[0] != '/')
		fail_msg("it ended otherwise: %s %d %s%s", box_end_name(seen.end), seen.status, seen.out, seen.err);
	assert_false(folder_exists(strtok(seen.out, "\n")));
	assert_true(folder_exists("/usr/bin"));
	release(&seen);
}

static void fills_the_disk(void **state)
{
	(void)state;
	expect("import os\ntry:\n    with open('/work/a', 'wb') as f:\n        while True: f.write(b'x' * 65536)\n"
	       "except OSError as e: print(e.errno, os.statvfs('/tmp').f_bavail)\n", BOX_EXITED, 0, "28 0\n");
	expect("n = 0\ntry:\n    while True:\n        open(f'/tmp/{n}', 'w').close(); n += 1\nexcept OSError as e: print(e.errno, n < 5000)\n",
	       BOX_EXITED, 0, "28 True\n");
}

static void what_is_inherited(void **state)
{
	(void)state;
	struct seen seen = {0};
	python("import os\nprint(sorted(int(f) for f in os.listdir('/proc/self/fd')))\n"
	       "print([l for l in open('/proc/self/status') if l.startswith(('CapEff', 'CapPrm', 'CapBnd', 'NoNewPrivs', 'Seccomp:'))])\n",
	       &usual, false, &seen);
	assert_non_null(strstr(seen.out, "[0, 1, 2, 3, 4, 5]"));
	assert_non_null(strstr(seen.out, "'CapPrm:\\t0000000000000000\\n', 'CapEff:\\t0000000000000000\\n', 'CapBnd:"));
	/* Only in a user namespace of one's own the last set can be emptied; no_new_privs makes it worthless. */
	if (rung == BOX_RUNG_FULL)
		assert_non_null(strstr(seen.out, "'CapBnd:\\t0000000000000000\\n'"));
	assert_non_null(strstr(seen.out, "'NoNewPrivs:\\t1\\n', 'Seccomp:\\t2\\n'"));
	release(&seen);
}

static void cancel_and_free(void **state)
{
	(void)state;
	static const char *const argv[] = {"/usr/bin/python3", "-c", "while True: pass", NULL};
	const struct box_spec spec = {.profile = BOX_RUN, .argv = argv, .limits = usual};
	struct seen seen = {0};
	seen.box = box_start(loop, &spec, &events, &seen);
	loop_turn(loop, true);
	box_cancel(seen.box);
	finish(&seen);
	assert_int_equal(seen.end, BOX_CANCELLED);
	release(&seen);
	seen = (struct seen){0};
	struct box *box = box_start(loop, &spec, &events, &seen);
	loop_turn(loop, true);
	box_free(box);
	assert_false(seen.ended);
}

static void missing_program(void **state)
{
	(void)state;
	static const char *const argv[] = {"/usr/bin/there-is-no-such-program", NULL};
	const struct box_spec spec = {.profile = BOX_RUN, .argv = argv, .limits = usual};
	struct seen seen = {0};
	seen.box = box_start(loop, &spec, &events, &seen);
	finish(&seen);
	assert_int_equal(seen.end, BOX_FAILED);
	assert_non_null(strstr(seen.failure, "No such file"));
	release(&seen);
}

static void interactive(void **state)
{
	(void)state;
	static const char *const argv[] = {"/bin/sh", "-c", "stty size; tty; read x; echo got $x", NULL};
	const struct box_spec spec = {.profile = BOX_INTERACTIVE, .argv = argv, .limits = usual, .rows = 7, .columns = 33};
	struct seen seen = {.master = -1};
	seen.box = box_start(loop, &spec, &events, &seen);
	while (seen.master < 0 && !seen.ended)
		loop_turn(loop, true);
	assert_true(seen.master >= 0);
	assert_int_equal(write(seen.master, "word\n", 5), 5);
	AUTO_BUF text = {0};
	char chunk[256];
	ssize_t n;
	while (!strstr(buf_text(&text), "got word") && (n = read(seen.master, chunk, sizeof chunk)) > 0)
		buf_put(&text, chunk, (size_t)n);
	assert_non_null(strstr(buf_text(&text), "7 33"));
	assert_non_null(strstr(buf_text(&text), rung == BOX_RUNG_FULL ? "/dev/pts/0" : "/dev/pts/"));
	close(seen.master);
	finish(&seen);
	assert_int_equal(seen.end, BOX_EXITED);
	release(&seen);
}

/* A thousand would only take longer: descriptors and children stay as they were. */
static void leaves_nothing(void **state)
{
	(void)state;
	static const char *const argv[] = {"/bin/true", NULL};
	const struct box_spec spec = {.profile = BOX_RUN, .argv = argv, .limits = usual};
	size_t before = count_entries("/proc/self/fd");
	for (int i = 0; i < 100; i++) {
		struct seen seen = {0};
		seen.box = box_start(loop, &spec, &events, &seen);
		finish(&seen);
		assert_int_equal(seen.end, BOX_EXITED);
		release(&seen);
	}
	assert_int_equal(count_entries("/proc/self/fd"), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    BOTH(says_hello),       BOTH(asks_and_answers), BOTH(ends_before_ready), BOTH(clocks), BOTH(counts_the_whole_tree),
	    BOTH(memory),           BOTH(floods),           BOTH(long_traceback),    BOTH(bombs),  BOTH(daemons_die),
	    BOTH(daemons_of_compilers_die), FULL(walls),    LIGHT(light_files),      LIGHT(light_processes),
	    LIGHT(light_sockets),   FULL(fills_the_disk),   LIGHT(light_disk),       BOTH(what_is_inherited),
	    BOTH(cancel_and_free),  BOTH(missing_program),  BOTH(interactive),       BOTH(leaves_nothing),
	};
	return cmocka_run_group_tests_name("box", tests, set_up, tear_down);
}
