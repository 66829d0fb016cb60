package greenroom;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The solution's classes, loaded for one test, and what is wanted of them. */
final class Loaded {
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        /** Nothing of the harness is in sight of it. */
        Loader(Map<String, byte[]> classes) {
            super(Trace.LOADER, getPlatformClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private final Map<String, byte[]> classes;
    final ClassLoader loader;

    Loaded(Map<String, byte[]> classes) {
        this.classes = classes;
        loader = new Loader(classes);
    }

    private static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    /** The class of that name, in whatever package; else one inside another class. */
    Class<?> type(String wanted) throws ClassNotFoundException {
        String found = null;
        TreeSet<String> defined = new TreeSet<>();
        for (String name : classes.keySet()) {
            if (simple(name).equals(wanted) && (found == null || name.indexOf('$') < 0)) {
                found = name;
            }
            if (name.indexOf('$') < 0 && !name.endsWith("TreeNode") && !name.endsWith("ListNode")) {
                defined.add("`" + simple(name) + "`");
            }
        }
        if (found == null) {
            throw new Refused("no class `" + wanted + "` in " + Trace.FILE + ": it defines "
                    + (defined.isEmpty() ? "none" : String.join(", ", defined)));
        }
        return Class.forName(found, false, loader);
    }

    Method method(Class<?> owner, String name, String[] params, Kind[] types) {
        List<Executable> found = new ArrayList<>();
        TreeSet<String> defined = new TreeSet<>();
        for (Class<?> at = owner; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (method.isSynthetic()) {
                    continue;
                }
                if (method.getName().equals(name)) {
                    found.add(method);
                }
                defined.add("`" + method.getName() + "`");
            }
        }
        if (found.isEmpty()) {
            throw new Refused("no method `" + name + "(" + wanted(params, types, true) + ")` in class `"
                    + owner.getSimpleName() + "`: it defines "
                    + (defined.isEmpty() ? "none" : String.join(", ", defined)));
        }
        return (Method) fitting(found, name, params, types);
    }

    Constructor<?> constructor(Class<?> owner, String[] params, Kind[] types) {
        if (owner.isInterface() || Modifier.isAbstract(owner.getModifiers())) {
            throw new Refused("`" + owner.getSimpleName() + "` is abstract: no object can be made of it");
        }
        return (Constructor<?>) fitting(List.of(owner.getDeclaredConstructors()), owner.getSimpleName(), params, types);
    }

    /** The one that takes what is wanted. A mere difference in number is told by names, as the statement has them. */
    private static Executable fitting(List<? extends Executable> found, String name, String[] params, Kind[] types) {
        Executable near = found.get(0);
        boolean sameNumber = false;
        for (Executable one : found) {
            if (one.getParameterCount() != types.length) {
                continue;
            }
            boolean fits = true;
            for (int i = 0; i < types.length; i++) {
                fits &= Shape.fits(types[i], one.getGenericParameterTypes()[i]);
            }
            if (fits) {
                one.setAccessible(true);
                return one;
            }
            near = one;
            sameNumber = true;
        }
        throw new Refused("`" + name + "` takes (" + wanted(params, types, sameNumber) + "); yours takes ("
                + given(near, sameNumber) + ")");
    }

    private static String wanted(String[] params, Kind[] types, boolean typed) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < params.length; i++) {
            out.append(i > 0 ? ", " : "").append(typed ? types[i].spelled() + " " : "").append(params[i]);
        }
        return out.toString();
    }

    private static String given(Executable one, boolean typed) {
        StringBuilder out = new StringBuilder();
        for (Parameter parameter : one.getParameters()) {
            out.append(out.length() > 0 ? ", " : "");
            out.append(typed ? Shape.spelled(parameter.getParameterizedType()) + " " : "").append(parameter.getName());
        }
        return out.toString();
    }
}
