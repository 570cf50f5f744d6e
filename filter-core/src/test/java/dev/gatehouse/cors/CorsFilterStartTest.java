package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.Shows;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How CorsFilter comes by its policy in a container, and what happens if it does not. */
final class CorsFilterStartTest {

    @Test
    void failsTheDeploymentIfItIsWrong() {
        var holder = new FilterHolder(CorsFilter.class);
        holder.setName("cors");
        holder.setInitParameter("allowedOrigins", "https://app.example/");

        assertThatThrownBy(() -> new InMemoryServer(
                        context -> context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST))))
                .isInstanceOf(ServletException.class)
                .hasMessage("""
                        The CORS policy has one problem:
                        CorsFilter 'cors', init-param allowedOrigins: 'https://app.example/' ends with a slash; an origin does not [origin.trailing-slash]
                            fix: write https://app.example""")
                .hasCauseInstanceOf(InvalidPolicyException.class);
    }

    @Test
    void refusesInitParamsBesideAPolicy() {
        var failure = catchThrowableOfType(
                ServletException.class,
                () -> new CorsFilter(CorsPolicy.builder()
                                .allowedOrigins("https://app.example")
                                .build())
                        .init(new StubFilterConfig(Map.of("maxAge", "1h"))));

        assertThat(failure).hasMessage("""
                        The CORS policy has one problem:
                        CorsFilter 'cors': init-params stand beside the policy that the constructor was given: maxAge [settings.two-sources]
                            fix: remove one: a filter's settings have one source""");
    }

    @Shows({"policyFile", "cors"})
    @Test
    void readsItsFileFromTheWebApplication(@TempDir Path webApplication) throws Exception {
        var folder = Files.createDirectory(webApplication.resolve("WEB-INF"));
        Files.writeString(
                folder.resolve("gatehouse.json"), "{\"cors\": {\"allowedOrigins\": [\"https://app.example\"]}}");
        var holder = new FilterHolder(CorsFilter.class);
        holder.setInitParameter("policyFile", "/WEB-INF/gatehouse.json");

        try (var server = new InMemoryServer(context -> {
            context.setBaseResourceAsPath(webApplication);
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        })) {
            var preflight = "OPTIONS / HTTP/1.1\nOrigin: https://app.example\nAccess-Control-Request-Method: POST";
            assertThat(server.send(preflight).status()).isEqualTo(204);
        }
    }

    @Test
    void doesNothingBeforeItIsInitialised() {
        assertThatThrownBy(() -> new CorsFilter()
                        .doFilter(mock(ServletRequest.class), mock(ServletResponse.class), mock(FilterChain.class)))
                .isInstanceOf(ServletException.class);
    }

    @Test
    void handsOnWhatIsNotHttp() throws Exception {
        var filter = new CorsFilter(
                CorsPolicy.builder().allowedOrigins("https://app.example").build());
        var request = mock(ServletRequest.class);
        var response = mock(ServletResponse.class);
        var chain = mock(FilterChain.class);
        filter.init(new StubFilterConfig(Map.of()));
        filter.doFilter(request, response, chain);
        verify(chain).doFilter(request, response);
    }

    @Test
    void endsItsWatchWithItself(@TempDir Path folder) throws Exception {
        var file = folder.resolve("gatehouse.json");
        Files.writeString(file, "{\"cors\": {\"allowedOrigins\": [\"https://app.example\"]}}");
        var before = watches();
        var filter = new CorsFilter();
        filter.init(new StubFilterConfig(Map.of("policyFile", file.toString())));
        assertThat(watches()).isEqualTo(before + 1);
        filter.destroy();
        assertThat(watches()).isEqualTo(before);
    }

    private static long watches() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gatehouse watch of CorsFilter"))
                .count();
    }
}
