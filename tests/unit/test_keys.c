/* Bytes of a terminal -> tokens: every usual encoding, split anywhere, original bytes kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/keys.h"

#define MAX_SEEN 64

struct seen {
	struct key keys[MAX_SEEN];
	size_t count;
	struct buf bytes; /* of all tokens: nothing may be lost or doubled */
	struct buf pasted;
};

static void note(const struct key *key, void *context)
{
	struct seen *seen = context;
	buf_put(&seen->bytes, key->bytes, key->len);
	if (key->kind == KEY_PASTE_TEXT)
		buf_put(&seen->pasted, key->bytes, key->len);
	else if (seen->count < MAX_SEEN)
		seen->keys[seen->count++] = *key;
}

static void forget(struct seen *seen)
{
	buf_release(&seen->bytes);
	buf_release(&seen->pasted);
	*seen = (struct seen){0};
}

/* Feeds in pieces of `step` bytes, then lets the time pass. */
static void feed(struct seen *seen, const char *bytes, size_t len, size_t step)
{
	struct keys *keys = keys_new(note, seen);
	for (size_t i = 0; i < len; i += step)
		keys_feed(keys, bytes + i, len - i < step ? len - i : step);
	while (keys_waiting(keys))
		keys_timeout(keys);
	keys_free(keys);
	assert_int_equal(seen->bytes.len, len);
	assert_memory_equal(buf_text(&seen->bytes), bytes, len);
}

static void check_press(const char *bytes, uint32_t code, unsigned modifiers)
{
	size_t len = strlen(bytes);
	for (size_t step = 1; step <= len; step++) {
		struct seen seen = {0};
		feed(&seen, bytes, len, step);
		assert_int_equal(seen.count, 1);
		assert_int_equal(seen.keys[0].kind, KEY_PRESS);
		assert_int_equal(seen.keys[0].code, code);
		assert_int_equal(seen.keys[0].modifiers, modifiers);
		forget(&seen);
	}
}

static void test_function_keys(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		int number;
	} keys[] = {
		{"\033OP", 1},    {"\033[11~", 1},  {"\033[[A", 1},  {"\033[P", 1},   {"\033OQ", 2},   {"\033[12~", 2},
		{"\033[[B", 2},   {"\033OR", 3},    {"\033[13~", 3}, {"\033[[C", 3},  {"\033OS", 4},   {"\033[14~", 4},
		{"\033[[D", 4},   {"\033[15~", 5},  {"\033[[E", 5},  {"\033[17~", 6}, {"\033[18~", 7}, {"\033[19~", 8},
		{"\033[20~", 9},  {"\033[21~", 10}, {"\033[23~", 11}, {"\033[24~", 12}, {"\033[25~", 13}, {"\033[34~", 20},
	};
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		check_press(keys[i].bytes, K_F1 + (uint32_t)keys[i].number - 1, 0);
	check_press("\033[1;5P", K_F1, MOD_CTRL);
	check_press("\033[15;2~", K_F1 + 4, MOD_SHIFT);
	check_press("\033[1;3S", K_F1 + 3, MOD_ALT);
}

static void test_named_keys(void **state)
{
	(void)state;
	check_press("\033[A", K_UP, 0);
	check_press("\033OB", K_DOWN, 0);
	check_press("\033[1;2C", K_RIGHT, MOD_SHIFT);
	check_press("\033[1;8D", K_LEFT, MOD_SHIFT | MOD_ALT | MOD_CTRL);
	check_press("\033[H", K_HOME, 0);
	check_press("\033[1~", K_HOME, 0);
	check_press("\033[7~", K_HOME, 0);
	check_press("\033OF", K_END, 0);
	check_press("\033[4~", K_END, 0);
	check_press("\033[2~", K_INSERT, 0);
	check_press("\033[3;5~", K_DELETE, MOD_CTRL);
	check_press("\033[5~", K_PAGE_UP, 0);
	check_press("\033[6~", K_PAGE_DOWN, 0);
	check_press("\033[Z", K_TAB, MOD_SHIFT);
	check_press("\033OM", K_ENTER, 0);
	check_press("\033Oq", '1', 0);
	check_press("\r", K_ENTER, 0);
	check_press("\t", K_TAB, 0);
	check_press("\177", K_BACKSPACE, 0);
	check_press("\033", K_ESC, 0);
}

static void test_characters(void **state)
{
	(void)state;
	check_press("a", 'a', 0);
	check_press("\xc3\xa9", 0xe9, 0);
	check_press("\xe4\xb8\xad", 0x4e2d, 0);
	check_press("\xf0\x9f\x99\x82", 0x1f642, 0);
	check_press("\001", 'a', MOD_CTRL);
	check_press("\034", '\\', MOD_CTRL);
	check_press("\n", 'j', MOD_CTRL);
	check_press("\033a", 'a', MOD_ALT);
	check_press("\033\xc3\xa9", 0xe9, MOD_ALT);
	check_press("\033\001", 'a', MOD_ALT | MOD_CTRL);
	check_press("\033[", '[', MOD_ALT);
	check_press("\033O", 'O', MOD_ALT);
	check_press("\033[13;2u", K_ENTER, MOD_SHIFT);
	check_press("\033[27;5;9~", K_TAB, MOD_CTRL);
	check_press("\033[92;5u", '\\', MOD_CTRL);
	check_press("\377", 0xfffd, 0);
	check_press("\033\033[A", K_UP, MOD_ALT);
}

/* A zero byte is Ctrl-Space, and Esc before it an Alt chord. */
static void test_nul(void **state)
{
	(void)state;
	struct seen seen = {0};
	feed(&seen, "\0x", 2, 2);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.keys[0].code, ' ');
	assert_int_equal(seen.keys[0].modifiers, MOD_CTRL);
	forget(&seen);
}

static void test_sequences_in_a_row(void **state)
{
	(void)state;
	static const char bytes[] = "i\033[15~\033OPx\033[<0;10;5M\033[I\033[O\xc3\xa9\033[?1;2c\033[999~q";
	for (size_t step = 1; step < sizeof bytes; step++) {
		struct seen seen = {0};
		feed(&seen, bytes, sizeof bytes - 1, step);
		static const enum key_kind kinds[] = {KEY_PRESS,   KEY_PRESS,    KEY_PRESS, KEY_PRESS, KEY_MOUSE_EVENT,
		                                      KEY_FOCUS_IN, KEY_FOCUS_OUT, KEY_PRESS, KEY_OTHER, KEY_OTHER,
		                                      KEY_PRESS};
		assert_int_equal(seen.count, COUNT_OF(kinds));
		for (size_t i = 0; i < COUNT_OF(kinds); i++)
			assert_int_equal(seen.keys[i].kind, kinds[i]);
		forget(&seen);
	}
}

/* Two Escs, and Esc with a key behind it that came too late to be a chord. */
static void test_escapes(void **state)
{
	(void)state;
	struct seen seen = {0};
	feed(&seen, "\033\033", 2, 2);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.keys[0].code, K_ESC);
	assert_int_equal(seen.keys[1].code, K_ESC);
	forget(&seen);
	struct keys *keys = keys_new(note, &seen);
	keys_feed(keys, "\033", 1);
	assert_int_equal(seen.count, 0);
	assert_true(keys_waiting(keys));
	keys_timeout(keys);
	keys_feed(keys, ":", 1);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.keys[0].code, K_ESC);
	assert_int_equal(seen.keys[1].code, ':');
	assert_int_equal(seen.keys[1].modifiers, 0);
	keys_free(keys);
	forget(&seen);
}

static void test_mouse(void **state)
{
	(void)state;
	struct seen seen = {0};
	static const char bytes[] = "\033[<0;1;1M\033[<0;80;24m\033[<34;5;6M\033[<65;7;8M\033[<20;3;4M\033[M !!";
	feed(&seen, bytes, sizeof bytes - 1, 3);
	assert_int_equal(seen.count, 6);
	assert_true(seen.keys[0].pressed);
	assert_int_equal(seen.keys[0].row, 0);
	assert_int_equal(seen.keys[0].col, 0);
	assert_false(seen.keys[1].pressed);
	assert_int_equal(seen.keys[1].row, 23);
	assert_int_equal(seen.keys[1].col, 79);
	assert_true(seen.keys[2].motion);
	assert_int_equal(seen.keys[2].button, 2);
	assert_int_equal(seen.keys[3].button, 65);
	assert_int_equal(seen.keys[4].modifiers, MOD_SHIFT | MOD_CTRL);
	assert_int_equal(seen.keys[5].kind, KEY_MOUSE_EVENT);
	assert_int_equal(seen.keys[5].col, 0);
	forget(&seen);
}

static void test_paste(void **state)
{
	(void)state;
	static const char bytes[] = "a\033[200~one\033[20two\033OP\n\033[201x\033[201~b";
	for (size_t step = 1; step < sizeof bytes; step++) {
		struct seen seen = {0};
		feed(&seen, bytes, sizeof bytes - 1, step);
		assert_string_equal(buf_text(&seen.pasted), "one\033[20two\033OP\n\033[201x");
		assert_int_equal(seen.count, 4);
		assert_int_equal(seen.keys[1].kind, KEY_PASTE_BEGIN);
		assert_int_equal(seen.keys[2].kind, KEY_PASTE_END);
		assert_int_equal(seen.keys[3].code, 'b');
		forget(&seen);
	}
}

/* A large paste is not held back: memory stays small and text arrives as it comes. */
static void test_paste_streams(void **state)
{
	(void)state;
	struct seen seen = {0};
	struct keys *keys = keys_new(note, &seen);
	AUTO_FREE char *piece = mem_new(4096);
	memset(piece, 'x', 4096);
	keys_feed(keys, "\033[200~", 6);
	for (int i = 0; i < 512; i++) {
		keys_feed(keys, piece, 4096);
		assert_int_equal(seen.pasted.len, 4096 * (size_t)(i + 1));
	}
	assert_true(keys_pasting(keys));
	/* Its end mark never comes. */
	keys_timeout(keys);
	assert_false(keys_pasting(keys));
	assert_int_equal(seen.keys[seen.count - 1].kind, KEY_PASTE_END);
	keys_feed(keys, "q", 1);
	assert_int_equal(seen.keys[seen.count - 1].code, 'q');
	keys_free(keys);
	forget(&seen);
}

/* Whatever comes, every byte comes out once and the parser ends. */
static void test_noise(void **state)
{
	(void)state;
	static const char alphabet[] = "\033\033\033[[O;;0129~<M]P\\\aAu\xc3\xa9\xff\x80\0z";
	unsigned long seed = 12345;
	for (int round = 0; round < 2000; round++) {
		char bytes[96];
		size_t len = 1 + (size_t)(round % 95);
		for (size_t i = 0; i < len; i++) {
			seed = seed * 6364136223846793005UL + 1442695040888963407UL;
			bytes[i] = alphabet[(seed >> 33) % (sizeof alphabet - 1)];
		}
		struct seen seen = {0};
		feed(&seen, bytes, len, 1 + (size_t)(round % 7));
		forget(&seen);
	}
}

/* A sequence that never ends is given up, not collected for ever. */
static void test_endless_sequence(void **state)
{
	(void)state;
	struct seen seen = {0};
	struct keys *keys = keys_new(note, &seen);
	keys_feed(keys, "\033[", 2);
	for (int i = 0; i < 1000; i++)
		keys_feed(keys, "1;", 2);
	assert_true(seen.count > 0);
	keys_free(keys);
	forget(&seen);
}

static void test_words(void **state)
{
	(void)state;
	char out[24];
	assert_string_equal(key_words(K_F1 + 4, 0, out), "F5");
	assert_string_equal(key_words('\\', MOD_CTRL, out), "Ctrl-\\");
	assert_string_equal(key_words('c', MOD_CTRL, out), "Ctrl-C");
	assert_string_equal(key_words(K_TAB, MOD_SHIFT, out), "Shift-Tab");
	assert_string_equal(key_words('q', 0, out), "q");
}

/* How long to wait: for what may be Esc, for the rest of an answer, for a paste's end. */
static void test_waits(void **state)
{
	static const struct {
		const char *bytes;
		int near, far;
	} cases[] = {
		{"x", 0, 0},
		{"\033", KEYS_WAIT_MS, KEYS_REMOTE_WAIT_MS},
		{"\033[1;", KEYS_WAIT_MS, KEYS_REMOTE_WAIT_MS},
		{"\033P1$r0", KEYS_ANSWER_WAIT_MS, KEYS_ANSWER_WAIT_MS},
		{"\033]11;rgb", KEYS_ANSWER_WAIT_MS, KEYS_ANSWER_WAIT_MS},
		{"\033[200~text", KEYS_PASTE_WAIT_MS, KEYS_PASTE_WAIT_MS},
	};
	(void)state;
	assert_in_range(KEYS_WAIT_MS, 1, 25);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct seen seen = {0};
		struct keys *keys = keys_new(note, &seen);
		keys_feed(keys, cases[i].bytes, strlen(cases[i].bytes));
		assert_int_equal(keys_wait_ms(keys, false), cases[i].near);
		assert_int_equal(keys_wait_ms(keys, true), cases[i].far);
		keys_free(keys);
		forget(&seen);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_function_keys),
		cmocka_unit_test(test_named_keys),
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_sequences_in_a_row),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_paste_streams),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_endless_sequence),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_waits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
