package dev.gatehouse.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;

/** Writes the answers of the {@link UsageServlet}. */
final class Answers {

    /** The page loads what this servlet has, and nothing else; nobody else shows it in a frame. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final JsonFactory JSON = new JsonFactory();

    private Answers() {}

    /** Sets what all answers have. */
    static void secure(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    }

    /** Answers with a file that is beside this class. */
    static void resource(String name, String type, HttpServletResponse response) throws IOException {
        try (var file = Answers.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new FileNotFoundException(name);
            }
            write(file.readAllBytes(), type, response);
        }
    }

    /** Answers with what is known of a period. */
    static void data(Period period, Usage usage, String token, HttpServletResponse response) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(bytes)) {
            new UsageJson(json).write(period, usage, token);
        }
        write(bytes.toByteArray(), "application/json", response);
    }

    /** Answers with a sentence. */
    static void text(int status, String sentence, HttpServletResponse response) throws IOException {
        response.setStatus(status);
        write(sentence.getBytes(UTF_8), "text/plain;charset=utf-8", response);
    }

    private static void write(byte[] bytes, String type, HttpServletResponse response) throws IOException {
        secure(response);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
