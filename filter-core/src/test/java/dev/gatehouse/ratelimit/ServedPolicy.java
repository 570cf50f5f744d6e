package dev.gatehouse.ratelimit;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.config.PolicyFile;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.SettingsReader;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee9.nested.SessionHandler;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A policy, read from JSON or built, in a filter before an application, in a real container; time is a variable. */
abstract class ServedPolicy {

    /** The second at which {@link #clock} starts: 2023-11-15T00:00:00Z. */
    static final long MIDNIGHT = 1_700_006_400L;

    final AtomicLong clock = new AtomicLong(MIDNIGHT * Timeline.SECOND);
    final Timeline timeline = new Timeline(clock::get, clock::get);
    RateLimitFilter filter = new RateLimitFilter();
    Room bodies = CountedBody.roomForAll();

    @Nullable
    InMemoryServer server;

    @AfterEach
    final void stop() {
        running().close();
    }

    final void pass(long seconds) {
        clock.addAndGet(seconds * Timeline.SECOND);
    }

    InMemoryServer running() {
        return Objects.requireNonNull(server);
    }

    static RateLimitPolicy policy(String json) {
        var problems = new Problems();
        var settings = PolicyFile.parse("policy.json", json, problems);
        problems.throwIfAny("policy");
        return new PolicyReader(new SettingsReader(Objects.requireNonNull(settings), problems)).read();
    }

    void start(String json) throws Exception {
        start(policy(json));
    }

    /** Starts it behind other filters. */
    void start(RateLimitPolicy policy, Filter... before) throws Exception {
        filter = new RateLimitFilter(policy, timeline, bodies);
        server = new InMemoryServer(context -> {
            context.setSessionHandler(new SessionHandler());
            for (var each : before) {
                context.addFilter(asynchronous(each), "/*", EnumSet.of(DispatcherType.REQUEST));
            }
            context.addFilter(
                    asynchronous((Filter) (request, response, chain) -> {
                        // Stands for whatever knows the caller's plan before the filter.
                        request.setAttribute(
                                RateLimitFilter.PLAN_ATTRIBUTE, ((HttpServletRequest) request).getHeader("Plan"));
                        chain.doFilter(request, response);
                    }),
                    "/*",
                    EnumSet.of(DispatcherType.REQUEST));
            context.addFilter(asynchronous(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
            var servlet = new ServletHolder(new Application());
            servlet.setAsyncSupported(true);
            context.addServlet(servlet, "/*");
        });
    }

    private static String readAsAsked(HttpServletRequest request) throws IOException {
        if (request.getHeader("Read").equals("available")) {
            return String.valueOf(request.getInputStream().available());
        }
        @Nullable String encoding = request.getHeader("Encoding");
        if (encoding != null) {
            request.setCharacterEncoding(encoding);
        }
        // In numbers, but for the brackets.
        return request.getReader()
                .readLine()
                .chars()
                .mapToObj(c -> c == '[' || c == ']' ? String.valueOf((char) c) : Integer.toHexString(c))
                .collect(Collectors.joining(" "));
    }

    private void hold() {
        var latch = new CountDownLatch(1);
        held.add(latch);
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the latch");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FilterHolder asynchronous(Filter filter) {
        var holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        return holder;
    }

    /** Requests to {@code /hold} are under way until somebody takes their latch from here and opens it. */
    final BlockingQueue<CountDownLatch> held = new LinkedBlockingQueue<>();

    /** Answers as the request asks for. */
    private final class Application extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            @Nullable String status = request.getHeader("Status");
            if (status != null) {
                response.setStatus(Integer.parseInt(status));
            }
            if (request.getRequestURI().equals("/throw")) {
                throw new IllegalStateException("the application's");
            }
            if (request.getRequestURI().equals("/hold")) {
                hold();
            }
            if (request.getRequestURI().equals("/login")) {
                request.getSession(true);
            }
            if (request.getRequestURI().equals("/async-hold")) {
                var async = request.startAsync();
                async.start(() -> {
                    hold();
                    async.complete();
                });
            } else if (request.getRequestURI().equals("/async")) {
                var async = request.startAsync();
                async.start(() -> {
                    response.setStatus(401);
                    async.complete();
                });
            } else if (request.getContentType() == null) {
                // Nothing: the container ends the answer once the filter knows that it is there.
                response.setBufferSize(1_024);
            } else if (request.getHeader("Read") != null) {
                response.setContentType("text/plain;charset=utf-8");
                response.getWriter().print(readAsAsked(request));
            } else if (request.getContentType().contains("form")) {
                var values = new TreeMap<String, String>();
                request.getParameterMap().forEach((name, value) -> values.put(name, value[0]));
                response.getOutputStream().print(values.toString());
            } else {
                response.getOutputStream().write(request.getInputStream().readAllBytes());
            }
        }
    }

    String exchange(String request) throws Exception {
        var answer = running()
                .send(request
                        + (request.startsWith("POST") && !request.contains("Content-Length")
                                ? "\nContent-Length: 0"
                                : ""));
        var headers = String.join("\n", answer.headers());
        return answer.status() + "\n" + headers + "\n" + (answer.body().isEmpty() ? "" : "\n" + answer.body() + "\n");
    }

    /** Sends a request whose answer is waited for later. */
    final CompletableFuture<String> later(String request) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return exchange(request);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    int status(String request) throws Exception {
        return Integer.parseInt(exchange(request).substring(0, 3));
    }

    String header(String name, String request) throws Exception {
        var prefix = name + ": ";
        return exchange(request)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .orElse(prefix + "none")
                .substring(prefix.length());
    }

    /** Returns how many requests an answer says are left. */
    final String left(String request) throws Exception {
        return header("X-RateLimit-Remaining", request);
    }
}
