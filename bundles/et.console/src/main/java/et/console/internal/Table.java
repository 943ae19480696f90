package et.console.internal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for people: columns as wide as their widest cell, numbers to the right. No colours, so that it can be
 * piped.
 */
final class Table {

    private final List<String> headers;
    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] numeric;

    Table(String... headers) {
        this.headers = List.of(headers);
        this.numeric = new boolean[headers.length];
        Arrays.fill(numeric, true);
    }

    /** Adds a row; a column of numbers only is aligned to the right. */
    Table row(Object... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + headers.size() + ")");
        }
        List<String> row = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            numeric[i] &= cells[i] instanceof Number;
            row.add(clean(cells[i] instanceof Number n ? Words.number(n) : String.valueOf(cells[i])));
        }
        rows.add(row);
        return this;
    }

    /** Whether there is no row. */
    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Prints it, each line after {@code indent}. */
    void print(PrintStream out, String indent) {
        int[] widths = new int[headers.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    headers.get(i).length(),
                    rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0));
        }
        line(out, indent, headers, widths);
        rows.forEach(row -> line(out, indent, row, widths));
    }

    private void line(PrintStream out, String indent, List<String> cells, int[] widths) {
        var text = new StringBuilder(indent);
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String space = " ".repeat(widths[i] - cell.length());
            boolean right = numeric[i] && !rows.isEmpty();
            text.append(i == 0 ? "" : "  ").append(right ? space + cell : cell + space);
        }
        out.println(text.toString().stripTrailing());
    }

    /** Ids and names come from strangers: no control character reaches a terminal. */
    private static String clean(String cell) {
        return cell.replaceAll("\\p{Cntrl}", "?");
    }
}
