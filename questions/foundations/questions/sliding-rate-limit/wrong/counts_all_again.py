from collections import defaultdict


class RateLimiter:
    def __init__(self, limit, window):
        self.limit = limit
        self.window = window
        self.allowed = defaultdict(list)

    def allow(self, user, time):
        if self.remaining(user, time) == 0:
            return False
        self.allowed[user].append(time)
        return True

    def remaining(self, user, time):
        return self.limit - sum(1 for then in self.allowed[user] if time - then < self.window)

    def reset(self, user):
        self.allowed.pop(user, None)
