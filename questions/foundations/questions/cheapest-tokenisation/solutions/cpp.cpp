#include <bits/stdc++.h>
using namespace std;

optional<int> cheapest_tokenisation(const string &text, const map<string, int> &costs)
{
    // In bytes of UTF-8: pieces are whole characters, so no cut falls inside one.
    vector<optional<int>> best(text.size() + 1);
    best[0] = 0;
    for (size_t start = 0; start < text.size(); start++) {
        if (!best[start])
            continue;
        string piece;
        for (size_t end = start + 1; end <= text.size(); end++) {
            piece += text[end - 1];
            auto at = costs.lower_bound(piece);
            if (at == costs.end() || at->first.compare(0, piece.size(), piece) != 0)
                break; /* no piece begins like this */
            if (at->first != piece)
                continue;
            int total = *best[start] + at->second;
            if (!best[end] || total < *best[end])
                best[end] = total;
        }
    }
    return best[text.size()];
}
