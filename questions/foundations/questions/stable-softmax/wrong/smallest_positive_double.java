class Solution {
    double[] softmax(double[] logits) {
        double largest = Double.MIN_VALUE;
        for (double logit : logits) {
            largest = Math.max(largest, logit);
        }

        double[] result = new double[logits.length];
        double total = 0;
        for (int i = 0; i < logits.length; i++) {
            result[i] = Math.exp(logits[i] - largest);
            total += result[i];
        }
        for (int i = 0; i < logits.length && total > 0; i++) {
            result[i] /= total;
        }
        return result;
    }
}
