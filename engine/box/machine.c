/* What this machine offers to boxes: the probe, the user, what a rung does not catch. */
#include <limits.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/box/cgroup.h"

enum { NOBODY = 65534 };

unsigned box_uid(void)
{
	return getuid() == 0 ? NOBODY : getuid();
}

/* For nobody only the bits for others count; lists of access rights are not asked. */
static bool others_may(const char *path, mode_t bits)
{
	struct stat st;
	return stat(path, &st) == 0 && (st.st_mode & bits) == bits;
}

bool box_can_read(const char *path)
{
	char real[PATH_MAX];
	if (!realpath(path, real))
		return false;
	if (getuid() != 0)
		return access(real, R_OK | X_OK) == 0;
	for (char *slash = real + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		bool searchable = others_may(real, S_IXOTH);
		*slash = '/';
		if (!searchable)
			return false;
	}
	return others_may(real, S_IROTH | S_IXOTH);
}

struct box *box_probe(struct loop *loop, const struct box_events *events, void *context)
{
	static const char *const argv[] = {"/bin/true", NULL};
	const struct box_spec spec = {
	    .profile = BOX_RUN,
	    .argv = argv,
	    .limits = {.start_ms = 10000, .wall_ms = 10000, .cpu_ms = 5000, .memory_mb = 64, .processes = 8,
	               .output_kb = 64, .answer_kb = 64, .disk_mb = 8},
	};
	return box_start(loop, &spec, events, context);
}

#define UNREAPED "time spent by processes that nobody reaps and that end between two looks (5 ms) is bounded by the wall clock only"
#define MACHINE "the processor model, the kernel's version and the load of the machine can be read"

static int landlock_abi(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static const char *const *uncaught_light(void)
{
	/* Before that, Landlock does not know of it. */
	enum { ABI_RENAMES = 2, ABI_SIGNALS = 6 };
	static const struct {
		int abi; /* said on kernels that have less; 0: on all */
		const char *text;
	} known[] = {
	    {0, UNREAPED},
	    {0, MACHINE},
	    {0, "programs run as the person's own user (nobody where that is root), and can ask for the host name"},
	    {0, "of that user's other processes they can ask by number whether they live, and for group and priority; not for command "
	        "line or memory"},
	    {0, "of any file whose folder can be searched they can ask for size, owner and times; not for what is in it"},
	    {0, "there is no writable file system of its own: a folder below /tmp is measured every 50 ms, so its limit can be "
	        "passed for a moment"},
	    {0, "files that were deleted while open are not measured there; each can be as large as one file may be (64 MB)"},
	    {0, "what waits in sockets is not counted as memory"},
	    {0, "nothing is writable at /work, /tmp and /dev/shm (HOME and TMPDIR say where): no semaphores or shared memory for "
	        "multiprocessing"},
	    {0, "modes and times of files cannot be changed, not even of its own: copying files with them fails"},
	    {0, "the limit on processes counts what else that user runs: what it starts during a test takes from it"},
	    {0, "only the first process of a program can read its part of /proc, not what it forks"},
	    {0, "if both of the helper's processes are killed from outside at one moment, what a program forked goes on until its "
	        "processor time is over"},
	    {ABI_RENAMES, "files cannot be moved from one folder to another (needs Linux 5.19)"},
	    {ABI_SIGNALS, "signals are kept from others by a filter: a program can send them to itself only, not to what it "
	                  "forked (needs Linux 6.12)"},
	};
	static const char *lines[COUNT_OF(known) + 1];
	int abi = landlock_abi();
	size_t n = 0;
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (!known[i].abi || abi < known[i].abi)
			lines[n++] = known[i].text;
	lines[n] = NULL;
	return lines;
}

const char *const *box_uncaught(enum box_rung rung)
{
	static const char *const full[] = {UNREAPED, MACHINE, NULL};
	static const char *const none[] = {"everything: candidates' code is not run here", NULL};
	switch (rung) {
	case BOX_RUNG_FULL: return full;
	case BOX_RUNG_LIGHT: return uncaught_light();
	case BOX_RUNG_NONE: break;
	}
	return none;
}

bool box_harden_process(struct err *err)
{
	/* The soft limit only: an editor's own is the person's to raise. */
	struct rlimit core;
	if (getrlimit(RLIMIT_CORE, &core) < 0)
		return err_sys(err, "keeping this process from being looked at");
	core.rlim_cur = 0;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || setrlimit(RLIMIT_CORE, &core) < 0)
		return err_sys(err, "keeping this process from being looked at");
	return true;
}

void box_claim_cgroup(void)
{
	if (getuid() != 0)
		cgroup_claim_own(NULL);
}

const char *box_end_name(enum box_end end)
{
	static const char *const names[] = {
	    [BOX_EXITED] = "exited",           [BOX_SIGNALED] = "ended by a signal",
	    [BOX_WALL] = "time limit (wall)",  [BOX_CPU] = "time limit (processor)",
	    [BOX_MEMORY] = "memory limit",     [BOX_OUTPUT] = "output limit",
	    [BOX_ANSWER] = "answer too large", [BOX_START] = "did not start",
	    [BOX_GARBLED] = "answered out of turn", [BOX_ARTEFACT] = "left no artefact",
	    [BOX_CANCELLED] = "stopped",       [BOX_FAILED] = "the sandbox failed"};
	return names[end];
}
