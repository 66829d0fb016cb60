import java.util.ArrayList;
import java.util.List;

class Solution {
    ListNode dealAndGather(ListNode deck, int piles) {
        List<Integer> cards = new ArrayList<>();
        for (; deck != null; deck = deck.next) {
            cards.add(deck.val);
        }

        int n = cards.size();
        int rows = (n + piles - 1) / piles;
        ListNode above = new ListNode(0);
        ListNode bottom = above;
        for (int pile = 0; pile < piles && pile < n; pile++) {
            for (int row = rows - 1; row >= 0; row--) {
                int at = row * piles + pile;
                if (at < n) {
                    bottom.next = new ListNode(cards.get(at));
                    bottom = bottom.next;
                }
            }
        }
        return above.next;
    }
}
