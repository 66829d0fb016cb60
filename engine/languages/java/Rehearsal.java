package rehearsal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What solutions commonly use: compiled and run once, so that the archives hold what that loads. */
class Solution {
    record Pair(int first, String second) {}

    enum Colour { RED, GREEN }

    sealed interface Shape permits Square {}

    record Square(int side) implements Shape {}

    private final Map<String, List<Integer>> groups = new HashMap<>();

    public int[] collections(int[] numbers, String text) {
        Deque<Integer> stack = new ArrayDeque<>(List.of(1, 2));
        PriorityQueue<int[]> queue = new PriorityQueue<>((a, b) -> Integer.compare(a[0], b[0]));
        queue.add(new int[] {stack.pop(), 2});
        Set<Character> seen = new HashSet<>();
        for (char c : text.toCharArray()) {
            seen.add(c);
            groups.computeIfAbsent(String.valueOf(c), key -> new ArrayList<>()).add((int) c);
        }
        List<Integer> sorted = new LinkedList<>(seen.stream().map(c -> (int) c).sorted().collect(Collectors.toList()));
        Collections.sort(sorted, Comparator.reverseOrder());
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        Map<Integer, String> names = new LinkedHashMap<>();
        for (int number : numbers) {
            counts.merge(number, 1, Integer::sum);
            names.put(number, "n" + number);
        }
        Arrays.sort(numbers);
        StringBuilder joined = new StringBuilder();
        joined.append(String.join(",", names.values())).append(String.format("%.2f", 1.5)).reverse();
        Function<Integer, Integer> twice = x -> x * 2;
        System.out.println(joined + " " + Colour.valueOf("RED") + new Pair(1, "a") + Math.sqrt(twice.apply(8)));
        return IntStream.range(0, numbers.length).map(i -> numbers[i] + counts.firstKey()).toArray();
    }

    public double fails(List<Double> numbers) {
        return switch (numbers.size()) {
            case 0 -> Integer.parseInt("none");
            default -> numbers.get(numbers.size());
        };
    }
}
