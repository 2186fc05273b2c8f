package io.replicatedpostgres.model;

/**
 * A setting of a server that is not as PostgreSQL was built.
 *
 * @param name its name
 * @param value what holds, with its unit
 * @param builtIn what PostgreSQL takes when it is not set ({@code boot_val}), with its unit; may be empty
 * @param source where the value comes from, in the words of {@code pg_settings.source}, such as {@code configuration file}
 */
public record SettingState(String name, String value, String builtIn, String source) {}
