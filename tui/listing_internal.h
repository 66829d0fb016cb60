/* What the files of the listing share: listing.c (the search), listing_order.c (filters and orders),
 * listing_lists.c (lists of one's own, study plans). */
#ifndef GREENROOM_TUI_LISTING_INTERNAL_H
#define GREENROOM_TUI_LISTING_INTERNAL_H

#include "tui/listing.h"

/* Fills `shown` from `order`. */
void listing_narrow(struct listing *listing);
/* Fills `order` by the chosen column. */
void listing_put_in_order(struct listing *listing);
bool listing_filters_pass(const struct listing *listing, size_t index);
/* Where a question of that name is; the catalogue's count where it is nowhere. */
size_t listing_index_of(const struct listing *listing, const char *pack, const char *slug);

/* listing_lists.c */
void listing_read_lists(struct listing *listing);
void listing_free_lists(struct listing *listing);
size_t listing_place_in(const struct listing *listing, const char *name, size_t index); /* from 1; 0: not in it */
const char *listing_list_title(const struct listing *listing, const char *name);

/* Filters and order from the store. */
void listing_restore(struct listing *listing);

#endif
