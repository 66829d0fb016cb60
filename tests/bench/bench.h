/* Benches: each measures one thing beside its peer in one run, and prints one JSON object a line. */
#ifndef GREENROOM_TESTS_BENCH_BENCH_H
#define GREENROOM_TESTS_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/toolchain/tools.h"

/* Measured times in microseconds. */
struct samples {
	int64_t *us;
	size_t count, capacity;
};
void samples_add(struct samples *samples, int64_t us);
void samples_release(struct samples *samples);
#define AUTO_SAMPLES __attribute__((cleanup(samples_release))) struct samples

/* Prints {"bench", "median_ms", "p99_ms", "runs", "peer", "peer_median_ms", "ratio", "goal"}; ratio is the median by
 * the peer's median.  peer NULL: there is none, its three are null.  Sorts the samples. */
void bench_print(const char *bench, struct samples *own, const char *peer, struct samples *peers, const char *goal);
/* Prints {"bench", "skipped": why}. */
void bench_skip(const char *bench, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Says why on stderr and ends the program: the machinery is broken, there is nothing to measure. */
void bench_die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

struct loop *bench_loop(void);
/* Those of this machine, asked for the modules that the fixtures need. */
struct tools *bench_tools(void);
/* The language of that name with its tools; NULL where they, or its definition, are missing, after bench_skip. */
const struct toolchain *bench_toolchain(const char *language, const char *bench);
struct catalogue *bench_catalogue(void);

/* Runs argv in the environment with its output thrown away, as nobody where we are root; returns what waitpid
 * said, or -1.  `us` gets the time from the start to the reaping. */
int bench_spawn(const char *const *argv, bool as_nobody, int64_t *us);

/* The benches, by file. */
void bench_box_oneshot(void);
void bench_box_jailer(void);
void bench_slot_ready(void);
void bench_bomb_kill(void);
void bench_python(void);
void bench_numpy(void);
void bench_torch(void);
void bench_verify_all(void);
void bench_c(void);
void bench_cpp(void);
void bench_java(void);
void bench_javascript(void);
void bench_statement(void);
void bench_pane_throughput(void);
void bench_pane_drawn(void);
void bench_pane_latency(void);
void bench_pane_idle(void);
void bench_first_paint(void);
void bench_filter_key(void);

/* What `bench --bomb` does, inside a box. */
void bench_be_bomb(void) __attribute__((noreturn));

#endif
