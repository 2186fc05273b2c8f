package io.replicatedpostgres.provision.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.topology.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With what {@code ps} printed on a machine without {@code /proc}. */
class PsProcessTableTest {

    private static final String PS = """
                1     0 Ss   /sbin/launchd
              501     1 S    /opt/pg/bin/postgres -D /tmp/rp/jvms/a-b/1/node-1/data -p 20001
              502   501 Ss   postgres: rp-a-b-1-node-1: checkpointer
              503   501 Ss   postgres: rp-a-b-1-node-1: archiver archiving 000000010000000000000003
              504   503 S    sh -c test -f ../archive/000000010000000000000003
              505   504 T    cp pg_wal/000000010000000000000003 ../archive/.x
              506   501 Z    (postgres)
              601     1 S    /opt/pg/bin/postgres -D /tmp/rp/jvms/a-b/1/node-10/data -p 20002
              602   601 Ss   postgres: rp-a-b-1-node-10: checkpointer
              701     1 S    /opt/pg/bin/postgres -D /var/lib/postgresql/data
              702   701 Ss   postgres: checkpointer
              801     1 Ss   postgres: rp-a-b-1-node-1: walsender repl 127.0.0.1(50000) streaming 0/3000060
            """;

    @Test
    void findsTheServerOfADirectoryItsChildrenAndWhatTheyStarted() {
        var found = below("/tmp/rp/jvms/a-b/1/node-1/data", "rp-a-b-1-node-1:");

        assertThat(found).containsExactly(501L, 502L, 503L, 504L, 505L, 801L);
    }

    @Test
    void leavesOutANeighbourWhoseNameBeginsAlike() {
        assertThat(below("/tmp/rp/jvms/a-b/1/node-1", "rp-a-b-1-node-1:")).doesNotContain(601L, 602L);
        assertThat(below("/tmp/rp/jvms/a-b/1/node-10", "rp-a-b-1-node-10:")).containsExactly(601L, 602L);
    }

    @Test
    void findsAllOfAJvmAndNobodyElse() {
        var found = below("/tmp/rp/jvms/a-b", "rp-a-b-");

        assertThat(found).hasSize(8).doesNotContain(1L, 506L, 701L, 702L);
    }

    @Test
    void keepsTheTitles() {
        var found = PsProcessTable.workingBelow(PS, Path.of("/tmp/rp/jvms/a-b/1/node-10/data"), "rp-a-b-1-node-10:");

        assertThat(found.get(0).isPostmaster()).isTrue();
        assertThat(found.get(1).isKind("checkpointer")).isTrue();
    }

    @Test
    void canAskThisMachine() {
        assumeTrue(SmallCommand.exists("ps"), "this machine has no ps: install procps");

        assertThat(new PsProcessTable().workingBelow(Path.of("/no/such/directory"), "rp-no-such-"))
                .isEmpty();
    }

    private static List<Long> below(String directory, String mark) {
        return PsProcessTable.workingBelow(PS, Path.of(directory), mark).stream()
                .map(ServerProcess::pid)
                .toList();
    }
}
