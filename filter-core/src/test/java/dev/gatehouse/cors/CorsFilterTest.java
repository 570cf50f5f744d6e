package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.InMemoryServer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.junit.jupiter.api.Test;

/** Protocol. */
final class CorsFilterTest {

    private static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print("hello");
        }
    }

    @Test
    void smoke() throws Exception {
        var policy = CorsPolicy.builder().allowedOrigins("https://app.example").build();
        try (var server = new InMemoryServer(context -> {
            context.addFilter(new FilterHolder(new CorsFilter(policy)), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addServlet(new ServletHolder(new Hello()), "/*");
        })) {
            System.out.println(server.exchange("GET / HTTP/1.1\nOrigin: https://app.example"));
            System.out.println(server.exchange("HEAD / HTTP/1.1\nOrigin: https://evil.example"));
            System.out.println(server.exchange("GET / HTTP/1.1\nOrigin:"));
            System.out.println(server.exchange(
                    "OPTIONS / HTTP/1.1\nOrigin: https://app.example\nAccess-Control-Request-Method: GET"));
            assertThat(policy).isNotNull();
        }
    }
}
