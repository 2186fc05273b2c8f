package io.replicatedpostgres.report;

import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The pictures in words, for who does not see them. */
final class Alternative {

    private static final int BANDS_MAX = 8;

    private Alternative() {}

    static String of(Attempt attempt) {
        var sentences = new ArrayList<String>();
        sentences.add("Over " + Times.lasting(attempt.endNanos()) + ".");
        attempt.lanes().forEach(lane -> sentences.add(roles(lane)));
        if (!attempt.leaders().isEmpty()) {
            sentences.add(leaders(attempt));
        }
        bands(attempt, sentences);
        for (Stretch two : TwoPrimaries.in(attempt.lanes())) {
            sentences.add("Two primaries from %s to %s.".formatted(Times.at(two.fromNanos()), Times.at(two.toNanos())));
        }
        sentences.addAll(Loss.in(attempt));
        return String.join(" ", sentences);
    }

    private static String roles(Lane lane) {
        return lane.spans().stream()
                .map(span -> "%s from %s".formatted(span.label(), Times.at(span.fromNanos())))
                .collect(Collectors.joining("; ", lane.node() + ": ", "."));
    }

    private static String leaders(Attempt attempt) {
        return attempt.leaders().stream()
                .map(led -> "%s from %s".formatted(led.label(), Times.at(led.fromNanos())))
                .collect(Collectors.joining("; ", "Who leads, by the failover manager's record: ", "."));
    }

    private static void bands(Attempt attempt, List<String> sentences) {
        List<Deed> bands = attempt.deeds().stream()
                .filter(deed -> deed.kind() != Deed.Kind.ACT)
                .toList();
        for (Deed deed : bands.subList(0, Math.min(BANDS_MAX, bands.size()))) {
            String nodes = deed.nodes().stream().map(NodeRef::name).collect(Collectors.joining(", "));
            String until = deed.toNanos() == null ? "the end" : Times.at(deed.toNanos());
            sentences.add("%s on %s from %s to %s.".formatted(deed.name(), nodes, Times.at(deed.fromNanos()), until));
        }
        if (bands.size() > BANDS_MAX) {
            sentences.add("And %s faults more.".formatted(bands.size() - BANDS_MAX));
        }
    }
}
