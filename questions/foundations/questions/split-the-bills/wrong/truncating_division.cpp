#include <bits/stdc++.h>
using namespace std;

map<string, int> split_bills(const vector<string> &payers, const vector<int> &cents,
                             const vector<vector<string>> &sharers)
{
    map<string, int> balances;
    for (size_t bill = 0; bill < payers.size(); bill++) {
        int count = sharers[bill].size();
        int share = cents[bill] / count;
        int left_over = cents[bill] % count;
        balances[payers[bill]] += cents[bill];
        for (int place = 0; place < count; place++)
            balances[sharers[bill][place]] -= share + (place < left_over ? 1 : 0);
    }
    return balances;
}
