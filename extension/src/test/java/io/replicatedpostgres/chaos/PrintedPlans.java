package io.replicatedpostgres.chaos;

import io.replicatedpostgres.spec.ClusterSpec;
import java.util.List;

/** Printed tests, for tests of what becomes of their plans. */
public final class PrintedPlans {

    private PrintedPlans() {}

    /** The class that is printed for a failover on such a cluster. */
    public static Class<?> compiled(ClusterSpec spec) {
        var schedule = new Schedule("seed42", List.of(Step.of(Mischief.FAILOVER, 20, 300)));
        return CompiledTest.of(new PrintedTest(spec, schedule, List.of(), List.of()).print(null, List.of(), null));
    }
}
