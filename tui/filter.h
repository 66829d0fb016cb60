/* The filter: what a child writes, made safe for libvterm, whatever its version.
 *
 * Every byte of the child passes here first.  What comes out holds whole characters and whole control sequences
 * only, each in one piece and each known to be harmless; so libvterm never keeps a half-read sequence from one
 * write to the next.  Where the input is split makes no difference to what comes out.
 *
 * What it does, and why (libvterm 0.1.4 and 0.3.3 were tried):
 *   - sequences with more than 16 parameters overrun an array there: SGR is cut into several at ';' borders (the
 *     groups of 38, 48 and 58 stay whole), any other is dropped;
 *   - unknown sequences are dropped, numbers are clamped to 65,535;
 *   - REP hangs it: the character is repeated here, at most once a column;
 *   - colours with colons become ones with semicolons; dim (SGR 2) becomes font 1, as it has no dim of its own;
 *   - `CSI ? 1;2 h` is taken apart, since it obeys the first mode only;
 *   - modes that concern what *we* send (cursor keys, mouse, paste, focus) are kept here and asked for by
 *     filter_modes; queries about them are answered here;
 *   - OSC, DCS, APC, PM and SOS never reach it, but for a well-formed DECRQSS; titles and colour queries are handled
 *     here.  A clipboard (OSC 52) that is to be set is told to the owner, who decides; nobody is ever told what
 *     is in one;
 *   - CSI s and CSI u save and restore the cursor (it would set margins); a restored position is clamped;
 *   - double-width lines, 8-bit replies and single shifts are dropped; RIS resets what it forgets;
 *   - bytes that are no UTF-8 become U+FFFD; C1 controls, bidirectional overrides and other invisible format
 *     characters are dropped; at most 8 combining marks follow a character, and none stands alone or comes late
 *     for the last column;
 *   - a character that is wide for everybody else but narrow in its older table is followed by a blank.
 *
 * Memory is bounded: a string of 64 KB, 256 parameters, 8 KB of output.
 */
#ifndef GREENROOM_TUI_FILTER_H
#define GREENROOM_TUI_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/style.h"

enum {
	FILTER_STRING_MAX = 65536, /* bytes of an OSC or DCS; a longer one is swallowed */
	FILTER_OUT_MAX = 8192,     /* bytes in one call of `screen` */
};

/* The modes of the child that the terminal's user side needs. */
struct filter_modes {
	bool cursor_keys;   /* DECCKM: cursor keys are ESC O A */
	bool keypad;        /* DECKPAM */
	bool alternate;     /* the alternate screen is shown */
	bool paste;         /* 2004 */
	bool focus;         /* 1004 */
	bool hold;          /* 2026: a frame is being drawn */
	bool shape;         /* the child chose a shape for its cursor: else it has the terminal's own */
	int mouse;          /* 0, 1000 (clicks), 1002 (drags), 1003 (all motion) */
	int mouse_encoding; /* 0 (X10), 1005, 1006, 1015 */
};

/* Calls come from filter_feed, in the order of the child's bytes. */
struct filter_events {
	void (*screen)(const char *bytes, size_t len, void *context); /* for libvterm */
	void (*reply)(const char *bytes, size_t len, void *context);  /* for the child */
	void (*title)(const char *title, size_t len, void *context);  /* as the child wrote it */
	/* Text for the person's clipboard, decoded, any bytes but no NUL; at least 1 and at most FILTER_STRING_MAX. */
	void (*clipboard)(const char *text, size_t len, void *context);
	void (*hold)(bool on, void *context);                         /* synchronised output began or ended */
	void (*forget_history)(void *context);                        /* CSI 3 J */
	/* True where the character before is in the last column, or where nobody knows. */
	bool (*at_margin)(void *context);
	/* True if libvterm gives one column to this character, which is two columns wide. */
	bool (*narrow)(uint32_t code, void *context);
};

struct filter;

/* All events are needed.  The colours answer OSC 10 and 11; COLOUR_DEFAULT gives no answer. */
struct filter *filter_new(const struct filter_events *events, void *context, int cols, colour foreground,
			  colour background);
void filter_free(struct filter *filter);
void filter_feed(struct filter *filter, const char *bytes, size_t len);
void filter_set_cols(struct filter *filter, int cols);
const struct filter_modes *filter_modes(const struct filter *filter);
/* True once since the last call if the child has set scroll margins that may be in force. */
bool filter_take_margins(struct filter *filter);
/* Whether scroll margins may be in force now. */
bool filter_has_margins(const struct filter *filter);

#endif
