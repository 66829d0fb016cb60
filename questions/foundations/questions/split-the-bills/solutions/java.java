import java.util.HashMap;
import java.util.Map;

class Solution {
    Map<String, Integer> splitBills(String[] payers, int[] cents, String[][] sharers) {
        Map<String, Integer> balances = new HashMap<>();
        for (int bill = 0; bill < payers.length; bill++) {
            balances.merge(payers[bill], cents[bill], Integer::sum);
            int count = sharers[bill].length;
            for (int place = 0; place < count; place++) {
                // Dividing rounds down; the later the place, the less is added before, so the odd cents go first.
                int share = Math.floorDiv(cents[bill] + count - 1 - place, count);
                balances.merge(sharers[bill][place], -share, Integer::sum);
            }
        }
        return balances;
    }
}
