/* The box: runs one untrusted program behind a wall, and says how it ended.
 *
 * The engine's side.  box_start hands a spec to the helper `greenroom-box`, which
 * builds the wall (namespaces, a root of its own, Landlock, seccomp, limits; see
 * engine/box/README in HACKING.md) and reports which steps held.  Where the helper
 * is missing or a step that its rung needs fails, the result is BOX_FAILED with the
 * cause: the program is never run outside a box.
 *
 * A box that `waits` goes through: started -> on_ready (the program wrote "R\n" on
 * descriptor 4: it has loaded and nothing of a candidate's yet; the memory and CPU base
 * is taken) -> box_request (the request is written to descriptor 3, the clocks
 * start) -> on_end.  One that does not starts its clocks at once.
 *
 * A box that answers `many` requests (it waits, too) goes round: on_ready -> box_set_limits, box_request -> on_answer ->
 * box_set_limits, box_request -> on_answer ... until it ends (on_end) or is freed.  On descriptors 3 and 4 each request and each
 * answer is its length in bytes as decimal digits, "\n", and the bytes; nothing else is on them but the first "R\n".  What it
 * prints for a test must be written before that test's answer.  A length that is none, more bytes than it said, or an answer that
 * nobody asked for ends the box with BOX_GARBLED: the process was tampered with, whatever it says.  Between an answer and the next
 * request no clock runs.
 *
 * Descriptors inside: 0 is /dev/null, 1 stdout, 2 stderr, 3 the request, 4 the answer;
 * interactive: 0 to 2 are the slave of a fresh terminal.  Nothing else is inherited.
 * Files inside: /box (the spec's files, read-only), /work (writable, the working
 * directory and HOME), /tmp, /dev/{null,zero,full,random,urandom,shm}, /proc of its own, /usr and
 * what the interpreter needs read-only.  Environment: fixed (PATH, HOME, LANG=C.UTF-8,
 * TZ=UTC, PYTHONHASHSEED=0, OMP_NUM_THREADS=1 and its kind) plus the spec's, which counts where a name is in both.
 *
 * Rungs: FULL is all of it.  LIGHT, where user namespaces are forbidden, has neither a root nor a user of its own: the
 * program sees the host's tree through Landlock; a private folder below the host's /tmp stands for /box, /work and /tmp
 * (words of argv at or below /box and /work are changed to be in it; HOME and TMPDIR say the other two), and goes with the box.
 * box_uncaught says what that does not catch.  Warm hosts need FULL.
 */
#ifndef GREENROOM_BOX_BOX_H
#define GREENROOM_BOX_BOX_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/loop/loop.h"

/* Bytes on stderr: a traceback may be long, and is no reason to end a program; of both streams head and tail are kept. */
enum { BOX_STDERR_MAX = 32 << 20 };

enum box_profile {
	BOX_RUN,         /* a candidate's program */
	BOX_COMPILE,     /* a compiler over the candidate's source: more processes, files and memory */
	BOX_CHECK,       /* formatter, linter, checker */
	BOX_INTERACTIVE, /* a terminal program: editor, shell; may live long */
};

struct box_file {
	const char *name; /* one path part, placed in /box */
	const void *data;
	size_t len;
	bool executable;
};

/* A folder of the host that is seen at another place, read-only: FULL binds it, LIGHT links to it. */
struct box_folder {
	const char *host;   /* its path; when we are root its parents may be closed to others, the folder itself and what is in it may not */
	const char *inside; /* "/box/NAME" */
};

struct box_limits {
	int start_ms;     /* from the helper's start to ready; 10,000 */
	int wall_ms;      /* after the clocks started; 0: none (interactive) */
	int cpu_ms;       /* of the whole process tree, after the clocks started; 0: none */
	int memory_mb;    /* resident beyond the base, of the whole tree */
	int processes;    /* processes and threads together */
	int output_kb;    /* stdout; past it, or past BOX_STDERR_MAX on stderr, the box is killed */
	int answer_kb;    /* answer channel; past it the box is killed */
	int disk_mb;      /* /work and /tmp together; inodes are capped beside */
};

struct box_spec {
	enum box_profile profile;
	const char *const *argv;      /* NULL-terminated; argv[0] an absolute path as inside */
	const char *const *env;       /* "NAME=value", NULL-terminated, or NULL */
	const char *const *read_only; /* host folders or files bound at the same path; NULL-terminated, or NULL */
	const struct box_file *files;
	size_t file_count;
	const struct box_folder *folders; /* at most 16 */
	size_t folder_count;
	struct box_limits limits;
	bool waits;                   /* says ready and reads a request */
	bool many;                    /* with waits: reads request after request and answers each (see above) */
	/* BOX_COMPILE: a path below /work, "/work/out/program", or NULL.  Once the program has exited with 0 and every process of the
	 * box is dead, that file is copied out (box_take_artefact); one that cannot be taken ends as BOX_ARTEFACT. */
	const char *artefact;
	int artefact_kb;              /* its size at most */
	unsigned short rows, columns; /* interactive */
	const char *cgroup;           /* tests: a folder in which to make control groups; NULL: what box_claim_cgroup claimed */
};

enum box_end {
	BOX_EXITED,     /* status: its exit status */
	BOX_SIGNALED,   /* status: the signal's number; rung LIGHT: SIGXFSZ also when disk_mb is over */
	BOX_WALL,       /* wall_ms is over */
	BOX_CPU,        /* cpu_ms is over */
	BOX_MEMORY,     /* memory_mb is over: seen from outside, sure */
	BOX_OUTPUT,     /* output_kb or BOX_STDERR_MAX is over */
	BOX_ANSWER,     /* answer_kb is over */
	BOX_GARBLED,    /* many: what came as an answer is none (`failure` says in which way) */
	BOX_ARTEFACT,   /* exited with 0, but its artefact is missing, too large or no plain file (`failure`): the program's fault */
	BOX_START,      /* not ready within start_ms, or ended before it was ready (status then as for EXITED) */
	BOX_CANCELLED,
	BOX_FAILED,     /* the sandbox could not be built or broke: `failure` says why */
};

/* Head and tail of one stream; what lies between is counted, not kept. */
struct box_stream {
	struct buf head;
	struct buf tail;
	size_t total; /* bytes that came */
};
/* Appends head, a line "... N bytes left out ..." where there is a gap, and tail. */
void box_stream_text(const struct box_stream *stream, struct buf *out);

enum box_rung { BOX_RUNG_NONE, BOX_RUNG_LIGHT, BOX_RUNG_FULL };

/* One step of the wall: "user namespace", "landlock", ... */
struct box_step {
	const char *name;  /* static */
	bool held;
	const char *detail; /* why not, or what ABI; borrowed from the result */
};

struct box_result {
	enum box_end end;
	int status;
	int64_t wall_us;   /* since the clocks started */
	int64_t cpu_us;    /* user and system, whole tree, since the clocks started */
	int64_t memory_kb; /* peak resident beyond the base, whole tree; in a control group, what was charged to it */
	bool memory_denied;/* an allocation was refused near the limit: "likely" out of memory */
	struct box_stream out, err;
	struct buf answer; /* what came on descriptor 4 after "R\n" */
	enum box_rung rung;
	struct box_step steps[24];
	size_t step_count;
	char *failure;     /* BOX_FAILED, BOX_GARBLED, BOX_ARTEFACT: why, for people; otherwise NULL */
	bool artefact;     /* there is one to take */
};

struct box_events {
	void (*on_ready)(void *context);            /* may be NULL */
	void (*on_terminal)(int master, void *context); /* interactive: the master's descriptor, now yours */
	/* many: a whole answer.  Of `result`, which is borrowed until this returns, answer, out, err, wall_us, cpu_us and memory_kb are
	 * this test's alone, counted from box_request over all processes of the box; end is BOX_EXITED, status 0.  From inside it the
	 * box may be sent the next request or freed. */
	void (*on_answer)(const struct box_result *result, void *context);
	/* The result is borrowed; free the box inside or later.  Never called after box_free. */
	void (*on_end)(const struct box_result *result, void *context);
};

struct box;
/* Never NULL and never calls back from inside: every failure comes by on_end.  The spec and all that
 * it points to are copied. */
struct box *box_start(struct loop *loop, const struct box_spec *spec, const struct box_events *events,
                      void *context);
/* In or after on_end: the artefact's descriptor, now yours; -1 where there is none.  A sealed memfd, positioned at its start: a copy,
 * that nobody can change any more. */
int box_take_artefact(struct box *box);

/* ---- hosts: one root for many boxes
 *
 * Both kinds build the wall once; each box of theirs then has fresh user, pid, mount, ipc and uts namespaces and a writable
 * directory of its own in it.  Files and folders of the spec are read once and shared, read-only, by all.
 *
 * An exec host (box_exec_host_start) has no process but the helper's: each box executes the spec's argv, as box_start does.  Of the
 * spec waits and many hold for each box.  No artefacts, no terminals.
 *
 * A warm host (box_host_start) is a box of its own whose program (the spec's argv, with the spec's files and read_only) has loaded what is worth loading
 * and puts a child of itself into a slot whenever one is asked for: fresh user, pid, mount, ipc and uts namespaces, a
 * writable directory of its own, the same wall.  The host reads no request and runs nothing of a candidate's.  Descriptor 5 is its
 * socket to the jailer (protocol.h, struct wire_child); of files it needs greenroom-lock.so (places_lock). */
struct box_host;
/* Never NULL; a host that cannot start or that ends is noticed by box_host_alive, and its boxes end with BOX_FAILED. */
struct box_host *box_host_start(struct loop *loop, const struct box_spec *spec);
struct box_host *box_exec_host_start(struct loop *loop, const struct box_spec *spec);
bool box_host_alive(const struct box_host *host);
/* False once it is known that this machine has no namespaces for hosts: another would end the same way. */
bool box_host_possible(const struct box_host *host);
/* What it wrote to its standard error, for the one who asks why it died. */
void box_host_said(const struct box_host *host, struct buf *out);
/* Ends it and every box in it. */
void box_host_free(struct box_host *host);
/* Like box_start, in the host's root.  By a child of a warm host: `waits`, profile run, and of `limits` start_ms, processes and
 * disk_mb count now. */
struct box *box_start_in(struct box_host *host, const struct box_limits *limits, const struct box_events *events,
                         void *context);

/* After on_ready, and with `many` after each on_answer: sends the request (copied) and starts the clocks.  Ignored while one is
 * unanswered. */
void box_request(struct box *box, const void *data, size_t len);
/* Tightens the limits before box_request: a spare is made before its test is known. */
void box_set_limits(struct box *box, const struct box_limits *limits);
void box_resize(struct box *box, unsigned short rows, unsigned short columns);
/* Ends it now: on_end comes with BOX_CANCELLED. */
void box_cancel(struct box *box);
/* Kills what still runs; no callback any more. */
void box_free(struct box *box);

/* What the wall is made of on this machine, tried and not guessed: runs /bin/true in a box
 * and reports the steps (a result as of on_end, with end BOX_EXITED and status 0 when it works). */
struct box *box_probe(struct loop *loop, const struct box_events *events, void *context);
/* What is not caught on a rung: NULL-terminated sentences for doctor. */
const char *const *box_uncaught(enum box_rung rung);

/* Once, early: this process can be neither traced nor dumped by others of its user, nor leaves a core (it holds hidden tests).
 * Children that execute something are as always. */
bool box_harden_process(struct err *err);
/* Once, before the first child: takes over our control group for boxes where it was delegated (engine/box/cgroup.h); else
 * nothing happens.  Not as root, whose boxes run as nobody. */
void box_claim_cgroup(void);

/* The user that boxes run as: ours, or nobody when we are root. */
unsigned box_uid(void);
/* Could that user read and execute `path` (each folder on the way searchable)? */
bool box_can_read(const char *path);

/* For doctor and messages: "time limit (wall)", ... */
const char *box_end_name(enum box_end end);

#endif
