package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.cluster.BadInput.spec;

import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a test can ask for in vain. */
final class BadSpecs {

    private BadSpecs() {}

    static Stream<BadInput> all() {
        return Stream.of(names(), slots(), numbers(), synchronous(), settings(), scripts())
                .flatMap(stream -> stream);
    }

    private static Stream<BadInput> names() {
        return Stream.of(
                spec("a name twice", "names = {\"a\", \"b\", \"b\"}", spec -> spec.names(List.of("a", "b", "b"))),
                spec(
                        "two names with one slot name",
                        "names = {\"a\", \"b-1\", \"b_1\"}",
                        spec -> spec.names(List.of("a", "b-1", "b_1"))),
                spec("a name with a space", "names = {\"a\", \"Node 2\"}", spec -> spec.names(List.of("a", "Node 2"))),
                spec("no names", "names = {}", spec -> spec.names(List.of())),
                spec(
                        "an unknown upstream",
                        "@Standby(upstream = \"node-9\")",
                        spec -> spec.standbys(List.of(StandbySpec.standby().from("node-9")))),
                spec(
                        "a cascade in a circle",
                        "node-2 from node-3, node-3 from node-2",
                        spec -> spec.standbys(List.of(
                                StandbySpec.standby().from("node-3"),
                                StandbySpec.standby().from("node-2")))));
    }

    private static Stream<BadInput> slots() {
        return Stream.of(
                spec(
                        "a slot that is not there",
                        "@Standby(slot = \"water\"), slots = \"air\"",
                        spec -> spec.slots("air")
                                .standbys(List.of(StandbySpec.standby().through("water")))),
                spec("a slot's name with a hyphen", "slots = \"my-slot\"", spec -> spec.slots("my-slot")),
                spec(
                        "the same of a cascaded standby",
                        "@Standby(upstream = \"node-2\", slot = \"my slot\")",
                        spec -> spec.standbys(List.of(
                                StandbySpec.standby(),
                                StandbySpec.standby().from("node-2").through("my slot")))),
                spec("a slot twice", "slots = {\"air\", \"air\"}", spec -> spec.slots("air", "air")),
                spec(
                        "one slot for two standbys",
                        "@Standby(slot = \"air\"), @Standby(slot = \"air\")",
                        spec -> spec.slots("air")
                                .standbys(List.of(
                                        StandbySpec.standby().through("air"),
                                        StandbySpec.standby().through("air")))));
    }

    private static Stream<BadInput> numbers() {
        return Stream.of(
                spec("a negative timeout", "timeout = -1 s", spec -> spec.timeout(Duration.ofSeconds(-1))),
                spec("no timeout at all", "timeout = 0", spec -> spec.timeout(Duration.ZERO)),
                spec(
                        "a timeout beyond all measure",
                        "timeout = 1000 days",
                        spec -> spec.timeout(Duration.ofDays(1000))),
                spec("less than no standbys", "standbys = -1", spec -> spec.standbys(-1)),
                spec("too many standbys", "standbys = 9", spec -> spec.standbys(9)),
                spec("far too many", "standbys = 2147483647", spec -> spec.standbys(Integer.MAX_VALUE)));
    }

    private static Stream<BadInput> synchronous() {
        return Stream.of(
                synchronous("an unknown synchronous standby", "FIRST 1 (node-7)"),
                synchronous("the primary as its own standby", "FIRST 1 (node-1)"),
                synchronous("more than there are", "ANY 2 (*)"),
                spec(
                        "a standby of a standby to wait for",
                        "synchronousStandbys = \"FIRST 2 (near, far)\", @Standby(name = \"far\", upstream = \"near\")",
                        spec -> spec.standbys(List.of(
                                        StandbySpec.standby().named("near"),
                                        StandbySpec.standby().named("far").from("near")))
                                .synchronousStandbys(SynchronousStandbys.parse("FIRST 2 (near, far)"))),
                synchronous("none to wait for", "FIRST 0 (node-2)"),
                synchronous("what PostgreSQL does not know", "ALL (node-2)"));
    }

    private static BadInput synchronous(String what, String text) {
        return spec(
                what,
                "synchronousStandbys = \"" + text + "\"",
                spec -> spec.synchronousStandbys(SynchronousStandbys.parse(text)));
    }

    private static Stream<BadInput> settings() {
        return Stream.of(
                setting("a setting of the harness", "port = 5432"),
                setting("a setting that Node asks another way", "synchronous_commit = off"),
                setting("a file of settings", "include = 'ours.conf'"),
                setting("a line without an equals sign", "work_mem 8MB"),
                setting("a setting PostgreSQL does not know", "no_such_thing = 1"),
                setting("a value PostgreSQL does not take", "work_mem = plenty"),
                setting("a value out of range", "max_wal_senders = -7"),
                setting("more memory than there is", "shared_buffers = 900GB"),
                setting("no slots for a standby that uses one", "max_replication_slots = 0"),
                spec(
                        "more slots than a server has",
                        "slots = {\"s1\", … \"s12\"}",
                        spec -> spec.slots(IntStream.rangeClosed(1, 12)
                                .mapToObj(number -> "s" + number)
                                .toArray(String[]::new))));
    }

    private static BadInput setting(String what, String setting) {
        return spec(what, "settings = \"" + setting + "\"", spec -> spec.settings(setting));
    }

    private static Stream<BadInput> scripts() {
        return Stream.of(
                script("a script PostgreSQL does not take", "CREATE TABEL t ()"),
                script("a script for psql", "\\i other.sql"));
    }

    /** What a script cannot do. */
    static BadInput script(String what, String sql) {
        return spec(what, "bad.sql: " + sql, spec -> spec.initScripts(List.of(new InitScript("bad.sql", sql))));
    }
}
