package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.LogLine;
import io.replicatedpostgres.model.LogMark;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Records the lines of a server's log that tell what happened, soon after they are written. */
final class LogTail {

    /** What a reader of a report wants to see beside the acts. */
    private static final Pattern MATTERS = Pattern.compile(
            "FATAL:|PANIC:|ERROR:|WARNING:|starting PostgreSQL|shutdown request|database system (is|was)|standby mode"
                    + "|consistent recovery|started streaming|replication terminated|terminating|promote request"
                    + "|new timeline|timeline history|highest timeline|requested starting point|recovery complete|invalidating|WAL segment|crash|rewind"
                    + "|could not|parameter \"primary_|synchronous|recovery (has )?(paused|stopp)|conflict");

    private static final Pattern TIME = Pattern.compile("^(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+ \\S+) ");

    private final Subject subject;
    private final Journal journal;
    private final Detectors detectors;
    private LogMark seen = LogMark.BEGINNING;
    private long lastReadNanos = System.nanoTime();

    LogTail(Subject subject, Journal journal, Detectors detectors) {
        this.subject = subject;
        this.journal = journal;
        this.detectors = detectors;
    }

    synchronized void read() {
        long now = System.nanoTime();
        long before = lastReadNanos;
        try {
            seen = subject.log().follow(seen, line -> {
                if (MATTERS.matcher(line).find()) {
                    record(line);
                }
                detectors.take(subject.node(), line, before, System.nanoTime());
            });
            lastReadNanos = now;
        } catch (UncheckedIOException e) {
            // the file is gone, and with it what there was to read
        }
    }

    private void record(String line) {
        Matcher time = TIME.matcher(line);
        journal.append(new LogLine(subject.node(), line, time.find() ? time.group(1) : null));
    }
}
