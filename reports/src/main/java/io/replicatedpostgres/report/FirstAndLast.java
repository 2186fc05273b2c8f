package io.replicatedpostgres.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Keeps the first and the last of what is added, half and half, and counts what falls out between.
 *
 * @param <T> what
 */
final class FirstAndLast<T> {

    private final int half;
    private final List<T> first = new ArrayList<>();
    private final Deque<T> last = new ArrayDeque<>();
    private long leftOut;

    FirstAndLast(int max) {
        this.half = max / 2;
    }

    void add(T item) {
        if (first.size() < half) {
            first.add(item);
            return;
        }
        last.addLast(item);
        if (last.size() > half) {
            last.removeFirst();
            leftOut++;
        }
    }

    long leftOut() {
        return leftOut;
    }

    List<T> toList() {
        var all = new ArrayList<>(first);
        all.addAll(last);
        return all;
    }
}
