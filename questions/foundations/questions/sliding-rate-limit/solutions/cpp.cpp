#include <bits/stdc++.h>
using namespace std;

class RateLimiter {
public:
    RateLimiter(int limit, int window) : limit(limit), window(window)
    {
    }

    bool allow(const string &user, int time)
    {
        if (remaining(user, time) == 0)
            return false;
        allowed[user].push_back(time);
        return true;
    }

    int remaining(const string &user, int time) const
    {
        auto known = allowed.find(user);
        if (known == allowed.end())
            return limit;
        // Times never go back, so they are sorted.
        const vector<int> &times = known->second;
        return limit - (times.end() - upper_bound(times.begin(), times.end(), time - window));
    }

    void reset(const string &user)
    {
        allowed.erase(user);
    }

private:
    int limit, window;
    unordered_map<string, vector<int>> allowed;
};
