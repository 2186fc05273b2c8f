package io.replicatedpostgres.plantings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What all finders said of a planting.
 *
 * @param cells of those that were asked
 * @param words what they said
 */
record Sighting(Map<Finder, Cell> cells, String words) {

    Cell of(Finder finder) {
        return cells.getOrDefault(finder, Cell.NOT_ASKED);
    }

    /** Where it is not what the planting expects, a line each. */
    List<String> deviationsFrom(Planting planting) {
        var lines = new ArrayList<String>();
        Finder.all().forEach(finder -> {
            Cell expected = planting.expected().get(finder);
            Cell said = of(finder);
            boolean right = expected == null ? isSilent(finder, said) || planting.may(finder) : said == expected;
            if (!right) {
                lines.add("%s: %s instead of %s".formatted(finder, said, expected == null ? Cell.SILENT : expected));
            }
        });
        return lines;
    }

    /** A check that was not asked for may not know. A clock that looks late on an idle server is no accusation. */
    private static boolean isSilent(Finder finder, Cell said) {
        return switch (said) {
            case SILENT, NOT_ASKED -> true;
            case UNKNOWN -> finder != Finder.PROMISES;
            case SAID -> false;
            case FOUND -> finder == Finder.IDLE_TIMESTAMPS;
        };
    }
}
