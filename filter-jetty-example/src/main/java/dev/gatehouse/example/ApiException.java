package dev.gatehouse.example;

/** A request that the API turns down; it becomes the error answer that it carries. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    ApiException(int status, String code, String message) {
        super(message);
        this.answer = Answer.error(status, code, message);
    }

    static ApiException notFound(String message) {
        return new ApiException(404, "not_found", message);
    }

    static ApiException invalid(String message) {
        return new ApiException(400, "invalid_request", message);
    }

    Answer answer() {
        return answer;
    }
}
