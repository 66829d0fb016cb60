class Solution {
    private static final int GRADES = 31;

    double ndcgAtK(int[] relevance, int k) {
        int[] withGrade = new int[GRADES];
        double actual = 0;
        for (int i = 0; i < relevance.length; i++) {
            withGrade[relevance[i]]++;
            if (i < k) {
                actual += gain(relevance[i]) / discount(i);
            }
        }

        // The ideal order is known from the counts: the best grade first.
        double ideal = 0;
        int place = 0;
        for (int grade = GRADES - 1; grade > 0; grade--) {
            for (int n = withGrade[grade]; n > 0 && place < k; n--) {
                ideal += gain(grade) / discount(place++);
            }
        }
        return ideal == 0 ? 0 : actual / ideal;
    }

    private static double gain(int grade) {
        return (1L << grade) - 1;
    }

    private static double discount(int place) {
        return Math.log(place + 2) / Math.log(2);
    }
}
