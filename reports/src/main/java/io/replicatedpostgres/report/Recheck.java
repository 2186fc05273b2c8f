package io.replicatedpostgres.report;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Outage;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.check.Work;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Reads saved journals back and judges them by the checks of today. */
final class Recheck {

    private Recheck() {}

    /** 1 if a guarantee is broken in one of them or it cannot be read, else 0. */
    static int of(List<Path> journals, PrintStream out) {
        boolean broken = false;
        for (Path journal : journals) {
            out.println(journal);
            try {
                broken |= isBroken(History.of(journal), out);
            } catch (ReplicatedPostgresException e) {
                out.println("  cannot be read: " + e.getMessage());
                broken = true;
            }
        }
        return broken ? 1 : 0;
    }

    private static boolean isBroken(History history, PrintStream out) {
        List<Verdict> verdicts = Check.all(Guarantees.promised(history), history);
        if (verdicts.isEmpty()) {
            print(out, "no workload ran: nothing to check");
        }
        verdicts.forEach(verdict -> print(out, verdict.toString()));
        Ledger.of(history).forEach(page -> print(out, page.toString()));
        history.works().forEach(work -> longest(work, out));
        Outage.ofServers(history).forEach(outage -> print(out, "no primary for " + outage));
        return Verdict.worst(verdicts) == Outcome.FAIL;
    }

    private static void longest(Work work, PrintStream out) {
        Outage.ofClients(work).stream()
                .max(Comparator.comparing(Outage::length))
                .ifPresent(outage -> print(out, work.name() + ": longest without an acknowledgement: " + outage));
    }

    private static void print(PrintStream out, String text) {
        out.println("  " + text.replace("\n", "\n  "));
    }
}
