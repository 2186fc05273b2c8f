package io.replicatedpostgres.shard;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Which shard runs which test class: the same on every machine, whatever else runs there. Classes whose times are known are dealt out so
 * that shards end together: the longest first, each to the shard that has the least to do. Any other class goes by its name alone.
 */
final class ShardPlan {

    private final int count;
    private final Map<String, Integer> dealt = new LinkedHashMap<>();

    ShardPlan(int count, Map<String, Double> seconds) {
        this.count = count;
        var load = new double[count];
        List<Map.Entry<String, Double>> longestFirst = seconds.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        for (Map.Entry<String, Double> one : longestFirst) {
            int least = leastOf(load);
            load[least] += one.getValue();
            dealt.put(one.getKey(), least + 1);
        }
    }

    private static int leastOf(double[] load) {
        int least = 0;
        for (int shard = 1; shard < load.length; shard++) {
            if (load[shard] < load[least]) {
                least = shard;
            }
        }
        return least;
    }

    /** The number of the shard, from 1 on, that runs a class. */
    int numberOf(String className) {
        String outermost = outermost(className);
        Integer known = dealt.get(outermost);
        return known != null ? known : byName(outermost);
    }

    private int byName(String className) {
        var sum = new CRC32();
        sum.update(className.getBytes(StandardCharsets.UTF_8));
        return (int) (sum.getValue() % count) + 1;
    }

    /** Nested classes share clusters with the class around them. */
    static String outermost(String className) {
        int nested = className.indexOf('$');
        return nested < 0 ? className : className.substring(0, nested);
    }
}
