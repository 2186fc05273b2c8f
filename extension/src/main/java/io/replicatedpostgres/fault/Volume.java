package io.replicatedpostgres.fault;

/** A part of a server's files that can be put on a volume of its own. */
public enum Volume {
    /** {@code pg_wal}. */
    PG_WAL("pg_wal"),
    /** {@code base}: the tables and indexes of all databases. */
    TABLES("base"),
    /** The node's own archive. */
    ARCHIVE("archive");

    private final String words;

    Volume(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    String path(FaultKind kind, Patient patient) {
        return this == ARCHIVE
                ? Fitness.archive(kind, patient).directory()
                : patient.server().data().path(words);
    }
}
