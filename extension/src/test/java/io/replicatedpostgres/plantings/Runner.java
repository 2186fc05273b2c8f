package io.replicatedpostgres.plantings;

import io.replicatedpostgres.assertions.Judgement;
import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Expected;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Plants, and asks every finder. */
final class Runner {

    private Runner() {}

    /** What every check, and what is judged without being asked for, says of a history that is written by hand. */
    static Sighting of(HandWritten written) {
        History history = written.read();
        var verdicts = new ArrayList<Verdict>(Check.all(Guarantees.promised(history), history));
        verdicts.addAll(Expected.unmet(history));
        return sighting(history, verdicts, Map.of());
    }

    /** The same of servers, as a test with the extension would end there, and what every detector has shown. */
    static Sighting of(OnServers servers, Path directory) {
        Path file = directory.resolve("%s.jsonl".formatted(System.nanoTime()));
        var secrets = Secrets.of();
        try (Journal journal = Journal.create(file, secrets);
                Cluster cluster = Cluster.start(servers.spec(), new Recording(journal, secrets))) {
            var planted = new Planted(cluster);
            servers.act().accept(planted);
            cluster.settleAtTheEnd();
            var cells = new EnumMap<Finder, Cell>(Finder.class);
            cells.putAll(planted.seen());
            Finder.all()
                    .filter(Finder::isDetector)
                    .forEach(detector -> cells.put(detector, hasShown(cluster, detector) ? Cell.FOUND : Cell.SILENT));
            return sighting(History.of(file), Judgement.ofPromises(cluster), cells);
        }
    }

    private static boolean hasShown(Cluster cluster, Finder detector) {
        return cluster.falseHealth().stream()
                .anyMatch(seen ->
                        detector.illusion().filter(seen.illusion()::equals).isPresent());
    }

    private static Sighting sighting(History history, List<Verdict> promises, Map<Finder, Cell> others) {
        var cells = new EnumMap<Finder, Cell>(Finder.class);
        cells.putAll(others);
        var words = new ArrayList<String>();
        cells.put(Finder.PROMISES, promises.isEmpty() ? Cell.SILENT : Cell.of(Verdict.worst(promises)));
        promises.forEach(verdict -> words.add("promised: " + verdict));
        Finder.all()
                .filter(Finder::isCheck)
                .forEach(finder -> finder.check().ifPresent(check -> {
                    Verdict verdict = Check.all(List.of(check), history).get(0);
                    cells.put(finder, Cell.of(verdict.outcome()));
                    words.add(verdict.toString());
                }));
        history.falseHealth().forEach(found -> words.add(found.toString()));
        return new Sighting(Map.copyOf(cells), words.stream().collect(Collectors.joining("\n")));
    }
}
