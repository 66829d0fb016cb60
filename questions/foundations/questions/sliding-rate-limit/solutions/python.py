from collections import defaultdict, deque


class RateLimiter:
    def __init__(self, limit, window):
        self.limit = limit
        self.window = window
        self.allowed = defaultdict(deque)

    def allow(self, user, time):
        if self.remaining(user, time) == 0:
            return False
        self.allowed[user].append(time)
        return True

    def remaining(self, user, time):
        times = self.allowed[user]
        while times and time - times[0] >= self.window:
            times.popleft()
        return self.limit - len(times)

    def reset(self, user):
        self.allowed.pop(user, None)
