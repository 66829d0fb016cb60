import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class Solution {
    int[][] mergeBookings(int[][] bookings) {
        Arrays.sort(bookings, (a, b) -> a[0] - b[0]);
        List<int[]> merged = new ArrayList<>();
        for (int[] booking : bookings) {
            int[] last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && booking[0] <= last[1]) {
                last[1] = Math.max(last[1], booking[1]);
            } else {
                merged.add(booking);
            }
        }
        return merged.toArray(new int[0][]);
    }
}
