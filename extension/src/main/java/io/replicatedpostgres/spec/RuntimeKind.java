package io.replicatedpostgres.spec;

import java.util.Locale;

/** Where servers can run. */
public enum RuntimeKind {
    /** Processes of this machine, from installed PostgreSQL binaries. */
    LOCAL,
    /** Containers of a Docker daemon, here or elsewhere. */
    CONTAINER;

    /** How a journal and a message call it: {@code local}, {@code container}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
