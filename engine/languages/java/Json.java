package greenroom;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads JSON where it lies, value by value: numbers go straight into what they become, without a tree
 * between. The text comes from the engine, which has checked it; what is wrong with it is an
 * IllegalStateException.
 */
final class Json {
    private final byte[] text;
    private int at;

    Json(byte[] text, int at) {
        this.text = text;
        this.at = at;
    }

    int position() {
        return at;
    }

    private IllegalStateException wrong(String what) {
        return new IllegalStateException("the request is broken at byte " + at + ": " + what);
    }

    /** The next byte that is no blank, without taking it; 0 at the end. */
    int peek() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r')) {
            at++;
        }
        return at < text.length ? text[at] : 0;
    }

    void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong("expected " + wanted);
        }
        at++;
    }

    /** Takes the next byte where it is the given one. */
    boolean take(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    /** In an array or object whose bracket is taken: is there another item? Takes the comma, or the end. */
    boolean more(boolean first, char end) {
        if (take(end)) {
            return false;
        }
        if (!first) {
            expect(',');
        }
        return true;
    }

    boolean takeNull() {
        if (peek() != 'n') {
            return false;
        }
        at += 4;
        return true;
    }

    boolean bool() {
        boolean value = peek() == 't';
        at += value ? 4 : 5;
        return value;
    }

    /** The text of a number. */
    String number() {
        peek();
        int start = at;
        while (at < text.length && "+-.eE0123456789".indexOf(text[at]) >= 0) {
            at++;
        }
        if (at == start) {
            throw wrong("expected a number");
        }
        return new String(text, start, at - start, StandardCharsets.ISO_8859_1);
    }

    long integer() {
        peek();
        int start = at;
        boolean negative = at < text.length && text[at] == '-';
        int digit = negative ? at + 1 : at;
        long value = 0;
        while (digit < text.length && text[digit] >= '0' && text[digit] <= '9' && digit - start < 18) {
            value = value * 10 + text[digit++] - '0';
        }
        if (digit < text.length && "0123456789.eE".indexOf(text[digit]) >= 0) {
            return new BigDecimal(number()).longValueExact();
        }
        at = digit;
        return negative ? -value : value;
    }

    /** A number, or one of the texts "NaN", "Infinity", "-Infinity". */
    double real() {
        return Double.parseDouble(peek() == '"' ? string() : number());
    }

    String string() {
        expect('"');
        int start = at;
        boolean plain = true;
        while (text[at] != '"') {
            if (text[at] == '\\') {
                plain = false;
                at++;
            }
            at++;
        }
        int end = at++;
        return plain ? new String(text, start, end - start, StandardCharsets.UTF_8) : unescaped(start, end);
    }

    private String unescaped(int start, int end) {
        StringBuilder out = new StringBuilder(end - start);
        int from = start;
        for (int i = start; i < end; i++) {
            if (text[i] != '\\') {
                continue;
            }
            out.append(new String(text, from, i - from, StandardCharsets.UTF_8));
            i++;
            int escape = "bfnrt".indexOf(text[i]);
            if (text[i] == 'u') {
                out.append((char) Integer.parseInt(new String(text, i + 1, 4, StandardCharsets.ISO_8859_1), 16));
                i += 4;
            } else {
                out.append(escape < 0 ? (char) text[i] : "\b\f\n\r\t".charAt(escape));
            }
            from = i + 1;
        }
        return out.append(new String(text, from, end - from, StandardCharsets.UTF_8)).toString();
    }

    String[] strings() {
        String[] all = new String[8];
        int count = 0;
        expect('[');
        while (more(count == 0, ']')) {
            if (count == all.length) {
                all = Arrays.copyOf(all, count * 2);
            }
            all[count++] = string();
        }
        return Arrays.copyOf(all, count);
    }

    /** Goes past a value of any kind. */
    void skip() {
        int depth = 0;
        do {
            int c = peek();
            if (c == '"') {
                string();
            } else if (c == '[' || c == '{') {
                depth++;
                at++;
            } else if (c == ']' || c == '}') {
                depth--;
                at++;
            } else if (c == ',' || c == ':') {
                at++;
            } else if (c == 't' || c == 'f') {
                bool();
            } else if (!takeNull()) {
                number();
            }
        } while (depth > 0);
    }
}
