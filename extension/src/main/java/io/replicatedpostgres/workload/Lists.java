package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.OperationPlan;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import io.replicatedpostgres.model.IsolationLevel;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that append to lists and read them, or write and read registers. From what was read one can tell which order of transactions each reader saw. Each
 * writing transaction also leaves a row, so that a lost one is found as any lost row.
 */
final class Lists implements Job {

    /** As applications do. */
    private static final int TRIES = 4;

    private static final int KEYS_IN_ONE = 500;

    /** What a server says of itself in a transaction that may run on a standby. */
    private static final String READER = "current_setting('replicatedpostgres.node', true), pg_is_in_recovery(),"
            + " txid_current_snapshot()::text, CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE"
            + " pg_current_wal_insert_lsn() END::text, CASE WHEN pg_is_in_recovery() THEN (SELECT"
            + " lpad(to_hex(received_tli), 8, '0') FROM pg_stat_wal_receiver) ELSE"
            + " left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END, current_setting('transaction_isolation')";

    private final String name;
    private final String kind;
    private final String options;
    private final ListAppend like;
    private final ActiveLists active;
    private final KeyTable table;
    private final String insert;
    private final String putAlone;
    private final String read;
    private final String readAll;

    private Lists(String name, String kind, String options, ListAppend like, KeyTable table) {
        this.name = name;
        this.kind = kind;
        this.options = options;
        this.like = like;
        this.table = table;
        this.active = new ActiveLists(like.lists());
        insert = "INSERT INTO %s (id, value) VALUES (?, ?) RETURNING %s, txid_current_snapshot()::text"
                .formatted(name, SERVED);
        putAlone =
                "WITH put AS (%s) INSERT INTO %s (id, value) SELECT ?::bigint, ?::bigint FROM put RETURNING %s, txid_current_snapshot()::text, (SELECT said FROM put)"
                        .formatted(table.put(), name, SERVED);
        read = "SELECT coalesce((SELECT said FROM (%s) AS kept WHERE key = ?), '%s')"
                .formatted(table.rows(), table.nothing());
        readAll = "SELECT coalesce(string_agg(key || '=' || said, ';'), ''), %s FROM (%s) AS kept WHERE key IN (%s)"
                .formatted(READER, table.rows(), String.join(", ", Collections.nCopies(like.lists(), "?")));
    }

    static Lists of(String name, ListAppend like) {
        KeyTable table = like.kept() == ListAppend.Kept.AS_ROWS ? KeyTable.ofRows(name) : KeyTable.ofArrays(name);
        return new Lists(name, "list append", like.asJava(), like, table);
    }

    static Lists of(String name, ReadWrite like) {
        return new Lists(name, "read-write registers", like.asJava(), like.asLists(), KeyTable.ofRegisters(name));
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public String options() {
        return options;
    }

    @Override
    public void prepare(Cluster cluster, Clients clients) {
        cluster.primary().execute(Inserts.table(name) + "; " + table.create());
        boolean standbys = cluster.nodes().size() > 1;
        if (standbys && like.reading() != ListAppend.Reading.ON_PRIMARY) {
            cluster.awaitInSync();
        }
    }

    @Override
    public void next(Client client) throws InterruptedException {
        boolean spread = like.reading() == ListAppend.Reading.SPREAD;
        boolean writes = spread ? ThreadLocalRandom.current().nextBoolean() : client.number() % 2 == 0;
        if (writes) {
            write(client);
        } else {
            read(client, spread);
        }
    }

    private void write(Client client) throws InterruptedException {
        List<ActiveLists.Step> steps = active.steps(client.number() / 2, like.operationsMax());
        for (int i = 0; i < TRIES; i++) {
            var draft = new TransactionDraft(like.isolation(), true);
            client.transact(null, draft, (session, attempt) -> write(client, session, attempt, draft, steps));
            if (!draft.lostAConflict()) {
                return;
            }
        }
    }

    private void write(
            Client client, Session session, Attempt attempt, TransactionDraft draft, List<ActiveLists.Step> steps)
            throws SQLException {
        if (steps.size() == 1) {
            putAlone(client, session, attempt, draft, steps.get(0).key());
            return;
        }
        Connection open = session.connection(false, like.isolation());
        for (int i = 0; i < steps.size(); i++) {
            long key = steps.get(i).key();
            if (steps.get(i).appends()) {
                long element = attempt.id() * ListAppend.OPERATIONS_MAX + i;
                draft.did(table.asked(key, element));
                String said = session.row(open, table.put(), key, element).getString(1);
                draft.answered(table.answered(key, element, said));
            } else {
                draft.did(table.read(key, session.row(open, read, key).getString(1)));
            }
        }
        ResultSet row = session.row(open, insert, attempt.id(), OperationPlan.rowValue(attempt.id()));
        Job.served(client, attempt, row);
        draft.servedBy(false, row.getString(7), null, null);
        Job.commit(open, attempt);
    }

    /** One write alone is one statement that commits by itself, as an application would write it. */
    private void putAlone(Client client, Session session, Attempt attempt, TransactionDraft draft, long key)
            throws SQLException {
        Connection open = session.connection(true, like.isolation());
        long element = attempt.id() * ListAppend.OPERATIONS_MAX;
        draft.did(table.asked(key, element));
        attempt.committing();
        ResultSet row = session.row(open, putAlone, key, element, attempt.id(), OperationPlan.rowValue(attempt.id()));
        Job.served(client, attempt, row);
        draft.answered(table.answered(key, element, row.getString(8)));
        draft.servedBy(false, row.getString(7), null, null);
        attempt.acknowledged(row.getStatement().getWarnings());
    }

    private void read(Client client, boolean spread) throws InterruptedException {
        List<Node> nodes = client.cluster().nodes();
        int which = spread ? ThreadLocalRandom.current().nextInt(nodes.size()) : client.number() / 2 % nodes.size();
        Node node = like.reading() == ListAppend.Reading.ON_PRIMARY ? null : nodes.get(which);
        long[] keys = active.keys();
        var draft = new TransactionDraft(like.isolation(), false);
        client.transact(node, draft, (session, attempt) -> {
            ResultSet row = session.row(session.connection(true, like.isolation()), readAll, keys);
            steps(row.getString(1), keys).forEach(draft::did);
            attempt.servedBy(row.getString(2), client.nodes());
            String position = row.getString(5);
            String timeline = row.getString(6);
            draft.servedBy(
                    row.getBoolean(3),
                    row.getString(4),
                    position == null ? null : Lsn.parse(position),
                    timeline == null ? null : new Timeline(Integer.parseInt(timeline, 16)));
            draft.ranAt(IsolationLevel.valueOf(
                    row.getString(7).toUpperCase(Locale.ROOT).replace(' ', '_')));
            attempt.acknowledged(null);
        });
    }

    /** What is said of each key; one that has no row yet was not written. */
    private List<TransactionStep> steps(String kept, long... keys) {
        var found = Stream.of(kept.split(";", -1))
                .filter(each -> !each.isEmpty())
                .collect(Collectors.toMap(Lists::key, Lists::said));
        return LongStream.of(keys)
                .mapToObj(key -> table.read(key, found.getOrDefault(key, table.nothing())))
                .toList();
    }

    private static long key(String each) {
        return Long.parseLong(each.substring(0, each.indexOf('=')));
    }

    private static String said(String each) {
        return each.substring(each.indexOf('=') + 1);
    }

    @Override
    public FinalContents contents(Node node, boolean survivor, Standing standing) {
        return Inserts.rows(name, node, survivor, standing);
    }

    @Override
    public List<Transaction> readingOfAll(Node node, Role role, long nowNanos) {
        List<@Nullable String> lists =
                node.queryPastLinks("SELECT key || '=' || said FROM (%s) AS kept ORDER BY key".formatted(table.rows()));
        var transactions = new ArrayList<Transaction>();
        for (int from = 0; from < lists.size(); from += KEYS_IN_ONE) {
            List<TransactionStep> steps = lists.subList(from, Math.min(lists.size(), from + KEYS_IN_ONE)).stream()
                    .map(Objects::requireNonNull)
                    .map(each -> table.read(key(each), said(each)))
                    .toList();
            transactions.add(new Transaction(
                    -1,
                    -1,
                    nowNanos,
                    0,
                    Operation.Result.ACKNOWLEDGED,
                    like.isolation(),
                    node.ref(),
                    role == Role.STANDBY,
                    null,
                    null,
                    null,
                    null,
                    steps));
        }
        return transactions;
    }
}
