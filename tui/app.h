/* The screen's program: browser, workspace, all panes; runs until the person quits. */
#ifndef GREENROOM_TUI_APP_H
#define GREENROOM_TUI_APP_H

#include "engine/loop/loop.h"
#include "engine/packs/catalogue.h"
#include "engine/runs/run.h"
#include "engine/store/store.h"

struct tui_options {
	struct loop *loop;
	struct catalogue *catalogue;
	struct store *store;
	struct tools *tools; /* may still be unknown: the list fills in when they answer */
	struct runner *runner;
	const char *question; /* "slug" or "pack/slug" to open at once, or NULL */
	const char *session;  /* "practice" */
	const char *theme;    /* name, or NULL */
	bool links;           /* what a statement links to may be opened in a browser: never in an interview */
	bool solutions;       /* solutions may be looked at: the same */
	bool clipboard;       /* the editor may set the person's clipboard (OSC 52): never in an interview */
};

/* Returns the exit status: 0, or 2 with one line on stderr (no terminal, too old a TERM). */
int tui_main(const struct tui_options *options);

#endif
