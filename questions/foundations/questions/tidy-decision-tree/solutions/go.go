package main

type settled struct {
	question int
	yes      bool
}

func tidyTree(root *TreeNode) *TreeNode {
	return tidy(root, nil)
}

func tidy(node *TreeNode, path []settled) *TreeNode {
	if node == nil || node.Left == nil {
		return node
	}
	for _, at := range path {
		if at.question != node.Val {
			continue
		}
		if at.yes {
			return tidy(node.Right, path)
		}
		return tidy(node.Left, path)
	}

	left := tidy(node.Left, append(path, settled{node.Val, false}))
	right := tidy(node.Right, append(path, settled{node.Val, true}))
	if identical(left, right) {
		return right
	}
	return &TreeNode{Val: node.Val, Left: left, Right: right}
}

func identical(a, b *TreeNode) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Val == b.Val && identical(a.Left, b.Left) && identical(a.Right, b.Right)
}
