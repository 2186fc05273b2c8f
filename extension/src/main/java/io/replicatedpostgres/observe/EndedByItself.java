package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A server of which no process is left, or all of whose processes ended, and no verb and no fault of the test did that. */
final class EndedByItself implements Detector {

    /** One look at the processes may come between two of them. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private static final Pattern STARTS = Pattern.compile("LOG: +starting PostgreSQL");

    /** The postmaster ended all processes because one crashed, and goes on (postmaster.c). */
    private static final Pattern CRASHED = Pattern.compile("LOG: +all server processes terminated; reinitializing");

    /**
     * What tells why, the best first. A line of a session has the name of its client between process and level; such a line
     * is about that client.
     */
    private static final List<Pattern> REASONS = List.of(
            Pattern.compile("PANIC: .*"),
            Pattern.compile("LOG: +\\S.* \\(PID \\d+\\) was terminated by .*"),
            // all blanks at once: a match that gives one back would not see what is ruled out behind them
            Pattern.compile("\\] FATAL: ++(?!could not (connect|receive|start|send|fetch)|terminating walreceiver).*"),
            Pattern.compile("LOG: +\\S.* \\(PID \\d+\\) exited with exit code [1-9].*"),
            Pattern.compile("LOG: +received \\w+ shutdown request.*"),
            Pattern.compile("LOG: +(shutting down due to|aborting startup due to).*"));

    private final Map<NodeRef, Map<Integer, String>> told = new HashMap<>();
    private final Map<NodeRef, String> lastLine = new HashMap<>();
    private final Lasting stopped = new Lasting();

    @Override
    public List<Finding> look(Look look, Picture all) {
        NodeRef node = look.node();
        if (look.role() != Role.STOPPED || all.doings().mayEnd(node)) {
            stopped.forget(node);
            return List.of();
        }
        return stopped.sameFor(node, true, look).compareTo(PATIENCE) < 0 ? List.of() : List.of(ended(node));
    }

    /** It is known that no process is left, and that the test has not done it. */
    Finding ended(NodeRef node) {
        return Finding.of(
                Illusion.ENDED_BY_ITSELF,
                node,
                "no process of it is left, and no verb and no fault of the test has ended it. Its log: '%s'"
                        .formatted(why(node)));
    }

    @Override
    public List<Finding> line(NodeRef node, String line, long earliestNanos, long readNanos, Picture all) {
        if (STARTS.matcher(line).find()) {
            told.remove(node);
        }
        lastLine.put(node, line);
        for (int i = 0; i < REASONS.size(); i++) {
            if (REASONS.get(i).matcher(line).find()) {
                told.computeIfAbsent(node, any -> new HashMap<>()).put(i, line);
            }
        }
        if (!CRASHED.matcher(line).find() || all.doings().mayEnd(node)) {
            return List.of();
        }
        return List.of(Finding.of(
                Illusion.ENDED_BY_ITSELF,
                node,
                "all its processes ended and it recovered, and no verb and no fault of the test has done that. Its log: '%s'"
                        .formatted(why(node))));
    }

    private String why(NodeRef node) {
        return told.getOrDefault(node, Map.of()).entrySet().stream()
                .min(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElseGet(() -> lastLine.getOrDefault(node, "nothing"));
    }
}
