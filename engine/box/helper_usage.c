#include "engine/box/helper_usage.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/box/helper_tree.h"

/* Reads a small file of /proc; returns its length, 0 where the process is gone. */
static size_t slurp(int proc, pid_t pid, const char *name, char *text, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "%d/%s", (int)pid, name);
	int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, size - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

/* "Name:   123 kB" of a status or rollup file; 0 where there is no such line. */
static int64_t field_kb(const char *text, const char *name)
{
	const char *at = strstr(text, name);
	return at ? strtoll(at + strlen(name), NULL, 10) : 0;
}

/* To the microsecond; the files of /proc tick in hundredths. */
static int64_t own_cpu_of(pid_t pid, int64_t otherwise)
{
	clockid_t clock;
	struct timespec t;
	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
		return otherwise;
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t cpu_of(int proc, pid_t pid)
{
	char text[1024];
	if (!slurp(proc, pid, "stat", text, sizeof text))
		return 0;
	/* The name may hold anything, brackets too: fields count from its last bracket (proc(5)). */
	const char *at = strrchr(text, ')');
	if (!at)
		return 0;
	long long user, system, child_user, child_system;
	if (sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lld %lld %lld %lld", &user, &system,
	           &child_user, &child_system) != 4)
		return 0;
	int64_t tick = 1000000 / sysconf(_SC_CLK_TCK);
	return own_cpu_of(pid, (user + system) * tick) + (child_user + child_system) * tick;
}

static int64_t memory_of(int proc, pid_t pid)
{
	char text[4096];
	if (!slurp(proc, pid, "status", text, sizeof text))
		return 0;
	return field_kb(text, "\nRssAnon:") + field_kb(text, "\nRssShmem:") + field_kb(text, "\nVmSwap:") +
	       field_kb(text, "\nVmPTE:");
}

static int64_t exact_memory_of(int proc, pid_t pid)
{
	char text[4096];
	/* Not readable where the process made itself undumpable: then the sum stands. */
	if (!slurp(proc, pid, "smaps_rollup", text, sizeof text))
		return memory_of(proc, pid);
	int64_t kb = field_kb(text, "\nPss_Anon:") + field_kb(text, "\nPss_Shmem:") + field_kb(text, "\nSwapPss:");
	/* Page tables are nobody else's. */
	return kb + (slurp(proc, pid, "status", text, sizeof text) ? field_kb(text, "\nVmPTE:") : 0);
}

typedef tree_fn each_fn;

static void each_process(int proc, pid_t self, each_fn *fn, void *context)
{
	int fd = openat(proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (!folder) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (const struct dirent *entry; (entry = readdir(folder));) {
		pid_t pid = isdigit((unsigned char)entry->d_name[0]) ? (pid_t)atoi(entry->d_name) : 0;
		if (pid > 0 && pid != self)
			fn(proc, pid, context);
	}
	closedir(folder);
}

static void add_usage(int proc, pid_t pid, void *context)
{
	struct usage *out = context;
	out->memory_kb += memory_of(proc, pid);
	out->cpu_us += cpu_of(proc, pid);
	out->processes++;
}

static void each_in(const struct usage_scope *scope, each_fn *fn, void *context)
{
	if (scope->tree)
		tree_each(scope->proc, scope->self, fn, context);
	else
		each_process(scope->proc, scope->self, fn, context);
}

/* What waits in sockets is in no process's memory: each may hold its send buffer (wmem_default and what it takes
 * to keep it).  Counted over the box's network namespace; without one the machine's own sockets would count. */
static int64_t socket_memory_kb(const struct usage_scope *scope)
{
	enum { FEW = 32, EACH_KB = 220 };
	char text[512];
	int fd = scope->tree ? -1 : openat(scope->proc, "net/sockstat", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	long used = 0;
	sscanf(text, "sockets: used %ld", &used);
	return used > FEW ? (int64_t)(used - FEW) * EACH_KB : 0;
}

int64_t usage_own_cpu_us(pid_t pid)
{
	return own_cpu_of(pid, 0);
}

void usage_read(const struct usage_scope *scope, struct usage *out)
{
	*out = (struct usage){0};
	each_in(scope, add_usage, out);
	out->memory_kb += socket_memory_kb(scope);
}

static void add_exact(int proc, pid_t pid, void *context)
{
	*(int64_t *)context += exact_memory_of(proc, pid);
}

int64_t usage_exact_memory_kb(const struct usage_scope *scope)
{
	int64_t sum = socket_memory_kb(scope);
	each_in(scope, add_exact, &sum);
	return sum;
}

struct search {
	pid_t parent, found;
};

static void keep_first_child(int proc, pid_t pid, void *context)
{
	struct search *search = context;
	char text[1024];
	if (search->found || !slurp(proc, pid, "stat", text, sizeof text))
		return;
	const char *at = strrchr(text, ')');
	int parent = 0;
	if (at && sscanf(at + 1, " %*c %d", &parent) == 1 && parent == search->parent)
		search->found = pid;
}

pid_t usage_child_of(int proc, pid_t self)
{
	struct search search = {.parent = self};
	each_process(proc, self, keep_first_child, &search);
	return search.found;
}

struct count {
	unsigned uid;
	int tasks;
};

static void count_tasks(int proc, pid_t pid, void *context)
{
	struct count *count = context;
	char text[4096];
	if (!slurp(proc, pid, "status", text, sizeof text))
		return;
	const char *owner = strstr(text, "\nUid:"), *threads = strstr(text, "\nThreads:");
	if (owner && threads && strtoul(owner + strlen("\nUid:"), NULL, 10) == count->uid)
		count->tasks += atoi(threads + strlen("\nThreads:"));
}

int usage_tasks_of(int proc, unsigned uid)
{
	struct count count = {.uid = uid};
	each_process(proc, 0, count_tasks, &count);
	return count.tasks;
}

int64_t usage_data_kb(int proc, pid_t pid)
{
	char text[4096];
	return slurp(proc, pid, "status", text, sizeof text) ? field_kb(text, "\nVmData:") : 0;
}
