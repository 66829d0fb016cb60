import java.util.ArrayList;
import java.util.List;

class Solution {
    ListNode dealAndGather(ListNode deck, int piles) {
        List<ListNode> tops = new ArrayList<>();
        int dealt = 0;
        while (deck != null) {
            ListNode rest = deck.next;
            int pile = dealt++ % piles;
            if (pile == tops.size()) {
                deck.next = null;
                tops.add(deck);
            } else {
                deck.next = tops.get(pile);
                tops.set(pile, deck);
            }
            deck = rest;
        }

        ListNode above = new ListNode(0);
        ListNode bottom = above;
        for (ListNode top : tops) {
            bottom.next = top;
            while (bottom.next != null) {
                bottom = bottom.next;
            }
        }
        return above.next;
    }
}
