import java.util.ArrayList;
import java.util.List;

class Solution {
    String smallestWindow(String text, String need) {
        if (need.isEmpty()) {
            return "";
        }
        int[] wanted = new int[128];
        for (char c : need.toCharArray()) {
            wanted[c]++;
        }

        // Only the needed characters matter: their positions, in order.
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            if (wanted[text.charAt(i)] > 0) {
                places.add(i);
            }
        }

        int[] have = new int[128];
        int met = 0;
        int first = 0;
        int bestStart = -1;
        int bestLength = Integer.MAX_VALUE;
        for (int place : places) {
            char in = text.charAt(place);
            if (have[in]++ < wanted[in]) {
                met++;
            }
            if (met < need.length()) {
                continue;
            }
            char spare = text.charAt(places.get(first));
            while (have[spare] > wanted[spare]) {
                have[spare]--;
                spare = text.charAt(places.get(++first));
            }
            int length = place - places.get(first) + 1;
            if (length < bestLength) {
                bestStart = places.get(first);
                bestLength = length;
            }
        }
        return bestStart < 0 ? "" : text.substring(bestStart, bestStart + bestLength);
    }
}
