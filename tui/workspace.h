/* The workspace: three panes on one opened question. */
#ifndef GREENROOM_TUI_WORKSPACE_H
#define GREENROOM_TUI_WORKSPACE_H

#include "tui/keys.h"
#include "tui/layout.h"
#include "tui/opened.h"
#include "tui/scroll.h"

struct workspace {
	struct opened *opened; /* owned */
	struct layout layout;
	struct layout_split split;
	enum pane focus;
	bool zoom;
	bool terminal_focused; /* the outer terminal has the focus, as far as it tells */
	bool pasting;          /* a paste that began in the editor's pane goes on */
	struct scroll scroll;
	const struct term *scrolled; /* the terminal that is scrolled back; compared only, it may be gone */
	enum { DRAG_NOTHING, DRAG_LEFT, DRAG_UPPER, DRAG_EDITOR, DRAG_SCRATCH } drag;
	int rows, cols;
};

/* Takes over `opened`. */
struct workspace *workspace_new(struct opened *opened, struct layout_split split);
void workspace_free(struct workspace *workspace);

void workspace_resize(struct workspace *workspace, int rows, int cols);
/* Everything but the bar; sets the cursor. */
void workspace_draw(struct workspace *workspace, struct screen *screen);
/* Of that only the editor's terminal, as it is drawn there: for frames in which nothing else changed. */
void workspace_draw_terminal(struct workspace *workspace, struct screen *screen);

void workspace_focus(struct workspace *workspace, enum pane pane);
void workspace_next_pane(struct workspace *workspace);
void workspace_zoom(struct workspace *workspace);
/* Moves the borders by so many percent. */
void workspace_split(struct workspace *workspace, int left, int upper);
/* The scratch terminal in the results' place: started, shown with the focus, or put away (it lives on). */
void workspace_scratch(struct workspace *workspace);
/* The person's own cases in the results' place, with the focus, or put away. */
void workspace_cases(struct workspace *workspace);
void workspace_expand(struct workspace *workspace);
/* Keys go to the editor: of ours only function keys and the prefix are taken. */
bool workspace_types(const struct workspace *workspace);
/* The terminal that has the keys is scrolled back: they scroll and search. */
bool workspace_scrolls(const struct workspace *workspace);
/* Begins that, in the editor's where none has them; false where nothing has left its screen. */
bool workspace_scroll_back(struct workspace *workspace);

/* A key that the focused pane has a use for before any plain key of a command: the statement's (tui/statement.h). */
bool workspace_pane_key(struct workspace *workspace, const struct key *key);
/* What no command took: to the editor, or scrolling. */
bool workspace_key(struct workspace *workspace, const struct key *key);
/* True where a border was moved to its place. */
bool workspace_mouse(struct workspace *workspace, const struct key *key);
void workspace_paste(struct workspace *workspace, const struct key *key);
void workspace_terminal_focus(struct workspace *workspace, bool focused);

#endif
