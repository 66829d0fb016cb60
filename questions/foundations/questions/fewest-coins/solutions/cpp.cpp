#include <bits/stdc++.h>
using namespace std;

optional<int> fewest_coins(const vector<int> &coins, int amount)
{
    // Breadth first: all amounts that need one coin, then those that need two, and so on.
    vector<bool> seen(amount + 1);
    vector<int> reached = {amount};
    for (int count = 0; !reached.empty(); count++) {
        vector<int> next;
        for (int rest : reached) {
            if (rest == 0)
                return count;
            for (int coin : coins) {
                if (coin <= rest && !seen[rest - coin]) {
                    seen[rest - coin] = true;
                    next.push_back(rest - coin);
                }
            }
        }
        reached = move(next);
    }
    return nullopt;
}
