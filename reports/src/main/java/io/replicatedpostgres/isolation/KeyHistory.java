package io.replicatedpostgres.isolation;

import io.replicatedpostgres.journal.TransactionStep.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one key: who wrote what, and in which order. Of a list the order is the longest one that a committed
 * transaction read. Of a register it is made of its versions, each of which names the one before it. What does not fit into the
 * order is kept beside it: then there is more than one order.
 */
final class KeyHistory {

    /** Its writer is not known. */
    static final int NO_WRITER = -1;

    /** A version that no read is known to have seen. */
    private static final long HOLE = Long.MIN_VALUE;

    private final long key;
    private final boolean register;
    private final Longs order = new Longs();
    private final List<List<Long>> others = new ArrayList<>();
    private final Map<Long, Long> aside = new HashMap<>();
    private final Map<Long, Integer> writers = new HashMap<>();

    KeyHistory(long key, boolean register) {
        this.key = key;
        this.register = register;
    }

    long key() {
        return key;
    }

    boolean isRegister() {
        return register;
    }

    /** What it is called. */
    String name() {
        return (register ? "register " : "list ") + key;
    }

    void wrote(long element, int transaction) {
        writers.put(element, transaction);
    }

    /** Takes a list that was read; a number for it, which {@link #length} and {@link #element} understand. */
    long read(List<Long> list) {
        int common = Math.min(list.size(), order.size());
        for (int i = 0; i < common; i++) {
            if (list.get(i) != order.get(i)) {
                return beside(list);
            }
        }
        for (int i = order.size(); i < list.size(); i++) {
            order.add(list.get(i));
        }
        return list.size();
    }

    /** Takes a version of a register; a number as for a list that ends with it. */
    long version(long value, Version version) {
        int place = (int) version.number() - 1;
        if (place < 0) {
            return 0;
        }
        Long known = aside.get(value);
        if (known != null) {
            return known;
        }
        if (fits(place, value) && (place == 0 || fits(place - 1, version.previous()))) {
            put(place, value);
            if (place > 0) {
                put(place - 1, version.previous());
            }
            return version.number();
        }
        List<Long> list = before(place, version.previous());
        list.add(value);
        long number = beside(list);
        aside.put(value, number);
        return number;
    }

    /** What came before a version that does not fit: what the other order has, if the one before it is of that order. */
    private List<Long> before(int place, long previous) {
        long other = aside(previous);
        if (other != 0) {
            return list(other);
        }
        var list = new ArrayList<Long>();
        for (int i = 0; i < place - 1; i++) {
            list.add(i < order.size() ? order.get(i) : HOLE);
        }
        if (place > 0) {
            list.add(previous);
        }
        return list;
    }

    private boolean fits(int place, long value) {
        boolean isFree = place >= order.size() || isHole(order.get(place));
        return isFree ? !aside.containsKey(value) : order.get(place) == value;
    }

    private void put(int place, long value) {
        while (order.size() <= place) {
            order.add(HOLE);
        }
        order.set(place, value);
    }

    private long beside(List<Long> list) {
        others.add(list);
        return -others.size();
    }

    /** Whether this stands for a version that no read is known to have seen. */
    static boolean isHole(long element) {
        return element == HOLE;
    }

    /** The number of the order in which a value of a register stands that is not in the common one; 0 for all others. */
    long aside(long value) {
        return aside.getOrDefault(value, 0L);
    }

    /** The version of a register that has this value; null if it is not known. */
    @Nullable
    Version versionOf(long value) {
        long beside = aside(value);
        if (beside != 0) {
            return versionAt(beside);
        }
        for (int i = 0; i < order.size(); i++) {
            if (order.get(i) == value) {
                return versionAt(i + 1L);
            }
        }
        return null;
    }

    /** The last version of what was read. */
    Version versionAt(long read) {
        int length = length(read);
        return new Version(length, length > 1 ? element(read, length - 2) : 0);
    }

    /** Whether what was read is a part of the order. */
    static boolean isPrefix(long read) {
        return read >= 0;
    }

    int length(long read) {
        return read >= 0 ? (int) read : other(read).size();
    }

    long element(long read, int index) {
        return read >= 0 ? order.get(index) : other(read).get(index);
    }

    /** A list that is no part of the order. */
    List<Long> other(long read) {
        return others.get((int) (-read - 1));
    }

    List<Long> list(long read) {
        var list = new ArrayList<Long>();
        for (int i = 0; i < length(read); i++) {
            list.add(element(read, i));
        }
        return list;
    }

    /** How many elements the order has. */
    int size() {
        return order.size();
    }

    long ordered(int index) {
        return order.get(index);
    }

    List<List<Long>> others() {
        return others;
    }

    /** A write that no transaction is known to have read. */
    record Unread(long element, int writer) {}

    /** So many of the writes at most that were not read, of the transactions that are wanted, the first ones. */
    List<Unread> unread(IntPredicate wanted, int max) {
        Set<Long> read = new HashSet<>(list(order.size()));
        others.forEach(read::addAll);
        return writers.entrySet().stream()
                .filter(write -> wanted.test(write.getValue()) && !read.contains(write.getKey()))
                .map(write -> new Unread(write.getKey(), write.getValue()))
                .sorted(Comparator.comparingInt(Unread::writer).thenComparingLong(Unread::element))
                .limit(max)
                .toList();
    }

    int writer(long element) {
        return writers.getOrDefault(element, NO_WRITER);
    }
}
