package io.replicatedpostgres.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The settings of a node's {@code postgresql.conf}: the later of two settings with one name counts. An override beats
 * them all until it is taken back; of several the last one counts, whatever the order in which they are taken back.
 */
public final class Configuration {

    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Map<Object, Setting> overrides = new LinkedHashMap<>();
    private final Set<Object> replicationRefusals = new HashSet<>();
    private final List<String> admitted = new ArrayList<>();

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

    /**
     * A setting that beats what is set, and what will be set.
     *
     * @return takes it back; a second time does nothing
     */
    public synchronized Runnable override(String name, String value, String reason) {
        var key = new Object();
        overrides.put(key, new Setting(name, value, reason));
        return () -> takeBack(key);
    }

    private synchronized void takeBack(Object key) {
        overrides.remove(key);
    }

    /**
     * Puts a line before those of {@code pg_hba.conf}.
     *
     * @param line with {@code %s} for the addresses of the clients
     */
    public synchronized void admit(String line) {
        admitted.add(line);
    }

    /** The lines that come before those of {@code pg_hba.conf}. */
    public synchronized List<String> admitted() {
        return List.copyOf(admitted);
    }

    /**
     * Leaves the replication lines out of {@code pg_hba.conf}.
     *
     * @return puts them back; a second time does nothing
     */
    public synchronized Runnable refuseReplication() {
        var key = new Object();
        replicationRefusals.add(key);
        return () -> allowReplicationAgain(key);
    }

    private synchronized void allowReplicationAgain(Object key) {
        replicationRefusals.remove(key);
    }

    /** Whether {@code pg_hba.conf} has its replication lines. */
    public synchronized boolean allowsReplication() {
        return replicationRefusals.isEmpty();
    }

    /** The value of a setting; empty if PostgreSQL's default holds. */
    public Optional<String> value(String name) {
        return settings().stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .map(Setting::value);
    }

    /** All of them. */
    public synchronized Collection<Setting> settings() {
        var all = new LinkedHashMap<>(settings);
        overrides.values().forEach(setting -> all.put(setting.name(), setting));
        return List.copyOf(all.values());
    }

    /** The file. */
    public String file() {
        return file(name -> true);
    }

    /** A file with some of the settings, by their names. */
    String file(Predicate<String> names) {
        var text = new StringBuilder("# Written by Replicated Postgres; each line says why it is there.\n");
        settings().stream()
                .filter(setting -> names.test(setting.name()))
                .forEach(setting -> text.append('\n').append(setting.line()));
        return text.toString();
    }
}
