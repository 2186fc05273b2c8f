package io.replicatedpostgres.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** The file of a table on one node of local processes, changed while its server is stopped. */
public final class Pages {

    private static final int PAGE = 8192;

    private final Node node;
    private final Path file;

    private Pages(Node node, Path file) {
        this.node = node;
        this.file = file;
    }

    /** The file of a table on a node. */
    public static Pages of(Node node, String table) {
        String path = node.queryPastLinks("SELECT pg_relation_filepath('%s')".formatted(table))
                .get(0);
        return new Pages(node, Path.of(node.dataDirectory(), path));
    }

    void change(UnaryOperator<String> text) {
        rewrite(bytes ->
                text.apply(new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Its first page becomes zeros; the server is stopped for it, and started again. */
    public void zeroFirst() {
        rewrite(bytes -> {
            Arrays.fill(bytes, 0, PAGE, (byte) 0);
            return bytes;
        });
    }

    void remove() {
        node.stop();
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node.start();
    }

    private void rewrite(UnaryOperator<byte[]> change) {
        node.stop();
        try {
            Files.write(file, change.apply(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node.start();
    }

    /** Lets a standby be a primary for a moment, on the same timeline, and makes it a standby again. */
    static void writtenTo(Node standby, String statements) {
        standby.stop();
        Path signal = Path.of(standby.dataDirectory(), "standby.signal");
        try {
            Files.delete(signal);
            standby.start();
            standby.execute(statements);
            standby.stop();
            Files.createFile(signal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        standby.start();
    }
}
