package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Convergence;
import java.time.Duration;
import java.util.List;

/** In the end all nodes are equal, and were so within a deadline. */
final class ConvergedWithin implements Check {

    private final Duration deadline;

    ConvergedWithin(Duration deadline) {
        this.deadline = deadline;
    }

    @Override
    public String guarantee() {
        return "all nodes converged within " + NamedChecks.text(deadline);
    }

    @Override
    public Verdict of(History history) {
        List<Convergence> all = history.convergences();
        if (all.isEmpty()) {
            return Verdict.unknown(guarantee(), "nobody compared the nodes");
        }
        Convergence last = all.get(all.size() - 1);
        if (!last.differences().isEmpty()) {
            return Verdict.fail(guarantee(), "%s differ".formatted(last.nodes()), last.differences());
        }
        String took =
                "%s were equal after %d ms".formatted(last.nodes(), last.took().toMillis());
        return last.took().compareTo(deadline) > 0
                ? Verdict.fail(guarantee(), took, List.of())
                : Verdict.pass(guarantee(), took);
    }
}
