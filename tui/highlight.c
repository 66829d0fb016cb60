#include "tui/highlight.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/mem.h"

const struct language *highlight_language(const char *word)
{
	const struct languages *languages = languages_all();
	for (size_t i = 0; i < languages->count && *word; i++) {
		const struct language *language = languages->items[i];
		const char *ending = strrchr(language->file, '.');
		if (strcasecmp(word, language->name) == 0 || strcasecmp(word, language->title) == 0 ||
		    (ending && strcasecmp(word, ending + 1) == 0))
			return language;
	}
	return NULL;
}

void highlight_release(struct highlight *highlight)
{
	free(highlight->pieces);
	*highlight = (struct highlight){0};
}

/* Ends a piece; neighbours of one role are one piece. */
static void add(struct highlight *highlight, size_t end, enum role role)
{
	struct highlight_piece *last = highlight->count ? &highlight->pieces[highlight->count - 1] : NULL;
	if (end == (last ? last->end : 0))
		return;
	if (last && last->role == role) {
		last->end = end;
		return;
	}
	MEM_ROOM(highlight->pieces, highlight->count, highlight->capacity);
	highlight->pieces[highlight->count++] = (struct highlight_piece){end, role};
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ASCII by hand: nothing here may depend on the locale.  Other alphabets count as letters. */
static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool stands_at(const char *text, size_t len, size_t at, const char *what)
{
	size_t n = strlen(what);
	return n && n <= len - at && memcmp(text + at, what, n) == 0;
}

/* Behind the end of what `until` ends, or the end of the line; backslashes count in strings alone. */
static size_t skip_to(const char *text, size_t len, size_t at, const char *until, bool escapes, bool *found)
{
	for (*found = false; at < len; at++) {
		if (escapes && text[at] == '\\') {
			at++;
		} else if (stands_at(text, len, at, until)) {
			*found = true;
			return at + strlen(until);
		}
	}
	return len;
}

/* What goes over several lines, from behind its beginning on. */
static size_t take_long(struct highlight *highlight, const char *text, size_t len, size_t at)
{
	bool found;
	size_t end = skip_to(text, len, at, highlight->until, highlight->going_on == ROLE_CODE_STRING, &found);
	add(highlight, end, highlight->going_on);
	if (found)
		highlight->until = NULL;
	return end;
}

/* The end of a string or comment that begins at `at`; `at` itself: none does. */
static size_t take_marked(struct highlight *highlight, const char *text, size_t len, size_t at)
{
	const struct language *language = highlight->language;
	bool found;
	if (stands_at(text, len, at, language->comment)) {
		add(highlight, len, ROLE_CODE_COMMENT);
		return len;
	}
	if (language->block_comment.count && stands_at(text, len, at, language->block_comment.items[0])) {
		highlight->until = language->block_comment.items[1];
		highlight->going_on = ROLE_CODE_COMMENT;
		return take_long(highlight, text, len, at + strlen(language->block_comment.items[0]));
	}
	for (size_t i = 0; i < language->long_strings.count; i++) {
		if (!stands_at(text, len, at, language->long_strings.items[i]))
			continue;
		highlight->until = language->long_strings.items[i];
		highlight->going_on = ROLE_CODE_STRING;
		return take_long(highlight, text, len, at + strlen(highlight->until));
	}
	for (size_t i = 0; i < language->strings.count; i++) {
		const char *quote = language->strings.items[i];
		if (!stands_at(text, len, at, quote))
			continue;
		size_t end = skip_to(text, len, at + strlen(quote), quote, true, &found);
		add(highlight, end, ROLE_CODE_STRING);
		return end;
	}
	return at;
}

static bool is_keyword(const struct language *language, const char *word, size_t len)
{
	for (size_t i = 0; i < language->keywords.count; i++)
		if (strncmp(language->keywords.items[i], word, len) == 0 && !language->keywords.items[i][len])
			return true;
	return false;
}

/* A word or a number; "1.5e3" is one, so is "0x1f". */
static size_t take_word(struct highlight *highlight, const char *text, size_t len, size_t at)
{
	bool number = is_digit(text[at]);
	size_t end = at;
	while (end < len && (is_word(text[end]) || (number && text[end] == '.')))
		end++;
	enum role role = number ? ROLE_CODE_NUMBER : ROLE_CODE_BLOCK;
	if (!number && is_keyword(highlight->language, text + at, end - at))
		role = ROLE_CODE_KEYWORD;
	add(highlight, end, role);
	return end;
}

void highlight_line(struct highlight *highlight, const char *text, size_t len)
{
	size_t at = 0;
	highlight->count = 0;
	if (!highlight->language) {
		add(highlight, len, ROLE_CODE_BLOCK);
		return;
	}
	if (highlight->until)
		at = take_long(highlight, text, len, 0);
	while (at < len) {
		size_t end = is_word(text[at]) ? take_word(highlight, text, len, at) : take_marked(highlight, text, len, at);
		if (end == at)
			add(highlight, ++end, ROLE_CODE_BLOCK);
		at = end;
	}
}
