/* Fuzz target: the filter with libvterm behind it.
 *
 * The input is what a child writes, but for NUL (which the filter drops): NUL begins an event of the outer side,
 * told by the byte after it: a resize (two more bytes), the end of a held frame, or only the end of one read.
 * After the input every cell is read.  Checked here: cells stay within their limits and a row's widths add up;
 * the rest is for the sanitizers.
 *
 * Three kinds of input: random bytes (libFuzzer's own mutations), sequences made by a grammar (the mutator below puts
 * them between the bytes that are there), and recordings of real editors in the corpus, bent by both.
 *
 *   clang -fsanitize=fuzzer,address,undefined ... tests/fuzz/fuzz_filter.c; ./fuzz_filter -dict=tests/fuzz/filter.dict
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "tui/emulator.h"

/* Small screens: what goes wrong at a border goes wrong sooner, and thousands more are tried a second. */
enum { ROWS_MAX = 32, COLS_MAX = 96 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

static void require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

static void on_reply(const char *bytes, size_t len, void *context)
{
	(void)context;
	require(len > 0 && len < 200, "an answer is short");
	for (size_t i = 0; i < len; i++)
		require((unsigned char)bytes[i] < 0x80, "an answer is seven bits");
}

static void on_bell(void *context)
{
	(void)context;
}

static void on_title(const char *title, void *context)
{
	(void)context;
	require(strlen(title) <= 200, "a title is short");
	for (; *title; title++)
		require((unsigned char)*title >= 0x20 && *title != 0x7f, "a title is safe");
}

static void on_hold(bool on, void *context)
{
	(void)on;
	(void)context;
}

static void on_clipboard(const char *text, size_t len, void *context)
{
	(void)context;
	require(len > 0 && len <= FILTER_STRING_MAX && !memchr(text, '\0', len), "a clipboard's text is bounded, without NUL");
}

static const struct emulator_events events = {
    .reply = on_reply, .bell = on_bell, .title = on_title, .hold = on_hold, .clipboard = on_clipboard};

static void check_row(const struct emulator *e, int row)
{
	struct term_cell cells[COLS_MAX];
	int cols = emulator_cols(e), columns = 0;
	emulator_get_row(e, row, cols, cells);
	for (int col = 0; col < cols; col++) {
		const struct term_cell *cell = &cells[col];
		require(cell->width >= 0 && cell->width <= 2, "a width is 0 to 2");
		require(cell->count <= TERM_CELL_CODES, "a cell holds its codes");
		require((cell->width == 0) == (cell->count == 0), "what has a width has a character");
		if (cell->count)
			require(text_char_width(cell->codes[0]) == cell->width, "a character has its width");
		columns += cell->width;
	}
	/* Older lines may be narrower or wider than the screen is now. */
	if (row >= 0)
		require(columns == cols, "a row's widths add up");
}

static void check(const struct emulator *e)
{
	for (int row = 0; row < emulator_rows(e); row++)
		check_row(e, row);
	for (int row = 1; row <= emulator_history(e) && row < 20; row++)
		check_row(e, -row);
	struct term_cursor cursor;
	emulator_cursor(e, &cursor);
	require(cursor.row >= 0 && cursor.row < emulator_rows(e) && cursor.col >= 0 && cursor.col < emulator_cols(e),
		"the cursor is on the screen");
}

/* The event at data[0]; returns its bytes. */
static size_t event(struct emulator *e, const uint8_t *data, size_t size)
{
	if (size >= 3 && data[0] < 0x40) {
		emulator_resize(e, data[1] % ROWS_MAX, data[2] % COLS_MAX);
		return 3;
	}
	if (size >= 1 && data[0] < 0x60)
		emulator_show_frame(e);
	return size >= 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	struct emulator *e =
	    emulator_new(data[0] % ROWS_MAX, data[1] % COLS_MAX, COLOUR_RGB(1, 2, 3), COLOUR_PALETTE(7), &events, NULL);
	for (size_t i = 2; i < size;) {
		const uint8_t *nul = memchr(data + i, 0, size - i);
		size_t n = nul ? (size_t)(nul - (data + i)) : size - i;
		char *piece = mem_copy(data + i, n);
		emulator_feed(e, piece, n);
		free(piece);
		i += n;
		if (i < size) {
			i++;
			i += event(e, data + i, size - i);
		}
	}
	check(e);
	emulator_free(e);
	return 0;
}

/* ---- the grammar */

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245U + 12345U;
	return *state >> 16 & 0x7fff;
}

static unsigned below(unsigned *state, unsigned limit)
{
	return next_random(state) % limit;
}

static void make_number(struct buf *out, unsigned *state)
{
	static const char *const edges[] = {"0", "1", "2", "3", "255", "256", "65535", "65536", "2147483647", "4294967296", "99999999999"};
	if (below(state, 3))
		buf_printf(out, "%u", below(state, below(state, 2) ? 12 : 130));
	else if (below(state, 4))
		buf_puts(out, edges[below(state, COUNT_OF(edges))]);
}

static void make_params(struct buf *out, unsigned *state)
{
	unsigned count = below(state, 8) ? below(state, 5) : below(state, 40);
	for (unsigned i = 0; i < count; i++) {
		if (i)
			buf_putc(out, below(state, 5) ? ';' : ':');
		make_number(out, state);
	}
}

static void make_colour(struct buf *out, unsigned *state)
{
	static const char *const which[] = {"38", "48", "58"};
	char between = below(state, 2) ? ':' : ';';
	buf_puts(out, which[below(state, COUNT_OF(which))]);
	buf_printf(out, "%c%u", between, below(state, 4) ? below(state, 2) ? 2U : 5U : below(state, 8));
	for (unsigned i = below(state, 5); i > 0; i--)
		buf_printf(out, "%c%u", between, below(state, 300));
}

static void make_style(struct buf *out, unsigned *state)
{
	buf_puts(out, "\033[");
	for (unsigned i = below(state, 8) ? 1 + below(state, 4) : below(state, 30); i > 0; i--) {
		if (below(state, 2))
			make_colour(out, state);
		else
			buf_printf(out, "%u%s", below(state, 110), below(state, 6) ? "" : ":3");
		if (i > 1)
			buf_putc(out, ';');
	}
	buf_putc(out, 'm');
}

static void make_csi(struct buf *out, unsigned *state)
{
	static const char finals[] = "@ABCDEFGHIJKLMPSTXZ`abcdefghjklmnpqrstux";
	buf_puts(out, "\033[");
	if (!below(state, 5))
		buf_putc(out, "?><=!"[below(state, 5)]);
	make_params(out, state);
	if (!below(state, 8))
		buf_putc(out, " !\"$'*"[below(state, 6)]);
	buf_putc(out, finals[below(state, sizeof finals - 1)]);
}

static void make_mode(struct buf *out, unsigned *state)
{
	static const unsigned modes[] = {1,    5,    6,    7,    12,   25,   47,   66,   69,   1000, 1002,
					 1003, 1004, 1005, 1006, 1015, 1047, 1048, 1049, 2004, 2026};
	buf_printf(out, "\033[?%u", modes[below(state, COUNT_OF(modes))]);
	for (unsigned i = below(state, 4) ? 0 : below(state, 20); i > 0; i--)
		buf_printf(out, ";%u", modes[below(state, COUNT_OF(modes))]);
	buf_puts(out, below(state, 6) ? below(state, 2) ? "h" : "l" : "$p");
}

static void make_string(struct buf *out, unsigned *state)
{
	static const char *const bodies[] = {"0;title", "2;\xc3\xa9\xe4\xb8\xad", "10;?", "11;?", "10;?;?",	 "52;c;aGVsbG8=",
					     "52;c;?",	"$qm",		     "$qr",  "$q q", "+q524742", "8;;http://x"};
	static const char *const ends[] = {"\a", "\033\\", "\x18", "\033[m", ""};
	buf_putc(out, '\033');
	buf_putc(out, "]]]PPX^_"[below(state, 8)]);
	buf_puts(out, bodies[below(state, COUNT_OF(bodies))]);
	buf_puts(out, ends[below(state, COUNT_OF(ends))]);
}

static void make_text(struct buf *out, unsigned *state)
{
	static const char *const pieces[] = {"a",	     "word ",	     "\xe4\xb8\xad",	 "\xcc\x81", "\xf0\x9f\xab\xa0", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
					     "\xe3\x82\x99", "\xd8\x80",     "\xc2\x9b",	 "\xff",     "\xe2\x80\xae",	 "\t",
					     "\b",	     "\r",	     "\n",		 "\r\n",     "\x0e",		 "\xef\xb8\x8f"};
	for (unsigned i = 1 + below(state, 6); i > 0; i--)
		buf_puts(out, pieces[below(state, COUNT_OF(pieces))]);
}

static void make_escape(struct buf *out, unsigned *state)
{
	static const char *const escapes[] = {"\0337", "\0338", "\033D", "\033M", "\033E", "\033H", "\033c", "\033=", "\033>",
					      "\033(0", "\033(B", "\033)0", "\033n", "\033#8", "\033#6", "\033 G", "\033[!p"};
	buf_puts(out, escapes[below(state, COUNT_OF(escapes))]);
}

static void make_event(struct buf *out, unsigned *state)
{
	const unsigned char resize[] = {0, 1, (unsigned char)below(state, 256), (unsigned char)below(state, 256)};
	const unsigned char show[] = {0, 0x50};
	if (below(state, 3))
		buf_put(out, resize, sizeof resize);
	else
		buf_put(out, show, sizeof show);
}

static void make_some(struct buf *out, unsigned *state)
{
	static void (*const makers[])(struct buf *, unsigned *) = {
	    make_csi, make_csi, make_csi, make_style, make_style, make_mode, make_string, make_text, make_text, make_escape, make_event,
	};
	for (unsigned i = 1 + below(state, 6); i > 0; i--)
		makers[below(state, COUNT_OF(makers))](out, state);
}

/* Half of the time libFuzzer's own; else something made is put between, or in the place of, what is there. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	unsigned state = seed;
	if (size < 2 || !below(&state, 2))
		return LLVMFuzzerMutate(data, size, max);
	AUTO_BUF made = {0};
	make_some(&made, &state);
	size_t at = 2 + (size_t)(next_random(&state) << 15 | next_random(&state)) % (size - 1);
	size_t gone = below(&state, 3) ? 0 : below(&state, 64);
	at = at > size ? size : at;
	gone = gone > size - at ? size - at : gone;
	if (size - gone + made.len > max)
		return LLVMFuzzerMutate(data, size, max);
	memmove(data + at + made.len, data + at + gone, size - at - gone);
	memcpy(data + at, made.data, made.len);
	return size - gone + made.len;
}
