#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1024 };

/* The allowed requests of one user: times[first] to times[end - 1], oldest first. */
struct user {
    char *name;
    int32_t *times;
    size_t first, end, room;
    struct user *next; /* in the same bucket */
};

struct rate_limiter {
    int32_t limit, window;
    struct user *buckets[BUCKETS];
};

static struct user *user_named(struct rate_limiter *self, const char *name)
{
    uint32_t hash = 5381;
    for (const char *c = name; *c; c++)
        hash = hash * 33 + (unsigned char)*c;
    struct user **bucket = &self->buckets[hash % BUCKETS];
    for (struct user *user = *bucket; user; user = user->next)
        if (strcmp(user->name, name) == 0)
            return user;

    struct user *user = calloc(1, sizeof *user);
    user->name = strdup(name);
    user->next = *bucket;
    *bucket = user;
    return user;
}

struct rate_limiter *rate_limiter_new(int32_t limit, int32_t window)
{
    struct rate_limiter *self = calloc(1, sizeof *self);
    self->limit = limit;
    self->window = window;
    return self;
}

int32_t rate_limiter_remaining(struct rate_limiter *self, const char *name, int32_t time)
{
    struct user *user = user_named(self, name);
    while (user->first < user->end && time - user->times[user->first] >= self->window)
        user->first++;
    return self->limit - (int32_t)(user->end - user->first);
}

bool rate_limiter_allow(struct rate_limiter *self, const char *name, int32_t time)
{
    if (rate_limiter_remaining(self, name, time) == 0)
        return false;
    struct user *user = user_named(self, name);
    if (user->end == user->room) {
        user->room = user->room ? 2 * user->room : 8;
        user->times = realloc(user->times, user->room * sizeof *user->times);
    }
    user->times[user->end++] = time;
    return true;
}

void rate_limiter_reset(struct rate_limiter *self, const char *name)
{
    struct user *user = user_named(self, name);
    user->first = user->end = 0;
}
