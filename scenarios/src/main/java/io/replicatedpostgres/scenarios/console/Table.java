package io.replicatedpostgres.scenarios.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.core.Field;
import org.postgresql.core.Oid;

/** Rows in columns of one width, numbers to the right, as {@code psql} writes them. */
final class Table {

    private static final Set<Integer> TO_THE_RIGHT =
            Set.of(Oid.INT2, Oid.INT4, Oid.INT8, Oid.FLOAT4, Oid.FLOAT8, Oid.NUMERIC, Oid.OID, Oid.MONEY);

    private final Field[] fields;
    private final List<List<String>> rows = new ArrayList<>();

    Table(Field[] fields) {
        this.fields = fields.clone();
    }

    /** A row; what is longer than a line is made one. */
    void add(List<String> cells) {
        rows.add(cells.stream().map(cell -> cell.replace("\n", "↵")).toList());
    }

    List<String> lines() {
        int[] widths = IntStream.range(0, fields.length).map(this::width).toArray();
        var lines = new ArrayList<String>();
        lines.add(IntStream.range(0, fields.length)
                .mapToObj(i -> " " + centred(fields[i].getColumnLabel(), widths[i]) + " ")
                .collect(Collectors.joining("|"))
                .stripTrailing());
        lines.add(Arrays.stream(widths).mapToObj(width -> "-".repeat(width + 2)).collect(Collectors.joining("+")));
        for (List<String> row : rows) {
            lines.add(IntStream.range(0, fields.length)
                    .mapToObj(i -> " " + aligned(row.get(i), widths[i], fields[i]) + " ")
                    .collect(Collectors.joining("|"))
                    .stripTrailing());
        }
        lines.add(rows.size() == 1 ? "(1 row)" : "(%s rows)".formatted(rows.size()));
        return lines;
    }

    private int width(int column) {
        return IntStream.concat(
                        IntStream.of(fields[column].getColumnLabel().length()),
                        rows.stream().mapToInt(row -> row.get(column).length()))
                .max()
                .orElse(0);
    }

    private static String aligned(String cell, int width, Field field) {
        String space = " ".repeat(width - cell.length());
        return TO_THE_RIGHT.contains(field.getOID()) ? space + cell : cell + space;
    }

    private static String centred(String label, int width) {
        int left = (width - label.length()) / 2;
        return " ".repeat(left) + label + " ".repeat(width - label.length() - left);
    }
}
