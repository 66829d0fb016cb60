/* What is written here is a compiled entry in the format with numbers of 32 bits, term(5), in hexadecimal digits
 * (ncurses(3): TERMINFO may hold "hex:" and an entry). */
#include "tui/terminfo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"

/* Makes macros of many short words, so it comes last and into this file alone. */
#include <term.h>

#define MAGIC 01036
#define ENTRY_MAX 16000 /* curses takes 32 kB, and so does the environment */

/* 0 to 7 by their old numbers, which every terminal takes for its palette; then 8 to 15; then 256; then 24 bit. */
#define COLOUR_STRING(normal, bright, extended)                                                                       \
	"\033[%?%p1%{8}%<%t" normal "%p1%d%e%p1%{16}%<%t" bright "%p1%{8}%-%d%e%p1%{256}%<%t" extended                       \
	";5;%p1%d%e" extended ";2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"

static const struct {
	const char *name, *value; /* NULL: left out */
} changed_strings[] = {
    {"setaf", COLOUR_STRING("3", "9", "38")},
    {"setab", COLOUR_STRING("4", "10", "48")},
    {"setf", NULL},
    {"setb", NULL},
    {"initc", NULL},
    {"initp", NULL},
    {"oc", NULL},
    {"scp", NULL},
};

/* Behind the standard ones: what curses looks at, and what we do. */
static const char *const extended_flags[] = {"AX", "RGB", "XT"};
static const char *const extended_strings[] = {"Se", "Ss"};

/* Makes the type the one that is asked about.  One that curses has in use is put back by tear_down. */
static bool set_up(const char *type, TERMINAL **before)
{
	int why;
	*before = set_curterm(NULL);
	if (setupterm(type, STDOUT_FILENO, &why) == 0) /* OK, of a header that has an owner */
		return true;
	set_curterm(*before);
	return false;
}

static void tear_down(TERMINAL *before)
{
	del_curterm(set_curterm(before));
}

static int number_of(const char *name)
{
	return tigetnum((char *)(uintptr_t)name);
}

bool terminfo_knows(const char *type)
{
	TERMINAL *before;
	if (!set_up(type, &before))
		return false;
	tear_down(before);
	return true;
}

int terminfo_colours(const char *type)
{
	TERMINAL *before;
	if (!set_up(type, &before))
		return 0;
	int colours = number_of("colors");
	tear_down(before);
	return colours > 0 ? colours : 0;
}

bool terminfo_is_direct(const char *type)
{
	TERMINAL *before;
	if (!set_up(type, &before))
		return false;
	bool direct = tigetflag((char *)(uintptr_t)"RGB") > 0 || tigetflag((char *)(uintptr_t)"Tc") > 0 || number_of("colors") > 256;
	tear_down(before);
	return direct;
}

/* ---- writing */

static void put_16(struct buf *out, int value)
{
	buf_put(out, (const unsigned char[]){(unsigned char)value, (unsigned char)(value >> 8)}, 2);
}

static void put_32(struct buf *out, int value)
{
	put_16(out, value);
	put_16(out, value >> 16);
}

static void put_even(struct buf *out)
{
	if (out->len & 1)
		buf_putc(out, '\0');
}

static const char *string_of(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(changed_strings); i++)
		if (strcmp(changed_strings[i].name, name) == 0)
			return changed_strings[i].value;
	const char *value = tigetstr((char *)(uintptr_t)name);
	return value == (char *)-1 ? NULL : value;
}

/* The offset of a string in the table, which grows by it; -1 where there is none. */
static void put_string(struct buf *offsets, struct buf *table, const char *value)
{
	put_16(offsets, value ? (int)table->len : -1);
	if (value)
		buf_put(table, value, strlen(value) + 1);
}

static int changed_number(const char *name)
{
	if (strcmp(name, "colors") == 0)
		return 1 << 24;
	if (strcmp(name, "pairs") == 0)
		return 1 << 16;
	int number = number_of(name);
	return number < 0 ? -1 : number;
}

static size_t names_count(NCURSES_CONST char *const *names)
{
	size_t n = 0;
	while (names[n])
		n++;
	return n;
}

static void put_standard(struct buf *out, const char *type)
{
	size_t flags = names_count(boolnames), numbers = names_count(numnames), strings = names_count(strnames);
	AUTO_BUF offsets = {0};
	AUTO_BUF table = {0};
	for (size_t i = 0; i < strings; i++)
		put_string(&offsets, &table, string_of(strnames[i]));
	put_16(out, MAGIC);
	put_16(out, (int)strlen(type) + 1);
	put_16(out, (int)flags);
	put_16(out, (int)numbers);
	put_16(out, (int)strings);
	put_16(out, (int)table.len);
	buf_put(out, type, strlen(type) + 1);
	for (size_t i = 0; i < flags; i++)
		buf_putc(out, tigetflag((char *)(uintptr_t)boolnames[i]) > 0 && strcmp(boolnames[i], "ccc") != 0);
	put_even(out);
	for (size_t i = 0; i < numbers; i++)
		put_32(out, changed_number(numnames[i]));
	buf_put(out, offsets.data, offsets.len);
	buf_put(out, table.data, table.len);
}

static void put_extended(struct buf *out)
{
	const int flags = COUNT_OF(extended_flags), strings = COUNT_OF(extended_strings);
	AUTO_BUF offsets = {0};
	AUTO_BUF values = {0};
	AUTO_BUF names = {0};
	for (int i = 0; i < strings; i++)
		put_string(&offsets, &values, string_of(extended_strings[i]));
	for (int i = 0; i < flags; i++)
		put_string(&offsets, &names, extended_flags[i]);
	for (int i = 0; i < strings; i++)
		put_string(&offsets, &names, extended_strings[i]);
	put_even(out);
	put_16(out, flags);
	put_16(out, 0);
	put_16(out, strings);
	put_16(out, flags + 2 * strings);
	put_16(out, (int)(values.len + names.len));
	for (int i = 0; i < flags; i++)
		buf_putc(out, strcmp(extended_flags[i], "RGB") == 0 || tigetflag((char *)(uintptr_t)extended_flags[i]) > 0);
	put_even(out);
	buf_put(out, offsets.data, offsets.len);
	buf_put(out, values.data, values.len);
	buf_put(out, names.data, names.len);
}

char *terminfo_direct(const char *type)
{
	AUTO_BUF entry = {0};
	AUTO_BUF text = {0};
	TERMINAL *before;
	if (!set_up(type, &before))
		return NULL;
	bool has_colours = number_of("colors") >= 8;
	if (has_colours) {
		put_standard(&entry, type);
		put_extended(&entry);
	}
	tear_down(before);
	if (!has_colours || entry.len > ENTRY_MAX)
		return NULL;
	buf_puts(&text, "hex:");
	for (size_t i = 0; i < entry.len; i++)
		buf_printf(&text, "%02X", (unsigned)(unsigned char)entry.data[i]);
	return buf_steal(&text);
}
