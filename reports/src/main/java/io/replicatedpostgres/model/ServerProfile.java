package io.replicatedpostgres.model;

import java.util.Locale;

/** The settings of a server where the test does not set them. */
public enum ServerProfile {
    /** WAL segments of 1 MiB, small limits, no fsync: a test sees in seconds what production sees in a day. */
    SMALL,
    /** As PostgreSQL comes: WAL segments of 16 MiB, fsync, its own sizes of WAL. To judge an image or a configuration by. */
    PRODUCTION;

    /** How a configuration and a message call it: {@code small}, {@code production}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
