package io.replicatedpostgres.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The lists that are worked on at a time. One that has got enough elements is replaced by a new one, so that lists stay short. */
final class ActiveLists {

    private static final int APPENDS_MAX = 20;

    /** Something to do with a list. */
    record Step(long key, boolean appends) {}

    private final long[] keys;
    private final int[] appends;
    private long next;

    ActiveLists(int count) {
        keys = new long[count];
        appends = new int[count];
        for (int i = 0; i < count; i++) {
            keys[i] = next++;
        }
    }

    synchronized long[] keys() {
        return keys.clone();
    }

    /**
     * What a transaction is to do. It takes the lists in the order of their numbers, so that no two wait for each other, and appends
     * at least once, most often to the writer's own list.
     */
    synchronized List<Step> steps(int writer, int max) {
        var random = ThreadLocalRandom.current();
        var steps = new ArrayList<Step>();
        int more = random.nextInt(max);
        boolean isOwn = more == 0 || random.nextInt(3) > 0;
        steps.add(new Step(key(isOwn ? writer % keys.length : random.nextInt(keys.length)), true));
        for (; more > 0; more--) {
            boolean isAppend = random.nextInt(3) == 0;
            int place = random.nextInt(keys.length);
            steps.add(new Step(isAppend ? key(place) : keys[place], isAppend));
        }
        steps.sort(Comparator.comparingLong(Step::key));
        return steps;
    }

    private long key(int place) {
        long key = keys[place];
        appends[place]++;
        if (appends[place] >= APPENDS_MAX) {
            appends[place] = 0;
            keys[place] = next++;
        }
        return key;
    }
}
