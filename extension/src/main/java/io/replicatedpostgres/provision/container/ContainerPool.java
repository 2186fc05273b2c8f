package io.replicatedpostgres.provision.container;

import com.github.dockerjava.api.command.InspectImageResponse;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.provision.disk.MachineDisks;
import io.replicatedpostgres.provision.disk.RootShell;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.topology.Capability;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** All containers of this JVM: those that run servers, those that wait for the next cluster, and the Toxiproxy. */
final class ContainerPool {

    /**
     * How many wait for the next cluster, of one kind: no more than were in use at once, and at most the containers of eight
     * clusters of three.
     */
    private static final int IDLE_MAX = 24;

    private static @Nullable ContainerPool ofThisJvm;

    private final Daemon daemon;
    private final Images images;
    private final ContainerStart start;
    private final String jvm;
    private final Map<String, InspectImageResponse> known = new ConcurrentHashMap<>();
    private final Map<String, ImageInspection> anatomies = new ConcurrentHashMap<>();
    private final Map<Wanted, Optional<String>> lacking = new ConcurrentHashMap<>();
    private final Map<Kind, Deque<Container>> idle = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<ContainerToxiproxy>> toxiproxies = new ConcurrentHashMap<>();
    private final Map<Container, Kind> all = new ConcurrentHashMap<>();
    private @Nullable Container first;

    /**
     * What makes one container as good as another.
     *
     * @param image the image's name
     * @param id its digest
     * @param memory how much memory is mounted for data; null for none
     * @param mayMount whether it has the capability to
     * @param hasLoopDevices whether it is let at those of its machine, which not every daemon grants
     */
    record Kind(String image, String id, @Nullable DataSize memory, boolean mayMount, boolean hasLoopDevices) {

        Kind withLoopDevices() {
            return new Kind(image, id, memory, mayMount, true);
        }
    }

    private ContainerPool(Daemon daemon) {
        this.daemon = daemon;
        this.images = new Images(daemon);
        this.jvm = Long.toString(ProcessHandle.current().pid(), 36) + "-"
                + Long.toString(ThreadLocalRandom.current().nextLong() & 0xFFFFFFFFFFL, 36);
        this.start = new ContainerStart(daemon, jvm);
    }

    /** The fleet of this JVM, begun when the first cluster wants it. */
    static synchronized ContainerPool get() {
        ContainerPool fleet = ofThisJvm;
        if (fleet == null) {
            fleet = new ContainerPool(Daemon.get());
            Runtime.getRuntime().addShutdownHook(new Thread(fleet::end, "replicated-postgres-containers"));
            ofThisJvm = fleet;
        }
        return fleet;
    }

    Daemon daemon() {
        return daemon;
    }

    String jvm() {
        return jvm;
    }

    /** The containers that a place asks for. */
    Kind kind(Place place) {
        String image = place.image();
        if (image == null) {
            image = "postgres:"
                    + (place.version() == null ? DefaultImage.VERSION : DefaultImage.checked(place.version()));
        }
        String named = image;
        InspectImageResponse inspected = known.computeIfAbsent(image, name -> images.get(name, PlaceKey.IMAGE));
        return new Kind(
                Images.substituted(named), String.valueOf(inspected.getId()), place.tmpfs(), place.mayMount(), false);
    }

    /** The disks that were asked for. */
    private record Wanted(Kind kind, Capability capability) {}

    /** Why no disk can be mounted in containers like this one, which may mount, once they are let at the loop devices. */
    Optional<String> whyNoDisk(Container like, Capability wanted) {
        return whyNoDisk(Objects.requireNonNull(all.get(like), "a container of this fleet"), wanted);
    }

    /** The same of a kind; it is tried once. */
    Optional<String> whyNoDisk(Kind kind, Capability wanted) {
        return lacking.computeIfAbsent(new Wanted(kind.withLoopDevices(), wanted), this::tryDisk);
    }

    private Optional<String> tryDisk(Wanted wanted) {
        Kind kind = wanted.kind();
        Container container;
        try {
            container = take(kind);
        } catch (ReplicatedPostgresException e) {
            return Optional.of("no container is let at the loop devices: " + e.getMessage());
        }
        try {
            RootShell root = new ContainerRoot(container).withDevices();
            Optional<String> reason = MachineDisks.whyNot(root);
            if (wanted.capability() == Capability.SLOW_DISK) {
                reason = reason.or(() -> MachineDisks.whyNotSlow(root));
            }
            giveBack(kind, container);
            return reason;
        } catch (RuntimeException | Error e) {
            discard(container);
            throw e;
        }
    }

    /** What is inside its image. */
    ImageInspection anatomy(Kind kind, Place place) {
        ImageInspection known = anatomies.get(key(kind, place));
        if (known != null) {
            return known;
        }
        Container container = take(kind);
        try {
            ImageInspection found = anatomy(kind, place, container);
            giveBack(kind, container);
            return found;
        } catch (RuntimeException | Error e) {
            discard(container);
            throw e;
        }
    }

    /** The same, looked for in a container that is there. */
    ImageInspection anatomy(Kind kind, Place place, Container container) {
        return anatomies.computeIfAbsent(key(kind, place), key -> {
            InspectImageResponse image =
                    daemon.docker().inspectImageCmd(kind.id()).exec();
            String user = image.getConfig() == null
                    ? ""
                    : String.valueOf(image.getConfig().getUser());
            try {
                return ImageInspection.of(container, kind.image(), user.equals("null") ? "" : user, place);
            } catch (SpecException e) {
                throw e;
            } catch (ReplicatedPostgresException e) {
                // of a program that cannot be executed the daemon may hear only after it has called it started
                throw explained(
                        kind,
                        new ReplicatedPostgresException(
                                "a container of %s was started and does not work: %s"
                                        .formatted(kind.image(), e.getMessage()),
                                e));
            }
        });
    }

    private static String key(Kind kind, Place place) {
        return kind.id() + " " + place.version();
    }

    /** One of a kind: one that waits, else a new one. */
    Container take(Kind kind) {
        Deque<Container> waiting = idle.computeIfAbsent(kind, k -> new ArrayDeque<>());
        synchronized (waiting) {
            Container container = waiting.pollFirst();
            if (container != null) {
                return container;
            }
        }
        try {
            Container container = start.more(kind, first(kind));
            all.put(container, kind);
            return container;
        } catch (ReplicatedPostgresException e) {
            throw explained(kind, e);
        }
    }

    /** Several, at the same time. */
    List<Container> take(Kind kind, int count) {
        List<CompletableFuture<Container>> taking = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taking.add(Background.run(() -> take(kind)));
        }
        var taken = new ArrayList<Container>();
        RuntimeException failure = null;
        for (CompletableFuture<Container> one : taking) {
            try {
                taken.add(Background.join(one));
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            taken.forEach(container -> giveBack(kind, container));
            throw failure;
        }
        return taken;
    }

    /** Nothing of a cluster is in it any more. */
    void giveBack(Kind kind, Container container) {
        Kind own = all.getOrDefault(container, kind);
        Deque<Container> waiting = idle.computeIfAbsent(own, k -> new ArrayDeque<>());
        synchronized (waiting) {
            if (waiting.size() < IDLE_MAX) {
                waiting.addFirst(container);
                return;
            }
        }
        discard(container);
    }

    /** Something is wrong with it. */
    void discard(Container container) {
        all.remove(container);
        container.close();
    }

    private synchronized Container first(Kind kind) {
        Container known = first;
        if (known == null) {
            Leftovers.remove(daemon.docker());
            known = start.first(kind.image());
            known.asRoot(
                    "mkdir -p %1$s/templates && chmod 1777 %1$s %1$s/templates && echo made"
                            .formatted(ContainerStart.SHARED),
                    DefaultImage.SOON);
            all.put(known, kind);
            first = known;
        }
        return known;
    }

    private SpecException explained(Kind kind, ReplicatedPostgresException e) {
        String of =
                String.valueOf(daemon.docker().inspectImageCmd(kind.id()).exec().getArch());
        String here = String.valueOf(daemon.docker().infoCmd().exec().getArchitecture());
        return SpecException.of(
                "%s = %s".formatted(PlaceKey.IMAGE.key(), kind.image()),
                "%s (the image is for %s, the daemon is %s)".formatted(e.getMessage(), of, here),
                "Name an image for this architecture that has /bin/sh and PostgreSQL, such as postgres:17");
    }

    /** Begins to start the Toxiproxy, if that has not begun. */
    void prepareToxiproxy(Kind kind, @Nullable String image) {
        toxiproxies.computeIfAbsent(
                image == null ? Place.TOXIPROXY_IMAGE : image,
                name -> Background.run(() -> {
                    images.get(name, PlaceKey.TOXIPROXY_IMAGE);
                    return ContainerToxiproxy.start(daemon, name, first(kind), jvm);
                }));
    }

    /** The Toxiproxy, when it runs. */
    ContainerToxiproxy toxiproxy(Kind kind, @Nullable String image) {
        prepareToxiproxy(kind, image);
        String name = image == null ? Place.TOXIPROXY_IMAGE : image;
        try {
            return Background.join(Objects.requireNonNull(toxiproxies.get(name)));
        } catch (RuntimeException e) {
            toxiproxies.remove(name);
            throw e;
        }
    }

    /** The JVM ends in order; for every other end there are the lifelines. */
    private void end() {
        var ending = new ArrayList<CompletableFuture<Boolean>>();
        toxiproxies.values().stream()
                .filter(future -> future.isDone() && !future.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .forEach(toxiproxy -> ending.add(ended(() -> toxiproxy.end(daemon))));
        all.keySet().forEach(container -> ending.add(ended(container::close)));
        ending.forEach(CompletableFuture::join);
    }

    private static CompletableFuture<Boolean> ended(Runnable end) {
        return Background.run(() -> {
                    end.run();
                    return true;
                })
                // the lifelines end with this process
                .exceptionally(e -> false);
    }
}
