package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.FileSystemShutdown;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.OwnDisk;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file system in a sparse file of a container, mounted over the directory of a node through a loop device of the machine. It can lose
 * its power, and is not made to fail otherwise: some of that wants the machine's {@code /sys}.
 */
final class ContainerDisk implements OwnDisk {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** The devices are let into the container, and only their names are missing there. */
    private static final String NAME_DEVICES =
            "{ [ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237; }; i=0; while [ $i -lt 128 ]; do [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i || exit; i=$((i+1)); done";

    private static final String PROBE = "if ! command -v perl >/dev/null || ! command -v mkfs.ext4 >/dev/null; then"
            + " echo 'no: the image has no perl, or no mkfs.ext4'; else d=$(mktemp -d) && e=$({ %s; } 2>&1 &&"
            + " { truncate -s 4M $d/image && mkdir $d/at && mkfs.ext4 -q -F $d/image && mount -o loop $d/image $d/at"
            + " && perl -e %s $d/at && umount $d/at; } 2>&1) && echo yes ||"
            + " { umount -l $d/at 2>/dev/null; echo \"no: a loop device was refused to a container of it: $(echo $e)\"; }; rm -rf $d; fi";

    /** Why no disk of a container fails. */
    static final String WHY_NOT_SICK = "the disk of a container can lose its power, and is not made to fail otherwise";

    private final ContainerHost host;
    private final Disk disk;
    private final String image;

    private ContainerDisk(ContainerHost host, Disk disk) {
        this.host = host;
        this.disk = disk;
        this.image = host.home() + ".disk";
    }

    /** Why a container that may mount has none: it is tried. */
    static Optional<String> whyNot(Container container) {
        String answer = container.asRoot(PROBE.formatted(NAME_DEVICES, Quoted.word(FileSystemShutdown.PERL)), SOON);
        return answer.equals("yes") ? Optional.empty() : Optional.of(answer.replaceFirst("^no: ", ""));
    }

    /** Makes an empty one and mounts it over the directory of a host, which is made. */
    static ContainerDisk over(ContainerHost host, Disk disk) {
        if (disk.wal().isPresent() || disk.archive().isPresent()) {
            throw SpecException.of(
                    "disk = " + disk,
                    "in a container WAL and archive lie on the disk of the rest",
                    "Leave out the other disks, or run the test as root on Linux without containers");
        }
        var made = new ContainerDisk(host, disk);
        String parent = made.image.substring(0, made.image.lastIndexOf('/'));
        made.asRoot(
                NAME_DEVICES,
                "mkdir -p %s".formatted(Quoted.word(parent)),
                "chown %s %s".formatted(host.user(), Quoted.word(parent)),
                "mkdir -p %s".formatted(Quoted.word(host.home())),
                "truncate -s %s %s".formatted(disk.size().bytes(), Quoted.word(made.image)),
                made.format());
        made.mount();
        return made;
    }

    private String format() {
        return switch (disk.fileSystem()) {
            case EXT4 -> "mkfs.ext4 -q -F -b 4096 -E lazy_itable_init=0,lazy_journal_init=0 " + Quoted.word(image);
            case XFS -> "mkfs.xfs -q -f " + Quoted.word(image);
        };
    }

    private void mount() {
        String options =
                disk.fileSystem() == Disk.FileSystem.EXT4 ? "loop,commit=600,errors=remount-ro" : "loop,nouuid";
        String home = Quoted.word(host.home());
        asRoot(
                "mount -t %s -o %s %s %s".formatted(disk.fileSystem().word(), options, Quoted.word(image), home),
                "chmod 700 " + home,
                "chown %s %s".formatted(host.user(), home));
    }

    /** What was killed a moment ago may not have let go of it yet. */
    private void unmount() {
        // while a device holds the file, to mount it again would bring back the file system that is cut off
        asRoot(
                until("umount %s 2>/dev/null".formatted(Quoted.word(host.home()))),
                until("[ -z \"$(losetup -j %s)\" ]".formatted(Quoted.word(image))));
    }

    /** Tries a command again and again, for some 20 s. */
    private static String until(String command) {
        return "n=0; while ! %s; do n=$((n+1)); [ $n -lt 2000 ] || exit; sleep 0.01; done".formatted(command);
    }

    /** Syncs all that lies on it. */
    void sync() {
        asRoot("sync -f " + Quoted.word(host.home()));
    }

    @Override
    public void freeze() {
        host.freezeAll();
    }

    @Override
    public void cutPower() {
        asRoot("perl -e %s %s".formatted(Quoted.word(FileSystemShutdown.PERL), Quoted.word(host.home())));
        host.killAll();
    }

    @Override
    public void mountAgain() {
        unmount();
        mount();
    }

    @Override
    public void repair() {
        host.killAll();
        unmount();
        if (disk.fileSystem() == Disk.FileSystem.EXT4) {
            // it says by its exit code that it has mended something
            asRoot("e2fsck -p %s >/dev/null 2>&1 || true".formatted(Quoted.word(image)));
        }
        mount();
    }

    /** The first command that fails ends it; not by {@code set -e}, which shells ignore where the status is asked for. */
    private void asRoot(String... commands) {
        String script = Arrays.stream(commands).map("{ %s; }"::formatted).collect(Collectors.joining(" && "));
        String answer =
                host.container().asRoot("e=$({ %s; } 2>&1) && echo done || echo failed: $e".formatted(script), SOON);
        if (!answer.equals("done")) {
            throw new ReplicatedPostgresException("the disk of %s, %s: %s".formatted(host.node(), disk, answer));
        }
    }

    @Override
    public void turnReadOnly() {
        throw cannotFail();
    }

    @Override
    public Healing die() {
        throw cannotFail();
    }

    @Override
    public Healing fill() {
        throw cannotFail();
    }

    @Override
    public Healing slowDown(int requestsPerSecond) {
        throw cannotFail();
    }

    @Override
    public Healing spoil(String path) {
        throw cannotFail();
    }

    @Override
    public Healing standOn(DataSize room) {
        throw cannotFail();
    }

    private ReplicatedPostgresException cannotFail() {
        return new ReplicatedPostgresException(
                "the disk of %s cannot be told to fail: %s. Run the test as root on Linux without containers."
                        .formatted(host.node(), WHY_NOT_SICK));
    }
}
