package io.replicatedpostgres.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A journal read back, entry by entry, so that its size does not matter.
 *
 * <p>What cannot be read is refused with a {@link JournalFormatException}: an empty file, another kind of file, a version
 * of the format from the future, an unknown type of event, a broken line. A last line that was cut off by the end of its
 * process, or is being written now, is passed over, and {@link #truncated()} says so; what is written after {@link #open} is not read. Bytes that are not UTF-8 are read as U+FFFD.
 */
public final class JournalFile implements AutoCloseable {

    private final Path path;
    private final BufferedReader reader;
    private final long length;
    private final Lines lines = new Lines(Json.reading());
    private final Header header;
    private long lineNumber = 1;
    private boolean truncated;

    private JournalFile(Path path, BufferedReader reader, long length) throws IOException {
        this.path = path;
        this.reader = reader;
        this.length = length;
        this.header = readHeader();
    }

    /**
     * Opens a journal and reads its header.
     *
     * @throws JournalFormatException if it is not a journal that can be read
     * @throws UncheckedIOException if the file cannot be read
     */
    public static JournalFile open(Path path) {
        try {
            long length = Files.size(path);
            var reader = new BufferedReader(
                    new InputStreamReader(new SoFar(Files.newInputStream(path), length), StandardCharsets.UTF_8),
                    1 << 16);
            return opened(path, reader, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole of a journal that is known to be small. The same exceptions as from {@link #open}. */
    public static List<Entry> readAll(Path path) {
        try (JournalFile file = open(path)) {
            var entries = new ArrayList<Entry>();
            for (Optional<Entry> entry = file.next(); entry.isPresent(); entry = file.next()) {
                entries.add(entry.get());
            }
            return entries;
        }
    }

    /** What the first line says. */
    public Header header() {
        return header;
    }

    /**
     * The next entry; empty at the end.
     *
     * @throws JournalFormatException if the line is broken and not the last one, or its type of event is unknown
     */
    public Optional<Entry> next() {
        try {
            String line = reader.readLine();
            lineNumber++;
            return line == null ? Optional.empty() : entry(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the last line was cut off. Known once {@link #next} has come to the end. */
    public boolean truncated() {
        return truncated;
    }

    @Override
    public void close() {
        close(reader);
    }

    private static JournalFile opened(Path path, BufferedReader reader, long length) throws IOException {
        try {
            return new JournalFile(path, reader, length);
        } catch (IOException | RuntimeException e) {
            close(reader);
            throw e;
        }
    }

    private static void close(BufferedReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Header readHeader() throws IOException {
        String line = reader.readLine();
        if (line == null) {
            throw new JournalFormatException(path + " is empty: not even the header of a journal", null);
        }
        Header read = parse(line);
        if (read.version() > Header.VERSION) {
            throw new JournalFormatException(
                    "%s is a journal of version %s, and this code reads up to version %s: use a newer replicated-postgres"
                            .formatted(path, read.version(), Header.VERSION),
                    null);
        }
        return read;
    }

    private Header parse(String line) {
        try {
            return lines.header(line);
        } catch (RuntimeException e) {
            throw new JournalFormatException(
                    "%s, line 1: no journal begins like this: %s".formatted(path, e.getMessage()), e);
        }
    }

    private Optional<Entry> entry(String line) throws IOException {
        try {
            return Optional.of(lines.entry(line));
        } catch (IOException | RuntimeException e) {
            if (reader.readLine() != null || endsWithALineBreak()) {
                throw broken(e);
            }
            truncated = true;
            return Optional.empty();
        }
    }

    private boolean endsWithALineBreak() throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(length - 1);
            return file.read() == '\n';
        }
    }

    private JournalFormatException broken(Exception e) {
        return new JournalFormatException(
                "%s, line %s: %s".formatted(path, lineNumber, e.getMessage() == null ? e : e.getMessage()), e);
    }
}
