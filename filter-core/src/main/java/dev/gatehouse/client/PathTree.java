package dev.gatehouse.client;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many patterns, of which all that match a request are found in one walk down its path, however many there are.
 *
 * <p>It matches leniently, since what it finds is guarded: letters match in either case, slashes that stand together
 * are one, and a last one does not count. So no other spelling of a path reaches a handler past the rule that guards
 * it. A path that the container does not tell matches every pattern.
 *
 * <p>Immutable once built.
 */
public final class PathTree {

    /** Takes the numbers of patterns that match. The same number may come more than once. */
    @FunctionalInterface
    public interface Found {
        void add(int number);
    }

    /** What patterns end at a place, with the methods that they are for. */
    private static final class Ends {

        private String[] methods = {};
        private int[] numbers = {};

        void add(String method, int number) {
            methods = Arrays.copyOf(methods, methods.length + 1);
            numbers = Arrays.copyOf(numbers, numbers.length + 1);
            methods[methods.length - 1] = method;
            numbers[numbers.length - 1] = number;
        }

        void find(String method, Found found) {
            for (var i = 0; i < numbers.length; i++) {
                if (PathPattern.isFor(methods[i], method)) {
                    found.add(numbers[i]);
                }
            }
        }
    }

    /** A place in the tree: all patterns that begin alike so far. */
    private static final class Node {

        private final Map<String, Node> building = new HashMap<>();
        /** Open addressing on the segments' hashes; a power of two, at most half full. */
        private String[] segments = {};

        private @Nullable Node[] nodes = {};
        private @Nullable Node any;
        private final Ends here = new Ends();
        private final Ends rest = new Ends();

        Node child(String segment) {
            if (segment.isEmpty()) {
                var node = any;
                if (node == null) {
                    node = new Node();
                    any = node;
                }
                return node;
            }
            return building.computeIfAbsent(lowerCase(segment), key -> new Node());
        }

        private static String lowerCase(String segment) {
            var letters = segment.toCharArray();
            for (var i = 0; i < letters.length; i++) {
                letters[i] = RequestPath.lowerCase(letters[i]);
            }
            return new String(letters);
        }

        void compile() {
            var size = Integer.highestOneBit(Math.max(1, building.size())) * 4;
            segments = new String[size];
            nodes = new Node[size];
            building.forEach((segment, node) -> {
                var place = hash(segment) & (size - 1);
                while (nodes[place] != null) {
                    place = (place + 1) & (size - 1);
                }
                segments[place] = segment;
                nodes[place] = node;
                node.compile();
            });
            building.clear();
            var wild = any;
            if (wild != null) {
                wild.compile();
            }
        }

        private static int hash(String segment) {
            var hash = 0;
            for (var i = 0; i < segment.length(); i++) {
                hash = hash * 31 + segment.charAt(i);
            }
            return hash ^ (hash >>> 15);
        }

        /** Finds the node of a path's segment, in place. */
        @Nullable
        Node find(RequestPath path, int start, int end) {
            var hash = 0;
            for (var i = start; i < end; i++) {
                hash = hash * 31 + path.lowerCaseAt(i);
            }
            hash ^= hash >>> 15;
            var mask = nodes.length - 1;
            for (var place = hash & mask; nodes[place] != null; place = (place + 1) & mask) {
                if (equals(segments[place], path, start, end)) {
                    return nodes[place];
                }
            }
            return null;
        }

        private static boolean equals(String segment, RequestPath path, int start, int end) {
            if (segment.length() != end - start) {
                return false;
            }
            for (var i = start; i < end; i++) {
                if (segment.charAt(i - start) != path.lowerCaseAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Node root = new Node();
    private final int[] all;

    /** Builds a tree of patterns, each with a number of its own or of several together. */
    public PathTree(List<PathPattern> patterns, List<Integer> numbers) {
        for (var i = 0; i < patterns.size(); i++) {
            var pattern = patterns.get(i);
            var node = root;
            for (var segment : pattern.segments()) {
                node = node.child(segment);
            }
            (pattern.isAnyRest() ? node.rest : node.here).add(pattern.method(), numbers.get(i));
        }
        root.compile();
        all = numbers.stream().mapToInt(Integer::intValue).distinct().toArray();
    }

    /** Finds all patterns that a request matches. */
    public void find(String method, RequestPath path, Found found) {
        if (!path.isKnown()) {
            for (var number : all) {
                found.add(number);
            }
            return;
        }
        find(root, 0, method, path, found);
    }

    private static void find(Node node, int from, String method, RequestPath path, Found found) {
        node.rest.find(method, found);
        var start = from;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        if (start == path.length()) {
            node.here.find(method, found);
            return;
        }
        var end = path.segmentEnd(start);
        var child = node.find(path, start, end);
        if (child != null) {
            find(child, end, method, path, found);
        }
        var any = node.any;
        if (any != null) {
            find(any, end, method, path, found);
        }
    }
}
