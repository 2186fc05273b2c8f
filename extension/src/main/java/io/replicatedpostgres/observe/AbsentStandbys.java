package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.StandbyState;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Commits that wait while fewer candidates for {@code synchronous_standby_names} stream than a commit waits for. Standbys that
 * are on their way, or that the test took away itself, count as if they were there.
 */
final class AbsentStandbys implements Detector {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Lasting waiting = new Lasting();

    @Override
    public List<Finding> look(Look look, Picture all) {
        NodeRef node = look.node();
        Circumstances now = look.circumstances();
        if (now == null
                || !look.isAnswered()
                || look.role() != Role.PRIMARY
                || now.commitsWaiting() == 0
                || all.doings().isRearranging()) {
            waiting.forget(node);
            return List.of();
        }
        String setting = now.conf().synchronousStandbyNames();
        SynchronousNames names = SynchronousNames.parse(setting);
        long there = there(look, names);
        if (there + excused(look, names, all) >= names.wanted()) {
            waiting.forget(node);
            return List.of();
        }
        Duration lasted = waiting.sameFor(node, setting, look);
        if (lasted.compareTo(PATIENCE) < 0) {
            return List.of();
        }
        return List.of(Finding.of(
                Illusion.WAITING_FOR_AN_ABSENT_STANDBY,
                node,
                "%s of its sessions wait for a synchronous standby, for %s s: synchronous_standby_names = %s wants %s, and %s that it names %s there. %s"
                        .formatted(
                                now.commitsWaiting(),
                                lasted.toSeconds(),
                                setting,
                                names.wanted(),
                                there,
                                there == 1 ? "is" : "are",
                                absent(look, names, all))));
    }

    /** What PostgreSQL waits for, and what will become that. */
    private static long there(Look look, SynchronousNames names) {
        return look.sample().standbys().stream()
                .filter(row -> names.matches(row.applicationName()))
                .filter(row -> !row.isStreaming() || !row.syncState().equals("async"))
                .count();
    }

    private static long excused(Look look, SynchronousNames names, Picture all) {
        return absentNodes(look, names, all)
                .filter(node -> all.isOutOfSight(node, look.beganNanos()) && !all.hasEnded(node, look.beganNanos()))
                .count();
    }

    private static Stream<NodeRef> absentNodes(Look look, SynchronousNames names, Picture all) {
        return all.nodes().stream()
                .filter(node -> !node.equals(look.node()))
                .filter(node -> names.matches(node.name()))
                .filter(node -> look.sample().standbys().stream()
                        .map(StandbyState::applicationName)
                        .noneMatch(node.name()::equals));
    }

    private static String absent(Look look, SynchronousNames names, Picture all) {
        Stream<String> unknown = names.names().stream()
                .filter(name -> !name.equals("*"))
                .filter(name ->
                        all.nodes().stream().noneMatch(node -> node.name().equalsIgnoreCase(name)))
                .filter(name -> look.sample().standbys().stream()
                        .noneMatch(row -> row.applicationName().equalsIgnoreCase(name)))
                .map("%s is no node of the cluster"::formatted);
        Stream<String> elsewhere = absentNodes(look, names, all)
                .map(node -> node + " "
                        + all.last(node).map(last -> whatItDoes(last, all)).orElse("was not looked at"));
        String words = Stream.concat(elsewhere, unknown).collect(Collectors.joining("; "));
        return words.isEmpty() ? "It names no other node" : words;
    }

    private static String whatItDoes(Look last, Picture all) {
        return switch (last.role()) {
            case STOPPED -> "does not run";
            case UNRESPONSIVE -> "does not answer";
            case PRIMARY -> "is a primary";
            case STANDBY ->
                last.saysItStreams()
                        ? "streams from "
                                + all.senderOf(last).map(NodeRef::name).orElse("a server outside the cluster")
                        : "does not stream";
        };
    }
}
