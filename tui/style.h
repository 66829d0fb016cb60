/* Styles: how a cell looks, before anyone knows what the outer terminal can do.
 *
 * A colour is the terminal's default, one of 256 palette entries, 24 bit RGB, or a role of the
 * theme (resolved by the screen).
 */
#ifndef GREENROOM_TUI_STYLE_H
#define GREENROOM_TUI_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t colour;
#define COLOUR_DEFAULT 0U
#define COLOUR_PALETTE(index) (0x01000000U | (uint32_t)(index))
#define COLOUR_RGB(r, g, b) (0x02000000U | (uint32_t)(r) << 16 | (uint32_t)(g) << 8 | (uint32_t)(b))
#define COLOUR_KIND(c) ((c) >> 24)
/* Red, green and blue of a colour, a palette entry as xterm has it by default; false for the default colour. */
bool colour_rgb(colour c, unsigned char rgb[3]);

enum style_attribute {
	STYLE_BOLD = 1,
	STYLE_DIM = 2,
	STYLE_ITALIC = 4,
	STYLE_UNDERLINE = 8,
	STYLE_REVERSE = 16,
	STYLE_STRIKE = 32,
};

struct style {
	colour fg, bg;
	unsigned attributes;
};

/* What a piece of the screen is; a theme gives each role its style.  The names in theme files are the
 * words in lower case with '-' ("heading", "code-block"). */
enum role {
	ROLE_TEXT,
	ROLE_DIM,
	ROLE_BORDER,
	ROLE_BORDER_FOCUS,
	ROLE_TITLE,
	ROLE_TITLE_FOCUS,
	ROLE_BAR,
	ROLE_BAR_KEY,
	ROLE_SELECTED,
	ROLE_MATCH,
	ROLE_PASS,
	ROLE_FAIL,
	ROLE_WARN,
	ROLE_RUNNING,
	ROLE_EASY,
	ROLE_MEDIUM,
	ROLE_HARD,
	ROLE_TAG,
	ROLE_HEADING,
	ROLE_STRONG,
	ROLE_EMPHASIS,
	ROLE_CODE,
	ROLE_CODE_BLOCK,
	ROLE_CODE_KEYWORD, /* in a code block, like the next three */
	ROLE_CODE_STRING,
	ROLE_CODE_NUMBER,
	ROLE_CODE_COMMENT,
	ROLE_QUOTE,
	ROLE_LINK,
	ROLE_RULE,
	ROLE_TABLE,
	ROLE_BULLET,
	ROLE_EXPECTED,
	ROLE_ACTUAL,
	ROLE_ERROR,
	ROLE_COUNT,
};

/* A line of text in pieces, the common currency between Markdown, results and panes.  Text is
 * UTF-8 that is safe to show (escaped by whoever made the line); it holds no newline and no tab. */
struct span {
	char *text;
	enum role role;
	unsigned attributes; /* added to the role's */
};

struct line {
	struct span *spans;
	size_t count;
};

struct lines {
	struct line *items;
	size_t count, capacity;
};

void lines_release(struct lines *lines);
/* Adds an empty line and returns its index. */
size_t lines_begin(struct lines *lines);
/* Appends a piece to the last line (merged with the piece before if it looks the same). */
void lines_add(struct lines *lines, enum role role, unsigned attributes, const char *text, size_t len);
void lines_printf(struct lines *lines, enum role role, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Columns that it takes. */
size_t line_text_width(const struct line *line);

/* Columns that a character takes: 0 (combining), 1 or 2; control characters -1.  Our own table-free rule
 * on top of wcwidth(), used by everything that draws, so that rows never shift. */
int text_char_width(uint32_t code);
size_t text_width(const char *text, size_t len);
/* How many bytes of text fit into `columns`; *used is set to the columns they take. */
size_t text_fit(const char *text, size_t len, size_t columns, size_t *used);

#endif
