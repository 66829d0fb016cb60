/* A desk for tests of editors: a draft in a folder of its own, a loop, a real editor in a terminal of ours. */
#ifndef GREENROOM_TESTS_UNIT_EDITOR_DESK_H
#define GREENROOM_TESTS_UNIT_EDITOR_DESK_H

#include <stdint.h>

#include "tui/editor.h"
#include "tui/term.h"

struct desk {
	char *folder, *file, *recovery;
	struct loop *loop;
	struct editor *editor;
	struct term *term;
	bool ended;
	/* the last save */
	int saves;
	enum editor_save how;
	char why[256];
	int64_t took_us;
	bool asked; /* for tests that save again and again */
};

/* For cmocka: *state is the desk.  The draft is "def two_sum():\n    pass\n". */
int desk_set_up(void **state);
int desk_tear_down(void **state);
/* The editor of $VISUAL prepared, or also started. */
struct desk *desk_editor(void **state);
struct desk *desk_start(void **state);
/* Says so where it is not. */
bool desk_installed(const char *program);
#define NEEDS(program)                                                                                                 \
	do {                                                                                                           \
		if (!desk_installed(program))                                                                          \
			skip();                                                                                        \
	} while (0)

/* Turns the loop until holds(desk, argument); false when patience is at its end. */
bool desk_until(struct desk *desk, bool (*holds)(struct desk *desk, const void *argument), const void *argument);
/* Is the text (a string) on the screen?  For desk_until, too. */
bool desk_shows(struct desk *desk, const void *text);
bool desk_lacks(struct desk *desk, const void *text);
/* Waits for it; fails the test with a picture of the screen. */
void desk_see(struct desk *desk, const char *text);

void desk_type(struct desk *desk, const char *keys);
/* Waits until the save has ended; desk->how says how. */
void desk_save(struct desk *desk);
/* The same for a save of one's own: counts it in desk->saves. */
void desk_saved(enum editor_save how, const char *why, int64_t took_us, void *desk);
void desk_file_is(const struct desk *desk, const char *expected);
void desk_write(const char *path, const char *text);

#endif
