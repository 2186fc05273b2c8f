package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.topology.Spawned;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings copies of a template up as one cluster. The standbys start beside the primary and are told whom to stream from
 * once its passwords are changed and its slots made.
 */
final class Startup {

    private final ClusterSpec spec;
    private final Provisioned provisioned;
    private final List<Member> members;
    private final Map<NodeRef, Spawned> launched = new ConcurrentHashMap<>();

    Startup(ClusterSpec spec, Provisioned provisioned, List<Member> members) {
        this.spec = spec;
        this.provisioned = provisioned;
        this.members = members;
    }

    void run() {
        Member primary = members.get(0);
        // before 13 a standby reads whom to stream from only when it starts
        boolean early = Feature.UPSTREAM_BY_RELOAD.isIn(primary.version());
        members.parallelStream().forEach(member -> {
            member.prepare();
            if (early || member == primary) {
                launch(member);
            }
        });
        // hashing passwords takes as long as a log-in: done while the servers start
        String change = provisioned.credentials().change();
        awaitReady(primary);
        openFor(primary, change);
        follow(primary, early);
        waitForStandbys(primary);
    }

    private void launch(Member member) {
        launched.put(member.ref(), member.server().launch());
    }

    private Spawned postmaster(Member member) {
        Spawned postmaster = launched.get(member.ref());
        if (postmaster == null) {
            throw new IllegalStateException(member.ref() + " was not launched");
        }
        return postmaster;
    }

    private void awaitReady(Member member) {
        member.server().awaitReady(postmaster(member), LogMark.BEGINNING, spec.deadline());
    }

    /** Until here the copies have the template's password; from here on the cluster's own. */
    private void openFor(Member primary, String change) {
        try (Sql sql = primary.session("postgres", provisioned.templatePassword(), spec.deadline())) {
            sql.execute(change);
            spec.slots().forEach(primary.catalog(sql)::ensureSlot);
        }
    }

    private void follow(Member upstream, boolean launchedEarly) {
        for (Member standby : streamingFrom(upstream)) {
            standby.writeUpstream(upstream.ref(), standby.slotName());
            if (!launchedEarly) {
                launch(standby);
            }
            awaitReady(standby);
            standby.server().reload(postmaster(standby));
            List<Member> below = streamingFrom(standby);
            if (!below.isEmpty()) {
                // its passwords come from the primary, with the first WAL
                Streaming.await(upstream, standby);
                makeSlots(standby, below);
                follow(standby, launchedEarly);
            }
        }
    }

    private void makeSlots(Member upstream, List<Member> standbys) {
        awaitPasswords(upstream);
        try (Sql sql = upstream.session()) {
            standbys.stream()
                    .map(Member::slotName)
                    .filter(java.util.Objects::nonNull)
                    .forEach(upstream.catalog(sql)::ensureSlot);
        }
    }

    /** A standby that streams may not have replayed them yet, and whoever cuts it off then locks everybody out. */
    private void awaitPasswords(Member standby) {
        Await.orFail("the passwords did not reach " + standby.ref(), spec.deadline())
                .lookAt(standby::whereToLook)
                .until("to log in", standby::state, state -> state.timeline() != null);
    }

    private List<Member> streamingFrom(Member upstream) {
        return members.stream()
                .filter(member ->
                        member.spec().upstream().filter(upstream.ref()::equals).isPresent())
                .toList();
    }

    private void waitForStandbys(Member upstream) {
        for (Member standby : streamingFrom(upstream)) {
            Streaming.await(upstream, standby);
            awaitPasswords(standby);
            waitForStandbys(standby);
        }
        String synchronous = spec.synchronousStandbys().value();
        if (upstream.spec().upstream().isEmpty() && !synchronous.isEmpty()) {
            upstream.conf().set("synchronous_standby_names", synchronous, "asked for by the test");
            upstream.applyConfiguration();
            Synchronous.await(upstream);
        }
    }
}
