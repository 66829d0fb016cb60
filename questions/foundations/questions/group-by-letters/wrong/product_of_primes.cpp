#include <bits/stdc++.h>
using namespace std;

vector<vector<string>> group_by_letters(const vector<string> &words)
{
    static const unsigned long long primes[26] = {2,  3,  5,  7,  11, 13, 17, 19, 23, 29, 31, 37, 41,
                                                  43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101};
    unordered_map<unsigned long long, vector<string>> groups;
    for (const string &word : words) {
        unsigned long long key = 1;
        for (char letter : word)
            key *= primes[letter - 'a'];
        groups[key].push_back(word);
    }

    vector<vector<string>> result;
    for (auto &[key, group] : groups)
        result.push_back(group);
    return result;
}
