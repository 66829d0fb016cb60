/* Palette: from any colour to the nearest one that the outer terminal has.  Pure. */
#ifndef GREENROOM_TUI_PALETTE_H
#define GREENROOM_TUI_PALETTE_H

#include <stdint.h>

#include "tui/style.h"

/* 0xRRGGBB of one of the 256 palette entries (the first sixteen as xterm has them). */
uint32_t palette_rgb(unsigned index);

/* The number by which a terminal of `colours` colours (8, 16, 256, 1 << 24) knows the nearest to c; -1 is its
 * default.  With 1 << 24 the number is 0xRRGGBB, except 0 to 255, which stay the palette's (as
 * terminfo_direct has it).  *bright is set where 8 colours need bold for it. */
int palette_nearest(colour c, int colours, int *bright);

#endif
