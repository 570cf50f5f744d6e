package dev.gatehouse.http;

/**
 * What was measured of one variant in one round.
 *
 * @param perSecond requests that were answered in a second
 * @param p99Micros the time that 99 in 100 answers did not exceed
 * @param serverMicros the time that the server's threads ran for a request
 * @param loadMicros the same of the process that sent it
 * @param bytes the length of an answer
 */
record Measured(double perSecond, double p99Micros, double serverMicros, double loadMicros, double bytes) {}
