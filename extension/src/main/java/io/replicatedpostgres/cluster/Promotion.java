package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.PromoteBy;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.postgres.Catalog;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Sql;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells a standby to become a primary, and waits until it is one. A standby can end of it. */
final class Promotion {

    private final Member member;
    private final Duration deadline;

    Promotion(Member member, Duration deadline) {
        this.member = member;
        this.deadline = deadline;
    }

    /** Returns its new timeline; null if it does not say. */
    @Nullable
    Timeline by(PromoteBy way) {
        try (Sql sql = member.session()) {
            Catalog catalog = member.catalog(sql);
            if (!catalog.isInRecovery()) {
                throw new ReplicatedPostgresException(
                        "%s cannot be promoted: it is a primary already. Name a standby.".formatted(member));
            }
            member.server().requestPromotion(way, sql, deadline);
            await(() -> catalog.isInRecovery() ? Role.STANDBY : Role.PRIMARY);
            return catalog.state().timeline();
        } catch (SqlException e) {
            if (!e.isOutcomeUnknown()) {
                throw e;
            }
            afterBrokenSession(e);
            return member.patientState().timeline();
        }
    }

    private void await(Supplier<Role> look) {
        Await.orFail(member + " did not promote", deadline)
                .lookAt(() -> whyNot() + member.whereToLook())
                .until(
                        "it out of recovery",
                        () -> look.get() == Role.STANDBY ? "in recovery" : "out of it",
                        "out of it"::equals);
    }

    private String whyNot() {
        return !Feature.PROMOTION_ENDS_PAUSE.isIn(member.version()) && isPaused()
                ? "Its replay is paused, and before PostgreSQL 13 no promotion ends that: run SELECT pg_wal_replay_resume(). "
                : "";
    }

    private boolean isPaused() {
        try (Sql sql = member.session()) {
            return sql.one("SELECT pg_is_in_recovery() AND pg_is_wal_replay_paused()", row -> row.getBoolean(1));
        } catch (SqlException e) {
            return false;
        }
    }

    /** The session alone was ended, or the server with it. */
    private void afterBrokenSession(SqlException broken) {
        requireNotEnded(broken);
        await(() -> SessionEnd.awaitRole(member, deadline));
        requireNotEnded(broken);
    }

    private void requireNotEnded(SqlException broken) {
        if (SessionEnd.awaitRole(member, deadline) == Role.STOPPED) {
            throw new ReplicatedPostgresException(
                    "%s was not promoted: %s".formatted(member, SessionEnd.ended(member)), broken);
        }
    }
}
