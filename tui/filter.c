#include "tui/filter.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "tui/filter_internal.h"

enum { MARKS_MAX = 8 };

struct filter *filter_new(const struct filter_events *events, void *context, int cols, colour foreground,
			  colour background)
{
	struct filter *f = mem_zero(1, sizeof *f);
	f->events = *events;
	f->context = context;
	f->cols = cols;
	f->foreground = foreground;
	f->background = background;
	return f;
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	buf_release(&f->string);
	free(f);
}

void filter_set_cols(struct filter *f, int cols)
{
	f->cols = cols;
}

const struct filter_modes *filter_modes(const struct filter *f)
{
	return &f->modes;
}

bool filter_take_margins(struct filter *f)
{
	bool were = f->margins_set;
	f->margins_set = false;
	return were;
}

bool filter_has_margins(const struct filter *f)
{
	return f->margins || f->side_margins;
}

/* ---- output: pieces are never split */

void filter_flush(struct filter *f)
{
	size_t len = f->out_len;
	f->out_len = 0;
	if (len)
		f->events.screen(f->out, len, f->context);
}

void filter_put(struct filter *f, const char *piece, size_t len)
{
	if (FILTER_OUT_MAX - f->out_len < len)
		filter_flush(f);
	memcpy(f->out + f->out_len, piece, len);
	f->out_len += len;
}

void filter_puts(struct filter *f, const char *piece)
{
	filter_put(f, piece, strlen(piece));
}

void filter_drop_margins(struct filter *f, bool *which)
{
	filter_flush(f);
	*which = false;
}

void filter_reply(struct filter *f, const char *text)
{
	filter_flush(f); /* libvterm's own answers to what came before go first */
	f->events.reply(text, strlen(text), f->context);
}

/* ---- text */

/* Characters that show nothing and that a terminal or a reader might obey. */
static bool is_invisible(uint32_t c)
{
	return (c >= 0x80 && c < 0xa0) || c == 0x061c || c == 0x180e || c == 0x200b || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

/* Marks that libvterm counts as two columns when they come with their character in one write. */
static bool is_wide_mark(uint32_t c)
{
	return (c >= 0x302a && c <= 0x302f) || c == 0x3099 || c == 0x309a;
}

/* What libvterm joins to the character before, though it has a width of its own elsewhere. */
static bool is_mark_there(uint32_t c)
{
	return (c >= 0x0600 && c <= 0x0603) || c == 0x06dd || c == 0x06de || c == 0x070f || c == 0x1734;
}

static void put_mark(struct filter *f, uint32_t code, const char *bytes, size_t len)
{
	if (!f->after_glyph || ++f->marks > MARKS_MAX)
		return;
	if (is_wide_mark(code))
		filter_flush(f);
	/* In a write of its own, libvterm would put a mark for the last column onto the next line. */
	if (!f->out_len && f->events.at_margin(f->context))
		return;
	filter_put(f, bytes, len);
}

static void put_character(struct filter *f, uint32_t code, const char *bytes, size_t len)
{
	if (is_invisible(code))
		return;
	int width = text_char_width(code);
	if (width == 0 || is_wide_mark(code) || is_mark_there(code)) {
		put_mark(f, code, bytes, len);
		return;
	}
	memcpy(f->last, bytes, len);
	f->last_len = len;
	if (width == 2 && f->events.narrow(code, f->context))
		f->last[f->last_len++] = ' ';
	filter_put(f, f->last, f->last_len);
	f->after_glyph = f->last_len == len; /* a mark would land on the blank */
	f->marks = 0;
}

static void put_replacement(struct filter *f)
{
	put_character(f, 0xfffd, "\xef\xbf\xbd", 3);
}

/* Printable ASCII, a run at a time: nearly all that an editor writes. */
static size_t ascii_run(struct filter *f, const char *bytes, size_t len)
{
	size_t n = 0;
	while (n < len && n < FILTER_OUT_MAX && bytes[n] >= 0x20 && bytes[n] < 0x7f)
		n++;
	filter_put(f, bytes, n);
	f->last[0] = bytes[n - 1];
	f->last_len = 1;
	f->after_glyph = true;
	f->marks = 0;
	return n;
}

static void character_begin(struct filter *f, unsigned char c)
{
	size_t need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	if (c < 0xc2 || c > 0xf4) {
		put_replacement(f);
		return;
	}
	f->bytes[0] = (char)c;
	f->have = 1;
	f->need = need;
	f->state = CHARACTER;
}

static void character_more(struct filter *f, unsigned char c)
{
	f->bytes[f->have++] = (char)c;
	if (f->have < f->need)
		return;
	f->state = GROUND;
	uint32_t code;
	if (utf8_decode(f->bytes, f->need, &code))
		put_character(f, code, f->bytes, f->need);
	else
		put_replacement(f);
}

static void control(struct filter *f, unsigned char c)
{
	/* BEL BS HT LF VT FF CR SO SI; the others do nothing on a screen. */
	if (c >= 0x07 && c <= 0x0f)
		filter_put(f, (const char *)&c, 1);
	f->after_glyph = false;
}

/* ---- ESC */

/* RIS.  libvterm forgets to leave the alternate screen and reverse video, and keeps a saved cursor. */
static void full_reset(struct filter *f)
{
	filter_set_hold(f, false);
	f->modes = (struct filter_modes){0};
	f->last_len = 0;
	filter_puts(f, "\033[?1047l\033[?5l\033c\0337");
	filter_drop_margins(f, &f->margins);
	filter_drop_margins(f, &f->side_margins);
	f->margins_set = false;
}

static void escape_end(struct filter *f, char c)
{
	f->state = GROUND;
	f->after_glyph = false;
	switch (c) {
	case '[': filter_sequence_begin(f, CSI); break;
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_':
		f->state = STRING;
		f->kind = c;
		f->overlong = false;
		buf_clear(&f->string);
		break;
	case '7': filter_puts(f, "\0337"); break;
	case '8': filter_puts(f, "\0338\033[0n"); break; /* a report of nothing, which clamps the cursor */
	case '=': f->modes.keypad = true; break;
	case '>': f->modes.keypad = false; break;
	case 'D':
	case 'E':
	case 'H':
	case 'M':
	case 'n':
	case 'o': filter_put(f, (const char[]){'\033', c}, 2); break;
	case 'c': full_reset(f); break;
	default: break;
	}
}

static void escape_more_end(struct filter *f, char c)
{
	f->state = GROUND;
	f->after_glyph = false;
	if (f->bad)
		return;
	bool charset = strchr("()*+", f->intermediate) && strchr("0AB", c);
	if (charset || (f->intermediate == '#' && c == '8'))
		filter_put(f, (const char[]){'\033', f->intermediate, c}, 3);
}

static void escape_byte(struct filter *f, char c)
{
	if (c >= 0x20 && c <= 0x2f) {
		bool second = f->state == ESCAPE_MORE;
		if (!second)
			filter_sequence_begin(f, ESCAPE_MORE);
		f->bad |= second;
		f->intermediate = c;
	} else if (c >= 0x30 && c <= 0x7e) {
		if (f->state == ESCAPE)
			escape_end(f, c);
		else
			escape_more_end(f, c);
	}
}

/* ---- strings */

static void reply_colour(struct filter *f, int which, const char *terminator)
{
	unsigned char rgb[3];
	if (!colour_rgb(which == 10 ? f->foreground : f->background, rgb))
		return;
	char text[64];
	snprintf(text, sizeof text, "\033]%d;rgb:%02x%02x/%02x%02x/%02x%02x%s", which, rgb[0], rgb[0], rgb[1], rgb[1],
		 rgb[2], rgb[2], terminator);
	filter_reply(f, text);
}

/* `OSC 10 ; ? ; ?` asks for 10 and 11. */
static void osc_colours(struct filter *f, int which, const char *rest, const char *terminator)
{
	for (; which <= 11; which++) {
		size_t n = strcspn(rest, ";");
		if (n == 1 && rest[0] == '?')
			reply_colour(f, which, terminator);
		if (!rest[n])
			return;
		rest += n + 1;
	}
}

static int base64_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* Strict: false for anything but whole base64 without blanks.  Padding may be missing. */
static bool base64_decode(struct buf *out, const char *text)
{
	unsigned bits = 0, have = 0;
	for (; base64_value(*text) >= 0; text++) {
		bits = (bits << 6 | (unsigned)base64_value(*text)) & 0xffff;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		buf_putc(out, (char)(bits >> have & 0xff));
	}
	return have < 6 && text[strspn(text, "=")] == '\0' && strlen(text) <= 2;
}

/* `OSC 52 ; SELECTIONS ; BASE64`: one clipboard is meant, whatever it is called.  A question gets no answer. */
static void osc_clipboard(struct filter *f, const char *rest)
{
	AUTO_BUF text = {0};
	size_t n = strspn(rest, "cpqs01234567");
	if (rest[n] != ';' || !base64_decode(&text, rest + n + 1) || !text.len || memchr(text.data, '\0', text.len))
		return;
	filter_flush(f);
	f->events.clipboard(text.data, text.len, f->context);
}

static void osc(struct filter *f, const char *terminator)
{
	const char *text = buf_text(&f->string);
	const char *semicolon = strchr(text, ';');
	if (!semicolon || semicolon - text < 1 || semicolon - text > 3)
		return;
	size_t digits = (size_t)(semicolon - text);
	const char *rest = semicolon + 1;
	if (digits == 1 && (text[0] == '0' || text[0] == '2')) {
		filter_flush(f);
		f->events.title(rest, strlen(rest), f->context);
	} else if (digits == 2 && (memcmp(text, "10", 2) == 0 || memcmp(text, "11", 2) == 0)) {
		osc_colours(f, text[1] == '0' ? 10 : 11, rest, terminator);
	} else if (digits == 2 && memcmp(text, "52", 2) == 0) {
		osc_clipboard(f, rest);
	}
}

static void dcs(struct filter *f)
{
	static const char *const known[] = {"$qm", "$qr", "$qs", "$q q", "$q\"q"};
	const char *text = buf_text(&f->string);
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (strcmp(text, known[i]) == 0) {
			char whole[16];
			int n = snprintf(whole, sizeof whole, "\033P%s\033\\", text);
			filter_put(f, whole, (size_t)n);
			return;
		}
	}
	if (strncmp(text, "$q", 2) == 0) /* DECRQSS of something else: no */
		filter_reply(f, "\033P0$r\033\\");
	else if (strncmp(text, "+q", 2) == 0) /* XTGETTCAP: none */
		filter_reply(f, "\033P0+r\033\\");
}

static void string_end(struct filter *f, const char *terminator)
{
	f->state = GROUND;
	if (!f->overlong && f->kind == ']')
		osc(f, terminator);
	else if (!f->overlong && f->kind == 'P')
		dcs(f);
	buf_clear(&f->string);
}

static void string_byte(struct filter *f, char c)
{
	if (c == 0x07 && f->kind == ']')
		string_end(f, "\a");
	else if (f->string.len >= FILTER_STRING_MAX)
		f->overlong = true;
	else if ((unsigned char)c >= 0x20 && (f->kind == ']' || f->kind == 'P'))
		buf_putc(&f->string, c);
}

/* ---- the machine */

static void ground(struct filter *f, unsigned char c)
{
	if (c >= 0x80)
		character_begin(f, c);
	else if (c < 0x20)
		control(f, c);
	else if (c < 0x7f)
		ascii_run(f, (const char *)&c, 1);
}

/* A byte past ASCII ends a sequence that it cannot be part of. */
static void in_sequence(struct filter *f, unsigned char c)
{
	if (c >= 0x80) {
		f->state = GROUND;
		f->after_glyph = false;
		ground(f, c);
	} else if (c < 0x20) {
		control(f, c);
	} else if (f->state == CSI) {
		filter_csi_byte(f, (char)c);
	} else {
		escape_byte(f, (char)c);
	}
}

static void step(struct filter *f, unsigned char c)
{
	if (f->state == CHARACTER) {
		if ((c & 0xc0) == 0x80) {
			character_more(f, c);
			return;
		}
		put_replacement(f);
		f->state = GROUND;
	}
	if (f->state == STRING_ESCAPE) {
		f->state = STRING;
		if (c == '\\') {
			string_end(f, "\033\\");
			return;
		}
		f->state = ESCAPE; /* the string was cut off by another sequence */
	}
	if (c == 0x18 || c == 0x1a) /* CAN and SUB end everything */
		f->state = GROUND;
	else if (c == 0x1b)
		f->state = f->state == STRING ? STRING_ESCAPE : ESCAPE;
	else if (f->state == STRING)
		string_byte(f, (char)c);
	else if (f->state == GROUND)
		ground(f, c);
	else
		in_sequence(f, c);
}

void filter_feed(struct filter *f, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len;) {
		if (f->state == GROUND && bytes[i] >= 0x20 && bytes[i] < 0x7f)
			i += ascii_run(f, bytes + i, len - i);
		else
			step(f, (unsigned char)bytes[i++]);
	}
	filter_flush(f);
	if (f->string.capacity > 4096 && !f->string.len)
		buf_release(&f->string);
}
