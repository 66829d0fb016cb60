/* What the processes of a box use, read from its own /proc by its init. */
#ifndef GREENROOM_BOX_HELPER_USAGE_H
#define GREENROOM_BOX_HELPER_USAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct usage {
	int64_t memory_kb; /* anonymous and shared-memory pages that are resident or swapped, and page tables */
	int64_t cpu_us;    /* of living processes, and in steps of 10 ms of what they reaped */
	int processes;
};

/* Whose: all processes that /proc shows but `self`, or with `tree` those that descend from it (helper_tree.h). */
struct usage_scope {
	int proc; /* descriptor of /proc */
	pid_t self;
	bool tree;
};

/* A page that several processes share counts in each of them. */
void usage_read(const struct usage_scope *scope, struct usage *out);
/* Of one process alone; 0 where it is gone. */
int64_t usage_own_cpu_us(pid_t pid);
/* The same memory with shared pages counted once; slow (it walks the page tables). */
int64_t usage_exact_memory_kb(const struct usage_scope *scope);
/* The first child of `self`, 0 when there is none. */
pid_t usage_child_of(int proc, pid_t self);
/* Processes and threads of a user, as RLIMIT_NPROC counts them. */
int usage_tasks_of(int proc, unsigned uid);
/* Data segment of one process in kilobytes, as RLIMIT_DATA counts it; 0 when unknown. */
int64_t usage_data_kb(int proc, pid_t pid);

#endif
