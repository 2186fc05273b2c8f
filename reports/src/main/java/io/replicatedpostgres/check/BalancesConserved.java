package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.FinalContents;
import java.util.ArrayList;

/** The sum of all accounts is on every node what it was at the beginning. */
final class BalancesConserved implements Check {

    @Override
    public String guarantee() {
        return "balances conserved";
    }

    @Override
    public Verdict of(History history) {
        var wrong = new ArrayList<String>();
        int looked = 0;
        var notLooked = new ArrayList<String>();
        for (Work work : history.works()) {
            if (work.balance().isPresent()
                    && work.survivor().isPresent()
                    && work.survivor().map(FinalContents::balance).isEmpty()) {
                notLooked.add(work.name());
            }
            for (FinalContents contents : work.contents()) {
                if (work.balance().isPresent() && contents.balance() != null) {
                    looked++;
                    if (!work.balance().get().equals(contents.balance())) {
                        wrong.add("%s: %s on %s instead of %s"
                                .formatted(
                                        work.name(),
                                        contents.balance(),
                                        contents.node(),
                                        work.balance().get()));
                    }
                }
            }
        }
        if (!wrong.isEmpty()) {
            return Verdict.fail(guarantee(), "money came or went", wrong);
        }
        if (looked == 0) {
            return Verdict.unknown(guarantee(), "no workload moved money, or it was not counted in the end");
        }
        return !notLooked.isEmpty()
                ? Verdict.unknown(guarantee(), "not counted on the surviving primary: " + notLooked)
                : Verdict.pass(guarantee(), "counted %s times".formatted(looked));
    }
}
