package io.replicatedpostgres.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that a transaction did to one key: it appended an element to the key's list, or it read the list.
 *
 * @param kind which of the two
 * @param key the key
 * @param element what was appended; no other transaction appends the same element to this key. 0 for a read
 * @param list what was read, in its order; empty for an append
 */
public record TransactionStep(Kind kind, long key, long element, List<Long> list) {

    /** What was done. */
    public enum Kind {
        /** One element at the end of the list. */
        APPEND,
        /** The whole list. */
        READ
    }

    /** Copies the list. */
    public TransactionStep {
        list = List.copyOf(list);
    }

    /** An element at the end of a list. */
    public static TransactionStep append(long key, long element) {
        return new TransactionStep(Kind.APPEND, key, element, List.of());
    }

    /** The list, as it was read. */
    public static TransactionStep read(long key, List<Long> list) {
        return new TransactionStep(Kind.READ, key, 0, list);
    }

    /** Reads the text form. */
    static TransactionStep parse(String text) {
        int at = text.indexOf('=');
        if (at < 2 || (text.charAt(0) != 'a' && text.charAt(0) != 'r')) {
            throw new IllegalArgumentException(
                    "not a step of a transaction: '%s'; wanted for example a5=7 or r5=1,2".formatted(text));
        }
        long key = Long.parseLong(text.substring(1, at));
        String value = text.substring(at + 1);
        return text.charAt(0) == 'a' ? append(key, Long.parseLong(value)) : read(key, elements(value));
    }

    private static List<Long> elements(String text) {
        var elements = new ArrayList<Long>();
        for (String word : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            elements.add(Long.valueOf(word));
        }
        return elements;
    }

    /** The text form: {@code a5=7} appended 7 to the list of key 5, {@code r5=1,2} read 1 and 2 from it. */
    @Override
    public String toString() {
        var text = new StringBuilder(16).append(kind == Kind.APPEND ? 'a' : 'r').append(key);
        if (kind == Kind.APPEND) {
            return text.append('=').append(element).toString();
        }
        char between = '=';
        for (long each : list) {
            text.append(between).append(each);
            between = ',';
        }
        return list.isEmpty() ? text.append('=').toString() : text.toString();
    }
}
