import java.util.HashMap;
import java.util.Map;

class Solution {
    TreeNode tidyTree(TreeNode root) {
        return merged(settled(root, new HashMap<>()));
    }

    /** Step 1: without the questions that the path has answered. */
    private TreeNode settled(TreeNode node, Map<Integer, Boolean> answers) {
        if (node == null || node.left == null) {
            return node;
        }
        Boolean known = answers.get(node.val);
        if (known != null) {
            return settled(known ? node.right : node.left, answers);
        }
        answers.put(node.val, false);
        node.left = settled(node.left, answers);
        answers.put(node.val, true);
        node.right = settled(node.right, answers);
        answers.remove(node.val);
        return node;
    }

    /** Step 2: without the questions that make no difference. */
    private TreeNode merged(TreeNode node) {
        if (node == null || node.left == null) {
            return node;
        }
        node.left = merged(node.left);
        node.right = merged(node.right);
        return same(node.left, node.right) ? node.left : node;
    }

    private boolean same(TreeNode a, TreeNode b) {
        if (a == null || b == null) {
            return a == b;
        }
        return a.val == b.val && same(a.left, b.left) && same(a.right, b.right);
    }
}
