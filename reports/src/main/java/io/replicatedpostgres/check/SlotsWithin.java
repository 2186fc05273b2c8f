package io.replicatedpostgres.check;

import io.replicatedpostgres.model.DataSize;
import java.util.List;

/** No slot keeps more WAL than a limit, and none is lost. */
final class SlotsWithin implements Check {

    private final DataSize limit;

    SlotsWithin(DataSize limit) {
        this.limit = limit;
    }

    @Override
    public String guarantee() {
        return "slots kept their WAL within " + NamedChecks.text(limit);
    }

    @Override
    public Verdict of(History history) {
        if (history.slots().isEmpty()) {
            return Verdict.unknown(guarantee(), "no slot was ever seen");
        }
        List<String> broken = history.slots().stream()
                .filter(slot -> slot.lost() || slot.retained().compareTo(limit) > 0)
                .map(slot -> "%s on %s kept up to %s%s"
                        .formatted(slot.name(), slot.node(), slot.retained(), slot.lost() ? " and was lost" : ""))
                .toList();
        return broken.isEmpty()
                ? Verdict.pass(guarantee(), "%s slots".formatted(history.slots().size()))
                : Verdict.fail(guarantee(), "%s slots did not".formatted(broken.size()), broken);
    }
}
