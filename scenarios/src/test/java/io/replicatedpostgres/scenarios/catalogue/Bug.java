package io.replicatedpostgres.scenarios.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.replicatedpostgres.scenarios.Story;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A bug that a product had, and whether a scenario finds it.
 *
 * @param id R and a number
 * @param product PostgreSQL, or a client of it that {@code consumers/drivers} tests
 * @param fixedIn the minor versions whose notes tell of the fix
 * @param area what part of replication, or of the client, it is of
 * @param wrong what was wrong
 * @param status found, or not found
 * @param scenario {@code Class#method} of a scenario, or of a test in {@code consumers/drivers}; empty if not found
 * @param says a part of the message with which the scenario fails
 * @param redOn versions on which it fails
 * @param greenOn where it passes: the newest of the same majors; of a client, the version with the fix
 * @param whyNot why it is not found
 */
record Bug(
        String id,
        String product,
        List<String> fixedIn,
        String area,
        String wrong,
        String status,
        String scenario,
        String says,
        List<String> redOn,
        List<String> greenOn,
        String whyNot) {

    static final String DRIVER = "pgjdbc";
    static final String POOL = "HikariCP";

    private static final String FILE = "track-record.tsv";

    /** The driver of all runs of the pool: its {@code isValid} honours no timeout, so what the pool itself does shows. */
    private static final String DRIVER_OF_THE_POOL = "42.2.6";

    /** All of them, in the order of the file. */
    static List<Bug> all() {
        try (InputStream file = Objects.requireNonNull(Story.class.getResourceAsStream(FILE), FILE)) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Bug::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Bug parse(String line) {
        String[] cell = line.split("\t", -1);
        if (cell.length != 11) {
            throw new IllegalArgumentException("11 cells with tabs between, not %s: %s".formatted(cell.length, line));
        }
        return new Bug(
                cell[0],
                cell[1],
                words(cell[2]),
                cell[3],
                cell[4],
                cell[5],
                cell[6],
                cell[7],
                words(cell[8]),
                words(cell[9]),
                cell[10]);
    }

    private static List<String> words(String cell) {
        return Stream.of(cell.split(" ")).filter(word -> !word.isBlank()).toList();
    }

    boolean isFound() {
        return status.equals("found");
    }

    boolean isOfAClient() {
        return product.equals(DRIVER) || product.equals(POOL);
    }

    /** What fails: on the newest version that has the bug. */
    String command() {
        String version = redOn.get(redOn.size() - 1);
        return switch (product) {
            case DRIVER -> clientCommand("-Dpgjdbc.version=" + version);
            case POOL ->
                clientCommand("-Dhikaricp.version=%s -Dpgjdbc.version=%s".formatted(version, DRIVER_OF_THE_POOL));
            default -> "./verify --embedded %s.0 --scenario %s".formatted(version, scenario);
        };
    }

    private String clientCommand(String versions) {
        return "mvn -f consumers/drivers test %s -Dtest=%s".formatted(versions, scenario);
    }
}
