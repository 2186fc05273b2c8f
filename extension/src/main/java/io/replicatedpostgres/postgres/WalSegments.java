package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.topology.Host;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The segments in {@code pg_wal} of one node, its server running or not. What is listed once may go while one looks. */
final class WalSegments {

    private static final long FOUR_GIB = 1L << 32;
    private static final int KEPT = 4;

    private final Host host;
    private final DataDirectory data;
    private final Set<String> names;
    private final long bytes;
    private final Map<String, Optional<ByteBuffer>> read = new LinkedHashMap<>();

    WalSegments(Host host) {
        this.host = host;
        this.data = new DataDirectory(host);
        this.names = new TreeSet<>(host.list(data.path("pg_wal")).stream()
                .filter(name -> name.matches("[0-9A-F]{24}"))
                .toList());
        this.bytes = names.stream().findFirst().map(this::sizeOf).orElse(1L << 24);
    }

    private long sizeOf(String name) {
        return host.size(data.path("pg_wal/" + name));
    }

    /** The size of each of them. */
    long bytes() {
        return bytes;
    }

    /** The timelines of which a segment is there. */
    Set<Timeline> timelines() {
        return names.stream()
                .map(name -> Integer.parseInt(name.substring(0, 8), 16))
                .filter(number -> number > 0)
                .map(Timeline::new)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether there is a segment of this number, on any timeline. */
    boolean isThere(long number) {
        String rest = name(Timeline.FIRST, number, bytes).substring(8);
        return names.stream().anyMatch(name -> name.endsWith(rest));
    }

    /** The content of one; empty if it is not there, or not whole. */
    Optional<ByteBuffer> find(Timeline timeline, long number) {
        String name = name(timeline, number, bytes);
        if (!names.contains(name)) {
            return Optional.empty();
        }
        Optional<ByteBuffer> known = read.get(name);
        if (known != null) {
            return known;
        }
        if (read.size() >= KEPT) {
            read.remove(read.keySet().iterator().next());
        }
        Optional<ByteBuffer> content = content(name);
        read.put(name, content);
        return content;
    }

    private Optional<ByteBuffer> content(String name) {
        try {
            byte[] content = host.read(data.path("pg_wal/" + name));
            return content.length == bytes
                    ? Optional.of(ByteBuffer.wrap(content).order(ByteOrder.nativeOrder()))
                    : Optional.empty();
        } catch (UncheckedIOException e) {
            // it was recycled since it was listed
            return Optional.empty();
        }
    }

    /** The name of a segment's file. Source: {@code XLogFileName} in {@code access/xlog_internal.h}. */
    static String name(Timeline timeline, long number, long segmentBytes) {
        long perLog = FOUR_GIB / segmentBytes;
        return String.format(Locale.ROOT, "%s%08X%08X", timeline.filePrefix(), number / perLog, number % perLog);
    }
}
