import java.util.Arrays;

class Solution {
    Integer fewestCoins(int[] coins, int amount) {
        int[] fewest = new int[amount + 1];
        Arrays.fill(fewest, Integer.MAX_VALUE);
        fewest[0] = 0;
        for (int total = 1; total <= amount; total++) {
            for (int coin : coins) {
                if (coin <= total) {
                    fewest[total] = Math.min(fewest[total], fewest[total - coin] + 1);
                }
            }
        }
        return fewest[amount] == Integer.MAX_VALUE ? null : fewest[amount];
    }
}
