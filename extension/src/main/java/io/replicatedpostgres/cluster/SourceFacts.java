package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Remedy;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.postgres.ControlData;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Sql;

/**
 * What the source of a rewind says of itself.
 *
 * @param inRecovery whether it runs as a standby
 * @param fullPageWrites whether it writes full pages; of no matter for a directory
 * @param shutDown whether it was shut down in order; of no matter for a running server
 * @param systemIdentifier what no two clusters share
 * @param running the timeline it writes
 * @param ofControlFile the timeline that {@code pg_rewind} believes it to write
 */
record SourceFacts(
        boolean inRecovery,
        boolean fullPageWrites,
        boolean shutDown,
        String systemIdentifier,
        Timeline running,
        Timeline ofControlFile) {

    /** Of a running server, through a session as superuser. */
    static SourceFacts ofServer(RewindPlan plan) {
        Member source = plan.source();
        try (Sql sql = source.session()) {
            SourceFacts facts = sql.one("""
                    SELECT pg_is_in_recovery(), current_setting('full_page_writes')::bool,
                      (SELECT system_identifier FROM pg_control_system()),
                      (SELECT timeline_id FROM pg_control_checkpoint()),
                      (SELECT greatest(min_recovery_end_timeline, 1) FROM pg_control_recovery())""", row -> {
                Timeline believed = later(new Timeline(row.getInt(4)), new Timeline(row.getInt(5)), source);
                return new SourceFacts(
                        row.getBoolean(1), row.getBoolean(2), true, row.getString(3), believed, believed);
            });
            Timeline running = source.catalog(sql).state().timeline();
            return running == null ? facts : facts.running(running, plan);
        }
    }

    private SourceFacts running(Timeline now, RewindPlan plan) {
        boolean fresh = plan.remedies().contains(Remedy.CHECKPOINT_SOURCE) && !inRecovery;
        return new SourceFacts(
                inRecovery, fullPageWrites, shutDown, systemIdentifier, now, fresh ? now : ofControlFile);
    }

    /** Of a stopped server. */
    static SourceFacts ofDirectory(RewindPlan plan) {
        Member source = plan.source();
        ControlData control = ControlData.read(source.host());
        Timeline believed =
                later(control.timeline(), control.minimumRecoveryTimeline().orElse(Timeline.FIRST), source);
        return new SourceFacts(
                source.server().recovery().isMarkedStandby(),
                true,
                control.isShutDown(),
                control.systemIdentifier(),
                believed,
                believed);
    }

    private static Timeline later(Timeline checkpoint, Timeline recovered, Member source) {
        boolean looksFurther = Feature.REWIND_SEES_PROMOTION.isIn(source.version());
        return looksFurther && recovered.compareTo(checkpoint) > 0 ? recovered : checkpoint;
    }
}
