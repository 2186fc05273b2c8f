package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.manager.FailoverManager;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.topology.Spawned;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Brings copies of a template up under a failover manager. The servers start as those of any cluster, and the store beside them; then
 * the agents take the running servers over: that of the primary first, and once it leads by the manager's record, all others.
 */
final class ManagedStartup {

    private final Management management;
    private final ClusterSpec spec;
    private final List<Member> members;
    private final Map<Member, Spawned> agents = new LinkedHashMap<>();

    ManagedStartup(Management management, ClusterSpec spec, List<Member> members) {
        this.management = management;
        this.spec = spec;
        this.members = members;
    }

    void run() {
        FailoverManager manager = management.manager();
        manager.stores().forEach(manager::startStore);
        List<Member> standbys = members.subList(1, members.size());
        new Startup(
                        spec,
                        members,
                        standbys.stream().map(member -> member.ref().slotName()).toList())
                .run();
        if (!manager.ownsServers()) {
            standbys.forEach(this::setSynchronousStandbys);
        }
        members.forEach(member -> member.handOver(management));
        manager.prepare(members.stream().map(Member::host).toList(), spec.deadline());
        Member first = members.get(0);
        start(first);
        await("that %s %s, and that the others may join".formatted(first, manager.leading()), () -> isLedBy(first));
        standbys.forEach(this::start);
        management.leads(first.ref());
        awaitAllWell();
        manager.allAreWell(spec.deadline());
        awaitAllWell();
        awaitStreaming(first, standbys);
    }

    /** An agent calls a standby well that is about to connect again, and what is acknowledged meanwhile would be lost by a switchover. */
    private static void awaitStreaming(Member primary, List<Member> standbys) {
        if (!standbys.isEmpty()) {
            try (Sql sql = primary.session()) {
                Streaming.await(sql, primary, standbys);
            }
        }
    }

    private void awaitAllWell() {
        members.forEach(member -> await(
                "the agent of %s to say that all are well".formatted(member),
                () -> management.manager().isWell(member.host(), members.size())));
    }

    /** Those that may be promoted wait for the same standbys then: no verb of the test tells them. */
    private void setSynchronousStandbys(Member standby) {
        String names = spec.synchronousStandbys().value();
        if (!names.isEmpty()) {
            standby.conf().set("synchronous_standby_names", names, "asked for by the test, for when it is promoted");
            standby.applyConfiguration();
        }
    }

    /** A store that is slow to answer, as on a loaded machine, is asked again. */
    private boolean isLedBy(Member first) {
        try {
            FailoverManager manager = management.manager();
            return manager.leaders().equals(List.of(first.ref())) && manager.isReady();
        } catch (ReplicatedPostgresException e) {
            return false;
        }
    }

    private void start(Member member) {
        agents.put(
                member,
                management.manager().start(member.host(), member.server().log().path()));
    }

    private void await(String wanted, BooleanSupplier holds) {
        Await.orFail(management.title() + " did not take the cluster over", spec.deadline())
                .lookAt(this::whereToLook)
                .until(wanted, holds::getAsBoolean, seen -> {
                    refuseEnded();
                    return seen;
                });
    }

    private void refuseEnded() {
        agents.forEach((member, agent) -> {
            if (!agent.isAlive()) {
                throw new ReplicatedPostgresException("the agent of %s ended. %s".formatted(member, whereToLook()));
            }
        });
    }

    private String whereToLook() {
        return members.stream()
                .map(member -> "Log of the agent of %s, %s"
                        .formatted(member, management.manager().logEnd(member.host())))
                .collect(Collectors.joining("\n"));
    }
}
