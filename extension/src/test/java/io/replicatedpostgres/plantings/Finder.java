package io.replicatedpostgres.plantings;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Illusion;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can find a planting: a check, a detector, an assertion, a verb that refuses, a command. */
enum Finder {
    PROMISES("default promises", "what is judged at the end of each test without being asked for"),
    LOSS(Of.CHECK, "lost"),
    TWO_PRIMARIES(Of.CHECK, "two primaries"),
    PHANTOMS(Of.CHECK, "phantom"),
    TWICE(Of.CHECK, "twice"),
    BALANCES(Of.CHECK, "balance"),
    STALE(Of.CHECK, "stale"),
    OWN_WRITES(Of.CHECK, "own writes"),
    MONOTONIC(Of.CHECK, "monotonic"),
    TAKEN_BACK(Of.CHECK, "taken back"),
    RECOVERED(Of.CHECK, "recovered"),
    CONVERGED(Of.CHECK, "converged"),
    SLOTS(Of.CHECK, "slots"),
    READ_COMMITTED(Of.CHECK, "RC"),
    PARALLEL_SNAPSHOTS(Of.CHECK, "PSI"),
    SNAPSHOTS(Of.CHECK, "SI"),
    STRICT_SNAPSHOTS(Of.CHECK, "strict SI"),
    SERIALIZABLE(Of.CHECK, "SER"),

    TWIN_TIMELINES(Illusion.TWIN_TIMELINES),
    STREAMING_OVER_A_DEAD_LINK(Illusion.STREAMING_OVER_A_DEAD_LINK),
    STREAMING_FROM_NOBODY(Illusion.STREAMING_FROM_NOBODY),
    REPLAY_STOPPED(Illusion.REPLAY_STOPPED),
    IDLE_TIMESTAMPS(Illusion.IDLE_TIMESTAMPS),
    REWIND_DID_NOTHING(Illusion.REWIND_DID_NOTHING),
    LOOPING_ON_A_FORK(Illusion.LOOPING_ON_A_FORK),
    ENDED_BY_ITSELF(Illusion.ENDED_BY_ITSELF),
    CANNOT_STREAM(Illusion.CANNOT_STREAM),
    LIVING_ON_ITS_ARCHIVE(Illusion.LIVING_ON_ITS_ARCHIVE),
    WAITING_FOR_AN_ABSENT_STANDBY(Illusion.WAITING_FOR_AN_ABSENT_STANDBY),
    UNUSED_SLOT(Illusion.UNUSED_SLOT),
    SLOT_HOLDS_XMIN(Illusion.SLOT_HOLDS_XMIN),
    SLOT_BLOCKS_SYNCHRONIZATION(Illusion.SLOT_BLOCKS_SYNCHRONIZATION),

    IN_SYNC("isInSync", "an assertion"),
    SAME_CONTENT("hasSameContent", "an assertion"),
    NOT_DIVERGED("hasNotDiverged", "an assertion"),
    STREAMING_FROM("isStreamingFrom", "an assertion"),
    NOT_SPLIT_BRAIN("isNotSplitBrain", "an assertion"),
    NOT_CORRUPT("isNotCorrupt", "an assertion"),
    SLOT_ASSERTION("holdsXmin", "an assertion on a slot"),
    PROOF("compareWith", "the proof that two nodes are equal"),
    AWAIT_REPLAY("awaitReplay", "a wait that ends at its deadline"),
    EXPECTATION("@Expect", "what a test announced"),
    REWIND_LOSS("lossOfRewindTo", "what a rewind would throw away"),
    VERB("the verb", "a verb that refuses, and says why"),
    ERROR("the error", "an error that names the cause"),
    COMMAND("check", "the command that judges journals again"),
    REPORT("the report", "index.html, index.md and index.json"),
    CHAOS("chaos", "a schedule that is judged, shrunk and printed as a test"),
    API("the HTTP API", "the answers of the embedded Toxiproxy server");

    /** What kind of finder it is. */
    private enum Of {
        CHECK,
        DETECTOR,
        OTHER
    }

    private final Of kind;
    private final String words;
    private final String about;
    private final @Nullable Illusion illusion;

    Finder(Of kind, String words, String about, @Nullable Illusion illusion) {
        this.kind = kind;
        this.words = words;
        this.about = about;
        this.illusion = illusion;
    }

    Finder(String words, String about) {
        this(Of.OTHER, words, about, null);
    }

    Finder(Of kind, String words) {
        this(kind, words, "a check", null);
    }

    Finder(Illusion illusion) {
        this(Of.DETECTOR, illusion.name(), "the detector of " + illusion.words(), illusion);
    }

    /** The short name that heads its column. */
    String words() {
        return words;
    }

    /** What it is. */
    String about() {
        return check().map(check -> "the check “%s”".formatted(check.guarantee()))
                .orElse(about);
    }

    /** The check with its standard parameters; empty if it is none. */
    Optional<Check> check() {
        return Optional.ofNullable(
                switch (this) {
                    case LOSS -> Guarantees.noAcknowledgedWriteLost();
                    case TWO_PRIMARIES -> Guarantees.noTwoPrimariesAcknowledged();
                    case PHANTOMS -> Guarantees.noRejectedWritePresent();
                    case TWICE -> Guarantees.noWriteDoneTwice();
                    case BALANCES -> Guarantees.balancesConserved();
                    case STALE -> Guarantees.noStaleReads(Duration.ofSeconds(1));
                    case OWN_WRITES -> Guarantees.readYourWrites();
                    case MONOTONIC -> Guarantees.monotonicReads();
                    case TAKEN_BACK -> Guarantees.noReadTakenBack();
                    case RECOVERED -> Guarantees.recoveredWithin(Duration.ofSeconds(1));
                    case CONVERGED -> Guarantees.convergedWithin(Duration.ofSeconds(60));
                    case READ_COMMITTED -> Guarantees.readCommitted().onPrimary();
                    case PARALLEL_SNAPSHOTS ->
                        Guarantees.parallelSnapshotIsolation().onPrimary();
                    case SNAPSHOTS -> Guarantees.snapshotIsolation().onPrimary();
                    case STRICT_SNAPSHOTS ->
                        Guarantees.snapshotIsolation().onPrimary().strict();
                    case SERIALIZABLE -> Guarantees.serializable().onPrimary();
                    case SLOTS -> Guarantees.slotsWithin(DataSize.megabytes(64));
                    default -> null;
                });
    }

    /** What it detects; empty if it is no detector. */
    Optional<Illusion> illusion() {
        return Optional.ofNullable(illusion);
    }

    boolean isCheck() {
        return kind == Of.CHECK;
    }

    boolean isDetector() {
        return kind == Of.DETECTOR;
    }

    /** Whether it judges each planting by itself; the others are asked where a planting says so. */
    boolean isAlwaysAsked() {
        return this == PROMISES || isCheck() || isDetector();
    }

    static Stream<Finder> all() {
        return Stream.of(values());
    }
}
