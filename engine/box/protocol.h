/* What the engine and greenroom-box say to each other.  Both come from one build, so structs go as they are.
 *
 * Control: one SOCK_SEQPACKET socket, descriptor 3 of the helper.  The engine's first message is
 * a struct wire_spec with the descriptors below by SCM_RIGHTS; the texts and files of the
 * spec are in the first of them, a sealed memfd:
 *   argv, env, read_only, cgroup and artefact (none or one each), folders (host and inside, in turn): their counts of
 *   NUL-terminated strings, one after the other;
 *   files: for each a NUL-terminated name, one byte (executable), 8 bytes length, the bytes.
 * After that the engine sends struct wire_order, the helper one or several struct wire_report a message.
 */
#ifndef GREENROOM_BOX_PROTOCOL_H
#define GREENROOM_BOX_PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

enum {
	WIRE_MAGIC = 0x47523034,
	WIRE_CONTROL = 3,       /* descriptor of the helper */
	WIRE_TEXT_MAX = 240,
	WIRE_SPEC_MAX = 96 << 20,
	WIRE_REPORTS_MAX = 32, /* in one message */
	WIRE_FOLDERS_MAX = 16,
};

/* Order of the descriptors that come with the spec; interactive has no more than WIRE_BLOB. */
enum { WIRE_BLOB, WIRE_OUT, WIRE_ERR, WIRE_REQUEST, WIRE_ANSWER, WIRE_FDS };

struct wire_limits {
	int64_t cpu_us;    /* after GO; 0: none */
	int64_t memory_kb; /* beyond the base; 0: none */
	int32_t processes;
	int32_t disk_mb;
};

/* What the helper stays for. */
enum wire_host {
	WIRE_HOST_NONE, /* one box */
	WIRE_HOST_WARM, /* a warm host's root: the jailer keeps it and makes slots (struct wire_slot) */
	WIRE_HOST_EXEC, /* the same without a host: in each slot the spec's argv is executed */
};

struct wire_spec {
	uint32_t magic;
	uint32_t profile;   /* enum box_profile */
	int32_t parent;     /* the engine's pid, to notice that it ended before we could ask for a signal */
	uint32_t waits;
	uint32_t light;     /* asked for: rung LIGHT, no namespaces */
	uint32_t many;      /* with waits: it stays between one request and the next */
	uint32_t host;      /* enum wire_host */
	uint32_t argc, envc, read_onlyc, cgroup, artefact, folderc, filec;
	int64_t artefact_kb;
	uint16_t rows, columns;
	struct wire_limits limits;
};

/* To a jailer, with the control socket of the slot in the blob's place: one slot, with a child of the host or the program in it. */
struct wire_slot {
	uint32_t magic;
	struct wire_limits limits;
};

enum wire_order_kind {
	ORDER_PREPARE, /* the program waits: take the base of its memory and processor time; answered by REPORT_BASE */
	ORDER_GO,      /* the request is sent: watch, by these limits */
	ORDER_REST,    /* the answer came: stop watching; answered by REPORT_USAGE.  What is used from then on belongs to the next */
	ORDER_STOP, ORDER_RESIZE,
};
struct wire_order {
	uint32_t kind;
	struct wire_limits limits; /* PREPARE, GO */
	uint16_t rows, columns;    /* RESIZE */
};

enum wire_report_kind {
	REPORT_STEP,     /* step, held, text: why not, or a detail */
	REPORT_STARTED,  /* the program was executed (or its wall could not be finished: FAILED instead) */
	REPORT_BASE,     /* PREPARE is done: the request may be sent */
	REPORT_USAGE,    /* REST is done: cpu_us and memory_kb since the base */
	REPORT_TERMINAL, /* with the master's descriptor */
	REPORT_END,      /* end, status, usage; with the artefact's descriptor where there is one; ARTEFACT: text says why not */
	REPORT_FAILED,   /* text: what could not be built */
};

/* Jailer to host, with these descriptors: make a child in the slot. */
enum { HOST_PIDNS, HOST_USERNS, HOST_IPCNS, HOST_UTSNS, HOST_MNTNS, HOST_OUT, HOST_ERR, HOST_REQUEST, HOST_ANSWER, HOST_FDS };
struct wire_child {
	uint32_t magic;
	int32_t processes;
};

enum wire_end { WIRE_END_EXITED, WIRE_END_SIGNALED, WIRE_END_CPU, WIRE_END_MEMORY, WIRE_END_STOPPED,
                WIRE_END_ARTEFACT };

enum box_step_id {
	STEP_USER, STEP_PID, STEP_MOUNT, STEP_IPC, STEP_UTS, STEP_NET, STEP_ROOT, STEP_PROC, STEP_NOBODY,
	STEP_CAPABILITIES, STEP_LIMITS, STEP_NO_NEW_PRIVS, STEP_LANDLOCK, STEP_LANDLOCK_SCOPES, STEP_SECCOMP,
	STEP_DESCRIPTORS, STEP_CGROUP, STEP_COUNT,
};

struct wire_report {
	uint32_t kind;
	uint32_t step, held;
	uint32_t end;
	int32_t status;
	int64_t cpu_us, memory_kb;
	char text[WIRE_TEXT_MAX];
};

#endif
