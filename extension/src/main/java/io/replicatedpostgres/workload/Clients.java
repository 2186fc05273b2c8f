package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Who works: how many clients, and how they connect.
 *
 * @param count how many, each a thread with a connection of its own; 1 to 256
 * @param source where connections come from; null for {@link Cluster#dataSource()}, which leads to the primary
 * @param borrowing whether each operation takes a connection and gives it back, as with a pool; else a client keeps its own
 *     until it breaks
 * @param timeout how long a statement may take before the client gives its connection up ({@code
 *     Connection.setNetworkTimeout}): what was being committed then is unknown
 * @param operationsMax after how many operations, of all clients together, the work is done
 */
public record Clients(int count, @Nullable DataSource source, boolean borrowing, Duration timeout, long operationsMax) {

    private static final int COUNT_MAX = 256;

    /** Checks the numbers. */
    public Clients {
        Given.notEndless("timeout", timeout);
        if (count < 1 || count > COUNT_MAX) {
            throw SpecException.of(
                    count + " clients", "there are 1 to %s of them".formatted(COUNT_MAX), "Choose another number");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw SpecException.of(
                    "a timeout of " + timeout,
                    "a statement needs some time",
                    "Write for example Duration.ofSeconds(10)");
        }
        if (operationsMax < 1) {
            throw SpecException.of(
                    operationsMax + " operations", "there must be at least one", "Leave it out to go on until the end");
        }
    }

    /** So many, which connect to the primary, for 10 s at most, and go on until they are stopped. */
    public static Clients of(int count) {
        return new Clients(count, null, false, Duration.ofSeconds(10), Long.MAX_VALUE);
    }

    /** The same, connecting through this. */
    public Clients through(DataSource source) {
        Given.value("source", source);
        return new Clients(count, source, borrowing, timeout, operationsMax);
    }

    /** The same, with a connection of this pool for each operation. */
    public Clients borrowingFrom(DataSource pool) {
        Given.value("pool", pool);
        return new Clients(count, pool, true, timeout, operationsMax);
    }

    /** The same, giving a connection up after this time. */
    public Clients within(Duration timeout) {
        Given.notEndless("timeout", timeout);
        return new Clients(count, source, borrowing, timeout, operationsMax);
    }

    /** The same, until so many operations are done. */
    public Clients atMost(long operations) {
        return new Clients(count, source, borrowing, timeout, operations);
    }

    /** As Java; empty with a source of the test's own. */
    Optional<String> asJava() {
        if (source != null) {
            return Optional.empty();
        }
        Clients plain = of(count);
        String within =
                timeout.equals(plain.timeout) ? "" : ".within(Duration.ofNanos(%sL))".formatted(timeout.toNanos());
        String atMost = operationsMax == plain.operationsMax ? "" : ".atMost(%sL)".formatted(operationsMax);
        return Optional.of("Clients.of(%s)%s%s".formatted(count, within, atMost));
    }

    DataSource sourceFor(Cluster cluster) {
        return source == null ? cluster.dataSource() : source;
    }
}
