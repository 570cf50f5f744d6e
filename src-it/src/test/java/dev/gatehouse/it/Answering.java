package dev.gatehouse.it;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A servlet that does the same with every request. */
final class Answering extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** What it does. */
    interface Way {
        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    private final transient Way way;

    Answering(Way way) {
        this.way = way;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        way.answer(request, response);
    }
}
