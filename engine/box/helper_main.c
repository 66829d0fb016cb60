/* greenroom-box: the sandbox's helper.  Theory of operation.
 *
 * The engine executes this program with a control socket as descriptor 3 (protocol.h) and nothing else.  Three processes of ours
 * then stand between the engine and the candidate's program:
 *
 *   monitor   this process.  Refuses a set-uid start, becomes nobody when it is root, asks to be killed
 *             when the engine ends, clones the init into fresh user, pid, mount, ipc, uts and net namespaces, waits for it.
 *   init      pid 1 inside (helper_root.c, helper_init.c).  Maps one user, builds a root of tmpfs and read-only binds, pivots
 *             into it, becomes undumpable, forks the program, gives up its capabilities, then polls /proc
 *             every 5 ms for memory and processor time, obeys GO and STOP, reaps everything, reports the end.
 *   program   (helper_program.c, lock.c)  Own session, the five descriptors, limits, no capabilities, no_new_privs, Landlock,
 *             seccomp, execve.  Any step that fails ends the box with its name; nothing is run with a step missing.
 *
 * Ends: engine dies -> monitor gets SIGKILL -> init gets SIGKILL -> the kernel ends the whole pid
 * namespace.  A candidate cannot reach the init: signals from inside do not kill a pid 1, it is not dumpable, and ptrace
 * is filtered.  The mounts vanish with the namespace; nothing was written to the host's file systems.
 *
 * Rung LIGHT: where namespaces or the mounts in them are forbidden (tried, each time), the same three stand without them:
 *
 *   monitor   makes a private folder on the host (helper_place.c) in the root's stead, becomes a subreaper, forks the init.
 *   init      is a plain process and a subreaper, so that whatever the program leaves behind becomes its child; what the box is made of
 *             it finds by the kernel's lists of children (helper_tree.c).  It is out of reach by Landlock's scopes (ABI 6), else
 *             by a filter on signals, and not dumpable.
 *   program   gets SIGKILL when the init dies.  Landlock is what keeps it from the host's files, and a filter of its own (seccomp_light)
 *             from what Landlock does not know of.  A run cannot leave its process group: one kill reaches all of it.
 *
 * Ends: engine dies or has no more use for the box -> monitor gets SIGTERM, kills the init, gets its descendants, kills them all, removes
 * the folder.  The init does the same when it gets SIGTERM by the monitor's death.  Were both killed at once, a program's forks may go on until their
 * own limits (RLIMIT_CPU), and the folder goes with the next box.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <grp.h>

#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/box/cgroup.h"
#include "engine/box/helper_init.h"
#include "engine/box/helper_jailer.h"
#include "engine/box/helper_place.h"
#include "engine/box/helper_root.h"
#include "engine/box/helper_spec.h"
#include "engine/box/helper_tree.h"
#include "engine/box/lock.h"

/* The kernel's own number for nobody (overflowuid); Debian's too. */
enum { NOBODY = 65534 };

static void fail(int control, const char *what, const char *why) __attribute__((noreturn));
static void fail(int control, const char *what, const char *why)
{
	AUTO_FREE char *text = mem_format("%s: %s", what, why);
	report_failed(control, text);
	_exit(3);
}

/* What would make us something that a box must not start from. */
static void check_start(int argc)
{
	struct stat st;
	if (argc != 1 || fstat(WIRE_CONTROL, &st) < 0 || !S_ISSOCK(st.st_mode)) {
		fprintf(stderr, "greenroom-box: a helper of greenroom, not to be started by hand\n");
		_exit(2);
	}
	for (int fd = 0; fd < WIRE_CONTROL; fd++)
		if (isatty(fd))
			fail(WIRE_CONTROL, "the helper", "it must not hold a terminal");
	if (getauxval(AT_SECURE) || geteuid() != getuid() || getegid() != getgid())
		fail(WIRE_CONTROL, "the helper", "it must not be set-uid or carry capabilities");
	if (close_range(WIRE_CONTROL + 1, ~0U, 0) < 0)
		fail(WIRE_CONTROL, "closing inherited descriptors", strerror(errno));
}

/* Root's processes would not count against limits, and a mapped root owns too much. */
static void become_nobody(void)
{
	if (getuid() != 0)
		return;
	if (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 || setresuid(NOBODY, NOBODY, NOBODY) < 0)
		fail(WIRE_CONTROL, "becoming nobody", strerror(errno));
	/* The change of user made us undumpable, and with that /proc/self/uid_map root's. */
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void die_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(3);
}

/* ---- rung FULL */

static const enum box_step_id of_namespaces[] = {STEP_USER, STEP_PID, STEP_MOUNT, STEP_IPC,
                                                 STEP_UTS,  STEP_NET, STEP_ROOT,  STEP_PROC};

static const char *why_no_namespace(int reason)
{
	switch (reason) {
	case EPERM: return "not permitted (kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns "
		           "or a container's filter forbids user namespaces)";
	case ENOSPC: return "user.max_user_namespaces is used up or 0";
	default: return strerror(reason);
	}
}

/* For good on this machine, or a bad moment?  Only the first may lower the wall. */
static bool is_forbidden(int reason)
{
	return reason == EPERM || reason == EACCES || reason == ENOSYS || reason == EINVAL || reason == ENOSPC;
}

static void report_user(const struct spec *spec, unsigned uid)
{
	if (spec->wire.profile == BOX_RUN && uid == NOBODY)
		report_step(STEP_NOBODY, true, "");
}

/* In the new namespaces.  `up` takes the reason why they are of no use; closed without one they are. */
static void become_init(const struct spec *spec, unsigned uid, unsigned gid, int go, int up) __attribute__((noreturn));
static void become_init(const struct spec *spec, unsigned uid, unsigned gid, int go, int up)
{
	/* The monitor may have died before we could ask; then its end of the pipe is closed, with nothing in it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	char byte;
	if (read(go, &byte, 1) != 1)
		_exit(3);
	close(go);
	struct err err = {0};
	bool forbidden;
	if (!root_build(spec, uid, gid, &forbidden, &err) || (!spec->wire.host && !root_disk(spec, &err))) {
		if (forbidden && write(up, err.text, strlen(err.text)) > 0)
			_exit(3);
		fail(WIRE_CONTROL, "building the box", err.text);
	}
	close(up);
	for (size_t i = 0; i < COUNT_OF(of_namespaces); i++)
		report_step(of_namespaces[i], true, "");
	report_user(spec, uid);
	if (spec->wire.host)
		jailer_run(WIRE_CONTROL, spec);
	init_run(WIRE_CONTROL, spec);
}

static void wait_for(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* The text of the init's refusal; "" where it went on. */
static void read_refusal(int up, char *text, size_t size)
{
	size_t used = 0;
	for (ssize_t n; used + 1 < size && (n = read(up, text + used, size - 1 - used)) != 0;)
		if (n > 0)
			used += (size_t)n;
		else if (errno != EINTR)
			break;
	text[used] = '\0';
}

/* Runs the box to its end and does not return, or fills *err where namespaces cannot be had here. */
static void run_full(const struct spec *spec, struct err *err)
{
	int go[2], up[2];
	if (pipe2(go, O_CLOEXEC) < 0 || pipe2(up, O_CLOEXEC) < 0)
		fail(WIRE_CONTROL, "starting the box", strerror(errno));
	unsigned uid = getuid(), gid = getgid();
	struct clone_args args = {.flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET,
	                          .exit_signal = SIGCHLD};
	pid_t init = (pid_t)syscall(SYS_clone3, &args, sizeof args);
	if (init < 0 && !is_forbidden(errno))
		fail(WIRE_CONTROL, "making namespaces", strerror(errno));
	if (init < 0) {
		err_set(err, ERR_SANDBOX, "%s", why_no_namespace(errno));
	} else if (init == 0) {
		close(go[1]);
		close(up[0]);
		become_init(spec, uid, gid, go[0], up[1]);
	}
	close(go[0]);
	close(up[1]);
	if (init > 0) {
		char refusal[sizeof err->text];
		if (write(go[1], "g", 1) != 1)
			_exit(3);
		read_refusal(up[0], refusal, sizeof refusal);
		if (!refusal[0]) {
			/* From here on only the init holds the engine's descriptors: their closing says that the box is gone. */
			close_range(0, ~0U, 0);
			wait_for(init);
			_exit(0);
		}
		wait_for(init);
		err_set(err, ERR_SANDBOX, "%s", refusal);
	}
	close(go[1]);
	close(up[0]);
}

/* ---- rung LIGHT */

static void report_light(const struct spec *spec, const char *why)
{
	for (size_t i = 0; i < COUNT_OF(of_namespaces); i++)
		report_step(of_namespaces[i], false, i ? "needs the user namespace" : why);
	int abi = lock_landlock_abi();
	if (abi < 1) {
		const char *reason = strerror(errno);
		AUTO_FREE char *text = mem_format("neither user namespaces nor Landlock (%s): allow the first (sysctl "
		                                  "kernel.apparmor_restrict_unprivileged_userns=0 or kernel.unprivileged_userns_clone=1), "
		                                  "or boot with landlock in lsm= (Linux 5.13)", reason);
		report_step(STEP_LANDLOCK, false, reason);
		report_failed(WIRE_CONTROL, text);
		_exit(3);
	}
	if (spec->wire.host)
		fail(WIRE_CONTROL, "a warm host", "it needs user namespaces");
	report_user(spec, getuid());
}

static void run_init_light(const struct spec *spec, const struct place *place, pid_t monitor) __attribute__((noreturn));
static void run_init_light(const struct spec *spec, const struct place *place, pid_t monitor)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	if (getppid() != monitor) {
		place_remove(place);
		_exit(3);
	}
	init_run(WIRE_CONTROL, spec);
}

/* The init ends what is left of the box; where it was killed itself, all of that is ours now. */
static void watch_light(const struct place *place, pid_t init, const sigset_t *signals) __attribute__((noreturn));
static void watch_light(const struct place *place, pid_t init, const sigset_t *signals)
{
	/* SIGTERM: the engine has ended, or has no more use for the box. */
	for (pid_t ended = 0; ended != init; ended = waitpid(init, NULL, WNOHANG))
		if (sigwaitinfo(signals, NULL) == SIGTERM)
			kill(init, SIGKILL);
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (pid_t pid; (pid = waitpid(-1, NULL, WNOHANG | __WALL)) >= 0 || errno == EINTR;) {
		if (pid > 0)
			continue;
		tree_kill(proc, getpid());
		poll(NULL, 0, 1);
	}
	place_remove(place);
	_exit(0);
}

static void run_light(struct spec *spec, const char *why) __attribute__((noreturn));
static void run_light(struct spec *spec, const char *why)
{
	report_light(spec, why);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	/* What a terminal's keys send is not for us. */
	setsid();
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	/* From now on the end of the engine is something to clean up after. */
	prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	if (getppid() != spec->wire.parent)
		_exit(3);
	struct place place;
	struct err err = {0};
	if (!place_make(&place, spec, &err))
		fail(WIRE_CONTROL, "building the box", err.text);
	spec->place = &place;
	pid_t monitor = getpid(), init = fork();
	if (init < 0) {
		int reason = errno;
		place_remove(&place);
		fail(WIRE_CONTROL, "starting the box", strerror(reason));
	}
	if (init == 0)
		run_init_light(spec, &place, monitor);
	/* As on rung FULL; only the folder's descriptor stays. */
	close_range(0, (unsigned)place.fd - 1, 0);
	close_range((unsigned)place.fd + 1, ~0U, 0);
	watch_light(&place, init, &signals);
}

/* Where tests give a folder it is that one; else what the engine claimed. */
static int find_groups(const struct spec *spec)
{
	int base = spec->cgroup ? open(spec->cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : cgroup_claimed(NULL);
	if (base >= 0 && cgroup_ready(base))
		return base;
	if (base >= 0)
		close(base);
	return -1;
}

int main(int argc, char **argv)
{
	(void)argv;
	check_start(argc);
	struct spec spec = {0};
	struct err err = {0};
	if (!spec_receive(WIRE_CONTROL, &spec, &err))
		fail(WIRE_CONTROL, "the spec", err.text);
	if (getuid() == 0)
		root_hold_folders(&spec);
	become_nobody();
	die_with(spec.wire.parent);
	spec.groups = find_groups(&spec);
	if (spec.wire.light)
		err_set(&err, ERR_SANDBOX, "GREENROOM_BOX=light asks to do without");
	else
		run_full(&spec, &err);
	run_light(&spec, err.text);
}
