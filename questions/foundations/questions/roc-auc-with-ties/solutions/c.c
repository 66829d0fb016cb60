#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct example {
    double score;
    bool positive;
};

static int by_score(const void *a, const void *b)
{
    double x = ((const struct example *)a)->score, y = ((const struct example *)b)->score;
    return (x > y) - (x < y);
}

double roc_auc(const bool *labels, size_t labels_len, const double *scores, size_t scores_len)
{
    struct example *examples = malloc((scores_len + 1) * sizeof *examples);
    for (size_t i = 0; i < scores_len; i++)
        examples[i] = (struct example){scores[i], labels[i]};
    qsort(examples, labels_len, sizeof *examples, by_score);

    uint64_t positives = 0, negatives = 0, halves = 0;
    for (size_t first = 0, end; first < labels_len; first = end) {
        uint64_t tied[2] = {0, 0};
        for (end = first; end < labels_len && examples[end].score == examples[first].score; end++)
            tied[examples[end].positive]++;
        halves += tied[true] * (2 * negatives + tied[false]);
        positives += tied[true];
        negatives += tied[false];
    }
    free(examples);
    if (positives == 0 || negatives == 0)
        return NAN;
    return (double)halves / 2 / (double)positives / (double)negatives;
}
