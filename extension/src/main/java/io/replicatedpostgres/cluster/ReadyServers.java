package io.replicatedpostgres.cluster;

import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.provision.Provisioner;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.topology.Closing;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Servers that run and stream as a spec asks, and that no test holds.
 *
 * @param provisioned what closing has to close
 * @param members the nodes, in the order of the spec
 * @param sinceNanos when they were ready, on the monotonic clock
 */
record ReadyServers(Provisioned provisioned, List<Member> members, long sinceNanos) {

    private static final Logger LOG = Loggers.of(ReadyServers.class);

    /** Later a server begins to do things by the clock: autovacuum looks around, checkpoints come. */
    private static final long NANOS_MAX = TimeUnit.MINUTES.toNanos(1);

    /** Starts them. Nothing is left when it throws. */
    static ReadyServers start(ClusterSpec spec, Provisioner provisioner) {
        Provisioned provisioned = provisioner.provision(spec);
        try {
            List<Member> members = members(spec, provisioned);
            new Startup(spec, members).run();
            provisioned.whenUp().run();
            return new ReadyServers(provisioned, members, System.nanoTime());
        } catch (RuntimeException | Error e) {
            Closing.after(e, List.of(provisioned.topology()::close));
            throw e;
        }
    }

    static List<Member> members(ClusterSpec spec, Provisioned provisioned) {
        Management management = Management.of(spec, provisioned);
        return spec.nodes().stream()
                .map(node -> new Member(spec, node, provisioned, management))
                .toList();
    }

    /**
     * Whether they are unchanged: servers that were killed meanwhile or have grown old are not handed out. Servers that
     * cannot be looked at, because their containers are gone, are not.
     */
    boolean areFine() {
        try {
            return ageNanos() < NANOS_MAX && members.stream().allMatch(ReadyServers::isFine);
        } catch (RuntimeException e) {
            LOG.debug("servers that were started ahead cannot be looked at", e);
            return false;
        }
    }

    private static boolean isFine(Member member) {
        boolean isStandby = member.spec().upstream().isPresent();
        return member.server().saysReady()
                && !member.server()
                        .processes(isStandby ? "walreceiver" : "checkpointer")
                        .isEmpty();
    }

    long ageNanos() {
        return System.nanoTime() - sinceNanos;
    }

    void close() {
        provisioned.topology().close();
    }
}
