#include <math.h>
#include <stdlib.h>

double *softmax(const double *logits, size_t logits_len, size_t *out_len)
{
    double largest = -INFINITY, total = 0;
    for (size_t i = 0; i < logits_len; i++)
        largest = fmax(largest, logits[i]);

    double *result = calloc(logits_len + 1, sizeof *result);
    *out_len = logits_len;
    if (isinf(largest))
        return result;
    for (size_t i = 0; i < logits_len; i++)
        total += result[i] = exp(logits[i] - largest);
    for (size_t i = 0; i < logits_len; i++)
        result[i] /= total;
    return result;
}
