class Solution {
    int[] productsWithoutSelf(int[] factors) {
        int zeros = 0;
        int zeroAt = -1;
        long ofTheRest = 1;
        for (int i = 0; i < factors.length && zeros < 2; i++) {
            if (factors[i] == 0) {
                zeros++;
                zeroAt = i;
            } else {
                ofTheRest *= factors[i];
            }
        }

        int[] result = new int[factors.length];
        if (zeros == 1) {
            result[zeroAt] = (int) ofTheRest;
        } else if (zeros == 0) {
            for (int i = 0; i < factors.length; i++) {
                result[i] = (int) (ofTheRest / factors[i]);
            }
        }
        return result;
    }
}
