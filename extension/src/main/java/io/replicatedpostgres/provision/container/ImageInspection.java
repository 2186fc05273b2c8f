package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The result of an inspection of an image.
 *
 * @param binaries the PostgreSQL in it
 * @param user who its servers run as, by number
 */
record ImageInspection(PostgresBinaries binaries, String user) {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Prints one line: who owns the servers, then each place with the version it says, all between bars. */
    private static final String LOOK = """
            u=$(id -u postgres 2>/dev/null || echo '%s')
            { command -v postgres; pg_config --bindir 2>/dev/null | sed 's#$#/postgres#'
              ls -d /usr/lib/postgresql/*/bin/postgres /usr/pgsql-*/bin/postgres /usr/local/pgsql/bin/postgres \
                /usr/local/bin/postgres /usr/libexec/postgresql*/postgres /opt/*/bin/postgres /opt/*/*/bin/postgres
            } 2>/dev/null | sort -u | {
              printf 'looked|%%s' "$u"
              while IFS= read -r p; do
                d=${p%%/*}
                m=
                for t in initdb pg_ctl pg_controldata pg_basebackup pg_rewind pg_archivecleanup; do
                  [ -x "$d/$t" ] || m="$m $t"
                done
                printf '|%%s|%%s|%%s' "$d" "$("$p" --version 2>&1 | head -n 1)" "$m"
              done
              echo
            }""";

    /**
     * Looks into a container of the image.
     *
     * @param imageUser whom the image itself would run as; empty for root
     * @throws SpecException if there is no PostgreSQL in it that fits
     * @throws ReplicatedPostgresException if no shell of it answers
     */
    static ImageInspection of(Container container, String image, String imageUser, Place place) {
        String otherUser = imageUser.isEmpty() || imageUser.matches("0|root|0:.*|root:.*") ? "65534" : imageUser;
        String[] fields = container
                .asRoot(LOOK.formatted(otherUser.replace("'", "")), DEADLINE)
                .split(Pattern.quote("|"), -1);
        if (!fields[0].equals("looked")) {
            // what should have been a shell could not be executed, and the daemon has told us so in its place
            throw new ReplicatedPostgresException("its /bin/sh says '%s'".formatted(String.join("|", fields)));
        }
        var found = new ArrayList<PostgresBinaries>();
        var told = new ArrayList<String>();
        for (int at = 2; at + 2 < fields.length; at += 3) {
            String directory = fields[at];
            String missing = fields[at + 2].strip();
            Optional<PostgresVersion> version = version(fields[at + 1]);
            if (version.isEmpty()) {
                told.add("%s/postgres says '%s'".formatted(directory, fields[at + 1]));
            } else if (!missing.isEmpty()) {
                told.add("PostgreSQL %s in %s has no %s".formatted(version.get(), directory, missing));
            } else {
                told.add("PostgreSQL %s in %s".formatted(version.get(), directory));
                found.add(new PostgresBinaries(directory, version.get()));
            }
        }
        return new ImageInspection(choose(found, told, image, place), fields[1]);
    }

    private static PostgresBinaries choose(List<PostgresBinaries> found, List<String> told, String image, Place place) {
        String wanted = place.version();
        return found.stream()
                .filter(binaries -> PostgresBinaries.run(binaries.version()))
                .filter(binaries -> wanted == null
                        || wanted.equals(String.valueOf(binaries.version().major()))
                        || wanted.equals(binaries.version().toString()))
                .max(Comparator.comparing(PostgresBinaries::version))
                .orElseThrow(() -> SpecException.of(
                        "%s = %s".formatted(PlaceKey.IMAGE.key(), image),
                        "wanted %s and found %s in it"
                                .formatted(
                                        wanted == null
                                                ? "PostgreSQL %s to %s"
                                                        .formatted(PostgresBinaries.OLDEST, PostgresBinaries.NEWEST)
                                                : "PostgreSQL " + wanted,
                                        told.isEmpty() ? "no PostgreSQL" : String.join(", ", told)),
                        "Name an image that holds it with initdb, pg_rewind and pg_basebackup, such as postgres:17"
                                + (wanted == null ? "" : ", or leave out %s".formatted(PlaceKey.VERSION.key()))));
    }

    private static Optional<PostgresVersion> version(String text) {
        try {
            return Optional.of(PostgresVersion.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
