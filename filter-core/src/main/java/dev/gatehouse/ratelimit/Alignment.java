package dev.gatehouse.ratelimit;

/** Where fixed windows begin. */
public enum Alignment {

    /** Counted from 1970 in UTC: minutes, hours and days begin where a clock in UTC begins them. */
    CLOCK,

    /** At the beginning of an hour, day, week, month or year of a time zone's calendar. */
    CALENDAR
}
