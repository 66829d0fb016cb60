#include "tui/search.h"

#include <string.h>

#include "engine/base/text.h"

const char *search_find(const char *text, const char *what)
{
	for (const char *c = what; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			return strstr(text, what);
	return strcasestr(text, what);
}

static void drop_character(char *text)
{
	size_t len = strlen(text);
	while (len && ((unsigned char)text[len - 1] & 0xc0) == 0x80)
		len--;
	text[len ? len - 1 : 0] = '\0';
}

enum search_answer search_key(char typed[SEARCH_MAX + 1], const struct key *key)
{
	size_t len = strlen(typed);
	if (key->code == K_ESC || (key->code == 'c' && key->modifiers == MOD_CTRL)) {
		typed[0] = '\0';
		return SEARCH_CANCELLED;
	}
	if (key->code == K_ENTER || (key->code == 'j' && key->modifiers == MOD_CTRL))
		return SEARCH_TAKEN;
	if (key->code == K_BACKSPACE)
		drop_character(typed);
	else if (key->code >= 0x20 && key->code < K_UP && !(key->modifiers & (MOD_CTRL | MOD_ALT)) && len + 4 <= SEARCH_MAX)
		typed[len + utf8_encode(key->code, typed + len)] = '\0';
	return SEARCH_GOES_ON;
}
