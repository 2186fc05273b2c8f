package io.replicatedpostgres.provision;

import java.util.Set;
import java.util.regex.Pattern;

/** The files of a node that are kept after its test. */
public final class KeptFiles {

    /** The file that stands beside what was left out. */
    public static final String NOT_COMPLETE = "NOT-COMPLETE.txt";

    private static final Pattern SECRET = Pattern.compile("passwords?(\\..*)?");
    private static final Set<String> BULK = Set.of("base", "pg_wal", "archive");

    private KeptFiles() {}

    /** Whether a file of that name holds passwords: it is never kept. */
    public static boolean isSecret(String name) {
        return SECRET.matcher(name).matches();
    }

    /** Whether a directory of that name holds tables or WAL: it is left out where all together would be too much. */
    public static boolean isBulk(String name) {
        return BULK.contains(name);
    }

    /** What {@link #NOT_COMPLETE} says. */
    public static String notComplete(long bytesMax) {
        return "Left out because all of it is more than %s MB: %s%n".formatted(bytesMax >> 20, BULK);
    }
}
