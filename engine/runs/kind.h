/* Kinds of worker: what processes have in common that could answer the same tests. */
#ifndef GREENROOM_RUNS_KIND_H
#define GREENROOM_RUNS_KIND_H

#include "engine/box/box.h"
#include "engine/toolchain/tools.h"

/* What one source, or what was prepared for its language, adds to that: a compiled program, folders.  Made once, counted, shared
 * by all kinds, hosts and workers that use it: its files may have megabytes. */
struct kind_program;
struct kind_program_spec {
	const char *name;             /* what it was made of (a digest): two of one name are taken for the same */
	const struct box_file *files; /* in /box, beside the language's */
	size_t file_count;
	const struct box_folder *folders;
	size_t folder_count;
};
/* Copies all of it; the first use is yours. */
struct kind_program *kind_program_new(const struct kind_program_spec *spec);
struct kind_program *kind_program_use(struct kind_program *program); /* one more; takes NULL */
void kind_program_free(struct kind_program *program);                /* one less; takes NULL */
const char *kind_program_name(const struct kind_program *program);

/* Borrowed while in use. */
struct worker_kind {
	const struct toolchain *toolchain;
	const struct string_list *preload; /* NULL: nothing */
	struct kind_program *program;      /* NULL: none, a source goes with each request */
	struct box_limits limits; /* the widest that any test of the question has */
};

/* Could a process of one stand in for the other?  Clocks are set per test and do not count, nor does memory, unless the
 * definition's command speaks of it. */
bool kind_same(const struct worker_kind *a, const struct worker_kind *b);

/* Does one process answer many tests? */
bool kind_is_many(const struct worker_kind *kind);
/* Does its language have a warm host for it? */
bool kind_is_warm(const struct worker_kind *kind);

/* A kind that owns its list, and uses its program. */
struct kind_copy {
	struct worker_kind kind;
	struct string_list preload;
};
void kind_copy_init(struct kind_copy *copy, const struct worker_kind *kind);
void kind_copy_release(struct kind_copy *copy);

/* The box_spec of a fresh process (or of an exec host's), or of the warm host, of a kind; `spec` points into the rest. */
struct kind_spec {
	struct box_spec spec;
	char **argv, **env;
	struct string_list prefixes;
	const char **read_only;
	struct box_file *files;
	struct buf lock; /* greenroom-lock.so: a host only */
};
bool kind_spec_init(struct kind_spec *spec, const struct worker_kind *kind, bool host, struct err *err);
void kind_spec_release(struct kind_spec *spec);

#endif
