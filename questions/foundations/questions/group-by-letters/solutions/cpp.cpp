#include <bits/stdc++.h>
using namespace std;

vector<vector<string>> group_by_letters(const vector<string> &words)
{
    map<array<int, 26>, vector<string>> groups;
    for (const string &word : words) {
        array<int, 26> counts{};
        for (char letter : word)
            counts[letter - 'a']++;
        groups[counts].push_back(word);
    }

    vector<vector<string>> result;
    for (auto &[counts, group] : groups)
        result.push_back(move(group));
    return result;
}
