#include <bits/stdc++.h>
using namespace std;

class Tidier {
public:
    // The tidied tree and its number; equal trees have equal numbers.
    pair<TreeNode *, int> tidy(TreeNode *node)
    {
        if (!node->left)
            return {node, number_of(node->val, 0, 0)};
        auto known = answered.find(node->val);
        if (known != answered.end())
            return tidy(known->second ? node->right : node->left);

        answered[node->val] = false;
        auto [no, no_number] = tidy(node->left);
        answered[node->val] = true;
        auto [yes, yes_number] = tidy(node->right);
        answered.erase(node->val);
        if (no_number == yes_number)
            return {no, no_number};
        node->left = no;
        node->right = yes;
        return {node, number_of(node->val, no_number, yes_number)};
    }

private:
    // From 1; 0 is no tree.
    int number_of(int value, int left, int right)
    {
        return numbers.try_emplace({value, left, right}, numbers.size() + 1).first->second;
    }

    unordered_map<int, bool> answered;
    map<tuple<int, int, int>, int> numbers;
};

TreeNode *tidy_tree(TreeNode *root)
{
    return root ? Tidier().tidy(root).first : nullptr;
}
