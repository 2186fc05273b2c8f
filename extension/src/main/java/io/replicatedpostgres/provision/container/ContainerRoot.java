package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.provision.disk.MachineDisks;
import io.replicatedpostgres.provision.disk.RootShell;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Root in a container that may mount, and is let at the loop devices.
 *
 * @param container where
 */
record ContainerRoot(Container container) implements RootShell {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** The devices are let into the container, and only their names are missing there. */
    private static final String NAME_DEVICES =
            "{ [ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237; } && i=0 && while [ $i -lt 128 ]; do"
                    + " [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i || exit; i=$((i+1)); done";

    /** A container sees {@code /sys} read-only, but not in a view of the mounts that ends with the command. */
    private static final String WITH_SYS =
            "mount -o remount,rw /sys && mount -t tmpfs tmpfs /sys/fs/cgroup && mkdir /sys/fs/cgroup/blkio"
                    + " && { mount -t cgroup -o blkio cgroup /sys/fs/cgroup/blkio 2>/dev/null || :; } && exec \"$@\"";

    /** What such a container does last, also where its JVM was killed. */
    static final String FAREWELL = Quoted.words(prepend(inSys(), MachineDisks.releaseAll())) + " >/dev/null 2>&1; :";

    /** Makes the loop devices known in it. */
    RootShell withDevices() {
        succeedIn(NAME_DEVICES);
        return this;
    }

    @Override
    public Answer ask(List<String> words) {
        Shell.Answer answer = container.ask("0", Quoted.words(words) + " 2>&1 </dev/null", SOON);
        return new Answer(answer.succeeded(), answer.text());
    }

    @Override
    public Answer askOfKernel(List<String> words) {
        return ask(prepend(inSys(), words));
    }

    private static List<String> inSys() {
        return prepend(List.of("unshare", "-m"), RootShell.inShell(WITH_SYS));
    }

    private static List<String> prepend(List<String> before, List<String> words) {
        return Stream.concat(before.stream(), words.stream()).toList();
    }
}
