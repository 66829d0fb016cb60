#include <bits/stdc++.h>
using namespace std;

double roc_auc(const vector<bool> &labels, const vector<double> &scores)
{
    map<double, pair<int, int>> by_score; // positive and negative examples
    int positives = 0, negatives = 0;
    for (size_t i = 0; i < scores.size(); i++) {
        auto &[tied_positives, tied_negatives] = by_score[scores[i]];
        (labels[i] ? tied_positives : tied_negatives)++;
        (labels[i] ? positives : negatives)++;
    }
    if (positives == 0 || negatives == 0)
        return NAN;

    double wins = 0;
    int below = 0;
    for (const auto &[score, tied] : by_score) {
        wins += tied.first * (below + tied.second / 2);
        below += tied.second;
    }
    return wins / (static_cast<double>(positives) * negatives);
}
