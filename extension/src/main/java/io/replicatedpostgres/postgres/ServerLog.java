package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.topology.Host;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The log of one server, over all its starts. */
public final class ServerLog {

    private static final int TAIL_LINES = 12;

    private static final Pattern NOT_STREAMING = Pattern.compile(
            "FATAL:  could not (receive data from WAL stream|start WAL streaming|connect to the primary)");
    private static final String STREAMS = "started streaming WAL from primary";

    private final Host host;

    /** The log of the node on this host. */
    public ServerLog(Host host) {
        this.host = host;
    }

    /** The path of the file on the host. */
    public String path() {
        return host.home() + "/postgres.log";
    }

    /** Where the log ends now. */
    public LogMark mark() {
        return new LogMark(host.size(path()));
    }

    /** The lines since a mark; the last one may still be growing. */
    public List<String> since(LogMark mark) {
        if (!host.exists(path())) {
            return List.of();
        }
        return new String(host.read(path(), mark.offsetBytes()), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /**
     * Hands over the lines since a mark that are written to their end.
     *
     * @return where the last of them ends
     */
    public LogMark follow(LogMark from, Consumer<String> reader) {
        byte[] bytes = host.read(path(), from.offsetBytes());
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] != '\n') {
            length--;
        }
        new String(bytes, 0, length, StandardCharsets.UTF_8).lines().forEach(reader);
        return new LogMark(from.offsetBytes() + length);
    }

    /** All lines. */
    public List<String> lines() {
        return since(LogMark.BEGINNING);
    }

    /** The first line since a mark that contains a text. */
    public Optional<String> find(String text, LogMark mark) {
        return since(mark).stream().filter(line -> line.contains(text)).findFirst();
    }

    /** The last lines since a mark with the path of the log, for a message. */
    public String tail(LogMark mark) {
        List<String> lines = since(mark);
        List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
        return "Log %s%s".formatted(path(), last.isEmpty() ? " is empty" : ":\n    " + String.join("\n    ", last));
    }

    /**
     * The last line in which the walreceiver of this node was refused or could not connect; empty if WAL has streamed since
     * (walreceiver.c).
     */
    public Optional<String> lastRefusal() {
        String refusal = null;
        for (String line : lines()) {
            if (NOT_STREAMING.matcher(line).find()) {
                refusal = line;
            } else if (line.contains(STREAMS)) {
                refusal = null;
            }
        }
        return Optional.ofNullable(refusal);
    }
}
