#include <bits/stdc++.h>
using namespace std;

double roc_auc(const vector<bool> &labels, const vector<double> &scores)
{
    vector<double> positives, negatives;
    for (size_t i = 0; i < labels.size(); i++)
        (labels[i] ? positives : negatives).push_back(scores[i]);
    if (positives.empty() || negatives.empty())
        return numeric_limits<double>::quiet_NaN();

    // A negative example below counts two halves, an equal one counts one.
    sort(negatives.begin(), negatives.end());
    long long halves = 0;
    for (double score : positives) {
        auto [first_equal, first_above] = equal_range(negatives.begin(), negatives.end(), score);
        halves += (first_equal - negatives.begin()) + (first_above - negatives.begin());
    }
    return halves / 2.0 / positives.size() / negatives.size();
}
