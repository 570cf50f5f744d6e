package dev.gatehouse.ratelimit;

/**
 * Where a filter's buckets are, and how that is. Immutable.
 *
 * @param is {@code this process}, or the store as the policy has it, without passwords
 * @param isAnswering whether it decides; if not, requests are treated as {@link OnFailure} says
 * @param nodes how many share it, as far as this one knows; 1 for one process alone
 */
public record StoreState(String is, boolean isAnswering, int nodes) {}
