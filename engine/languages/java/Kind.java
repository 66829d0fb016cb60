package greenroom;

import java.util.ArrayList;
import java.util.List;

/** A neutral type of a signature: {@code list<int>}, {@code map<string,int>}, {@code tree<int>}. */
final class Kind {
    private static final Kind[] NONE = {};

    final String name;
    final Kind[] args;

    private Kind(String name, Kind[] args) {
        this.name = name;
        this.args = args;
    }

    static Kind parse(String text) {
        return parse(text.replace(" ", ""), new int[1]);
    }

    private static Kind parse(String text, int[] at) {
        int start = at[0];
        while (at[0] < text.length() && "<,>".indexOf(text.charAt(at[0])) < 0) {
            at[0]++;
        }
        String name = text.substring(start, at[0]);
        if (at[0] == text.length() || text.charAt(at[0]) != '<') {
            return new Kind(name, NONE);
        }
        List<Kind> args = new ArrayList<>();
        while (text.charAt(at[0]) != '>') {
            at[0]++;
            args.add(parse(text, at));
        }
        at[0]++;
        return new Kind(name, args.toArray(NONE));
    }

    boolean is(String kind) {
        return name.equals(kind);
    }

    /** What the value is when it is there: T of an optional. */
    Kind present() {
        return is("optional") ? args[0] : this;
    }

    /** As Java writes it, for messages. */
    String spelled() {
        return switch (name) {
            case "int64" -> "long";
            case "float" -> "double";
            case "bool" -> "boolean";
            case "string" -> "String";
            case "list" -> args[0].spelled() + "[]";
            case "map" -> "Map<" + args[0].boxed() + ", " + args[1].boxed() + ">";
            case "optional" -> args[0].boxed();
            case "tree" -> "TreeNode";
            case "linked_list" -> "ListNode";
            case "tuple" -> "record of " + args.length;
            default -> name;
        };
    }

    private String boxed() {
        return switch (name) {
            case "int" -> "Integer";
            case "int64" -> "Long";
            case "float" -> "Double";
            case "bool" -> "Boolean";
            default -> spelled();
        };
    }
}
