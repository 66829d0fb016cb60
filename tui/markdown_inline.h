/* Inline content: emphasis, code, links and the rest, put into a flow in the order the parser meets them.
 *
 * The texts are the parser's; what the source kept from it (tui/markdown_source.h) is put back here.
 */
#ifndef GREENROOM_TUI_MARKDOWN_INLINE_H
#define GREENROOM_TUI_MARKDOWN_INLINE_H

#include "engine/base/string_list.h"
#include "tui/flow.h"
#include "tui/markdown_source.h"

/* What holds for the text at this point.  The counts are of elements that are open. */
struct markdown_inline {
	const struct markdown_source *source;
	struct flow *flow;
	size_t keep;         /* columns of code or a formula that stay on one line */
	size_t columns;      /* of a whole line: what a drawn formula may take */
	bool sources;        /* formulas as they were typed */
	struct string_list *addresses; /* NULL, or gets what links lead to, as it was typed */
	bool plain;          /* no formula in two dimensions */
	enum role base;
	unsigned attributes; /* of the whole: a heading's, a header cell's */
	unsigned strong, emphasis, strike;
	unsigned links, images;         /* by the functions below */
	size_t link_start, image_start; /* in the flow's text */
	bool break_due;
};

/* Bare addresses in it are shown as links, formulas drawn. */
void markdown_put_text(struct markdown_inline *in, const char *text);
void markdown_put_code(struct markdown_inline *in, const char *text);
/* As it was typed, but <br> breaks the line. */
void markdown_put_html(struct markdown_inline *in, const char *text);
void markdown_put_space(struct markdown_inline *in);
void markdown_put_break(struct markdown_inline *in);

void markdown_begin_link(struct markdown_inline *in);
/* The address follows the text, unless that says it already. */
void markdown_end_link(struct markdown_inline *in, const char *url);
void markdown_begin_image(struct markdown_inline *in);
void markdown_end_image(struct markdown_inline *in, const char *url);

/* The parser's text as it was typed: for code, HTML and addresses.  Yours. */
char *markdown_original(const struct markdown_source *source, const char *text);

#endif
