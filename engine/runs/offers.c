#include "engine/runs/offers.h"

#include "engine/base/mem.h"

bool offer_possible(const struct tools *tools, const struct question *question, const struct language *language,
                    struct err *err)
{
	return question_offers(question, language, err) && tools_offer(tools, language, &question->modules, err);
}

const struct language *offer_language(const struct tools *tools, const struct question *question)
{
	for (size_t i = 0; i < question->languages.count; i++) {
		const struct language *language = language_find(question->languages.items[i], NULL);
		if (language && offer_possible(tools, question, language, NULL))
			return language;
	}
	return question_language(question, NULL);
}

/* True where it is possible in none; err then has the first language's reason. */
static bool is_impossible(const struct tools *tools, const struct question *question, struct err *err)
{
	struct err first = {0};
	for (size_t i = 0; i < question->languages.count; i++) {
		struct err why = {0};
		const struct language *language = language_find(question->languages.items[i], &why);
		if (language && offer_possible(tools, question, language, &why))
			return false;
		if (first.kind == ERR_NONE)
			first = why;
	}
	*err = first;
	return first.kind != ERR_NONE;
}

void offers_mark(const struct tools *tools, struct catalogue *catalogue)
{
	for (size_t i = 0; i < catalogue->question_count; i++) {
		struct question *q = &catalogue->questions[i];
		struct err err = {0};
		if (q->state != QUESTION_READY || !is_impossible(tools, q, &err))
			continue;
		q->state = QUESTION_UNAVAILABLE;
		q->problem = mem_dup(err.text);
	}
}

void offers_modules(const struct catalogue *catalogue, struct string_list *modules)
{
	for (size_t i = 0; i < catalogue->question_count; i++)
		for (size_t m = 0; m < catalogue->questions[i].modules.count; m++)
			string_list_unite(modules, catalogue->questions[i].modules.items[m]);
}
