function isSearchTree(root) {
    // The smallest and largest value of a search tree; null when it is none.
    function span(node) {
        const left = node.left ? span(node.left) : [node.val, -Infinity];
        const right = node.right ? span(node.right) : [Infinity, node.val];
        if (left === null || right === null || left[1] >= node.val || right[0] <= node.val) {
            return null;
        }
        return [left[0], right[1]];
    }

    return root === null || span(root) !== null;
}
