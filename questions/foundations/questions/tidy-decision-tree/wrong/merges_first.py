def identical(a, b):
    if a is None or b is None:
        return a is b
    return a.val == b.val and identical(a.left, b.left) and identical(a.right, b.right)


def tidy_tree(root):
    def merge(node):
        if node.left is None:
            return node
        node.left = merge(node.left)
        node.right = merge(node.right)
        return node.left if identical(node.left, node.right) else node

    def settle(node, answered):
        if node.left is None:
            return node
        if node.val in answered:
            return settle(node.right if answered[node.val] else node.left, answered)
        node.left = settle(node.left, {**answered, node.val: False})
        node.right = settle(node.right, {**answered, node.val: True})
        return node

    return merge(settle(merge(root), {})) if root else None
