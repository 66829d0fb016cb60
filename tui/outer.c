#include "tui/outer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool begins(const char *text, const char *with)
{
	return text && strncmp(text, with, strlen(with)) == 0;
}

bool outer_claims_direct(void)
{
	const char *multiplexer = getenv("TMUX"), *colours = getenv("COLORTERM");
	if (multiplexer && *multiplexer)
		return true;
	if (begins(getenv("TERM"), "screen"))
		return false;
	return colours && (strcmp(colours, "truecolor") == 0 || strcmp(colours, "24bit") == 0);
}

/* The answer is DCS 1 $ r STYLE m ST; terminals write the colour with ';' or ':', with or without an empty colour
 * space. */
enum outer_answer outer_colour_answer(const char *bytes, size_t len)
{
	if (len < 5 || memcmp(bytes, "\033P", 2) != 0 || memcmp(bytes + 3, "$r", 2) != 0)
		return OUTER_NONE;
	static const char *const said[] = {"48;2;1;2;3", "48:2:1:2:3", "48:2::1:2:3"};
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		if (memmem(bytes, len, said[i], strlen(said[i])))
			return OUTER_DIRECT;
	return OUTER_PLAIN;
}

/* One of "r/g/b": one to four hexadecimal digits, of which all ones are full. */
static bool take_channel(const char **at, const char *end, double *out)
{
	unsigned value = 0, most = 0;
	const char *p = *at;
	for (; p < end && p - *at < 4 && isxdigit((unsigned char)*p); p++) {
		const char digit = (char)tolower((unsigned char)*p);
		value = value << 4 | (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
		most = most << 4 | 15;
	}
	*out = most ? (double)value / most : 0;
	*at = p < end && *p == '/' ? p + 1 : p;
	return most;
}

/* OSC 11 ; rgb:RRRR/GGGG/BBBB or rgba:.../A, then BEL or ST. */
bool outer_background_answer(const char *bytes, size_t len, bool *light)
{
	static const char *const begins[] = {"\033]11;rgb:", "\033]11;rgba:"};
	double channels[3];
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
		size_t used = strlen(begins[i]);
		const char *at = bytes + used, *end = bytes + len;
		if (len <= used || memcmp(bytes, begins[i], used) != 0)
			continue;
		for (size_t c = 0; c < 3; c++)
			if (!take_channel(&at, end, &channels[c]))
				return false;
		/* Brightness as the eye has it (ITU-R BT.601). */
		*light = 0.299 * channels[0] + 0.587 * channels[1] + 0.114 * channels[2] > 0.5;
		return true;
	}
	return false;
}

/* "15;0" or "0;default;15": the last is the background's number among the sixteen colours. */
bool outer_background_claim(bool *light)
{
	const char *claim = getenv("COLORFGBG");
	const char *last = claim ? strrchr(claim, ';') : NULL;
	char *end;
	if (!last || !isdigit((unsigned char)last[1]))
		return false;
	long number = strtol(last + 1, &end, 10);
	if (*end || number > 15)
		return false;
	*light = number == 7 || number > 8;
	return true;
}

static void put_base64(struct buf *out, const char *text, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < len; i += 3) {
		unsigned bits = 0;
		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (i + k < len ? (unsigned char)text[i + k] : 0U);
		const char four[4] = {digits[bits >> 18], digits[bits >> 12 & 63], i + 1 < len ? digits[bits >> 6 & 63] : '=',
				      i + 2 < len ? digits[bits & 63] : '='};
		buf_put(out, four, sizeof four);
	}
}

bool outer_put_clipboard(struct buf *out, const char *text, size_t len)
{
	if (len > OUTER_CLIPBOARD_MAX)
		return false;
	buf_puts(out, "\033]52;c;");
	put_base64(out, text, len);
	buf_puts(out, "\033\\");
	return true;
}
