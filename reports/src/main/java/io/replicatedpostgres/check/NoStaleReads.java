package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import java.time.Duration;
import java.util.List;

/** No read misses a write that was acknowledged longer ago than a bound. */
final class NoStaleReads implements Check {

    private final Duration bound;

    NoStaleReads(Duration bound) {
        this.bound = bound;
    }

    @Override
    public String guarantee() {
        return "no read staler than " + NamedChecks.text(bound);
    }

    @Override
    public Verdict of(History history) {
        return Reads.judge(guarantee(), history, this::stale);
    }

    private List<String> stale(Work work, List<Operation> reads) {
        Registers registers = Registers.of(work);
        return reads.stream()
                .flatMap(read -> registers
                        .at(read.key(), read.invokedNanos() - bound.toNanos())
                        .filter(write -> write.value() > read.value())
                        .map(write -> "%s; but %s".formatted(Told.of(work.name(), read), Told.of(work.name(), write)))
                        .stream())
                .toList();
    }
}
