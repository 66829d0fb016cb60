package main

func isSearchTree(root *TreeNode) bool {
	return between(root, nil, nil)
}

// between tells whether all values are above low's and below high's, where these are given.
func between(node, low, high *TreeNode) bool {
	if node == nil {
		return true
	}
	if low != nil && node.Val <= low.Val || high != nil && node.Val >= high.Val {
		return false
	}
	return between(node.Left, low, node) && between(node.Right, node, high)
}
