/* Fuzzing of tui/markdown: whatever the bytes, nothing crashes, no line is wider than asked
 * for (a table where that is allowed: than its limit), and nothing in it could be obeyed by a terminal (else abort).
 * The first byte chooses the width and the options.
 *
 * Built with clang -fsanitize=fuzzer,address,undefined; corpus/markdown holds the seeds.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "tui/markdown.h"
#include "tui/markdown_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_line(const struct line *line, size_t width)
{
	size_t total = 0;
	for (size_t i = 0; i < line->count; i++) {
		const char *text = line->spans[i].text;
		AUTO_BUF escaped = {0};
		text_escape(&escaped, text, strlen(text), TEXT_ONE_LINE);
		require(*text && strcmp(buf_text(&escaped), text) == 0);
		require((unsigned)line->spans[i].role < ROLE_COUNT);
		total += text_width(text, strlen(text));
	}
	require(total <= width);
}

static size_t widest(size_t width, unsigned options)
{
	if (options & MARKDOWN_PLAIN)
		return SIZE_MAX; /* nothing is broken in it */
	width = width < MARKDOWN_WIDTH_MIN ? MARKDOWN_WIDTH_MIN : width;
	return options & MARKDOWN_WIDE_TABLES ? width + MARKDOWN_TABLE_WIDE_MAX : width;
}

static void render(const char *text, size_t len, size_t width, unsigned options, struct lines *out)
{
	markdown_render(text, len, width, options, out);
	require(out->count <= MARKDOWN_LINES_MAX + 1);
	for (size_t i = 0; i < out->count; i++)
		check_line(&out->items[i], widest(width, options));
}

static void require_same(const struct lines *a, const struct lines *b)
{
	require(a->count == b->count);
	for (size_t i = 0; i < a->count; i++) {
		require(a->items[i].count == b->items[i].count);
		for (size_t k = 0; k < a->items[i].count; k++)
			require(strcmp(a->items[i].spans[k].text, b->items[i].spans[k].text) == 0);
	}
}

/* Twice the same is the same. */
static void render_twice(const char *text, size_t len, size_t width, unsigned options)
{
	struct lines once = {0}, again = {0};
	render(text, len, width, options, &once);
	render(text, len, width, options, &again);
	require_same(&once, &again);
	lines_release(&again);
	lines_release(&once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const unsigned options[] = {0, MARKDOWN_FORMULA_SOURCES, MARKDOWN_WIDE_TABLES, MARKDOWN_PLAIN};
	if (!len)
		return 0;
	AUTO_FREE char *text = mem_copy(data + 1, len - 1); /* its own block: one byte too far is seen */
	struct string_list links = {0};
	render_twice(text, len - 1, data[0], options[data[0] % COUNT_OF(options)]);
	if (data[0] == 0)
		markdown_links(text, len - 1, &links);
	string_list_release(&links);
	return 0;
}
