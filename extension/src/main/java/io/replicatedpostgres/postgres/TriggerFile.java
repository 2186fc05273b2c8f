package io.replicatedpostgres.postgres;

/** The file whose appearance promotes a standby, up to PostgreSQL 15. */
final class TriggerFile {

    /** Relative to the data directory, so that a copied directory needs no other value. */
    static final String SETTING = "../promote.trigger";

    private TriggerFile() {}

    static String path(String home) {
        return home + "/promote.trigger";
    }
}
