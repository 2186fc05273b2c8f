package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import java.util.Arrays;
import java.util.List;

/**
 * Two servers that were promoted apart at the same position: both chose the same number for their timeline, their histories
 * are equal, and only what they wrote tells them apart.
 */
final class Twins {

    /** The first page: what a promotion writes comes first, with its time of day. */
    private static final int COMPARED_BYTES = 8192;

    private Twins() {}

    static boolean are(Member one, Member other, TimelineHistory history) {
        Timeline timeline = history.current();
        List<String> shared = one.host().list(one.server().data().path("pg_wal")).stream()
                .filter(file -> file.matches("[0-9A-F]{24}") && file.startsWith(timeline.filePrefix()))
                .filter(file -> other.host().exists(other.server().data().path("pg_wal/" + file)))
                .toList();
        return !shared.isEmpty() && differ(one, other, shared.get(0), history);
    }

    private static boolean differ(Member one, Member other, String file, TimelineHistory history) {
        byte[] here = one.host().read(one.server().data().path("pg_wal/" + file));
        byte[] there = other.host().read(other.server().data().path("pg_wal/" + file));
        int from = 0;
        var ancestors = history.ancestors();
        if (!ancestors.isEmpty()) {
            // what lies before the promotion was copied from the old timeline, and is the same on both
            from = (int) (ancestors.get(ancestors.size() - 1).leftAt().bytes() % here.length);
        }
        int to = Math.min(here.length, from + COMPARED_BYTES);
        return !Arrays.equals(here, from, to, there, from, to) && written(here, from, to) && written(there, from, to);
    }

    private static boolean written(byte[] content, int from, int to) {
        for (int i = from; i < Math.min(to, from + 24); i++) {
            if (content[i] != 0) {
                return true;
            }
        }
        return false;
    }
}
