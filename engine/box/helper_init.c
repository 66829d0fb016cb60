#include "engine/box/helper_init.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/box/cgroup.h"
#include "engine/box/helper_artefact.h"
#include "engine/box/helper_place.h"
#include "engine/box/helper_program.h"
#include "engine/box/helper_tree.h"
#include "engine/box/helper_usage.h"
#include "engine/box/lock.h"

enum {
	POLL_MS = 5,
	DISK_TURNS = 10, /* so many looks at the processes to one at the folder, where no file system caps it */
	/* What an allocation may go past the limit before the kernel refuses it: the poll comes first for memory that is used. */
	DATA_GRACE_KB = 32 << 10,
};

struct init {
	int control;
	const struct spec *spec;
	struct usage_scope scope;
	int signals;   /* signalfd for SIGCHLD; without namespaces SIGTERM too, which says that the monitor is gone */
	int master;    /* interactive: until it is handed over */
	pid_t program;

	bool going;    /* the clocks run */
	bool prepared; /* the program's base was taken once */
	struct wire_limits limits;
	int64_t base_cpu_us, base_memory_kb, base_resident_kb;

	int64_t reaped_cpu_us;
	int64_t peak_kb;
	int64_t cpu_seen_us;
	bool program_ended;
	int program_status;
	struct cgroup group; /* folder -1: none */
	int turns;           /* since the last look at the folder */
	int64_t program_maxrss_kb;
};

static int64_t us_of(struct timeval t)
{
	return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

/* ---- children */

static void note_reaped(struct init *init, pid_t pid, int status, const struct rusage *usage)
{
	init->reaped_cpu_us += us_of(usage->ru_utime) + us_of(usage->ru_stime);
	/* What ends in a slot before GO can only be the host's child. */
	if (init->program && pid != init->program)
		return;
	init->program_ended = true;
	init->program_status = status;
	init->program_maxrss_kb = usage->ru_maxrss;
}

/* False once there is no child left. */
static bool reap(struct init *init, int flags)
{
	for (;;) {
		int status;
		struct rusage usage;
		pid_t pid = wait4(-1, &status, flags | __WALL, &usage);
		if (pid > 0)
			note_reaped(init, pid, status, &usage);
		else if (pid == 0 || errno != EINTR)
			return pid == 0;
	}
}

/* Everything in the box dies and is reaped, so that its processor time is counted whole. */
static void end_all(struct init *init)
{
	cgroup_kill(&init->group);
	/* -1 is all of our user's where there is no pid namespace. */
	if (!init->scope.tree && getpid() == 1) {
		kill(-1, SIGKILL);
		reap(init, 0);
		return;
	}
	/* A run cannot leave its group, so this gets all of it at once; the others go one by one. */
	if (init->program > 0)
		kill(-init->program, SIGKILL);
	while (reap(init, WNOHANG)) {
		tree_kill(init->scope.proc, init->scope.self);
		poll(NULL, 0, 1);
	}
}

/* Ends the box and us: without namespaces nothing goes by itself. */
static void leave(struct init *init, int status) __attribute__((noreturn));
static void leave(struct init *init, int status)
{
	if (init->scope.tree)
		end_all(init);
	if (init->spec->place)
		place_remove(init->spec->place);
	cgroup_remove(&init->group);
	_exit(status);
}

static void take_group_usage(struct init *init, struct wire_report *report)
{
	struct cgroup_usage usage;
	if (init->group.folder < 0)
		return;
	cgroup_usage(&init->group, &usage);
	if (usage.cpu_us > report->cpu_us)
		report->cpu_us = usage.cpu_us;
	if (usage.memory_kb > report->memory_kb)
		report->memory_kb = usage.memory_kb;
	if (usage.out_of_memory && report->end == WIRE_END_SIGNALED)
		report->end = WIRE_END_MEMORY;
}

/* Only now that nobody is left who could change it. */
static int take_artefact(const struct init *init, struct wire_report *report)
{
	const struct spec *spec = init->spec;
	if (!spec->artefact || report->end != WIRE_END_EXITED || report->status != 0)
		return -1;
	AUTO_CLOSE int work = spec->place ? openat(spec->place->fd, "work", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
	                                  : open("/work", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int copy = artefact_take(work, spec->artefact, spec->wire.artefact_kb, report->text, sizeof report->text);
	if (copy < 0)
		report->end = WIRE_END_ARTEFACT;
	return copy;
}

static void finish(struct init *init, enum wire_end end, int status) __attribute__((noreturn));
static void finish(struct init *init, enum wire_end end, int status)
{
	end_all(init);
	struct wire_report report = {.kind = REPORT_END, .end = end, .status = status};
	int64_t cpu = init->reaped_cpu_us > init->cpu_seen_us ? init->reaped_cpu_us : init->cpu_seen_us;
	report.cpu_us = cpu > init->base_cpu_us ? cpu - init->base_cpu_us : 0;
	int64_t grown = init->program_maxrss_kb - init->base_resident_kb;
	/* The largest of a process's whole life tells nothing of one request of many. */
	if (init->spec->wire.many)
		grown = 0;
	report.memory_kb = init->peak_kb > grown ? init->peak_kb : grown > 0 ? grown : 0;
	take_group_usage(init, &report);
	int artefact = take_artefact(init, &report);
	if (init->spec->place)
		place_remove(init->spec->place);
	cgroup_remove(&init->group);
	report_send(init->control, &report, artefact);
	_exit(0);
}

static void finish_program(struct init *init) __attribute__((noreturn));
static void finish_program(struct init *init)
{
	int status = init->program_status;
	if (WIFSIGNALED(status))
		finish(init, WIRE_END_SIGNALED, WTERMSIG(status));
	finish(init, WIRE_END_EXITED, WEXITSTATUS(status));
}

/* ---- the clocks */

static int64_t resident_kb(const struct init *init)
{
	char path[64], text[256];
	snprintf(path, sizeof path, "%d/statm", (int)init->program);
	AUTO_CLOSE int fd = openat(init->scope.proc, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
	text[n > 0 ? n : 0] = '\0';
	long pages = 0;
	sscanf(text, "%*d %ld", &pages);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* An allocation far past the limit is refused at once; C, C++ and Python say so in their own words. */
static void limit_data(const struct init *init)
{
	int64_t base = usage_data_kb(init->scope.proc, init->program);
	if (!init->limits.memory_kb || !base || init->spec->wire.profile != BOX_RUN)
		return;
	rlim_t bytes = (rlim_t)(base + init->limits.memory_kb + DATA_GRACE_KB) * 1024;
	/* The base of a next request may be higher; that the program raises it by itself, the filter denies. */
	struct rlimit limit = {.rlim_cur = bytes, .rlim_max = init->spec->wire.many ? RLIM_INFINITY : bytes};
	prlimit(init->program, RLIMIT_DATA, &limit, NULL);
}

/* Without a user namespace RLIMIT_NPROC counts all that the user has, and that changes: taken at the last moment. */
static int processes_allowed(const struct init *init, int others)
{
	return init->limits.processes + others;
}

static void limit_processes(const struct init *init)
{
	if (!init->scope.tree || !init->limits.processes)
		return;
	int others = usage_tasks_of(init->scope.proc, getuid()) - 1;
	rlim_t most = (rlim_t)processes_allowed(init, others > 0 ? others : 0);
	struct rlimit limit = {.rlim_cur = most, .rlim_max = most};
	prlimit(init->program, RLIMIT_NPROC, &limit, NULL);
}

/* What is charged before does not move along: the group counts from here on, as the base does.  There is no such beginning
 * for the second of many requests: those are looked at only. */
static void make_group(struct init *init)
{
	if (init->spec->groups >= 0 && init->limits.processes && !init->spec->wire.many)
		cgroup_make(init->spec->groups, init->limits.memory_kb, init->limits.processes, &init->group, NULL);
}

static void take_base(struct init *init)
{
	struct usage usage;
	usage_read(&init->scope, &usage);
	/* Of the host's own child, which made this one and ended, something may still be seen: only where many are answered others
	 * than the program have a past that counts. */
	int64_t cpu = init->spec->wire.many ? usage.cpu_us : usage_own_cpu_us(init->program);
	init->base_memory_kb = usage.memory_kb;
	init->base_resident_kb = resident_kb(init);
	init->base_cpu_us = init->cpu_seen_us = cpu + init->reaped_cpu_us;
	init->peak_kb = 0;
}

static void prepare(struct init *init, const struct wire_limits *limits)
{
	init->limits = *limits;
	if (!init->program)
		init->program = usage_child_of(init->scope.proc, getpid());
	take_base(init);
	limit_data(init);
	limit_processes(init);
	if (init->prepared)
		return;
	init->prepared = true;
	make_group(init);
	if (init->group.folder >= 0 && init->program > 0)
		cgroup_enter(&init->group, init->program);
}

static void go(struct init *init, const struct wire_limits *limits)
{
	int64_t before_kb = init->limits.memory_kb;
	init->limits = *limits;
	init->going = true;
	if (limits->memory_kb != before_kb)
		limit_data(init);
}

/* Where no file system of its own says "full", the kernel's signal for a file that is too large says it. */
static void check_disk(struct init *init)
{
	if (!init->spec->place || ++init->turns < DISK_TURNS)
		return;
	init->turns = 0;
	long kb = place_used_kb(init->spec->place);
	if (kb < 0 || kb > (long)init->spec->wire.limits.disk_mb << 10)
		finish(init, WIRE_END_SIGNALED, SIGXFSZ);
}

static void note_cpu(struct init *init, const struct usage *usage)
{
	int64_t cpu = usage->cpu_us + init->reaped_cpu_us;
	if (cpu > init->cpu_seen_us)
		init->cpu_seen_us = cpu;
}

/* One of many requests is answered: what it took is told, and what is used from here on is the next one's. */
static void rest(struct init *init)
{
	struct usage usage;
	usage_read(&init->scope, &usage);
	note_cpu(init, &usage);
	int64_t memory = usage.memory_kb - init->base_memory_kb;
	const struct wire_report report = {.kind = REPORT_USAGE,
	                                   .cpu_us = init->cpu_seen_us - init->base_cpu_us,
	                                   .memory_kb = memory > init->peak_kb ? memory : init->peak_kb};
	init->going = false;
	take_base(init);
	limit_data(init);
	report_send(init->control, &report, -1);
}

static void check_usage(struct init *init)
{
	struct usage usage;
	usage_read(&init->scope, &usage);
	int64_t memory = usage.memory_kb - init->base_memory_kb;
	int64_t limit = init->limits.memory_kb;
	/* With several processes shared pages count more than once: look closer before anybody is killed for it. */
	if (limit && memory > limit && usage.processes > 1)
		memory = usage_exact_memory_kb(&init->scope) - init->base_memory_kb;
	if (memory > init->peak_kb)
		init->peak_kb = memory;
	note_cpu(init, &usage);
	if (limit && memory > limit)
		finish(init, WIRE_END_MEMORY, 0);
	if (init->limits.cpu_us && init->cpu_seen_us - init->base_cpu_us > init->limits.cpu_us)
		finish(init, WIRE_END_CPU, 0);
	check_disk(init);
}

/* ---- orders */

static void obey(struct init *init)
{
	struct wire_order order;
	ssize_t n = recv(init->control, &order, sizeof order, 0);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n != (ssize_t)sizeof order)
		leave(init, 0); /* the engine is gone: so is everything here */
	struct winsize size = {.ws_row = order.rows, .ws_col = order.columns};
	struct wire_report base = {.kind = REPORT_BASE};
	switch ((enum wire_order_kind)order.kind) {
	case ORDER_PREPARE:
		prepare(init, &order.limits);
		report_send(init->control, &base, -1);
		break;
	case ORDER_GO: go(init, &order.limits); break;
	case ORDER_REST: rest(init); break;
	case ORDER_STOP: finish(init, WIRE_END_STOPPED, 0);
	case ORDER_RESIZE:
		if (init->master >= 0)
			ioctl(init->master, TIOCSWINSZ, &size);
		break;
	}
}

static void take_signals(struct init *init)
{
	struct signalfd_siginfo info;
	while (read(init->signals, &info, sizeof info) == (ssize_t)sizeof info)
		if (info.ssi_signo == SIGTERM) {
			report_failed(init->control, "the sandbox's helper was ended from outside");
			leave(init, 1);
		}
	reap(init, WNOHANG);
}

static void watch(struct init *init)
{
	struct pollfd fds[2] = {{.fd = init->control, .events = POLLIN}, {.fd = init->signals, .events = POLLIN}};
	for (;;) {
		int ready = poll(fds, 2, init->going ? POLL_MS : -1);
		if (ready < 0 && errno != EINTR)
			leave(init, 1);
		if (ready > 0 && fds[1].revents)
			take_signals(init);
		if (init->program_ended)
			finish_program(init);
		if (ready > 0 && fds[0].revents)
			obey(init);
		else if (init->going)
			check_usage(init);
	}
}

/* ---- the start */

static void give_up(struct init *init, const char *what, int reason) __attribute__((noreturn));
static void give_up(struct init *init, const char *what, int reason)
{
	AUTO_FREE char *text = mem_format("%s: %s", what, strerror(reason));
	report_failed(init->control, text);
	leave(init, 1);
}

static int open_terminal(struct init *init)
{
	if (init->spec->wire.profile != BOX_INTERACTIVE)
		return -1;
	init->master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	int unlocked = 0;
	if (init->master < 0 || ioctl(init->master, TIOCSPTLCK, &unlocked) < 0)
		give_up(init, "making a terminal in the box", errno);
	struct winsize size = {.ws_row = init->spec->wire.rows, .ws_col = init->spec->wire.columns};
	ioctl(init->master, TIOCSWINSZ, &size);
	int slave = ioctl(init->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0)
		give_up(init, "opening the box's terminal", errno);
	struct wire_report report = {.kind = REPORT_TERMINAL};
	report_send(init->control, &report, init->master);
	return slave;
}

static const char *step_words(int step)
{
	switch ((enum lock_step)step) {
	case LOCK_STEP_DESCRIPTORS: return "taking the terminal";
	case LOCK_STEP_LIMITS: return "setting the limits";
	case LOCK_STEP_CAPABILITIES: return "dropping capabilities";
	case LOCK_STEP_PRIVILEGES: return "setting no_new_privs";
	case LOCK_STEP_LANDLOCK: return "Landlock";
	case LOCK_STEP_SECCOMP: return "the system-call filter";
	case LOCK_STEP_DONE: break;
	}
	return "executing the program";
}

static void report_locked(const struct init *init)
{
	char abi[32];
	int version = lock_landlock_abi();
	snprintf(abi, sizeof abi, "ABI %d", version);
	report_step(STEP_DESCRIPTORS, true, "");
	report_step(STEP_CAPABILITIES, true, "");
	report_step(STEP_LIMITS, true, "");
	report_step(STEP_NO_NEW_PRIVS, true, "");
	report_step(STEP_LANDLOCK, true, abi);
	report_step(STEP_LANDLOCK_SCOPES, version >= 6, version >= 6 ? "" : "needs Linux 6.12");
	report_step(STEP_SECCOMP, true, "");
	report_step(STEP_CGROUP, init->spec->groups >= 0,
	            init->spec->groups >= 0 ? "" : "not delegated: memory is looked at instead (every 5 ms)");
}

/* In a user namespace its init counts too.  One that waits runs nothing of a candidate's before its limit is set, in take_base. */
static int processes_at_start(const struct init *init)
{
	if (!init->scope.tree)
		return init->limits.processes + 1;
	return init->spec->wire.waits ? 0 : processes_allowed(init, usage_tasks_of(init->scope.proc, getuid()));
}

/* Returns once the program was executed. */
static void start_program(struct init *init)
{
	if (!init->spec->wire.waits)
		make_group(init);
	struct program_plan plan = {.slave = open_terminal(init), .processes = processes_at_start(init),
	                            .group = init->group.folder >= 0 ? &init->group : NULL};
	volatile struct program_failure failure;
	init->program = program_start(init->spec, &plan, &failure);
	if (init->program < 0)
		give_up(init, "starting the program", errno);
	if (plan.slave >= 0)
		close(plan.slave);
	for (int i = 0; i < WIRE_FDS; i++)
		if (init->spec->fds[i] >= 0)
			close(init->spec->fds[i]);
	if (failure.reason)
		give_up(init, step_words(failure.step), failure.reason);
}

static struct init new_init(int control, const struct spec *spec)
{
	struct init init = {.control = control, .spec = spec, .master = -1, .limits = spec->wire.limits,
	                    .group = {.folder = -1}};
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	init.scope = (struct usage_scope){
	    .proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC), .self = getpid(), .tree = spec->place != NULL};
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	if (spec->place)
		sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	init.signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	if (init.scope.proc < 0 || init.signals < 0)
		give_up(&init, "starting the box's init", errno);
	if (spec->place && !tree_known(init.scope.proc))
		give_up(&init, "a box without namespaces needs /proc/PID/task/PID/children (CONFIG_PROC_CHILDREN)", errno);
	return init;
}

static void drop_and_watch(struct init *init) __attribute__((noreturn));
static void drop_and_watch(struct init *init)
{
	if (!lock_capabilities() || !lock_privileges())
		give_up(init, "dropping the init's capabilities", errno);
	watch(init);
	leave(init, 0);
}

void init_run(int control, const struct spec *spec)
{
	struct init init = new_init(control, spec);
	start_program(&init);
	/* In a slot everybody knows: the jailer's steps are those of all its slots. */
	if (!spec->in_slot)
		report_locked(&init);
	if (!spec->wire.waits)
		init.going = true;
	struct wire_report started = {.kind = REPORT_STARTED};
	report_send(control, &started, -1);
	drop_and_watch(&init);
}

void init_watch_slot(int control, const struct spec *spec)
{
	struct init init = new_init(control, spec);
	/* One that ended before we listened is not lost: it is still to be waited for. */
	reap(&init, WNOHANG);
	drop_and_watch(&init);
}
