import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class Solution {
    int[][] mergeBookings(int[][] bookings) {
        int n = bookings.length;
        int[] starts = new int[n];
        int[] ends = new int[n];
        for (int i = 0; i < n; i++) {
            starts[i] = bookings[i][0];
            ends[i] = bookings[i][1];
        }
        Arrays.sort(starts);
        Arrays.sort(ends);

        // After the i-th smallest end everything begun is over, unless the next start is no later.
        List<int[]> merged = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < n; i++) {
            if (i + 1 == n || starts[i + 1] > ends[i]) {
                merged.add(new int[] {starts[first], ends[i]});
                first = i + 1;
            }
        }
        return merged.toArray(new int[0][]);
    }
}
