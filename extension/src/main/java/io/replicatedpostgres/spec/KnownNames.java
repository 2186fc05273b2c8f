package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.SpecException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Tells a misspelt setting from a known one. */
final class KnownNames {

    /** Read elsewhere: whether the scenarios tell what they do, and which of the test classes run. */
    private static final Set<String> OF_OTHERS = Set.of(
            "replicatedpostgres.story",
            "replicatedpostgres.shard",
            "replicatedpostgres.shardTimes",
            "REPLICATEDPOSTGRES_SHARD",
            "REPLICATEDPOSTGRES_SHARD_TIMES");

    /** Machines of one run differ in it, and they share their files. */
    private static final String OF_ONE_MACHINE = "replicatedpostgres.shard";

    private KnownNames() {}

    static void refuseOthers(Set<String> given, String prefix, Function<PlaceKey, String> name) {
        List<String> known = Arrays.stream(PlaceKey.values()).map(name).toList();
        given.stream()
                .filter(one -> one.startsWith(prefix) && !known.contains(one) && !OF_OTHERS.contains(one))
                .sorted()
                .findFirst()
                .ifPresent(unknown -> {
                    throw SpecException.of(
                            unknown,
                            "there is no such setting; there are " + String.join(", ", known),
                            "The nearest is %s".formatted(nearest(unknown, known)));
                });
    }

    /** Refuses what would be read by nothing where it stands, in a file of the project. */
    static void refuseInFile(Set<String> given) {
        given.stream()
                .filter(one -> one.startsWith(OF_ONE_MACHINE))
                .sorted()
                .findFirst()
                .ifPresent(one -> {
                    throw SpecException.of(
                            one + " in junit-platform.properties",
                            "each machine has a shard of its own, and all of them have this file",
                            "Give it as a system property, -D%s=…, or as a variable of the environment".formatted(one));
                });
    }

    private static String nearest(String unknown, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(one -> distance(unknown, one)))
                .orElseThrow();
    }

    /** How many letters to insert, remove or replace (Levenshtein). */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
