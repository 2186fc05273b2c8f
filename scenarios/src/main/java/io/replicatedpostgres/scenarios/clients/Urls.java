package io.replicatedpostgres.scenarios.clients;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Ways to address several nodes at once. */
final class Urls {

    /** What the driver has found out about a host is asked anew each time. */
    static final String ASK_ANEW = "hostRecheckSeconds=0";

    private static final String PREFIX = "jdbc:postgresql://";

    private Urls() {}

    /** All nodes in their order, with options of the driver. */
    static String of(Cluster cluster, String... options) {
        return of(cluster.nodes().stream(), options);
    }

    static String of(Node node, String... options) {
        return of(Stream.of(node), options);
    }

    private static String of(Stream<Node> nodes, String... options) {
        String hosts = nodes.map(
                        node -> node.jdbcUrl().substring(PREFIX.length()).split("/")[0])
                .collect(Collectors.joining(","));
        return PREFIX + hosts + "/postgres?" + Arrays.stream(options).collect(Collectors.joining("&"));
    }

    static DataSource source(Cluster cluster, String url) {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(cluster.user());
        source.setPassword(cluster.password());
        return source;
    }
}
