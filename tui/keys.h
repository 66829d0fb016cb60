/* Keys: bytes of the person's terminal -> tokens.
 *
 * A token is a key, a mouse event, a piece of a paste or a focus report, and carries its original bytes: the
 * editor's pane passes those on instead of encoding anything anew.  Function keys are known in all
 * usual forms (SS3, CSI ~, CSI with letter, Linux console, CSI u).  A sequence may be split anywhere.  A lone Esc
 * and the start of a sequence look the same, so after bytes that leave keys_waiting() true the owner calls
 * keys_timeout() once nothing more came for keys_wait_ms().  Sequences are at most 256 bytes;
 * longer ones come as K_UNKNOWN.  A paste has no limit: it comes in pieces as it arrives.
 */
#ifndef GREENROOM_TUI_KEYS_H
#define GREENROOM_TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEYS_WAIT_MS 20
/* The same where a network is in between, which may part a sequence. */
#define KEYS_REMOTE_WAIT_MS 60
/* What begins like an answer of the terminal (ESC P 1) is no key: its rest may take its time, or would be typed. */
#define KEYS_ANSWER_WAIT_MS 500
/* A paste whose end mark never comes would swallow every key: after so long a silence it is over. */
#define KEYS_PASTE_WAIT_MS 3000

enum key_kind {
	KEY_PRESS, /* code and modifiers */
	KEY_MOUSE_EVENT,
	KEY_PASTE_BEGIN,
	KEY_PASTE_TEXT, /* bytes: a piece of the text, UTF-8 not checked */
	KEY_PASTE_END,
	KEY_FOCUS_IN,
	KEY_FOCUS_OUT,
	KEY_OTHER, /* a sequence that is no key of ours: a report, an unknown function key */
};

/* Codes of keys that are no character, beyond Unicode.  Ctrl with a letter is the lower case letter with MOD_CTRL. */
enum key_code {
	K_ENTER = 0x0d,
	K_TAB = 0x09,
	K_ESC = 0x1b,
	K_BACKSPACE = 0x7f,
	K_UP = 0x110000,
	K_DOWN,
	K_RIGHT,
	K_LEFT,
	K_HOME,
	K_END,
	K_INSERT,
	K_DELETE,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_CENTRE, /* 5 on a keypad */
	K_F1,     /* K_F1 + n - 1 is Fn, to F24 */
	K_F24 = K_F1 + 23,
};

enum { MOUSE_WHEEL_UP = 64, MOUSE_WHEEL_DOWN = 65 };

enum key_modifier { MOD_SHIFT = 1, MOD_ALT = 2, MOD_CTRL = 4 };

struct key {
	enum key_kind kind;
	uint32_t code;
	unsigned modifiers;
	/* mouse: from 0; button 0 left, 1 middle, 2 right, 3 none (motion), or the wheel */
	int row, col, button;
	bool pressed, motion;
	const char *bytes; /* as they came; borrowed during the callback */
	size_t len;
};

typedef void key_fn(const struct key *key, void *context);

struct keys;
struct keys *keys_new(key_fn *fn, void *context);
void keys_free(struct keys *keys);
void keys_feed(struct keys *keys, const char *bytes, size_t len);
/* Bytes are held back that a timeout must decide. */
bool keys_waiting(const struct keys *keys);
bool keys_pasting(const struct keys *keys);
/* How long to wait before keys_timeout; 0: nothing is waited for.  `remote`: the person is at the other end of a network. */
int keys_wait_ms(const struct keys *keys, bool remote);
void keys_timeout(struct keys *keys);

/* "F5", "Ctrl-\\", "Tab", "Alt-x": how people write it, into a buffer of at least 24 bytes. */
const char *key_words(uint32_t code, unsigned modifiers, char out[24]);
/* The other way round; names in any case ("ctrl-f5"), characters as they are.  What a terminal cannot tell apart is one:
 * Ctrl-M is Enter, Shift-a is A.  False, and nothing changed, where the words are no key. */
bool key_parse(const char *words, uint32_t *code, unsigned *modifiers);

#endif
