#include <bits/stdc++.h>
using namespace std;

static bool rises(const TreeNode *node, optional<int> &previous)
{
    if (!node)
        return true;
    if (!rises(node->left, previous) || (previous && node->val <= *previous))
        return false;
    previous = node->val;
    return rises(node->right, previous);
}

bool is_search_tree(TreeNode *root)
{
    optional<int> previous;
    return rises(root, previous);
}
