package dev.gatehouse.fuzz;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;

/** A request that tells nothing; a subclass tells what its test is about, and whatever else is asked fails. */
public class NoRequest extends HttpServletRequestWrapper {

    private static final HttpServletRequest NOTHING = (HttpServletRequest) Proxy.newProxyInstance(
            NoRequest.class.getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    /** Makes a request that tells nothing. */
    protected NoRequest() {
        super(NOTHING);
    }
}
