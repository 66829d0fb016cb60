#include "tui/emulator_lines.h"

#include <stdbool.h>

enum { TAB_COLS = 8 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of an SGR or EL at `bytes`, which begins with ESC; 0 where it is something else.  The parts of a colour look like
 * other numbers: behind a 38 or 48 nothing is taken for a reset.  Where a part looks like a background the run only ends
 * too early. */
static size_t skip_sequence(const char *bytes, size_t len, bool *is_default)
{
	bool colour = false, now = *is_default;
	if (len < 3 || bytes[1] != '[')
		return 0;
	int number = 0;
	for (size_t i = 2; i < len; i++) {
		char c = bytes[i];
		if (is_digit(c)) {
			number = number < 10000 ? number * 10 + (c - '0') : number;
			continue;
		}
		if (c == 'K')
			return i + 1;
		colour = colour || number == 38 || number == 48;
		if (!colour && (number == 0 || number == 49))
			now = true;
		else if ((number >= 40 && number <= 48) || (number >= 100 && number <= 107))
			now = false;
		number = 0;
		if (c == 'm') {
			*is_default = now;
			return i + 1;
		}
		if (c != ';' && c != ':')
			return 0;
	}
	return 0;
}

struct lines_run emulator_lines(const char *bytes, size_t len, size_t most, size_t col, size_t cols)
{
	struct lines_run run = {0};
	bool is_default = true, returned = true;
	for (size_t i = 0; i < len && run.lines < most;) {
		unsigned char c = (unsigned char)bytes[i];
		bool plain = c >= 0x20 || c == '\r' || c == '\n' || c == '\t';
		size_t n = plain ? 1 : c == 0x1b ? skip_sequence(bytes + i, len - i, &is_default) : 0;
		if (!n || (c == '\n' && !returned) || (!is_default && (c == '\n' || col > cols)))
			break;
		i += n;
		if (c == '\n') {
			run = (struct lines_run){.lines = run.lines + 1, .len = i};
		} else if (plain) {
			returned = c == '\r';
			col = returned ? 0 : col + (c == '\t' ? TAB_COLS : 1); /* no character has more columns than bytes */
		}
	}
	return run;
}
