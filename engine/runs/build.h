/* Building: from a source to what its tests run.
 *
 * A compiled language's source, with the glue of the question's signature, goes to the compiler in a box of its own
 * (BOX_COMPILE); what comes back is a program for the workers (kind.h), or a compile error in the candidate's own lines.
 * Before the first build with a toolchain, what its definition prepares (a precompiled header) is made, once, in
 * boxes that see nothing of a candidate's.  Both are kept in the cache under a digest of all that they are made from:
 * definition, tools, glue, source.  A build that is asked for while the same one is under way joins it.
 *
 * Where no cache can be kept in the home folder a private one stands in for it as long as the builder lives.
 */
#ifndef GREENROOM_RUNS_BUILD_H
#define GREENROOM_RUNS_BUILD_H

#include "engine/packs/question.h"
#include "engine/runs/kind.h"
#include "engine/runs/verdict.h"
#include "engine/toolchain/tools.h"

enum {
	BUILD_ARTEFACT_MAX_MB = 64,  /* a program */
	BUILD_PREPARED_MAX_MB = 256, /* a prepared file */
};

struct builder;
/* cache: its folder, NULL for the usual one.  Nothing is opened before it is needed. */
struct builder *builder_new(struct loop *loop, const char *cache);
void builder_free(struct builder *builder); /* after all builds */

/* Does a source of this language need a build at all? */
bool build_is_needed(const struct language *language);

/* Borrowed until build_start returns. */
struct build_request {
	const struct question *question;
	const struct question_body *body;
	const struct toolchain *toolchain;
	const char *source;
	size_t len;
	int cpu_ms; /* for the compiler */
};

struct build_result {
	enum verdict verdict;  /* VERDICT_ACCEPTED: there is a program; VERDICT_COMPILE_ERROR; VERDICT_SANDBOX_ERROR */
	const char *message;   /* one line; "" where it was built */
	const char *detail;    /* what the compiler said of the candidate's source: errors, or warnings; "" */
	int line;              /* in the candidate's source, 0 unknown */
	struct kind_program *program; /* borrowed: kind_program_use */
	bool cached;           /* it was there before this build began */
	int64_t wall_us;       /* what compiling took, whenever that was */
};

struct build_events {
	/* What is being done now, for people: "compiling", "preparing C++ (precompiled header), once"; may be NULL. */
	void (*on_stage)(const char *stage, void *context);
	/* Once, from the loop; the result is borrowed.  The build is to be freed then or later. */
	void (*on_end)(const struct build_result *result, void *context);
};

struct build;
/* Never NULL; never calls back from inside. */
struct build *build_start(struct builder *builder, const struct build_request *request,
                          const struct build_events *events, void *context);
/* No event any more; the compiler is ended where nobody else waits for it. */
void build_free(struct build *build);

/* Makes what the toolchain needs before its first build, in the background. */
void builder_prepare(struct builder *builder, const struct toolchain *toolchain);
/* It is there, or there is none. */
bool builder_prepared(const struct builder *builder, const struct toolchain *toolchain);

#endif
