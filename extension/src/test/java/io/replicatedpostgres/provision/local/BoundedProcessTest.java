package io.replicatedpostgres.provision.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundedProcessTest {

    private static BoundedProcess.OperationEnd run(String script, Duration deadline)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script).start();
        return BoundedProcess.await(process, deadline);
    }

    @Test
    void collectsAllThatIsWritten() throws Exception {
        var ended = run("i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done; exit 4", Duration.ofSeconds(20));

        assertThat(ended.expired()).isFalse();
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.output().lines()).hasSize(20_000).endsWith("19999");
    }

    @Test
    void endsAtTheDeadlineAndKeepsWhatWasWritten() throws Exception {
        var ended = run("echo begun; sleep 63; echo never", Duration.ofMillis(500));

        assertThat(ended.expired()).isTrue();
        assertThat(ended.output()).isEqualTo("begun\n");
    }
}
