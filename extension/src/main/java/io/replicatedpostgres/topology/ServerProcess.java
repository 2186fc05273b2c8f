package io.replicatedpostgres.topology;

import java.util.Locale;

/**
 * A process of a server.
 *
 * @param pid its number, in the host's own counting
 * @param title its command line, which PostgreSQL's processes rewrite to say what they are doing
 */
public record ServerProcess(long pid, String title) {

    private static final String CHILD = "postgres: ";

    /** Whether it is the postmaster: the one whose command line still is the command it was started with. */
    public boolean isPostmaster() {
        return !title.startsWith(CHILD) && title.contains(" -D ");
    }

    /**
     * Whether it is of this kind, as PostgreSQL writes it behind the cluster name: {@code walsender}, {@code startup},
     * {@code checkpointer}.
     */
    public boolean isKind(String kind) {
        return title.startsWith(CHILD) && role().toLowerCase(Locale.ROOT).startsWith(kind);
    }

    /** What it does, without the name of the server; its whole command line if it is not a child of a postmaster. */
    public String role() {
        if (!title.startsWith(CHILD)) {
            return title;
        }
        String rest = title.substring(CHILD.length());
        int colon = rest.indexOf(": ");
        return colon < 0 ? rest : rest.substring(colon + 2).strip();
    }
}
