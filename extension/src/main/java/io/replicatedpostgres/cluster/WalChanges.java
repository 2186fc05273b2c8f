package io.replicatedpostgres.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The changes in WAL records, as {@code pg_waldump} writes them: which transactions commit, and what each of them has changed.
 * A row counts for the transaction that changed it, wherever that commits.
 */
final class WalChanges {

    private static final Pattern XID = Pattern.compile("tx: +(\\d+),");
    private static final Pattern CHANGE =
            Pattern.compile("desc: (?:INSERT|UPDATE|HOT_UPDATE|DELETE)\\b.*rel \\d+/(\\d+)/(\\d+)");
    private static final Pattern MANY =
            Pattern.compile("desc: MULTI_INSERT\\S* .*?(?:ntuples:? (\\d+)|(\\d+) tuples).*rel \\d+/(\\d+)/(\\d+)");
    private static final Pattern COMMIT = Pattern.compile("desc: COMMIT(?:_PREPARED (\\d+))?\\b");
    private static final Pattern SUBTRANSACTIONS = Pattern.compile("subxacts: ([\\d ]+)");
    private static final Pattern PREPARE = Pattern.compile("desc: PREPARE(?: gid (.*): \\d{4}-\\d\\d-\\d\\d )?");
    private static final Pattern ROLLED_BACK = Pattern.compile("desc: ABORT_PREPARED (\\d+)");
    private static final Pattern SEQUENCE = Pattern.compile("desc: LOG\\b.*rel \\d+/(\\d+)/(\\d+)");
    private static final Pattern DATABASE =
            Pattern.compile("desc: CREATE\\S* (?:copy dir \\d+/\\d+ to|create dir) \\d+/(\\d+)");
    private static final Pattern NEXT_XID =
            Pattern.compile("desc: (?:RUNNING_XACTS nextXid |CHECKPOINT_SHUTDOWN .* xid \\d+:)(\\d+)");
    private static final Pattern POSITION = Pattern.compile("lsn: ([0-9A-F]+/[0-9A-F]+)");

    private final Map<Long, Map<String, Long>> changed = new HashMap<>();
    private final Set<Long> committed = new HashSet<>();
    private final Map<Long, String> prepared = new LinkedHashMap<>();
    private final Set<String> sequences = new TreeSet<>();
    private final Map<Long, Set<String>> databases = new HashMap<>();
    private long commits;

    /** Takes in a record of any resource manager; what it does not know it leaves out. */
    void read(String record) {
        if (record.startsWith("rmgr: Heap")) {
            change(record);
        } else if (record.startsWith("rmgr: Transaction")) {
            transaction(record);
        } else if (record.startsWith("rmgr: Sequence")) {
            Matcher advanced = SEQUENCE.matcher(record);
            if (advanced.find()) {
                sequences.add(advanced.group(1) + "/" + advanced.group(2));
            }
        } else if (record.startsWith("rmgr: Database")) {
            Matcher made = DATABASE.matcher(record);
            if (made.find()) {
                databases.computeIfAbsent(xid(record), xid -> new TreeSet<>()).add(made.group(1));
            }
        }
    }

    /** Takes in a record before the point from which on is counted: only what it has changed. */
    void readBefore(String record) {
        if (record.startsWith("rmgr: Heap")) {
            change(record);
        }
    }

    private void change(String record) {
        Matcher one = CHANGE.matcher(record);
        Matcher many = MANY.matcher(record);
        if (one.find()) {
            add(record, one.group(1) + "/" + one.group(2), 1);
        } else if (many.find()) {
            @Nullable String since16 = many.group(1);
            add(record, many.group(3) + "/" + many.group(4), Long.parseLong(since16 == null ? many.group(2) : since16));
        }
    }

    private void add(String record, String file, long rows) {
        changed.computeIfAbsent(xid(record), xid -> new HashMap<>()).merge(file, rows, Long::sum);
    }

    private void transaction(String record) {
        Matcher commit = COMMIT.matcher(record);
        Matcher prepare = PREPARE.matcher(record);
        Matcher rolledBack = ROLLED_BACK.matcher(record);
        if (commit.find()) {
            @Nullable String twoPhase = commit.group(1);
            long xid = twoPhase == null ? xid(record) : Long.parseLong(twoPhase);
            commits++;
            prepared.remove(xid);
            committed.add(xid);
            subtransactions(record).forEach(committed::add);
        } else if (rolledBack.find()) {
            prepared.remove(Long.parseLong(rolledBack.group(1)));
        } else if (prepare.find()) {
            @Nullable String name = prepare.group(1);
            prepared.put(xid(record), name == null ? "transaction " + xid(record) : name);
        }
    }

    private static LongStream subtransactions(String record) {
        Matcher found = SUBTRANSACTIONS.matcher(record);
        return found.find()
                ? List.of(found.group(1).strip().split(" +")).stream().mapToLong(Long::parseLong)
                : LongStream.empty();
    }

    private static long xid(String record) {
        Matcher matcher = XID.matcher(record);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** How many transactions commit. */
    long commits() {
        return commits;
    }

    /** The first of the transactions that commit; empty if none does. */
    OptionalLong firstCommitted() {
        return committed.stream().mapToLong(xid -> xid).min();
    }

    /** The rows that these transactions have changed, by {@code database/file}. */
    Map<String, Long> rows() {
        var rows = new HashMap<String, Long>();
        changed.forEach((xid, files) -> {
            if (committed.contains(xid)) {
                files.forEach((file, count) -> rows.merge(file, count, Long::sum));
            }
        });
        return rows;
    }

    /** The sequences that are advanced, whether or not a transaction commits, by {@code database/file}. */
    Set<String> sequences() {
        return sequences;
    }

    /** The numbers of the databases that are made. */
    List<String> databases() {
        var made = new ArrayList<String>();
        databases.forEach((xid, numbers) -> {
            if (committed.contains(xid)) {
                made.addAll(numbers);
            }
        });
        return made;
    }

    /** The names of the transactions that are prepared, and neither committed nor rolled back. */
    List<String> prepared() {
        return List.copyOf(prepared.values());
    }

    /**
     * The number that the next transaction was to get when a list of running ones or the checkpoint of a shutdown was written:
     * it and later ones have written nothing before that record. That of another checkpoint was read before its record.
     */
    static OptionalLong nextXid(String record) {
        Matcher matcher = NEXT_XID.matcher(record);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** Where a record begins. */
    static String position(String record) {
        Matcher matcher = POSITION.matcher(record);
        return matcher.find() ? matcher.group(1) : "0/0";
    }
}
