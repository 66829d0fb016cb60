# A compiler that executes what it is given: an annotation processor, compiled first and then run inside javac.
cd "$HOME" || exit 9
cat >Taker.java <<'JAVA'
import java.io.File;
import java.nio.file.*;
import java.util.Set;
import javax.annotation.processing.*;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;

@SupportedAnnotationTypes("*")
public class Taker extends AbstractProcessor {
    interface Act { Object act() throws Exception; }

    static void refused(String name, Act act) {
        try {
            System.out.println("OPEN " + name + ": " + act.act());
        } catch (Exception | Error e) {
            refused++;
        }
    }
    static int refused;

    @Override public SourceVersion getSupportedSourceVersion() { return SourceVersion.latest(); }

    @Override public boolean process(Set<? extends TypeElement> found, RoundEnvironment round) {
        if (round.processingOver()) return false;
        String scratch = System.getenv("SCRATCH");
        refused("shadow", () -> Files.readAllBytes(Path.of("/etc/shadow")));
        refused("what is outside", () -> { if (new File(scratch).list() == null) throw new Exception(); return scratch; });
        refused("homes", () -> { if (new File("/root").list() == null) throw new Exception(); return "/root"; });
        refused("writing to /usr", () -> Files.writeString(Path.of("/usr/taken"), "x"));
        refused("writing to /box", () -> Files.writeString(Path.of("/box/taken"), "x"));
        refused("a socket", () -> new java.net.Socket("127.0.0.1", 22));
        refused("a server", () -> new java.net.ServerSocket(0));
        refused("a signal", () -> {
            if (new ProcessBuilder("/bin/kill", "-9", System.getenv("ENGINE")).start().waitFor() != 0) throw new Exception();
            return "sent";
        });
        System.out.println("refused " + refused);
        processingEnv.getMessager().printMessage(javax.tools.Diagnostic.Kind.ERROR, "the processor ran");
        return false;
    }
}
JAVA
echo 'public class Main {}' >Main.java
ENGINE=$1 SCRATCH=$3
export ENGINE SCRATCH
javac -proc:none -d . Taker.java || exit 8
exec javac -processorpath . -processor Taker -d . Main.java
