#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    const char *word;
    char *letters; /* the word's, in alphabetical order */
};

static char *sorted_letters(const char *word)
{
    size_t counts[26] = {0}, at = 0;
    for (const char *c = word; *c; c++)
        counts[*c - 'a']++;
    char *letters = malloc(strlen(word) + 1);
    for (int letter = 0; letter < 26; letter++) {
        memset(letters + at, 'a' + letter, counts[letter]);
        at += counts[letter];
    }
    letters[at] = '\0';
    return letters;
}

static int by_letters(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return strcmp(x->letters, y->letters);
}

const char ***group_by_letters(const char *const *words, size_t words_len, size_t *out_len, size_t **out_lens)
{
    struct entry *entries = malloc((words_len + 1) * sizeof *entries);
    for (size_t i = 0; i < words_len; i++)
        entries[i] = (struct entry){words[i], sorted_letters(words[i])};
    qsort(entries, words_len, sizeof *entries, by_letters);

    const char ***groups = malloc((words_len + 1) * sizeof *groups);
    *out_lens = malloc((words_len + 1) * sizeof **out_lens);
    *out_len = 0;
    for (size_t first = 0, end; first < words_len; first = end) {
        for (end = first; end < words_len && by_letters(&entries[first], &entries[end]) == 0;)
            end++;
        const char **group = malloc((end - first) * sizeof *group);
        for (size_t i = first; i < end; i++)
            group[i - first] = entries[i].word;
        groups[*out_len] = group;
        (*out_lens)[(*out_len)++] = end - first;
    }
    for (size_t i = 0; i < words_len; i++)
        free(entries[i].letters);
    free(entries);
    return groups;
}
