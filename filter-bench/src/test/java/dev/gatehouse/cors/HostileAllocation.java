package dev.gatehouse.cors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.bench.StubResponse;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each value of {@code hostile/cors.txt} that a container lets through makes the filter allocate. Run in a JVM
 * without the server's compiler, which leaves objects out where it can: this measures what the code says.
 */
final class HostileAllocation {

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Pattern MARK = Pattern.compile("\\{(?:(\\d+) x ([^}]+)|([0-9a-f]{2}))}");
    private static final String METHOD = "Access-Control-Request-Method";
    private static final int ROUNDS = 200;

    private static final CorsFilter FILTER = new CorsFilter(CorsPolicy.builder()
            .allowedOrigins("https://app.example.com", "http://localhost:3000", "http://[::1]:3000")
            .allowedMethods("PUT")
            .allowedHeaders("X-API-Key", "X-Request-Id")
            .allowCredentials(true)
            .build());

    private HostileAllocation() {}

    /** Measures all and prints the status and the bytes of each. */
    public static void main(String... none) throws IOException, ServletException {
        for (var request : requests().entrySet()) {
            System.out.println(request.getKey() + "=" + of(request.getValue()));
        }
    }

    /** Returns the requests with what is special about them. */
    static Map<String, StubRequest> requests() {
        var requests = new LinkedHashMap<String, StubRequest>();
        var header = "";
        for (var line : table().lines().toList()) {
            if (line.startsWith("=")) {
                header = line.substring(1).strip();
            } else if (line.startsWith("403")) {
                var columns = line.split(" \\|", -1);
                add(requests.size() + " " + header, header, columns[1].strip(), requests);
            }
        }
        return requests;
    }

    private static void add(String what, String header, String value, Map<String, StubRequest> requests) {
        var lines = value.replace("{self}", "service.example").split("\\{line}", -1);
        switch (header) {
            case "Origin" -> {
                requests.put(what + " GET", with(request("GET"), header, lines));
                requests.put(what + " POST", with(request("POST"), header, lines));
                requests.put(what + " socket", with(request("GET").header("Upgrade", "websocket"), header, lines));
                requests.put(what + " preflight", with(request("OPTIONS").header(METHOD, "PUT"), header, lines));
            }
            case METHOD -> requests.put(what, with(fromAllowed(), header, lines));
            default -> requests.put(what, with(fromAllowed().header(METHOD, "PUT"), header, lines));
        }
    }

    private static StubRequest request(String method) {
        return new StubRequest().next(method, "/courses", "192.0.2.1");
    }

    private static StubRequest fromAllowed() {
        return request("OPTIONS").header("Origin", "https://app.example.com");
    }

    private static StubRequest with(StubRequest request, String header, String... lines) {
        for (var line : lines) {
            request.header(header, read(line));
        }
        return request;
    }

    private static String read(String written) {
        return MARK.matcher(written)
                .replaceAll(mark -> Matcher.quoteReplacement(
                        mark.group(3) == null
                                ? mark.group(2).repeat(Integer.parseInt(mark.group(1)))
                                : String.valueOf((char) Integer.parseInt(mark.group(3), 16))));
    }

    private static String table() {
        try (var stream = HostileAllocation.class.getResourceAsStream("/hostile/cors.txt")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the status, and the bytes of the request in the middle: the JVM allocates something now and then. */
    private static String of(StubRequest request) throws IOException, ServletException {
        var response = new StubResponse();
        var bytes = new long[ROUNDS];
        for (var i = -ROUNDS; i < ROUNDS; i++) {
            response.reset();
            var before = MEMORY.getCurrentThreadAllocatedBytes();
            FILTER.doFilter(request, response, HostileAllocation::unreachable);
            if (i >= 0) {
                bytes[i] = MEMORY.getCurrentThreadAllocatedBytes() - before;
            }
        }
        Arrays.sort(bytes);
        return response.getStatus() + ", " + bytes[ROUNDS / 2] + " bytes";
    }

    private static void unreachable(Object request, Object response) {
        throw new AssertionError("the request has reached the application");
    }
}
