package io.replicatedpostgres.scenarios.console;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.ReplicationFaults;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** Everything that can be typed, but for help and quit. */
final class Verbs {

    private static final int LOG_LINES = 20;

    private final Cluster cluster;
    private final Consumer<String> tell;
    private final Repairing repairing;
    private final Map<Integer, Injected> held = new LinkedHashMap<>();
    private final List<Verb> all = new ArrayList<>();
    private int nextFault = 1;

    Verbs(Cluster cluster, Consumer<String> tell) {
        this.cluster = cluster;
        this.tell = tell;
        this.repairing = new Repairing(cluster);
        looking();
        breaking();
        repairing();
    }

    List<Verb> all() {
        return List.copyOf(all);
    }

    Optional<Verb> named(String name) {
        return all.stream().filter(verb -> verb.name().equals(name)).findFirst();
    }

    private void looking() {
        add("status", "", "roles, timelines, WAL positions, slots", 0, 0, words -> status());
        all.add(new Verb(
                "sql", "NODE STATEMENT", "runs it there as a client, and answers as psql does", 2, 2, true, this::sql));
        add("log", "NODE", "the last " + LOG_LINES + " lines of its log", 1, 1, this::log);
        add("faults", "", "what is injected and not healed", 0, 0, words -> faults());
    }

    private void breaking() {
        add(
                "isolate",
                "NODE [CUT]",
                "cut from all other nodes; CUT is " + cuts(),
                1,
                2,
                words -> inject(Faults.isolated(node(words.get(0)), cut(words, 1))));
        add(
                "cut",
                "NODE NODE [CUT]",
                "these two from each other; one may be 'clients'",
                2,
                3,
                words -> inject(Faults.between(side(words.get(0)), side(words.get(1)), cut(words, 2))));
        add(
                "clients",
                "NODE [CUT]",
                "cut from its clients",
                1,
                2,
                words -> inject(Faults.clientsCut(node(words.get(0)), cut(words, 1))));
        add(
                "latency",
                "NODE NODE MILLISECONDS",
                "what the first sends to the second is late; one may be 'clients'",
                3,
                3,
                words -> inject(Faults.latency(
                        side(words.get(0)), side(words.get(1)), Duration.ofMillis(number(words.get(2))))));
        add(
                "stale",
                "STANDBY",
                "pauses its replay",
                1,
                1,
                words -> inject(ReplicationFaults.replayPaused(node(words.get(0)))));
        add("heal", "[NUMBER]", "one fault, or all", 0, 1, this::heal);
        on("kill", "NODE", "as kill -9 of all its processes", repairing::kill);
        on("pause", "NODE", "freezes all its processes", repairing::pause);
        on("resume", "NODE", "thaws them", repairing::resume);
    }

    private void repairing() {
        on("stop", "NODE", "in order, fast", repairing::stop);
        on("start", "NODE", "a node that is stopped", repairing::start);
        on("promote", "NODE", "also beside a living primary", repairing::promote);
        on("checkpoint", "NODE", "on a primary", repairing::checkpoint);
        add(
                "failover",
                "[STANDBY]",
                "kills the primary, promotes the best standby, or this one",
                0,
                1,
                words -> tell.accept(words.isEmpty() ? repairing.failover() : repairing.failover(node(words.get(0)))));
        on("switchover", "STANDBY", "in order: nothing is lost", repairing::switchover);
        both("follow", "stream from the second", repairing::follow);
        both("rewind", "pg_rewind of the first, stopped, to the second", repairing::rewind);
        both("rebuild", "the first, stopped, from a base backup of the second", repairing::rebuild);
        add(
                "insync",
                "",
                "waits until all standbys have what the primary has",
                0,
                0,
                words -> tell.accept(repairing.inSync()));
    }

    private void add(String name, String usage, String says, int least, int most, Verb.Action action) {
        all.add(new Verb(name, usage, says, least, most, false, action));
    }

    private void on(String name, String usage, String says, Function<Node, String> act) {
        add(name, usage, says, 1, 1, words -> tell.accept(act.apply(node(words.get(0)))));
    }

    private void both(String name, String says, BiFunction<Node, Node, String> act) {
        add(name, "NODE NODE", says, 2, 2, words -> tell.accept(act.apply(node(words.get(0)), node(words.get(1)))));
    }

    private void status() {
        Picture.of(cluster).forEach(tell);
        faults();
    }

    private void faults() {
        held.forEach((number, fault) -> tell.accept("  fault %s: %s".formatted(number, fault)));
    }

    private void sql(List<String> words) {
        Answer.to(words.get(1), node(words.get(0)).dataSource()).forEach(tell);
    }

    private void log(List<String> words) {
        List<String> lines = node(words.get(0)).log().lines();
        lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()).forEach(tell);
    }

    private void inject(Fault fault) {
        held.put(nextFault, cluster.inject(fault));
        tell.accept("fault %s: %s".formatted(nextFault, held.get(nextFault)));
        nextFault++;
    }

    private void heal(List<String> words) {
        if (words.isEmpty()) {
            String healed = held.isEmpty() ? "no fault holds" : "healed: faults " + held.keySet();
            cluster.healAll();
            held.clear();
            tell.accept(healed);
            return;
        }
        Injected fault = held.remove(Math.toIntExact(number(words.get(0))));
        if (fault == null) {
            throw SpecException.of(
                    "fault " + words.get(0), "it must be one of " + held.keySet(), "'faults' lists them");
        }
        fault.heal();
        tell.accept("healed: fault %s: %s".formatted(words.get(0), fault));
    }

    private Node node(String name) {
        return cluster.node(name);
    }

    /** A node, or the clients. */
    private Identified side(String name) {
        return name.equals(Faults.CLIENTS.ref().name()) ? Faults.CLIENTS : node(name);
    }

    private static long number(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw SpecException.of(word, "it must be a whole number", "Leave units out");
        }
    }

    private static String cuts() {
        return String.join(", ", Arrays.stream(Cut.values()).map(Verbs::word).toList());
    }

    private static Cut cut(List<String> words, int at) {
        if (words.size() <= at) {
            return Cut.FREEZE;
        }
        return Arrays.stream(Cut.values())
                .filter(cut -> word(cut).equals(words.get(at)))
                .findFirst()
                .orElseThrow(() -> SpecException.of(words.get(at), "a cut is one of " + cuts(), "Name one of them"));
    }

    private static String word(Cut cut) {
        return cut.name().toLowerCase(Locale.ROOT);
    }
}
