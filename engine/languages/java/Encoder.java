package greenroom;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a solution returned as JSON text: by what it is, and by the signature where JSON has no form of its own. */
final class Encoder {
    private static final int MAX_DEPTH = 120;
    private static final int MAX_NODES = 1_000_000;
    private static final int MAX_CHARS = 1 << 26;
    private static final Kind ANY = Kind.parse("any");

    private final StringBuilder out;

    Encoder(StringBuilder out) {
        this.out = out;
    }

    void value(Object value, Kind kind) throws ReflectiveOperationException {
        value(value, kind, 0);
    }

    private void value(Object given, Kind declared, int depth) throws ReflectiveOperationException {
        if (depth > MAX_DEPTH) {
            throw new BadValue("nested deeper than " + MAX_DEPTH + " levels");
        }
        if (out.length() > MAX_CHARS) {
            throw new BadValue("more than " + MAX_CHARS + " characters");
        }
        Kind kind = declared.present();
        Object value = given instanceof Optional<?> optional ? optional.orElse(null) : given;
        if (kind.is("tree")) {
            items(treeItems(value), kind, depth);
        } else if (kind.is("linked_list")) {
            items(linkedItems(value), kind, depth);
        } else if (value == null) {
            out.append("null");
        } else if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte
                || value instanceof BigInteger || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Double || value instanceof Float) {
            real(((Number) value).doubleValue());
        } else if (value instanceof CharSequence || value instanceof Character) {
            string(value.toString());
        } else if (value.getClass().isArray()) {
            array(value, kind, depth);
        } else if (value instanceof Map<?, ?> map) {
            map(map, kind, depth);
        } else if (value instanceof Iterable<?> iterable && !(value instanceof Set<?>)) {
            items(iterable, kind, depth);
        } else if (value instanceof Record record) {
            record(record, kind, depth);
        } else {
            throw new BadValue("returned a " + value.getClass().getSimpleName() + ", which a test cannot compare");
        }
    }

    private static Kind inner(Kind kind, int index) {
        if (kind.is("tuple")) {
            return index < kind.args.length ? kind.args[index] : ANY;
        }
        return kind.args.length == 1 ? kind.args[0] : ANY;
    }

    private void items(Iterable<?> items, Kind kind, int depth) throws ReflectiveOperationException {
        char before = '[';
        int index = 0;
        for (Object item : items) {
            out.append(before);
            value(item, inner(kind, index++), depth + 1);
            before = ',';
        }
        out.append(index == 0 ? "[]" : "]");
    }

    private void array(Object array, Kind kind, int depth) throws ReflectiveOperationException {
        int count = Array.getLength(array);
        out.append('[');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.append(',');
            }
            if (array instanceof int[] ints) {
                out.append(ints[i]);
            } else if (array instanceof long[] longs) {
                out.append(longs[i]);
            } else if (array instanceof double[] doubles) {
                real(doubles[i]);
            } else {
                value(Array.get(array, i), inner(kind, i), depth + 1);
            }
        }
        out.append(']');
        if (out.length() > MAX_CHARS) {
            throw new BadValue("more than " + MAX_CHARS + " characters");
        }
    }

    private void record(Record record, Kind kind, int depth) throws ReflectiveOperationException {
        List<Object> parts = new ArrayList<>();
        for (RecordComponent part : record.getClass().getRecordComponents()) {
            Method accessor = part.getAccessor();
            accessor.setAccessible(true);
            parts.add(accessor.invoke(record));
        }
        items(parts, kind, depth);
    }

    private void map(Map<?, ?> map, Kind kind, int depth) throws ReflectiveOperationException {
        Kind held = kind.is("map") ? kind.args[1] : ANY;
        Set<String> seen = new HashSet<>();
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            if (!(key instanceof CharSequence || key instanceof Integer || key instanceof Long || key instanceof Short
                    || key instanceof Byte || key instanceof BigInteger || key instanceof Character)) {
                String what = key == null ? "null" : "a " + key.getClass().getSimpleName();
                throw new BadValue("a key of the map is " + what + ", neither text nor integer");
            }
            if (!seen.add(key.toString())) {
                throw new BadValue("the map has the key " + key + " twice");
            }
            out.append(before);
            before = ',';
            string(key.toString());
            out.append(':');
            value(entry.getValue(), held, depth + 1);
        }
        out.append(seen.isEmpty() ? "{}" : "}");
    }

    private void real(double value) {
        if (Double.isNaN(value)) {
            out.append("\"NaN\"");
        } else if (Double.isInfinite(value)) {
            out.append(value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        } else {
            out.append(value);
        }
    }

    void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new BadValue("a string holds a NUL character");
            } else if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 127) {
                out.append(String.format("\\u%04x", (int) c));
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                throw new BadValue("a string holds a lone surrogate, which is no character");
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static Field[] fields(Object node, String what, String... names) {
        Field[] fields = new Field[names.length];
        try {
            for (int i = 0; i < names.length; i++) {
                fields[i] = Shape.field(node.getClass(), names[i]);
            }
        } catch (NoSuchFieldException none) {
            throw new BadValue("returned a " + node.getClass().getSimpleName() + " where a node of a " + what + " is expected");
        }
        return fields;
    }

    /** Level order with null for a missing child, without nulls at the end. */
    private static List<Object> treeItems(Object root) throws ReflectiveOperationException {
        List<Object> values = new ArrayList<>();
        List<Object> nodes = new ArrayList<>();
        if (root == null) {
            return values;
        }
        Field[] fields = fields(root, "tree", "val", "left", "right");
        nodes.add(root);
        for (int i = 0; i < nodes.size(); i++) {
            Object node = nodes.get(i);
            if (i >= MAX_NODES) {
                throw new BadValue("a tree of more than " + MAX_NODES + " nodes: is there a cycle?");
            }
            values.add(node == null ? null : fields[0].get(node));
            if (node != null) {
                nodes.add(fields[1].get(node));
                nodes.add(fields[2].get(node));
            }
        }
        while (!nodes.isEmpty() && nodes.get(nodes.size() - 1) == null) {
            nodes.remove(nodes.size() - 1);
            values.remove(values.size() - 1);
        }
        return values;
    }

    private static List<Object> linkedItems(Object head) throws ReflectiveOperationException {
        List<Object> values = new ArrayList<>();
        if (head == null) {
            return values;
        }
        Field[] fields = fields(head, "linked list", "val", "next");
        for (Object node = head; node != null; node = fields[1].get(node)) {
            if (values.size() > MAX_NODES) {
                throw new BadValue("a list of more than " + MAX_NODES + " nodes: is there a cycle?");
            }
            values.add(fields[0].get(node));
        }
        return values;
    }
}
