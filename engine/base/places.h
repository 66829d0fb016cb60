/* Places: where our own data and the box's helper are.
 *
 * A program that stands in the build tree uses the source tree's data and the
 * helper beside it; an installed one uses the installed paths.  Borrowed, static.
 */
#ifndef GREENROOM_BASE_PLACES_H
#define GREENROOM_BASE_PLACES_H

#include <stdbool.h>

bool places_in_build_tree(void);
const char *places_languages(void); /* folder with one folder a language */
const char *places_questions(void); /* folder of the packs that ship with it */
const char *places_themes(void);
const char *places_editors(void);
const char *places_plans(void);     /* study plans: lists of questions */
const char *places_box(void);       /* the helper program greenroom-box */

const char *places_lock(void);      /* greenroom-lock.so, which warm interpreters load */

#endif
