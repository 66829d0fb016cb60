#include <bits/stdc++.h>
using namespace std;

int keep_changes(vector<int> &readings, int gap)
{
    auto end_of_kept = readings.begin();
    auto is_news = [&](long long reading) {
        return end_of_kept == readings.begin() || llabs(reading - *prev(end_of_kept)) >= gap;
    };

    auto at = readings.begin();
    while ((at = find_if(at, readings.end(), is_news)) != readings.end())
        *end_of_kept++ = *at++;
    return end_of_kept - readings.begin();
}
