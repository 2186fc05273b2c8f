package io.replicatedpostgres.cluster;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import java.util.Optional;

/**
 * A node that was rewound and is a standby again.
 *
 * @param preflight what was known before
 * @param lossOrNull what was thrown away; null if the two had not diverged
 * @param rewind what {@code pg_rewind} said
 * @param proof that the two are equal now
 */
public record Rejoined(
        RewindPreflight preflight,
        @org.jspecify.annotations.Nullable RewindLoss lossOrNull,
        RewindResult rewind,
        ConvergenceProof proof) {

    /** What was thrown away; empty if the two had not diverged. */
    public Optional<RewindLoss> loss() {
        return Optional.ofNullable(lossOrNull);
    }

    static Rejoined by(Rewinding rewinding) {
        Node target = rewinding.target();
        Node source = rewinding.source();
        RewindPreflight preflight = rewinding.preflight();
        if (preflight.verdict() == Verdict.FAILS) {
            throw new ReplicatedPostgresException(
                    "%s was not rewound to %s: %s. Nothing was touched.".formatted(target, source, preflight));
        }
        // nothing would be rewound, and yet they have diverged: then it is counted, or the reason why not is thrown
        Optional<RewindLoss> loss = preflight
                .loss()
                .or(() -> Divergence.between(target.member(), source.member())
                        .map(divergence -> new Losses(target.member(), source.member()).count(divergence)));
        RewindResult rewind = rewinding.run();
        if (rewinding.plan().fromDirectory()) {
            source.start();
        }
        target.start();
        target.awaitStreamingFrom(source);
        ConvergenceProof proof = target.compareWith(source);
        if (!proof.holds()) {
            throw new ReplicatedPostgresException("%s was rewound to %s and is not equal to it: %s. Rebuild it."
                    .formatted(target, source, proof.differences()));
        }
        return new Rejoined(preflight, loss.orElse(null), rewind, proof);
    }
}
