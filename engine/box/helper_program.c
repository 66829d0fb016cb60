#include "engine/box/helper_program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/box/box.h"
#include "engine/box/cgroup.h"
#include "engine/box/helper_place.h"
#include "engine/box/lock.h"

enum { CPU_BACKSTOP_S = 60 };

static const char *const fixed_env[] = {
    "PATH=/usr/local/bin:/usr/bin:/bin", "USER=greenroom", "LOGNAME=greenroom",
    "SHELL=/bin/sh", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TZ=UTC", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1",
    "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1", "NUMEXPR_NUM_THREADS=1",
};

/* The fixed part; HOME and TMPDIR are where /work and /tmp are. */
static size_t put_fixed(const struct spec *spec, const char **env)
{
	size_t n = 0;
	for (size_t i = 0; i < COUNT_OF(fixed_env); i++)
		env[n++] = fixed_env[i];
	env[n++] = spec->place ? mem_format("HOME=%s", spec->place->work) : "HOME=/work";
	env[n++] = spec->place ? mem_format("TMPDIR=%s", spec->place->tmp) : "TMPDIR=/tmp";
	env[n++] = spec->wire.profile == BOX_INTERACTIVE ? "TERM=xterm-256color" : "TERM=dumb";
	return n;
}

/* Two values of one name would leave it to the program which it takes. */
static bool spec_has(const struct spec *spec, const char *entry)
{
	size_t n = strcspn(entry, "=") + 1;
	for (const char **more = spec->env; *more; more++)
		if (strncmp(*more, entry, n) == 0)
			return true;
	return false;
}

char **program_environment(const struct spec *spec)
{
	const char **env = mem_zero(COUNT_OF(fixed_env) + 3 + spec->wire.envc + 1, sizeof *env);
	size_t fixed = put_fixed(spec, env), n = 0;
	for (size_t i = 0; i < fixed; i++)
		if (!spec_has(spec, env[i]))
			env[n++] = env[i];
	for (const char **more = spec->env; *more; more++)
		env[n++] = *more;
	env[n] = NULL;
	return (char **)env;
}

static void reset_signals(void)
{
	struct sigaction by_default = {.sa_handler = SIG_DFL};
	for (int n = 1; n < NSIG; n++)
		sigaction(n, &by_default, NULL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Puts descriptors 0 to 4, or the terminal, in place, and in LIGHT the folders that the place links to. */
static bool take_descriptors(const struct spec *spec, int slave)
{
	const int terminal[] = {slave, slave, slave};
	if (slave >= 0)
		return lock_descriptors(terminal, COUNT_OF(terminal), -1) >= 0;
	int pipes[PLACE_FOLDER_FD + WIRE_FOLDERS_MAX] = {-1, spec->fds[WIRE_OUT], spec->fds[WIRE_ERR],
	                                                 spec->fds[WIRE_REQUEST], spec->fds[WIRE_ANSWER]};
	int count = PLACE_FOLDER_FD;
	for (size_t i = 0; spec->place && i < spec->wire.folderc; i++)
		pipes[count++] = spec->folders[i].fd;
	return lock_descriptors(pipes, count, -1) >= 0;
}

static enum lock_step lock(const struct spec *spec, int processes, const char *const *read_only)
{
	const struct place *place = spec->place;
	const struct wire_limits *limits = &spec->wire.limits;
	const struct lock_light light = {
	    .box = place ? place->box : NULL,
	    .work = place ? place->work : NULL,
	    .tmp = place ? place->tmp : NULL,
	    .read_only = read_only,
	    .disk_mb = limits->disk_mb,
	};
	const struct lock_plan plan = {
	    .profile = (enum lock_profile)spec->wire.profile,
	    .processes = processes,
	    .cpu_s = limits->cpu_us ? (int)(limits->cpu_us / 1000000) + CPU_BACKSTOP_S : 0,
	    .own = spec->argv[0],
	    .light = place ? &light : NULL,
	};
	return lock_down(&plan);
}

/* What LIGHT lets be read beside the system: bound folders are the folders themselves there. */
static const char **readable(const struct spec *spec)
{
	const char **all = mem_zero(spec->wire.read_onlyc + spec->wire.folderc + 1, sizeof *all);
	size_t n = 0;
	for (; spec->read_only[n]; n++)
		all[n] = spec->read_only[n];
	for (size_t i = 0; i < spec->wire.folderc; i++)
		all[n++] = spec->folders[i].fd < 0 ? spec->folders[i].host : mem_format("/proc/self/fd/%d", PLACE_FOLDER_FD + (int)i);
	return all;
}

/* Up to the execve; returns the step that failed, with errno. */
static int become(const struct spec *spec, const struct program_plan *plan, char **env, const char *const *read_only, pid_t init)
{
	/* A pid namespace ends with its init; without one the program has to be told. */
	if (spec->place) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		if (getppid() != init)
			_exit(127);
	}
	reset_signals();
	setsid();
	/* Never required: where it fails, the init's looks at /proc remain. */
	if (plan->group)
		cgroup_enter(plan->group, 0);
	if (!take_descriptors(spec, plan->slave) || (plan->slave >= 0 && ioctl(0, TIOCSCTTY, 0) < 0) ||
	    (spec->place && chdir(spec->place->work) < 0))
		return LOCK_STEP_DESCRIPTORS;
	enum lock_step step = lock(spec, plan->processes, read_only);
	if (step == LOCK_STEP_DONE)
		execve(spec->argv[0], (char *const *)spec->argv, env);
	return (int)step;
}

pid_t program_start(const struct spec *spec, const struct program_plan *plan, volatile struct program_failure *failure)
{
	char **env = program_environment(spec);
	const char **read_only = readable(spec);
	pid_t init = getpid();
	failure->reason = 0;
	/* The child has our memory until its execve, and changes nothing in it but what it tells of a failure. */
	pid_t pid = vfork();
	if (pid == 0) {
		failure->step = become(spec, plan, env, read_only, init);
		failure->reason = errno;
		_exit(127);
	}
	return pid;
}
