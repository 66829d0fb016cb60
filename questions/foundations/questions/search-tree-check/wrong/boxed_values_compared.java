import java.util.ArrayList;
import java.util.List;

class Solution {
    boolean isSearchTree(TreeNode root) {
        List<Integer> values = new ArrayList<>();
        collect(root, values);
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i) == values.get(i - 1) || values.get(i) < values.get(i - 1)) {
                return false;
            }
        }
        return true;
    }

    private void collect(TreeNode node, List<Integer> values) {
        if (node != null) {
            collect(node.left, values);
            values.add(node.val);
            collect(node.right, values);
        }
    }
}
