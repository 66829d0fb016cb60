#include <bits/stdc++.h>
using namespace std;

static double dcg(const vector<int> &grades, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (ldexp(1.0, grades[i]) - 1) / log2(i + 2.0);
    return sum;
}

double ndcg_at_k(vector<int> relevance, int k)
{
    size_t count = min(relevance.size(), static_cast<size_t>(k));
    double actual = dcg(relevance, count);
    partial_sort(relevance.begin(), relevance.begin() + count, relevance.end(), greater<>());
    double ideal = dcg(relevance, count);
    return ideal == 0 ? 0 : actual / ideal;
}
