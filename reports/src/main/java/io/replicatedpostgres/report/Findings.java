package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.journal.WorkloadEnded;
import io.replicatedpostgres.model.NodeRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line of text for each workload and each finding about the cluster. */
final class Findings {

    /** A line to show. */
    record Found(Moment.Kind kind, @Nullable NodeRef node, String text) {}

    private Findings() {}

    static Optional<Found> of(Event event) {
        if (event instanceof GuaranteeChecked checked) {
            Judged judged = Judged.of(checked);
            // What shows it stands beside the verdict; here it would be there twice.
            boolean broken = judged.verdict() == GuaranteeVerdict.FAIL;
            return of(broken ? Moment.Kind.BROKEN : Moment.Kind.NOTE, null, judged.text());
        } else if (event instanceof FalseHealth found) {
            return of(Moment.Kind.FOUND, found.node(), found.illusion().words() + ": " + found.text());
        } else if (event instanceof WorkloadBegan began) {
            return of(Moment.Kind.NOTE, null, "%s: %s clients begin".formatted(began.name(), began.clients()));
        } else if (event instanceof WorkloadEnded ended) {
            return of(Moment.Kind.NOTE, null, "%s has ended: %s".formatted(ended.name(), ended.results()));
        } else if (event instanceof Convergence seen) {
            return of(Moment.Kind.NOTE, null, text(seen));
        }
        return Optional.empty();
    }

    private static String text(Convergence seen) {
        return seen.differences().isEmpty()
                ? "%s have the same content after %s ms%s"
                        .formatted(seen.nodes(), seen.took().toMillis(), leftOut(seen))
                : "%s differ after %s ms:%n%s"
                        .formatted(seen.nodes(), seen.took().toMillis(), String.join("\n", seen.differences()));
    }

    private static String leftOut(Convergence seen) {
        List<Convergence.LeftOut> left = seen.leftOut();
        return left == null
                ? ""
                : left.stream()
                        .map(one -> "; %s was not compared: %s".formatted(one.node(), one.reason()))
                        .collect(Collectors.joining());
    }

    private static Optional<Found> of(Moment.Kind kind, @Nullable NodeRef node, String text) {
        return Optional.of(new Found(kind, node, Shown.block(text)));
    }
}
