package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.BaseBackup;
import io.replicatedpostgres.postgres.Upstream;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The base backups that are kept beside one node. */
final class Backups {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
    private static final Pattern BEGAN = Pattern.compile("START WAL LOCATION: ([0-9A-F]+/[0-9A-F]+)");

    private final Node holder;
    private final Member member;

    Backups(Node holder) {
        this.holder = holder;
        this.member = holder.member();
    }

    TakenBackup take(Node source, String name) {
        String directory = TakenBackup.directory(member, name);
        if (!NAME.matcher(name).matches()) {
            throw SpecException.of(
                    "takeBackupOf: \"%s\"".formatted(name),
                    "the name of a backup has up to 40 lower-case letters, digits, - and _",
                    "Name it otherwise");
        }
        if (member.host().exists(directory)) {
            throw SpecException.of(
                    "takeBackupOf: \"%s\"".formatted(name),
                    "%s keeps a backup of that name".formatted(holder),
                    "Name it otherwise");
        }
        long began = System.nanoTime();
        new BaseBackup(
                        member.host(),
                        member.provisioned().binaries(),
                        member.provisioned().credentials())
                .into(directory, from(source), member.passwordFile(), member.deadline());
        String label = new String(member.host().read(directory + "/backup_label"), StandardCharsets.UTF_8);
        Matcher position = BEGAN.matcher(label);
        if (!position.find()) {
            throw new ReplicatedPostgresException(
                    "the backup of %s says not where it begins: %s".formatted(source, label));
        }
        return new TakenBackup(
                holder, source, name, Lsn.parse(position.group(1)), Duration.ofNanos(System.nanoTime() - began));
    }

    private Upstream from(Node source) {
        return source == holder
                ? new Upstream(source.ref(), member.host().endpointForHosts(), null)
                : member.towards(source.ref(), null);
    }

    /** Puts a copy of it in the place of the data directory; it can be used again. */
    void restore(TakenBackup backup) {
        String data = member.server().data().path();
        member.host().delete(data);
        Outcome copied = member.host().run(Command.of("cp", "-a", backup.directory(), data), member.deadline());
        if (!copied.succeeded()) {
            member.host().delete(data);
            throw new ReplicatedPostgresException("the backup %s could not be copied on %s: %s"
                    .formatted(backup.name(), holder, copied.output().strip()));
        }
    }
}
