package io.replicatedpostgres.plantings;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong that is planted, or something that is right and looks wrong, and what each finder has to say of it. What is
 * not listed has to be silent.
 */
final class Planting {

    /** Where it is planted. */
    enum Where {
        /** In a history that is written by hand. */
        HISTORY("history"),
        /** On real PostgreSQL servers. */
        SERVERS("servers"),
        /** In a test of its own, which asserts what is found. */
        TEST("a test of its own");

        private final String words;

        Where(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private final String id;
    private final String title;
    private final Where where;
    private final Map<Finder, Cell> expected = new EnumMap<>(Finder.class);
    private final Set<Finder> may = EnumSet.noneOf(Finder.class);
    private final @Nullable HandWritten history;
    private final @Nullable OnServers servers;
    private final @Nullable NamedTest test;

    private Planting(
            String id,
            String title,
            Where where,
            @Nullable HandWritten history,
            @Nullable OnServers servers,
            @Nullable NamedTest test) {
        this.id = id;
        this.title = title;
        this.where = where;
        this.history = history;
        this.servers = servers;
        this.test = test;
    }

    /** A history that is written by hand. */
    static Planting history(String id, String title, HandWritten history) {
        return new Planting(id, title, Where.HISTORY, history, null, null);
    }

    /** What is done on real servers. */
    static Planting servers(String id, String title, OnServers servers) {
        return new Planting(id, title, Where.SERVERS, null, servers, null);
    }

    /**
     * What a test of another class plants, and asserts to be found.
     *
     * @param test the class beneath {@code io.replicatedpostgres} and the method, such as {@code junit.ExpectTest#aTest}
     */
    static Planting inTest(String id, String title, String test) {
        return new Planting(id, title, Where.TEST, null, null, NamedTest.of(test));
    }

    /** These must find it. */
    Planting foundBy(Finder... finders) {
        return expect(Cell.FOUND, finders);
    }

    /** These must say it, and not fail. */
    Planting saidBy(Finder... finders) {
        return expect(Cell.SAID, finders);
    }

    /** These must say that they do not know. */
    Planting unknownTo(Finder... finders) {
        return expect(Cell.UNKNOWN, finders);
    }

    /** These must hold: to say that they do not know is not enough. */
    Planting held(Finder... finders) {
        return expect(Cell.SILENT, finders);
    }

    /** These may find it, depending on the time that the servers take. */
    Planting mayBeFoundBy(Finder... finders) {
        may.addAll(Set.of(finders));
        return this;
    }

    private Planting expect(Cell cell, Finder... finders) {
        for (Finder finder : finders) {
            if (expected.put(finder, cell) != null) {
                throw new IllegalArgumentException("%s: %s is listed twice".formatted(id, finder));
            }
        }
        return this;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Where where() {
        return where;
    }

    Map<Finder, Cell> expected() {
        return Map.copyOf(expected);
    }

    boolean may(Finder finder) {
        return may.contains(finder);
    }

    /** The finders that have to say this, in their order. */
    List<Finder> of(Cell cell) {
        return Finder.all().filter(finder -> expected.get(finder) == cell).toList();
    }

    @Nullable
    HandWritten history() {
        return history;
    }

    @Nullable
    OnServers servers() {
        return servers;
    }

    @Nullable
    NamedTest test() {
        return test;
    }

    @Override
    public String toString() {
        return "%s: %s".formatted(id, title);
    }
}
