/* What filter.c (the state machine, text, ESC and strings) and filter_csi.c (CSI) share. */
#ifndef GREENROOM_TUI_FILTER_INTERNAL_H
#define GREENROOM_TUI_FILTER_INTERNAL_H

#include "engine/base/text.h"
#include "tui/filter.h"

enum {
	PARAMS_MAX = 256,
	EMULATOR_PARAMS = 16, /* what libvterm has room for */
	NUMBER_MAX = 65535,
	MISSING = -1,
};

enum filter_state {
	GROUND,
	CHARACTER,   /* inside a character of several bytes */
	ESCAPE,      /* after ESC */
	ESCAPE_MORE, /* after ESC and an intermediate byte */
	CSI,
	STRING,        /* OSC, DCS, APC, PM, SOS */
	STRING_ESCAPE, /* after an ESC in one: '\' ends it */
};

struct param {
	int value;   /* or MISSING */
	bool joined; /* a ':' stands before it: it belongs to the one before */
};

struct filter {
	struct filter_events events;
	void *context;
	colour foreground, background;
	int cols;
	struct filter_modes modes;
	bool margins_set;
	bool margins;      /* CSI r with parameters, and none without since */
	bool side_margins; /* DECLRMM: CSI s has parameters */

	enum filter_state state;
	/* CHARACTER */
	char bytes[4];
	size_t have, need;
	/* ESCAPE_MORE, CSI */
	char leader, intermediate;
	bool bad; /* to be dropped when it ends */
	struct param params[PARAMS_MAX];
	size_t count;
	/* STRING */
	char kind; /* the byte after ESC */
	bool overlong;
	struct buf string;

	/* The last character, for REP, with the blank that may follow it. */
	char last[5];
	size_t last_len;
	bool after_glyph; /* nothing but marks came since */
	unsigned marks;

	char out[FILTER_OUT_MAX];
	size_t out_len;
};

/* Output.  A piece is a whole character or sequence and is never split. */
void filter_put(struct filter *f, const char *piece, size_t len);
void filter_puts(struct filter *f, const char *piece);
void filter_flush(struct filter *f);
void filter_reply(struct filter *f, const char *text);

/* Only once what was put is out: who gets it asks filter_has_margins. */
void filter_drop_margins(struct filter *f, bool *which);
void filter_set_hold(struct filter *f, bool on);
/* Empties leader, intermediate and parameters. */
void filter_sequence_begin(struct filter *f, enum filter_state state);
/* One byte (0x20 to 0x7f) after CSI; the final byte acts and returns to GROUND. */
void filter_csi_byte(struct filter *f, char c);

#endif
