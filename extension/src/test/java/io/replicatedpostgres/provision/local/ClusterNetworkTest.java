package io.replicatedpostgres.provision.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of several clusters on one machine. */
class ClusterNetworkTest {

    @TempDir
    Path directory;

    @BeforeEach
    void canBeHad() {
        ClusterNetwork.whyNot().ifPresent(reason -> assumeTrue(false, reason));
    }

    /** Each working directory had its own leases, and the second took the network of the first away. */
    @Test
    void twoWorkingDirectoriesHaveTwoNetworks() throws Exception {
        Path one = Files.createDirectory(directory.resolve("one"));
        Path other = Files.createDirectory(directory.resolve("other"));
        try (ClusterNetwork first = ClusterNetwork.make(one);
                ClusterNetwork second = ClusterNetwork.make(other)) {
            HostAddress here = first.add("node-1", 1, 5432);
            HostAddress there = second.add("node-1", 1, 5432);

            assertThat(first.addressOfThisJvm()).isNotEqualTo(second.addressOfThisJvm());
            assertThat(here.address()).isNotEqualTo(there.address());
            assertThat(reaches(here, first.addressOfThisJvm())).isTrue();
            assertThat(reaches(there, second.addressOfThisJvm())).isTrue();
        }
        assertThat(SmallCommand.output("cat", "/proc/self/mounts").orElseThrow())
                .doesNotContain(directory.toString());
    }

    /** By the name that the kernel gives the way: no host answers, and it is known where to ask. */
    private static boolean reaches(HostAddress from, String address) {
        var words = new ArrayList<>(from.entering());
        words.addAll(List.of("ip", "route", "get", address));
        SmallCommand.Answer answer = SmallCommand.ask(words);
        return answer.succeeded() && answer.output().contains("dev eth0 src " + from.address());
    }
}
