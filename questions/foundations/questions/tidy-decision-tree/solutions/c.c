#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A question on the way down, and what was said to it. */
struct answered {
    int32_t question;
    bool yes;
    const struct answered *before;
};

static bool same(const struct TreeNode *a, const struct TreeNode *b)
{
    if (!a || !b)
        return a == b;
    return a->val == b->val && same(a->left, b->left) && same(a->right, b->right);
}

static struct TreeNode *tidy(struct TreeNode *node, const struct answered *path)
{
    if (!node || !node->left)
        return node;
    for (const struct answered *at = path; at; at = at->before)
        if (at->question == node->val)
            return tidy(at->yes ? node->right : node->left, path);

    struct answered here = {.question = node->val, .before = path};
    node->left = tidy(node->left, &here);
    here.yes = true;
    node->right = tidy(node->right, &here);
    return same(node->left, node->right) ? node->left : node;
}

struct TreeNode *tidy_tree(struct TreeNode *root)
{
    return tidy(root, NULL);
}
