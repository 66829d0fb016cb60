class Solution {
    int keepChanges(int[] readings, int gap) {
        if (readings.length == 0) {
            return 0;
        }
        int last = 0;
        for (int i = 1; i < readings.length; i++) {
            long change = (long) readings[i] - readings[last];
            if (change >= gap || -change >= gap) {
                readings[++last] = readings[i];
            }
        }
        return last + 1;
    }
}
