package greenroom;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One request and its answer. */
final class Test implements Runnable {
    /** A function, a constructor or a method of the question. */
    private static final class Callable {
        String name;
        String[] params = {};
        Kind[] types = {};
        Kind returns = Kind.parse("void");
        Executable found;
    }

    private final Map<String, byte[]> classes;
    private final byte[] request;
    private final Callable main = new Callable();
    private final Map<String, Callable> methods = new LinkedHashMap<>();
    private String judge = "return:0";
    private boolean isClass;
    private int values; // where the arguments or operations begin
    private String answer = "{\"bad\":\"the solution's thread ended without a word\"}";
    private boolean outOfMemory;
    private int call; // of a class, from 1: the constructor

    Test(Map<String, byte[]> classes, byte[] request) {
        this.classes = classes;
        this.request = request;
        Json json = new Json(request, 0);
        json.expect('{');
        for (boolean first = true; json.more(first, '}'); first = false) {
            String key = json.string();
            json.expect(':');
            member(key, json);
        }
    }

    private void member(String key, Json json) {
        switch (key) {
            case "kind" -> isClass = json.string().equals("class");
            case "judge" -> judge = json.string();
            case "methods" -> methods(json);
            case "input", "ops" -> {
                json.peek();
                values = json.position();
                json.skip();
            }
            default -> member(main, key, json);
        }
    }

    private static void member(Callable callable, String key, Json json) {
        switch (key) {
            case "name" -> callable.name = json.string();
            case "params" -> callable.params = json.strings();
            case "types" -> {
                String[] texts = json.strings();
                callable.types = new Kind[texts.length];
                for (int i = 0; i < texts.length; i++) {
                    callable.types[i] = Kind.parse(texts[i]);
                }
            }
            case "returns" -> {
                if (!json.takeNull()) {
                    callable.returns = Kind.parse(json.string());
                }
            }
            default -> json.skip();
        }
    }

    private void methods(Json json) {
        json.expect('[');
        for (boolean first = true; json.more(first, ']'); first = false) {
            Callable method = new Callable();
            json.expect('{');
            for (boolean begin = true; json.more(begin, '}'); begin = false) {
                String key = json.string();
                json.expect(':');
                member(method, key, json);
            }
            methods.put(method.name, method);
        }
    }

    String answer() {
        return answer;
    }

    boolean outOfMemory() {
        return outOfMemory;
    }

    /** Runs the test in a thread of its own, to its end. */
    void run(long stackBytes) {
        Thread thread = new Thread(new ThreadGroup("solution"), this, "main", stackBytes);
        thread.start();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException meddled) {
                continue; // the solution can find this thread, and interrupt it
            }
        }
    }

    @Override
    public void run() {
        StringBuilder out = new StringBuilder();
        try {
            Loaded solution = new Loaded(classes);
            Thread.currentThread().setContextClassLoader(solution.loader);
            out.append("{\"value\":");
            if (isClass) {
                operations(solution, out);
            } else {
                function(solution, out);
            }
        } catch (Refused refused) {
            out.setLength(0);
            out.append("{\"load\":{\"message\":");
            new Encoder(out).string(Trace.printable(refused.getMessage()));
            out.append(",\"line\":0}");
        } catch (BadValue bad) {
            out.setLength(0);
            out.append("{\"bad\":");
            new Encoder(out).string(Trace.printable(bad.getMessage()));
            out.append(",\"call\":").append(call);
        } catch (Throwable error) {
            out = new StringBuilder("{\"error\":");
            Throwable own = thrown(error);
            outOfMemory = own instanceof OutOfMemoryError;
            // Too many threads come as the same error, and are no matter of memory.
            Trace.describe(own, outOfMemory && !String.valueOf(own.getMessage()).contains("native thread"), call, out);
        }
        answer = out.append('}').toString();
    }

    /** What the solution threw, out of what reflection wraps it in. */
    private static Throwable thrown(Throwable error) {
        boolean wrapped = error instanceof InvocationTargetException || error instanceof ExceptionInInitializerError;
        return wrapped && error.getCause() != null ? thrown(error.getCause()) : error;
    }

    private void function(Loaded solution, StringBuilder out) throws ReflectiveOperationException {
        Class<?> type = solution.type("Solution");
        Method method = solution.method(type, main.name, main.params, main.types);
        main.found = method;
        if (judge.startsWith("return") && method.getReturnType() == void.class && !main.returns.is("void")) {
            throw new Refused("`" + main.name + "` returns " + main.returns.spelled() + "; yours returns nothing");
        }
        Object object = null;
        if (!Modifier.isStatic(method.getModifiers())) {
            object = solution.constructor(type, new String[0], new Kind[0]).newInstance();
        }
        Object[] arguments = arguments(main, new Json(request, values));
        Object result = method.invoke(object, arguments);
        new Encoder(out).value(judged(result, arguments), main.returns);
    }

    private static Object[] arguments(Callable callable, Json json) throws ReflectiveOperationException {
        Object[] arguments = new Object[callable.types.length];
        Decoder decoder = new Decoder(json);
        json.expect('[');
        for (int i = 0; json.more(i == 0, ']'); i++) {
            arguments[i] = decoder.value(callable.types[i], callable.found.getGenericParameterTypes()[i]);
        }
        return arguments;
    }

    /** What is compared: the result, an argument changed in place, or the head of one. */
    private Object judged(Object result, Object[] arguments) {
        if (judge.startsWith("return")) {
            return result;
        }
        Object argument = arguments[Integer.parseInt(judge.substring(judge.indexOf(':') + 1))];
        if (judge.startsWith("param") || argument == null) {
            return argument;
        }
        if (!(result instanceof Integer || result instanceof Long)) {
            String what = result == null ? "nothing" : "a " + result.getClass().getSimpleName();
            throw new BadValue("returned " + what + " where the new length is expected");
        }
        long length = ((Number) result).longValue();
        int count = argument instanceof List<?> list ? list.size() : Array.getLength(argument);
        if (length < 0 || length > count) {
            throw new BadValue("returned the length " + length + " of an array of " + count);
        }
        if (argument instanceof List<?> list) {
            return list.subList(0, (int) length);
        }
        Object head = Array.newInstance(argument.getClass().getComponentType(), (int) length);
        System.arraycopy(argument, 0, head, 0, (int) length);
        return head;
    }

    private void operations(Loaded solution, StringBuilder out) throws ReflectiveOperationException {
        Class<?> type = solution.type(main.name);
        Constructor<?> constructor = solution.constructor(type, main.params, main.types);
        main.found = constructor;
        for (Callable method : methods.values()) {
            method.found = solution.method(type, method.name, method.params, method.types);
        }
        Json json = new Json(request, values);
        Encoder encoder = new Encoder(out);
        Object object = null;
        json.expect('[');
        char before = '[';
        for (boolean first = true; json.more(first, ']'); first = false) {
            json.expect('[');
            String name = json.string();
            json.expect(',');
            out.append(before);
            before = ',';
            call++;
            if (first) {
                object = constructor.newInstance(arguments(main, json));
                out.append("null");
            } else {
                Callable method = methods.get(name);
                Object result = ((Method) method.found).invoke(object, arguments(method, json));
                encoder.value(method.returns.is("void") ? null : result, method.returns);
            }
            while (!json.take(']')) { // an expected value has no business here, and is passed over
                json.expect(',');
                json.skip();
            }
        }
        out.append(']');
    }
}
