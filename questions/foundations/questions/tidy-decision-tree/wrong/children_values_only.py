def tidy_tree(root):
    def tidy(node, answered):
        if node.left is None:
            return node
        if node.val in answered:
            return tidy(node.right if answered[node.val] else node.left, answered)
        node.left = tidy(node.left, {**answered, node.val: False})
        node.right = tidy(node.right, {**answered, node.val: True})
        return node.left if node.left.val == node.right.val else node

    return tidy(root, {}) if root else None
