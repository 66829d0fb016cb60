class Solution {
    int keepChanges(int[] readings, int gap) {
        int kept = 0;
        for (int reading : readings) {
            if (kept == 0 || Math.abs(reading - readings[kept - 1]) >= gap) {
                readings[kept++] = reading;
            }
        }
        return kept;
    }
}
