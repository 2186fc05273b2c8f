package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.postgres.ControlData;
import java.util.Optional;

/**
 * Two nodes that both have WAL past the point where their histories parted. Whether rows were lost by it is another
 * question.
 *
 * @param one a node
 * @param other the other one
 * @param fork where their histories parted
 * @param oneBytes how much WAL the first has past it
 * @param otherBytes how much the other has
 */
public record Divergence(NodeRef one, NodeRef other, Lsn fork, long oneBytes, long otherBytes) {

    private record Position(TimelineHistory history, Lsn end) {}

    static Optional<Divergence> between(Member one, Member other) {
        Position here = position(one);
        Position there = position(other);
        return here.history()
                .forkFrom(there.history())
                .filter(fork -> here.end().isAfter(fork) && there.end().isAfter(fork))
                .map(fork -> new Divergence(
                        one.ref(),
                        other.ref(),
                        fork,
                        here.end().minus(fork),
                        there.end().minus(fork)));
    }

    private static Position position(Member member) {
        ServerState state = member.state();
        Timeline timeline = state.timeline();
        Lsn end = state.replayed();
        if (timeline == null || end == null) {
            ControlData control =
                    ControlData.read(member.host(), member.provisioned().binaries(), member.deadline());
            Lsn checkpoint = control.checkpoint();
            Lsn recovered = control.minimumRecoveryPoint();
            return new Position(new Repairs(member).history(), recovered.isAfter(checkpoint) ? recovered : checkpoint);
        }
        return new Position(member.server().data().history(timeline), end);
    }

    @Override
    public String toString() {
        return "%s and %s diverged at %s: %s has %d bytes of WAL past it, %s has %d"
                .formatted(one, other, fork, one, oneBytes, other, otherBytes);
    }
}
