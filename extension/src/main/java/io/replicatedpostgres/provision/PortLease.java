package io.replicatedpostgres.provision;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A port that is a node's for the life of its cluster, while its server is down too. It lies below the ephemeral ports:
 * a client that retries inside those can be given the very port it connects to, and then talks to itself.
 */
public final class PortLease implements AutoCloseable {

    /** Where servers listen: 127.0.0.1, not whichever loopback Java prefers. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private static final int RANGE = 10_000;
    private static final int ROOM = 1_000;
    private static final int PRIVILEGED = 1_024;
    private static final int EPHEMERAL_FIRST_BY_DEFAULT = 32_768;
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

    private final int port;
    private final LockFile lock;

    private PortLease(int port, LockFile lock) {
        this.port = port;
        this.lock = lock;
    }

    /** The port. */
    public int port() {
        return port;
    }

    /** Takes a free port of the place's range. */
    public static PortLease take(Path locks, Place place) {
        int[] range = range(place.ports());
        int count = range[1] - range[0] + 1;
        int start = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            PortLease lease = tryTake(locks, range[0] + (start + i) % count);
            if (lease != null) {
                return lease;
            }
        }
        throw SpecException.of(
                "%s = %s-%s".formatted(PlaceKey.PORTS.key(), range[0], range[1]),
                "every port of it is taken: a cluster of n nodes takes n × (n + 1), one for each node and for each path to one",
                "Free some, or name a wider range");
    }

    private static @Nullable PortLease tryTake(Path locks, int port) {
        try {
            Optional<LockFile> lock = LockFile.tryTake(locks.resolve(String.valueOf(port)));
            if (lock.isEmpty()) {
                return null;
            }
            if (isFree(port)) {
                return new PortLease(port, lock.get());
            }
            lock.get().close();
            return null;
        } catch (IOException e) {
            throw SpecException.of(
                    locks.toString(), "a port cannot be reserved there (%s)".formatted(e), "Make it writable");
        }
    }

    /**
     * Bound and not listened at: a process that is being started by another thread has a copy of every socket of this JVM until
     * it has become its program, and a copy that listened would keep the port from its lessee.
     */
    private static boolean isFree(int port) {
        try (var socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int[] range(@Nullable String text) {
        if (text == null) {
            return below(ephemeralFirst());
        }
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            int first = Integer.parseInt(matcher.group(1));
            int last = Integer.parseInt(matcher.group(2));
            if (first >= 1024 && first <= last && last <= 65_535) {
                return new int[] {first, last};
            }
        }
        throw SpecException.of(
                "%s = %s".formatted(PlaceKey.PORTS.key(), text),
                "wanted the first and the last port, from 1024 to 65535",
                "Write for example 20000-29999");
    }

    /** As many ports below the ephemeral ones as there are, at most {@link #RANGE}. */
    static int[] below(int ephemeralFirst) {
        int last = ephemeralFirst - 1;
        int first = Math.max(last - RANGE + 1, PRIVILEGED);
        return last - first < ROOM ? new int[] {20_000, 29_999} : new int[] {first, last};
    }

    private static int ephemeralFirst() {
        try (var file = new FileInputStream("/proc/sys/net/ipv4/ip_local_port_range")) {
            // in one go: the kernel gives nothing more after a first read of less, which Files.readString begins with
            String range = new String(file.readNBytes(64), StandardCharsets.US_ASCII);
            return Integer.parseInt(range.strip().split("\\s+")[0]);
        } catch (IOException | NumberFormatException e) {
            return EPHEMERAL_FIRST_BY_DEFAULT;
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("could not give back port " + port, e);
        }
    }
}
