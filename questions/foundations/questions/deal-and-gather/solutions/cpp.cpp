#include <bits/stdc++.h>
using namespace std;

ListNode *deal_and_gather(ListNode *deck, int piles)
{
    vector<ListNode *> cards;
    for (; deck; deck = deck->next)
        cards.push_back(deck);

    // The cards of a pile are `step` apart; its top is the last of them.
    const int count = cards.size();
    const int step = min(piles, count);
    ListNode *gathered = nullptr;
    for (int pile = step - 1; pile >= 0; pile--) {
        for (int i = pile; i < count; i += step) {
            cards[i]->next = gathered;
            gathered = cards[i];
        }
    }
    return gathered;
}
