package io.replicatedpostgres.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.postgres.ServerLog;
import io.replicatedpostgres.topology.FakeHost;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {

    @Test
    void aHostThatDoesNotAnswerInTimeDoesNotEndTheLooking(@TempDir Path directory) {
        Journal journal = ReportFolder.in(directory).newJournal("watch", Secrets.of());
        var looks = new AtomicInteger();
        var subject = new Subject(
                new NodeRef("node-1"),
                new PostgresVersion(15, 0),
                () -> {
                    throw new IllegalStateException("a server that is not ready is not connected to");
                },
                () -> {
                    if (looks.incrementAndGet() <= 2) {
                        throw new DeadlineException("docker exec did not answer");
                    }
                    return false;
                },
                () -> false,
                new ServerLog(new FakeHost("node-1")),
                Ties.unknown(),
                sample -> {});

        var watch = new Watch(subject, journal, new Detectors(journal));
        watch.start();
        await().until(() -> looks.get() > 4);
        watch.close();
        journal.close();

        assertThat(JournalFile.readAll(journal.path().orElseThrow()))
                .extracting(entry -> entry.event())
                .filteredOn(event -> event instanceof Note)
                .singleElement()
                .asString()
                .contains("could not look at node-1", "docker exec did not answer");
        assertThat(JournalFile.readAll(journal.path().orElseThrow()))
                .anyMatch(entry -> entry.event() instanceof NodeSampled);
    }
}
