package io.replicatedpostgres.postgres;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is written into a node's {@code postgresql.conf}: the later of two settings with one name counts. */
public final class Configuration {

    private final Map<String, Setting> settings = new LinkedHashMap<>();

    /** Adds or replaces a setting. */
    public synchronized Configuration set(String name, String value, String reason) {
        settings.put(name, new Setting(name, value, reason));
        return this;
    }

    /** Adds or replaces settings a test asked for. */
    public Configuration setAll(Map<String, String> wanted, String reason) {
        wanted.forEach((name, value) -> set(name, value, reason));
        return this;
    }

    /** Takes a setting out: PostgreSQL's default holds. */
    public synchronized Configuration unset(String name) {
        settings.remove(name);
        return this;
    }

    /** The value of a setting; empty if PostgreSQL's default holds. */
    public synchronized Optional<String> value(String name) {
        return Optional.ofNullable(settings.get(name)).map(Setting::value);
    }

    /** All of them. */
    public synchronized Collection<Setting> settings() {
        return java.util.List.copyOf(settings.values());
    }

    /** The file. */
    public String file() {
        var text = new StringBuilder("# Written by Replicated Postgres; each line says why it is there.\n");
        settings().forEach(setting -> text.append('\n').append(setting.line()));
        return text.toString();
    }
}
