package dev.gatehouse.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many patterns, of which all that match a request are found in one walk down its path, however many there are.
 *
 * <p>It matches leniently, since what it finds is guarded: letters match in either case, slashes that stand together
 * are one or have an empty name between them, and a last one does not count; of a URI that may be taken for several
 * paths, all match. So no other spelling of a path reaches a handler past the rule that guards it. A path that the
 * container does not tell matches every pattern.
 *
 * <p>Immutable.
 */
public final class PathTree {

    /** Takes the numbers of patterns that match. The same number may come more than once. */
    @FunctionalInterface
    public interface Found {
        void add(int number);
    }

    /** A pattern that ends at a place, with the method that it is for; and the next that ends there. */
    private record End(String method, int number, @Nullable End next) {

        static void find(@Nullable End first, String method, Found found) {
            for (var end = first; end != null; end = end.next) {
                if (PathPattern.isFor(end.method, method)) {
                    found.add(end.number);
                }
            }
        }
    }

    /** A place while the tree is built: all patterns that begin alike so far. */
    private static final class Draft {

        private final Map<String, Draft> children = new HashMap<>();
        private @Nullable End here;
        private @Nullable End rest;

        void add(PathPattern pattern, int number) {
            var draft = this;
            for (var segment : pattern.segments()) {
                draft = draft.children.computeIfAbsent(folded(segment), key -> new Draft());
            }
            // Interned, so that it is at hand whichever pattern is looked at.
            var method = pattern.method().intern();
            if (pattern.isAnyRest()) {
                draft.rest = new End(method, number, draft.rest);
            } else {
                draft.here = new End(method, number, draft.here);
            }
        }

        private static String folded(String segment) {
            var letters = segment.toCharArray();
            for (var i = 0; i < letters.length; i++) {
                letters[i] = RequestPath.folded(letters[i]);
            }
            return new String(letters);
        }
    }

    /**
     * A place: all patterns that begin alike so far. A walk among many rules waits for memory more than for anything
     * else, so a node has little around it: what is empty is shared, and a table's keys are in the nodes.
     */
    private static final class Node {

        private static final @Nullable Node[] NONE = new Node[1];

        private final char[] segment;
        /** Children by their segments. Open addressing on hashes; a power of two, at most half full. */
        private final @Nullable Node[] table;

        private final @Nullable Node any;
        private final @Nullable End here;
        private final @Nullable End rest;

        Node(String segment, Draft draft) {
            this.segment = segment.toCharArray();
            this.here = draft.here;
            this.rest = draft.rest;
            var anyDraft = draft.children.remove("");
            this.any = anyDraft == null ? null : new Node("", anyDraft);
            this.table = draft.children.isEmpty() ? NONE : table(draft.children);
        }

        private static @Nullable Node[] table(Map<String, Draft> children) {
            var table = new Node[Integer.highestOneBit(children.size()) * 4];
            children.forEach((segment, draft) -> {
                var place = spread(segment.hashCode()) & (table.length - 1);
                while (table[place] != null) {
                    place = (place + 1) & (table.length - 1);
                }
                table[place] = new Node(segment, draft);
            });
            return table;
        }

        /** Finds the node of a path's segment, in place. */
        @Nullable
        Node find(RequestPath path, int start, int end) {
            if (table == NONE) {
                return null;
            }
            var place = spread(path.hash(start, end)) & (table.length - 1);
            for (var node = table[place]; node != null; node = table[place]) {
                if (path.is(node.segment, start, end)) {
                    return node;
                }
                place = (place + 1) & (table.length - 1);
            }
            return null;
        }
    }

    /**
     * Spreads hashes over a table. Those of segments that are numbered lie side by side: in a table they would fill
     * stretches that have to be walked to their end. Fibonacci hashing (Knuth, volume 3, section 6.4) scatters them.
     */
    static int spread(int hash) {
        var scattered = hash * 0x9e3779b9;
        return scattered ^ (scattered >>> 15);
    }

    private final Node root;
    private final int[] all;

    /** Builds a tree of patterns, each with a number of its own or of several together. */
    public PathTree(List<PathPattern> patterns, List<Integer> numbers) {
        var draft = new Draft();
        for (var i = 0; i < patterns.size(); i++) {
            draft.add(patterns.get(i), numbers.get(i));
        }
        root = new Node("", draft);
        all = numbers.stream().mapToInt(Integer::intValue).distinct().toArray();
    }

    /** Finds all patterns that a request matches. */
    public void find(String method, RequestPath path, Found found) {
        if (!path.isKnown()) {
            addAll(found);
            return;
        }
        var left = find(root, 0, method, path, found, budget(path));
        var asked = path.asked();
        if (asked != null) {
            left = Math.min(left, find(root, 0, method, asked, found, budget(asked)));
        }
        var resolved = path.resolved();
        if (resolved != null) {
            left = Math.min(left, find(root, 0, method, resolved, found, budget(resolved)));
        }
        if (left < 0) {
            addAll(found);
        }
    }

    private void addAll(Found found) {
        for (var number : all) {
            found.add(number);
        }
    }

    /**
     * Returns how many characters a walk may look at. Slashes that stand together can be taken in more ways than
     * anybody has time for: after some of them, the path matches every pattern.
     */
    private static int budget(RequestPath path) {
        return 4 * path.length() + 256;
    }

    /** Returns what is left of the budget; less than nothing if the walk was not ended. */
    private static int find(Node node, int from, String method, RequestPath path, Found found, int budget) {
        if (budget < 0) {
            return budget;
        }
        End.find(node.rest, method, found);
        var start = path.segmentStart(from);
        if (start == path.length()) {
            End.find(node.here, method, found);
            return budget - 1;
        }
        var end = path.segmentEnd(start);
        var left = budget - (end - from) - 1;
        var child = node.find(path, start, end);
        if (child != null) {
            left = find(child, end, method, path, found, left);
        }
        var any = node.any;
        if (any != null) {
            left = find(any, end, method, path, found, left);
            if (start > from + 1) {
                // To the application, nothing between two slashes may be a name too.
                left = find(any, from + 1, method, path, found, left);
            }
        }
        return left;
    }
}
