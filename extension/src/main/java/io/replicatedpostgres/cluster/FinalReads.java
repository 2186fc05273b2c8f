package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.topology.Command;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes readable what the nodes hold, at the end of a test: unknown is what could not be brought up, not what lay down. */
final class FinalReads {

    private static final String AS_THE_TEST_LEFT_IT = "/data-as-the-test-left-it";

    private final Cluster cluster;

    FinalReads(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What cannot be healed or started is noted, and then is not known. */
    void prepare() {
        attempt("the faults could not be healed", cluster::healAll);
        for (Node node : cluster.nodes()) {
            if (node.verbs().isPaused()) {
                attempt(node + " could not be resumed", node::resume);
            }
        }
        List<ServerState> states = new Roles(cluster.nodes()).patient();
        if (states.stream().noneMatch(state -> state.role() == Role.PRIMARY)) {
            lastPrimary(states).ifPresent(node -> attempt(node + " could not be started", () -> start(node)));
        }
    }

    /** Of the stopped nodes that are no standbys, the one on the latest timeline. */
    private Optional<Node> lastPrimary(List<ServerState> states) {
        return states.stream()
                .filter(state -> state.role() == Role.STOPPED)
                .map(state -> cluster.node(state.node()))
                .filter(node -> node.member().server().data().exists())
                .filter(node -> !node.member().server().recovery().isMarkedStandby())
                .max(Comparator.comparing(
                        node -> new Repairs(node.member()).history().current()));
    }

    private void start(Node node) {
        String data = node.dataDirectory();
        node.member()
                .host()
                .run(
                        Command.of("cp", "-a", data, node.member().host().home() + AS_THE_TEST_LEFT_IT),
                        node.member().deadline());
        node.start();
    }

    private void attempt(String failed, Runnable act) {
        try {
            act.run();
        } catch (ReplicatedPostgresException e) {
            cluster.journal().append(new Note("before the final reads: %s: %s".formatted(failed, e.getMessage())));
        }
    }
}
