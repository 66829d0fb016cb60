import java.util.ArrayDeque;
import java.util.Deque;

class Solution {
    boolean isSearchTree(TreeNode root) {
        Deque<TreeNode> path = new ArrayDeque<>();
        long previous = Long.MIN_VALUE;
        TreeNode node = root;
        while (node != null || !path.isEmpty()) {
            for (; node != null; node = node.left) {
                path.push(node);
            }
            node = path.pop();
            if (node.val <= previous) {
                return false;
            }
            previous = node.val;
            node = node.right;
        }
        return true;
    }
}
