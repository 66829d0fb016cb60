/* The helper's reading of the spec, and its side of the control socket. */
#ifndef GREENROOM_BOX_HELPER_SPEC_H
#define GREENROOM_BOX_HELPER_SPEC_H

#include <stddef.h>

#include "engine/base/err.h"
#include "engine/box/protocol.h"

struct place;

struct spec_file {
	const char *name;
	const void *data;
	size_t len;
	bool executable;
};

/* A folder of the host at another place in the box. */
struct spec_folder {
	const char *host, *inside;
	/* Taken hold of while we were root, whose folders may be closed to nobody; -1: by its path. */
	int tree; /* a detached read-only mount, for a root of its own */
	int fd;   /* the folder, for rung LIGHT */
};

struct spec {
	struct wire_spec wire;
	int fds[WIRE_FDS];       /* -1 when not given */
	const char **argv, **env, **read_only; /* NULL-terminated, into the blob */
	struct spec_file *files; /* wire.filec of them */
	struct spec_folder *folders; /* wire.folderc of them */
	const char *artefact;    /* below /work, or NULL */
	const char *cgroup;      /* a folder to make groups in instead of our own part of the tree, or NULL */
	int groups;              /* descriptor of the folder to make groups in (cgroup.h); -1: none was delegated */
	bool in_slot;            /* of a jailer, which has told the steps */
	const struct place *place; /* rung LIGHT; NULL: namespaces and a root of its own */
};

/* NAME of a place "/box/NAME"; NULL where it is none. */
const char *spec_folder_name(const struct spec_folder *folder);

/* Waits for the first message.  The engine is trusted, a wrong blob is still an error. */
bool spec_receive(int control, struct spec *spec, struct err *err);

/* Reports; a lost engine is noticed by whoever reads the socket next.  Steps wait for the next report of another kind, and go with it. */
void report_send(int control, const struct wire_report *report, int fd);
void report_step(enum box_step_id step, bool held, const char *detail);
void report_failed(int control, const char *text);

#endif
