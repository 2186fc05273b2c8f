package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The user the servers run as: this JVM's own, or, since PostgreSQL refuses to run as root, an unprivileged one.
 *
 * @param userName its name
 * @param drops whether this JVM is root and has to become that user
 * @param uid its number; meaningless unless it drops
 * @param gid its group's number; meaningless unless it drops
 */
record RunAs(String userName, boolean drops, int uid, int gid) {

    private static final List<String> CANDIDATES = List.of("postgres", "nobody");

    private static final Set<String> ACCESSIBLE = ConcurrentHashMap.newKeySet();
    private static final Map<List<String>, RunAs> KNOWN = new ConcurrentHashMap<>();

    /** Who the servers at a place run as. */
    static RunAs of(Place place) {
        String wanted = place.user();
        return KNOWN.computeIfAbsent(wanted == null ? CANDIDATES : List.of(wanted), RunAs::firstOf);
    }

    private static RunAs firstOf(List<String> candidates) {
        if (!isRoot()) {
            requireName();
            return new RunAs(System.getProperty("user.name"), false, -1, -1);
        }
        return candidates.stream()
                .map(RunAs::lookUp)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> SpecException.of(
                        "%s = %s".formatted(PlaceKey.USER.key(), String.join(" or ", candidates)),
                        "this JVM runs as root, PostgreSQL refuses to, and there is no such unprivileged user",
                        "Create it, or name another one"));
    }

    /** Before anything is made: initdb asks for the name, and gives up without one. */
    private static void requireName() {
        if (SmallCommand.output("id", "-un").isEmpty()) {
            String number = SmallCommand.output("id", "-u").map(String::strip).orElse("of this JVM");
            throw SpecException.of(
                    "user id " + number,
                    "it has no name, and PostgreSQL's initdb wants one (\"could not look up effective user ID\")",
                    "Add a line to /etc/passwd: test:x:%s:0::/tmp:/bin/sh, or run the tests as a user that is there"
                            .formatted(number));
        }
    }

    /**
     * Sees to it that this user can run the programs: a build below {@code /root} is not for everybody.
     *
     * @throws SpecException if not
     */
    void requireAccess(PostgresBinaries binaries) {
        String postgres = binaries.path("postgres");
        if (drops && ACCESSIBLE.add(this + postgres) && !canExecute(postgres)) {
            ACCESSIBLE.remove(this + postgres);
            throw SpecException.of(
                    "%s = %s".formatted(PlaceKey.BINARIES.key(), binaries.directory()),
                    "the servers run as %s, who cannot run the programs in it".formatted(userName),
                    "Let everybody enter it and the directories above, or name another user with "
                            + PlaceKey.USER.key());
        }
    }

    private boolean canExecute(String file) {
        return SmallCommand.output(command(List.of("test", "-x", file)).toArray(String[]::new))
                .isPresent();
    }

    private static Optional<RunAs> lookUp(String name) {
        Optional<Integer> uid = id("-u", name);
        Optional<Integer> gid = id("-g", name);
        return uid.isPresent() && gid.isPresent() && uid.get() != 0
                ? Optional.of(new RunAs(name, true, uid.get(), gid.get()))
                : Optional.empty();
    }

    private static Optional<Integer> id(String option, String name) {
        return SmallCommand.output("id", option, name).map(String::strip).map(Integer::parseInt);
    }

    private static boolean isRoot() {
        return uidOfThisJvm() == 0;
    }

    /** Asked of the machine: {@code user.name} is whatever the JVM was started with. */
    static int uidOfThisJvm() {
        return Self.UID;
    }

    /** Asked once. */
    private static final class Self {
        static final int UID = SmallCommand.output("id", "-u")
                .map(String::strip)
                .map(Integer::parseUnsignedInt)
                .orElse(-1);
    }

    /** The words to put before a command. */
    List<String> prefix() {
        if (!drops) {
            return List.of();
        }
        if (SmallCommand.exists("setpriv")) {
            return List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--");
        }
        return List.of("su", "-m", userName, "-s", "/bin/sh", "-c", "exec \"$@\"", "--", "sh");
    }

    /** A command as that user. */
    List<String> command(List<String> words) {
        var all = new ArrayList<>(prefix());
        all.addAll(words);
        return all;
    }

    /** The user and the group, as {@code chown} wants them. Only where it drops. */
    String numbers() {
        return uid + ":" + gid;
    }

    /** Gives a file to that user. */
    void own(Path file) {
        if (!drops) {
            return;
        }
        try {
            Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException("could not give %s to %s".formatted(file, userName), e);
        }
    }
}
