/* Links: what may be opened in a browser, and opening it.
 *
 * An address comes out of a pack, so it is not trusted: http and https only, printable ASCII, and the person has seen it whole
 * before (the caller's part).  It is handed over as one word of an argument list, never through a shell, to the first
 * program of $BROWSER that is there (a list with ':' between, "%s" for the address or it comes last), else to xdg-open, in a
 * session of its own with nothing of our terminal: what it prints is not seen, and it outlives us.
 */
#ifndef GREENROOM_TUI_LINKS_H
#define GREENROOM_TUI_LINKS_H

#include "engine/base/string_list.h"
#include "engine/loop/loop.h"

enum { LINK_MAX = 2048 }; /* bytes of an address */

/* May it be opened at all?  False and err, which says why not. */
bool link_allowed(const char *address, struct err *err);
/* The argument list that opens it, its first word a whole path; false and err where there is no browser. */
bool link_argv(const char *address, struct string_list *argv, struct err *err);
/* Opens it; false and err where that is not allowed or not possible. */
bool link_open(struct loop *loop, const char *address, struct err *err);

#endif
