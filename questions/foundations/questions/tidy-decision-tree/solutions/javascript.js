function tidyTree(root) {
    // Each tidy tree is described by a text: an answer by its number, a question by its number and both branches.
    function tidy(node, no, yes) {
        if (node.left === null) {
            return { tree: new TreeNode(node.val), text: `${node.val}` };
        }
        if (no.has(node.val)) {
            return tidy(node.left, no, yes);
        }
        if (yes.has(node.val)) {
            return tidy(node.right, no, yes);
        }
        const left = tidy(node.left, new Set(no).add(node.val), yes);
        const right = tidy(node.right, no, new Set(yes).add(node.val));
        if (left.text === right.text) {
            return left;
        }
        return {
            tree: new TreeNode(node.val, left.tree, right.tree),
            text: `${node.val}(${left.text},${right.text})`,
        };
    }

    return root === null ? null : tidy(root, new Set(), new Set()).tree;
}
