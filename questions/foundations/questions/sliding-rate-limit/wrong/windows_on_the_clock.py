from collections import defaultdict


class RateLimiter:
    def __init__(self, limit, window):
        self.limit = limit
        self.window = window
        self.counts = defaultdict(int)

    def allow(self, user, time):
        if self.remaining(user, time) == 0:
            return False
        self.counts[user, time // self.window] += 1
        return True

    def remaining(self, user, time):
        return self.limit - self.counts[user, time // self.window]

    def reset(self, user):
        for key in [key for key in self.counts if key[0] == user]:
            del self.counts[key]
