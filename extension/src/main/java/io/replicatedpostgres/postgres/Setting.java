package io.replicatedpostgres.postgres;

/**
 * A line of {@code postgresql.conf}.
 *
 * @param name the setting
 * @param value its value, unquoted
 * @param reason why it is written
 */
public record Setting(String name, String value, String reason) {

    /** The line, with the reason above it. */
    String line() {
        return "# %s\n%s = '%s'\n"
                .formatted(reason, name, value.replace("\\", "\\\\").replace("'", "''"));
    }
}
