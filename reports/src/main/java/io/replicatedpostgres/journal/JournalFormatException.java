package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import org.jspecify.annotations.Nullable;

/** A file is not a journal, or not one that can be read. The message names the file, the line and what is wrong with it. */
public final class JournalFormatException extends ReplicatedPostgresException {

    private static final long serialVersionUID = 1L;

    JournalFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
