package dev.gatehouse.bench;

import java.lang.reflect.Proxy;
import java.util.List;

/** An object of an interface whose every method throws: what a stub stands on where it has nothing to say. */
final class Unsupported {

    private Unsupported() {}

    static <T> T of(Class<T> type) {
        return butFor(type);
    }

    /** Returns one with methods that return null instead. */
    static <T> T butFor(Class<T> type, String... methods) {
        var silent = List.of(methods);
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (silent.contains(method.getName())) {
                        return null;
                    }
                    throw new UnsupportedOperationException(method.toString());
                }));
    }
}
