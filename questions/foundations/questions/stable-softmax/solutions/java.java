class Solution {
    double[] softmax(double[] logits) {
        // One pass for both: when a larger logit comes, the sum so far is scaled down to it.
        double largest = Double.NEGATIVE_INFINITY;
        double total = 0;
        for (double logit : logits) {
            if (logit > largest) {
                total *= Math.exp(largest - logit);
                largest = logit;
            }
            if (logit != Double.NEGATIVE_INFINITY) {
                total += Math.exp(logit - largest);
            }
        }

        double[] result = new double[logits.length];
        for (int i = 0; i < logits.length && total > 0; i++) {
            result[i] = Math.exp(logits[i] - largest) / total;
        }
        return result;
    }
}
