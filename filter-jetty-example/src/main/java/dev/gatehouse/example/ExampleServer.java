package dev.gatehouse.example;
/** x. */
public final class ExampleServer {
    private ExampleServer() {}
    /** x. */
    public static void main(String[] a) {
        org.slf4j.LoggerFactory.getLogger("x").info("hi");
    }
}
