package io.replicatedpostgres.scenarios.catalogue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of a scenario in one place on one major version.
 *
 * @param scenario class and method, as {@link Told#name()} has it
 * @param place {@code local}, {@code embedded} or {@code container}
 * @param version of PostgreSQL that ran, for example {@code 11.22}
 * @param result {@code passed}, {@code skipped} or {@code failed}
 * @param reason why, in a line; empty if it passed
 */
record Ran(String scenario, String place, String version, String result, String reason) {

    static final String PASSED = "passed";
    static final String SKIPPED = "skipped";
    static final String FAILED = "failed";

    /** What JUnit calls passed, by the verdicts of the report. */
    private static final Set<String> GREEN = Set.of("passed", "broken", "unknown", "loss_allowed");

    private static final Pattern ORIGIN =
            Pattern.compile("PostgreSQL (\\d+[.a-z0-9]*), (local|embedded|container), .*");

    int major() {
        return Integer.parseInt(version.split("\\D", 2)[0]);
    }

    /**
     * All of a run, by the {@code index.json} of its report. A run is of one place and version: a scenario that was skipped has not said
     * where.
     *
     * @throws IllegalArgumentException if it is of none, or of several
     */
    static List<Ran> of(Path index) throws IOException {
        JsonArray tests = JsonParser.parseString(Files.readString(index))
                .getAsJsonObject()
                .getAsJsonArray("tests");
        Set<List<String>> places = new TreeSet<>(Comparator.comparing(List::toString));
        for (JsonElement test : tests) {
            for (JsonElement origin : test.getAsJsonObject().getAsJsonArray("origins")) {
                Matcher matcher = ORIGIN.matcher(origin.getAsString());
                if (matcher.matches()) {
                    places.add(List.of(matcher.group(2), matcher.group(1)));
                }
            }
        }
        if (places.size() != 1) {
            throw new IllegalArgumentException(
                    "%s is a run on %s; wanted a run of one place and version, as ./verify --embedded 11.22.0 leaves it"
                            .formatted(index, places));
        }
        List<String> place = places.iterator().next();
        var all = new ArrayList<Ran>();
        tests.forEach(test -> all.add(of(test.getAsJsonObject(), place.get(0), place.get(1))));
        return all;
    }

    private static Ran of(JsonObject test, String place, String version) {
        String verdict = test.get("verdict").getAsString();
        String result = GREEN.contains(verdict)
                ? PASSED
                : verdict.equals("skipped") || verdict.equals("aborted") ? SKIPPED : FAILED;
        String message =
                test.get("message").isJsonNull() ? "" : test.get("message").getAsString();
        return new Ran(
                test.get("scenario").getAsString().replace(" · ", "."),
                place,
                version,
                result,
                result.equals(PASSED) ? "" : inALine(message));
    }

    /** Without what is of one machine only. */
    private static String inALine(String message) {
        return message.replaceAll("\\s+", " ")
                .replaceAll(" in /[^ ,:;]+", "")
                .replaceAll("(this is PostgreSQL \\S+), (local|embedded|container), .*", "$1")
                .replace("|", "/")
                .strip();
    }

    /** Of the invocations of one scenario the worst counts, and one that was skipped less than one that passed. */
    Ran with(Ran other) {
        if (result.equals(FAILED) || other.result.equals(SKIPPED)) {
            return this;
        }
        return other.result.equals(FAILED) || result.equals(SKIPPED) ? other : this;
    }

    static Ran parse(String line) {
        String[] cell = line.split("\t", -1);
        return new Ran(cell[0], cell[1], cell[2], cell[3], cell[4]);
    }

    @Override
    public String toString() {
        return String.join("\t", scenario, place, version, result, reason);
    }
}
