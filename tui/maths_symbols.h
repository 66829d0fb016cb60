/* The symbols of formulas: what a LaTeX command is in Unicode, and what may be raised, lowered or set in another alphabet.
 *
 * The names are those of LaTeX with amsmath and amssymb; the characters those of Unicode's mathematical blocks.
 */
#ifndef GREENROOM_TUI_MATHS_SYMBOLS_H
#define GREENROOM_TUI_MATHS_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What TeX calls the class of an atom: it decides where blanks go. */
enum maths_class {
	MATHS_ORD,   /* a letter, a number */
	MATHS_OP,    /* log, max, an integral: a blank before what it is applied to */
	MATHS_BIG,   /* a sum, a product: limits stand above and below */
	MATHS_BIN,   /* + */
	MATHS_REL,   /* = */
	MATHS_OPEN,  /* ( */
	MATHS_CLOSE, /* ) */
	MATHS_INNER, /* \left( ... \right): a bracket at either side */
	MATHS_PUNCT, /* , */
	MATHS_SPACE,
};

struct maths_symbol {
	const char *name; /* without the backslash */
	const char *text;
	enum maths_class class;
};

/* NULL where the name, of `len` bytes, is none. */
const struct maths_symbol *maths_symbol(const char *name, size_t len);

/* The raised or lowered form of a character; 0 where Unicode has none. */
uint32_t maths_raised(uint32_t code);
uint32_t maths_lowered(uint32_t code);

/* A letter or digit in the alphabet of \mathbb, \mathcal, \mathbf, ... (name, of `len` bytes); the character itself where that alphabet
 * lacks it.  False where the name is no alphabet. */
bool maths_letter(const char *name, size_t len, uint32_t code, uint32_t *out);
/* The combining character of \hat, \vec, ...; 0 where the name is no accent. */
uint32_t maths_accent(const char *name, size_t len);

#endif
