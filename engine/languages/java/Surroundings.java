package greenroom;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/** What tests of one process share and could change: put back before each. */
final class Surroundings {
    private static final int GRACE_MS = 10;

    private final Properties properties = (Properties) System.getProperties().clone();
    private final InputStream in = System.in;
    private final Locale locale = Locale.getDefault();
    private final Set<Thread> threads = new HashSet<>();
    private PrintStream out;
    private PrintStream err;

    Surroundings() {
        for (Thread thread : alive()) {
            threads.add(thread);
        }
        restore();
    }

    void restore() {
        System.setProperties((Properties) properties.clone());
        Locale.setDefault(locale);
        TimeZone.setDefault(null);
        Thread.setDefaultUncaughtExceptionHandler(null);
        out = stream(FileDescriptor.out);
        err = stream(FileDescriptor.err);
        System.setIn(in);
        System.setOut(out);
        System.setErr(err);
    }

    /** Lines come out as they end: what was printed before a test is killed counts. */
    private static PrintStream stream(FileDescriptor to) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(to), 8192), true, StandardCharsets.UTF_8);
    }

    void flush() {
        System.out.flush();
        System.err.flush();
        out.flush();
        err.flush();
    }

    /** Does a thread of the test live on? One that is about to end has a moment to do so. */
    boolean threadsLeft() {
        long end = System.nanoTime() + GRACE_MS * 1_000_000L;
        for (Thread thread : alive()) {
            while (thread.isAlive() && !harmless(thread)) {
                if (System.nanoTime() > end) {
                    return true;
                }
                Thread.yield();
            }
        }
        return false;
    }

    /** Ours, or an idle one of the pool that parallel streams share. */
    private boolean harmless(Thread thread) {
        return threads.contains(thread) || thread instanceof ForkJoinWorkerThread worker
                && worker.getPool() == ForkJoinPool.commonPool() && worker.getPool().isQuiescent();
    }

    private static Thread[] alive() {
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        while (top.getParent() != null) {
            top = top.getParent();
        }
        Thread[] found = new Thread[64];
        int count = top.enumerate(found);
        while (count == found.length) {
            found = new Thread[count * 2];
            count = top.enumerate(found);
        }
        return java.util.Arrays.copyOf(found, count);
    }
}
