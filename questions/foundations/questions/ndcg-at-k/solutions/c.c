#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int highest_first(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x < y) - (x > y);
}

static double dcg(const int32_t *grades, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (exp2(grades[i]) - 1) / log2((double)i + 2);
    return sum;
}

double ndcg_at_k(const int32_t *relevance, size_t relevance_len, int32_t k)
{
    size_t count = relevance_len < (size_t)k ? relevance_len : (size_t)k;
    if (count == 0)
        return 0;
    int32_t *sorted = malloc(relevance_len * sizeof *sorted);
    memcpy(sorted, relevance, relevance_len * sizeof *sorted);
    qsort(sorted, relevance_len, sizeof *sorted, highest_first);
    double ideal = dcg(sorted, count);
    free(sorted);
    return ideal == 0 ? 0 : dcg(relevance, count) / ideal;
}
