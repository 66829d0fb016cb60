#include "tui/keys.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"

#define MAX_SEQUENCE 256
#define MAX_PARAMS 8
#define PASTE_END "\033[201~"

struct keys {
	key_fn *fn;
	void *context;
	struct buf held;
	bool pasting;
};

struct keys *keys_new(key_fn *fn, void *context)
{
	struct keys *keys = mem_zero(1, sizeof *keys);
	keys->fn = fn;
	keys->context = context;
	return keys;
}

void keys_free(struct keys *keys)
{
	if (!keys)
		return;
	buf_release(&keys->held);
	free(keys);
}

bool keys_waiting(const struct keys *keys)
{
	return keys->held.len > 0;
}

bool keys_pasting(const struct keys *keys)
{
	return keys->pasting;
}

static bool begins_string(const char *s, size_t len)
{
	return len > 2 && s[0] == '\033' &&
	       ((s[1] == ']' && isdigit((unsigned char)s[2])) || (s[1] == 'P' && strchr("01>!", s[2]) && s[2]));
}

int keys_wait_ms(const struct keys *keys, bool remote)
{
	if (keys->pasting)
		return KEYS_PASTE_WAIT_MS;
	if (!keys->held.len)
		return 0;
	if (begins_string(keys->held.data, keys->held.len))
		return KEYS_ANSWER_WAIT_MS;
	return remote ? KEYS_REMOTE_WAIT_MS : KEYS_WAIT_MS;
}

/* ---- one token.  Each parser gets bytes and how many there are, and returns how many belong to the token;
 * 0 means that more must come, which cannot be when `final` is set. */

struct csi {
	int params[MAX_PARAMS]; /* -1: left out */
	size_t count;
	char leader; /* '<', '?', '>', '=' or 0 */
	char final;
};

static void set_modifiers(struct key *key, int param)
{
	/* xterm: 1 + shift 1 + alt 2 + ctrl 4; the lock and super bits above are of no interest */
	if (param > 1)
		key->modifiers |= (unsigned)(param - 1) & (MOD_SHIFT | MOD_ALT | MOD_CTRL);
}

/* CSI u and modifyOtherKeys give the character; the forms that plain bytes would have had become the same key. */
static void set_character(struct key *key, int code, int modifiers)
{
	if (code <= 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
		key->kind = KEY_OTHER;
		return;
	}
	key->code = (uint32_t)code;
	set_modifiers(key, modifiers);
	if ((key->modifiers & MOD_CTRL) && code >= 'A' && code <= 'Z')
		key->code = (uint32_t)tolower(code);
}

static bool letter_key(struct key *key, char letter)
{
	static const struct {
		char letter;
		uint32_t code;
	} letters[] = {
		{'A', K_UP},   {'B', K_DOWN},   {'C', K_RIGHT},  {'D', K_LEFT},   {'H', K_HOME},
		{'F', K_END},  {'E', K_CENTRE}, {'P', K_F1},     {'Q', K_F1 + 1}, {'R', K_F1 + 2},
		{'S', K_F1 + 3}, {'M', K_ENTER},
	};
	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if (letters[i].letter == letter) {
			key->code = letters[i].code;
			return true;
		}
	return false;
}

static bool number_key(struct key *key, int number)
{
	static const unsigned char function_numbers[] = {11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24,
	                                                 25, 26, 28, 29, 31, 32, 33, 34, 42, 43, 44, 45};
	static const uint32_t named[] = {0,     K_HOME, K_INSERT, K_DELETE, K_END, K_PAGE_UP, K_PAGE_DOWN,
	                                 K_HOME, K_END};
	if (number > 0 && number < (int)COUNT_OF(named)) {
		key->code = named[number];
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(function_numbers); i++)
		if (function_numbers[i] == number) {
			key->code = K_F1 + (uint32_t)i;
			return true;
		}
	return false;
}

static void mouse_event(struct key *key, int flags, int col, int row, bool pressed)
{
	key->kind = KEY_MOUSE_EVENT;
	key->row = row > 0 ? row - 1 : 0;
	key->col = col > 0 ? col - 1 : 0;
	key->pressed = pressed;
	key->motion = flags & 32;
	key->button = (flags & 3) | (flags & 64);
	if (flags & 4)
		key->modifiers |= MOD_SHIFT;
	if (flags & 8)
		key->modifiers |= MOD_ALT;
	if (flags & 16)
		key->modifiers |= MOD_CTRL;
}

static int param(const struct csi *csi, size_t i, int otherwise)
{
	return i < csi->count && csi->params[i] >= 0 ? csi->params[i] : otherwise;
}

static void decide_csi(struct key *key, const struct csi *csi)
{
	key->kind = KEY_OTHER;
	if (csi->leader == '<' && (csi->final == 'M' || csi->final == 'm') && csi->count >= 3) {
		mouse_event(key, param(csi, 0, 0), param(csi, 1, 1), param(csi, 2, 1), csi->final == 'M');
		return;
	}
	if (csi->leader)
		return;
	if (csi->final == '~') {
		int number = param(csi, 0, 0);
		if (number == 200 || number == 201) {
			key->kind = number == 200 ? KEY_PASTE_BEGIN : KEY_OTHER;
		} else if (number == 27 && csi->count >= 3) {
			key->kind = KEY_PRESS;
			set_character(key, param(csi, 2, 0), param(csi, 1, 1));
		} else if (number_key(key, number)) {
			key->kind = KEY_PRESS;
			set_modifiers(key, param(csi, 1, 1));
		}
	} else if (csi->final == 'u') {
		key->kind = KEY_PRESS;
		set_character(key, param(csi, 0, 0), param(csi, 1, 1));
	} else if (csi->final == 'Z') {
		key->kind = KEY_PRESS;
		key->code = K_TAB;
		key->modifiers |= MOD_SHIFT;
	} else if ((csi->final == 'I' || csi->final == 'O') && csi->count == 0) {
		key->kind = csi->final == 'I' ? KEY_FOCUS_IN : KEY_FOCUS_OUT;
	} else if (csi->final != 'M' && letter_key(key, csi->final)) {
		/* "CSI 1;2 R" could also answer a cursor position query; we ask none. */
		key->kind = KEY_PRESS;
		set_modifiers(key, param(csi, 1, 1));
	}
}

/* Behind ESC [.  Returns bytes behind them that belong to it. */
static size_t parse_csi(const char *s, size_t len, bool final, struct key *key)
{
	struct csi csi = {.leader = 0};
	size_t i = 0;
	if (len && s[0] == '[') { /* Linux console: ESC [ [ A to E are F1 to F5 */
		if (len < 2)
			return final ? 1 : 0;
		key->kind = s[1] >= 'A' && s[1] <= 'E' ? KEY_PRESS : KEY_OTHER;
		key->code = K_F1 + (uint32_t)(s[1] - 'A');
		return 2;
	}
	if (len && s[0] == 'M') { /* X10 mouse: three bytes, each plus 32 */
		if (len < 4)
			return final ? len : 0;
		int flags = (unsigned char)s[1] - 32;
		mouse_event(key, flags, (unsigned char)s[2] - 32, (unsigned char)s[3] - 32, (flags & 3) != 3);
		return 4;
	}
	if (len && strchr("<=>?", s[0]) && s[0])
		csi.leader = s[i++];
	bool open = false;
	for (; i < len && i < MAX_SEQUENCE; i++) {
		char c = s[i];
		if (isdigit((unsigned char)c)) {
			if (!open && csi.count < MAX_PARAMS)
				csi.params[csi.count++] = 0;
			open = true;
			int *p = &csi.params[csi.count - 1];
			if (*p < 0x200000)
				*p = *p * 10 + (c - '0');
		} else if (c == ';' || c == ':') {
			if (!open && csi.count < MAX_PARAMS)
				csi.params[csi.count++] = -1;
			open = false;
		} else if (c >= 0x40 && c < 0x7f) {
			csi.final = c;
			decide_csi(key, &csi);
			return i + 1;
		} else if (c < 0x20 || c >= 0x7f) {
			break; /* no sequence after all; what broke it is read anew */
		}
	}
	key->kind = KEY_OTHER;
	return i < len || i >= MAX_SEQUENCE || final ? i : 0;
}

static size_t parse_ss3(const char *s, size_t len, bool final, struct key *key)
{
	size_t i = 0;
	int modifiers = 0;
	while (i < len && i < 4 && (isdigit((unsigned char)s[i]) || s[i] == ';'))
		modifiers = s[i] == ';' ? 0 : modifiers * 10 + (s[i] - '0'), i++;
	if (i == len)
		return final ? len : 0;
	set_modifiers(key, modifiers);
	if (!letter_key(key, s[i])) {
		/* keypad in application mode: SS3 j to y are the characters 0x40 below */
		key->code = s[i] >= 'j' && s[i] <= 'y' ? (uint32_t)(s[i] - 0x40) : 0;
		if (s[i] == 'X')
			key->code = '=';
		if (!key->code)
			key->kind = KEY_OTHER;
	}
	return i + 1;
}

static size_t parse_character(const char *s, size_t len, bool final, struct key *key)
{
	unsigned char c = (unsigned char)s[0];
	key->kind = KEY_PRESS;
	if (c >= 0x80) {
		size_t n = utf8_decode(s, len, &key->code);
		if (n)
			return n;
		size_t wanted = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
		bool more = len < wanted;
		for (size_t i = 1; i < len && more; i++)
			more = ((unsigned char)s[i] & 0xc0) == 0x80;
		if (more && !final)
			return 0;
		key->code = 0xfffd;
		return 1;
	}
	key->code = c;
	if (c == 0x08)
		key->code = K_BACKSPACE;
	else if (c == 0x0a)
		key->code = 'j', key->modifiers |= MOD_CTRL;
	else if (c == 0)
		key->code = ' ', key->modifiers |= MOD_CTRL;
	else if (c < 0x20 && c != K_TAB && c != K_ENTER && c != K_ESC)
		key->code = c <= 26 ? c + 0x60u : c + 0x40u, key->modifiers |= MOD_CTRL;
	return 1;
}

/* OSC, DCS and their like come only as answers; they begin with what could be an Alt chord, so
 * only one that goes on at once is taken for a string. */
static size_t parse_string(const char *s, size_t len, bool final, struct key *key)
{
	for (size_t i = 2; i < len && i < MAX_SEQUENCE; i++) {
		bool bell = s[i] == '\a', st = s[i] == '\033' && i + 1 < len && s[i + 1] == '\\';
		if (bell || st) {
			key->kind = KEY_OTHER;
			return i + (st ? 2 : 1);
		}
	}
	if (len < MAX_SEQUENCE && !final)
		return 0;
	key->kind = KEY_OTHER;
	return len < MAX_SEQUENCE ? len : MAX_SEQUENCE;
}

static size_t parse_escape(const char *s, size_t len, bool final, struct key *key)
{
	if (len == 1) {
		key->code = K_ESC;
		return final ? 1 : 0;
	}
	if ((s[1] == '[' || s[1] == 'O') && len > 2) {
		size_t n = s[1] == '[' ? parse_csi(s + 2, len - 2, final, key) : parse_ss3(s + 2, len - 2, final, key);
		return n ? n + 2 : (s[1] == '[' && final) ? 2 : 0;
	}
	if ((s[1] == '[' || s[1] == 'O') && !final)
		return 0;
	if (begins_string(s, len))
		return parse_string(s, len, final, key);
	if (s[1] == '\033') { /* Esc twice, or rxvt's Alt with a function key */
		if (len == 2 && !final)
			return 0;
		if (len > 2 && (s[2] == '[' || s[2] == 'O')) {
			size_t n = parse_escape(s + 1, len - 1, final, key);
			key->modifiers |= MOD_ALT;
			return n ? n + 1 : 0;
		}
		key->code = K_ESC;
		return 1;
	}
	size_t n = parse_character(s + 1, len - 1, final, key);
	key->modifiers |= MOD_ALT;
	return n ? n + 1 : 0;
}

static size_t parse_token(const char *s, size_t len, bool final, struct key *key)
{
	*key = (struct key){.kind = KEY_PRESS};
	return s[0] == '\033' ? parse_escape(s, len, final, key) : parse_character(s, len, final, key);
}

/* ---- pastes */

static void emit(struct keys *keys, enum key_kind kind, const char *bytes, size_t len)
{
	struct key key = {.kind = kind, .bytes = bytes, .len = len};
	keys->fn(&key, keys->context);
}

/* Bytes at the end of s that may be the beginning of the end mark. */
static size_t partial_end(const char *s, size_t len)
{
	size_t most = strlen(PASTE_END) - 1;
	for (size_t n = len < most ? len : most; n > 0; n--)
		if (memcmp(s + len - n, PASTE_END, n) == 0)
			return n;
	return 0;
}

static size_t paste(struct keys *keys, const char *s, size_t len)
{
	const char *end = memmem(s, len, PASTE_END, strlen(PASTE_END));
	size_t text = end ? (size_t)(end - s) : len - partial_end(s, len);
	if (text)
		emit(keys, KEY_PASTE_TEXT, s, text);
	if (!end)
		return text;
	keys->pasting = false;
	emit(keys, KEY_PASTE_END, end, strlen(PASTE_END));
	return text + strlen(PASTE_END);
}

/* ---- the stream */

static void work_off(struct keys *keys, bool final)
{
	/* The callback may feed no keys, but it may take long: the bytes are ours while it runs. */
	struct buf now = keys->held;
	keys->held = (struct buf){0};
	size_t at = 0;
	while (at < now.len) {
		const char *s = now.data + at;
		size_t left = now.len - at, used;
		if (keys->pasting) {
			used = paste(keys, s, left);
		} else {
			struct key key;
			used = parse_token(s, left, final, &key);
			if (used) {
				key.bytes = s;
				key.len = used;
				keys->pasting = key.kind == KEY_PASTE_BEGIN;
				keys->fn(&key, keys->context);
			}
		}
		if (used == 0)
			break;
		at += used;
	}
	if (at < now.len)
		buf_put(&keys->held, now.data + at, now.len - at);
	buf_release(&now);
}

void keys_feed(struct keys *keys, const char *bytes, size_t len)
{
	buf_put(&keys->held, bytes, len);
	work_off(keys, false);
}

void keys_timeout(struct keys *keys)
{
	if (keys->pasting) {
		if (keys->held.len)
			emit(keys, KEY_PASTE_TEXT, keys->held.data, keys->held.len);
		buf_clear(&keys->held);
		keys->pasting = false;
		emit(keys, KEY_PASTE_END, "", 0);
		return;
	}
	if (keys->held.len)
		work_off(keys, true);
}

/* ---- words */

static const struct {
	uint32_t code;
	const char *name;
} key_names[] = {
	{K_ENTER, "Enter"},  {K_TAB, "Tab"},      {K_ESC, "Esc"},         {K_BACKSPACE, "Backspace"},
	{K_UP, "Up"},        {K_DOWN, "Down"},    {K_RIGHT, "Right"},     {K_LEFT, "Left"},
	{K_HOME, "Home"},    {K_END, "End"},      {K_INSERT, "Insert"},   {K_DELETE, "Delete"},
	{K_PAGE_UP, "PgUp"}, {K_PAGE_DOWN, "PgDn"}, {' ', "Space"},       {K_CENTRE, "Keypad-5"},
};

static const char *code_name(uint32_t code)
{
	for (size_t i = 0; i < COUNT_OF(key_names); i++)
		if (key_names[i].code == code)
			return key_names[i].name;
	return NULL;
}

const char *key_words(uint32_t code, unsigned modifiers, char out[24])
{
	char character[8] = "?";
	const char *name = code_name(code);
	if (!name && code >= K_F1 && code <= K_F24) {
		snprintf(character, sizeof character, "F%u", (unsigned)(code - K_F1 + 1));
		name = character;
	} else if (!name) {
		if (code >= 0x20 && code < K_UP && !(code >= 0xd800 && code <= 0xdfff))
			character[utf8_encode(code, character)] = '\0';
		if ((modifiers & MOD_CTRL) && code >= 'a' && code <= 'z')
			character[0] = (char)toupper((int)code);
		name = character;
	}
	snprintf(out, 24, "%s%s%s%s", modifiers & MOD_CTRL ? "Ctrl-" : "", modifiers & MOD_ALT ? "Alt-" : "",
	         modifiers & MOD_SHIFT ? "Shift-" : "", name);
	return out;
}

/* The code of a name or of one character; 0 where it is neither. */
static uint32_t named_code(const char *name)
{
	uint32_t code = 0;
	for (size_t i = 0; i < COUNT_OF(key_names); i++)
		if (strcasecmp(key_names[i].name, name) == 0)
			return key_names[i].code;
	if ((name[0] == 'F' || name[0] == 'f') && isdigit((unsigned char)name[1])) {
		char *end;
		long number = strtol(name + 1, &end, 10);
		return *end == '\0' && number >= 1 && number <= 24 ? K_F1 + (uint32_t)number - 1 : 0;
	}
	size_t used = utf8_decode(name, strlen(name), &code);
	return used && !name[used] && code > ' ' && code != 0x7f ? code : 0;
}

/* Some chords are the same byte as another key. */
static void settle_chord(uint32_t *code, unsigned *modifiers)
{
	static const struct {
		char letter;
		uint32_t code;
	} same[] = {{'m', K_ENTER}, {'i', K_TAB}, {'[', K_ESC}, {'h', K_BACKSPACE}, {'?', K_BACKSPACE}, {'@', ' '}};
	if ((*modifiers & MOD_SHIFT) && *code < 0x80 && isalpha((int)*code)) {
		*code = (uint32_t)toupper((int)*code);
		*modifiers &= ~(unsigned)MOD_SHIFT;
	}
	if (!(*modifiers & MOD_CTRL))
		return;
	if (*code < 0x80)
		*code = (uint32_t)tolower((int)*code);
	for (size_t i = 0; i < COUNT_OF(same); i++)
		if (*code == (uint32_t)same[i].letter) {
			*code = same[i].code;
			if (same[i].letter != '@')
				*modifiers &= ~(unsigned)MOD_CTRL;
		}
}

bool key_parse(const char *words, uint32_t *code, unsigned *modifiers)
{
	static const struct {
		const char *name;
		unsigned bit;
	} chords[] = {{"ctrl-", MOD_CTRL}, {"alt-", MOD_ALT}, {"shift-", MOD_SHIFT}};
	unsigned held = 0;
	for (size_t i = 0; i < COUNT_OF(chords);) {
		size_t len = strlen(chords[i].name);
		bool here = strncasecmp(words, chords[i].name, len) == 0 && words[len];
		held |= here ? chords[i].bit : 0;
		words += here ? len : 0;
		i = here ? 0 : i + 1;
	}
	uint32_t found = named_code(words);
	if (!found)
		return false;
	settle_chord(&found, &held);
	*code = found;
	*modifiers = held;
	return true;
}
