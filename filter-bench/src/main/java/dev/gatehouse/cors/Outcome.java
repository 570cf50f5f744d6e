package dev.gatehouse.cors;

import dev.gatehouse.bench.StubResponse;
import java.util.Locale;
import java.util.stream.Stream;

/** What becomes of a request in a filter. */
enum Outcome {
    /** It reaches the application, without CORS headers. */
    PASSED {
        @Override
        boolean fits(StubResponse answer, boolean reached) {
            return reached && !answer.containsHeader("Access-Control-Allow-Origin");
        }
    },
    /** It reaches the application, and the page may read the answer and all headers that the policy exposes. */
    MARKED {
        @Override
        boolean fits(StubResponse answer, boolean reached) {
            return reached
                    && allows(answer)
                    && lists(
                            answer,
                            "Access-Control-Expose-Headers",
                            "x-ratelimit-limit",
                            "x-ratelimit-remaining",
                            "x-ratelimit-reset");
        }
    },
    /** The filter answers that the page may do what it asks for. */
    ALLOWED {
        @Override
        boolean fits(StubResponse answer, boolean reached) {
            return ALLOWED_WITHOUT_HEADERS.fits(answer, reached)
                    && lists(answer, "Access-Control-Allow-Headers", "authorization", "x-csrf-token", "x-request-id");
        }
    },
    /** The filter answers that the page may use the method that it asks for, and says nothing of headers. */
    ALLOWED_WITHOUT_HEADERS {
        @Override
        boolean fits(StubResponse answer, boolean reached) {
            return !reached
                    && (answer.getStatus() == 200 || answer.getStatus() == 204)
                    && allows(answer)
                    && lists(answer, "Access-Control-Allow-Methods", "put")
                    && "1800".equals(answer.getHeader("Access-Control-Max-Age"));
        }
    },
    /** The filter answers with 403. */
    REFUSED {
        @Override
        boolean fits(StubResponse answer, boolean reached) {
            return !reached && answer.getStatus() == 403 && !answer.containsHeader("Access-Control-Allow-Origin");
        }
    };

    /**
     * Returns whether this is what became of a request.
     *
     * @param reached whether it reached the application
     */
    abstract boolean fits(StubResponse answer, boolean reached);

    private static boolean allows(StubResponse answer) {
        return Requests.ORIGIN.equals(answer.getHeader("Access-Control-Allow-Origin"))
                && "true".equals(answer.getHeader("Access-Control-Allow-Credentials"));
    }

    private static boolean lists(StubResponse answer, String header, String... names) {
        var list = String.valueOf(answer.getHeader(header)).toLowerCase(Locale.ROOT);
        return Stream.of(names).allMatch(list::contains);
    }
}
