package io.replicatedpostgres.provision.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/** Images, pulled when the daemon does not have them. */
final class Images {

    private static final Logger LOG = Loggers.named("io.replicatedpostgres");

    /** A pull may take minutes, but something moves all the time. */
    private static final Duration STANDSTILL = Duration.ofSeconds(8);

    private final Daemon daemon;
    private final Map<String, String> refused = new ConcurrentHashMap<>();

    Images(Daemon daemon) {
        this.daemon = daemon;
    }

    /** What an image is called where it is pulled from: Testcontainers can be told of a mirror. */
    static String substituted(String image) {
        return ImageNameSubstitutor.instance()
                .apply(DockerImageName.parse(image))
                .asCanonicalNameString();
    }

    /**
     * Looks at an image, which is pulled if need be.
     *
     * @param key the setting that names the image
     * @throws SpecException if it cannot be had
     */
    InspectImageResponse get(String image, PlaceKey key) {
        String name = name(image, key);
        try {
            return daemon.docker().inspectImageCmd(name).exec();
        } catch (NotFoundException e) {
            pull(name, key);
            return daemon.docker().inspectImageCmd(name).exec();
        }
    }

    private static String name(String image, PlaceKey key) {
        String lastPart = image.substring(image.lastIndexOf('/') + 1).replaceFirst("@.*", "");
        try {
            if (lastPart.indexOf(':') == lastPart.lastIndexOf(':')) {
                return substituted(image);
            }
        } catch (IllegalArgumentException e) {
            // told below, with the rule
        }
        throw SpecException.of(
                "%s = %s".formatted(key.key(), image), "not the name of an image", "Write for example postgres:17");
    }

    /** What a registry refused, or did not move for, is not asked for again by the next class. */
    private void pull(String name, PlaceKey key) {
        String failure = refused.getOrDefault(name, "");
        if (failure.isEmpty()) {
            failure = failureOfPull(name);
        }
        if (!failure.isEmpty()) {
            refused.put(name, failure);
            throw SpecException.of(
                    "%s = %s".formatted(key.key(), name),
                    "the daemon at %s does not have this image and cannot pull it: %s"
                            .formatted(daemon.address(), failure.strip()),
                    "Check its name and the access to its registry, or pull it by hand (docker pull %s); or set %s=local to run installed PostgreSQL binaries"
                            .formatted(name, PlaceKey.RUNTIME.key()));
        }
    }

    private String failureOfPull(String name) {
        LOG.info("pulling {}", name);
        var progress = new Progress();
        try {
            daemon.docker().pullImageCmd(name).exec(progress);
            return progress.await();
        } catch (DockerException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static final class Progress extends ResultCallback.Adapter<PullResponseItem> {

        private final AtomicLong moved = new AtomicLong(System.nanoTime());
        private volatile String failure = "";

        @Override
        public void onNext(PullResponseItem item) {
            moved.set(System.nanoTime());
            if (item.getErrorDetail() != null) {
                failure = String.valueOf(item.getErrorDetail().getMessage());
            }
        }

        @Override
        public void onError(Throwable throwable) {
            failure = String.valueOf(throwable.getMessage());
            onComplete();
        }

        /** Why it failed; empty if it did not. */
        String await() {
            try {
                while (!awaitCompletion(100, TimeUnit.MILLISECONDS)) {
                    if (System.nanoTime() - moved.get() > STANDSTILL.toNanos()) {
                        close();
                        return "nothing moved for %s s".formatted(STANDSTILL.toSeconds());
                    }
                }
                return failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "interrupted";
            } catch (IOException | RuntimeException e) {
                return failure.isEmpty() ? String.valueOf(e.getMessage()) : failure;
            }
        }
    }
}
