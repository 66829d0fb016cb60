/* One subject, driven as the engine drives a candidate: straight into a box, or through a run. */
#ifndef GREENROOM_TESTS_DRIVE_H
#define GREENROOM_TESTS_DRIVE_H

#include "engine/box/box.h"
#include "tests/box/stage.h"

struct seen {
	bool in_box;          /* then `end`, `status`, `rung` are known */
	enum box_end end;
	int status;
	enum box_rung rung;
	enum verdict verdict; /* of the first test that failed, or of the first */
	char *message;
	char *text;           /* message, detail and what was printed, one after the other; unescaped */
	char *printed;        /* stdout and stderr alone */
	size_t passed, total;
	int64_t wall_us, cpu_us, memory_kb;
	int64_t took_us;      /* from the start to the end as seen here */
};
void seen_release(struct seen *seen);

/* The file tests/box/programs/`name`: .py gets the prelude unless it is bare, .c is the program built from it. */
struct subject {
	const char *name;
	bool bare;            /* without the prelude */
	enum box_profile profile;
	struct box_limits limits;
	const struct toolchain *python; /* in a box; NULL: the stage's */
	const char *question; /* "hostile/steady": through a run; its limits count then */
	bool submit;
};
void drive_box(struct stage *stage, const struct subject *subject, struct seen *seen);
void drive_run(struct stage *stage, const struct subject *subject, struct seen *seen);

#endif
