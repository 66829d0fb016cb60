/* Runs of plain lines in what the filter lets through: output that only ever goes down.
 *
 * libvterm moves the whole screen for each line that scrolls, which is half of its time in a long listing.  Where it is
 * known that so many lines follow, the screen is moved by all of them at once, and the lines are then written into the
 * room.  Nothing differs in the end: see emulator.c.
 */
#ifndef GREENROOM_TUI_EMULATOR_LINES_H
#define GREENROOM_TUI_EMULATOR_LINES_H

#include <stddef.h>

struct lines_run {
	size_t lines; /* newlines in it */
	size_t len;   /* bytes up to the last of them, it included */
};

/* The longest run at the beginning of `bytes` of at most `most` lines: characters, tabs, CR, LF, SGR and EL only, and
 *   - no newline comes where a wrap may wait (it would stay or go by whether the newline scrolls): a return stands before
 *     each;
 *   - the background is the default at every newline, and where a line may wrap: what scrolls in is filled with it.
 * Both must hold at the beginning.  The cursor is in column `col` of `cols`. */
struct lines_run emulator_lines(const char *bytes, size_t len, size_t most, size_t col, size_t cols);

#endif
