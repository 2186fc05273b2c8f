package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.Environment;
import java.util.Objects;

/** The environment in which the clusters of this JVM run, for the journal. */
final class RunEnvironment {

    private RunEnvironment() {}

    static Environment here() {
        Runtime jvm = Runtime.getRuntime();
        return new Environment(
                "%s %s %s".formatted(property("os.name"), property("os.version"), property("os.arch")),
                "%s %s".formatted(property("java.version"), property("java.vendor")),
                Objects.requireNonNullElse(RunEnvironment.class.getPackage().getImplementationVersion(), "unreleased"),
                jvm.availableProcessors(),
                jvm.maxMemory() >> 20);
    }

    private static String property(String name) {
        return Objects.requireNonNullElse(System.getProperty(name), "not known");
    }
}
