package io.replicatedpostgres.provision.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StayingShellTest {

    @Test
    void sendsOneToSeveral() throws Exception {
        Process first = sleeping();
        Process second = sleeping();

        StayingShell.signal("KILL", List.of(first.pid(), second.pid()));

        assertThat(first.waitFor()).isEqualTo(128 + 9);
        assertThat(second.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void doesNotMindWhoIsGone() throws Exception {
        Process gone = sleeping();
        gone.destroyForcibly().waitFor();
        Process there = sleeping();

        StayingShell.signal("TERM", List.of(gone.pid(), there.pid()));

        assertThat(there.waitFor()).isEqualTo(128 + 15);
    }

    @Test
    void isReplacedWhenSomebodyKillsIt() throws Exception {
        StayingShell.signal("CONT", List.of(ProcessHandle.current().pid()));
        List<ProcessHandle> shells = ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("replicated-postgres-shell"))
                .toList();
        assertThat(shells).hasSize(1);
        shells.get(0).destroyForcibly();
        shells.get(0).onExit().get(10, TimeUnit.SECONDS);
        Process there = sleeping();

        StayingShell.signal("KILL", List.of(there.pid()));

        assertThat(there.waitFor()).isEqualTo(128 + 9);
    }

    private static Process sleeping() throws IOException {
        return new ProcessBuilder("sleep", "60").start();
    }
}
