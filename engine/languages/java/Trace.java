package greenroom;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Exceptions for people: the solution's frames and no others. */
final class Trace {
    static final String LOADER = "solution";
    static final String FILE = "Solution.java";
    private static final int HEAD = 20;
    private static final int TAIL = 5;
    private static final int TEXT_MAX = 4096;
    private static final int CAUSES_MAX = 5;

    private Trace() {
    }

    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, most * 2 / 3) + "\n... " + (text.length() - most) + " characters left out ...\n"
                + text.substring(text.length() - most / 3);
    }

    private static boolean ours(StackTraceElement frame) {
        return LOADER.equals(frame.getClassLoaderName()) && FILE.equals(frame.getFileName());
    }

    private static List<StackTraceElement> frames(Throwable error) {
        List<StackTraceElement> frames = new ArrayList<>();
        for (StackTraceElement frame : error.getStackTrace()) {
            if (ours(frame)) {
                frames.add(frame);
            }
        }
        return frames;
    }

    private static String message(Throwable error) {
        try {
            return error.getMessage() == null ? "" : cut(printable(error.getMessage()), TEXT_MAX);
        } catch (Throwable inner) {
            return "<its text threw " + inner.getClass().getSimpleName() + ">";
        }
    }

    /** Texts of ours may hold what a value may not. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static String name(Throwable error) {
        String name = error.getClass().getName();
        return name.startsWith("java.") ? error.getClass().getSimpleName() : name;
    }

    /** {type, message, traceback, line} of an exception, and what else is known of it. */
    static void describe(Throwable error, boolean memory, int call, StringBuilder out) {
        StringBuilder text = new StringBuilder();
        Set<Throwable> told = new HashSet<>();
        int line = 0;
        for (Throwable at = error; at != null && told.size() < CAUSES_MAX && told.add(at); at = at.getCause()) {
            text.append(at == error ? "" : "\nCaused by: ").append(name(at));
            String message = message(at);
            text.append(message.isEmpty() ? "" : ": " + message);
            List<StackTraceElement> frames = frames(at);
            for (int i = 0; i < frames.size(); i++) {
                if (i == HEAD && frames.size() > HEAD + TAIL) {
                    text.append("\n    ... ").append(frames.size() - HEAD - TAIL).append(" more");
                    i = frames.size() - TAIL;
                }
                text.append("\n    at ").append(printable(frames.get(i).toString().replaceFirst("^" + LOADER + "//", "")));
            }
            if (line == 0 && !frames.isEmpty()) {
                line = Math.max(0, frames.get(0).getLineNumber());
            }
        }
        Encoder json = new Encoder(out);
        out.append("{\"type\":");
        json.string(name(error));
        out.append(",\"message\":");
        json.string(message(error));
        out.append(",\"traceback\":");
        json.string(text.toString());
        out.append(",\"line\":").append(line);
        if (call > 0) {
            out.append(",\"call\":").append(call);
        }
        out.append(memory ? ",\"memory\":true}" : "}");
    }

    /** " (line N)" for the solution's frame under a call of that method, in whatever thread; "" where there is none. */
    static String caller(String type, String method) {
        for (StackTraceElement[] frames : Thread.getAllStackTraces().values()) {
            boolean inside = false;
            for (StackTraceElement frame : frames) {
                inside |= frame.getClassName().equals(type) && frame.getMethodName().equals(method);
                if (inside && ours(frame)) {
                    return " (line " + frame.getLineNumber() + ")";
                }
            }
        }
        return "";
    }
}
