package dev.gatehouse;

/**
 * One thing that is wrong with a configuration: where it was written, what is wrong, and what to write instead.
 * Immutable.
 *
 * @param place where it was written: {@code gatehouse.json:2:44 (/cors/allowedOrigins/1)}, {@code CorsFilter 'cors',
 *     init-param maxAge}, or {@code CorsPolicy.builder().maxAge(…)}
 * @param code a stable name for the kind of problem, such as {@code origin.trailing-slash}, for tools to match on
 * @param what what is wrong, quoting the value
 * @param fix what to write instead; empty where that cannot be told
 */
public record ConfigProblem(String place, String code, String what, String fix) {

    /** Returns the problem as an operator reads it: one line, and a second one for the fix where there is one. */
    @Override
    public String toString() {
        var line = place + ": " + what + " [" + code + "]";
        return fix.isEmpty() ? line : line + "\n    fix: " + fix;
    }
}
