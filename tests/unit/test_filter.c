/* The filter alone: what comes out is well-formed, bounded, and the same wherever the input is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tui/emulator.h"
#include "tui/filter.h"

/* Everything that the filter said, in order, in one text; and its largest piece. */
struct record {
	struct buf said;
	size_t largest;
	bool margin;
};

static void say(struct record *r, char what, const char *bytes, size_t len)
{
	/* Pieces for the screen run together: where they end depends on the cuts. */
	if (what != 's')
		buf_printf(&r->said, "<%c:", what);
	buf_put(&r->said, bytes, len);
	if (what != 's')
		buf_puts(&r->said, ">");
}

static void on_screen(const char *bytes, size_t len, void *context)
{
	struct record *r = context;
	if (len > r->largest)
		r->largest = len;
	say(r, 's', bytes, len);
}

static void on_reply(const char *bytes, size_t len, void *context)
{
	say(context, 'r', bytes, len);
}

static void on_title(const char *title, size_t len, void *context)
{
	say(context, 't', title, len);
}

static void on_clipboard(const char *text, size_t len, void *context)
{
	say(context, 'c', text, len);
}

static void on_hold(bool on, void *context)
{
	say(context, 'h', on ? "1" : "0", 1);
}

static void on_forget(void *context)
{
	say(context, 'f', "", 0);
}

static bool at_margin(void *context)
{
	return ((struct record *)context)->margin;
}

static bool is_narrow(uint32_t code, void *context)
{
	(void)context;
	return code == 0x1fae0;
}

static const struct filter_events events = {
    .screen = on_screen,
    .reply = on_reply,
    .title = on_title,
    .clipboard = on_clipboard,
    .hold = on_hold,
    .forget_history = on_forget,
    .at_margin = at_margin,
    .narrow = is_narrow,
};

/* Feeds `bytes` cut at `cut` and returns what was said; yours. */
static char *through(const char *bytes, size_t len, size_t cut, bool margin)
{
	struct record r = {.margin = margin};
	struct filter *f = filter_new(&events, &r, 80, COLOUR_RGB(0, 0, 0), COLOUR_RGB(255, 255, 255));
	char *first = mem_copy(bytes, cut), *second = mem_copy(bytes + cut, len - cut);
	filter_feed(f, first, cut);
	filter_feed(f, second, len - cut);
	assert_in_range(r.largest, 0, FILTER_OUT_MAX);
	free(first);
	free(second);
	filter_free(f);
	return buf_steal(&r.said);
}

static void gives(const char *input, const char *expected)
{
	AUTO_FREE char *said = through(input, strlen(input), 0, false);
	assert_string_equal(said, expected);
}

static void rewrites(void **state)
{
	(void)state;
	gives("plain text\r\n", "plain text\r\n");
	gives("\033[?1006;1000h", "");
	gives("\033[?25;7h", "\033[?25h\033[?7h");
	gives("\033[?1049;25l", "\033[?1049l\033[?25l");
	gives("\033[38:2::1:2:3m", "\033[38;2;1;2;3m");
	gives("\033[2;22m", "\033[11;22;10m");
	gives("\033[m", "\033[0m");
	gives("\033[;1m", "\033[0;1m");
	gives("\033[12m\033[15;1m", "\033[1m");
	gives("\033[000000000000000000000005;99999999H", "\033[5;65535H");
	gives("ab\033[3b", "abbbb");
	gives("\033[3b", "");
	gives("\033[s\033[u", "\0337\0338\033[0n");
	gives("\0338", "\0338\033[0n");
	gives("a\xf0\x9f\xab\xa0", "a\xf0\x9f\xab\xa0 ");
	gives("\033[3J", "<f:>");
	gives("\033]2;x\a\033]0;y\033\\", "<t:x><t:y>");
	gives("\033[?2026hx\033[?2026h\033[?2026l", "<h:1>x<h:0>");
	gives("\033]11;?\a", "<r:\033]11;rgb:ffff/ffff/ffff\a>");
	gives("\033]52;c;aGk=\a\033]52;pc;aGkh\033\\\033]52;;aGk\a", "<c:hi><c:hi!><c:hi>");
	gives("\033P$qm\033\\", "\033P$qm\033\\");
}

static void marks_are_few(void **state)
{
	(void)state;
#define MARK "\xcc\x81"
	gives("e" MARK MARK MARK MARK MARK MARK MARK MARK MARK MARK "x",
	      "e" MARK MARK MARK MARK MARK MARK MARK MARK "x");
	AUTO_FREE char *late = through("e" MARK "x", 4, 1, true);
	assert_string_equal(late, "ex");
	AUTO_FREE char *in_time = through("e" MARK "x", 4, 3, true);
	assert_string_equal(in_time, "e" MARK "x");
}

static void cuts_long_sgr_at_borders(void **state)
{
	(void)state;
	gives("\033[38:2:59:66:97;48:2:36:40:59;58:2:224:175:104;4:3m", "\033[38;2;59;66;97;48;2;36;40;59;4:3m");
	gives("\033[1;3;4;5;7;9;31;41;1;3;4;5;7;38;2;1;2;3;1m", "\033[1;3;4;5;7;9;31;41;1;3;4;5;7m\033[38;2;1;2;3;1m");
}

static void drops(void **state)
{
	(void)state;
	static const char *const harmless[] = {
	    "\033#6",
	    "\033 G",
	    "\033%@",
	    "\033N",
	    "\033Z",
	    "\033_apc\033\\",
	    "\033^pm\033\\",
	    "\033Xsos\033\\",
	    "\033[>4;1m",
	    "\033[?4m",
	    "\033[=5u",
	    "\033[22t",
	    "\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17H",
	    "\033[1:2H",
	    "\033[?3h",
	    "\033[5h",
	    "\033[1;2s",
	    "\033[1;1;1;1;1T",
	    "\033P+x\033\\",
	    "\033]52;c;?\a",
	    "\033]52;c;\a",
	    "\033]52;c;!\a",
	    "\033]52;c;aGk=x\a",
	    "\033]52;c;a\a",
	    "\033]52;c;aGk===\a",
	    "\033]52;c;aG k=\a",
	    "\033]52;c;AAAA\a",
	    "\033]52;x;aGk=\a",
	    "\033]52;aGk=\a",
	    "\xc2\x9b",
	    "\xe2\x80\xae",
	    "\xcc\x81",
	    "\177",
	    "\001\002\005\021",
	};
	for (size_t i = 0; i < COUNT_OF(harmless); i++) {
		AUTO_FREE char *said = through(harmless[i], strlen(harmless[i]), 0, false);
		assert_string_equal(said, "");
	}
}

static void a_string_is_bounded(void **state)
{
	(void)state;
	struct buf input = {0};
	buf_puts(&input, "\033]2;");
	for (int i = 0; i < 3 * FILTER_STRING_MAX; i++)
		buf_putc(&input, 'x');
	buf_puts(&input, "\aafter");
	AUTO_FREE char *said = through(input.data, input.len, 100, false);
	assert_string_equal(said, "after");
	buf_release(&input);
}

/* Whatever comes, pieces are whole: every piece parses from ground to ground. */
static bool is_whole(const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t code;
		if (s[i] != '\033') {
			size_t n = utf8_decode(s + i, len - i, &code);
			if (!n)
				return false;
			i += n;
			continue;
		}
		if (++i == len)
			return false;
		if (s[i] == '[') {
			i++;
			while (i < len && !(s[i] >= 0x40 && s[i] <= 0x7e)) {
				if (s[i] < 0x20 || s[i] > 0x3f)
					return false;
				i++;
			}
		} else if (s[i] == 'P') {
			while (i < len && s[i] != '\\')
				i++;
		} else {
			while (i < len && s[i] >= 0x20 && s[i] <= 0x2f)
				i++;
		}
		if (i++ >= len)
			return false;
	}
	return true;
}

static void check_whole(const char *bytes, size_t len, void *context)
{
	(void)context;
	assert_true(is_whole(bytes, len));
}

static unsigned dice(unsigned *seed, unsigned sides)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (*seed >> 8) % sides;
}

/* Noise that is rich in sequences. */
static void make_noise(struct buf *out, unsigned *seed, size_t len)
{
	static const char *const bits[] = {
	    "\033[",
	    "\033]",
	    "\033P$q",
	    "\033\\",
	    "\a",
	    ";",
	    ":",
	    "38",
	    "2",
	    "5",
	    "m",
	    "H",
	    "h",
	    "l",
	    "?",
	    "2026",
	    "1049",
	    "b",
	    "\033",
	    "\xe4\xb8\xad",
	    "\xcc\x81",
	    "\xf0\x9f\xab\xa0",
	    "\xe3\x82\x99",
	    "x",
	    "\r\n",
	    "\033(0",
	    "\033c",
	    "\033[?",
	    "\xc3",
	    "\xff",
	    "11;?",
	    "$p",
	    "999999999999",
	    "\030",
	    "u",
	    "s",
	    "\033[58;2;1;2;3;4:3m",
	    "\t",
	};
	while (out->len < len)
		buf_puts(out, bits[dice(seed, COUNT_OF(bits))]);
}

static void every_piece_is_whole(void **state)
{
	(void)state;
	struct filter_events whole = events;
	whole.screen = check_whole;
	struct record r = {0};
	unsigned seed = 1;
	for (int round = 0; round < 300; round++) {
		AUTO_BUF noise = {0};
		make_noise(&noise, &seed, round % 10 ? 400 : 30000);
		struct filter *f = filter_new(&whole, &r, 80, COLOUR_DEFAULT, COLOUR_DEFAULT);
		for (size_t i = 0; i < noise.len;) {
			size_t n = 1 + dice(&seed, 7);
			if (n > noise.len - i)
				n = noise.len - i;
			filter_feed(f, noise.data + i, n);
			i += n;
		}
		filter_free(f);
	}
	buf_release(&r.said);
}

static void cuts_make_no_difference(void **state)
{
	(void)state;
	unsigned seed = 7;
	for (int round = 0; round < 60; round++) {
		AUTO_BUF noise = {0};
		make_noise(&noise, &seed, 150);
		AUTO_FREE char *whole = through(noise.data, noise.len, 0, false);
		for (size_t cut = 1; cut < noise.len; cut++) {
			AUTO_FREE char *parts = through(noise.data, noise.len, cut, false);
			assert_string_equal(parts, whole);
		}
	}
}

/* ---- with libvterm behind it */

static void ignore_reply(const char *bytes, size_t len, void *context)
{
	(void)bytes;
	(void)len;
	(void)context;
}

static void ignore_bell(void *context)
{
	(void)context;
}

static void ignore_title(const char *title, void *context)
{
	(void)title;
	(void)context;
}

static void ignore_hold(bool on, void *context)
{
	(void)on;
	(void)context;
}

static const struct emulator_events silent = {
    .reply = ignore_reply, .bell = ignore_bell, .title = ignore_title, .hold = ignore_hold};

static void one_to_200_parameters_with_every_final_byte(void **state)
{
	(void)state;
	static const char *const values[] = {
	    "", "1", "38", "2", "0", "65535", "4294967296",
	};
	struct emulator *e = emulator_new(24, 80, COLOUR_DEFAULT, COLOUR_DEFAULT, &silent, NULL);
	for (size_t v = 0; v < COUNT_OF(values); v++) {
		for (int params = 1; params <= 200; params += params < 40 ? 1 : 20) {
			for (int final = 0x40; final < 0x7f; final++) {
				AUTO_BUF sequence = {0};
				buf_puts(&sequence, final & 1 ? "a\033[" : "a\033[?");
				for (int i = 0; i < params; i++)
					buf_printf(&sequence, "%s%s", i ? final & 2 ? ";" : ":" : "", values[v]);
				buf_putc(&sequence, (char) final);
				emulator_feed(e, sequence.data, sequence.len);
			}
		}
	}
	static const char again[] = "\033c\033[2;3Hhere";
	struct term_cell cell;
	emulator_feed(e, again, sizeof again - 1);
	assert_true(emulator_get_cell(e, 1, 2, &cell));
	assert_int_equal(cell.codes[0], 'h');
	emulator_free(e);
}

/* What real editors write, cut short, doubled and bent. */
static void bend(struct buf *bytes, unsigned *seed)
{
	for (unsigned i = 0; i < 20 && bytes->len > 100; i++) {
		size_t at = dice(seed, (unsigned)bytes->len - 50);
		switch (dice(seed, 4)) {
		case 0: bytes->data[at] = (char)dice(seed, 256); break;
		case 1: bytes->data[at] = "\033;:[]?b9"[dice(seed, 9)]; break;
		case 2: memmove(bytes->data + at, bytes->data + at + 1 + dice(seed, 40), 5); break;
		default: memmove(bytes->data + at, bytes->data + dice(seed, (unsigned)bytes->len - 50), 30);
		}
	}
}

static void recordings_of_editors_bent(void **state)
{
	(void)state;
	static const char *const names[] = {
	    "vim",
	    "nvim",
	    "nano",
	    "emacs",
	    "micro",
	    "kakoune",
	};
	unsigned seed = 11;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		AUTO_FREE char *path = mem_format("%s/tests/term/recordings/%s", SOURCE_DIR, names[i]);
		AUTO_BUF recording = {0};
		struct err err;
		if (!file_read(path, 1 << 20, &recording, &err))
			fail_msg("%s", err.text);
		for (int round = 0; round < 60; round++) {
			AUTO_BUF bytes = {0};
			buf_put(&bytes, recording.data, recording.len);
			if (round)
				bend(&bytes, &seed);
			struct emulator *e = emulator_new(24, 80, COLOUR_DEFAULT, COLOUR_DEFAULT, &silent, NULL);
			emulator_feed(e, bytes.data, bytes.len);
			emulator_resize(e, 1 + (int)dice(&seed, 40), 2 + (int)dice(&seed, 100));
			emulator_feed(e, bytes.data, bytes.len);
			emulator_free(e);
		}
	}
}

static void resizes_at_random_during_output(void **state)
{
	(void)state;
	unsigned seed = 3;
	struct emulator *e = emulator_new(24, 80, COLOUR_DEFAULT, COLOUR_DEFAULT, &silent, NULL);
	for (int i = 0; i < 1000; i++) {
		AUTO_BUF noise = {0};
		make_noise(&noise, &seed, 200);
		emulator_feed(e, noise.data, noise.len);
		emulator_resize(e, (int)dice(&seed, 100), (int)dice(&seed, 300));
		struct term_cursor cursor;
		emulator_cursor(e, &cursor);
		assert_in_range(cursor.row, 0, emulator_rows(e) - 1);
		assert_in_range(cursor.col, 0, emulator_cols(e) - 1);
	}
	emulator_free(e);
}

/* ---- many lines at once */

static void put_some_line(struct buf *out, unsigned *seed)
{
	static const char *const pieces[] = {
	    "plain text ",	   "\033[31m",		 "\033[m",	     "\033[48;5;4m",  "\033[38;5;0m",   "\033[49m",	 "\033[41m",
	    "\xe4\xb8\xad\xe6\x96\x87", "e\xcc\x81",		 "\xcc\x81",	     "\033[K",	    "\t",		"\033[7m",	 "0123456789012345678",
	    "\033[1;44m",	   "\033[38;2;0;0;49m", "\033[44;38;5;0m", "\xf0\x9f\xab\xa0", "x\033[A",	"\033[2;5r",	 "\033[r",
	    "\033M",		   "\033[?1049h",	 "\033[?1049l",     "\033[4h",	    "\033[4l",	"\033[3;3H",	 "\033[?7l\033[?7h",
	};
	/* Mostly of the harmless ones, so that runs come about. */
	for (unsigned i = (*seed = *seed * 1103515245U + 12345U) >> 16 & 3; i > 0; i--) {
		unsigned n = (*seed = *seed * 1103515245U + 12345U) >> 16 & 0x7fff;
		buf_puts(out, pieces[n % (n & 0x4000 ? COUNT_OF(pieces) : 12)]);
	}
	buf_puts(out, *seed & 0x100000 ? "\r\n" : *seed & 0x200000 ? "\033[m\r\n" : "\n");
}

static void expect_same_row(const struct emulator *a, const struct emulator *b, int row, unsigned seed)
{
	struct term_cell x[20], y[20];
	emulator_get_row(a, row, 20, x);
	emulator_get_row(b, row, 20, y);
	for (int col = 0; col < 20; col++)
		if (x[col].width + y[col].width > 0 && /* a right half has no look of its own */
		    (x[col].count != y[col].count || x[col].style.bg != y[col].style.bg || (x[col].codes[0] != ' ' && x[col].style.fg != y[col].style.fg) ||
		    x[col].style.attributes != y[col].style.attributes || memcmp(x[col].codes, y[col].codes, sizeof x[col].codes) != 0))
			fail_msg("seed %u, row %d, column %d differ: U+%04x U+%04x, background %x %x, foreground %x %x, attributes %x %x", seed, row,
				 col, x[col].codes[0], y[col].codes[0], x[col].style.bg, y[col].style.bg, x[col].style.fg, y[col].style.fg,
				 x[col].style.attributes, y[col].style.attributes);
}

/* Lines that come together are scrolled together; those that come byte by byte cannot be.  Nobody sees a difference. */
static void lines_at_once_are_as_one_by_one(void **state)
{
	(void)state;
	static const struct emulator_events none = {ignore_reply, ignore_bell, ignore_title, ignore_hold, NULL};
	for (unsigned round = 1; round <= 3000; round++) {
		unsigned seed = round;
		AUTO_BUF bytes = {0};
		for (unsigned i = 0; i < 5 + round % 60; i++)
			put_some_line(&bytes, &seed);
		struct emulator *at_once = emulator_new(2 + (int)(round % 9), 20, 0, 0, &none, NULL);
		struct emulator *one_by_one = emulator_new(2 + (int)(round % 9), 20, 0, 0, &none, NULL);
		emulator_feed(at_once, bytes.data, bytes.len);
		/* A mark stays with its character: late for the last column it would go, which is another matter. */
		for (size_t i = 0, n; i < bytes.len; i += n) {
			n = 1;
			while (i + n < bytes.len && (unsigned char)bytes.data[i + n] >= 0x80)
				n++;
			emulator_feed(one_by_one, bytes.data + i, n);
		}
		assert_int_equal(emulator_scrolled(at_once), emulator_scrolled(one_by_one));
		for (int row = -emulator_history(at_once); row < emulator_rows(at_once); row++)
			expect_same_row(at_once, one_by_one, row, round);
		struct term_cursor x, y;
		emulator_cursor(at_once, &x);
		emulator_cursor(one_by_one, &y);
		assert_int_equal(x.row, y.row);
		assert_int_equal(x.col, y.col);
		emulator_free(at_once);
		emulator_free(one_by_one);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rewrites),
	    cmocka_unit_test(marks_are_few),
	    cmocka_unit_test(cuts_long_sgr_at_borders),
	    cmocka_unit_test(drops),
	    cmocka_unit_test(a_string_is_bounded),
	    cmocka_unit_test(every_piece_is_whole),
	    cmocka_unit_test(cuts_make_no_difference),
	    cmocka_unit_test(one_to_200_parameters_with_every_final_byte),
	    cmocka_unit_test(recordings_of_editors_bent),
	    cmocka_unit_test(resizes_at_random_during_output),
	    cmocka_unit_test(lines_at_once_are_as_one_by_one),
	};
	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
