#include "engine/box/helper_jailer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/box/helper_init.h"
#include "engine/box/helper_program.h"
#include "engine/box/helper_root.h"
#include "engine/box/lock.h"

struct jailer {
	int control;   /* to the engine */
	int host_sock; /* to the host; an exec host has neither */
	pid_t host;
	int children;  /* signalfd */
	const struct spec *spec;
};

static void give_up(const struct jailer *jailer, const char *what, int reason) __attribute__((noreturn));
static void give_up(const struct jailer *jailer, const char *what, int reason)
{
	AUTO_FREE char *text = mem_format("%s: %s", what, reason ? strerror(reason) : "ended");
	report_failed(jailer->control, text);
	_exit(1);
}

/* ---- the host */

/* All that the host needs is to enter the pid namespace of a slot. */
static bool keep_one_capability(void)
{
	const unsigned cap = CAP_SYS_ADMIN;
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0}};
	data[0].effective = data[0].permitted = data[0].inheritable = 1U << cap;
	return syscall(SYS_capset, &head, data) == 0 &&
	       prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (unsigned long)cap, 0, 0) == 0;
}

static void become_host(const struct jailer *jailer, int sock) __attribute__((noreturn));
static void become_host(const struct jailer *jailer, int sock)
{
	const struct spec *spec = jailer->spec;
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	/* As for the children (lock.c): 0 would not keep a core from a pipe. */
	struct rlimit no_core = {1, 1};
	setrlimit(RLIMIT_CORE, &no_core);
	char **env = program_environment(spec);
	const int fds[] = {-1, spec->fds[WIRE_OUT], spec->fds[WIRE_ERR], -1, -1, sock};
	if (lock_descriptors(fds, COUNT_OF(fds), -1) < 0 || !keep_one_capability() || !lock_privileges())
		_exit(126);
	execve(spec->argv[0], (char *const *)spec->argv, env);
	_exit(127);
}

static void start_host(struct jailer *jailer)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		give_up(jailer, "starting the warm host", errno);
	jailer->host = fork();
	if (jailer->host < 0)
		give_up(jailer, "starting the warm host", errno);
	if (jailer->host == 0)
		become_host(jailer, pair[1]);
	close(pair[1]);
	jailer->host_sock = pair[0];
}

/* The host has them now; an exec host's are nobody's. */
static void close_wires(const struct spec *spec)
{
	for (int i = 0; i < WIRE_FDS; i++)
		if (spec->fds[i] >= 0)
			close(spec->fds[i]);
}

/* ---- a slot */

struct slot {
	int fds[WIRE_FDS]; /* control in the blob's place */
	struct wire_slot wire;
	pid_t init;
};

static bool receive_slot(const struct jailer *jailer, struct slot *slot)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof slot->fds)];
	} ancillary = {0};
	struct iovec part = {.iov_base = &slot->wire, .iov_len = sizeof slot->wire};
	struct msghdr message = {.msg_iov = &part,
	                         .msg_iovlen = 1,
	                         .msg_control = ancillary.bytes,
	                         .msg_controllen = sizeof ancillary.bytes};
	ssize_t n = recvmsg(jailer->control, &message, MSG_CMSG_CLOEXEC);
	const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	if (n != (ssize_t)sizeof slot->wire || slot->wire.magic != WIRE_MAGIC || !head ||
	    head->cmsg_len != CMSG_LEN(sizeof slot->fds))
		return false;
	memcpy(slot->fds, CMSG_DATA(head), sizeof slot->fds);
	return true;
}

/* Of the slot's spec: its own limits in the jailer's root. */
static void build_slot(struct spec *spec, const struct slot *slot)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	spec->wire.limits = slot->wire.limits;
	spec->in_slot = true;
	struct err err = {0};
	/* Mapped as ourselves: the jailer's one user. */
	if (!root_map_user(ROOT_UID, ROOT_UID, &err) || !root_proc("/proc", &err) || !root_disk(spec, &err)) {
		report_failed(slot->fds[WIRE_BLOB], err.text);
		_exit(1);
	}
}

/* Executes the spec's argv, as the init of a box of its own does. */
static void become_exec_init(const struct jailer *jailer, const struct slot *slot) __attribute__((noreturn));
static void become_exec_init(const struct jailer *jailer, const struct slot *slot)
{
	struct spec spec = *jailer->spec;
	build_slot(&spec, slot);
	memcpy(spec.fds, slot->fds, sizeof spec.fds);
	spec.fds[WIRE_BLOB] = -1;
	close(jailer->control);
	close(jailer->children);
	init_run(slot->fds[WIRE_BLOB], &spec);
}

static void become_init(const struct jailer *jailer, const struct slot *slot, int up, int go) __attribute__((noreturn));
static void become_init(const struct jailer *jailer, const struct slot *slot, int up, int go)
{
	struct spec spec = *jailer->spec;
	build_slot(&spec, slot);
	char byte = 'u';
	int control = slot->fds[WIRE_BLOB];
	/* The jailer takes hold of our namespaces while we may still be looked at. */
	if (write(up, &byte, 1) != 1 || read(go, &byte, 1) != 1)
		_exit(1);
	/* What stays: the control socket, and where groups may be made. */
	int groups = spec.groups >= 0 ? fcntl(spec.groups, F_DUPFD_CLOEXEC, WIRE_CONTROL + 1) : -1;
	unsigned from = WIRE_CONTROL + 1;
	if (dup2(control, WIRE_CONTROL) < 0 || (groups >= 0 && dup2(groups, (int)from++) < 0) || close_range(from, ~0U, 0) < 0)
		_exit(1);
	spec.groups = groups >= 0 ? WIRE_CONTROL + 1 : -1;
	init_watch_slot(WIRE_CONTROL, &spec);
}

static bool open_namespaces(pid_t init, int fds[HOST_FDS])
{
	static const char *const names[] = {[HOST_PIDNS] = "pid_for_children", [HOST_USERNS] = "user",
	                                    [HOST_IPCNS] = "ipc", [HOST_UTSNS] = "uts", [HOST_MNTNS] = "mnt"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char path[64];
		snprintf(path, sizeof path, "/proc/%d/ns/%s", (int)init, names[i]);
		fds[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (fds[i] < 0)
			return false;
	}
	return true;
}

static bool send_to_host(const struct jailer *jailer, const struct slot *slot, const int fds[HOST_FDS])
{
	const struct wire_child child = {.magic = WIRE_MAGIC, .processes = slot->wire.limits.processes};
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int) * HOST_FDS)];
	} ancillary = {0};
	struct iovec part = {.iov_base = (void *)(uintptr_t)&child, .iov_len = sizeof child};
	struct msghdr message = {.msg_iov = &part,
	                         .msg_iovlen = 1,
	                         .msg_control = ancillary.bytes,
	                         .msg_controllen = sizeof ancillary.bytes};
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(int) * HOST_FDS);
	memcpy(CMSG_DATA(head), fds, sizeof(int) * HOST_FDS);
	return sendmsg(jailer->host_sock, &message, MSG_NOSIGNAL) == (ssize_t)sizeof child;
}

static pid_t clone_init(void)
{
	struct clone_args args = {.flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS,
	                          .exit_signal = SIGCHLD};
	return (pid_t)syscall(SYS_clone3, &args, sizeof args);
}

static bool fill_exec_slot(const struct jailer *jailer, struct slot *slot)
{
	slot->init = clone_init();
	if (slot->init == 0)
		become_exec_init(jailer, slot);
	return slot->init > 0;
}

/* Clones the slot's init and hands its namespaces to the host, which puts a child into them. */
static bool fill_slot(const struct jailer *jailer, struct slot *slot)
{
	int up[2], go[2], fds[HOST_FDS];
	for (size_t i = 0; i < HOST_FDS; i++)
		fds[i] = -1;
	if (pipe2(up, O_CLOEXEC) < 0)
		return false;
	if (pipe2(go, O_CLOEXEC) < 0) {
		close(up[0]);
		close(up[1]);
		return false;
	}
	slot->init = clone_init();
	if (slot->init == 0) {
		close(up[0]);
		close(go[1]);
		become_init(jailer, slot, up[1], go[0]);
	}
	close(up[1]);
	close(go[0]);
	char byte = 'g';
	bool ok = slot->init > 0 && read(up[0], &byte, 1) == 1 && open_namespaces(slot->init, fds);
	memcpy(&fds[HOST_OUT], &slot->fds[WIRE_OUT], sizeof(int) * (WIRE_FDS - WIRE_OUT));
	ok = ok && write(go[1], &byte, 1) == 1 && send_to_host(jailer, slot, fds);
	for (size_t i = 0; i < HOST_OUT; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	close(up[0]);
	close(go[1]);
	return ok;
}

static void answer_slot(const struct jailer *jailer)
{
	struct slot slot = {0};
	if (!receive_slot(jailer, &slot))
		_exit(0); /* the engine is gone: so is everything here */
	bool exec = jailer->spec->wire.host == WIRE_HOST_EXEC;
	if (!(exec ? fill_exec_slot(jailer, &slot) : fill_slot(jailer, &slot))) {
		AUTO_FREE char *text = mem_format("making a slot: %s", strerror(errno));
		report_failed(slot.fds[WIRE_BLOB], text);
		if (slot.init > 0)
			kill(slot.init, SIGKILL);
	}
	for (size_t i = 0; i < WIRE_FDS; i++)
		close(slot.fds[i]);
}

static void reap(const struct jailer *jailer)
{
	struct signalfd_siginfo info;
	ssize_t ignored = read(jailer->children, &info, sizeof info);
	(void)ignored;
	for (;;) {
		pid_t pid = waitpid(-1, NULL, WNOHANG | __WALL);
		if (pid > 0 && pid == jailer->host)
			give_up(jailer, "the warm host", 0);
		if (pid <= 0)
			return;
	}
}

void jailer_run(int control, const struct spec *spec)
{
	struct jailer jailer = {.control = control, .spec = spec};
	sigset_t children;
	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	sigprocmask(SIG_BLOCK, &children, NULL);
	jailer.children = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
	if (jailer.children < 0)
		give_up(&jailer, "starting the jailer", errno);
	if (spec->wire.host == WIRE_HOST_WARM)
		start_host(&jailer);
	close_wires(spec);
	struct wire_report started = {.kind = REPORT_STARTED};
	report_send(control, &started, -1);
	struct pollfd fds[2] = {{.fd = control, .events = POLLIN}, {.fd = jailer.children, .events = POLLIN}};
	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			_exit(1);
		if (fds[1].revents)
			reap(&jailer);
		if (fds[0].revents)
			answer_slot(&jailer);
	}
}
