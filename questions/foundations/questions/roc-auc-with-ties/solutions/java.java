import java.util.Map;
import java.util.TreeMap;

class Solution {
    double rocAuc(boolean[] labels, double[] scores) {
        // How many negative [0] and positive [1] examples have each score.
        TreeMap<Double, long[]> byScore = new TreeMap<>();
        long[] all = new long[2];
        for (int i = 0; i < labels.length; i++) {
            int kind = labels[i] ? 1 : 0;
            double score = scores[i] + 0.0; // a Double tells -0.0 from 0.0; the sum is 0.0 for both
            byScore.computeIfAbsent(score, key -> new long[2])[kind]++;
            all[kind]++;
        }
        if (all[0] == 0 || all[1] == 0) {
            return Double.NaN;
        }

        double wins = 0;
        long below = 0;
        for (Map.Entry<Double, long[]> entry : byScore.entrySet()) {
            long[] tied = entry.getValue();
            wins += tied[1] * (below + tied[0] / 2.0);
            below += tied[0];
        }
        return wins / all[0] / all[1];
    }
}
