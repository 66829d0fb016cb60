from collections import defaultdict, deque


class RateLimiter:
    def __init__(self, limit, window):
        self.limit = limit
        self.window = window
        self.asked = defaultdict(deque)

    def allow(self, user, time):
        free = self.remaining(user, time) > 0
        self.asked[user].append(time)
        return free

    def remaining(self, user, time):
        times = self.asked[user]
        while times and time - times[0] >= self.window:
            times.popleft()
        return max(0, self.limit - len(times))

    def reset(self, user):
        self.asked.pop(user, None)
