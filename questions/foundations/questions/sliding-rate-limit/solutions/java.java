import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

class RateLimiter {
    private final int limit;
    private final int window;
    private final Map<String, ArrayDeque<Integer>> allowed = new HashMap<>();

    RateLimiter(int limit, int window) {
        this.limit = limit;
        this.window = window;
    }

    boolean allow(String user, int time) {
        if (remaining(user, time) == 0) {
            return false;
        }
        allowed.computeIfAbsent(user, name -> new ArrayDeque<>()).addLast(time);
        return true;
    }

    int remaining(String user, int time) {
        ArrayDeque<Integer> times = allowed.get(user);
        if (times == null) {
            return limit;
        }
        while (!times.isEmpty() && time - times.peekFirst() >= window) {
            times.removeFirst();
        }
        return limit - times.size();
    }

    void reset(String user) {
        allowed.remove(user);
    }
}
