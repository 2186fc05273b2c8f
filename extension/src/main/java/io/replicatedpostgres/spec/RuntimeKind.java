package io.replicatedpostgres.spec;

import java.util.Locale;

/** Where servers can run, and where their PostgreSQL comes from. */
public enum RuntimeKind {
    /** Processes of this machine, from installed PostgreSQL binaries. */
    LOCAL,
    /** Containers of a Docker daemon, here or elsewhere. */
    CONTAINER,
    /** Processes of this machine, from PostgreSQL binaries on the class path. */
    EMBEDDED;

    /** How a journal and a message call it: {@code local}, {@code container}, {@code embedded}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
