import java.util.Map;

class Solution {
    Integer cheapestTokenisation(String text, Map<String, Integer> costs) {
        int longest = 0;
        for (String piece : costs.keySet()) {
            longest = Math.max(longest, piece.length());
        }

        // best[i]: the smallest cost of everything from i on.
        Integer[] best = new Integer[text.length() + 1];
        best[text.length()] = 0;
        for (int start = text.length() - 1; start >= 0; start--) {
            int last = Math.min(text.length(), start + longest);
            for (int end = start + 1; end <= last; end++) {
                Integer cost = best[end] == null ? null : costs.get(text.substring(start, end));
                if (cost != null && (best[start] == null || cost + best[end] < best[start])) {
                    best[start] = cost + best[end];
                }
            }
        }
        return best[0];
    }
}
