package dev.gatehouse.ratelimit;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Does something once an asynchronous answer is complete, however it came to be. */
final class AsyncSettlement implements AsyncListener {

    private final Runnable settle;

    AsyncSettlement(Runnable settle) {
        this.settle = settle;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        settle.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    /** An application that starts again loses its listeners (Servlet 5.0, section 2.3.3.3). */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
