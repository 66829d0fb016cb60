/* The list over the screen: what narrows it, what can be taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tui/chooser.h"

static struct chooser *languages(void)
{
	struct chooser *chooser = chooser_new("Language");
	chooser_add(chooser, "Ash", "open now", NULL, 10);
	chooser_add(chooser, "Birch", "", "needs birch: apt install birch", 11);
	chooser_add(chooser, "Cedar", "has a draft", NULL, 12);
	return chooser;
}

static enum chooser_answer press(struct chooser *chooser, uint32_t code, size_t *value)
{
	const struct key key = {.kind = KEY_PRESS, .code = code};
	return chooser_key(chooser, &key, value);
}

static void type(struct chooser *chooser, const char *text)
{
	size_t value;
	for (; *text; text++)
		assert_int_equal(press(chooser, (uint32_t)*text, &value), CHOOSER_GOES_ON);
}

static void moves_and_takes(void **state)
{
	(void)state;
	size_t value = 0;
	struct chooser *chooser = languages();
	chooser_select(chooser, 10);
	assert_int_equal(press(chooser, K_DOWN, &value), CHOOSER_GOES_ON);
	assert_int_equal(press(chooser, K_DOWN, &value), CHOOSER_GOES_ON);
	assert_int_equal(press(chooser, K_DOWN, &value), CHOOSER_GOES_ON); /* stays on the last */
	assert_int_equal(press(chooser, K_ENTER, &value), CHOOSER_TAKEN);
	assert_int_equal(value, 12);
	assert_int_equal(press(chooser, K_ESC, &value), CHOOSER_CLOSED);
	chooser_free(chooser);
}

static void what_is_refused_is_not_taken(void **state)
{
	(void)state;
	size_t value = 99;
	struct chooser *chooser = languages();
	chooser_select(chooser, 11);
	assert_int_equal(press(chooser, K_ENTER, &value), CHOOSER_GOES_ON);
	assert_false(chooser_at(chooser, &value));
	assert_int_equal(value, 99);
	chooser_free(chooser);
}

static void typing_narrows(void **state)
{
	(void)state;
	size_t value = 0;
	struct chooser *chooser = languages();
	type(chooser, "DRAFT ce");
	assert_int_equal(press(chooser, K_ENTER, &value), CHOOSER_TAKEN);
	assert_int_equal(value, 12);
	type(chooser, "x");
	assert_int_equal(press(chooser, K_ENTER, &value), CHOOSER_GOES_ON); /* nothing is left */
	for (int i = 0; i < 100; i++)
		press(chooser, K_BACKSPACE, &value);
	type(chooser, "install"); /* the reason why not is no name */
	assert_false(chooser_at(chooser, &value));
	const struct key clear = {.kind = KEY_PRESS, .code = 'u', .modifiers = MOD_CTRL};
	assert_int_equal(chooser_key(chooser, &clear, &value), CHOOSER_GOES_ON);
	assert_true(chooser_at(chooser, &value));
	assert_int_equal(value, 10);
	for (int i = 0; i < 500; i++)
		type(chooser, "y"); /* more than the search line holds */
	chooser_free(chooser);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(moves_and_takes),
	    cmocka_unit_test(what_is_refused_is_not_taken),
	    cmocka_unit_test(typing_narrows),
	};
	return cmocka_run_group_tests_name("chooser", tests, NULL, NULL);
}
