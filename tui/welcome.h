/* The page of the first start: the three keys to know, and whether the prefix arrives. */
#ifndef GREENROOM_TUI_WELCOME_H
#define GREENROOM_TUI_WELCOME_H

#include "tui/screen.h"

enum welcome {
	WELCOME_NONE,
	WELCOME_ASKS,  /* the prefix was not pressed yet */
	WELCOME_WORKS, /* it was */
};

void welcome_draw(enum welcome welcome, struct screen *screen, struct rect area);

#endif
