package io.replicatedpostgres.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The content of {@code postmaster.pid}. Lines: process, data directory, start time, port, socket directory, address, shared
 * memory key and segment, status ({@code starting}, {@code stopping}, {@code ready}, {@code standby}). Source: PostgreSQL's
 * {@code src/include/utils/pidfile.h}.
 *
 * @param lines the lines there are; the server writes them one after another
 */
public record PostmasterFile(List<String> lines) {

    private static final int SHARED_MEMORY = 6;
    private static final int STATUS = 7;

    /** Reads the file. */
    public static PostmasterFile parse(byte[] content) {
        return new PostmasterFile(
                new String(content, StandardCharsets.UTF_8).lines().toList());
    }

    /** The postmaster's process number; empty while the file is being written. */
    OptionalLong pid() {
        try {
            return OptionalLong.of(Long.parseLong(lines.get(0).strip()));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The System V segment that guards the data directory; empty if the server did not come that far. */
    public OptionalLong sharedMemorySegment() {
        if (lines.size() <= SHARED_MEMORY) {
            return OptionalLong.empty();
        }
        String[] words = lines.get(SHARED_MEMORY).strip().split("\\s+");
        return words.length == 2 && words[1].matches("\\d+")
                ? OptionalLong.of(Long.parseLong(words[1]))
                : OptionalLong.empty();
    }

    /** How far the server has come; empty if it has not said so yet. */
    Optional<String> status() {
        return lines.size() <= STATUS
                ? Optional.empty()
                : Optional.of(lines.get(STATUS).strip());
    }
}
