package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records the roles of a node whose failover manager changes them: no verb of the test does, so that what the observer sees is all
 * that is known. It is told of each look at the node, by one thread.
 */
final class RoleWatch implements Consumer<NodeSampled> {

    private final Cluster cluster;
    private final Member member;
    private final Management management;
    private final Acts acts;
    private @Nullable Role role;
    private @Nullable Timeline timeline;
    private Timeline promotedTo = Timeline.FIRST;

    RoleWatch(Cluster cluster, Member member, Management management, Acts acts) {
        this.cluster = cluster;
        this.member = member;
        this.management = management;
        this.acts = acts;
    }

    @Override
    public void accept(NodeSampled sample) {
        ServerState state = sample.state();
        Timeline now = state.timeline();
        boolean changes = state.role() != role || (state.role() == Role.PRIMARY && !Objects.equals(now, timeline));
        if (state.role() == Role.UNRESPONSIVE || !changes) {
            return;
        }
        role = state.role();
        timeline = now;
        // its standbys look for it from now on, and so do those that followed another node
        cluster.nodes().forEach(node -> cluster.observer().changed(node.ref()));
        if (role == Role.PRIMARY && now != null) {
            leads(now);
        } else {
            acts.roleChanged(member.ref(), state.role(), now);
        }
    }

    private void leads(Timeline now) {
        management.leads(member.ref());
        if (now.compareTo(promotedTo) <= 0) {
            acts.roleChanged(member.ref(), Role.PRIMARY, now);
            return;
        }
        try {
            acts.promoted(member.ref(), member.server().data().history(now));
            promotedTo = now;
        } catch (ReplicatedPostgresException | UncheckedIOException e) {
            // the file is written at the end of the promotion: the next look tries again
            role = null;
        }
    }
}
