package dev.gatehouse.config;

/** A section of the policy file: what one filter reads. */
public enum Section {
    CORS("cors", "CORS policy"),
    RATE_LIMIT("rateLimit", "rate limit policy");

    private final String key;
    private final String subject;

    Section(String key, String subject) {
        this.key = key;
        this.subject = subject;
    }

    /** Returns the section's name in the file. */
    public String key() {
        return key;
    }

    /** Returns what a report calls it. */
    public String subject() {
        return subject;
    }
}
