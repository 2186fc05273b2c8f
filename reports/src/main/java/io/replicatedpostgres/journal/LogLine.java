package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import org.jspecify.annotations.Nullable;

/**
 * A line of a server's log that matters. The time of the entry is when it was read; the server's own is in the line.
 *
 * @param node whose log
 * @param line the line as it is there
 * @param serverTime the time at its beginning, as the server wrote it; null if it has none
 */
public record LogLine(NodeRef node, String line, @Nullable String serverTime) implements Event {}
