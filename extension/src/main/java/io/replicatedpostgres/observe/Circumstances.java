package io.replicatedpostgres.observe;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server does and how it is configured, as far as a judgement depends on it.
 *
 * @param startupWait what its startup process waits for ({@code wait_event}); null if for nothing, and on a primary
 * @param replayPaused whether replay is paused, or shall be
 * @param commitsWaiting how many sessions wait for a synchronous standby
 * @param nextXid the first transaction that has not begun yet; 0 if not known
 * @param conf its settings
 */
record Circumstances(@Nullable String startupWait, boolean replayPaused, long commitsWaiting, long nextXid, Conf conf) {

    /** Its startup process has replayed what is there: the names of 13 and later, and that of 12. */
    private static final Set<String> FOR_WAL =
            Set.of("RecoveryWalStream", "RecoveryRetrieveRetryInterval", "RecoveryWalAll");

    private static final Set<String> FOR_ANOTHER_TRY = Set.of("RecoveryRetrieveRetryInterval");

    /**
     * The settings of a server that are in force.
     *
     * @param applyDelay {@code recovery_min_apply_delay}
     * @param conflictDelay {@code max_standby_streaming_delay}, as PostgreSQL shows it
     * @param synchronousStandbyNames {@code synchronous_standby_names}
     * @param primaryConninfo {@code primary_conninfo}; empty if it follows no node
     * @param primarySlotName {@code primary_slot_name}; empty for none
     * @param restores whether there is a {@code restore_command}
     * @param feedback {@code hot_standby_feedback}
     * @param syncsSlots {@code sync_replication_slots} (17 and later)
     * @param hasRecoveryTarget whether it recovers to a target, and follows no node until it is there
     */
    record Conf(
            Duration applyDelay,
            String conflictDelay,
            String synchronousStandbyNames,
            String primaryConninfo,
            String primarySlotName,
            boolean restores,
            boolean feedback,
            boolean syncsSlots,
            boolean hasRecoveryTarget) {}

    /** A time as {@code current_setting} shows it: a number and {@code ms}, {@code s}, {@code min}, {@code h} or {@code d}. */
    static Duration duration(String shown) {
        int digits = 0;
        while (digits < shown.length() && Character.isDigit(shown.charAt(digits))) {
            digits++;
        }
        if (digits == 0) {
            return Duration.ZERO;
        }
        long number = Long.parseLong(shown.substring(0, digits));
        return switch (shown.substring(digits).strip()) {
            case "s" -> Duration.ofSeconds(number);
            case "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofMillis(number);
        };
    }

    /** Whether its startup process has replayed all that it could read, and waits for more. */
    boolean waitsForWal() {
        return startupWait != null && FOR_WAL.contains(startupWait);
    }

    /** Whether it has tried every source of WAL in vain, and waits before it tries again. Version 12 has no name for that. */
    boolean waitsForAnotherTry() {
        return startupWait != null && FOR_ANOTHER_TRY.contains(startupWait);
    }
}
