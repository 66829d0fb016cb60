import com.sun.source.tree.ExpressionTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * The compiler's driver: one source file to one jar, in memory. In no package, so that it can be started from its source.
 *
 * <pre>
 * Compile SOURCE JAR              a solution; classes that it is given lie beside it as *Node.java
 * Compile --harness JAR FILE...   the harness itself
 * Compile --rehearse SOURCE JAR   loads what compilations load, for the archive of classes
 * </pre>
 *
 * Messages go to standard error as javac writes them. Exit status 1 where there are errors.
 */
public final class Compile {
    private static final long STACK_BYTES = 64L << 20;
    /** No annotation processors: nothing of the candidate's runs here. Concatenation inline starts faster than linked at run time. */
    private static final List<String> OPTIONS = List.of("-proc:none", "-parameters", "-g", "-XDstringConcat=inline",
            "-Xlint:all,-serial,-processing,-options", "-Xmaxerrs", "40", "-Xmaxwarns", "40", "-implicit:class");
    private static final String[] GIVEN = {"TreeNode", "ListNode"};

    /** What the harness is started by, and lets it open descriptors 3 and 4. */
    private static final String MANIFEST =
            "Manifest-Version: 1.0\r\nMain-Class: greenroom.Harness\r\nAdd-Opens: java.base/java.io\r\n\r\n";

    private final PrintStream messages;

    private Compile(PrintStream messages) {
        this.messages = messages;
    }

    /** A source in memory; a public class in it may be called as it likes. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;
        private final String name;

        Source(String name, String text) {
            super(URI.create("string:///" + name), Kind.SOURCE);
            this.name = name;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean lenient) {
            return text;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return !simpleName.endsWith("-info");
        }
    }

    private static String simpleName(FileObject source) {
        return source.getName().replaceFirst("\\.java$", "");
    }

    private static final class Compiled extends SimpleJavaFileObject {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Compiled(String name) {
            super(URI.create("mem:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    /** Nothing but the platform's classes, the source, and the classes that are given beside it, in the source's package. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        final Map<String, Compiled> compiled = new LinkedHashMap<>();
        private final Map<String, String> given;
        private String home = "";

        Memory(JavaFileManager platform, Map<String, String> given) {
            super(platform);
            this.given = given;
        }

        void home(String name) {
            home = name;
        }

        @Override
        public boolean hasLocation(Location location) {
            return location == StandardLocation.CLASS_PATH || location != StandardLocation.SOURCE_PATH
                    && location != StandardLocation.MODULE_SOURCE_PATH && super.hasLocation(location);
        }

        @Override
        public Iterable<JavaFileObject> list(Location location, String name, Set<JavaFileObject.Kind> kinds, boolean recurse)
                throws IOException {
            if (location != StandardLocation.CLASS_PATH) {
                return super.list(location, name, kinds, recurse);
            }
            List<JavaFileObject> found = new ArrayList<>();
            if (name.equals(home) && kinds.contains(JavaFileObject.Kind.SOURCE)) {
                for (Map.Entry<String, String> one : given.entrySet()) {
                    String head = home.isEmpty() ? "" : "package " + home + "; ";
                    found.add(new Source(one.getKey() + ".java", head + one.getValue()));
                }
            }
            return found;
        }

        @Override
        public String inferBinaryName(Location location, JavaFileObject file) {
            if (!(file instanceof Source source)) {
                return super.inferBinaryName(location, file);
            }
            return home.isEmpty() ? simpleName(source) : home + "." + simpleName(source);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            Compiled file = new Compiled(name);
            compiled.put(name, file);
            return file;
        }

        @Override
        public boolean isSameFile(FileObject a, FileObject b) {
            return a == b || a.toUri().equals(b.toUri());
        }
    }

    public static void main(String[] args) throws Exception {
        Compile compile = new Compile(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        int[] status = {1};
        Thread thread = new Thread(null, new Runnable() {
            @Override
            public void run() {
                try {
                    status[0] = compile.command(args) ? 0 : 1;
                } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError error) {
                    compile.messages.println("the compiler gave up: " + error);
                }
            }
        }, "compile", STACK_BYTES);
        thread.start();
        thread.join();
        System.exit(status[0]);
    }

    private boolean command(String[] args) throws IOException {
        switch (args[0]) {
            case "--harness":
                return harness(args);
            case "--rehearse":
                return rehearse(Files.readString(Path.of(args[1])), Path.of(args[2]));
            default:
                return solution(Path.of(args[0]), Path.of(args[1]));
        }
    }

    private boolean harness(String[] args) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            sources.add(new Source(Path.of(args[i]).getFileName().toString(), Files.readString(Path.of(args[i]))));
        }
        Map<String, Compiled> classes = compiled(sources, Map.of());
        if (classes != null) {
            writeJar(MANIFEST, classes.values(), Path.of(args[1]));
        }
        return classes != null;
    }

    private boolean rehearse(String text, Path jar) throws IOException {
        String broken = text.replace("new HashSet<>()", "new HashSet<int>()").replace("stack.pop()", "stak.pop()");
        String unparsed = text.replace("stack.pop()", "stack.pop(");
        String wary = text.replace("new HashSet<>()", "new HashSet()");
        for (String one : List.of(text, wary, broken, unparsed)) {
            Map<String, Compiled> classes = compiled(List.of(new Source("Solution.java", one)), Map.of("TreeNode", "class TreeNode {}"));
            if (classes != null) {
                writeJar("", classes.values(), jar);
            }
        }
        return true;
    }

    private boolean solution(Path file, Path jar) throws IOException {
        String text = text(file);
        if (text == null) {
            return false;
        }
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : GIVEN) {
            Path beside = file.resolveSibling(name + ".java");
            if (Files.exists(beside) && !Files.readString(beside).isBlank()) {
                given.put(name, Files.readString(beside));
            }
        }
        Map<String, Compiled> classes = compiled(List.of(new Source(file.getFileName().toString(), text)), given);
        if (classes != null) {
            writeJar("", classes.values(), jar);
        }
        return classes != null;
    }

    /** A source's text without byte order mark; null, and said, where it is no UTF-8. */
    private String text(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException wrong) {
            int line = 1;
            int good = wellFormed(bytes);
            for (int i = 0; i < good; i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            messages.println(file.getFileName() + ":" + line + ": error: not UTF-8");
            return null;
        }
    }

    /** How many bytes at the beginning are UTF-8. */
    private static int wellFormed(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
        return in.position();
    }

    /** The classes by name; null where there are errors. What is to be said has been said. */
    private Map<String, Compiled> compiled(List<JavaFileObject> sources, Map<String, String> given) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Writer told = new OutputStreamWriter(messages, StandardCharsets.UTF_8);
        try (Memory memory = new Memory(compiler.getStandardFileManager(null, Locale.ENGLISH, StandardCharsets.UTF_8), given)) {
            JavacTask task = (JavacTask) compiler.getTask(told, memory, null, OPTIONS, null, sources);
            task.addTaskListener(new TaskListener() {
                @Override
                public void finished(TaskEvent event) {
                    if (event.getKind() == TaskEvent.Kind.PARSE && !given.containsKey(simpleName(event.getSourceFile()))) {
                        ExpressionTree name = event.getCompilationUnit().getPackageName();
                        memory.home(name == null ? "" : name.toString());
                    }
                }
            });
            return task.call() ? memory.compiled : null;
        } finally {
            told.flush();
        }
    }

    /** Stored, not packed: it is read once for each run. Times are fixed, so that equal sources make equal jars. */
    private static void writeJar(String manifest, Collection<Compiled> classes, Path jar) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            if (!manifest.isEmpty()) {
                writeEntry(out, "META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.US_ASCII));
            }
            for (Compiled one : classes) {
                writeEntry(out, one.toUri().getPath().substring(1), one.bytes.toByteArray());
            }
        }
    }

    private static void writeEntry(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }
}
