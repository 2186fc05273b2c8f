package io.replicatedpostgres.junit;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.time.Duration;
import java.util.List;

/**
 * Collects what a {@link ReplicatedPostgresExtension} gives to its tests: all that {@link ClusterSpecBuilder} takes, and
 * for how long a cluster lives. Not for several threads.
 */
public final class ReplicatedPostgresExtensionBuilder {

    private final ClusterSpecBuilder spec = ClusterSpec.builder();
    private boolean shared;

    ReplicatedPostgresExtensionBuilder() {}

    /** One cluster for all tests of the class and its nested classes; the field of the extension must be static. */
    public ReplicatedPostgresExtensionBuilder shared() {
        shared = true;
        return this;
    }

    /** See {@link ClusterSpecBuilder#standbys(int)}. */
    public ReplicatedPostgresExtensionBuilder standbys(int count) {
        spec.standbys(count);
        return this;
    }

    /** See {@link ClusterSpecBuilder#standbys(List)}. */
    public ReplicatedPostgresExtensionBuilder standbys(List<StandbySpec> each) {
        Given.each("each", each);
        spec.standbys(each);
        return this;
    }

    /** See {@link ClusterSpecBuilder#names(List)}. */
    public ReplicatedPostgresExtensionBuilder names(List<String> names) {
        Given.each("names", names);
        spec.names(names);
        return this;
    }

    /** See {@link ClusterSpecBuilder#primaryName(String)}. */
    public ReplicatedPostgresExtensionBuilder primaryName(String name) {
        Given.value("name", name);
        spec.primaryName(name);
        return this;
    }

    /** See {@link ClusterSpecBuilder#primarySettings(String...)}. */
    public ReplicatedPostgresExtensionBuilder primarySettings(String... each) {
        Given.each("each", each);
        spec.primarySettings(each);
        return this;
    }

    /** See {@link ClusterSpecBuilder#slots(String...)}. */
    public ReplicatedPostgresExtensionBuilder slots(String... names) {
        Given.each("names", names);
        spec.slots(names);
        return this;
    }

    /** See {@link ClusterSpecBuilder#standbysUseSlots(boolean)}. */
    public ReplicatedPostgresExtensionBuilder standbysUseSlots(boolean use) {
        spec.standbysUseSlots(use);
        return this;
    }

    /** See {@link ClusterSpecBuilder#synchronousCommit(SynchronousCommit)}. */
    public ReplicatedPostgresExtensionBuilder synchronousCommit(SynchronousCommit level) {
        Given.value("level", level);
        spec.synchronousCommit(level);
        return this;
    }

    /** See {@link ClusterSpecBuilder#synchronousStandbys(SynchronousStandbys)}. */
    public ReplicatedPostgresExtensionBuilder synchronousStandbys(SynchronousStandbys whom) {
        Given.value("whom", whom);
        spec.synchronousStandbys(whom);
        return this;
    }

    /** See {@link ClusterSpecBuilder#archive(ArchiveMode)}. */
    public ReplicatedPostgresExtensionBuilder archive(ArchiveMode mode) {
        spec.archive(mode);
        return this;
    }

    /** See {@link ClusterSpecBuilder#settings(String...)}. */
    public ReplicatedPostgresExtensionBuilder settings(String... each) {
        Given.each("each", each);
        spec.settings(each);
        return this;
    }

    /** See {@link ClusterSpecBuilder#initScripts(List)}. */
    public ReplicatedPostgresExtensionBuilder initScripts(List<InitScript> scripts) {
        Given.each("scripts", scripts);
        spec.initScripts(scripts);
        return this;
    }

    /** See {@link ClusterSpecBuilder#disk(Disk)}. */
    public ReplicatedPostgresExtensionBuilder disk(Disk each) {
        Given.value("each", each);
        spec.disk(each);
        return this;
    }

    /** See {@link ClusterSpecBuilder#manager(Manager)}. */
    public ReplicatedPostgresExtensionBuilder manager(Manager which) {
        Given.value("which", which);
        spec.manager(which);
        return this;
    }

    /** See {@link ClusterSpecBuilder#timeout(Duration)}. */
    public ReplicatedPostgresExtensionBuilder timeout(Duration each) {
        Given.notEndless("each", each);
        spec.timeout(each);
        return this;
    }

    /** See {@link ClusterSpecBuilder#place(Place)}. What is configured from outside beats it. */
    public ReplicatedPostgresExtensionBuilder place(Place where) {
        Given.value("where", where);
        spec.place(where);
        return this;
    }

    /**
     * The extension.
     *
     * @throws io.replicatedpostgres.model.SpecException if the parts do not fit
     */
    public ReplicatedPostgresExtension build() {
        return shared ? ReplicatedPostgresExtension.shared(spec.build()) : ReplicatedPostgresExtension.of(spec.build());
    }
}
