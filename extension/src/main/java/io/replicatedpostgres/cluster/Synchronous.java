package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.spec.SynchronousStandbys;
import io.replicatedpostgres.spec.SynchronousStandbys.Method;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The synchronous standbys of a primary: who can be one, and the wait until they are. */
final class Synchronous {

    private Synchronous() {}

    /**
     * Waits until a primary has as many synchronous standbys as it was told to have: with fewer, its commits wait for ever.
     *
     * @param wanted at least one
     */
    static void await(Member primary, SynchronousStandbys wanted) {
        String state = wanted.method() == Method.ANY ? "quorum" : "sync";
        try (Sql sql = primary.session()) {
            Await.orFail(
                            "not enough standbys of %s became synchronous (%s)".formatted(primary.ref(), wanted),
                            primary.deadline())
                    .lookAt(primary::whereToLook)
                    .until(
                            "%s with sync_state=%s".formatted(wanted.count(), state),
                            () -> states(sql),
                            states -> states.stream().filter(state::equals).count() >= wanted.count());
        }
    }

    private static List<String> states(Sql sql) {
        return sql.query("SELECT sync_state FROM pg_stat_replication", row -> row.getString(1));
    }

    /**
     * Refuses what this primary could never satisfy, from what streams from it now and from what is to stream from it.
     *
     * @throws SpecException naming the unknown standby, or the count that is too high
     */
    static void refuse(Node primary, SynchronousStandbys wanted) {
        if (wanted.count() == 0) {
            return;
        }
        if (primary.isStandby()) {
            throw SpecException.of(
                    "synchronousStandbys(\"%s\") of %s".formatted(wanted, primary),
                    "it is a standby: commits wait on a primary",
                    "Ask the primary, or promote it first");
        }
        Set<NodeRef> able = standbysOf(primary);
        List<Node> nodes = primary.cluster().nodes();
        for (NodeRef candidate : wanted.candidates()) {
            boolean isNode = nodes.stream().anyMatch(node -> node.ref().equals(candidate));
            if (candidate.equals(primary.ref()) || (!isNode && !able.contains(candidate))) {
                throw SpecException.of(
                        "synchronousStandbys: \"%s\"".formatted(candidate),
                        "there is no standby of that name",
                        able.isEmpty() ? "Add one first: it has none" : "Name one of " + names(able));
            }
        }
        wanted.requireSatisfiable(able, primary.ref());
    }

    private static String names(Collection<NodeRef> standbys) {
        return standbys.stream().map(NodeRef::name).collect(Collectors.joining(", "));
    }

    /** The nodes that stream from it, or will when they run, and whatever else streams from it under a name. */
    static Set<NodeRef> standbysOf(Node primary) {
        var able = new LinkedHashSet<NodeRef>();
        for (Node node : primary.cluster().nodes()) {
            if (node.member().upstream().filter(primary.ref()::equals).isPresent() && !node.isPrimary()) {
                able.add(node.ref());
            }
        }
        for (StandbyState standby : primary.standbys()) {
            if (standby.applicationName().matches("[a-z][a-z0-9_-]{0,39}")) {
                able.add(new NodeRef(standby.applicationName()));
            }
        }
        return able;
    }
}
