/* Offers: which questions this machine can run, and in which languages. */
#ifndef GREENROOM_RUNS_OFFERS_H
#define GREENROOM_RUNS_OFFERS_H

#include "engine/packs/catalogue.h"
#include "engine/toolchain/tools.h"

/* Can the question be done in this language here, as far as is known?  False and err with the command that installs
 * what is missing.  Cheap: nothing is asked. */
bool offer_possible(const struct tools *tools, const struct question *question, const struct language *language,
                    struct err *err);
/* The language that a question is begun in: the first of its own, in the author's order, that is possible here;
 * where none is, the first that is installed; NULL: none is. */
const struct language *offer_language(const struct tools *tools, const struct question *question);

/* Marks each READY question that is possible in none of its languages UNAVAILABLE, with the first one's reason. */
void offers_mark(const struct tools *tools, struct catalogue *catalogue);
/* All modules that any question of the catalogue names. */
void offers_modules(const struct catalogue *catalogue, struct string_list *modules);

#endif
