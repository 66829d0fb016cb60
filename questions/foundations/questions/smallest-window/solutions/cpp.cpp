#include <bits/stdc++.h>
using namespace std;

string smallest_window(const string &text, const string &need)
{
    array<int, 128> wanted{}, have{};
    int kinds = 0, covered = 0;
    for (unsigned char c : need)
        kinds += wanted[c]++ == 0;
    if (kinds == 0)
        return "";

    size_t left = 0, best_start = 0, best_length = string::npos;
    for (size_t right = 0; right < text.size(); right++) {
        unsigned char in = text[right];
        covered += ++have[in] == wanted[in];
        for (; covered == kinds; left++) {
            if (right - left + 1 < best_length) {
                best_start = left;
                best_length = right - left + 1;
            }
            unsigned char out = text[left];
            covered -= have[out]-- == wanted[out];
        }
    }
    return best_length == string::npos ? "" : text.substr(best_start, best_length);
}
