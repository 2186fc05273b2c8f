package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.manager.Patroni;
import io.replicatedpostgres.model.ManagerMember;
import io.replicatedpostgres.model.ManagerView;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Spawned;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Brings copies of a template up under a failover manager. The servers start as those of any cluster, and the store beside them; then
 * the agents take the running servers over: that of the primary first, and once it holds the leader key, all others.
 */
final class ManagedStartup {

    private static final int LINES_MAX = 4;

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
        Patroni patroni = management.patroni();
        List<Host> stores = patroni.etcd().members();
        stores.forEach(patroni.etcd()::start);
        List<Member> standbys = members.subList(1, members.size());
        new Startup(
                        spec,
                        members,
                        standbys.stream().map(member -> member.ref().slotName()).toList())
                .run();
        members.forEach(member -> member.handOver(management));
        patroni.etcd().awaitHealthy(spec.deadline());
        Member first = members.get(0);
        start(first);
        await("%s to hold the leader key, and settings in the store".formatted(first), this::leader, first.ref());
        standbys.forEach(this::start);
        management.leads(first.ref());
        members.forEach(member -> await(
                "the agent of %s to say that %s leads and that all are well".formatted(member, first),
                () -> patroni.view(member.host()).filter(this::isWell).map(ManagerView::leader),
                first.ref()));
    }

    /** Once its settings are in force. A store that is slow to answer, as on a loaded machine, is asked again. */
    private Optional<NodeRef> leader() {
        try {
            return management
                    .patroni()
                    .leader()
                    .filter(leader -> management.patroni().isConfigured());
        } catch (ReplicatedPostgresException e) {
            return Optional.empty();
        }
    }

    /** With synchronous_mode that includes a synchronous standby: until there is one, commits wait for nobody. */
    private boolean isWell(ManagerView view) {
        if (members.size() > 1
                && management.manager().isSynchronous()
                && view.members().stream().noneMatch(ManagerMember::isSynchronous)) {
            return false;
        }
        return view.members().size() == members.size()
                && view.members().stream()
                        .allMatch(member -> member.state().equals("running")
                                || member.state().equals("streaming"));
    }

    private void start(Member member) {
        agents.put(
                member,
                management.patroni().start(member.host(), member.server().log().path()));
    }

    private void await(String wanted, Supplier<Optional<NodeRef>> question, NodeRef answer) {
        Await.orFail(management.title() + " did not take the cluster over", spec.deadline())
                .lookAt(this::whereToLook)
                .until(wanted, question, seen -> {
                    refuseEnded();
                    return seen.equals(Optional.of(answer));
                });
    }

    private void refuseEnded() {
        agents.forEach((member, agent) -> {
            if (!agent.isAlive()) {
                throw new ReplicatedPostgresException("the agent of %s ended. %s".formatted(member, whereToLook()));
            }
        });
    }

    /** The files may be gone when the message is read. */
    private String whereToLook() {
        return members.stream().map(ManagedStartup::lastLines).collect(Collectors.joining("\n"));
    }

    private static String lastLines(Member member) {
        List<String> lines = member.host().lines(Patroni.log(member.host()));
        return "Log of the agent of %s: %s"
                .formatted(member, lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size()));
    }
}
