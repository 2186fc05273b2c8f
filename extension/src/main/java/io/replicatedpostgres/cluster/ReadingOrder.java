package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.topology.SideBySide;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The order in which nodes are read when they are compared: the standbys before the others. A read of a primary sets hint bits,
 * and where these are logged ({@code wal_log_hints}, data checksums) the first one in a page after a checkpoint is logged as the
 * whole page. Its replay would mend what is wrong on a standby before that is read.
 */
public final class ReadingOrder {

    private ReadingOrder() {}

    /**
     * Reads each node; nodes of one kind are read side by side.
     *
     * @param nodes running nodes
     * @param read what to read; what it throws is thrown, when all of its kind are done
     * @return what was read, in the order of the nodes
     */
    public static <R> List<R> map(List<Node> nodes, Function<Node, R> read) {
        Given.each("nodes", nodes);
        Given.value("read", read);
        List<Node> standbys = nodes.stream().filter(Node::isStandby).toList();
        List<Node> others =
                nodes.stream().filter(node -> !standbys.contains(node)).toList();
        Map<Node, R> results = new LinkedHashMap<>();
        for (List<Node> kind : List.of(standbys, others)) {
            List<R> ofKind = SideBySide.map(kind, read);
            for (int i = 0; i < kind.size(); i++) {
                results.put(kind.get(i), ofKind.get(i));
            }
        }
        return nodes.stream().map(results::get).toList();
    }
}
