package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.topology.Command;

/** A part of a server's files that can be put on a volume or a disk of its own. */
public enum Volume {
    /** {@code pg_wal}. */
    PG_WAL("pg_wal"),
    /**
     * {@code base}: the tables and indexes of all databases. As a disk it is the one that also holds whatever else does not lie on
     * another.
     */
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

    /**
     * Gives a volume that {@link VolumeFaults#small} made another size while the server runs: more room where it is full, as an
     * administrator gives it. The fault holds on, with that size.
     *
     * @param size not less than what lies on it
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if that part of the files lies on no volume of its own, or more
     *     than that lies on it
     */
    public void resize(Patient patient, DataSize size) {
        Given.value("size", size);
        Given.value("patient", patient);
        VolumeFaults.resize(patient, this, size);
    }

    /** The directory itself: what lies on a disk of its own is reached by a link, which has to stay. */
    String path(FaultKind kind, Patient patient) {
        String path = this == ARCHIVE
                ? Fitness.archive(kind, patient).directory()
                : patient.server().data().path(words);
        return patient.host()
                .run(Command.of("readlink", "-f", path), patient.deadline())
                .output()
                .strip();
    }
}
