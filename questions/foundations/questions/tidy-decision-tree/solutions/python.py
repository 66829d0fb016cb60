def identical(a, b):
    if a is None or b is None:
        return a is b
    return a.val == b.val and identical(a.left, b.left) and identical(a.right, b.right)


def tidy_tree(root):
    answered = {}

    def tidy(node):
        if node.left is None:
            return node
        question = node.val
        if question in answered:
            return tidy(node.right if answered[question] else node.left)

        answered[question] = False
        node.left = tidy(node.left)
        answered[question] = True
        node.right = tidy(node.right)
        del answered[question]
        return node.left if identical(node.left, node.right) else node

    return tidy(root) if root else None
