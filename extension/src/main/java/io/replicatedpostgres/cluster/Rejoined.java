package io.replicatedpostgres.cluster;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.postgres.Rewind;
import java.util.List;
import java.util.Optional;

/**
 * A node that was rewound, or rebuilt in its place, and is a standby again.
 *
 * @param preflight what was known before
 * @param lossOrNull what was thrown away; null if the two had not diverged, or if it was rebuilt and {@code pg_waldump}, which counts
 *     it, is missing too
 * @param rewind what {@code pg_rewind} said; of a rebuild, why it was one
 * @param rebuilt whether it was rebuilt by a base backup, since {@code pg_rewind} is missing and {@link Rewinding#orRebuild()} was
 *     said
 * @param proof that the two are equal now
 */
public record Rejoined(
        RewindPreflight preflight,
        @org.jspecify.annotations.Nullable RewindLoss lossOrNull,
        RewindResult rewind,
        boolean rebuilt,
        ConvergenceProof proof) {

    /** What was thrown away; empty if the two had not diverged, or if it could not be counted. */
    public Optional<RewindLoss> loss() {
        return Optional.ofNullable(lossOrNull);
    }

    static Rejoined by(Rewinding rewinding) {
        Node target = rewinding.target();
        Node source = rewinding.source();
        RewindPreflight preflight = rewinding.preflight();
        if (rewinding.rebuilds()) {
            return rebuilt(rewinding, preflight);
        }
        if (preflight.verdict() == Verdict.FAILS) {
            throw new ReplicatedPostgresException(
                    "%s was not rewound to %s: %s. Nothing was touched.".formatted(target, source, preflight));
        }
        // nothing would be rewound, and yet they have diverged: then it is counted, or the reason why not is thrown
        Optional<RewindLoss> loss = preflight.loss().or(() -> counted(rewinding));
        RewindResult rewind = rewinding.run();
        if (rewinding.plan().fromDirectory()) {
            source.start();
        }
        return new Rejoined(preflight, loss.orElse(null), rewind, false, started(rewinding, "rewound to"));
    }

    private static Rejoined rebuilt(Rewinding rewinding, RewindPreflight preflight) {
        Node target = rewinding.target();
        if (rewinding.plan().fromDirectory()) {
            rewinding.source().start();
        }
        var binaries = target.member().provisioned().binaries();
        Optional<RewindLoss> loss = binaries.has("pg_waldump") ? counted(rewinding) : Optional.empty();
        target.rebuildFrom(rewinding.source());
        var why = new RewindResult("rebuilt: " + binaries.lacks(Rewind.PROGRAM), List.of());
        return new Rejoined(preflight, loss.orElse(null), why, true, started(rewinding, "rebuilt from"));
    }

    private static Optional<RewindLoss> counted(Rewinding rewinding) {
        Member target = rewinding.target().member();
        Member source = rewinding.source().member();
        return Divergence.between(target, source).map(divergence -> new Losses(target, source).count(divergence));
    }

    private static ConvergenceProof started(Rewinding rewinding, String done) {
        Node target = rewinding.target();
        Node source = rewinding.source();
        target.start();
        target.awaitStreamingFrom(source);
        ConvergenceProof proof = target.compareWith(source);
        if (!proof.holds()) {
            throw new ReplicatedPostgresException("%s was %s %s and is not equal to it: %s. Rebuild it."
                    .formatted(target, done, source, proof.differences()));
        }
        return proof;
    }
}
