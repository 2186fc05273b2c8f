package io.replicatedpostgres.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a transaction did to one key: it appended an element to the key's list, or read the list; or it gave the key's
 * register a value, or read the register.
 *
 * @param kind which of the four
 * @param key the key
 * @param element what was appended or written; no other transaction puts the same one to this key. Of a register that was read its
 *     value, 0 if it had none. 0 for a list that was read
 * @param list what was read, in its order; empty for all but a list that was read
 * @param version which version of the register it is; null for lists, and for a write that was not answered
 */
public record TransactionStep(
        Kind kind,
        long key,
        long element,
        List<Long> list,
        @Nullable Version version) {

    private static final String EXAMPLES = "a5=7, r5=1,2, w5=7@2<3 or g5=7@2<3";

    /** The kind of step. */
    public enum Kind {
        /** One element at the end of the list. */
        APPEND('a'),
        /** The whole list. */
        READ('r'),
        /** A register, which has this value then. */
        WRITE('w'),
        /** The value of a register. */
        GET('g');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        /** Whether it changes what later transactions read. */
        public boolean isWrite() {
            return this == APPEND || this == WRITE;
        }

        /** Whether it is about a register, and not about a list. */
        public boolean isOfRegister() {
            return this == WRITE || this == GET;
        }
    }

    /**
     * A version of a register, as its row says it.
     *
     * @param number how often the register was written; 0 for one that has no value
     * @param previous the value that this version took the place of; 0 for the first one
     */
    public record Version(long number, long previous) {}

    /** Copies the list. */
    public TransactionStep {
        list = List.copyOf(list);
    }

    /** An element at the end of a list. */
    public static TransactionStep append(long key, long element) {
        return new TransactionStep(Kind.APPEND, key, element, List.of(), null);
    }

    /** The list, as it was read. */
    public static TransactionStep read(long key, List<Long> list) {
        return new TransactionStep(Kind.READ, key, 0, list, null);
    }

    /** A value that was written to a register; the version is null if the server did not say it. */
    public static TransactionStep write(long key, long value, @Nullable Version version) {
        return new TransactionStep(Kind.WRITE, key, value, List.of(), version);
    }

    /** The value of a register, as it was read. */
    public static TransactionStep get(long key, long value, Version version) {
        return new TransactionStep(Kind.GET, key, value, List.of(), version);
    }

    /**
     * A step of this kind, whose text form ends like this.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static TransactionStep of(Kind kind, long key, String ending) {
        return switch (kind) {
            case APPEND -> append(key, Long.parseLong(ending));
            case READ -> read(key, elements(ending));
            case WRITE, GET -> ofRegister(kind, key, ending);
        };
    }

    /** Reads the text form. */
    static TransactionStep parse(String text) {
        int at = text.indexOf('=');
        Kind kind = at < 2 ? null : kind(text.charAt(0));
        if (kind == null) {
            throw notAStep(text);
        }
        return of(kind, Long.parseLong(text.substring(1, at)), text.substring(at + 1));
    }

    private static @Nullable Kind kind(char letter) {
        for (Kind kind : Kind.values()) {
            if (kind.letter == letter) {
                return kind;
            }
        }
        return null;
    }

    private static TransactionStep ofRegister(Kind kind, long key, String text) {
        int number = text.indexOf('@');
        int previous = text.indexOf('<', number + 1);
        if (number < 0 && kind == Kind.WRITE) {
            return write(key, Long.parseLong(text), null);
        }
        if (number < 0 || previous < 0) {
            throw notAStep(kind.letter + "" + key + "=" + text);
        }
        var version = new Version(
                Long.parseLong(text.substring(number + 1, previous)), Long.parseLong(text.substring(previous + 1)));
        return new TransactionStep(kind, key, Long.parseLong(text.substring(0, number)), List.of(), version);
    }

    private static IllegalArgumentException notAStep(String text) {
        return new IllegalArgumentException(
                "not a step of a transaction: '%s'; wanted for example %s".formatted(text, EXAMPLES));
    }

    private static List<Long> elements(String text) {
        var elements = new ArrayList<Long>();
        for (String word : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            elements.add(Long.valueOf(word));
        }
        return elements;
    }

    /**
     * The text form: {@code a5=7} appended 7 to the list of key 5, {@code r5=1,2} read 1 and 2 from it; {@code w5=7@2<3} wrote 7 to
     * the register of key 5 as its version 2, over 3, and {@code g5=7@2<3} read it.
     */
    @Override
    public String toString() {
        var text = new StringBuilder(16).append(kind.letter).append(key);
        if (kind != Kind.READ) {
            text.append('=').append(element);
            return version == null
                    ? text.toString()
                    : text.append('@')
                            .append(version.number())
                            .append('<')
                            .append(version.previous())
                            .toString();
        }
        char between = '=';
        for (long each : list) {
            text.append(between).append(each);
            between = ',';
        }
        return list.isEmpty() ? text.append('=').toString() : text.toString();
    }
}
