import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class Solution {
    TreeNode tidyTree(TreeNode root) {
        return root == null ? null : tidy(root, new HashMap<>());
    }

    private TreeNode tidy(TreeNode node, Map<Integer, Boolean> answers) {
        if (node.left == null) {
            return node;
        }
        if (answers.containsKey(node.val)) {
            return tidy(answers.get(node.val) ? node.right : node.left, answers);
        }
        answers.put(node.val, false);
        node.left = tidy(node.left, answers);
        answers.put(node.val, true);
        node.right = tidy(node.right, answers);
        answers.remove(node.val);
        return values(node.left, new ArrayList<>()).equals(values(node.right, new ArrayList<>())) ? node.left : node;
    }

    private List<Integer> values(TreeNode node, List<Integer> seen) {
        if (node != null) {
            seen.add(node.val);
            values(node.left, seen);
            values(node.right, seen);
        }
        return seen;
    }
}
