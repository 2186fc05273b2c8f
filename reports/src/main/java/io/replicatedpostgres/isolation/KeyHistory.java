package io.replicatedpostgres.isolation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is known of one key: who appended what, and in which order. The order is the longest list that a committed transaction
 * read. A list that is no prefix of it, and it none of that list, is kept beside it: then there is more than one order.
 */
final class KeyHistory {

    /** Nobody is known to have appended it. */
    static final int NO_WRITER = -1;

    private final long key;
    private final Longs order = new Longs();
    private final List<List<Long>> others = new ArrayList<>();
    private final Map<Long, Integer> writers = new HashMap<>();

    KeyHistory(long key) {
        this.key = key;
    }

    long key() {
        return key;
    }

    void appended(long element, int transaction) {
        writers.put(element, transaction);
    }

    /** Takes a list that was read; a number for it, which {@link #length} and {@link #element} understand. */
    long read(List<Long> list) {
        int common = Math.min(list.size(), order.size());
        for (int i = 0; i < common; i++) {
            if (list.get(i) != order.get(i)) {
                others.add(list);
                return -others.size();
            }
        }
        for (int i = order.size(); i < list.size(); i++) {
            order.add(list.get(i));
        }
        return list.size();
    }

    /** Whether a list that was read is a part of the order. */
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

    int writer(long element) {
        return writers.getOrDefault(element, NO_WRITER);
    }
}
