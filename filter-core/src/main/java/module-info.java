/** Two filters: which origins' pages may talk to an application, and how often each caller may. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // The servlet API 5.0's jar names no module.
module dev.gatehouse.filter {
    requires transitive jakarta.servlet;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires com.github.benmanes.caffeine;

    exports dev.gatehouse;
    exports dev.gatehouse.cors;
    exports dev.gatehouse.ratelimit;
    exports dev.gatehouse.store;

    uses dev.gatehouse.store.ScriptServerProvider;
}
