package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.topology.SideBySide;
import io.replicatedpostgres.topology.Spawned;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings copies of a template up as one cluster. The standbys start beside the primary and are told whom to stream from
 * once its slots are made.
 */
final class Startup {

    private static final String APPLY_DELAY = "recovery_min_apply_delay";

    /** All of them are in use, or there is none at all. */
    private static final Set<String> NO_ROOM_FOR_SLOTS = Set.of("53400", "55000");

    private final ClusterSpec spec;
    private final List<Member> members;
    private final List<String> slots;
    private final Map<NodeRef, Spawned> launched = new ConcurrentHashMap<>();

    Startup(ClusterSpec spec, List<Member> members) {
        this(spec, members, spec.slots());
    }

    /** With other slots on the primary than the spec asks for. */
    Startup(ClusterSpec spec, List<Member> members, List<String> slots) {
        this.spec = spec;
        this.members = members;
        this.slots = slots;
    }

    void run() {
        Member primary = members.get(0);
        // before 13 a standby reads whom to stream from only when it starts
        boolean early = Feature.UPSTREAM_BY_RELOAD.isIn(primary.version());
        SideBySide.each(members, member -> {
            member.prepare();
            if (early || member == primary) {
                launch(member);
            }
        });
        awaitReady(primary);
        try (Sql sql = primary.session()) {
            makeSlots(primary, sql, slots);
            follow(primary, early);
            Streaming.await(sql, primary, streamingFrom(primary));
            inSync(sql, primary);
        }
        setSynchronousStandbys(primary);
    }

    /** For servers that have waited: the last transaction that a standby has replayed is of now, as after a start. */
    void bringInSync() {
        if (members.size() > 1) {
            Member primary = members.get(0);
            try (Sql sql = primary.session()) {
                inSync(sql, primary);
            }
        }
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

    private void follow(Member upstream, boolean launchedEarly) {
        List<Member> standbys = streamingFrom(upstream);
        for (Member standby : standbys) {
            standby.writeUpstream(upstream.ref(), standby.slotName());
            if (!launchedEarly) {
                launch(standby);
            }
        }
        for (Member standby : standbys) {
            awaitReady(standby);
            standby.server().reload(postmaster(standby));
        }
        for (Member standby : standbys) {
            List<Member> below = streamingFrom(standby);
            if (!below.isEmpty()) {
                makeSlots(standby, below);
                follow(standby, launchedEarly);
            }
        }
    }

    private void makeSlots(Member upstream, List<Member> standbys) {
        try (Sql sql = upstream.session()) {
            makeSlots(
                    upstream,
                    sql,
                    standbys.stream()
                            .flatMap(standby -> standby.spec().slot().stream())
                            .toList());
        }
    }

    private static void makeSlots(Member member, Sql sql, List<String> slots) {
        try {
            slots.forEach(member.catalog(sql)::ensureSlot);
        } catch (SqlException e) {
            if (!NO_ROOM_FOR_SLOTS.contains(e.state())) {
                throw e;
            }
            String most = sql.one("SHOW max_replication_slots", row -> row.getString(1));
            throw SpecException.of(
                    "slots = %s".formatted(slots),
                    "%s has max_replication_slots = %s, and these are %s".formatted(member, most, slots.size()),
                    "Ask for fewer, or set max_replication_slots higher");
        }
    }

    private List<Member> streamingFrom(Member upstream) {
        return members.stream()
                .filter(member ->
                        member.spec().upstream().filter(upstream.ref()::equals).isPresent())
                .toList();
    }

    /**
     * What the primary has written by itself reaches every standby: whichever is promoted first has all that the others have.
     */
    private void inSync(Sql sql, Member primary) {
        if (members.size() > 1) {
            Lsn position = Streaming.emitForApply(sql);
            Streaming.awaitApplied(sql, primary, prompt(streamingFrom(primary)), position);
            streamingFrom(primary).forEach(standby -> awaitBelow(standby, position));
        }
    }

    /** Those that replay what they get: one that was asked to be late is late from the first commit on. */
    private static List<Member> prompt(List<Member> standbys) {
        return standbys.stream()
                .filter(standby -> standby.conf().value(APPLY_DELAY).isEmpty())
                .toList();
    }

    private void awaitBelow(Member upstream, Lsn position) {
        List<Member> standbys = streamingFrom(upstream);
        if (!standbys.isEmpty()) {
            try (Sql sql = upstream.session()) {
                Streaming.await(sql, upstream, standbys);
                Streaming.awaitApplied(sql, upstream, prompt(standbys), position);
            }
            standbys.forEach(standby -> awaitBelow(standby, position));
        }
    }

    private void setSynchronousStandbys(Member primary) {
        String synchronous = spec.synchronousStandbys().value();
        if (!synchronous.isEmpty()) {
            primary.conf().set("synchronous_standby_names", synchronous, "asked for by the test");
            primary.applyConfiguration();
            Synchronous.await(primary, spec.synchronousStandbys());
        }
    }
}
