package io.replicatedpostgres.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortLeaseTest {

    @TempDir
    private Path locks;

    private static Place ports(int first, int last) {
        return Places.with(PlaceKey.PORTS, first + "-" + last);
    }

    @Test
    void twoLeasesDiffer() {
        try (var one = PortLease.take(locks, Place.anywhere());
                var pair = PortLease.take(locks, Place.anywhere());
                var left = PortLease.take(locks, ports(one.port(), one.port() + 1))) {
            assertThat(pair.port()).isNotEqualTo(one.port());
            assertThat(left.port()).isEqualTo(one.port() + 1);
        }
    }

    @Test
    void aPortSomebodyListensOnIsSkipped() throws IOException {
        int free;
        try (var lease = PortLease.take(locks, Place.anywhere())) {
            free = lease.port();
        }
        try (var listening = new ServerSocket()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), free));

            assertThatThrownBy(() -> PortLease.take(locks, ports(free, free)))
                    .isInstanceOf(SpecException.class)
                    .hasMessage(
                            "replicatedpostgres.ports = %1$s-%1$s: every port of it is taken: a cluster of n nodes takes n × (n + 1), one for each node and for each path to one. Free some, or name a wider range."
                                    .formatted(free));
        }
    }

    @Test
    void portsLieBelowTheEphemeralOnesOfThisMachine() throws IOException {
        var file = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
        assumeTrue(Files.exists(file), "Linux tells its ephemeral ports there");
        String range;
        try (var in = new FileInputStream(file.toFile())) {
            range = new String(in.readNBytes(64), StandardCharsets.US_ASCII);
        }
        int[] expected = PortLease.below(Integer.parseInt(range.strip().split("\\s+")[0]));

        try (var lease = PortLease.take(locks, Place.anywhere())) {
            assertThat(lease.port()).isBetween(expected[0], expected[1]);
        }
    }

    @Test
    void portsLieBelowTheEphemeralOnesWhereThereIsRoom() {
        assertThat(PortLease.below(32_768)).containsExactly(22_768, 32_767);
        assertThat(PortLease.below(10_240)).containsExactly(1_024, 10_239);
        assertThat(PortLease.below(1_024)).containsExactly(20_000, 29_999);
    }

    @Test
    void aLeaseStaysLockedForOtherProcessesThoughThisOneAsksAgain() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/locks")), "Linux lists its locks there");
        try (var lease = PortLease.take(locks, Place.anywhere())) {
            assertThatThrownBy(() -> PortLease.take(locks, ports(lease.port(), lease.port())))
                    .isInstanceOf(SpecException.class);

            assertThat(isLockedByThisProcess(lease.port())).isTrue();
        }
    }

    /** A lock that POSIX gives back is gone for other processes, while Java goes on believing in it. */
    private boolean isLockedByThisProcess(int port) throws IOException {
        Object inode = Files.getAttribute(locks.resolve(String.valueOf(port)), "unix:ino");
        long pid = ProcessHandle.current().pid();
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .anyMatch(line -> line.contains(" %s ".formatted(pid)) && line.contains(":%s ".formatted(inode)));
    }
}
