package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.WalProgress;
import java.util.Optional;

/**
 * Two nodes that both have WAL past the point where their histories parted. Whether rows were lost by it is another
 * question.
 *
 * <p>Histories part by name where one of them left a timeline, and in truth where their WAL is not the same any more: two
 * servers may have written on one timeline, or have been promoted to timelines of one number. So both are looked at: what
 * the history files say, and the WAL itself, as far as both still have it. A node that does not answer is judged by its
 * files; a killed one ends where its WAL does.
 *
 * @param one a node
 * @param other the other one
 * @param fork where their histories parted
 * @param oneBytes how much WAL the first has past it
 * @param otherBytes how much the other has
 */
public record Divergence(NodeRef one, NodeRef other, Lsn fork, long oneBytes, long otherBytes) {

    static Optional<Divergence> between(Member one, Member other) {
        Reached here = Reached.by(one);
        Reached there = Reached.by(other);
        if (here.role() == Role.PRIMARY) {
            // a standby that was looked at before its primary cannot be ahead of it
            here = Reached.by(one);
        }
        return between(one, here, other, there);
    }

    static Optional<Divergence> between(Member one, Reached here, Member other, Reached there) {
        Optional<Lsn> byName = here.progress().divergedFrom(there.progress());
        Optional<Lsn> fork =
                inTheirWal(one, here, other, there).or(() -> byName).or(() -> ahead(here, there));
        return fork.map(at -> new Divergence(one.ref(), other.ref(), at, past(here.end(), at), past(there.end(), at)));
    }

    private static long past(Lsn end, Lsn fork) {
        return end.isAfter(fork) ? end.minus(fork) : 0;
    }

    /** Where the WAL of two nodes that have it on the same timelines is not the same. */
    private static Optional<Lsn> inTheirWal(Member one, Reached here, Member other, Reached there) {
        Lsn common = here.progress().commonWith(there.progress());
        boolean endsRecord = (here.end().isAfter(common) || here.endsRecord())
                && (there.end().isAfter(common) || there.endsRecord());
        return here.wal(one).differenceFrom(there.wal(other), common, endsRecord);
    }

    /** A standby that has replayed more of a timeline than its primary has written got it from another one. */
    private static Optional<Lsn> ahead(Reached here, Reached there) {
        return isAhead(here, there)
                ? Optional.of(there.end())
                : isAhead(there, here) ? Optional.of(here.end()) : Optional.empty();
    }

    private static boolean isAhead(Reached standby, Reached primary) {
        WalProgress written = primary.progress();
        Timeline timeline = written.history().current();
        return primary.role() == Role.PRIMARY
                && standby.role() == Role.STANDBY
                && standby.progress().position().timeline().equals(timeline)
                && standby.end().isAfter(written.end());
    }

    @Override
    public String toString() {
        return "%s and %s diverged at %s: %s has %s bytes of WAL past it, %s has %s"
                .formatted(one, other, fork, one, oneBytes, other, otherBytes);
    }
}
