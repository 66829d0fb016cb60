/* Text, lines and boxes, drawn cell by cell. */
#include "tui/screen.h"

#include <string.h>

#include "engine/base/text.h"

enum { CODES_MAX = 6 }; /* of one character and its marks: what a cell takes */

static struct style role_style(const struct screen *screen, enum role role, unsigned attributes)
{
	struct style style = *screen_role(screen, role);
	style.attributes |= attributes;
	return style;
}

void screen_clear(struct screen *screen, struct rect area, enum role role)
{
	struct style style = role_style(screen, role, 0);
	for (int row = area.row; row < area.row + area.rows; row++)
		for (int col = area.col; col < area.col + area.cols; col++)
			screen_cell(screen, row, col, (const uint32_t[]){' '}, 1, 1, &style);
}

/* One character of a text with the combining marks behind it. */
static size_t take_cluster(const char *text, size_t len, uint32_t codes[CODES_MAX], size_t *count, int *width)
{
	size_t used = 0;
	*count = 0;
	*width = 0;
	while (used < len) {
		uint32_t code;
		size_t n = utf8_decode(text + used, len - used, &code);
		if (n == 0) {
			n = 1;
			code = 0xfffd;
		}
		int w = text_char_width(code);
		if (w < 0) {
			code = 0xfffd;
			w = 1;
		}
		if (*count && w > 0)
			break;
		if (*count < CODES_MAX)
			codes[(*count)++] = code;
		if (w > 0)
			*width = w;
		used += n;
	}
	return used;
}

/* The line characters (U+2500 to U+257F): the crossing and the corners are what is neither level nor upright. */
static uint32_t ascii_line(uint32_t code)
{
	static const uint8_t level[] = {0x00, 0x01, 0x04, 0x05, 0x08, 0x09, 0x4c, 0x4d, 0x74, 0x76, 0x78, 0x7a, 0x7c, 0x7e};
	static const uint8_t upright[] = {0x02, 0x03, 0x06, 0x07, 0x0a, 0x0b, 0x4e, 0x4f, 0x51, 0x75, 0x77, 0x79, 0x7b, 0x7d, 0x7f};
	if (code < 0x2500 || code > 0x257f)
		return code;
	uint8_t at = (uint8_t)(code - 0x2500);
	if (memchr(level, at, sizeof level))
		return '-';
	if (memchr(upright, at, sizeof upright))
		return '|';
	return at == 0x50 ? '=' : at == 0x71 ? '/' : at == 0x72 ? '\\' : at == 0x73 ? 'X' : '+';
}

/* Draws from text column `skip` on; *seen counts the text's columns over several calls. */
static int draw_text(struct screen *screen, struct rect area, int row, int col, const struct style *style,
                     const char *text, size_t skip, size_t *seen)
{
	int begun = col;
	size_t len = strlen(text);
	if (row < 0 || row >= area.rows)
		return 0;
	for (size_t i = 0; i < len;) {
		uint32_t codes[CODES_MAX];
		size_t count;
		int width;
		i += take_cluster(text + i, len - i, codes, &count, &width);
		if (width == 0)
			continue;
		size_t at = *seen;
		*seen += (size_t)width;
		if (at < skip)
			continue;
		if (col + width > area.cols) {
			col = area.cols; /* cut: what follows on this row is not drawn either */
			break;
		}
		if (screen_ascii(screen))
			codes[0] = ascii_line(codes[0]);
		screen_cell(screen, area.row + row, area.col + col, codes, count, width, style);
		col += width;
	}
	return col - begun;
}

int screen_text(struct screen *screen, struct rect area, int row, int col, enum role role, unsigned attributes,
                const char *text)
{
	struct style style = role_style(screen, role, attributes);
	size_t seen = 0;
	return draw_text(screen, area, row, col, &style, text, 0, &seen);
}

void screen_line(struct screen *screen, struct rect area, int row, int col, const struct line *line,
                 size_t skip_columns)
{
	size_t seen = 0;
	for (size_t i = 0; i < line->count && col < area.cols; i++) {
		struct style style = role_style(screen, line->spans[i].role, line->spans[i].attributes);
		col += draw_text(screen, area, row, col, &style, line->spans[i].text, skip_columns, &seen);
	}
}

void screen_box(struct screen *screen, struct rect area, const char *title, bool focused)
{
	enum role border = focused ? ROLE_BORDER_FOCUS : ROLE_BORDER;
	if (area.rows < 2 || area.cols < 2)
		return;
	int bottom = area.rows - 1, right = area.cols - 1;
	for (int col = 1; col < right; col++) {
		screen_text(screen, area, 0, col, border, 0, "─");
		screen_text(screen, area, bottom, col, border, 0, "─");
	}
	for (int row = 1; row < bottom; row++) {
		screen_text(screen, area, row, 0, border, 0, "│");
		screen_text(screen, area, row, right, border, 0, "│");
	}
	screen_text(screen, area, 0, 0, border, 0, "┌");
	screen_text(screen, area, 0, right, border, 0, "┐");
	screen_text(screen, area, bottom, 0, border, 0, "└");
	screen_text(screen, area, bottom, right, border, 0, "┘");
	if (title && *title && area.cols > 6) {
		struct rect inside = {area.row, area.col, 1, area.cols - 2};
		enum role role = focused ? ROLE_TITLE_FOCUS : ROLE_TITLE;
		int col = 2 + screen_text(screen, inside, 0, 2, role, 0, " ");
		col += screen_text(screen, inside, 0, col, role, 0, title);
		screen_text(screen, inside, 0, col, role, 0, " ");
	}
}
