#include "tui/style.h"

#include <locale.h>
#include <stdarg.h>
#include <string.h>
#include <wchar.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"

static void line_release(struct line *line)
{
	for (size_t i = 0; i < line->count; i++)
		free(line->spans[i].text);
	free(line->spans);
}

void lines_release(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		line_release(&lines->items[i]);
	free(lines->items);
	*lines = (struct lines){0};
}

size_t lines_begin(struct lines *lines)
{
	MEM_ROOM(lines->items, lines->count, lines->capacity);
	lines->items[lines->count] = (struct line){0};
	return lines->count++;
}

void lines_add(struct lines *lines, enum role role, unsigned attributes, const char *text, size_t len)
{
	if (!lines->count)
		lines_begin(lines);
	if (!len)
		return;
	struct line *line = &lines->items[lines->count - 1];
	struct span *last = line->count ? &line->spans[line->count - 1] : NULL;
	if (last && last->role == role && last->attributes == attributes) {
		size_t old = strlen(last->text);
		last->text = mem_grow(last->text, old + len + 1, 1);
		memcpy(last->text + old, text, len);
		last->text[old + len] = '\0';
		return;
	}
	/* Lines have few spans, so growing by one costs less than a third number in each line. */
	line->spans = mem_grow(line->spans, line->count + 1, sizeof *line->spans);
	line->spans[line->count++] =
	    (struct span){.text = mem_dup_n(text, len), .role = role, .attributes = attributes};
}

void lines_printf(struct lines *lines, enum role role, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	AUTO_FREE char *text = mem_vformat(format, args);
	va_end(args);
	lines_add(lines, role, 0, text, strlen(text));
}

/* wcwidth() under a UTF-8 locale of our own: the answer must not depend on whether the program
 * (or a test) called setlocale. */
static int utf8_wcwidth(uint32_t code)
{
	static locale_t utf8;
	static bool asked;
	if (!asked) {
		utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
		asked = true;
	}
	if (!utf8)
		return wcwidth((wchar_t)code);
	locale_t before = uselocale(utf8);
	int width = wcwidth((wchar_t)code);
	uselocale(before);
	return width;
}

int text_char_width(uint32_t code)
{
	if (code < 0x7f)
		return code < 0x20 ? -1 : 1;
	if (code < 0xa0)
		return -1;
	if (code < 0x300)
		return 1; /* also the soft hyphen, which terminals show */
	/* The ideographs and syllables that East Asian text consists of: asking the locale is slow. */
	if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3))
		return 2;
	int width = utf8_wcwidth(code);
	/* Unassigned and private characters are shown by a box or an icon font's glyph. */
	return width < 0 ? 1 : width;
}

/* Decodes the character at text[at]; bytes that are no UTF-8 count as one column each. */
static size_t next_char(const char *text, size_t len, size_t at, size_t *columns)
{
	uint32_t code;
	size_t n = utf8_decode(text + at, len - at, &code);
	if (!n) {
		*columns = 1;
		return 1;
	}
	int width = text_char_width(code);
	*columns = width > 0 ? (size_t)width : 0;
	return n;
}

size_t text_width(const char *text, size_t len)
{
	size_t total = 0, columns;
	for (size_t at = 0; at < len; total += columns)
		at += next_char(text, len, at, &columns);
	return total;
}

size_t line_text_width(const struct line *line)
{
	size_t width = 0;
	for (size_t i = 0; i < line->count; i++)
		width += text_width(line->spans[i].text, strlen(line->spans[i].text));
	return width;
}

size_t text_fit(const char *text, size_t len, size_t columns, size_t *used)
{
	size_t at = 0, total = 0, wide;
	while (at < len) {
		size_t n = next_char(text, len, at, &wide);
		if (total + wide > columns)
			break;
		total += wide;
		at += n;
	}
	if (used)
		*used = total;
	return at;
}

/* The palette that xterm has when nobody changed it. */
static const unsigned char first_sixteen[16][3] = {
    {0, 0, 0},     {205, 0, 0},     {0, 205, 0},     {205, 205, 0},   {0, 0, 238}, {205, 0, 205},
    {0, 205, 205}, {229, 229, 229}, {127, 127, 127}, {255, 0, 0},     {0, 255, 0}, {255, 255, 0},
    {92, 92, 255}, {255, 0, 255},   {0, 255, 255},   {255, 255, 255},
};

static unsigned char cube_step(unsigned step)
{
	return (unsigned char)(step ? 55 + step * 40 : 0);
}

bool colour_rgb(colour c, unsigned char rgb[3])
{
	if (COLOUR_KIND(c) == 2) {
		rgb[0] = (unsigned char)(c >> 16);
		rgb[1] = (unsigned char)(c >> 8);
		rgb[2] = (unsigned char)c;
		return true;
	}
	if (COLOUR_KIND(c) != 1)
		return false;
	unsigned index = c & 0xff;
	if (index < 16) {
		memcpy(rgb, first_sixteen[index], 3);
	} else if (index < 232) {
		index -= 16;
		rgb[0] = cube_step(index / 36);
		rgb[1] = cube_step(index / 6 % 6);
		rgb[2] = cube_step(index % 6);
	} else {
		rgb[0] = rgb[1] = rgb[2] = (unsigned char)(8 + (index - 232) * 10);
	}
	return true;
}
