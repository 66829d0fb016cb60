package main

type RateLimiter struct {
	limit, window int
	allowed       map[string][]int
}

func NewRateLimiter(limit int, window int) *RateLimiter {
	return &RateLimiter{limit: limit, window: window, allowed: map[string][]int{}}
}

func (r *RateLimiter) Allow(user string, time int) bool {
	if r.Remaining(user, time) == 0 {
		return false
	}
	r.allowed[user] = append(r.allowed[user], time)
	return true
}

func (r *RateLimiter) Remaining(user string, time int) int {
	times := r.allowed[user]
	for len(times) > 0 && time-times[0] >= r.window {
		times = times[1:]
	}
	r.allowed[user] = times
	return r.limit - len(times)
}

func (r *RateLimiter) Reset(user string) {
	delete(r.allowed, user)
}
