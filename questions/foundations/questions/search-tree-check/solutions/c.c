#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether all values lie strictly between the bounds; a wider type has room for "no bound". */
static bool lies_between(const struct TreeNode *node, int64_t low, int64_t high)
{
    return !node || (low < node->val && node->val < high && lies_between(node->left, low, node->val) &&
                     lies_between(node->right, node->val, high));
}

bool is_search_tree(struct TreeNode *root)
{
    return lies_between(root, INT64_MIN, INT64_MAX);
}
