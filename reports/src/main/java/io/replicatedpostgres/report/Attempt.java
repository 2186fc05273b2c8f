package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.Header;
import io.replicatedpostgres.journal.ScenarioStarted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a test: all of its journal that the report shows, in bounded memory.
 *
 * @param journal the file it was read from
 * @param header the first line of it; null if even that cannot be read
 * @param scenario which test it is; null if the journal does not say
 * @param plans the clusters that were planned
 * @param ending how it came to its end
 * @param endNanos the time of the last entry
 * @param lanes what each node did
 * @param leaders who led, by a failover manager's record
 * @param deeds acts, faults and damages, in the order of their beginnings
 * @param moments everything else that happened
 * @param momentsLeftOut how many log lines and notes are not among them
 * @param forks the timelines that were opened
 * @param positions WAL positions by node, in bytes
 * @param slots by {@code node: slot}
 * @param evidence what it proves
 * @param entries how many entries the journal has
 * @param data what was measured, and under which circumstances
 */
record Attempt(
        Path journal,
        @Nullable Header header,
        @Nullable ScenarioStarted scenario,
        List<ClusterPlanned> plans,
        Ending ending,
        long endNanos,
        List<Lane> lanes,
        List<Leadership> leaders,
        List<Deed> deeds,
        List<Moment> moments,
        long momentsLeftOut,
        List<Fork> forks,
        Map<String, Curve> positions,
        Map<String, SlotCurve> slots,
        Evidence evidence,
        long entries,
        ScenarioData data) {

    /**
     * How an attempt came to its end.
     *
     * @param verdict what became of it
     * @param message why; null if there is nothing to say
     * @param keptAt where data and logs were kept; null if nothing was
     * @param problem what is wrong with the journal; null if nothing is
     */
    record Ending(
            Verdict verdict,
            @Nullable String message,
            @Nullable String keptAt,
            @Nullable String problem) {}

    /**
     * What a slot kept, and what it was allowed to.
     *
     * @param retained in bytes
     * @param limit in bytes; without points if there is no limit
     */
    record SlotCurve(Curve retained, Curve limit) {

        SlotCurve() {
            this(new Curve(), new Curve());
        }
    }

    /** Copies what can be copied. */
    Attempt {
        plans = List.copyOf(plans);
        positions = new TreeMap<>(positions);
        slots = new TreeMap<>(slots);
    }

    /** The end of the anchor of a moment in the list of everything that happened. */
    String anchor(Moment moment) {
        return "m" + moments.indexOf(moment);
    }
}
