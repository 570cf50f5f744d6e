package dev.gatehouse.ratelimit;

/**
 * Where buckets are: takes charges whole or not at all, from any number of threads, and says what each limit then has
 * left. Thread-safe.
 */
interface BucketStore {

    /**
     * Takes a charge whole, or nothing of it, and says what each limit then has left.
     *
     * @return false if the charge is by a policy that is no longer in force; nothing is done then
     */
    boolean decide(Charge charge);

    /** Gives back all that a request was charged, and what it held. */
    void giveBack(Refund refund);

    /**
     * Gives back what a request held, and what does not count now that its answer is known.
     *
     * @param status what the answer came to
     * @param sent what went out, which may be another; the request counts if either does
     */
    void settle(Refund refund, int status, int sent);

    /**
     * Forgets what a subject has used, but for requests that are under way.
     *
     * @throws StoreUnavailableException if a server that keeps it does not answer
     */
    void reset(Subject subject, Tier tier);

    /**
     * Goes on with another policy: no charge by one before is taken any more, so that no bucket ever goes back to a
     * tier which lacks limits that it has by now.
     *
     * @param next what charges by the other policy say that they are of
     * @param maxSubjects how many subjects are remembered in this process
     */
    void goOn(int next, long maxSubjects);

    /** Ends it, and forgets everybody that only it knows. */
    void close();
}
