/* A statement at a new width: 100 kB of Markdown with formulas, tables and code, made of all that ships. */
#include <string.h>

#include "engine/base/mem.h"
#include "engine/loop/loop.h"
#include "engine/packs/catalogue.h"
#include "tests/bench/bench.h"
#include "tui/markdown.h"

enum { TEXT_BYTES = 100 * 1000, ROUNDS = 60, WARM_ROUNDS = 3 };

/* Behind each text: what they have too little of. */
static const char more[] =
    "\n\n| name | what it is | cost |\n|:--|:-:|--:|\n| first | a cell of several words, $x^2$ | 10 |\n"
    "| second | `code` and **strong** | 2000 |\n\nWith $\\hat{y}_i = \\sigma(w^T x_i + b)$ and $\\alpha \\in \\mathbb{R}$:\n\n"
    "$$ L = -\\frac{1}{n} \\sum_{i=1}^{n} \\left( y_i \\log \\hat{y}_i + (1 - y_i) \\log (1 - \\hat{y}_i) \\right) $$\n\n"
    "\\[ A = \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}, \\quad f(x) = \\begin{cases} 1 & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases} \\]\n\n";

/* Statements and written solutions one after the other, from the first again until it is enough. */
static void collect(struct buf *out)
{
	struct catalogue *catalogue = catalogue_new();
	catalogue_add_all(catalogue, SOURCE_DIR "/questions");
	size_t before = SIZE_MAX;
	while (out->len < TEXT_BYTES && out->len != before) {
		before = out->len;
		for (size_t i = 0; i < catalogue->question_count && out->len < TEXT_BYTES; i++) {
			struct question_body *body = question_body_load(&catalogue->questions[i], NULL);
			const char *const texts[] = {body ? body->statement : NULL, body ? body->editorial : NULL};
			for (size_t k = 0; k < COUNT_OF(texts); k++)
				if (texts[k])
					buf_printf(out, "%s%s", texts[k], more);
			question_body_free(body);
		}
	}
	catalogue_free(catalogue);
	if (out->len < TEXT_BYTES)
		bench_die("statement: no texts of questions were found");
	out->len = TEXT_BYTES;
}

void bench_statement(void)
{
	AUTO_BUF text = {0};
	AUTO_SAMPLES own = {0};
	collect(&text);
	for (int i = -WARM_ROUNDS; i < ROUNDS; i++) {
		struct lines lines = {0};
		int64_t start = loop_now_us();
		markdown_render(text.data, text.len, 60 + (size_t)(i + WARM_ROUNDS) % 60, MARKDOWN_WIDE_TABLES, &lines);
		int64_t us = loop_now_us() - start;
		lines_release(&lines);
		if (i >= 0)
			samples_add(&own, us);
	}
	bench_print("statement", &own, NULL, NULL, "20 ms");
}
