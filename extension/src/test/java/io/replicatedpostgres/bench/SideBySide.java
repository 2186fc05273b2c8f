package io.replicatedpostgres.bench;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The medians of several places, a column each. */
final class SideBySide {

    private final Map<String, Table> columns = new LinkedHashMap<>();

    void add(String place, Table table) {
        columns.put(place, table);
    }

    void print() {
        Set<String> rows = new LinkedHashSet<>();
        columns.values().forEach(table -> rows.addAll(table.rows()));
        System.out.printf(Locale.ROOT, "%n| median | %s |%n", String.join(" | ", columns.keySet()));
        System.out.printf(Locale.ROOT, "|---|%s%n", "---:|".repeat(columns.size()));
        for (String row : rows) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s |%n",
                    row,
                    columns.values().stream()
                            .map(table -> table.median(row)
                                    .map(value -> String.format(Locale.ROOT, "%.0f", value))
                                    .orElse("–"))
                            .collect(Collectors.joining(" | ")));
        }
    }
}
