import java.util.HashMap;
import java.util.Map;

class Solution {
    String smallestWindow(String text, String need) {
        if (need.isEmpty()) {
            return "";
        }
        Map<Character, Integer> wanted = new HashMap<>();
        for (char c : need.toCharArray()) {
            wanted.merge(c, 1, Integer::sum);
        }

        Map<Character, Integer> have = new HashMap<>();
        int covered = 0;
        int left = 0;
        String best = "";
        for (int right = 0; right < text.length(); right++) {
            char in = text.charAt(right);
            have.merge(in, 1, Integer::sum);
            if (have.get(in) == wanted.get(in)) {
                covered++;
            }
            while (covered == wanted.size()) {
                if (best.isEmpty() || right - left + 1 < best.length()) {
                    best = text.substring(left, right + 1);
                }
                char out = text.charAt(left++);
                if (have.get(out) == wanted.get(out)) {
                    covered--;
                }
                have.merge(out, -1, Integer::sum);
            }
        }
        return best;
    }
}
