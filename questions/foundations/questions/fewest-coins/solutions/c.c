#include <stdint.h>
#include <stdlib.h>

int32_t *fewest_coins(const int32_t *coins, size_t coins_len, int32_t amount)
{
    int32_t *fewest = malloc(((size_t)amount + 1) * sizeof *fewest);
    fewest[0] = 0;
    for (int32_t total = 1; total <= amount; total++) {
        fewest[total] = -1;
        for (size_t i = 0; i < coins_len; i++) {
            if (coins[i] > total || fewest[total - coins[i]] < 0)
                continue;
            int32_t count = fewest[total - coins[i]] + 1;
            if (fewest[total] < 0 || count < fewest[total])
                fewest[total] = count;
        }
    }

    int32_t *answer = NULL;
    if (fewest[amount] >= 0) {
        answer = malloc(sizeof *answer);
        *answer = fewest[amount];
    }
    free(fewest);
    return answer;
}
