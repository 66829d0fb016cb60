/* The filter's knowledge of CSI sequences: what is passed on, rewritten, answered or dropped. */
#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "tui/filter_internal.h"

#define KEY(leader, intermediate, final)                                                                               \
	((unsigned)(unsigned char)(leader) << 16 | (unsigned)(unsigned char)(intermediate) << 8 |                      \
	 (unsigned)(unsigned char)(final))

static int param(const struct filter *f, size_t i, int missing)
{
	return i < f->count && f->params[i].value != MISSING ? f->params[i].value : missing;
}

/* A sequence on its way out; it is put as one piece. */
struct sequence {
	char text[8 + EMULATOR_PARAMS * 6]; /* numbers have 5 digits at most */
	size_t len;
	size_t params;
};

static void add_char(struct sequence *q, char c)
{
	q->text[q->len++] = c;
}

/* Decimal digits; printf would take most of the filter's time. */
static void add_number(struct sequence *q, int number)
{
	char digits[10];
	size_t n = 0;
	do
		digits[n++] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	while (n)
		add_char(q, digits[--n]);
}

static struct sequence sequence_new(char leader)
{
	struct sequence q;
	q.len = q.params = 0;
	add_char(&q, '\033');
	add_char(&q, '[');
	if (leader)
		add_char(&q, leader);
	return q;
}

static void put_csi(struct filter *f, char final)
{
	struct sequence q = sequence_new(f->leader);
	for (size_t i = 0; i < f->count; i++) {
		if (i)
			add_char(&q, ';');
		if (f->params[i].value != MISSING)
			add_number(&q, f->params[i].value);
	}
	if (f->intermediate)
		add_char(&q, f->intermediate);
	add_char(&q, final);
	filter_put(f, q.text, q.len);
}

/* ---- SGR: groups of numbers, as many in one sequence as libvterm takes */

static void sgr_flush(struct filter *f, struct sequence *sgr)
{
	if (sgr->params) {
		add_char(sgr, 'm');
		filter_put(f, sgr->text, sgr->len);
	}
	*sgr = sequence_new('\0');
}

static void sgr_add(struct filter *f, struct sequence *sgr, const int *numbers, size_t count, char between)
{
	if (sgr->params + count > EMULATOR_PARAMS)
		sgr_flush(f, sgr);
	for (size_t i = 0; i < count; i++) {
		if (sgr->params++)
			add_char(sgr, i ? between : ';');
		add_number(sgr, numbers[i]);
	}
}

static int at_most(int value, int limit)
{
	return value < limit ? value : limit;
}

static void sgr_colour(struct filter *f, struct sequence *sgr, int which, const int *numbers, size_t count)
{
	if (which == 58) /* the underline's colour: libvterm knows none and would obey its parts */
		return;
	if (count >= 2 && numbers[0] == 5 && numbers[1] <= 255) {
		sgr_add(f, sgr, (const int[]){which, 5, numbers[1]}, 3, ';');
	} else if (count >= 4 && numbers[0] == 2) {
		sgr_add(f, sgr,
			(const int[]){which, 2, at_most(numbers[1], 255), at_most(numbers[2], 255),
				      at_most(numbers[3], 255)},
			5, ';');
	}
}

/* The group of 38, 48 or 58 that begins at `at`; joined parameters end before `end`.  Returns where the next begins. */
static size_t sgr_colour_group(struct filter *f, struct sequence *sgr, size_t at, size_t end)
{
	int numbers[4] = {0};
	size_t count = 0;
	bool colons = end > at + 1;
	if (!colons) {
		int kind = param(f, at + 1, 0);
		end = at + (kind == 2 ? 5 : kind == 5 ? 3 : 2);
		if (end > f->count)
			end = f->count;
	}
	/* 38:2:SPACE:r:g:b names a colour space, 38:2:r:g:b does not. */
	bool space = colons && param(f, at + 1, 0) == 2 && end - at >= 6;
	for (size_t i = at + 1; i < end && count < COUNT_OF(numbers); i++)
		if (!(space && i == at + 2))
			numbers[count++] = param(f, i, 0);
	sgr_colour(f, sgr, param(f, at, 0), numbers, count);
	return end;
}

static void sgr_one(struct filter *f, struct sequence *sgr, int value)
{
	if (value == 2)
		sgr_add(f, sgr, (const int[]){11}, 1, ';');
	else if (value == 22)
		sgr_add(f, sgr, (const int[]){22, 10}, 2, ';');
	else if (value <= 107 && !(value >= 10 && value <= 19))
		sgr_add(f, sgr, &value, 1, ';');
}

static void sgr_underline(struct filter *f, struct sequence *sgr, int kind)
{
	/* Dotted and dashed become plain. */
	sgr_add(f, sgr, (const int[]){4, kind <= 3 ? kind : 1}, 2, ':');
}

static void set_style(struct filter *f)
{
	struct sequence sgr = sequence_new('\0');
	for (size_t i = 0; i < f->count;) {
		size_t end = i + 1;
		while (end < f->count && f->params[end].joined)
			end++;
		int value = param(f, i, 0);
		if (value == 38 || value == 48 || value == 58)
			end = sgr_colour_group(f, &sgr, i, end);
		else if (end == i + 1)
			sgr_one(f, &sgr, value);
		else if (value == 4)
			sgr_underline(f, &sgr, param(f, i + 1, 0));
		i = end;
	}
	sgr_flush(f, &sgr);
}

static void repeat(struct filter *f)
{
	int times = at_most(param(f, 0, 1), f->cols);
	for (int i = 0; i < (times ? times : 1) && f->last_len; i++)
		filter_put(f, f->last, f->last_len);
}

void filter_set_hold(struct filter *f, bool on)
{
	if (f->modes.hold == on)
		return;
	f->modes.hold = on;
	filter_flush(f);
	f->events.hold(on, f->context);
}

static void pass_mode(struct filter *f, int mode, bool on)
{
	struct sequence q = sequence_new('?');
	add_number(&q, mode);
	add_char(&q, on ? 'h' : 'l');
	filter_put(f, q.text, q.len);
}

static void private_mode(struct filter *f, int mode, bool on)
{
	switch (mode) {
	case 1: f->modes.cursor_keys = on; break;
	case 66: f->modes.keypad = on; break;
	case 1000:
	case 1002:
	case 1003: f->modes.mouse = on ? mode : 0; break;
	case 1004: f->modes.focus = on; break;
	case 1005:
	case 1006:
	case 1015: f->modes.mouse_encoding = on ? mode : 0; break;
	case 2004: f->modes.paste = on; break;
	case 2026: filter_set_hold(f, on); break;
	case 47:
	case 1047:
		f->modes.alternate = on;
		pass_mode(f, 1047, on);
		break;
	case 1049:
		f->modes.alternate = on;
		pass_mode(f, mode, on);
		break;
	case 69:
		f->side_margins = f->margins_set = true;
		pass_mode(f, mode, on);
		if (!on)
			filter_drop_margins(f, &f->side_margins);
		break;
	case 5:
	case 6:
	case 7:
	case 12:
	case 25:
	case 1048: pass_mode(f, mode, on); break;
	default: break;
	}
}

static void set_modes(struct filter *f, bool private, bool on)
{
	for (size_t i = 0; i < f->count; i++) {
		int mode = param(f, i, 0);
		if (private)
			private_mode(f, mode, on);
		else if (mode == 4 || mode == 20)
			filter_puts(f, mode == 4 ? on ? "\033[4h" : "\033[4l" : on ? "\033[20h" : "\033[20l");
	}
}

/* DECRQM: libvterm knows about the modes that it was told of. */
static void report_mode(struct filter *f)
{
	int mode = param(f, 0, 0);
	bool on;
	switch (mode) {
	case 1: on = f->modes.cursor_keys; break;
	case 66: on = f->modes.keypad; break;
	case 1000:
	case 1002:
	case 1003: on = f->modes.mouse == mode; break;
	case 1004: on = f->modes.focus; break;
	case 1005:
	case 1006:
	case 1015: on = f->modes.mouse_encoding == mode; break;
	case 2004: on = f->modes.paste; break;
	case 2026: on = f->modes.hold; break;
	case 47:
	case 1047:
	case 1049: on = f->modes.alternate; break;
	default:
		if (f->count == 1)
			put_csi(f, 'p');
		return;
	}
	char text[32];
	snprintf(text, sizeof text, "\033[?%d;%d$y", mode, on ? 1 : 2);
	filter_reply(f, text);
}

/* DECSTR.  The order matters: leaving origin mode and dropping the margins move the cursor. */
static void soft_reset(struct filter *f)
{
	f->modes.cursor_keys = f->modes.keypad = false;
	filter_puts(f, "\0337\033[?6l\033[r\0338\033[0n\033[4l\033[?7h\033[?25h\033[0m\033(B\033)B\017");
	filter_drop_margins(f, &f->margins);
}

static bool is_plain(unsigned key)
{
	char final = (char)(key & 0xff);
	switch (key & ~0xffU) {
	case KEY(0, 0, 0): return strchr("@ABCDEFGHIJKLMPSTXZ`acdefgjknr", final) != NULL;
	case KEY('?', 0, 0): return strchr("JKn", final) != NULL;
	case KEY('>', 0, 0): return final == 'c';
	case KEY(0, ' ', 0):
	case KEY(0, '"', 0): return final == 'q';
	case KEY(0, '\'', 0): return final == '}' || final == '~';
	default: return false;
	}
}

static void plain(struct filter *f, unsigned key, char final)
{
	if (!is_plain(key) || f->count > EMULATOR_PARAMS)
		return;
	for (size_t i = 1; i < f->count; i++)
		if (f->params[i].joined)
			return;
	bool bare = f->count == 1 && f->params[0].value == MISSING;
	if (final == 'r')
		f->margins_set = f->margins = true;
	if (final == 'T' && f->count > 1) /* xterm's highlight tracking */
		return;
	put_csi(f, final);
	if (final == 'r' && bare)
		filter_drop_margins(f, &f->margins);
}

static void csi_end(struct filter *f, char final)
{
	f->state = GROUND;
	f->after_glyph = false;
	if (f->bad)
		return;
	unsigned key = KEY(f->leader, f->intermediate, final);
	bool bare = f->count == 1 && f->params[0].value == MISSING;
	switch (key) {
	case KEY(0, 0, 'm'): set_style(f); break;
	case KEY(0, 0, 'b'): repeat(f); break;
	case KEY(0, 0, 'h'): set_modes(f, false, true); break;
	case KEY(0, 0, 'l'): set_modes(f, false, false); break;
	case KEY('?', 0, 'h'): set_modes(f, true, true); break;
	case KEY('?', 0, 'l'): set_modes(f, true, false); break;
	case KEY('?', '$', 'p'): report_mode(f); break;
	case KEY(0, '!', 'p'): soft_reset(f); break;
	case KEY(0, ' ', 'q'):
		f->modes.shape = param(f, 0, 0) != 0;
		plain(f, key, final);
		break;
	case KEY(0, 0, 's'):
		if (f->side_margins && f->count <= 2)
			put_csi(f, 's');
		else if (bare)
			filter_puts(f, "\0337");
		break;
	case KEY(0, 0, 'u'):
		if (bare)
			filter_puts(f, "\0338\033[0n");
		break;
	case KEY(0, 0, 'J'):
		if (param(f, 0, 0) == 3) {
			filter_flush(f);
			f->events.forget_history(f->context);
			break;
		}
		plain(f, key, final);
		break;
	default: plain(f, key, final);
	}
}

void filter_sequence_begin(struct filter *f, enum filter_state state)
{
	f->state = state;
	f->leader = f->intermediate = '\0';
	f->bad = false;
	f->params[0] = (struct param){.value = MISSING};
	f->count = 1;
}

static void csi_digit(struct filter *f, int digit)
{
	struct param *p = &f->params[f->count - 1];
	p->value = at_most((p->value == MISSING ? 0 : p->value) * 10 + digit, NUMBER_MAX);
	f->bad |= f->intermediate != '\0';
}

static void csi_next(struct filter *f, bool joined)
{
	f->bad |= f->intermediate != '\0';
	/* Only SGR has so many; its rest is dropped with this one's last. */
	if (f->count == PARAMS_MAX)
		f->params[f->count - 1] = (struct param){.value = NUMBER_MAX};
	else
		f->params[f->count++] = (struct param){.value = MISSING, .joined = joined};
}

void filter_csi_byte(struct filter *f, char c)
{
	bool first = f->count == 1 && f->params[0].value == MISSING && !f->intermediate && !f->leader;
	if (c >= '0' && c <= '9') {
		csi_digit(f, c - '0');
	} else if (c == ';' || c == ':') {
		csi_next(f, c == ':');
	} else if (c >= '<' && c <= '?') {
		f->bad |= !first;
		f->leader = c;
	} else if (c >= 0x20 && c <= 0x2f) {
		f->bad |= f->intermediate != '\0';
		f->intermediate = c;
	} else if (c >= 0x40 && c <= 0x7e) {
		csi_end(f, c);
	}
}
