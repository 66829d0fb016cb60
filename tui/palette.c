#include "tui/palette.h"

#include <stdlib.h>

static const uint32_t sixteen[16] = {
	0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
	0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};
static const unsigned cube[6] = {0, 95, 135, 175, 215, 255};

uint32_t palette_rgb(unsigned index)
{
	if (index < 16)
		return sixteen[index];
	if (index >= 232) {
		unsigned grey = 8 + 10 * ((index > 255 ? 255 : index) - 232);
		return grey << 16 | grey << 8 | grey;
	}
	index -= 16;
	return (uint32_t)(cube[index / 36] << 16 | cube[index / 6 % 6] << 8 | cube[index % 6]);
}

static long channel(uint32_t rgb, int shift)
{
	return (long)(rgb >> shift & 0xff);
}

/* Squared distance, green weighing most as the eye has it. */
static long distance(uint32_t a, uint32_t b)
{
	long red = channel(a, 16) - channel(b, 16);
	long green = channel(a, 8) - channel(b, 8);
	long blue = channel(a, 0) - channel(b, 0);
	return 3 * red * red + 6 * green * green + 2 * blue * blue;
}

static unsigned nearest_of(uint32_t rgb, unsigned from, unsigned to)
{
	unsigned best = from;
	for (unsigned i = from + 1; i < to; i++)
		if (distance(palette_rgb(i), rgb) < distance(palette_rgb(best), rgb))
			best = i;
	return best;
}

static int direct(uint32_t rgb)
{
	/* Below 256 it would be read as an entry of the palette: a shade of green that nobody sees makes it none. */
	return (int)(rgb < 256 ? rgb | 0x100 : rgb);
}

int palette_nearest(colour c, int colours, int *bright)
{
	*bright = 0;
	if (c == COLOUR_DEFAULT || colours < 8)
		return -1;
	bool palette = COLOUR_KIND(c) == 1;
	unsigned index = c & 0xff;
	uint32_t rgb = palette ? palette_rgb(index) : c & 0xffffff;
	if (colours > 256)
		return palette ? (int)index : direct(rgb);
	/* The sixteen are the person's own choice, so exact colours keep to the fixed 240. */
	if (colours == 256)
		return (int)(palette ? index : nearest_of(rgb, 16, 256));
	if (!palette || index >= 16)
		index = nearest_of(rgb, 0, 16);
	if (colours < 16 && index >= 8) {
		*bright = 1;
		index -= 8;
	}
	return (int)index;
}
