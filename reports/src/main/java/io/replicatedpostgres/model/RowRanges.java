package io.replicatedpostgres.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A set of row numbers, as ranges: a million rows without a gap are one of them.
 *
 * <p>The text form is for example {@code 0-4999,5001,5003-9999}, with numbers below 0 {@code -7--5,-1}; that of the empty set is the
 * empty text.
 *
 * @param ranges in ascending order; none touches the next
 */
public record RowRanges(List<Range> ranges) {

    private static final Pattern RANGE = Pattern.compile("(-?\\d{1,19})(?:-(-?\\d{1,19}))?");

    /** No row. */
    public static final RowRanges EMPTY = new RowRanges(List.of());

    /**
     * Rows without a gap.
     *
     * @param first the first of them
     * @param last the last of them, included
     */
    public record Range(long first, long last) {

        /** Checks the order. */
        public Range {
            if (last < first) {
                throw new IllegalArgumentException("not a range: %s-%s ends before it begins".formatted(first, last));
            }
        }

        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }

    /** Copies the list and checks its order. */
    public RowRanges {
        ranges = List.copyOf(ranges);
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).first() <= ranges.get(i - 1).last()) {
                throw new IllegalArgumentException(
                        "not in ascending order: %s before %s".formatted(ranges.get(i - 1), ranges.get(i)));
            }
        }
    }

    /** These rows; one that is named twice is in it once. */
    public static RowRanges of(Collection<Long> rows) {
        return of(rows.stream().mapToLong(Long::longValue));
    }

    /** These rows; one that is named twice is in it once. */
    public static RowRanges of(LongStream rows) {
        var ranges = new ArrayList<Range>();
        for (long row : rows.sorted().distinct().toArray()) {
            int end = ranges.size() - 1;
            if (end >= 0 && ranges.get(end).last() == row - 1) {
                ranges.set(end, new Range(ranges.get(end).first(), row));
            } else {
                ranges.add(new Range(row, row));
            }
        }
        return new RowRanges(ranges);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static RowRanges parse(String text) {
        var ranges = new ArrayList<Range>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Matcher words = RANGE.matcher(part);
            if (!words.matches()) {
                throw new IllegalArgumentException(
                        "not a range of rows: '%s'; wanted a number, or two with a - between".formatted(part));
            }
            long first = Long.parseLong(words.group(1));
            @Nullable String last = words.group(2);
            ranges.add(new Range(first, last == null ? first : Long.parseLong(last)));
        }
        return new RowRanges(ranges);
    }

    /** Whether this row is one of them. */
    public boolean contains(long row) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (row < range.first()) {
                high = middle - 1;
            } else if (row > range.last()) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Those of them that are not among the others. It takes as long as there are ranges, whatever is in them. */
    public RowRanges minus(RowRanges others) {
        var left = new ArrayList<Range>();
        int next = 0;
        for (Range range : ranges) {
            long from = range.first();
            boolean whole = false;
            while (next < others.ranges.size() && others.ranges.get(next).last() < from) {
                next++;
            }
            int at = next;
            while (at < others.ranges.size() && others.ranges.get(at).first() <= range.last()) {
                Range taken = others.ranges.get(at++);
                if (taken.first() > from) {
                    left.add(new Range(from, taken.first() - 1));
                }
                whole = taken.last() >= range.last();
                from = whole ? range.last() : taken.last() + 1;
            }
            if (!whole && from <= range.last()) {
                left.add(new Range(from, range.last()));
            }
        }
        return new RowRanges(left);
    }

    /** How many rows they are. */
    public long count() {
        return ranges.stream()
                .mapToLong(range -> range.last() - range.first() + 1)
                .sum();
    }

    /** All rows, ascending. */
    public LongStream rows() {
        return ranges.stream().flatMapToLong(range -> LongStream.rangeClosed(range.first(), range.last()));
    }

    /** The text form, cut after so many ranges: for people. */
    public String shortened(int rangesMax) {
        Iterator<Range> some = ranges.stream().limit(rangesMax).iterator();
        var text = new StringBuilder();
        while (some.hasNext()) {
            text.append(text.isEmpty() ? "" : ", ").append(some.next());
        }
        return ranges.size() > rangesMax ? text + ", …" : text.toString();
    }

    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
