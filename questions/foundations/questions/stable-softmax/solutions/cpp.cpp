#include <bits/stdc++.h>
using namespace std;

vector<double> softmax(vector<double> logits)
{
    if (logits.empty())
        return logits;
    double largest = *max_element(logits.begin(), logits.end());
    if (isinf(largest))
        return vector<double>(logits.size(), 0.0);

    for (double &value : logits)
        value = exp(value - largest);
    double total = accumulate(logits.begin(), logits.end(), 0.0);
    for (double &value : logits)
        value /= total;
    return logits;
}
