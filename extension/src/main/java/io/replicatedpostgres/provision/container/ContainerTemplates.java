package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.Identity;
import io.replicatedpostgres.provision.TemplateBuild;
import io.replicatedpostgres.provision.TemplateKey;
import io.replicatedpostgres.spec.ClusterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/** The data directories that clusters are copied from, on the volume that all containers of this JVM see. */
final class ContainerTemplates {

    private static final Logger LOG = Loggers.named("io.replicatedpostgres");
    private static final Map<String, Template> BUILT = new ConcurrentHashMap<>();

    private final ContainerPool.Kind kind;
    private final ImageInspection anatomy;

    ContainerTemplates(ContainerPool.Kind kind, ImageInspection anatomy) {
        this.kind = kind;
        this.anatomy = anatomy;
    }

    /**
     * A template.
     *
     * @param path its directory in every container
     * @param identity where it says whose it is
     */
    record Template(String path, Identity identity) {

        String data() {
            return path + "/data";
        }
    }

    /** The template for a spec, built now, in a container without a server, if need be. */
    Template get(ClusterSpec spec, Container container) {
        String key = TemplateKey.of(spec, anatomy.binaries(), kind.id(), anatomy.user());
        return BUILT.computeIfAbsent(key, k -> build(spec, container, k));
    }

    private Template build(ClusterSpec spec, Container container, String key) {
        LOG.info("building the template for {} in a container, once for this JVM", anatomy.binaries());
        String path = ContainerStart.SHARED + "/templates/" + key;
        String building = path + ".building";
        try (var host = ContainerHost.made(new NodeRef("template"), container, anatomy.user(), building)) {
            new TemplateBuild(host, anatomy.binaries(), spec, "rp-template").run();
            var identity = Identity.of(host);
            String moved = container.asRoot(
                    "mv %s %s && echo moved || echo failed".formatted(building, path), DefaultImage.SOON);
            if (!moved.equals("moved")) {
                throw new ReplicatedPostgresException("the template could not be moved to " + path);
            }
            return new Template(path, identity);
        } finally {
            container.asRoot("rm -rf %s; echo gone".formatted(building), DefaultImage.SOON);
        }
    }
}
