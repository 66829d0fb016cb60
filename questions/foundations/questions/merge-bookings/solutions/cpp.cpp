#include <bits/stdc++.h>
using namespace std;

vector<vector<int>> merge_bookings(const vector<vector<int>> &bookings)
{
    // Starts add one, ends take one away; at the same time the start comes first, so that touching joins.
    map<int, pair<int, int>> begun_and_over;
    for (const auto &booking : bookings) {
        begun_and_over[booking[0]].first++;
        begun_and_over[booking[1]].second++;
    }

    vector<vector<int>> merged;
    int open = 0;
    for (const auto &[time, counts] : begun_and_over) {
        if (open == 0)
            merged.push_back({time, time});
        open += counts.first - counts.second;
        if (open == 0)
            merged.back()[1] = time;
    }
    return merged;
}
