#include <bits/stdc++.h>
using namespace std;

vector<int> products_without_self(const vector<int> &factors)
{
    const size_t n = factors.size();
    vector<int> before(n + 1, 1), after(n + 1, 1);
    for (size_t i = 0; i < n; i++)
        before[i + 1] = before[i] * factors[i];
    for (size_t i = n; i > 0; i--)
        after[i - 1] = after[i] * factors[i - 1];

    vector<int> result(n);
    for (size_t i = 0; i < n; i++)
        result[i] = before[i] * after[i + 1];
    return result;
}
