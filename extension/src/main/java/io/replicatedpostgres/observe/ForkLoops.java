package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A standby that cannot follow and goes on trying says the same in its log again and again (xlogrecovery.c, walsender.c). */
final class ForkLoops {

    private static final int TIMES = 2;
    private static final Pattern LINE = Pattern.compile(
            "(new timeline \\d+ forked off current database system timeline \\d+ before current recovery point"
                    + "|requested starting point .* is not in this server's history"
                    + "|highest timeline \\d+ of the primary is behind recovery timeline \\d+).*");

    private final Map<NodeRef, Integer> times = new HashMap<>();

    List<FalseHealth> look(NodeRef node, String line) {
        var matcher = LINE.matcher(line);
        if (!matcher.find() || times.merge(node, 1, Integer::sum) != TIMES) {
            return List.of();
        }
        return List.of(new FalseHealth(
                Illusion.LOOPING_ON_A_FORK,
                node,
                "runs, answers, and will never catch up: it says for the second time '%s'".formatted(matcher.group())));
    }
}
