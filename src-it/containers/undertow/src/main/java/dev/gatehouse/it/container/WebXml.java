package dev.gatehouse.it.container;

import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * What a web.xml says about filters, servlets, listeners, error pages and welcome files: Undertow does not read it by
 * itself.
 */
final class WebXml {

    private final Element root;

    WebXml(Path file) throws Exception {
        root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
    }

    /** Puts it into a deployment, whose class loader has the classes. */
    void addTo(DeploymentInfo info) throws ClassNotFoundException {
        var classes = info.getClassLoader();
        for (var element : elements(root, "filter")) {
            var type = classes.loadClass(text(element, "filter-class")).asSubclass(Filter.class);
            var filter = Servlets.filter(text(element, "filter-name"), type)
                    .setAsyncSupported(!elements(element, "async-supported").isEmpty());
            for (var param : elements(element, "init-param")) {
                filter.addInitParam(text(param, "param-name"), text(param, "param-value"));
            }
            info.addFilter(filter);
        }
        for (var element : elements(root, "filter-mapping")) {
            var dispatchers = texts(element, "dispatcher");
            for (var dispatcher : dispatchers.isEmpty() ? List.of("REQUEST") : dispatchers) {
                info.addFilterUrlMapping(
                        text(element, "filter-name"), text(element, "url-pattern"), DispatcherType.valueOf(dispatcher));
            }
        }
        for (var element : elements(root, "servlet")) {
            var type = classes.loadClass(text(element, "servlet-class")).asSubclass(Servlet.class);
            var servlet = Servlets.servlet(text(element, "servlet-name"), type)
                    .setAsyncSupported(!elements(element, "async-supported").isEmpty());
            for (var param : elements(element, "init-param")) {
                servlet.addInitParam(text(param, "param-name"), text(param, "param-value"));
            }
            for (var mapping : elements(root, "servlet-mapping")) {
                if (text(mapping, "servlet-name").equals(servlet.getName())) {
                    servlet.addMapping(text(mapping, "url-pattern"));
                }
            }
            info.addServlet(servlet);
        }
        for (var type : texts(root, "listener-class")) {
            info.addListener(Servlets.listener(classes.loadClass(type).asSubclass(EventListener.class)));
        }
        for (var element : elements(root, "error-page")) {
            var location = text(element, "location");
            for (var code : texts(element, "error-code")) {
                info.addErrorPage(Servlets.errorPage(location, Integer.parseInt(code)));
            }
            for (var type : texts(element, "exception-type")) {
                info.addErrorPage(
                        Servlets.errorPage(location, classes.loadClass(type).asSubclass(Throwable.class)));
            }
        }
        var welcome = texts(root, "welcome-file");
        info.addWelcomePages(welcome.isEmpty() ? List.of("index.html") : welcome);
    }

    private static List<Element> elements(Element parent, String name) {
        var found = parent.getElementsByTagName(name);
        var elements = new ArrayList<Element>();
        for (var i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static List<String> texts(Element parent, String name) {
        return elements(parent, name).stream()
                .map(element -> element.getTextContent().strip())
                .toList();
    }

    private static String text(Element parent, String name) {
        return texts(parent, name).get(0);
    }
}
