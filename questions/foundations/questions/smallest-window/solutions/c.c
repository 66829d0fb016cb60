#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

char *smallest_window(const char *text, const char *need)
{
    int missing[128] = {0};
    size_t uncovered = strlen(need), best_length = 0;
    bool asked = uncovered > 0;
    for (const char *c = need; *c; c++)
        missing[(unsigned char)*c]++;

    const char *left = text, *best = text;
    for (const char *right = text; asked && *right; right++) {
        if (missing[(unsigned char)*right]-- > 0)
            uncovered--;
        if (uncovered)
            continue;
        while (missing[(unsigned char)*left] < 0)
            missing[(unsigned char)*left++]++;
        size_t length = (size_t)(right - left) + 1;
        if (best_length == 0 || length < best_length) {
            best = left;
            best_length = length;
        }
    }

    char *window = malloc(best_length + 1);
    memcpy(window, best, best_length);
    window[best_length] = '\0';
    return window;
}
