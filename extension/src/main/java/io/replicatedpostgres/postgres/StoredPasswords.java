package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives a copied data directory passwords of its own before its first start. A template holds verifiers that no password fits;
 * where they stand, a copy gets those of its cluster, which are as long.
 *
 * <p>They stand in {@code pg_authid}, short enough to be neither compressed nor moved elsewhere. After a clean stop no WAL is
 * replayed that could bring the old ones back. Source: PostgreSQL's {@code src/include/storage/bufpage.h} and
 * {@code src/include/catalog/pg_authid.h}.
 */
public final class StoredPasswords {

    private static final byte[] SUPERUSER = bytes(ScramVerifier.fittingNone(ScramVerifier.ITERATIONS, 's'));
    private static final byte[] REPLICATION = bytes(ScramVerifier.fittingNone(OwnIdentity.REPLICATION_ITERATIONS, 'r'));

    /** {@code pg_authid}, unless a script has rewritten it. */
    private static final String USUAL_FILE = "global/1260";

    private final Map<Place, byte[]> pages;

    /** A page with one of them. */
    private record Place(String file, int number) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return file.equals(other.file) ? Integer.compare(number, other.number) : file.compareTo(other.file);
        }
    }

    private StoredPasswords(Map<Place, byte[]> pages) {
        this.pages = pages;
    }

    /** The statements that put verifiers into a template that no password fits. */
    public static String forgetting() {
        return "ALTER ROLE %s PASSWORD '%s'; ALTER ROLE %s PASSWORD '%s'"
                .formatted(
                        Credentials.SUPERUSER,
                        new String(SUPERUSER, StandardCharsets.US_ASCII),
                        Credentials.REPLICATION,
                        new String(REPLICATION, StandardCharsets.US_ASCII));
    }

    /** Where they stand in the files of a stopped node, and in every copy of it. */
    public static StoredPasswords of(Host host) {
        var pages = new TreeMap<Place, byte[]>();
        addPages(host, USUAL_FILE, pages);
        if (pages.isEmpty()) {
            new DataDirectory(host).files("global", "[0-9]+(\\.[0-9]+)?").forEach(file -> addPages(host, file, pages));
        }
        for (byte[] wanted : List.of(SUPERUSER, REPLICATION)) {
            if (pages.values().stream().allMatch(page -> placesOf(wanted, page).isEmpty())) {
                throw new ReplicatedPostgresException(
                        "the passwords of the template of %s were not found in its pg_authid".formatted(host.node()));
            }
        }
        return new StoredPasswords(pages);
    }

    private static void addPages(Host host, String file, Map<Place, byte[]> pages) {
        String path = new DataDirectory(host).path(file);
        byte[] content = host.exists(path) ? host.read(path) : new byte[0];
        for (int at = 0; at + PageChecksum.PAGE_BYTES <= content.length; at += PageChecksum.PAGE_BYTES) {
            byte[] page = Arrays.copyOfRange(content, at, at + PageChecksum.PAGE_BYTES);
            if (!placesOf(SUPERUSER, page).isEmpty()
                    || !placesOf(REPLICATION, page).isEmpty()) {
                int number = at / PageChecksum.PAGE_BYTES;
                requireChecksum(host, page, file, number);
                pages.put(new Place(file, number), page);
            }
        }
    }

    private static void requireChecksum(Host host, byte[] page, String file, int number) {
        if (PageChecksum.stored(page) != 0 && PageChecksum.stored(page) != PageChecksum.of(page, number)) {
            throw new ReplicatedPostgresException(
                    "page %s of %s in the template of %s has a checksum that does not fit: it is damaged, or this server was built with pages of another size than %s bytes"
                            .formatted(number, file, host.node(), PageChecksum.PAGE_BYTES));
        }
    }

    /** What gives the passwords of a cluster to a node with a copy of these files. */
    public List<FileChange> changes(Host copy, OwnIdentity cluster) {
        var data = new DataDirectory(copy);
        var changes = new ArrayList<FileChange>();
        pages.forEach((place, page) -> {
            byte[] changed = page.clone();
            var offsets = new ArrayList<Integer>();
            put(SUPERUSER, bytes(cluster.superuserVerifier()), changed, offsets);
            put(REPLICATION, bytes(cluster.replicationVerifier()), changed, offsets);
            long begin = (long) place.number() * PageChecksum.PAGE_BYTES;
            String path = data.path(place.file());
            if (PageChecksum.stored(page) != 0) {
                byte[] sum = ByteBuffer.allocate(Short.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putShort(PageChecksum.of(changed, place.number()))
                        .array();
                changes.add(FileChange.patch(path, begin + PageChecksum.OFFSET, sum));
            }
            int first = Collections.min(offsets);
            int last = Collections.max(offsets) + Math.max(SUPERUSER.length, REPLICATION.length);
            byte[] between = Arrays.copyOfRange(changed, first, Math.min(last, changed.length));
            changes.add(FileChange.patch(path, begin + first, between));
        });
        return changes;
    }

    private static void put(byte[] old, byte[] verifier, byte[] page, List<Integer> offsets) {
        if (old.length != verifier.length) {
            throw new IllegalStateException(
                    "a verifier of %s bytes in the place of %s".formatted(verifier.length, old.length));
        }
        for (int at : placesOf(old, page)) {
            System.arraycopy(verifier, 0, page, at, verifier.length);
            offsets.add(at);
        }
    }

    private static List<Integer> placesOf(byte[] wanted, byte[] page) {
        var places = new ArrayList<Integer>();
        for (int at = 0; at + wanted.length <= page.length; at++) {
            if (Arrays.equals(wanted, 0, wanted.length, page, at, at + wanted.length)) {
                places.add(at);
            }
        }
        return places;
    }

    private static byte[] bytes(String verifier) {
        return verifier.getBytes(StandardCharsets.US_ASCII);
    }
}
