package greenroom;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Greenroom's Java harness: answers one test after another with a compiled solution.
 *
 * <p>Runs inside a box. The jar with the solution's classes is the first argument. Descriptor 3 brings requests,
 * 4 takes answers: after "R\n" each is a line with its length in bytes, and then those bytes. Each test gets a
 * class loader, a thread and a thread group of its own; where one of its threads outlives it, the process ends behind the answer,
 * and the engine starts another for what is left. An answer is an object with one of the keys
 *
 * <pre>
 * value  what was returned, or was changed in place
 * error  {type, message, traceback, line}: an exception; with memory: true where the heap was full, with
 *        call: N where the N-th call of a class question threw it
 * load   {message, line}: the class or the method is missing, or takes something else
 * bad    what was returned is no value
 * exit   the solution ended the process
 * </pre>
 */
public final class Harness {
    /** Room for deep recursion; pages that are not touched cost nothing. */
    private static final long STACK_BYTES = 32L << 20;
    private static final int REQUEST_MAX = 1 << 30;

    private final InputStream requests;
    private final OutputStream answers;
    private final Map<String, byte[]> classes;
    private boolean open; // a test runs and has no answer yet

    private Harness(InputStream requests, OutputStream answers, Map<String, byte[]> classes) {
        this.requests = requests;
        this.answers = answers;
        this.classes = classes;
    }

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        if (args[0].equals("--rehearse")) {
            descriptor(4);
            rehearse();
            return;
        }
        Map<String, byte[]> classes;
        try (InputStream jar = new FileInputStream(args[0])) {
            classes = classesOf(jar);
        }
        OutputStream answers = new FileOutputStream(descriptor(4));
        Harness harness = new Harness(new BufferedInputStream(new FileInputStream(descriptor(3)), 1 << 16), answers, classes);
        Surroundings surroundings = new Surroundings();
        Runtime.getRuntime().addShutdownHook(new Thread(harness::leaving));
        answers.write("R\n".getBytes(StandardCharsets.US_ASCII));
        harness.serve(surroundings);
        Runtime.getRuntime().halt(0);
    }

    /** Java has no way to a descriptor by its number but this; the jar's manifest opens it (Compile.MANIFEST). */
    private static FileDescriptor descriptor(int number) throws ReflectiveOperationException {
        Constructor<FileDescriptor> of = FileDescriptor.class.getDeclaredConstructor(int.class);
        of.setAccessible(true);
        return of.newInstance(number);
    }

    private static Map<String, byte[]> classesOf(InputStream jar) throws IOException {
        Map<String, byte[]> classes = new HashMap<>();
        ZipInputStream zip = new ZipInputStream(jar);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(".class")) {
                String path = entry.getName();
                classes.put(path.substring(0, path.length() - ".class".length()).replace('/', '.'), zip.readAllBytes());
            }
        }
        return classes;
    }

    private void serve(Surroundings surroundings) throws IOException {
        for (byte[] request = next(); request != null; request = next()) {
            surroundings.restore();
            open(true);
            Test test = new Test(classes, request);
            test.run(STACK_BYTES);
            surroundings.flush();
            boolean last = test.outOfMemory() || surroundings.threadsLeft();
            if (!open(false)) {
                sleepForever(); // another thread is ending the process, and has answered
            }
            answer(test.answer());
            if (last) {
                return;
            }
        }
    }

    private byte[] next() throws IOException {
        int length = 0;
        int c = requests.read();
        if (c < 0) {
            return null;
        }
        for (; c != '\n'; c = requests.read()) {
            length = length * 10 + c - '0';
            if (c < '0' || c > '9' || length > REQUEST_MAX) {
                throw new IOException("a request's length is broken");
            }
        }
        return requests.readNBytes(length);
    }

    /** Says whether it was open before. */
    private synchronized boolean open(boolean now) {
        boolean before = open;
        open = now;
        return before;
    }

    private synchronized void answer(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] head = (bytes.length + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(bytes, 0, frame, head.length, bytes.length);
        answers.write(frame);
    }

    /** The shutdown hook: the solution called System.exit, or its like. */
    private void leaving() {
        System.out.flush();
        System.err.flush();
        if (open(false)) {
            StringBuilder out = new StringBuilder("{\"exit\":");
            new Encoder(out).string("System.exit" + Trace.caller("java.lang.Runtime", "exit"));
            try {
                answer(out.append('}').toString());
            } catch (IOException closed) {
                return; // nobody listens any more
            }
            Runtime.getRuntime().halt(0); // the answer says how it ended: no status beside it
        }
    }

    private static void sleepForever() {
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException woken) {
                continue;
            }
        }
    }

    /** Goes every usual way once, so that the archive of classes holds what a test needs. */
    private static void rehearse() throws IOException {
        Map<String, byte[]> classes = new HashMap<>();
        for (String name : new String[] {"", "$Pair", "$Colour", "$Shape", "$Square"}) {
            String path = "rehearsal/Solution" + name;
            try (InputStream in = Harness.class.getClassLoader().getResourceAsStream(path + ".class")) {
                classes.put(path.replace('/', '.'), in.readAllBytes());
            }
        }
        Surroundings surroundings = new Surroundings();
        for (String request : REHEARSED) {
            surroundings.restore();
            Test test = new Test(classes, request.getBytes(StandardCharsets.UTF_8));
            test.run(STACK_BYTES);
            surroundings.flush();
            System.out.println(test.answer() + surroundings.threadsLeft());
        }
    }

    private static final String[] REHEARSED = {
        "{\"kind\":\"function\",\"name\":\"collections\",\"params\":[\"numbers\",\"text\"],"
                + "\"types\":[\"list<int>\",\"string\"],\"returns\":\"list<int>\",\"judge\":\"return:0\",\"input\":[[3,1,2],\"abc\"]}",
        "{\"kind\":\"function\",\"name\":\"fails\",\"params\":[\"numbers\"],\"types\":[\"list<float>\"],"
                + "\"returns\":\"float\",\"judge\":\"return:0\",\"input\":[[1.5]]}",
        "{\"kind\":\"function\",\"name\":\"missing\",\"params\":[],\"types\":[],\"returns\":\"map<string,int>\",\"judge\":\"return:0\",\"input\":[]}",
    };
}
