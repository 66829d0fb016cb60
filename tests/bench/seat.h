/* Seats: programs in terminals of ours, for benches of what a person sees. */
#ifndef GREENROOM_TESTS_BENCH_SEAT_H
#define GREENROOM_TESTS_BENCH_SEAT_H

#include <stdint.h>
#include <sys/types.h>

struct seat {
	pid_t pid;
	int fd;
};

/* Runs a shell command in a terminal of that size. */
struct seat seat_start(const char *command, int rows, int cols);
void seat_end(struct seat *seat);
/* Reads until `text` comes; gives up, and the bench with it, after ten seconds of silence. */
void seat_await(const struct seat *seat, const char *text);
/* Takes what comes until nothing came for `ms`.  When the last of it came, by loop_now_us(); 0: nothing did. */
int64_t seat_drain(const struct seat *seat, int ms);

/* A scratch folder, and its end with all that is in it. */
char *bench_folder_new(void);
void bench_folder_free(char *folder);

#endif
