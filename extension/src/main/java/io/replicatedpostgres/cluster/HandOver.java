package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.WalProgress;
import io.replicatedpostgres.postgres.ControlData;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A planned change of the primary: nothing is lost by it, or nothing is done.
 *
 * <p>The heir has to receive a record while the primary still serves: what cannot reach it is found before anything is stopped.
 * Then the primary stops in order, which ships all it has to the standbys that listen, and the heir has to have it all, up to
 * the shutdown checkpoint, before it is promoted. If one of these fails, the old primary serves again.
 */
final class HandOver {

    private final Cluster cluster;
    private final Node old;
    private final Node heir;

    HandOver(Cluster cluster, Node heir) {
        this.cluster = cluster;
        this.old = cluster.primary();
        this.heir = heir;
    }

    Switchover run() {
        requireHeir();
        requireReceiving();
        List<String> ours = cluster.nodes().stream()
                .map(node -> node.member().slotName())
                .filter(Objects::nonNull)
                .toList();
        List<String> before = ownSlots(ours);
        orAsBefore("%s did not stop in order".formatted(old), () -> old.verbs().stopOnce(this::hasAll));
        orAsBefore("%s lacks WAL of %s".formatted(heir, old), this::requireAll);
        promote();
        try {
            return finish(ours, before);
        } catch (ReplicatedPostgresException e) {
            throw failed(
                    "%s is the primary now and has all that %s had written; what was to be done after that failed: %s"
                            .formatted(heir, old, e.getMessage()),
                    e);
        }
    }

    private void requireHeir() {
        if (heir == old || heir.member().patientState().role() != Role.STANDBY) {
            throw new ReplicatedPostgresException(
                    "no switchover to %s: it is no running standby of %s. Name one that is: the nodes are %s."
                            .formatted(heir, old, cluster.nodes()));
        }
        heir.member().upstream().filter(upstream -> !upstream.equals(old.ref())).ifPresent(upstream -> {
            throw new ReplicatedPostgresException(
                    "no switchover to %s: it streams from %s, and what %s sends while it stops goes through that. Let it follow %s first, or name %s."
                            .formatted(heir, upstream, old, old, upstream));
        });
    }

    /** A walsender goes on calling a standby "streaming" that it cannot reach any more; a new record tells. */
    private void requireReceiving() {
        try {
            heir.awaitStreamingFrom(old);
            Lsn end = Repairs.wake(old.member());
            WalProgress written =
                    new WalProgress(Reached.by(old.member()).progress().history(), end);
            Await.orFail("%s did not receive what %s has written".formatted(heir, old), cluster.deadline())
                    .lookAt(() -> whoHas(written))
                    .until("it up to " + written, () -> received(heir), got -> has(got, written));
        } catch (ReplicatedPostgresException e) {
            throw failed(
                    "no switchover to %s: %s. Nothing was done: %s is still the primary."
                            .formatted(heir, withoutFullStop(e), old),
                    e);
        }
    }

    /** What a standby that answers has received. */
    private static Optional<WalProgress> received(Node standby) {
        ServerState state = standby.member().patientState();
        return state.role() != Role.STANDBY || state.timeline() == null || state.written() == null
                ? Optional.empty()
                : Optional.of(
                        new WalProgress(standby.member().server().data().history(state.timeline()), state.written()));
    }

    private static boolean has(Optional<WalProgress> received, WalProgress written) {
        return received.filter(progress -> progress.has(written)).isPresent();
    }

    /** Whether all is written that the old primary has to write, and the heir has it. */
    private boolean hasAll() {
        Member member = old.member();
        return ControlData.read(member.host()).isShutDown() && has(received(heir), Reached.onDisk(member));
    }

    private void requireAll() {
        WalProgress end = Reached.onDisk(old.member());
        Optional<WalProgress> received = received(heir);
        if (!has(received, end)) {
            throw new ReplicatedPostgresException("%s ends at %s, and %s. %s"
                    .formatted(
                            old,
                            end,
                            received.map(progress -> "%s has received no more than %s".formatted(heir, progress))
                                    .orElseGet(() -> "%s does not answer as a standby".formatted(heir)),
                            whoHas(end)));
        }
    }

    private String whoHas(WalProgress written) {
        String others = cluster.nodes().stream()
                .filter(node -> node != heir && node != old && has(received(node), written))
                .map(Node::name)
                .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? "No other standby has it either"
                : "It is on %s: a switchover to that loses nothing".formatted(others);
    }

    private void orAsBefore(String failure, Runnable step) {
        try {
            step.run();
        } catch (ReplicatedPostgresException e) {
            throw asBefore(failure, e, () -> {});
        }
    }

    /** The old primary serves again; it was stopped in order, or it recovers from its own WAL. */
    private ReplicatedPostgresException asBefore(String failure, ReplicatedPostgresException e, Runnable also) {
        String now = attempt(e, " Nothing was done: %s is the primary again.".formatted(old), () -> {
                    if (old.isRunning()) {
                        old.kill();
                    }
                    old.start();
                })
                + attempt(e, "", also);
        return failed("no switchover to %s: %s: %s.%s".formatted(heir, failure, withoutFullStop(e), now), e);
    }

    private String attempt(ReplicatedPostgresException e, String done, Runnable step) {
        try {
            step.run();
            return done;
        } catch (ReplicatedPostgresException again) {
            e.addSuppressed(again);
            return " %s was not promoted, and not all is as it was before: %s".formatted(heir, again.getMessage());
        }
    }

    private void promote() {
        try {
            heir.promote();
        } catch (ReplicatedPostgresException e) {
            if (heir.member().patientState().role() != Role.PRIMARY) {
                throw takenBack(e);
            }
        }
    }

    /** A promotion that was asked for can still happen: only a server that ended without one is a standby for certain. */
    private ReplicatedPostgresException takenBack(ReplicatedPostgresException e) {
        if (heir.isRunning()) {
            heir.kill();
        }
        boolean promoted = !heir.member().server().recovery().isMarkedStandby()
                || !Reached.onDisk(heir.member())
                        .history()
                        .current()
                        .equals(Reached.onDisk(old.member()).history().current());
        if (promoted) {
            return failed(
                    "%s was promoted, has all that %s had written, and does not answer: %s. Start it; %s is stopped, and can follow it then."
                            .formatted(heir, old, withoutFullStop(e), old),
                    e);
        }
        return asBefore("it was not promoted", e, heir::start);
    }

    private Switchover finish(List<String> ours, List<String> before) {
        heir.checkpoint();
        RewindPreflight proof = old.rewinding(heir).preflightOfFiles();
        if (proof.verdict() != Verdict.NOTHING_TO_DO) {
            throw new ReplicatedPostgresException("%s is stopped and cannot follow as it is: %s".formatted(old, proof));
        }
        old.follow(heir);
        old.start();
        for (Node other : cluster.standbys()) {
            if (other != old) {
                other.follow(heir);
            }
        }
        cluster.awaitInSync();
        old.slots().stream()
                .filter(slot -> slot.physical() && !slot.active())
                .map(SlotState::name)
                .filter(ours::contains)
                .forEach(old::dropSlot);
        List<String> left = old.slots().stream().map(SlotState::name).toList();
        List<String> dropped =
                before.stream().filter(slot -> !left.contains(slot)).toList();
        return new Switchover(old, heir, proof, dropped, left);
    }

    private List<String> ownSlots(List<String> ours) {
        return old.slots().stream()
                .filter(SlotState::physical)
                .map(SlotState::name)
                .filter(ours::contains)
                .toList();
    }

    private static String withoutFullStop(ReplicatedPostgresException e) {
        String message = String.valueOf(e.getMessage());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static ReplicatedPostgresException failed(String message, ReplicatedPostgresException e) {
        if (e instanceof DeadlineException) {
            var late = new DeadlineException(message);
            late.initCause(e);
            return late;
        }
        return new ReplicatedPostgresException(message, e);
    }
}
