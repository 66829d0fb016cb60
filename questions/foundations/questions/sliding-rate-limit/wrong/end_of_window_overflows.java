import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

class RateLimiter {
    private final int limit;
    private final int window;
    private final Map<String, ArrayDeque<Integer>> ends = new HashMap<>();

    RateLimiter(int limit, int window) {
        this.limit = limit;
        this.window = window;
    }

    boolean allow(String user, int time) {
        if (remaining(user, time) == 0) {
            return false;
        }
        ends.get(user).addLast(time + window);
        return true;
    }

    int remaining(String user, int time) {
        ArrayDeque<Integer> open = ends.computeIfAbsent(user, name -> new ArrayDeque<>());
        while (!open.isEmpty() && open.peekFirst() <= time) {
            open.removeFirst();
        }
        return limit - open.size();
    }

    void reset(String user) {
        ends.remove(user);
    }
}
