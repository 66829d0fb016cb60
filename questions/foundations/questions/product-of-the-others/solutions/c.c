#include <stdint.h>
#include <stdlib.h>

int32_t *products_without_self(const int32_t *factors, size_t factors_len, size_t *out_len)
{
    int32_t *result = malloc((factors_len + 1) * sizeof *result);
    int32_t after = 1;
    for (size_t i = factors_len; i-- > 0;) {
        result[i] = after;
        after *= factors[i];
    }

    int32_t before = 1;
    for (size_t i = 0; i < factors_len; i++) {
        result[i] *= before;
        before *= factors[i];
    }
    *out_len = factors_len;
    return result;
}
