package greenroom;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.Map;

/** Which Java types a neutral type fits: the one that the starter has, and what people like to write in its place. */
final class Shape {
    private Shape() {
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return raw(array.getGenericComponentType()).arrayType();
        }
        if (type instanceof WildcardType wildcard) {
            return raw(wildcard.getUpperBounds()[0]);
        }
        return Object.class;
    }

    /** The type of an array's items, or the type argument at an index; Object where it does not say. */
    static Type inner(Type type, int index) {
        if (type instanceof GenericArrayType array) {
            return array.getGenericComponentType();
        }
        if (type instanceof ParameterizedType parameterized && index < parameterized.getActualTypeArguments().length) {
            return parameterized.getActualTypeArguments()[index];
        }
        return type instanceof Class<?> plain && plain.isArray() ? plain.getComponentType() : Object.class;
    }

    static boolean fits(Kind kind, Type type) {
        Class<?> raw = raw(type);
        if (raw == Object.class) {
            return true;
        }
        return switch (kind.name) {
            case "int" -> raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class;
            case "int64" -> raw == long.class || raw == Long.class;
            case "float" -> raw == double.class || raw == Double.class;
            case "bool" -> raw == boolean.class || raw == Boolean.class;
            case "string" -> raw == String.class || raw == CharSequence.class;
            case "list" -> (raw.isArray() || Collection.class.isAssignableFrom(raw) || raw == Iterable.class)
                    && fits(kind.args[0], inner(type, 0));
            case "map" -> Map.class.isAssignableFrom(raw) && fits(kind.args[0], inner(type, 0))
                    && fits(kind.args[1], inner(type, 1));
            case "optional" -> !raw.isPrimitive() && fits(kind.args[0], type);
            case "tuple" -> raw == Object[].class || fitsRecord(kind, raw);
            case "tree" -> fitsNode(kind, raw, "left", "right");
            case "linked_list" -> fitsNode(kind, raw, "next");
            default -> false;
        };
    }

    private static boolean fitsRecord(Kind kind, Class<?> raw) {
        if (!raw.isRecord() || raw.getRecordComponents().length != kind.args.length) {
            return false;
        }
        RecordComponent[] parts = raw.getRecordComponents();
        for (int i = 0; i < parts.length; i++) {
            if (!fits(kind.args[i], parts[i].getGenericType())) {
                return false;
            }
        }
        return true;
    }

    private static boolean fitsNode(Kind kind, Class<?> raw, String... links) {
        try {
            for (String link : links) {
                if (raw.getDeclaredField(link).getType() != raw) {
                    return false;
                }
            }
            return fits(kind.args[0], raw.getDeclaredField("val").getGenericType());
        } catch (NoSuchFieldException none) {
            return false;
        }
    }

    /** A field of a class or of one that it extends. */
    static Field field(Class<?> owner, String name) throws NoSuchFieldException {
        for (Class<?> at = owner; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(name);
    }

    /** As people write it: {@code List<Integer>}, without packages. */
    static String spelled(Type type) {
        return type.getTypeName().replaceAll("[\\w.]*[.$](?=\\w)", "").replace(",", ", ").replaceAll(", +", ", ");
    }
}
