package io.replicatedpostgres.observe;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value of {@code pg_settings} with its unit, exactly: {@code 8192} of {@code 8kB} is {@code 64MB}. */
final class ValueWithUnit {

    private static final Pattern SIZE = Pattern.compile("(\\d*)(B|kB|MB|GB|TB)");
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");
    private static final int STEP = 1024;

    private ValueWithUnit() {}

    static String of(@Nullable String value, @Nullable String unit) {
        if (value == null || unit == null) {
            return value == null ? "" : value;
        }
        Matcher size = SIZE.matcher(unit);
        boolean positive = value.matches("[1-9]\\d{0,12}");
        if (positive && size.matches()) {
            long factor = size.group(1).isEmpty() ? 1 : Long.parseLong(size.group(1));
            return largest(Long.parseLong(value) * factor, UNITS.indexOf(size.group(2)));
        }
        // 0 and -1 mean something else than an amount
        return value.matches("-?\\d+(\\.\\d+)?") && !value.equals("0") && !value.equals("-1") ? value + unit : value;
    }

    private static String largest(long amount, int unit) {
        boolean whole = amount % STEP == 0 && unit + 1 < UNITS.size();
        return whole ? largest(amount / STEP, unit + 1) : amount + UNITS.get(unit);
    }
}
