/* Descriptions of terminals (terminfo): one with 24 bit colours made from one without.
 *
 * Most entries that a terminal with 24 bit colours goes by (xterm-256color above all) speak of 256, and curses believes
 * them.  What is made here is the same entry with other colours; it goes to curses through the variable TERMINFO, as text,
 * and never touches a disk.
 */
#ifndef GREENROOM_TUI_TERMINFO_H
#define GREENROOM_TUI_TERMINFO_H

#include <stdbool.h>

bool terminfo_knows(const char *type);
/* How many; 0 where it has none or the type is not known. */
int terminfo_colours(const char *type);
/* Its entry says that it has 24 bit colours (RGB, Tc, or more than 256 colours). */
bool terminfo_is_direct(const char *type);

/* A value for TERMINFO that describes `type` with 24 bit colours, under its own name; yours.  NULL where the type is not
 * known, has no colours, or its entry is too large.  In it the colours 0 to 255 are the terminal's palette, all
 * others 0xRRGGBB (see palette_nearest). */
char *terminfo_direct(const char *type);

#endif
