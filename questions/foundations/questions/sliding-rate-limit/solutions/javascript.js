class RateLimiter {
    constructor(limit, window) {
        this.limit = limit;
        this.window = window;
        this.users = new Map();
    }

    allow(user, time) {
        const free = this.remaining(user, time) > 0;
        if (free) {
            if (!this.users.has(user)) {
                this.users.set(user, { times: [], first: 0 });
            }
            this.users.get(user).times.push(time);
        }
        return free;
    }

    remaining(user, time) {
        const known = this.users.get(user);
        if (known === undefined) {
            return this.limit;
        }
        // `first` moves on in place of shifting a long array.
        while (known.times[known.first] <= time - this.window) {
            known.first++;
        }
        return this.limit - (known.times.length - known.first);
    }

    reset(user) {
        this.users.delete(user);
    }
}
