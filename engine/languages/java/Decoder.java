package greenroom;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON to the objects that a solution gets, in the types that its parameters have (see {@link Shape#fits}). */
final class Decoder {
    private final Json json;

    Decoder(Json json) {
        this.json = json;
    }

    Object value(Kind kind, Type type) throws ReflectiveOperationException {
        if (json.takeNull()) {
            return null;
        }
        Class<?> raw = Shape.raw(type);
        return switch (kind.name) {
            case "int" -> raw == long.class || raw == Long.class ? (Object) json.integer() : (Object) (int) json.integer();
            case "int64" -> json.integer();
            case "float" -> json.real();
            case "bool" -> json.bool();
            case "string" -> json.string();
            case "list" -> list(kind.args[0], type, raw);
            case "map" -> map(kind, type, raw);
            case "optional" -> value(kind.args[0], type);
            case "tuple" -> tuple(kind, raw);
            case "tree" -> tree(kind.args[0], raw);
            case "linked_list" -> linkedList(kind.args[0], raw);
            default -> throw new IllegalStateException("a value of type " + kind.name);
        };
    }

    private Object list(Kind kind, Type type, Class<?> raw) throws ReflectiveOperationException {
        Type inner = Shape.inner(type, 0);
        if (raw == int[].class) {
            return ints();
        }
        if (raw == long[].class) {
            return longs();
        }
        if (raw == double[].class) {
            return doubles();
        }
        Collection<Object> items = made(raw, new ArrayList<>());
        json.expect('[');
        for (boolean first = true; json.more(first, ']'); first = false) {
            items.add(value(kind, inner));
        }
        return raw.isArray() ? array(items, raw.getComponentType()) : items;
    }

    private static Object array(Collection<Object> items, Class<?> component) {
        Object array = Array.newInstance(component, items.size());
        int i = 0;
        for (Object item : items) {
            Array.set(array, i++, item);
        }
        return array;
    }

    /** The collection or map that a parameter asks for where it is a class, else the usual one. */
    @SuppressWarnings("unchecked")
    private static <T> T made(Class<?> raw, T usual) throws ReflectiveOperationException {
        return raw.isInterface() || raw.isArray() || raw.isInstance(usual) ? usual : (T) raw.getConstructor().newInstance();
    }

    private int[] ints() {
        int[] all = new int[16];
        int count = 0;
        json.expect('[');
        while (json.more(count == 0, ']')) {
            if (count == all.length) {
                all = Arrays.copyOf(all, count * 2);
            }
            all[count++] = (int) json.integer();
        }
        return Arrays.copyOf(all, count);
    }

    private long[] longs() {
        long[] all = new long[16];
        int count = 0;
        json.expect('[');
        while (json.more(count == 0, ']')) {
            if (count == all.length) {
                all = Arrays.copyOf(all, count * 2);
            }
            all[count++] = json.integer();
        }
        return Arrays.copyOf(all, count);
    }

    private double[] doubles() {
        double[] all = new double[16];
        int count = 0;
        json.expect('[');
        while (json.more(count == 0, ']')) {
            if (count == all.length) {
                all = Arrays.copyOf(all, count * 2);
            }
            all[count++] = json.real();
        }
        return Arrays.copyOf(all, count);
    }

    private Object map(Kind kind, Type type, Class<?> raw) throws ReflectiveOperationException {
        boolean sorted = java.util.SortedMap.class.isAssignableFrom(raw);
        Map<Object, Object> map = made(raw, sorted ? new java.util.TreeMap<>() : raw == HashMap.class ? new HashMap<>() : new LinkedHashMap<>());
        Class<?> key = Shape.raw(Shape.inner(type, 0));
        boolean text = kind.args[0].is("string");
        boolean wide = key == Long.class || kind.args[0].is("int64");
        json.expect('{');
        for (boolean first = true; json.more(first, '}'); first = false) {
            String name = json.string();
            json.expect(':');
            map.put(text ? name : wide ? (Object) Long.valueOf(name) : (Object) Integer.valueOf(name),
                    value(kind.args[1], Shape.inner(type, 1)));
        }
        return map;
    }

    private Object tuple(Kind kind, Class<?> raw) throws ReflectiveOperationException {
        RecordComponent[] parts = raw.isRecord() ? raw.getRecordComponents() : null;
        Object[] values = new Object[kind.args.length];
        Class<?>[] types = new Class<?>[kind.args.length];
        json.expect('[');
        for (int i = 0; json.more(i == 0, ']'); i++) {
            values[i] = value(kind.args[i], parts == null ? Object.class : parts[i].getGenericType());
            types[i] = parts == null ? Object.class : parts[i].getType();
        }
        if (parts == null) {
            return values;
        }
        Constructor<?> make = raw.getDeclaredConstructor(types);
        make.setAccessible(true);
        return make.newInstance(values);
    }

    /** A node class's way to be made and its fields: {@code val} and the links. */
    private static final class Nodes {
        final Constructor<?> make;
        final boolean takesValue;
        final Field val;

        Nodes(Class<?> raw) throws ReflectiveOperationException {
            val = Shape.field(raw, "val");
            Constructor<?> found;
            boolean takes = false;
            try {
                found = raw.getDeclaredConstructor();
            } catch (NoSuchMethodException none) {
                found = raw.getDeclaredConstructor(val.getType());
                takes = true;
            }
            make = found;
            takesValue = takes;
            make.setAccessible(true);
        }

        Object node(Object value) throws ReflectiveOperationException {
            if (takesValue) {
                return make.newInstance(value);
            }
            Object node = make.newInstance();
            val.set(node, value);
            return node;
        }
    }

    private Object tree(Kind kind, Class<?> raw) throws ReflectiveOperationException {
        Nodes nodes = new Nodes(raw);
        Field[] links = {Shape.field(raw, "left"), Shape.field(raw, "right")};
        ArrayDeque<Object> parents = new ArrayDeque<>();
        Object root = null;
        json.expect('[');
        for (int i = 0; json.more(i == 0, ']'); i++) {
            Object node = json.takeNull() ? null : nodes.node(value(kind, nodes.val.getGenericType()));
            if (i == 0) {
                root = node;
            } else if (node != null) {
                links[(i - 1) % 2].set(parents.peek(), node);
            }
            if (i > 0 && i % 2 == 0) {
                parents.poll();
            }
            if (node != null) {
                parents.add(node);
            }
        }
        return root;
    }

    private Object linkedList(Kind kind, Class<?> raw) throws ReflectiveOperationException {
        Nodes nodes = new Nodes(raw);
        Field next = Shape.field(raw, "next");
        List<Object> items = new ArrayList<>();
        json.expect('[');
        while (json.more(items.isEmpty(), ']')) {
            items.add(nodes.node(value(kind, nodes.val.getGenericType())));
            if (items.size() > 1) {
                next.set(items.get(items.size() - 2), items.get(items.size() - 1));
            }
        }
        return items.isEmpty() ? null : items.get(0);
    }
}
