package io.replicatedpostgres.isolation;

import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The transactions of a workload in columns of numbers. A list that was read costs one number, however long it is, if it is a
 * prefix of the longest list of its key; so does a register. What a transaction read that was not committed for certain is not kept.
 */
public final class TransactionTable {

    private static final List<Result> RESULTS = List.of(Result.values());

    private static final List<TransactionStep.Kind> KINDS = List.of(TransactionStep.Kind.values());

    private byte[] texts = new byte[1 << 10];
    private int textSize;
    private final Ints textEnds = new Ints();
    private final Longs invoked = new Longs();
    private final Longs ended = new Longs();
    private final Ints clients = new Ints();
    private final Ints results = new Ints();
    private final Ints nodes = new Ints();
    private final List<String> nodeNames = new ArrayList<>();
    private final Ints stepEnds = new Ints();
    private final Ints stepKeys = new Ints();
    private final Ints stepKinds = new Ints();
    private final Longs stepValues = new Longs();
    private final List<KeyHistory> keys = new ArrayList<>();
    private final Map<Long, Integer> numbers = new HashMap<>();

    /** An empty one, to be filled {@linkplain #add transaction by transaction}. */
    public TransactionTable() {}

    /** These transactions. */
    public static TransactionTable of(Stream<Transaction> transactions) {
        var table = new TransactionTable();
        transactions.forEach(table::add);
        return table;
    }

    /** Takes one more; those of one client come in the order in which it did them. */
    public void add(Transaction transaction) {
        text(transaction.with(List.of()).toString().getBytes(StandardCharsets.UTF_8));
        invoked.add(transaction.invokedNanos());
        ended.add(transaction.endedNanos());
        clients.add(transaction.client());
        results.add(RESULTS.indexOf(transaction.result()));
        nodes.add(node(transaction.node() == null ? "" : transaction.node().name()));
        for (TransactionStep step : transaction.steps()) {
            boolean isWrite = step.kind().isWrite();
            if (isWrite || transaction.isCommitted()) {
                int number = number(step);
                KeyHistory key = keys.get(number);
                long read = transaction.isCommitted() ? read(key, step) : 0;
                if (isWrite) {
                    key.wrote(step.element(), size() - 1);
                }
                step(number, step.kind(), isWrite ? step.element() : read);
            }
        }
        stepEnds.add(stepKeys.size());
    }

    /** What is known of the order by a step that is done; an append alone tells nothing. */
    private static long read(KeyHistory key, TransactionStep step) {
        if (step.kind() == TransactionStep.Kind.READ) {
            return key.read(step.list());
        }
        return step.version() == null ? 0 : key.version(step.element(), step.version());
    }

    private int node(String name) {
        if (!nodeNames.contains(name)) {
            nodeNames.add(name);
        }
        return nodeNames.indexOf(name);
    }

    private void text(byte[] text) {
        if (textSize + text.length > texts.length) {
            texts = Arrays.copyOf(texts, Math.max(texts.length * 2, textSize + text.length));
        }
        System.arraycopy(text, 0, texts, textSize, text.length);
        textSize += text.length;
        textEnds.add(textSize);
    }

    private void step(int key, TransactionStep.Kind kind, long value) {
        stepKeys.add(key);
        stepKinds.add(KINDS.indexOf(kind));
        stepValues.add(value);
    }

    private int number(TransactionStep step) {
        Integer known = numbers.get(step.key());
        if (known == null) {
            known = keys.size();
            numbers.put(step.key(), known);
            keys.add(new KeyHistory(step.key(), step.kind().isOfRegister()));
        }
        return known;
    }

    /** How many transactions there are. */
    public int size() {
        return textEnds.size();
    }

    /** One of them as it was recorded, but for what one that did not commit read. */
    public Transaction at(int index) {
        int from = index == 0 ? 0 : textEnds.get(index - 1);
        var text = new String(texts, from, textEnds.get(index) - from, StandardCharsets.UTF_8);
        return Transaction.parse(text).with(steps(index));
    }

    private List<TransactionStep> steps(int index) {
        var steps = new ArrayList<TransactionStep>();
        for (int step = firstStep(index); step < endOfSteps(index); step++) {
            steps.add(step(keys.get(key(step)), KINDS.get(stepKinds.get(step)), value(step)));
        }
        return steps;
    }

    private static TransactionStep step(KeyHistory key, TransactionStep.Kind kind, long value) {
        return switch (kind) {
            case APPEND -> TransactionStep.append(key.key(), value);
            case READ -> TransactionStep.read(key.key(), key.list(value));
            case WRITE -> TransactionStep.write(key.key(), value, key.versionOf(value));
            case GET -> {
                int length = key.length(value);
                long read = length == 0 ? 0 : key.element(value, length - 1);
                yield TransactionStep.get(key.key(), read, key.versionAt(value));
            }
        };
    }

    /** All of them, in the order in which they were taken. */
    public Stream<Transaction> stream() {
        return IntStream.range(0, size()).mapToObj(this::at);
    }

    /** Those of them that are wanted; itself if that is all. */
    public TransactionTable where(Predicate<Transaction> wanted) {
        return stream().allMatch(wanted) ? this : of(stream().filter(wanted));
    }

    long invoked(int index) {
        return invoked.get(index);
    }

    long ended(int index) {
        return ended.get(index);
    }

    int client(int index) {
        return clients.get(index);
    }

    Result result(int index) {
        return RESULTS.get(results.get(index));
    }

    /** The name of the server; empty if not known. */
    String node(int index) {
        return nodeNames.get(nodes.get(index));
    }

    /** The number of its first step; its steps follow each other until {@link #endOfSteps}. */
    int firstStep(int index) {
        return index == 0 ? 0 : stepEnds.get(index - 1);
    }

    int endOfSteps(int index) {
        return stepEnds.get(index);
    }

    int key(int step) {
        return stepKeys.get(step);
    }

    boolean isWrite(int step) {
        return KINDS.get(stepKinds.get(step)).isWrite();
    }

    /** What was appended or written, or the number of what was read. */
    long value(int step) {
        return stepValues.get(step);
    }

    List<KeyHistory> keys() {
        return keys;
    }
}
