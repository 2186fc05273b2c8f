package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import java.util.Locale;

/** How things read in evidence. */
final class Told {

    /** An operation of a workload, as a line of evidence. */
    record Line(String workload, Operation operation) {

        @Override
        public String toString() {
            return of(workload, operation);
        }
    }

    private Told() {}

    static String of(String workload, Operation operation) {
        return "%s %s %s%s: client %s was %s by %s at %s%s"
                .formatted(
                        workload,
                        operation.kind().name().toLowerCase(Locale.ROOT),
                        operation.key(),
                        operation.kind().leavesRow() ? "" : " = " + operation.value(),
                        operation.client(),
                        operation.kind() == Operation.Kind.READ ? "answered" : "told of success",
                        operation.node() == null ? "a node not known" : operation.node(),
                        seconds(operation.endedNanos()),
                        operation.lsn() == null ? "" : ", about " + operation.lsn());
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
    }
}
