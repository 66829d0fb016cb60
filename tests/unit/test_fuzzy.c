/* The fuzzy search: what matches, what does not, what is better, what is marked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "tui/fuzzy.h"

static void finds(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
	    {"fewest coins", "fewest"}, {"fewest coins", "coins"}, {"fewest coins", "fc"},     {"fewest coins", "fewco"},
	    {"fewest coins", "fewst"},  {"roc-auc", "ra"},         {"k nearest", "nearest"}, {"f", "f"},
	};
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (fuzzy_score(pairs[i][0], pairs[i][1]) <= 0)
			fail_msg("%s is not found in %s", pairs[i][1], pairs[i][0]);
}

static void finds_not(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
	    {"fewest coins", "x"}, {"fewest coins", "nf"}, {"fewest coins", "es c!"}, {"", "a"}, {"balanced brackets", "ace"},
	    {"merge bookings", "mgk"}, {"coin", "coins"},
	};
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (fuzzy_score(pairs[i][0], pairs[i][1]) != 0)
			fail_msg("%s is found in %s", pairs[i][1], pairs[i][0]);
}

static void knows_what_is_better(void **state)
{
	(void)state;
	assert_true(fuzzy_score("trees", "tree") > fuzzy_score("street", "tree"));
	assert_true(fuzzy_score("fewest coins", "few") > fuzzy_score("fast edges win", "few"));
	assert_true(fuzzy_score("graphs", "graph") > fuzzy_score("geo raphs", "graph"));
}

static void marks_the_best_way(void **state)
{
	(void)state;
	char shown[FUZZY_TEXT_MAX + 1];
	static const struct {
		const char *text, *word, *marked;
	} rows[] = {
	    {"fewest coins", "co", ".......##..."}, {"fewest coins", "fc", "#......#...."},
	    {"abc abcd", "abcd", "....####"},       {"street trees", "tree", ".......####."},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bool marks[FUZZY_TEXT_MAX] = {0};
		assert_true(fuzzy_mark(rows[i].text, rows[i].word, marks) > 0);
		size_t len = strlen(rows[i].text);
		for (size_t k = 0; k < len; k++)
			shown[k] = marks[k] ? '#' : '.';
		shown[len] = '\0';
		assert_string_equal(shown, rows[i].marked);
	}
}

static void takes_any_length(void **state)
{
	(void)state;
	bool marks[FUZZY_TEXT_MAX] = {0};
	char text[2000], word[300];
	memset(text, 'a', sizeof text);
	memset(word, 'a', sizeof word);
	text[sizeof text - 1] = word[sizeof word - 1] = '\0';
	assert_true(fuzzy_mark(text, word, marks) > 0);
	memset(text, 'b', 500);
	assert_int_equal(fuzzy_score(text, word), 0); /* beyond what takes part */
}

static void folds(void **state)
{
	(void)state;
	char text[] = "Größe ÄZ [x]";
	fuzzy_fold(text);
	assert_string_equal(text, "größe Äz [x]");
	assert_int_equal(fuzzy_letters("abc") & fuzzy_letters("b"), fuzzy_letters("b"));
	assert_int_equal(fuzzy_letters(""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds),
	    cmocka_unit_test(finds_not),
	    cmocka_unit_test(knows_what_is_better),
	    cmocka_unit_test(marks_the_best_way),
	    cmocka_unit_test(takes_any_length),
	    cmocka_unit_test(folds),
	};
	return cmocka_run_group_tests_name("fuzzy", tests, NULL, NULL);
}
