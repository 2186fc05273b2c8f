package io.replicatedpostgres.junit;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the annotation to the spec. */
final class SpecReader {

    private static final Pattern DURATION = Pattern.compile("(-?\\d{1,9})\\s*(ms|s|m)");

    private SpecReader() {}

    static ClusterSpec read(ReplicatedPostgres wanted, Class<?> testClass, Place place) {
        ClusterSpecBuilder builder = ClusterSpec.builder()
                .slots(wanted.slots())
                .standbysUseSlots(wanted.standbysUseSlots())
                .synchronousCommit(wanted.synchronousCommit())
                .archive(wanted.archive())
                .settings(wanted.settings())
                .primarySettings(wanted.primarySettings())
                .initScripts(scripts(wanted, testClass))
                .timeout(duration(wanted.timeout()))
                .place(place.orVersion(wanted.version().isEmpty() ? null : wanted.version()));
        nodes(wanted, builder);
        if (!wanted.synchronousStandbys().isBlank()) {
            builder.synchronousStandbys(SynchronousStandbys.parse(wanted.synchronousStandbys()));
        }
        if (!wanted.disk().isBlank()) {
            builder.disk(Disk.parse(wanted.disk()));
        }
        manager(wanted, builder);
        return builder.build();
    }

    private static void manager(ReplicatedPostgres wanted, ClusterSpecBuilder builder) {
        if (wanted.manager() != ManagerKind.NONE) {
            builder.manager(new Manager(
                    wanted.manager(), Manager.parse(List.of(wanted.managerSettings())), wanted.dcsMembers()));
        } else if (wanted.managerSettings().length > 0 || wanted.dcsMembers() != 1) {
            throw SpecException.of(
                    "managerSettings = %s, dcsMembers = %s"
                            .formatted(Arrays.toString(wanted.managerSettings()), wanted.dcsMembers()),
                    "no failover manager is asked for, and they would mean nothing",
                    "Write manager = PATRONI, PG_AUTO_FAILOVER or REPMGR, or leave them out");
        }
    }

    private static void nodes(ReplicatedPostgres wanted, ClusterSpecBuilder builder) {
        boolean oneByOne = wanted.standby().length > 0;
        boolean byName = wanted.names().length > 0;
        if ((wanted.standbys() != 1 && (oneByOne || byName)) || (oneByOne && byName)) {
            throw SpecException.of(
                    "@ReplicatedPostgres(standbys = %s, names = %s, standby = %s of them)"
                            .formatted(wanted.standbys(), Arrays.toString(wanted.names()), wanted.standby().length),
                    "the standbys are given by their number, their names, or one by one",
                    "Keep one of the three");
        }
        if (oneByOne) {
            builder.standbys(
                    Arrays.stream(wanted.standby()).map(SpecReader::standby).toList());
        } else if (byName) {
            builder.names(List.of(wanted.names()));
        } else {
            builder.standbys(wanted.standbys());
        }
    }

    private static StandbySpec standby(Standby wanted) {
        StandbySpec spec = StandbySpec.standby().with(wanted.settings());
        if (!wanted.name().isEmpty()) {
            spec = spec.named(wanted.name());
        }
        if (!wanted.upstream().isEmpty()) {
            spec = spec.from(wanted.upstream());
        }
        if (!wanted.slot().isEmpty()) {
            spec = spec.through(wanted.slot().equals(Standby.NO_SLOT) ? "" : wanted.slot());
        }
        if (!wanted.disk().isBlank()) {
            spec = spec.on(Disk.parse(wanted.disk()));
        }
        return spec;
    }

    private static List<InitScript> scripts(ReplicatedPostgres wanted, Class<?> testClass) {
        return Arrays.stream(wanted.initScripts())
                .map(name -> ScriptFile.read(name, testClass))
                .toList();
    }

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMinutes(amount);
            };
            if (amount > 0) {
                return duration;
            }
        }
        throw SpecException.of(
                "timeout = \"" + text + "\"",
                "a deadline is a number greater than 0 with ms, s or m",
                "Write for example 30s");
    }
}
