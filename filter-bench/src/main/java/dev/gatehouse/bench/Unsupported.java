package dev.gatehouse.bench;

import java.lang.reflect.Proxy;

/** An object of an interface whose every method throws: what a stub stands on where it has nothing to say. */
final class Unsupported {

    private Unsupported() {}

    static <T> T of(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.toString());
                }));
    }
}
