#include <bits/stdc++.h>
using namespace std;

map<string, int> split_bills(const vector<string> &payers, const vector<int> &cents,
                             const vector<vector<string>> &sharers)
{
    map<string, int> balances;
    for (size_t bill = 0; bill < payers.size(); bill++) {
        const int count = sharers[bill].size();
        int share = cents[bill] / count;
        int left_over = cents[bill] % count;
        if (left_over < 0) {
            share--;
            left_over += count;
        }

        balances[payers[bill]] += cents[bill];
        for (const string &person : sharers[bill])
            balances[person] -= share + (left_over-- > 0);
    }
    return balances;
}
