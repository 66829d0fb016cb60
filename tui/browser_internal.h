/* What the files of the browser share: browser.c (state and keys), browser_draw.c. */
#ifndef GREENROOM_TUI_BROWSER_INTERNAL_H
#define GREENROOM_TUI_BROWSER_INTERNAL_H

#include "tui/browser.h"
#include "tui/statement.h"

/* The statement of the question under the cursor; read when it is first drawn. */
struct preview {
	const struct question *question; /* NULL: none was read */
	char *markdown;                  /* NULL: it could not be read */
	char *problem;                   /* why */
	struct statement statement;
};

struct browser {
	struct listing *listing;
	bool stale; /* the listing is to be refreshed before it is drawn */
	bool tags_hidden;
	size_t cursor, top; /* into the listing's shown */
	struct rect list;   /* where the rows were drawn last */
	struct preview preview;
};

void preview_release(struct preview *preview);

/* Where the parts stand; a part without rows or columns is left out. */
struct browser_layout {
	struct rect head, search, chips, names, list, about, preview;
};
void browser_lay_out(const struct browser *browser, struct rect area, struct browser_layout *layout);
void browser_draw_parts(struct browser *browser, struct screen *screen, const struct browser_layout *layout);

#endif
