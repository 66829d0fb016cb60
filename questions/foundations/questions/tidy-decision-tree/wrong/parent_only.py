def identical(a, b):
    if a is None or b is None:
        return a is b
    return a.val == b.val and identical(a.left, b.left) and identical(a.right, b.right)


def tidy_tree(root):
    def tidy(node):
        if node.left is None:
            return node
        while node.left.left and node.left.val == node.val:
            node.left = node.left.left
        while node.right.left and node.right.val == node.val:
            node.right = node.right.right
        node.left = tidy(node.left)
        node.right = tidy(node.right)
        return node.left if identical(node.left, node.right) else node

    return tidy(root) if root else None
