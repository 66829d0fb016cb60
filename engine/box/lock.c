#include "engine/box/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/box/seccomp_blob.h"

static bool limit(__rlimit_resource_t what, rlim_t value)
{
	struct rlimit r = {.rlim_cur = value, .rlim_max = value};
	if (setrlimit(what, &r) == 0)
		return true;
	/* A stricter limit of the person's own stays as it is. */
	struct rlimit present;
	return getrlimit(what, &present) == 0 && present.rlim_max <= value;
}

static bool is_wide(const struct lock_plan *plan)
{
	return plan->profile == LOCK_COMPILE || plan->profile == LOCK_INTERACTIVE;
}

static bool lock_limits(const struct lock_plan *plan)
{
	const rlim_t mb = 1 << 20, s = (rlim_t)plan->cpu_s;
	bool wide = is_wide(plan);
	struct rlimit cpu = {.rlim_cur = s, .rlim_max = s + 1};
	rlim_t file = (wide ? 256 : 64) * mb;
	if (plan->light && (rlim_t)plan->light->disk_mb * mb < file)
		file = (rlim_t)plan->light->disk_mb * mb;
	/* A core of 1 byte is none; with 0 it would still be given to a pipe (fs/coredump.c). */
	return (!plan->processes || limit(RLIMIT_NPROC, (rlim_t)plan->processes)) && limit(RLIMIT_CORE, 1) &&
	       limit(RLIMIT_FSIZE, file) && limit(RLIMIT_NOFILE, wide ? 1024 : 256) &&
	       limit(RLIMIT_STACK, 64 * mb) && limit(RLIMIT_MSGQUEUE, 0) && limit(RLIMIT_RTPRIO, 0) &&
	       (!plan->cpu_s || setrlimit(RLIMIT_CPU, &cpu) == 0);
}

bool lock_capabilities(void)
{
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	/* Needs CAP_SETPCAP, which only a namespace's own init has: without it there is nothing to empty. */
	for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0 && errno != EPERM)
			return false;
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2] = {{0}};
	return syscall(SYS_capset, &head, none) == 0;
}

bool lock_privileges(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* Debian's headers know ABI 1 only; the fields and bits below are of linux/landlock.h, ABI 2 to 6. */
struct ruleset {
	uint64_t handled_access_fs;
	uint64_t handled_access_net;
	uint64_t scoped;
};
enum {
	ACCESS_EXECUTE = 1 << 0,
	ACCESS_WRITE_FILE = 1 << 1,
	ACCESS_READ_FILE = 1 << 2,
	ACCESS_READ_DIR = 1 << 3,
	ACCESS_ABI_1 = (1 << 13) - 1,
	ACCESS_REFER = 1 << 13,     /* ABI 2 */
	ACCESS_TRUNCATE = 1 << 14,  /* ABI 3 */
	ACCESS_IOCTL_DEV = 1 << 15, /* ABI 5 */
	NET_BIND_AND_CONNECT = 3,   /* ABI 4 */
	SCOPE_ABSTRACT_AND_SIGNAL = 3, /* ABI 6 */
	ABI_SIGNALS = 6,
};

int lock_landlock_abi(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static uint64_t handled_by(int abi)
{
	return (uint64_t)ACCESS_ABI_1 | (abi >= 2 ? ACCESS_REFER : 0) | (abi >= 3 ? ACCESS_TRUNCATE : 0) |
	       (abi >= 5 ? ACCESS_IOCTL_DEV : 0);
}

static bool allow(int ruleset, const char *path, uint64_t rights, uint64_t handled)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT;
	struct stat st;
	bool ok = fstat(fd, &st) == 0;
	if (ok && !S_ISDIR(st.st_mode))
		rights &= ACCESS_EXECUTE | ACCESS_WRITE_FILE | ACCESS_READ_FILE | ACCESS_TRUNCATE | ACCESS_IOCTL_DEV;
	struct landlock_path_beneath_attr rule = {.allowed_access = rights & handled, .parent_fd = fd};
	ok = ok && syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	int saved = errno;
	close(fd);
	errno = saved;
	return ok;
}

static bool allow_all(int ruleset, const char *const *paths, uint64_t rights, uint64_t handled)
{
	for (; *paths; paths++)
		if (!allow(ruleset, *paths, rights, handled))
			return false;
	return true;
}

/* Lists end with NULL; of an allow_all that failed, the rest is not tried. */
struct access_lists {
	const char *const *readable, *const *also_readable, *const *listable; /* the last two may be NULL */
	const char *const *writable, *const *executable, *const *also_executable; /* the last may be NULL */
};

static bool lock_landlock(const struct access_lists *lists)
{
	static const char *const none[] = {NULL};
	int abi = lock_landlock_abi();
	if (abi < 1)
		return false;
	uint64_t handled = handled_by(abi);
	struct ruleset attr = {.handled_access_fs = handled,
	                       .handled_access_net = abi >= 4 ? NET_BIND_AND_CONNECT : 0,
	                       .scoped = abi >= 6 ? SCOPE_ABSTRACT_AND_SIGNAL : 0};
	size_t size = abi >= 6 ? sizeof attr : abi >= 4 ? offsetof(struct ruleset, scoped) : sizeof attr.handled_access_fs;
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
	if (ruleset < 0)
		return false;
	const uint64_t reading = ACCESS_READ_FILE | ACCESS_READ_DIR;
	bool ok = allow_all(ruleset, lists->readable, reading, handled) &&
	          allow_all(ruleset, lists->also_readable ? lists->also_readable : none, reading, handled) &&
	          allow_all(ruleset, lists->listable ? lists->listable : none, ACCESS_READ_DIR, handled) &&
	          allow_all(ruleset, lists->executable, ACCESS_EXECUTE | ACCESS_READ_FILE, handled) &&
	          allow_all(ruleset, lists->also_executable ? lists->also_executable : none, ACCESS_EXECUTE | ACCESS_READ_FILE, handled) &&
	          allow_all(ruleset, lists->writable, handled & ~(uint64_t)ACCESS_EXECUTE, handled) &&
	          syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	int saved = errno;
	close(ruleset);
	errno = saved;
	return ok;
}

/* A run executes its own interpreter and the loader, nothing else: subprocess fails cleanly. */
#define LOADERS "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-linux.so.2"

static bool lock_files(const struct lock_plan *plan)
{
	static const char *const writable[] = {"/work", "/tmp", "/dev/shm", "/dev/null", "/dev/zero", "/dev/full",
	                                       "/dev/pts", "/dev/tty", NULL};
	static const char *const readable[] = {"/", NULL};
	const char *own[] = {plan->own, LOADERS, NULL};
	static const char *const any[] = {"/", NULL}; /* what is mounted: the system, a toolchain's own folders, the box's */
	const struct access_lists lists = {
	    .readable = readable, .writable = writable, .executable = plan->profile == LOCK_RUN ? own : any};
	return lock_landlock(&lists);
}

/* In the host's own tree.  Of /proc what tells of the caller itself: others' command lines are theirs, and the rest of
 * /proc/self tells of the host's mounts and connections. */
static bool lock_files_light(const struct lock_plan *plan)
{
	const struct lock_light *light = plan->light;
	const char *const readable[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/ld.so.cache",
	                                "/etc/alternatives", "/dev/random", "/dev/urandom", "/proc/cpuinfo", "/proc/meminfo",
	                                "/proc/stat", "/proc/loadavg", "/proc/uptime", "/proc/version", "/proc/filesystems",
	                                "/proc/self/auxv", "/proc/self/cmdline", "/proc/self/comm", "/proc/self/environ",
	                                "/proc/self/fd", "/proc/self/fdinfo", "/proc/self/io", "/proc/self/limits",
	                                "/proc/self/maps", "/proc/self/smaps", "/proc/self/smaps_rollup", "/proc/self/stat",
	                                "/proc/self/statm", "/proc/self/status", light->box, NULL};
	static const char *const listable[] = {"/proc/self/task", NULL};
	bool terminal = plan->profile == LOCK_INTERACTIVE;
	const char *const writable[] = {light->work, light->tmp, "/dev/null", "/dev/zero", "/dev/full",
	                                terminal ? "/proc/self/fd/0" : NULL, terminal ? "/dev/tty" : NULL, NULL};
	const char *const own[] = {plan->own, LOADERS, NULL};
	const char *const any[] = {"/usr", "/bin", "/sbin", "/lib", "/lib64", light->work, light->box, light->tmp, NULL};
	const struct access_lists lists = {.readable = readable, .also_readable = light->read_only,
	                                   .listable = listable, .writable = writable,
	                                   .executable = plan->profile == LOCK_RUN ? own : any,
	                                   .also_executable = plan->profile == LOCK_RUN ? NULL : light->read_only};
	return lock_landlock(&lists);
}

static bool load_filter(const struct sock_filter *program, size_t count)
{
	struct sock_fprog filter = {.len = (unsigned short)count, .filter = (struct sock_filter *)(uintptr_t)program};
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0;
}

static bool load(const unsigned char *program, size_t size)
{
	return load_filter((const struct sock_filter *)(const void *)program, size / sizeof(struct sock_filter));
}

/* Without a pid namespace, and before Landlock knew of signals, a process may signal all of its user: so only itself and its
 * own group.  Made here because the number is in it; which architecture it is, the other filters ask. */
static bool lock_signals(void)
{
	const uint32_t allow = SECCOMP_RET_ALLOW, refuse = SECCOMP_RET_ERRNO | EPERM;
	const struct sock_filter program[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_send_signal, 9, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 4, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tkill, 3, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 2, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigqueueinfo, 1, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_tgsigqueueinfo, 0, 3),
	    /* The first argument's low half, which is where it is on the architectures of the list of loaders. */
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, allow),
	    BPF_STMT(BPF_RET | BPF_K, refuse),
	};
	return load_filter(program, sizeof program / sizeof program[0]);
}

static bool lock_seccomp(const struct lock_plan *plan)
{
	/* The profile's own filter last: it refuses the call that loads filters. */
	if (!load(seccomp_ioctls, sizeof seccomp_ioctls))
		return false;
	if (plan->light && !(load(seccomp_light, sizeof seccomp_light) &&
	                     (is_wide(plan) || load(seccomp_light_run, sizeof seccomp_light_run)) &&
	                     (lock_landlock_abi() >= ABI_SIGNALS || lock_signals())))
		return false;
	return is_wide(plan) ? load(seccomp_compile, sizeof seccomp_compile) : load(seccomp_run, sizeof seccomp_run);
}

enum lock_step lock_down(const struct lock_plan *plan)
{
	if (!lock_limits(plan))
		return LOCK_STEP_LIMITS;
	if (!lock_capabilities())
		return LOCK_STEP_CAPABILITIES;
	if (!lock_privileges())
		return LOCK_STEP_PRIVILEGES;
	if (!(plan->light ? lock_files_light(plan) : lock_files(plan)))
		return LOCK_STEP_LANDLOCK;
	if (!lock_seccomp(plan))
		return LOCK_STEP_SECCOMP;
	return LOCK_STEP_DONE;
}

enum { FDS_MAX = 24, FDS_ABOVE = 50 };

int lock_descriptors(const int *fds, int count, int keep)
{
	int moved[FDS_MAX];
	int high = keep < 0 ? 0 : fcntl(keep, F_DUPFD_CLOEXEC, FDS_ABOVE + 2 * FDS_MAX);
	if (count > FDS_MAX || high < 0)
		return -1;
	/* All are moved out of the way first, so that none is overwritten before its turn. */
	for (int i = 0; i < count; i++) {
		int from = fds[i] >= 0 ? fds[i] : open("/dev/null", O_RDWR | O_CLOEXEC);
		if (from < 0 || (moved[i] = fcntl(from, F_DUPFD_CLOEXEC, FDS_ABOVE)) < 0)
			return -1;
	}
	for (int i = 0; i < count; i++)
		if (dup2(moved[i], i) < 0)
			return -1;
	if (!high)
		return close_range((unsigned)count, ~0U, 0) < 0 ? -1 : count;
	if (close_range((unsigned)count, (unsigned)high - 1, 0) < 0 || close_range((unsigned)high + 1, ~0U, 0) < 0)
		return -1;
	return high;
}
