package io.replicatedpostgres.journal;

import java.util.Set;

/**
 * The settings that decided what a commit waited for, as they held in its session. Since version 4 of the format.
 *
 * @param level {@code synchronous_commit}: {@code off}, {@code local}, {@code remote_write}, {@code on} or {@code remote_apply}
 * @param standbys whether {@code synchronous_standby_names} named any standby
 */
public record CommitWait(String level, boolean standbys) {

    private static final String WITH_STANDBYS = "+standbys";
    private static final Set<String> WAITING = Set.of("remote_write", "on", "remote_apply");

    /**
     * Whether the commit was on a synchronous standby before the client heard of it ({@code synchronous_commit} of {@code
     * remote_write}, {@code on} or {@code remote_apply}, and a synchronous standby): then a promotion of that standby keeps it.
     */
    public boolean survivesFailover() {
        return standbys && WAITING.contains(level);
    }

    /**
     * Whether the synchronous standby had synced the commit to its disk before the client heard of it: then a power cut of that standby
     * keeps it. {@code remote_write} waits for the kernel of the standby alone.
     */
    public boolean survivesPowerCutOfStandby() {
        return survivesFailover() && !level.equals("remote_write");
    }

    /** Whether the commit was written to the WAL before the client heard of it: then a crash of the server keeps it. */
    public boolean survivesCrash() {
        return !level.equals("off");
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if the text is empty
     */
    static CommitWait parse(String text) {
        boolean standbys = text.endsWith(WITH_STANDBYS);
        String level = standbys ? text.substring(0, text.length() - WITH_STANDBYS.length()) : text;
        if (level.isEmpty()) {
            throw new IllegalArgumentException(
                    "not a wait of a commit: '%s'; wanted a level of synchronous_commit, such as on or on+standbys"
                            .formatted(text));
        }
        return new CommitWait(level, standbys);
    }

    /** The text form, for example {@code on+standbys}. */
    @Override
    public String toString() {
        return level + (standbys ? WITH_STANDBYS : "");
    }
}
