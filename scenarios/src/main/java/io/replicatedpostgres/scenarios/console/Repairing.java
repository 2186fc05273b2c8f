package io.replicatedpostgres.scenarios.console;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Switchover;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.model.ServerState;
import java.util.Locale;

/** Verbs of the console on one or two nodes, each with a line that says its result. */
final class Repairing {

    private final Cluster cluster;

    Repairing(Cluster cluster) {
        this.cluster = cluster;
    }

    String kill(Node node) {
        boolean ran = node.isRunning();
        node.kill();
        return ran ? node + " is killed: no process of it is left" : node + " did not run";
    }

    String pause(Node node) {
        node.pause();
        return "%s is frozen; 'resume %s' lets it go on".formatted(node, node);
    }

    String resume(Node node) {
        node.resume();
        return node + " goes on";
    }

    String stop(Node node) {
        boolean ran = node.isRunning();
        node.stop();
        return ran ? node + " is stopped" : node + " did not run";
    }

    String start(Node node) {
        node.start();
        return "%s runs: %s".formatted(node, told(node));
    }

    String promote(Node node) {
        node.promote();
        return "%s is promoted: %s".formatted(node, told(node));
    }

    String checkpoint(Node node) {
        node.checkpoint();
        return "CHECKPOINT";
    }

    String failover(Node heir) {
        Node done = cluster.failover(heir);
        return "%s is the primary: %s".formatted(done, told(done));
    }

    String failover() {
        Node heir = cluster.failover();
        return "%s is the primary: %s".formatted(heir, told(heir));
    }

    String switchover(Node heir) {
        Switchover done = cluster.switchover(heir);
        return "%s is the primary, and %s its standby; nothing was lost".formatted(done.to(), done.from());
    }

    String follow(Node node, Node upstream) {
        node.follow(upstream);
        return "%s follows %s%s".formatted(node, upstream, node.isRunning() ? "" : startIt(node));
    }

    String rewind(Node node, Node source) {
        RewindResult done = node.rewindTo(source);
        String what = done.nothingDone()
                ? "%s had nothing to rewind, and is a standby of %s".formatted(node, source)
                : "%s is rewound%s, and a standby of %s"
                        .formatted(node, done.divergedAt().map(Repairing::past).orElse(""), source);
        return what + startIt(node);
    }

    private static String past(Lsn fork) {
        return " to where the two parted, " + fork;
    }

    String rebuild(Node node, Node source) {
        node.rebuildFrom(source);
        return "%s is a copy of %s, and its standby%s".formatted(node, source, startIt(node));
    }

    String inSync() {
        cluster.awaitInSync();
        return "all standbys have what %s has written".formatted(cluster.primary());
    }

    private static String startIt(Node node) {
        return "; 'start %s' lets it run".formatted(node);
    }

    private static String told(Node node) {
        ServerState state = node.state();
        return "%s on timeline %s"
                .formatted(
                        state.role().name().toLowerCase(Locale.ROOT),
                        state.timeline() == null ? "-" : state.timeline());
    }
}
