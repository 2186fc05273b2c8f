package io.replicatedpostgres.check;

import io.replicatedpostgres.isolation.Finding;
import io.replicatedpostgres.isolation.Link;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How an anomaly reads: its name, what each transaction read and wrote, where and when, and what is between them. */
final class FindingTold {

    /** Where the anomalies are defined. */
    static final String DEFINITIONS = "https://jepsen.io/consistency/phenomena";

    private static final int ELEMENTS_MAX = 6;

    private FindingTold() {}

    static List<String> lines(String workload, Finding finding) {
        var lines = new ArrayList<String>();
        lines.add("%s in %s: %s. %s"
                .formatted(finding.name(), workload, finding.anomaly().sentence(), DEFINITIONS));
        for (int i = 0; i < finding.transactions().size(); i++) {
            lines.add("T%s: %s".formatted(i + 1, told(finding.transactions().get(i))));
        }
        for (Link link : finding.links()) {
            lines.add(
                    link.edge() == null
                            ? link.words()
                            : "T%s before T%s: %s (%s)"
                                    .formatted(
                                            link.from() + 1,
                                            link.to() + 1,
                                            link.words(),
                                            link.edge().code()));
        }
        return lines;
    }

    private static String told(Transaction transaction) {
        return "%s%s, %s to %s, %s: %s"
                        .formatted(
                                who(transaction),
                                where(transaction),
                                Told.seconds(transaction.invokedNanos()),
                                Told.seconds(transaction.endedNanos()),
                                transaction.isolation().sql(),
                                transaction.steps().stream()
                                        .map(FindingTold::told)
                                        .collect(Collectors.joining(", ")))
                + (transaction.result() == Result.ACKNOWLEDGED
                        ? ""
                        : ". Its client was told: " + outcome(transaction.result()));
    }

    private static String outcome(Result result) {
        return switch (result) {
            case ACKNOWLEDGED -> "done";
            case LOCALLY -> "done, by the primary alone";
            case REJECTED -> "not done";
            case UNKNOWN -> "nothing";
        };
    }

    private static String who(Transaction transaction) {
        return transaction.client() < 0
                ? "the reading of all lists in the end"
                : "transaction %s of client %s".formatted(transaction.id(), transaction.client());
    }

    private static String where(Transaction transaction) {
        if (transaction.node() == null) {
            return " on a node not known";
        }
        String role =
                transaction.recovering() == null ? "" : transaction.recovering() ? ", a standby" : ", the primary";
        return " on %s%s%s%s"
                .formatted(
                        transaction.node(),
                        role,
                        transaction.timeline() == null ? "" : ", timeline " + transaction.timeline(),
                        transaction.lsn() == null ? "" : ", about " + transaction.lsn());
    }

    private static String told(TransactionStep step) {
        return switch (step.kind()) {
            case APPEND -> "appended %s to list %s".formatted(step.element(), step.key());
            case READ -> list(step);
            case WRITE -> "wrote %s to register %s%s".formatted(step.element(), step.key(), version(step));
            case GET -> "read register %s = %s%s".formatted(step.key(), step.element(), version(step));
        };
    }

    private static String version(TransactionStep step) {
        TransactionStep.Version version = step.version();
        return version == null ? "" : ", its version " + version.number();
    }

    private static String list(TransactionStep step) {
        List<Long> list = step.list();
        int more = list.size() - ELEMENTS_MAX;
        List<Long> shown = more > 0 ? list.subList(more, list.size()) : list;
        return "read list %s = [%s%s]"
                .formatted(
                        step.key(),
                        more > 0 ? more + " more, " : "",
                        shown.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
}
