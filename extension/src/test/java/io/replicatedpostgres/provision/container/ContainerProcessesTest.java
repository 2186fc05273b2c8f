package io.replicatedpostgres.provision.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.topology.ServerProcess;
import org.junit.jupiter.api.Test;

class ContainerProcessesTest {

    private static final String TEXT = """
            lrwxrwxrwx 1 postgres postgres 0 Nov 23 22:00 /proc/1/cwd -> /
            lrwxrwxrwx 1 postgres postgres 0 Nov 23 22:00 /proc/40/cwd -> /rp/1/node-1/data
            lrwxrwxrwx 1 postgres postgres 0 Nov 23 22:00 /proc/41/cwd -> /rp/1/node-1/data (deleted)
            lrwxrwxrwx 1 postgres postgres 0 Nov 23 22:00 /proc/42/cwd
            lrwxrwxrwx 1 postgres postgres 0 Nov 23 22:00 /proc/43/cwd -> /rp/1/node-11/data

            ==> /proc/1/cmdline <==
            sh -c cat >/dev/null; :\s
            ==> /proc/40/cmdline <==
            /usr/lib/postgresql/15/bin/postgres -D /rp/1/node-1/data -p 5432\s
            ==> /proc/41/cmdline <==
            postgres: rp-1-node-1: walsender repl 172.17.0.3(4) streaming 0/3000060
            """;

    @Test
    void whatWorksBelowADirectoryIsFoundWithItsTitle() {
        assertThat(ContainerProcesses.parse(TEXT, "/rp/1/node-1"))
                .containsExactly(
                        new ServerProcess(40, "/usr/lib/postgresql/15/bin/postgres -D /rp/1/node-1/data -p 5432"),
                        new ServerProcess(
                                41, "postgres: rp-1-node-1: walsender repl 172.17.0.3(4) streaming 0/3000060"));
    }

    @Test
    void aProcessThatIsGoneHasNoTitle() {
        assertThat(ContainerProcesses.parse(TEXT, "/rp/1/node-11")).containsExactly(new ServerProcess(43, ""));
    }
}
