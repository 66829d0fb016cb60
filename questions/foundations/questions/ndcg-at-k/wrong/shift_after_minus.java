import java.util.Arrays;

class Solution {
    double ndcgAtK(int[] relevance, int k) {
        int[] ideal = relevance.clone();
        Arrays.sort(ideal);
        for (int i = 0, j = ideal.length - 1; i < j; i++, j--) {
            int swapped = ideal[i];
            ideal[i] = ideal[j];
            ideal[j] = swapped;
        }
        double best = dcg(ideal, k);
        return best == 0 ? 0 : dcg(relevance, k) / best;
    }

    private static double dcg(int[] grades, int k) {
        double sum = 0;
        for (int i = 0; i < grades.length && i < k; i++) {
            sum += (1L << grades[i] - 1) / (Math.log(i + 2) / Math.log(2));
        }
        return sum;
    }
}
