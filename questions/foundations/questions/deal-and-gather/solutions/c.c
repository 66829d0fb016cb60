#include <stdint.h>
#include <stdlib.h>

struct pile {
    struct ListNode *top, *bottom;
};

struct ListNode *deal_and_gather(struct ListNode *deck, int32_t piles)
{
    size_t cards = 0;
    for (const struct ListNode *card = deck; card; card = card->next)
        cards++;
    if (cards == 0)
        return NULL;

    size_t used = cards < (size_t)piles ? cards : (size_t)piles;
    struct pile *dealt = calloc(used, sizeof *dealt);
    for (size_t i = 0; i < cards; i++) {
        struct pile *pile = &dealt[i % used];
        struct ListNode *card = deck;
        deck = card->next;
        card->next = pile->top;
        pile->top = card;
        if (!pile->bottom)
            pile->bottom = card;
    }

    for (size_t i = 1; i < used; i++)
        dealt[i - 1].bottom->next = dealt[i].top;
    struct ListNode *gathered = dealt[0].top;
    free(dealt);
    return gathered;
}
