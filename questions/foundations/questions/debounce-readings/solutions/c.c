#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Differs by gap or more, upwards or downwards. */
static bool is_change(int64_t from, int64_t to, int64_t gap)
{
    return from < to ? to - from >= gap : from - to >= gap;
}

int32_t keep_changes(int32_t *readings, size_t readings_len, int32_t gap)
{
    int32_t *end_of_kept = readings;
    for (size_t i = 0; i < readings_len; i++)
        if (i == 0 || is_change(end_of_kept[-1], readings[i], gap))
            *end_of_kept++ = readings[i];
    return (int32_t)(end_of_kept - readings);
}
