/* Drives the real greenroom through a pseudo terminal, read back by our emulator: keys in, cells out.
 *
 * Nothing sleeps: every step waits for what it expects, at most DRIVE_WAIT_MS.  What does not come fails
 * the test with a picture of the screen.  The program gets a home of its own, an environment without the person's, and
 * what `env` adds.
 */
#ifndef GREENROOM_TESTS_SCREEN_DRIVE_H
#define GREENROOM_TESTS_SCREEN_DRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "engine/base/err.h"
#include "tui/emulator.h"

/* Generous: a sanitizer build on a loaded machine is slow, and a wait that succeeds costs nothing. */
#define DRIVE_WAIT_MS 30000

/* Keys as a terminal sends them. */
#define K_SEND_ENTER "\r"
#define K_SEND_ESC "\033"
#define K_SEND_DOWN "\033[B"
#define K_SEND_F1 "\033OP"
#define K_SEND_F2 "\033OQ"
#define K_SEND_F3 "\033OR"
#define K_SEND_F4 "\033OS"
#define K_SEND_F5 "\033[15~"
#define K_SEND_F6 "\033[17~"
#define K_SEND_F9 "\033[20~"
#define K_SEND_PREFIX "\034"

/* For cmocka: *state is the path of a home of its own, removed afterwards. */
int drive_setup(void **state);
int drive_teardown(void **state);
/* Makes text the settings of that home; drive_setup turns the page of the first start off. */
bool drive_settings(const char *home, const char *text, struct err *err);
/* Path of the draft of a question in that home, its folders made; yours. */
char *drive_draft(const char *home, const char *pack, const char *question);

struct drive_spec {
	const char *home;
	int rows, cols;          /* 0: 24 and 80 */
	const char *term;        /* NULL: xterm-256color */
	const char *editor;      /* NULL: vim without anybody's settings */
	const char *const *env;  /* more of "NAME=value", NULL-terminated; or NULL */
	const char *const *args; /* behind "greenroom", NULL-terminated; or NULL */
};

struct drive;
struct drive *drive_new(const struct drive_spec *spec);
/* Kills what still runs. */
void drive_free(struct drive *drive);
pid_t drive_pid(const struct drive *drive);

void drive_send(struct drive *drive, const char *bytes);
/* The same without taking what the program writes meanwhile. */
void drive_send_deaf(struct drive *drive, const char *bytes);
/* As a terminal with bracketed paste does it. */
void drive_paste(struct drive *drive, const char *text);
/* Replaces vim's buffer by a paste and stays in insert mode, unsaved. */
void drive_type_into_vim(struct drive *drive, const char *text);
void drive_resize(struct drive *drive, int rows, int cols);
/* The terminal goes away, as when a connection drops. */
void drive_hang_up(struct drive *drive);

/* Waits until the text stands on one row, or on none any more. */
void drive_see(struct drive *drive, const char *text);
void drive_see_gone(struct drive *drive, const char *text);
/* The screen now: is the text on one row, and where. */
bool drive_finds(struct drive *drive, const char *text, int *row, int *col);
void drive_cell(const struct drive *drive, int row, int col, struct term_cell *out);
void drive_cursor(const struct drive *drive, struct term_cursor *out);
/* Waits for the program's end; its status as of waitpid. */
int drive_end(struct drive *drive);
/* The same for a terminal that takes nothing any more. */
int drive_end_deaf(struct drive *drive);
/* Quits by the prefix, and the program must end well and give the terminal back. */
void drive_quit(struct drive *drive);
/* Everything the program wrote so far holds these bytes. */
bool drive_wrote(const struct drive *drive, const char *bytes);

#endif
