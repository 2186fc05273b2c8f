package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.provision.Background;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The logical slots of one node: made, read, and, from PostgreSQL 17 on, kept on standbys. They need {@code wal_level =
 * logical}, which is a setting of the cluster. {@link Node#dropSlot} drops them.
 *
 * @see <a href="https://www.postgresql.org/docs/current/logicaldecoding-explanation.html">Logical decoding concepts</a>
 */
public final class LogicalSlots {

    private static final String PLUGIN = "test_decoding";

    private final Cluster cluster;
    private final Member member;
    private final Acts acts;

    LogicalSlots(Cluster cluster, Member member, Acts acts) {
        this.cluster = cluster;
        this.member = member;
        this.acts = acts;
    }

    /** A slot in the database {@code postgres}, whose changes {@code test_decoding} writes as text. */
    public LogicalSlot create(String name) {
        return create(name, "postgres", PLUGIN);
    }

    /**
     * A slot, which keeps WAL from now on. On a standby it needs PostgreSQL 16 and a primary that runs.
     *
     * @param plugin {@code test_decoding}, {@code pgoutput}, or another that is installed
     * @throws SpecException if {@code wal_level} is lower, or this version has no logical slots on standbys
     */
    public LogicalSlot create(String name, String database, String plugin) {
        Given.value("database", database);
        Given.slotName("name", name);
        Given.text("plugin", plugin, "test_decoding");
        requireLogical(name);
        boolean standby = member.look(catalog -> catalog.isInRecovery());
        if (standby) {
            Feature.LOGICAL_SLOTS_ON_STANDBYS.require(
                    member.version(),
                    "the logical slot %s on the standby %s".formatted(name, member.ref()),
                    "Make it on the primary");
        }
        return make(
                name,
                standby,
                () -> one(database, "SELECT lsn FROM pg_create_logical_replication_slot(?, ?)", name, plugin));
    }

    /**
     * A slot in the database {@code postgres} that standbys can keep a copy of, so that its reader can go on after a
     * failover: see {@link #synchronize}. PostgreSQL 17 and later.
     *
     * @throws SpecException if {@code wal_level} is lower, or this version has no failover slots
     */
    public LogicalSlot createFailover(String name) {
        Given.slotName("name", name);
        Feature.FAILOVER_SLOTS.require(
                member.version(),
                "the failover slot %s on %s".formatted(name, member.ref()),
                "Use create, and make the slot anew after a failover");
        requireLogical(name);
        return make(
                name,
                false,
                () -> one(
                        "postgres",
                        "SELECT lsn FROM pg_create_logical_replication_slot(?, ?, false, false, true)",
                        name,
                        PLUGIN));
    }

    /**
     * Copies the failover slots of the primary onto this standby, once, and turns {@code hot_standby_feedback} on, which that
     * needs. The standby must stream through a slot. PostgreSQL 17 and later.
     *
     * @throws SpecException if this version has no failover slots
     * @throws ReplicatedPostgresException if this node is no running standby
     */
    public FailoverSlots synchronize() {
        Feature.FAILOVER_SLOTS.require(
                member.version(),
                "failover slots of %s".formatted(member.ref()),
                "Make the slots anew after a failover: what was written in between is not decoded");
        if (!member.server().isRunning() || !member.look(catalog -> catalog.isInRecovery())) {
            throw new ReplicatedPostgresException(
                    "%s cannot synchronize failover slots: it is no running standby. Ask a standby of the primary."
                            .formatted(member.ref()));
        }
        member.management().ifPresent(management -> {
            throw management.refusal(
                    member.ref() + " cannot synchronize failover slots", "Use a cluster without a failover manager.");
        });
        return acts.run(member.ref(), "synchronize failover slots", "", () -> {
            member.conf().set("hot_standby_feedback", "on", "copies of slots need it");
            member.applyConfiguration();
            try (Sql sql = member.session()) {
                sql.execute("SELECT pg_sync_replication_slots()");
            }
            List<LogicalSlot> synced =
                    list().stream().filter(LogicalSlot::synced).toList();
            List<String> missing = primary().logicalSlots().list().stream()
                    .filter(LogicalSlot::failover)
                    .map(LogicalSlot::name)
                    .filter(name ->
                            synced.stream().noneMatch(slot -> slot.name().equals(name)))
                    .toList();
            return new FailoverSlots(synced, missing);
        });
    }

    /** All of this node, by name. */
    public List<LogicalSlot> list() {
        String failover = Feature.FAILOVER_SLOTS.isIn(member.version()) ? "failover, synced" : "false, false";
        try (Sql sql = member.session()) {
            return sql.query(
                    "SELECT slot_name, database, plugin, confirmed_flush_lsn, %s FROM pg_replication_slots WHERE slot_type = 'logical' AND confirmed_flush_lsn IS NOT NULL AND NOT temporary ORDER BY 1"
                            .formatted(failover),
                    row -> new LogicalSlot(
                            member.ref(),
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            Lsn.parse(row.getString(4)),
                            row.getBoolean(5),
                            row.getBoolean(6)));
        }
    }

    /** What its reader would get now, as text; it gets the same again. Not of {@code pgoutput}, which writes bytes. */
    public List<String> peek(String name) {
        Given.value("name", name);
        return changes("pg_logical_slot_peek_changes", "peek at slot", name);
    }

    /** What its reader gets now, as text; confirmed, and not to be had again. Not of {@code pgoutput}, which writes bytes. */
    public List<String> read(String name) {
        Given.value("name", name);
        return changes("pg_logical_slot_get_changes", "read slot", name);
    }

    /** Confirms what is before a position without decoding it. */
    public LogicalSlot advance(String name, Lsn to) {
        Given.value("to", to);
        return acts.run(member.ref(), "advance slot", "%s to %s".formatted(name, to), () -> {
            LogicalSlot slot = known(name);
            one(slot.database(), "SELECT end_lsn FROM pg_replication_slot_advance(?, ?::pg_lsn)", name, to.toString());
            return known(name);
        });
    }

    private List<String> changes(String function, String verb, String name) {
        return acts.run(member.ref(), verb, name, () -> {
            try (Sql sql = member.session(known(name).database(), member.deadline())) {
                return sql.query(
                        "SELECT data FROM %s(?, NULL, NULL)".formatted(function), row -> row.getString(1), name);
            }
        });
    }

    private LogicalSlot make(String name, boolean standby, Runnable create) {
        return acts.run(member.ref(), "create logical slot", name, () -> {
            if (standby) {
                whileThePrimaryTellsWhatRuns(name, create);
            } else {
                create.run();
            }
            return known(name);
        });
    }

    /** A standby cannot log which transactions run, and waits for its primary to do so. */
    private void whileThePrimaryTellsWhatRuns(String name, Runnable create) {
        CompletableFuture<Void> made = Background.begin(create);
        try (Sql primary = primary().member().session()) {
            Await.orFail("the logical slot %s was not made on %s".formatted(name, member.ref()), member.deadline())
                    .until(
                            "its start in the WAL of the primary",
                            () -> {
                                primary.execute("SELECT pg_log_standby_snapshot()");
                                return made.isDone();
                            },
                            done -> done);
        }
        try {
            made.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** That of this standby: another one beside it, as a subscriber is, has other slots. */
    private Node primary() {
        NodeRef last = member.ref();
        for (NodeRef node : Upstreams.chainOf(cluster, last)) {
            last = node;
        }
        return last.equals(member.ref()) ? cluster.primary() : cluster.node(last);
    }

    private LogicalSlot known(String name) {
        List<LogicalSlot> all = list();
        return all.stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ReplicatedPostgresException("%s has no logical slot '%s'; it has %s"
                        .formatted(
                                member.ref(),
                                name,
                                all.stream().map(LogicalSlot::name).toList())));
    }

    private String one(String database, String query, @Nullable Object... parameters) {
        try (Sql sql = member.session(database, member.deadline())) {
            return sql.one(query, row -> row.getString(1), parameters);
        }
    }

    private void requireLogical(String name) {
        String level = one("postgres", "SELECT current_setting('wal_level')");
        if (!level.equals("logical")) {
            throw SpecException.of(
                    "the logical slot %s on %s".formatted(name, member.ref()),
                    "it needs wal_level = logical, and that is %s".formatted(level),
                    "Start the cluster with settings = \"wal_level = logical\"");
        }
    }
}
