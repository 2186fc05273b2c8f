package io.replicatedpostgres.junit;

import io.replicatedpostgres.cluster.KeptClusters;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.ReportFolder;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the files of one cluster will be kept, decided once: at its first failure, so that what the failure tells is true. */
final class Kept {

    private final Journal journal;
    private @Nullable Boolean reserved;
    private boolean told;

    Kept(Journal journal) {
        this.journal = journal;
    }

    /** The directory; empty if nothing is written, or this run has kept enough. */
    synchronized Optional<Path> directory() {
        Optional<Path> wanted = journal.path().flatMap(Kept::beside);
        if (wanted.isPresent() && reserved == null) {
            reserved = KeptClusters.reserve(wanted.get());
        }
        return wanted.filter(directory -> Boolean.TRUE.equals(reserved));
    }

    /** What a failure says about it; empty if nothing is written at all. */
    synchronized Optional<KeptNotice> notice() {
        told = true;
        return directory()
                .map(KeptNotice::at)
                .or(() -> journal.path().flatMap(path -> parent()).map(KeptNotice::none));
    }

    /** Whether no failure has said it yet. */
    synchronized boolean isUntold() {
        return !told;
    }

    /** {@code journals/<test>/<attempt>.jsonl} goes with {@code kept/<test>-<attempt>}. */
    private static Optional<Path> beside(Path journal) {
        Path test = journal.resolveSibling(".").normalize();
        String attempt = journal.getFileName().toString().replace(".jsonl", "");
        return parent().map(kept -> kept.resolve(test.getFileName() + "-" + attempt));
    }

    private static Optional<Path> parent() {
        return ReportFolder.current().map(folder -> folder.path().resolve("kept"));
    }
}
