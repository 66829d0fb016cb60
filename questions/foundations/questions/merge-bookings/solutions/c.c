#include <stdint.h>
#include <stdlib.h>

struct booking {
    int32_t start, end;
};

static int by_start(const void *a, const void *b)
{
    const struct booking *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

static int32_t *pair(int32_t start, int32_t end)
{
    int32_t *made = malloc(2 * sizeof *made);
    made[0] = start;
    made[1] = end;
    return made;
}

int32_t **merge_bookings(const int32_t *const *bookings, size_t bookings_len, const size_t *bookings_lens,
                         size_t *out_len, size_t **out_lens)
{
    (void)bookings_lens; /* always two */
    struct booking *sorted = malloc((bookings_len + 1) * sizeof *sorted);
    for (size_t i = 0; i < bookings_len; i++)
        sorted[i] = (struct booking){bookings[i][0], bookings[i][1]};
    qsort(sorted, bookings_len, sizeof *sorted, by_start);

    int32_t **merged = malloc((bookings_len + 1) * sizeof *merged);
    *out_lens = malloc((bookings_len + 1) * sizeof **out_lens);
    *out_len = 0;
    for (size_t i = 0; i < bookings_len; i++) {
        int32_t *last = *out_len ? merged[*out_len - 1] : NULL;
        if (last && sorted[i].start <= last[1]) {
            if (sorted[i].end > last[1])
                last[1] = sorted[i].end;
            continue;
        }
        merged[*out_len] = pair(sorted[i].start, sorted[i].end);
        (*out_lens)[(*out_len)++] = 2;
    }
    free(sorted);
    return merged;
}
