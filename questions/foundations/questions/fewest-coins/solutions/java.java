class Solution {
    private static final int UNREACHABLE = Integer.MAX_VALUE;

    Integer fewestCoins(int[] coins, int amount) {
        int[] fewest = new int[amount + 1];
        for (int total = 1; total <= amount; total++) {
            int best = UNREACHABLE;
            for (int coin : coins) {
                if (coin <= total) {
                    best = Math.min(best, fewest[total - coin]);
                }
            }
            fewest[total] = best == UNREACHABLE ? UNREACHABLE : best + 1;
        }
        return fewest[amount] == UNREACHABLE ? null : (Integer) fewest[amount];
    }
}
