package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.fault.VolumeFaults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.postgres.RewindGrants;
import io.replicatedpostgres.topology.Capability;
import io.replicatedpostgres.topology.Command;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rights and room: what the preflight says of them is what {@code pg_rewind} then does. */
class RewindRightsTest {

    private final ThreeNodes nodes = new ThreeNodes();
    private final Cluster cluster = nodes.cluster;
    private final Node a = nodes.a;
    private final Node b = nodes.b;

    @AfterEach
    void close() {
        nodes.close();
    }

    private static String saysWhatHappens(Rewinding rewinding, Verdict wanted) {
        RewindPreflight said = rewinding.preflight();
        Verdict happened;
        String output;
        try {
            RewindResult done = rewinding.run();
            output = done.output();
            happened = done.nothingDone() ? Verdict.NOTHING_TO_DO : Verdict.REWINDS;
        } catch (ReplicatedPostgresException e) {
            output = String.valueOf(e.getMessage());
            happened = Verdict.FAILS;
        }
        assertThat(said.verdict()).as("said %s; then %s", said, output).isEqualTo(wanted);
        assertThat(happened).as("said %s; then %s", said, output).isEqualTo(wanted);
        return said.obstacles() + "\n" + output;
    }

    @Test
    void fourGrantsAreEnough() {
        RewindRole role = cluster.createRewindRole("the \"rewinder\"");
        cluster.awaitInSync();
        nodes.diverge();

        Rejoined done = a.rewinding(b).as(role).rejoin();

        assertThat(done.proof().holds()).isTrue();
        assertThat(b.query("SELECT rolsuper FROM pg_roles WHERE rolname = ?", role.name()))
                .containsExactly("f");
        assertThat(role).hasToString("the \"rewinder\", password not shown");
        assertThat(a.member().host().list(a.member().host().home())).noneMatch(file -> file.contains("rewind"));
    }

    static Stream<String> grants() {
        return RewindGrants.FUNCTIONS.stream();
    }

    @ParameterizedTest
    @MethodSource("grants")
    void threeAreNot(String function) {
        RewindRole role = cluster.createRewindRole("rewinder");
        cluster.awaitInSync();
        nodes.diverge();
        b.execute("REVOKE EXECUTE ON FUNCTION %s FROM rewinder".formatted(function));

        assertThat(saysWhatHappens(a.rewinding(b).as(role), Verdict.FAILS))
                .contains("the role rewinder may not execute " + function)
                .contains("permission denied for function");
        if (a.member().rewind().isUnfinished()) {
            assertThatThrownBy(a::start).hasMessageContaining("a rewind of it did not come to its end");
        } else {
            // it failed before it had changed a file
            a.start();
            assertThat(a.query("SELECT count(*) FROM lost")).containsExactly("10");
            a.stop();
        }
        b.execute("GRANT EXECUTE ON FUNCTION %s TO rewinder".formatted(function));
        rebuild();
    }

    /** A rewind that failed in the middle has overwritten WAL that a second one would need. */
    private void rebuild() {
        a.rebuildFrom(b);
        a.start();
        a.awaitStreamingFrom(b);
        assertThat(a.compareWith(b).differences()).isEmpty();
    }

    @Test
    void whereNothingIsToBeDoneReadingIsEnough() {
        RewindRole role = cluster.createRewindRole("rewinder");
        cluster.awaitInSync();
        a.stop();
        b.promote();
        b.checkpoint();
        b.execute("REVOKE EXECUTE ON FUNCTION pg_ls_dir(text, boolean, boolean) FROM rewinder");

        saysWhatHappens(a.rewinding(b).as(role), Verdict.NOTHING_TO_DO);
    }

    @Test
    void whoMayNotLogInMayNothing() {
        RewindRole role = cluster.createRewindRole("rewinder");
        cluster.awaitInSync();
        nodes.diverge();
        b.execute("ALTER ROLE rewinder NOLOGIN");

        assertThat(saysWhatHappens(a.rewinding(b).as(role), Verdict.FAILS))
                .contains("the role rewinder may not log in at node-2")
                .contains("is not permitted to log in");
    }

    @Test
    void aRoleOfThatNameIsNotMadeTwice() {
        cluster.createRewindRole("rewinder");

        assertThatThrownBy(() -> cluster.createRewindRole("rewinder"))
                .hasMessageContaining("role \"rewinder\" already exists");
    }

    private void chmod(String mode, String path) {
        var host = a.member().host();
        assertThat(host.run(Command.of("chmod", mode, a.dataDirectory() + "/" + path), cluster.deadline())
                        .succeeded())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "pg_wal", "global/pg_control"})
    void whatMayNotBeWrittenIsAnObstacle(String path) {
        assumeTrue(
                !path.equals(".") || System.getProperty("user.name").equals("root"),
                "only root could put the configuration back into a directory that may not be written");
        nodes.diverge();
        boolean directory = !path.contains("/");
        chmod(directory ? "500" : "400", path);

        assertThat(saysWhatHappens(a.rewinding(b), Verdict.FAILS))
                .contains("the user of node-1 may not write")
                .contains("ermission denied");
        chmod(directory ? "700" : "600", path);
        rebuild();
    }

    @Test
    void whatMayHaveToBeWrittenIsACaution() {
        nodes.diverge();
        chmod("400", "pg_ident.conf");

        assertThat(a.preflightRewindTo(b).cautions())
                .singleElement()
                .asString()
                .contains("may not write ./pg_ident.conf and 0 more");
    }

    @Test
    void whereThereIsNoRoomItFails() {
        assumeTrue(a.member().host().whyNot(Capability.VOLUMES).isEmpty(), "mounting is not permitted here");
        cluster.inject(VolumeFaults.small(a, Volume.TABLES, DataSize.megabytes(40)));
        nodes.diverge();
        b.execute("CREATE TABLE large AS SELECT repeat('x', 1000) AS x FROM generate_series(1, 60000)");
        b.checkpoint();

        assertThat(saysWhatHappens(a.rewinding(b), Verdict.FAILS))
                .contains("kB of room, and up to")
                .contains("No space left on device");
    }
}
